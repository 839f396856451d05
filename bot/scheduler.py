"""The alarm clock: wakes the sweep at the next due row, and housekeeping now and then.

The tables are the truth. Nothing is lost when this sleeps too long: what is found late goes out
late, once, or is written down as missed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.storage.database import Database

logger = logging.getLogger(__name__)

PAUSE_AFTER_FAILURE = 5.0
"""Seconds before a duty that failed is tried again: what it failed at is still due."""

LONGEST_SLEEP = 30.0
"""Seconds after which the sweep looks again whatever it knows: no forgotten bell costs more."""

BELL = "sweep"
"""Rung after each commit that makes something due, and when the clock is shifted."""

Duty = Callable[[], Awaitable[int]]
"""Does what is due of one kind and returns how many things that were."""

Next = Callable[[], Awaitable[datetime | None]]
"""Returns when the next thing of one kind is due."""


class Sweep:
    """Calls every duty when something is due."""

    def __init__(
        self, db: Database, clock: Clock, *, duties: Mapping[str, Duty], nexts: Mapping[str, Next]
    ) -> None:
        self._bell = db.bell(BELL)
        self._clock = clock
        self._duties = duties
        self._nexts = nexts
        self._stopping = False
        self._failed = False

    async def run(self) -> None:
        """Sweep until `stop`."""
        while not self._stopping:
            self._bell.clear()
            await self.once()
            wait = await self._seconds_to_next()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), wait)

    async def once(self) -> int:
        """Do all that is due now; return how many things that were.

        A duty that fails is logged and tried again at the next sweep; the others go on.
        """
        done = 0
        self._failed = False
        for name, duty in self._duties.items():
            try:
                done += await duty()
            except Exception:
                self._failed = True
                logger.exception("a duty failed", extra={"duty": name})
        return done

    async def next_due(self, *, but: str = "") -> datetime | None:
        """Return when the next thing is due, of any kind `but` one."""
        looks = [look for name, look in self._nexts.items() if name != but]
        moments = [moment for look in looks if (moment := await look())]
        return min(moments, default=None)

    def stop(self) -> None:
        """Let `run` return."""
        self._stopping = True
        self._bell.set()

    async def _seconds_to_next(self) -> float:
        try:
            due = await self.next_due()
        except Exception:
            logger.exception("looking for the next due thing failed")
            return LONGEST_SLEEP
        if due is None:
            return LONGEST_SLEEP
        shortest = PAUSE_AFTER_FAILURE if self._failed else 0.05
        return min(LONGEST_SLEEP, max(shortest, (due - self._clock.now()) / timedelta(seconds=1)))


def start_housekeeping(duties: Mapping[str, Duty], *, every: timedelta) -> AsyncIOScheduler:
    """Start the slow ticks (forgetting what has served) and return the scheduler to shut down.

    Raises nothing for a late tick: grace is unlimited, and several late ones become one.
    """
    scheduler = AsyncIOScheduler(
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        timezone="UTC",
    )
    for name, duty in duties.items():
        scheduler.add_job(duty, "interval", seconds=every.total_seconds(), id=name)
    scheduler.start()
    return scheduler
