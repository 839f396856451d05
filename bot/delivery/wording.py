"""The words of deliveries, made once for all who read the same."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from bot.domain.clocktime import to_micros
from bot.domain.messages import Message, message_from_json, text
from bot.language.reader import Reader
from bot.language.render import Renderer, uses_moments, uses_words
from bot.language.rendered import Rendered
from bot.storage.deliveries import Claimed

CONTENTS_KEPT = 64
WORDINGS_KEPT = 512
"""A broadcast needs one wording a language and order of other languages; where moments are seen,
one for each zone and calendar too."""


class Wording:
    """Renders each content once per language and order of other languages, and per zone and
    calendar where these are seen."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._read = lru_cache(CONTENTS_KEPT)(_read)
        self._say = lru_cache(WORDINGS_KEPT)(self._render)
        self._said: dict[_Reading, Rendered] = {}
        self._minute = lru_cache(1)(_minute_of)  # those claimed together have one moment

    def of(self, delivery: Claimed) -> Rendered:
        """Return the message of a delivery in its reader's words.

        One that may stand there already says that it is sent again.
        """
        # Who reads exactly what somebody has just read is the rule in a broadcast.
        reading = (
            delivery.content, delivery.language, delivery.zone, delivery.calendar,
            delivery.reads, delivery.also, delivery.repeated, self._minute(delivery.claimed_at),
        )  # fmt: skip
        said = self._said.get(reading)
        if said is None:
            if len(self._said) >= WORDINGS_KEPT:
                self._said.clear()
            said = self._said[reading] = self._find(delivery)
        return said

    def _find(self, delivery: Claimed) -> Rendered:
        own = Reader(delivery.language, delivery.zone, delivery.calendar, delivery.reads)
        if delivery.also is None:
            return self._in(delivery, own)
        other = Reader(*delivery.also)
        return both(*(self._in(delivery, replace(it, half=True)) for it in (own, other)))

    def _in(self, delivery: Claimed, reader: Reader) -> Rendered:
        content = self._read(delivery.content)
        # "Today" grows old, and what a machine wrote may have been corrected: such words are kept
        # for a minute.
        grows_old = content.has_moments or content.has_words
        minute = _minute_of(delivery.claimed_at) if grows_old else None
        if not content.has_moments:
            reader = replace(reader, zone=None, calendar=None)
        return self._say(delivery.content, reader, delivery.repeated, minute)

    def _render(
        self,
        content: str,
        reader: Reader,
        repeated: bool,
        _minute: int | None,
    ) -> Rendered:
        message = self._read(content).message
        if repeated:
            again = text("delivery.repeat", message=message.body)
            message = replace(message, body=again)
        return self._renderer.render(message, reader)


_Reading = tuple[
    str, str, str | None, str | None, tuple[str, ...], tuple[str, str] | None, bool, int
]
"""Everything on which the words of a delivery depend."""


def _minute_of(moment: datetime) -> int:
    return to_micros(moment) // 60_000_000


def both(first: Rendered, second: Rendered) -> Rendered:
    """Return one message that says the same twice, for a group that reads two scripts.

    Buttons carry both labels. A button that only one of them has is left out: it leads to an
    original that stands in the other half.
    """
    if first.html == second.html:
        return first
    labels = {(it.press, it.url): it.label for line in second.buttons for it in line}
    rows = (
        tuple(
            replace(button, label=_both_labels(button.label, labels[button.press, button.url]))
            for button in line
            if (button.press, button.url) in labels
        )
        for line in first.buttons
    )
    return replace(
        first,
        html=f"{first.html}\n\n{second.html}",
        buttons=tuple(line for line in rows if line),
    )


def _both_labels(one: str, other: str) -> str:
    return one if one == other else f"{one} · {other}"


@dataclass(frozen=True, slots=True)
class _Content:
    message: Message
    has_moments: bool
    has_words: bool


def _read(content: str) -> _Content:
    message = message_from_json(json.loads(content))
    return _Content(message, uses_moments(message), uses_words(message))
