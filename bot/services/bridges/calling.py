"""What somebody may be called on the other side: nobody speaks as somebody else, nor as the bot.

Names are compared as a reader may take them: folded, in both scripts, look-alike letters as one.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.bridges import NAME_MOST
from bot.language import direction
from bot.language.lookalikes import eye_key, from_cyrillic, without_blanks
from bot.language.script import Converter, Script

OURS, MARK, STAND_IN = "profile.name", "bridge.mark", "bridge.stand_in"
"""The keys of the bot's name, of the mark's word, and of the word that stands for a name."""

SHORTEST_MARK = 4
"""A word of the automatic mark that has fewer letters counts only as a whole."""

KEPT = 1 << 12

_SIGNS = re.compile(
    rf"[@#/\\:\uff1a\ufe55\ua789\u2236\uff20\uff03\uff0f]|\w\.\w\w|{direction.TECHNICAL}"
)
"""What makes a link, a command or a head of a name."""


class Calling:
    """Judges names. `ours` are the bot's own names, `marks` the words of the automatic mark in
    every language, `stand_in` the word that with a number stands for a name."""

    def __init__(
        self,
        converter: Converter,
        *,
        ours: Iterable[str] = (),
        marks: Iterable[str] = (),
        stand_in: str = "",
    ) -> None:
        self._converter = converter
        self._keys = lru_cache(KEPT)(self._work_out)
        self._ours = frozenset(key for one in ours for key in self._keys(one))
        self._marks = frozenset(key for one in marks for key in self._keys(one))
        self._stand_in = stand_in
        self._stand_in_keys = self._keys(stand_in)

    def shown(self, name: str) -> str:
        """Return a name on one line, without characters that cannot be seen."""
        seen = without_blanks(direction.cleaned(name))
        kept = "".join(
            letter
            for letter in seen
            if letter in "\n\u200c" or unicodedata.category(letter) not in ("Cf", "Co", "Cn")
        )
        return " ".join(kept.split()).strip("\u200c ")

    def fault(self, name: str, others: Iterable[str]) -> str | None:
        """Return why somebody may not be called so (a part of `bridge.name.…`), None if they may.

        `others` are the names that others have there already.
        """
        shown = self.shown(name)
        keys = self._keys(shown)
        if not keys:
            return "empty"
        if len(shown) > NAME_MOST:
            return "long"
        if len(name.strip().splitlines()) > 1 or _SIGNS.search(shown):
            return "signs"
        if self._is_ours(shown, keys):
            return "ours"
        return "taken" if any(keys & self._keys(self.shown(one)) for one in others) else None

    def stand_in(self, number: int) -> str:
        """Return what somebody is called who has no name that may be shown."""
        return f"{self._stand_in} {number}".strip()

    def _is_ours(self, shown: str, keys: frozenset[str]) -> bool:
        if any(key == mark or _holds(key, mark) for key in keys for mark in self._marks):
            return True
        words = (self._keys(word) for word in shown.split())
        if any(own & self._ours for own in (keys, *words)):
            return True
        bare = "".join(letter for letter in shown if not letter.isdigit())
        return bool(self._keys(bare) & self._stand_in_keys)

    def _work_out(self, name: str) -> frozenset[str]:
        read = (self._converter.convert(name, script).text for script in Script)
        keys = (eye_key(one) for one in (name, *read, from_cyrillic(name)))
        return frozenset(key for key in keys if key)


def _holds(key: str, mark: str) -> bool:
    return len(mark) >= SHORTEST_MARK and mark in key
