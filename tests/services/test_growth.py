"""A year passes, and the database does not grow with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import CheckIn
from bot.domain.events import Plan, SignUp
from bot.domain.people import Audience, Person
from bot.language.render import Renderer
from bot.services.events import Events
from bot.services.retention import Retention
from bot.storage import inbox
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import RunWorker
from tests.recorder import RecorderChannel
from tests.services.crisis import QUAKE, Crisis


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


class Year:
    """What a community of a few people leaves behind, week after week."""

    def __init__(self, crisis: Crisis, retention: Retention, run: RunWorker) -> None:
        self.crisis = crisis
        self.retention = retention
        self.run = run
        self.channel = RecorderChannel()
        self.events = Events(crisis.db, crisis.clock)
        self.number = 0

    async def week(self, *, alert: int) -> None:
        """Let an event, and an alert if it has a number, come and go."""
        crisis, clock = self.crisis, self.crisis.clock
        event_id = await self._event()
        for person in crisis.members:
            await self.events.answer(event_id, SignUp.GOING, by=person)
            await self._update(person)
        await self.run(self.channel)
        if alert:
            wording = replace(
                QUAKE, expires=clock.now() + timedelta(hours=6), headline=f"Quake {alert}"
            )
            alert_id = await crisis.sending(wording)
            await self.run(self.channel)
            await crisis.pass_time(minutes=1)
            for person in crisis.members:
                await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=person)
        for days in (2, 5):
            await crisis.pass_time(days=days)
            await self.events.send_due_reminders()
            await self.run(self.channel)
            await self.retention.tidy()

    async def _event(self) -> int:
        starts = self.crisis.clock.now() + timedelta(days=3)
        plan = Plan("Picnic", starts, "Park", Audience.SOUTH)
        seen = await self.events.draft(plan, by=self.crisis.author)
        await self.events.publish(seen.event.id, by=self.crisis.author)
        return seen.event.id

    async def _count(self, table: str) -> int:
        return int((await self.crisis.one(f"SELECT COUNT(*) AS n FROM {table}"))["n"])

    async def _update(self, person: Person) -> None:
        self.number += 1
        row = {"number": self.number, "queue": person.address, "payload": "{}" * 100}
        now = self.crisis.clock.now()

        def handle(tx: Tx) -> None:
            inbox.take_in(tx, [row], now=now)
            inbox.settle(tx, self.number, state="done", now=now)

        await self.crisis.db.write(handle)

    async def size(self) -> dict[str, int]:
        """Return how many rows stand in the tables that could pile up, and the bytes in use."""
        tables = ("inbox", "contents", "deliveries", "check_ins", "escalations", "drafts")
        rows = {table: await self._count(table) for table in tables}
        pages = await self.crisis.all("PRAGMA page_count")
        free = await self.crisis.all("PRAGMA freelist_count")
        return {**rows, "pages": pages[0]["page_count"] - free[0]["freelist_count"]}


async def test_after_a_year_the_database_is_about_as_large_as_after_half_a_year(
    crisis: Crisis, run_worker: RunWorker
) -> None:
    year = Year(crisis, Retention(crisis.db, crisis.clock), run_worker)
    for week in range(26):
        await year.week(alert=0 if week % 3 else week + 1)
    half = await year.size()

    for week in range(26, 52):
        await year.week(alert=0 if week % 3 else week + 1)

    whole = await year.size()
    assert all(whole[what] <= half[what] * 1.2 + 20 for what in half), (half, whole)
