"""What waits to be carried one way over a bridge: in memory, in order, and never too much."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.services.bridges.carrying import Way
from bot.telegram.bridging.hearing import ALBUMS, FORWARD, Heard, Kind

WAITING_MOST = 300
"""So many messages wait at most; of more one is left out, and that is said."""

MERGED_MOST = 40
"""So many people's messages stand in one copy at most."""

ALBUM_MOST = 10
"""Files in one album. Source: Bot API, `sendMediaGroup`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One message that waits, or (`is_edit`) the newer words of one that was carried before."""

    heard: Heard
    since: float
    is_edit: bool = False

    @property
    def goes_with_others(self) -> bool:
        """Return whether it is words, which can stand in one copy with other people's."""
        return not self.is_edit and self.heard.kind in (Kind.WORDS, Kind.NAMED)

    @property
    def album(self) -> str:
        """Return the album that it is part of, empty if it stands alone."""
        is_part = not self.is_edit and self.heard.what in ALBUMS
        return self.heard.album if is_part else ""


class Line:
    """The messages that wait in one direction of one bridge."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.is_open = True
        self.dropped = 0
        self.busy = False
        self.news = asyncio.Event()
        self._waiting: deque[Item] = deque()
        self._forwarded = ""

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, heard: Heard, now: float) -> None:
        """Let a new message wait; of an album that is only named, the first file will do."""
        if heard.what == FORWARD:
            if heard.album and heard.album == self._forwarded:
                return
            self._forwarded = heard.album
        self._add(Item(heard, now))

    def put_edit(self, newer: Heard, now: float) -> None:
        """Note newer words: in the place of the older ones if these wait still."""
        for at, item in enumerate(self._waiting):
            if item.heard.where.message == newer.where.message:
                self._change(at, item, newer)
                return
        self._add(Item(newer, now, is_edit=True))

    def front(self) -> Item | None:
        """Return what is first in line."""
        return self._waiting[0] if self._waiting else None

    def take(self) -> list[Item]:
        """Take what goes next: words that can stand together, the files of an album, or one
        thing alone."""
        first = self.front()
        if first is None:
            return []
        if first.goes_with_others:
            return self._take_while(lambda item: item.goes_with_others, MERGED_MOST)
        if first.album:
            return self._take_while(lambda item: item.album == first.album, ALBUM_MOST)
        return self._take_while(lambda item: item is first, 1)

    def give_back(self, items: list[Item]) -> None:
        """Let these wait again, before all others."""
        self._waiting.extendleft(reversed(items))
        if items:
            self.news.set()

    def drop(self, count: int) -> None:
        """Note that so many messages could not be carried; the next copy says so."""
        self.dropped += count

    def take_dropped(self) -> int:
        """Return how many were left out since this was last asked."""
        count, self.dropped = self.dropped, 0
        return count

    def close(self) -> None:
        """Forget all that waits, and take nothing more."""
        self.is_open = False
        self._waiting.clear()
        self.news.set()

    def _change(self, at: int, item: Item, newer: Heard) -> None:
        """Put newer words in the place of older ones; what is not carried any more leaves."""
        if item.is_edit:
            self._waiting[at] = replace(item, heard=newer)
        elif newer.is_nothing:
            del self._waiting[at]
            if not self._waiting:
                self.news.clear()
        else:
            self._waiting[at] = replace(item, heard=item.heard.edited(newer))

    def _add(self, item: Item) -> None:
        if not self.is_open:
            return
        if len(self._waiting) >= WAITING_MOST:
            self._leave_one_out()
        self._waiting.append(item)
        self.news.set()

    def _leave_one_out(self) -> None:
        """Leave out the oldest of whoever has most waiting: who floods silences nobody else."""
        authors = Counter(item.heard.where.author for item in self._waiting)
        [(loudest, _)] = authors.most_common(1)
        found = next(item for item in self._waiting if item.heard.where.author == loudest)
        self._waiting.remove(found)
        self.dropped += not found.is_edit

    def _take_while(self, fits: Callable[[Item], bool], most: int) -> list[Item]:
        taken: list[Item] = []
        while self._waiting and len(taken) < most and fits(self._waiting[0]):
            taken.append(self._waiting.popleft())
        if not self._waiting:
            self.news.clear()
        return taken
