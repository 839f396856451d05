"""One call that takes something over: tried again while nothing happened, then noted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.delivery.pacing import Pacer
from bot.domain.addresses import in_topic, thread_of
from bot.domain.bridges import Trouble
from bot.domain.delivery import (
    Lane,
    Moved,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    Sent,
    TryLater,
    Unreachable,
)
from bot.services.bridges.carrying import Carriage, Wanted
from bot.telegram.bridging.line import Line

logger = logging.getLogger(__name__)

TRIES = 6
"""How often a copy that certainly did not arrive is tried: about a minute in all."""

LONGEST_WAIT = 60.0
"""Seconds; what would have to wait longer is not carried, and the next copy says so."""

_TROUBLES = {Reason.TOPIC_CLOSED: Trouble.TOPIC_CLOSED, Reason.NO_RIGHTS: Trouble.NO_RIGHTS}

Call = Callable[[str], Awaitable[Outcome]]
"""Asks the channel for something at an address."""


class Ferry:
    """Asks whether a copy may go, makes the calls, and notes where it stands."""

    def __init__(self, carriage: Carriage, pacer: Pacer) -> None:
        self._carriage = carriage
        self._pacer = pacer

    async def claim(self, line: Line, wanted: list[Wanted]) -> list[list[int]]:
        """Take messages to be carried; none of them gets rows when the bridge is shut."""
        rows = await self._carriage.claim(line.way, wanted)
        return [[] for _ in wanted] if rows is None else rows

    async def may_go_on(self, line: Line, rows: Sequence[int] = ()) -> bool:
        """Wait for one more turn; tell whether the bridge is still open then, and whether the
        author of each of these rows agrees and has not taken it back."""
        await self._pacer.turn(Lane.BULK, line.way.target)
        if not rows:
            return await self._carriage.is_open(line.way)
        return len(await self.still_to_go(line, rows)) == len(rows)

    async def still_to_go(self, line: Line, rows: Sequence[int]) -> list[int]:
        """Return those of the claimed rows that may be carried at this moment."""
        return await self._carriage.still_to_go(line.way, rows)

    async def attempt(self, line: Line, call: Call, rows: Sequence[int] = ()) -> Outcome:
        """Make a call, again while it is certain that nothing happened, the bridge is open and
        the authors of these rows agree."""
        to = line.way.target
        outcome: Outcome = Rejected(Reason.STOPPED)
        for attempt in range(TRIES):
            if attempt and not await self.may_go_on(line, rows):
                return Rejected(Reason.STOPPED)
            outcome = await call(to)
            self._pacer.note(to, outcome)
            if isinstance(outcome, Moved):
                await self._carriage.moved(line.way, outcome.address)
                to = in_topic(outcome.address, thread_of(line.way.target))
            elif isinstance(outcome, TryLater) and outcome.seconds <= LONGEST_WAIT:
                await asyncio.sleep(max(outcome.seconds, 0.5 * 2**attempt))
            else:
                break
        return outcome

    async def deliver(
        self, line: Line, call: Call, rows: list[int], *, instead: Call | None = None
    ) -> int:
        """Make a call and note what came of it; return the number of the message, 0 without.

        With `instead` the call copies a file; when the channel refuses it, it is named in words.
        """
        is_file = instead is not None
        outcome = await self.attempt(line, call, rows)
        if instead is not None and _is_refused(outcome) and await self.may_go_on(line, rows):
            outcome = await self.attempt(line, instead, rows)
            is_file = False
        return await self.note(line, outcome, rows, is_file=is_file)

    async def note(
        self, line: Line, outcome: Outcome, rows: list[int], *, is_file: bool = False
    ) -> int:
        """Note what came of a call; return the number of the message, 0 without."""
        if isinstance(outcome, Sent) and outcome.message_id:
            await self._carriage.arrived(rows, int(outcome.message_id), is_file=is_file)
            return int(outcome.message_id)
        await self.fell(line, outcome, rows)
        return 0

    async def fell(self, line: Line, outcome: Outcome, rows: list[int]) -> None:
        """Note that a copy did not arrive; where none can, the bridge is paused."""
        if isinstance(outcome, OutcomeUnknown):
            return  # It may stand there: it is never sent again, and its row says so.
        await self._carriage.failed(rows)
        what = {"bridge_id": line.way.bridge_id, "outcome": type(outcome).__name__}
        logger.warning("a copy did not arrive", extra=what)
        match outcome:
            case Unreachable():
                await self._carriage.trouble(line.way, Trouble.GONE)
            case Rejected(reason) if reason in _TROUBLES:
                await self._carriage.trouble(line.way, _TROUBLES[reason])
            case Rejected(Reason.STOPPED):
                pass
            case _:
                line.drop(len(rows))

    async def arrived(self, rows: list[int], message: int) -> None:
        """Note where the files of an album stand."""
        await self._carriage.arrived(rows, message, is_file=True)

    async def gave_up(self, rows: list[int]) -> None:
        """Note that these were not even tried."""
        if rows:
            await self._carriage.failed(rows)

    async def room(self, line: Line, count: int) -> None:
        """Wait until so many more messages may go: each file of an album is one."""
        for _ in range(count):
            await self._pacer.turn(Lane.BULK, line.way.target)


def _is_refused(outcome: Outcome) -> bool:
    """Return whether the channel takes the call as it is never; a message that is gone is gone."""
    if not isinstance(outcome, Rejected) or outcome.reason is Reason.STOPPED:
        return False
    return outcome.reason is not Reason.TOPIC_CLOSED and "not found" not in outcome.detail
