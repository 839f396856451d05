"""People as the bot knows them: met once, asked for consent, reached only while they wish."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Person, Side
from bot.services.people import People
from bot.storage.sqlite import SqliteDatabase

ADDRESS = "telegram:1"
OWNER = "telegram:99"


@pytest.fixture
def people(db: SqliteDatabase, clock: ShiftedClock) -> People:
    return People(db, clock, owners={OWNER})


async def rows(db: SqliteDatabase, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(dict(row).values()) for row in await db.read(lambda tx: tx.all(sql))]


async def met(people: People, address: str = ADDRESS) -> Person:
    return await people.meet(address, language="az", opened=True)


async def test_somebody_is_met_once(people: People, db: SqliteDatabase) -> None:
    first = await met(people)
    again = await people.meet(ADDRESS, language="en", opened=True)

    assert again == first
    assert again.language == "az"
    assert await rows(db, "SELECT COUNT(*) AS n FROM people") == [(1,)]


async def test_two_at_once_from_one_address_are_one_person(
    people: People, db: SqliteDatabase
) -> None:
    both = await asyncio.gather(met(people), met(people))

    assert both[0].id == both[1].id
    assert await rows(db, "SELECT COUNT(*) AS n FROM people") == [(1,)]


async def test_who_only_acts_in_a_group_cannot_be_written_to(people: People) -> None:
    stranger = await people.meet(ADDRESS, language="en", opened=False)
    assert not stranger.may_write

    assert (await met(people)).may_write
    assert (await people.meet(ADDRESS, language="en", opened=False)).may_write


async def test_who_blocked_the_bot_is_reached_again_when_they_write(people: People) -> None:
    await met(people)

    await people.lost(ADDRESS)
    await people.lost(ADDRESS)
    assert not (await people.meet(ADDRESS, language="en", opened=False)).may_write
    assert (await met(people)).may_write


async def test_losing_somebody_unknown_makes_nobody_known(
    people: People, db: SqliteDatabase
) -> None:
    await people.lost("telegram:404")

    assert await rows(db, "SELECT * FROM people") == []


async def test_owners_are_named_by_the_settings_alone(people: People) -> None:
    assert (await met(people, OWNER)).is_owner
    assert not (await met(people)).is_owner


async def test_last_seen_is_noted_to_the_hour_and_no_finer(
    people: People, db: SqliteDatabase, clock: ShiftedClock
) -> None:
    await met(people)
    first = await rows(db, "SELECT seen_at FROM people")
    clock.forward(timedelta(minutes=59))
    await met(people)
    assert await rows(db, "SELECT seen_at FROM people") == first

    clock.forward(timedelta(minutes=2))
    await met(people)
    assert await rows(db, "SELECT seen_at FROM people") != first


async def test_a_side_is_kept_with_a_dated_consent_that_can_be_taken_back(
    people: People, db: SqliteDatabase
) -> None:
    person = await met(people)
    for side in (Side.NORTH, Side.NORTH, Side.SOUTH):
        assert (await people.choose_side(side, by=person)).side is side
    consents = "SELECT what, revoked_at IS NULL AS holds FROM consents"
    assert await rows(db, consents) == [("side", 1)]

    await people.choose_side(Side.UNSAID, by=person)
    await people.choose_side(Side.UNSAID, by=person)

    assert await rows(db, consents) == [("side", 0)]
    assert await rows(db, "SELECT side FROM people") == [("unsaid",)]


async def test_a_country_with_one_zone_brings_it_along(people: People) -> None:
    person = await people.choose_country("AZ", ["Asia/Baku"], by=await met(people))

    assert (person.country, person.zone) == ("AZ", "Asia/Baku")


async def test_a_country_with_several_zones_keeps_the_one_that_is_among_them(
    people: People,
) -> None:
    zones = ["America/New_York", "America/Chicago"]
    person = await people.choose_zone("America/Chicago", by=await met(people))

    person = await people.choose_country("US", zones, by=person)
    assert person.zone == "America/Chicago"
    person = await people.choose_country("CA", ["America/Toronto", "America/Regina"], by=person)
    assert person.zone is None


async def test_a_name_is_taken_back_by_leaving_it_empty(people: People) -> None:
    person = await people.choose_name("Leyla", by=await met(people))
    assert person.name == "Leyla"

    assert (await people.choose_name("", by=person)).name is None


async def test_stopping_twice_keeps_the_day_and_start_ends_it(
    people: People, db: SqliteDatabase, clock: ShiftedClock
) -> None:
    person = await met(people)
    await people.stop(by=person)
    first = await rows(db, "SELECT stopped_at FROM people")
    clock.forward(timedelta(days=1))
    await people.stop(by=person)
    assert await rows(db, "SELECT stopped_at FROM people") == first

    await people.resume(by=person)
    await people.resume(by=person)

    assert await rows(db, "SELECT stopped_at FROM people") == [(None,)]


async def test_a_crowd_settles_in_once(people: People, db: SqliteDatabase) -> None:
    crowd = [(f"telegram:{n}", "az", "north", "AZ", "Asia/Baku") for n in range(10, 15)]

    await people.settle_crowd(crowd)
    await people.settle_crowd(crowd)

    assert await rows(db, "SELECT COUNT(*) AS n FROM people WHERE greeted = 1") == [(5,)]
    assert (await people.meet("telegram:12", language="en", opened=False)).may_write
