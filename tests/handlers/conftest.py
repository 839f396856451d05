"""The services over a real database, and two people of the North with an event before them."""

from datetime import timedelta

import pytest

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.domain.events import Plan
from bot.domain.people import Audience, Person, Side
from bot.services import Services
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase


@pytest.fixture
def services(db: SqliteDatabase, clock: ShiftedClock) -> Services:
    return make_services(db, clock, owners=frozenset())


@pytest.fixture
async def leyla(db: SqliteDatabase, clock: ShiftedClock) -> Person:
    """Coordinates the North."""

    def add(tx: Tx) -> Person:
        number = people.register(tx, "telegram:1", language="en", now=clock.now())
        people.set_reachable(tx, "telegram:1", reachable=True, reason=None, now=clock.now())
        values = {"id": number, "side": Side.NORTH}
        tx.run("UPDATE people SET side = :side WHERE id = :id", values)
        tx.run(
            "INSERT INTO roles (person_id, role, side, granted_at)"
            " VALUES (:id, 'coordinator', :side, 0)",
            values,
        )
        return known(tx, number)

    return await db.write(add)


@pytest.fixture
async def stranger(db: SqliteDatabase, clock: ShiftedClock) -> Person:
    """Sits in a group and never opened the bot."""

    def add(tx: Tx) -> Person:
        return known(tx, people.register(tx, "telegram:2", language="en", now=clock.now()))

    return await db.write(add)


@pytest.fixture
async def event_id(services: Services, clock: ShiftedClock, leyla: Person) -> int:
    starts_at = clock.now() + timedelta(days=3)
    plan = Plan("Poetry evening", starts_at, "Library", Audience.NORTH)
    seen = await services.events.draft(plan, by=leyla)
    await services.events.publish(seen.event.id, by=leyla)
    return seen.event.id


def known(tx: Tx, number: int) -> Person:
    person = people.by_id(tx, number)
    assert person is not None
    return person
