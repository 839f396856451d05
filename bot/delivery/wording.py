"""The words of deliveries, made once for all who read the same."""

import json
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
        if not self._read(delivery.content)[1]:
            return self._say(delivery.content, Reader(delivery.language), delivery.repeated, None)
        reader = Reader(delivery.language, delivery.zone, delivery.calendar)
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


def _read(content: str) -> tuple[Message, bool]:
    message = message_from_json(json.loads(content))
    return message, uses_moments(message)
