"""Follows edits: the newer words of what was carried before reach its copy, or stand under it."""

from functools import partial

from bot.domain.delivery import Outcome, Reason, Rejected, Sent
from bot.services.bridges.carrying import Carriage, Wanted
from bot.storage.bridges.copies import Copy
from bot.telegram.bridging.calls import Calls, Under
from bot.telegram.bridging.ferry import Call, Ferry
from bot.telegram.bridging.hearing import Heard, Kind
from bot.telegram.bridging.line import Line
from bot.telegram.bridging.recent import Piece, Recent
from bot.telegram.bridging.styled import Styled, cut
from bot.telegram.bridging.wording import Wording
from bot.telegram.fitting import CAPTION_LIMIT, TEXT_LIMIT


class Follower:
    """Brings copies up to date."""

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

    async def follow(self, line: Line, newer: Heard) -> None:
        """Bring newer words over; what was not carried, or not agreed to, has no copy."""
        way, where = line.way, newer.where
        copies = await self._carriage.copies_of(way, where.message, where.author)
        voice = way.voices.get(where.author)
        if not copies or voice is None or newer.kind in (Kind.BARE, Kind.NAMED):
            return
        if any(copy.is_shared for copy in copies):
            done = len(copies) == 1 and await self._rebuild(line, copies[0], newer)
        else:
            done = await self._rewrite(line, copies, newer, voice.name)
        if not done:
            await self._correct(line, copies, newer, voice.name)

    async def _rewrite(self, line: Line, copies: list[Copy], newer: Heard, name: str) -> bool:
        """Change the copies; False when the newer words need more or fewer of them."""
        is_words = newer.kind is Kind.WORDS
        said = self._wording.message(newer, name, line.way.to_side)
        parts = cut(said, TEXT_LIMIT if is_words else CAPTION_LIMIT)
        if len(parts) != len(copies):
            return False
        change = self._calls.rewrite if is_words else self._calls.recaption
        for n, (copy, part) in enumerate(zip(copies, parts, strict=True)):
            if n and not await self._ferry.may_go_on(line):
                break
            button = self._wording.button(copy.id, line.way.to_side)
            call = partial(change, message=copy.message, said=part, button=button)
            edit = partial(self._unless_taken_back, line, newer, copy, call)
            if not isinstance(await self._ferry.attempt(line, edit), Sent):
                break
        return True

    async def _unless_taken_back(
        self, line: Line, newer: Heard, copy: Copy, call: Call, to: str
    ) -> Outcome:
        """Make a call if the copy is still to stand: it may have waited long for its turn."""
        where = newer.where
        standing = await self._carriage.copies_of(line.way, where.message, where.author)
        if all(one.id != copy.id for one in standing):
            return Rejected(Reason.STOPPED)
        return await call(to)

    async def _rebuild(self, line: Line, copy: Copy, newer: Heard) -> bool:
        """Rebuild a merged copy; False when its other words are not known any more."""
        way = line.way
        key = (way.bridge_id, way.from_side, copy.message)

        def rebuilt() -> tuple[tuple[Piece, ...], Styled]:
            pieces = self._recent.edited(key, newer)
            return pieces, self._wording.merged(pieces, way.to_side)

        async def edit(to: str) -> Outcome:
            async with self._recent.changing:
                pieces, said = rebuilt()
                if not pieces:
                    return Rejected(Reason.STOPPED)
                self._recent.keep(key, pieces)
                button = self._wording.button(pieces[0].row, way.to_side)
                return await self._calls.rewrite(to, copy.message, said, button)

        pieces, said = rebuilt()
        if not pieces or said.length > TEXT_LIMIT:
            return False
        await self._ferry.attempt(line, partial(self._unless_taken_back, line, newer, copy, edit))
        return True

    async def _correct(self, line: Line, copies: list[Copy], newer: Heard, name: str) -> None:
        """Say the newer words in a message of their own, as an answer to the copy."""
        way, where = line.way, newer.where
        said = cut(self._wording.correction(newer, name, way.to_side), TEXT_LIMIT)[0]
        first = max(copy.part for copy in copies) + 1
        rows = (await self._ferry.claim(line, [Wanted(where.message, where.author, 1, first)]))[0]
        if rows:
            under = Under(copies[0].message, self._wording.button(rows[0], way.to_side))
            write = partial(self._calls.write, said=said, under=under)
            await self._ferry.deliver(line, write, rows)
