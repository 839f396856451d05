"""The words of merged copies, for an hour: so that one of them can be edited or taken back."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.people import Side
from bot.telegram.bridging.hearing import Heard

KEPT_SECONDS = 3600.0
KEPT_MOST = 500
"""Copies kept at most; they hold a few thousand letters each."""

Key = tuple[int, Side, int]
"""The bridge, the side where the originals stand, and the number of the copy."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One person's message in a merged copy."""

    row: int
    heard: Heard
    name: str
    answering: str = ""


class Recent:
    """Keeps the pieces of merged copies in memory; a restart forgets them.

    Whoever changes such a copy holds `changing` from looking until the answer: else an edit and a
    removal that meet could bring words back that were taken away.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.changing = asyncio.Lock()
        self._monotonic = monotonic
        self._kept: OrderedDict[Key, tuple[float, tuple[Piece, ...]]] = OrderedDict()

    def keep(self, key: Key, pieces: tuple[Piece, ...]) -> None:
        """Remember a merged copy as it stands now."""
        self._tidy()
        since = self._kept.pop(key, (self._monotonic(), ()))[0]
        self._kept[key] = (since, pieces)

    def find(self, key: Key) -> tuple[Piece, ...]:
        """Return the pieces of a copy; none when it is forgotten."""
        self._tidy()
        return self._kept.get(key, (0.0, ()))[1]

    def edited(self, key: Key, newer: Heard) -> tuple[Piece, ...]:
        """Return the pieces with newer words in one of them; none when it is forgotten."""
        number = newer.where.message
        return tuple(
            replace(one, heard=one.heard.edited(newer))
            if one.heard.where.message == number
            else one
            for one in self.find(key)
        )

    def without(self, key: Key, rows: tuple[int, ...]) -> tuple[Piece, ...]:
        """Return the pieces but those of these rows; none when it is forgotten."""
        return tuple(one for one in self.find(key) if one.row not in rows)

    def answering(self) -> dict[Key, tuple[Piece, ...]]:
        """Return the copies in which somebody is named whose words are answered."""
        self._tidy()
        return {
            key: pieces
            for key, (_, pieces) in self._kept.items()
            if any(one.answering for one in pieces)
        }

    def unnamed(self, key: Key, originals: frozenset[int]) -> tuple[Piece, ...]:
        """Return the pieces without the names of those whom these originals answer."""
        return tuple(
            replace(one, answering="") if one.heard.where.message in originals else one
            for one in self.find(key)
        )

    def forget(self, key: Key) -> None:
        """Forget a copy."""
        self._kept.pop(key, None)

    def _tidy(self) -> None:
        oldest = self._monotonic() - KEPT_SECONDS
        self._kept = OrderedDict(
            (key, kept) for key, kept in self._kept.items() if kept[0] > oldest
        )
        while len(self._kept) > KEPT_MOST:
            self._kept.popitem(last=False)
