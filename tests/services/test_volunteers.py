"""Who offers help is confirmed by a coordinator of their side, and told."""

import asyncio

import pytest

from bot.clock import ShiftedClock
from bot.domain.messages import text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.domain.volunteers import Standing
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.help import OFFER, Community


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Community:
    return Community(db, clock, renderer)


@pytest.fixture
async def north(town: Community) -> Person:
    """Coordinates the North."""
    return await town.named("Aylin", Side.NORTH, Side.NORTH)


@pytest.fixture
async def south(town: Community) -> Person:
    """Coordinates the South."""
    return await town.named("Sevinj", Side.SOUTH, Side.SOUTH)


@pytest.fixture
async def nigar(town: Community) -> Person:
    """A member of the North."""
    return await town.named("Nigar", Side.NORTH)


async def test_an_offer_reaches_the_coordinators_of_that_side(
    town: Community, north: Person, south: Person, nigar: Person
) -> None:
    found = await town.volunteers.offer(OFFER, by=nigar)

    assert found.standing is Standing.OFFERED
    (card,) = await town.news(north)
    assert "Nigar" in card
    assert await town.news(south) == []


async def test_an_offer_made_twice_is_asked_about_once_and_its_card_is_up_to_date(
    town: Community, north: Person, nigar: Person
) -> None:
    await town.volunteers.offer(OFFER, by=nigar)
    await town.quiet()

    await town.volunteers.offer({**OFFER, "skills": "legal"}, by=nigar)

    assert await town.news(north) == []
    ((_, card),) = await town.cards(f"volunteer:{nigar.id}")
    assert town.words(text("volunteer.choice.skills.legal")) in card


@pytest.mark.parametrize("trusted", [False, True])
async def test_confirming_twice_is_once_and_the_volunteer_is_told(
    town: Community, north: Person, nigar: Person, trusted: bool
) -> None:
    await town.volunteers.offer(OFFER, by=nigar)

    for _ in range(2):
        found = await town.volunteers.confirm(nigar.id, trusted=trusted, by=north)
        assert (found.standing, found.trusted) == (Standing.CONFIRMED, trusted)

    assert await town.news(nigar) == [town.words(text("volunteer.news.confirmed"))]
    assert (await town.again(nigar)).is_volunteer


async def test_trust_is_never_said_to_be_given_when_it_was_not(
    town: Community, north: Person, nigar: Person
) -> None:
    await town.volunteers.offer(OFFER, by=nigar)
    await town.volunteers.confirm(nigar.id, trusted=False, by=north)

    with pytest.raises(Refusal):
        await town.volunteers.confirm(nigar.id, trusted=True, by=north)

    standing = await town.standing(nigar)
    assert standing is not None
    assert not standing.trusted


async def test_of_two_decisions_at_once_one_holds_and_the_other_hears_it(
    town: Community, north: Person, nigar: Person
) -> None:
    other = await town.named("Rashad", Side.NORTH, Side.NORTH)
    await town.volunteers.offer(OFFER, by=nigar)

    results = await asyncio.gather(
        town.volunteers.confirm(nigar.id, trusted=False, by=north),
        town.volunteers.decline(nigar.id, by=other),
        return_exceptions=True,
    )

    (refused,) = (one for one in results if isinstance(one, Refusal))
    assert refused.text.key == "volunteer.decided"
    assert len(await town.news(nigar)) == 1


async def test_the_other_side_and_members_decide_nothing(
    town: Community, south: Person, nigar: Person
) -> None:
    await town.volunteers.offer(OFFER, by=nigar)
    member = await town.person()

    for by, key in ((south, "error.other_side"), (member, "error.only_for.coordinator")):
        for attempt in (
            town.volunteers.confirm(nigar.id, trusted=False, by=by),
            town.volunteers.decline(nigar.id, by=by),
            town.volunteers.end(nigar.id, by=by),
        ):
            with pytest.raises(Refusal) as refused:
                await attempt
            assert refused.value.text == text(key)


async def test_nobody_confirms_themself(town: Community, north: Person) -> None:
    await town.volunteers.offer(OFFER, by=north)

    with pytest.raises(Refusal) as refused:
        await town.volunteers.confirm(north.id, trusted=True, by=north)
    assert refused.value.text == text("volunteer.not_oneself")


async def test_an_offer_that_nobody_made_is_refused_kindly(town: Community, north: Person) -> None:
    with pytest.raises(Refusal) as refused:
        await town.volunteers.confirm(404, trusted=False, by=north)
    assert refused.value.text == text("press.stale")


async def test_ending_twice_is_once_and_the_volunteer_is_told(
    town: Community, north: Person
) -> None:
    nigar = await town.volunteer("Nigar", confirmed_by=north)

    await town.volunteers.end(nigar.id, by=north)
    await town.volunteers.end(nigar.id, by=north)

    assert await town.news(nigar) == [town.words(text("volunteer.news.ended"))]
    assert not (await town.again(nigar)).is_volunteer


async def test_who_leaves_is_off_the_roster_and_may_come_back(
    town: Community, north: Person
) -> None:
    nigar = await town.volunteer("Nigar", confirmed_by=north, trusted=True)

    await town.volunteers.leave(by=nigar)
    await town.volunteers.leave(by=nigar)
    assert await town.volunteers.roster(by=north) == []
    assert await town.standing(nigar) is None

    again = await town.volunteers.offer(OFFER, by=nigar)
    assert (again.standing, again.trusted) == (Standing.OFFERED, False)
    assert len(await town.news(north)) == 1


async def test_new_particulars_leave_a_confirmed_volunteer_confirmed(
    town: Community, north: Person
) -> None:
    nigar = await town.volunteer("Nigar", confirmed_by=north, trusted=True)

    found = await town.volunteers.offer({**OFFER, "skills": "tech"}, by=nigar)

    assert (found.standing, found.trusted, found.skills) == (Standing.CONFIRMED, True, ("tech",))
    assert await town.news(north) == []


async def test_a_roster_shows_ones_own_side_and_those_of_both_first_who_waits(
    town: Community, north: Person, south: Person
) -> None:
    confirmed = await town.volunteer("Nigar", confirmed_by=north)
    both = await town.volunteer("Timur", confirmed_by=north, side=Side.BOTH)
    waiting = await town.named("Elnur", Side.NORTH)
    await town.volunteers.offer(OFFER, by=waiting)
    await town.volunteer("Ayda", confirmed_by=south, side=Side.SOUTH)

    roster = [one.person_id for one in await town.volunteers.roster(by=north)]

    assert roster == [waiting.id, confirmed.id, both.id]


async def test_a_card_holds_no_address(town: Community, north: Person, nigar: Person) -> None:
    await town.volunteers.offer(OFFER, by=nigar)

    assert "telegram:" not in await town.everything_for(north)
