"""The words of deliveries, made once for all who read the same."""

import json
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from bot.domain.messages import Message, message_from_json, text
from bot.language.reader import Reader
from bot.language.render import Renderer, uses_moments
from bot.language.rendered import Rendered
from bot.storage.deliveries import Claimed

CONTENTS_KEPT = 64
WORDINGS_KEPT = 512
"""A broadcast needs one wording a language, or one a language, zone and calendar."""


class Wording:
    """Renders each content once per language, and per zone and calendar where these are seen."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._read = lru_cache(CONTENTS_KEPT)(_read)
        self._say = lru_cache(WORDINGS_KEPT)(self._render)

    def of(self, delivery: Claimed) -> Rendered:
        """Return the message of a delivery in its reader's words.

        One that may stand there already says that it is sent again.
        """
        first = self._in(delivery, Reader(delivery.language, delivery.zone, delivery.calendar))
        if delivery.also is None:
            return first
        return both(first, self._in(delivery, Reader(*delivery.also)))

    def _in(self, delivery: Claimed, reader: Reader) -> Rendered:
        if not self._read(delivery.content)[1]:
            return self._say(delivery.content, Reader(reader.language), delivery.repeated, None)
        # "Today" and "an hour ago" grow old: such words are kept for a minute.
        minute = delivery.claimed_at.replace(second=0, microsecond=0)
        return self._say(delivery.content, reader, delivery.repeated, minute)

    def _render(
        self,
        content: str,
        reader: Reader,
        repeated: bool,
        _minute: datetime | None,
    ) -> Rendered:
        message = self._read(content)[0]
        if repeated:
            again = text("delivery.repeat", message=message.body)
            message = Message(again, message.buttons, message.silent)
        return self._renderer.render(message, reader)


def both(first: Rendered, second: Rendered) -> Rendered:
    """Return one message that says the same twice, for a group that reads two scripts.

    Buttons carry both labels; both wordings have the same buttons, being of one content.
    """
    if first.html == second.html:
        return first
    return replace(
        first,
        html=f"{first.html}\n\n{second.html}",
        buttons=tuple(
            tuple(
                one
                if one.label == other.label
                else replace(one, label=f"{one.label} · {other.label}")
                for one, other in zip(line, other_line, strict=True)
            )
            for line, other_line in zip(first.buttons, second.buttons, strict=True)
        ),
    )


def _read(content: str) -> tuple[Message, bool]:
    message = message_from_json(json.loads(content))
    return message, uses_moments(message)
