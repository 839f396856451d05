"""Takes copies back: deletes what is young enough, empties the rest, and says how many."""

import asyncio
import logging
from contextlib import suppress
from functools import partial

from bot.clock import Clock
from bot.delivery.pacing import Pacer
from bot.domain.bridges import other
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
from bot.services.bridges.taking_back import TakingBack, Task
from bot.telegram.bridging.calls import Calls
from bot.telegram.bridging.ferry import Call
from bot.telegram.bridging.recent import Recent
from bot.telegram.bridging.wording import Wording

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 30.0
"""Seconds after which it looks again whatever it knows."""

TROUBLE_SECONDS = 2.0

GRACE_SECONDS = 3.0
"""How long a copy that is just being taken back is waited for when the bot is told to stop."""


class Remover:
    """Works through the wishes to take copies back; they are rows, and outlive a kill."""

    def __init__(
        self,
        taking: TakingBack,
        bell: asyncio.Event,
        *,
        calls: Calls,
        wording: Wording,
        pacer: Pacer,
        recent: Recent,
        clock: Clock,
    ) -> None:
        self._taking = taking
        self._bell = bell
        self._calls = calls
        self._wording = wording
        self._pacer = pacer
        self._recent = recent
        self._clock = clock
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Take copies back until `stop`; what waits for its turn then is done at the next start."""
        async with asyncio.TaskGroup() as tasks:
            working = tasks.create_task(self._work())
            await self._stopped.wait()
            await asyncio.wait({working}, timeout=GRACE_SECONDS)
            working.cancel()

    async def _work(self) -> None:
        while not self._stopped.is_set():
            self._bell.clear()
            try:
                done = await self._round()
                wait = 0.0 if done else await self._seconds_to_next()
            except Exception:
                logger.exception("copies could not be taken back")
                wait = TROUBLE_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._bell.wait()

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopped.set()
        self._bell.set()

    async def _round(self) -> int:
        """Take back what is due now; return how many messages that were."""
        tasks = await self._taking.tasks()
        for task in tasks:
            if self._stopped.is_set():
                return 0
            await self._take_back(task)
        await self._taking.close()
        return len(tasks)

    async def _take_back(self, task: Task) -> None:
        if task.due.others and await self._without(task):
            return
        # Others' words in the same copy go as well where they are not known any more.
        if task.deletable and await self._settled(task, await self._delete(task), "deleted"):
            return
        words = self._wording.removed(other(task.due.from_side))
        emptied = await self._turned(
            task, partial(self._calls.rewrite, message=task.due.message, said=words)
        )
        if await self._settled(task, emptied, "blanked"):
            return
        # It is a file: an administrator may delete it at any age, others empty the words under it.
        if await self._settled(task, await self._delete(task), "deleted"):
            return
        caption = partial(self._calls.recaption, message=task.due.message, said=words)
        if not await self._settled(task, await self._turned(task, caption), "blanked"):
            await self._taking.settle(task, "failed", all_of_it=True)

    async def _without(self, task: Task) -> bool:
        """Rebuild a merged copy with others' words only; False when these are not known."""
        due, to = task.due, other(task.due.from_side)
        key = (due.bridge_id, due.from_side, due.message)
        if not self._recent.without(key, due.rows):
            return False

        async def change(address: str) -> Outcome:
            async with self._recent.changing:
                pieces = self._recent.without(key, due.rows)
                if not pieces:
                    return Rejected(Reason.STOPPED)
                self._recent.keep(key, pieces)
                said, button = self._wording.merged(pieces, to), self._wording.button
                return await self._calls.rewrite(
                    address, due.message, said, button(pieces[0].row, to)
                )

        outcome = await self._turned(task, change)
        if isinstance(outcome, Sent):
            await self._taking.settle(task, "deleted", all_of_it=False)
            return True
        return await self._settled(task, outcome, "deleted")

    async def _delete(self, task: Task) -> Outcome:
        await self._pacer.turn(Lane.NOTICE)
        return await self._calls.delete(task.address, task.due.message)

    async def _turned(self, task: Task, change: Call) -> Outcome:
        """Make a change when the group takes one; it counts as a message there."""
        await self._pacer.turn(Lane.NOTICE, task.address)
        outcome = await change(task.address)
        self._pacer.note(task.address, outcome)
        return outcome

    async def _settled(self, task: Task, outcome: Outcome, how: str) -> bool:
        """Note what came of a call; False when the channel refuses it and another may do."""
        match outcome:
            case Sent():
                await self._taking.settle(task, how, all_of_it=True)
            case Rejected(_, detail) if "not found" in detail:
                await self._taking.settle(task, "deleted", all_of_it=True)
            case Rejected():
                return False
            case Unreachable():
                await self._taking.settle(task, "failed", all_of_it=True)
            case TryLater(seconds):
                await self._taking.put_off(task, seconds)
            case OutcomeUnknown() | Moved():
                await self._taking.put_off(task, TROUBLE_SECONDS)
        return True

    async def _seconds_to_next(self) -> float:
        due = await self._taking.next_due()
        if due is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(0.0, (due - self._clock.now()).total_seconds()))
