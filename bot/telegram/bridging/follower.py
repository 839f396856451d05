"""Follows edits: after one, no copy holds the older words of what was carried before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.domain.delivery import Outcome, Reason, Rejected, Sent
from bot.services.bridges.carrying import Carriage, Wanted
from bot.storage.bridges.copies import Copy
from bot.telegram.bridging.calls import Calls
from bot.telegram.bridging.ferry import Call, Ferry
from bot.telegram.bridging.hearing import Heard, Kind
from bot.telegram.bridging.line import Line
from bot.telegram.bridging.recent import Piece, Recent
from bot.telegram.bridging.scribe import Scribe
from bot.telegram.bridging.styled import EMPTY, Styled, cut
from bot.telegram.bridging.wording import Wording
from bot.telegram.fitting import TEXT_LIMIT

_MOVING = "location"
"""A live location is edited all the while, and only named on the other side."""


@dataclass
class _Plan:
    """What becomes of each copy: new words, or it goes; and what is to be written besides."""

    changes: list[tuple[Copy, Styled]] = field(default_factory=list)
    surplus: list[Copy] = field(default_factory=list)
    missing: list[Styled] = field(default_factory=list)

    def put(self, written: Sequence[Copy], texts: Sequence[Styled]) -> None:
        """Put texts into the messages that stand there: some may be too many, or too few."""
        self.changes += zip(written, texts, strict=False)
        self.surplus += written[len(texts) :]
        self.missing += texts[len(written) :]


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
        self._scribe = Scribe(calls, ferry, wording)

    async def follow(self, line: Line, newer: Heard) -> None:
        """Bring newer words over; what was not carried, or not agreed to, has no copy."""
        way, where = line.way, newer.where
        copies = await self._carriage.copies_of(way, where.message, where.author)
        voice = way.voices.get(where.author)
        if not copies or voice is None or newer.kind is Kind.BARE or newer.what == _MOVING:
            return
        shared = next((copy for copy in copies if copy.is_shared), None)
        if shared is None:
            plan = self._alone(line, copies, newer, voice.name)
        else:
            plan = await self._among_others(line, copies, shared, newer, voice.name)
        await self._change(line, newer, plan, voice.name)
        await self._replace(line, newer, copies, plan)

    def _alone(self, line: Line, copies: Sequence[Copy], newer: Heard, name: str) -> _Plan:
        """Plan for copies that hold this person's words only: captions and texts, each its own."""
        plan, to = _Plan(), line.way.to_side
        files = [copy for copy in copies if copy.is_file]
        texts: Sequence[Styled] = []
        if files:
            caption, texts = self._scribe.captioned(newer, name, to)
            plan.changes += [(copy, caption) for copy in files]
        elif not newer.is_nothing:
            texts = cut(self._written(line, newer, name), TEXT_LIMIT)
        plan.put([copy for copy in copies if not copy.is_file], texts)
        return plan

    async def _among_others(
        self, line: Line, copies: Sequence[Copy], shared: Copy, newer: Heard, name: str
    ) -> _Plan:
        """Plan for a merged copy: it is rebuilt, or these words leave it and stand alone.

        Where its other words are not known any more, the newer ones stand below it.
        """
        plan, to = _Plan(), line.way.to_side
        texts: Sequence[Styled] = []
        if newer.is_nothing:
            plan.surplus.append(shared)
        elif (outcome := await self._rebuild(line, shared, newer)) is None:
            texts = cut(self._wording.correction(newer, name, to), TEXT_LIMIT)
        elif not isinstance(outcome, Sent):
            plan.surplus.append(shared)
            if _is_wanted(outcome):
                texts = cut(self._written(line, newer, name), TEXT_LIMIT)
        plan.put([copy for copy in copies if copy is not shared], texts)
        return plan

    async def _change(self, line: Line, newer: Heard, plan: _Plan, name: str) -> None:
        """Change copies; one that cannot be changed goes, and what it was to say is missing."""
        for n, (copy, said) in enumerate(plan.changes):
            if n and not await self._ferry.may_go_on(line):
                plan.surplus += [left for left, _ in plan.changes[n:]]
                return
            outcome = await self._rewrite(line, copy, said, newer)
            if isinstance(outcome, Sent):
                continue
            plan.surplus.append(copy)
            if not _is_wanted(outcome) or newer.is_nothing:
                continue
            if not copy.is_file:
                plan.missing.append(said)
            elif len(plan.changes) == 1 and not plan.missing:
                plan.missing += cut(self._written(line, newer, name), TEXT_LIMIT)

    async def _replace(self, line: Line, newer: Heard, copies: Sequence[Copy], plan: _Plan) -> None:
        """Let go of what is too much, and write what is missing."""
        if not plan.surplus and not plan.missing:
            return
        where, first = newer.where, copies[0]
        wanted = Wanted(where.message, where.author, len(plan.missing), first.album)
        rows = await self._carriage.replace(line.way, wanted, copies, plan.surplus)
        if not rows:
            return
        if not await self._ferry.may_go_on(line, rows):
            await self._ferry.gave_up(rows)
            return
        replied = 0 if first in plan.surplus and not first.is_shared else first.message
        await self._scribe.write(line, rows, plan.missing, replied=replied)

    async def _rewrite(self, line: Line, copy: Copy, said: Styled, newer: Heard) -> Outcome:
        """Change the words of one copy in the way that fits it."""
        change = self._calls.recaption if copy.is_file else self._calls.rewrite
        # The files of an album have no buttons.
        in_album = copy.is_file and copy.album
        button = None if in_album else self._wording.button(copy.id, line.way.to_side)
        call = partial(change, message=copy.message, said=said, button=button)
        return await self._ferry.attempt(
            line, partial(self._unless_taken_back, line, newer, copy, call)
        )

    async def _unless_taken_back(
        self, line: Line, newer: Heard, copy: Copy, call: Call, to: str
    ) -> Outcome:
        """Make a call if the copy is still to stand: it may have waited long for its turn."""
        where = newer.where
        standing = await self._carriage.copies_of(line.way, where.message, where.author)
        if all(one.id != copy.id for one in standing):
            return Rejected(Reason.STOPPED)
        return await call(to)

    async def _rebuild(self, line: Line, copy: Copy, newer: Heard) -> Outcome | None:
        """Rebuild a merged copy; None when its other words are not known any more."""
        way = line.way
        key = (way.bridge_id, way.from_side, copy.message)

        def rebuilt() -> tuple[tuple[Piece, ...], Styled]:
            pieces = self._recent.edited(key, newer)
            return pieces, self._wording.merged(pieces, way.to_side) if pieces else EMPTY

        async def edit(to: str) -> Outcome:
            async with self._recent.changing:
                pieces, said = rebuilt()
                if not pieces:
                    return Rejected(Reason.STOPPED)
                self._recent.keep(key, pieces)
                button = self._wording.button(pieces[0].row, way.to_side)
                return await self._calls.rewrite(to, copy.message, said, button)

        pieces, said = rebuilt()
        if not pieces:
            return None
        if said.length > TEXT_LIMIT:
            return Rejected(Reason.REJECTED)
        return await self._ferry.attempt(
            line, partial(self._unless_taken_back, line, newer, copy, edit)
        )

    def _written(self, line: Line, newer: Heard, name: str) -> Styled:
        """Return a message in words; a file among it is named."""
        put = self._wording.instead if newer.kind is Kind.MEDIA else self._wording.message
        return put(newer, name, line.way.to_side)


def _is_wanted(outcome: Outcome) -> bool:
    """Return whether what could not be changed is to be said anew: not where the copy was taken
    back or deleted over there, nor after a pause."""
    if not isinstance(outcome, Rejected):
        return True
    return outcome.reason is not Reason.STOPPED and "not found" not in outcome.detail
