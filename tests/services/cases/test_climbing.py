"""Somebody hears of every case: who may not be asked, or does not answer, is passed over."""

from bot.domain.crises.cases import Kind
from bot.domain.people import Person
from tests.services.help import Community


async def test_where_there_is_no_volunteer_the_coordinators_are_told_at_once(
    town: Community, north: Person, south: Person, gunel: Person
) -> None:
    await town.needs_help(gunel)

    assert len(await town.news(north)) == 1
    assert await town.news(south) == []


async def test_a_volunteer_who_cannot_be_written_to_is_not_counted_on(
    town: Community, north: Person, gunel: Person, nigar: Person
) -> None:
    await town.services.people.lost(nigar.address)

    page = await town.cases.open(by=gunel)

    assert "0" in town.read(page)
    assert len(await town.news(north)) == 1


async def test_a_case_nobody_takes_climbs_after_ten_twenty_and_thirty_minutes(
    town: Community, north: Person, south: Person, gunel: Person, nigar: Person
) -> None:
    await town.needs_help(gunel)
    await town.climb(minutes=9.9)
    assert await town.news(north) == []

    told = []
    for minutes in (0.1, 10, 10, 10):
        await town.climb(minutes=minutes)
        told.append(len(await town.news(north)))

    assert told == [1, 1, 1, 0]
    assert await town.news(south) == []
    assert await town.cases.next_due() is None


async def test_climbing_late_happens_once(
    town: Community, north: Person, gunel: Person, nigar: Person
) -> None:
    await town.needs_help(gunel)

    assert await town.climb(minutes=600) == 1
    assert await town.cases.climb_due() == 0

    assert len(await town.news(north)) == 1


async def test_saying_the_kind_does_not_let_a_case_climb_twice_or_later(
    town: Community, north: Person, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.climb(minutes=9)

    await town.cases.say_kind(case_id, Kind.LEGAL, by=gunel)
    await town.cases.say_kind(case_id, Kind.MEDICAL, by=gunel)

    assert await town.climb(minutes=1) == 1
    assert len(await town.news(north)) == 1


async def test_a_case_in_somebodys_hands_does_not_climb(
    town: Community, north: Person, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)

    assert await town.climb(minutes=30) == 0
    assert await town.news(north) == []


async def test_a_coordinator_told_of_a_case_may_take_it(
    town: Community, north: Person, gunel: Person
) -> None:
    case_id = await town.needs_help(gunel)

    page = await town.cases.take(case_id, by=north)

    assert "Gunel" in town.read(page)


async def test_a_coordinator_who_needs_help_is_not_told_of_it_and_somebody_else_is(
    town: Community, north: Person, south: Person
) -> None:
    await town.needs_help(north)

    assert await town.news(north) == []
    assert len(await town.news(south)) == 1


async def test_a_case_given_back_climbs_again(
    town: Community, north: Person, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.climb(minutes=40)
    await town.cases.give_back(case_id, by=nigar)

    assert await town.climb(minutes=10) == 1
    assert len(await town.news(north)) == 1
