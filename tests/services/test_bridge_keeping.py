"""What is kept of a bridge, and for how long."""

import json
from datetime import timedelta

import pytest

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.domain.people import Side
from bot.domain.retention import KEPT_FOR, Kept
from bot.services.bridges import Bridges
from bot.services.bridges.carrying import Carriage, Wanted
from bot.services.retention import Retention
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import Village


@pytest.fixture
async def village(db: SqliteDatabase, clock: ShiftedClock) -> Village:
    village = Village(db, clock, Bridges(db, clock))
    await village.settle()
    return village


async def test_the_map_is_empty_after_seven_days_and_an_ended_bridge_after_thirty(
    village: Village, clock: ShiftedClock
) -> None:
    bridge = await village.tie()
    leyla = await village.person("leyla")
    await village.bridges.agree(bridge, called="", by=leyla)
    carriage, retention = Carriage(village.db, clock), Retention(village.db, clock)
    way = await village.way_from(Side.NORTH)
    for day in range(3):
        await carriage.claim(way, [Wanted(day, leyla.address)])
        clock.forward(timedelta(days=3))

    await retention.tidy()
    assert len(await village.rows("SELECT id FROM bridge_copies")) == 2
    clock.forward(KEPT_FOR[Kept.BRIDGE_COPIES])
    await retention.tidy()
    assert await village.rows("SELECT id FROM bridge_copies") == []
    await village.bridges.end(bridge, by=village.people["aylin"])
    clock.forward(KEPT_FOR[Kept.BRIDGES] + timedelta(seconds=1))
    await retention.tidy()

    assert await village.rows("SELECT id FROM bridges") == []
    assert await village.rows("SELECT id FROM bridge_consents") == []


async def test_who_is_forgotten_leaves_no_consent_no_name_and_no_map(
    village: Village, clock: ShiftedClock
) -> None:
    bridge = await village.tie()
    leyla = await village.person("leyla")
    await village.bridges.agree(bridge, called="", by=leyla)
    carriage = Carriage(village.db, clock)
    await carriage.claim(await village.way_from(Side.NORTH), [Wanted(5, leyla.address)])
    services = make_services(village.db, clock, owners=frozenset())

    await services.erasures.forget(number=1, by=leyla)

    assert await village.rows("SELECT id FROM bridge_consents") == []
    left = await village.rows(
        "SELECT person_id, original, remove_at > 0 AS going FROM bridge_copies"
    )
    assert left == [{"person_id": None, "original": None, "going": 1}]
    names = json.dumps(await village.rows("SELECT * FROM people"))
    assert "leyla" not in names
