"""Takes what is next in line over: words, files, albums, each under its author's name."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.delivery import Outcome, Reason, Rejected
from bot.services.bridges.carrying import Answered, Carriage, Wanted, Way
from bot.telegram.bridging.calls import Calls, Under
from bot.telegram.bridging.ferry import Ferry
from bot.telegram.bridging.follower import Follower
from bot.telegram.bridging.hearing import Heard, Kind
from bot.telegram.bridging.line import Item, Line
from bot.telegram.bridging.recent import Piece, Recent
from bot.telegram.bridging.scribe import Scribe
from bot.telegram.bridging.styled import EMPTY, Styled, cut
from bot.telegram.bridging.wording import BETWEEN, Wording
from bot.telegram.fitting import CAPTION_LIMIT, TEXT_LIMIT, units

SETTLED_SECONDS = 0.2
"""By then a copy that has just been sent is in the map."""

ROOM_FOR_DROPPED = 120
"""Units kept free for the line that owns up to messages which were too many."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message with its author's name and whom it answers, ready to be put into words."""

    heard: Heard
    name: str
    answered: Answered | None = None
    answering: str = ""


class Porter:
    """Carries what a line hands out, one copy at a time."""

    def __init__(
        self,
        carriage: Carriage,
        calls: Calls,
        ferry: Ferry,
        wording: Wording,
        recent: Recent,
    ) -> None:
        self._carriage = carriage
        self._calls = calls
        self._ferry = ferry
        self._wording = wording
        self._recent = recent
        self._scribe = Scribe(calls, ferry, wording)
        self._follower = Follower(carriage, calls, ferry, wording, recent)

    async def carry(self, line: Line) -> None:
        """Carry over what is next in line; the first call's turn has come already."""
        items = line.take()
        if not items:
            return
        first = items[0]
        if first.is_edit:
            await self._follower.follow(line, first.heard)
        elif first.goes_with_others:
            await self._words(line, items)
        elif len(items) > 1:
            await self._album(line, items)
        else:
            await self._file(line, first.heard)

    async def _words(self, line: Line, items: list[Item]) -> None:
        ready = [await self._ready(line.way, item.heard) for item in items]
        fitting = self._fitting(ready, line.way)
        line.give_back(items[fitting:])
        if fitting == 1:
            await self._one(line, ready[0])
        else:
            await self._several(line, ready[:fitting])

    async def _one(self, line: Line, one: _Ready) -> None:
        """Carry one person's words; more than fit into a message become several."""
        way, dropped = line.way, line.take_dropped()
        said = self._wording.message(one.heard, one.name, way.to_side)
        whole = self._wording.several([said], way.to_side, dropped=dropped)
        parts = cut(whole, TEXT_LIMIT)
        rows = (await self._ferry.claim(line, [_wanted(one.heard, len(parts))]))[0]
        if not rows:
            line.drop(dropped)
        replied = one.answered.message if one.answered else 0
        await self._scribe.write(line, rows, parts, replied=replied)

    async def _several(self, line: Line, ready: Sequence[_Ready]) -> None:
        """Carry the words of several people, or several of one, in one copy."""
        way = line.way
        allowed = await self._allowed(line, ready)
        if not allowed:
            return
        pieces = tuple(Piece(row, one.heard, one.name, one.answering) for one, row in allowed)
        dropped = line.take_dropped()

        async def write(to: str) -> Outcome:
            nonlocal pieces
            # It may have waited: whoever has left or taken it back meanwhile leaves it.
            pieces, gone = await self._parted(line, pieces)
            await self._ferry.gave_up(gone)
            if not pieces:
                return Rejected(Reason.STOPPED)
            said = self._wording.merged(pieces, way.to_side, dropped=dropped)
            return await self._calls.write(to, said, self._under(way, pieces[0].row, None))

        outcome = await self._ferry.attempt(line, write)
        message = await self._ferry.note(line, outcome, [one.row for one in pieces])
        if message and len(pieces) > 1:
            self._recent.keep((way.bridge_id, way.from_side, message), pieces)

    async def _parted(
        self, line: Line, pieces: tuple[Piece, ...]
    ) -> tuple[tuple[Piece, ...], list[int]]:
        """Return the pieces that may still go, and the rows of those that may not."""
        going = await self._ferry.still_to_go(line, [one.row for one in pieces])
        gone = [one.row for one in pieces if one.row not in going]
        return tuple(one for one in pieces if one.row in going), gone

    async def _file(self, line: Line, heard: Heard) -> None:
        """Carry a picture, a voice or another file, with its caption put into words."""
        way = line.way
        one = await self._ready(way, heard)
        caption, rest = self._caption(one, way)
        rows = (await self._ferry.claim(line, [_wanted(heard, 1 + len(rest))]))[0]
        if not rows:
            return
        bare = heard.kind is Kind.BARE
        under = self._under(way, rows[0], one.answered, name=one.name if bare else "")
        words = None if bare else caption
        copy = partial(self._calls.copy, heard=heard, caption=words, under=under)
        named = self._wording.instead(heard, one.name, way.to_side)
        plain = self._under(way, rows[0], one.answered)
        instead = partial(self._calls.write, said=cut(named, TEXT_LIMIT)[0], under=plain)
        if not await self._ferry.deliver(line, copy, rows[:1], instead=instead):
            await self._ferry.gave_up(rows[1:])
        elif rest and await self._ferry.may_go_on(line, rows[1:]):
            await self._scribe.write(line, rows[1:], rest)
        else:
            await self._ferry.gave_up(rows[1:])

    async def _album(self, line: Line, items: list[Item]) -> None:
        """Carry several files that belong together; the first says whose they are."""
        # Room first: nobody may leave between the claim and the call.
        await self._ferry.room(line, len(items) - 1)
        way = line.way
        allowed = await self._allowed(line, [await self._ready(way, one.heard) for one in items])
        if not allowed:
            return
        pairs = [
            (one.heard, self._album_caption(one, way, is_first=n == 0))
            for n, (one, _) in enumerate(allowed)
        ]
        under = self._under(way, 0, allowed[0][0].answered)
        numbers: list[int] = []

        async def send(to: str) -> Outcome:
            outcome, found = await self._calls.album(to, pairs, under)
            numbers.extend(found)
            return outcome

        outcome = await self._ferry.attempt(line, send, [row for _, row in allowed])
        if len(numbers) != len(allowed):
            await self._ferry.fell(line, outcome, [row for _, row in allowed])
            return
        for (_, row), number in zip(allowed, numbers, strict=True):
            await self._ferry.arrived([row], number)

    async def _allowed(self, line: Line, ready: Sequence[_Ready]) -> list[tuple[_Ready, int]]:
        """Take messages to be carried; return those that may be, each with its row."""
        rows = await self._ferry.claim(line, [_wanted(one.heard) for one in ready])
        return [(one, own[0]) for one, own in zip(ready, rows, strict=True) if own]

    def _fitting(self, ready: Sequence[_Ready], way: Way) -> int:
        """Return how many of them fit into one message; at least one, which is cut if need be."""
        length = -units(BETWEEN)
        for n, one in enumerate(ready):
            piece = Piece(0, one.heard, one.name, one.answering)
            length += self._wording.piece(piece, way.to_side).length + units(BETWEEN)
            if length > TEXT_LIMIT - ROOM_FOR_DROPPED:
                return max(1, n)
        return len(ready)

    def _caption(self, one: _Ready, way: Way) -> tuple[Styled, Sequence[Styled]]:
        """Return what stands under a file, and what does not fit there as messages after it."""
        if one.heard.kind is Kind.BARE:
            return EMPTY, []
        return self._scribe.captioned(one.heard, one.name, way.to_side)

    def _album_caption(self, one: _Ready, way: Way, *, is_first: bool) -> Styled:
        """Return the caption of one file of an album, cut where it is too long."""
        if not is_first and not one.heard.said.text:
            return EMPTY
        whole = self._wording.message(one.heard, one.name, way.to_side)
        return cut(whole, CAPTION_LIMIT)[0]

    async def _ready(self, way: Way, heard: Heard) -> _Ready:
        voice = way.voices.get(heard.where.author)
        name = voice.name if voice else ""
        if not heard.replied:
            return _Ready(heard, name)
        answered = await self._carriage.answered(way, heard.replied)
        if answered is None and heard.answers_copy:
            # Somebody quick: the copy stands there, and is being written down just now.
            await asyncio.sleep(SETTLED_SECONDS)
            answered = await self._carriage.answered(way, heard.replied)
        theirs = way.voices.get(heard.answers)
        who = (answered.name if answered else "") or (theirs.name if theirs else "")
        return _Ready(heard, name, answered, who)

    def _under(self, way: Way, row: int, answered: Answered | None, *, name: str = "") -> Under:
        button = self._wording.button(row, way.to_side, name=name) if row else None
        return Under(answered.message if answered else 0, button)


def _wanted(heard: Heard, parts: int = 1) -> Wanted:
    return Wanted(heard.where.message, heard.where.author, parts, heard.album)
