"""The alarm clock: it wakes when something is due, and a duty that fails stops no other."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.clock import ShiftedClock
from bot.scheduler import LONGEST_SLEEP, PAUSE_AFTER_FAILURE, Sweep, start_housekeeping
from bot.storage.sqlite import SqliteDatabase


class Duties:
    """Counts how often it was called; fails while told to."""

    def __init__(self) -> None:
        self.done = 0
        self.failing = False
        self.due: datetime | None = None
        self.called = asyncio.Event()

    async def do(self) -> int:
        self.called.set()
        if self.failing:
            raise RuntimeError
        self.done += 1
        return 1

    async def next_due(self) -> datetime | None:
        return self.due


@pytest.fixture
def duties() -> Duties:
    return Duties()


@pytest.fixture
def sweep(db: SqliteDatabase, clock: ShiftedClock, duties: Duties) -> Sweep:
    failing = Duties()
    failing.failing = True
    return Sweep(
        db,
        clock,
        duties={"failing": failing.do, "other": duties.do},
        nexts={"failing": failing.next_due, "other": duties.next_due},
    )


async def test_a_duty_that_fails_is_logged_and_the_others_are_done(
    sweep: Sweep, duties: Duties, caplog: pytest.LogCaptureFixture
) -> None:
    assert await sweep.once() == 1

    assert duties.done == 1
    assert [one.__dict__["duty"] for one in caplog.records] == ["failing"]


async def test_what_failed_is_not_tried_again_without_a_pause(
    sweep: Sweep, duties: Duties, clock: ShiftedClock
) -> None:
    duties.due = clock.now() - timedelta(hours=1)

    await sweep.once()

    assert await sweep._seconds_to_next() == PAUSE_AFTER_FAILURE


async def test_it_never_sleeps_long(sweep: Sweep, duties: Duties, clock: ShiftedClock) -> None:
    assert await sweep._seconds_to_next() == LONGEST_SLEEP
    duties.due = clock.now() + timedelta(days=1)
    assert await sweep._seconds_to_next() == LONGEST_SLEEP
    duties.due = clock.now() + timedelta(seconds=7)
    assert await sweep._seconds_to_next() == 7


async def test_the_bell_wakes_it_and_it_stops_when_told(
    db: SqliteDatabase, sweep: Sweep, duties: Duties
) -> None:
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(sweep.run())
        for _ in range(3):
            await duties.called.wait()
            duties.called.clear()
            await db.write(lambda tx: tx.ring("sweep"))
        sweep.stop()

    assert duties.done >= 3


async def test_housekeeping_forgives_a_late_tick_and_makes_one_of_several(duties: Duties) -> None:
    scheduler = start_housekeeping({"tidy": duties.do}, every=timedelta(minutes=10))
    (job,) = scheduler.get_jobs()

    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    scheduler.shutdown(wait=False)
