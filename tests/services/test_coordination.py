"""Roles are given by a link that one person opens, taken by an owner, and told to those beside."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.domain.delivery import State
from bot.domain.messages import text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.services.coordination import SHOWN
from bot.storage.sqlite import SqliteDatabase
from tests.services.help import Community


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Community:
    return Community(db, clock, renderer)


@pytest.fixture
async def owner(town: Community) -> Person:
    """Named in the settings."""
    return await town.services.people.meet("telegram:99", language="en", opened=True)


@pytest.fixture
async def north(town: Community) -> Person:
    """Coordinates the North."""
    return await town.named("Aylin", Side.NORTH, Side.NORTH)


async def test_whoever_opens_the_link_first_coordinates_and_the_others_are_told(
    town: Community, owner: Person, north: Person
) -> None:
    roles = town.services.coordination
    new = await town.named("Rashad")
    code = await roles.offer_role(Side.NORTH, by=owner)

    assert await roles.offered(code) is Side.NORTH
    assert await roles.accept_role(code, by=new) is Side.NORTH

    assert (await town.again(new)).coordinates == {Side.NORTH}
    news = town.words(text("role.news.added", name="Rashad", side=text("side.north")))
    assert await town.news(owner) == await town.news(north) == [news]
    assert await town.news(new) == []


async def test_accepting_twice_is_once(town: Community, owner: Person) -> None:
    roles = town.services.coordination
    new = await town.named("Rashad")
    code = await roles.offer_role(Side.SOUTH, by=owner)

    assert await roles.accept_role(code, by=new) is await roles.accept_role(code, by=new)

    assert len(await town.news(owner)) == 1
    assert len(await roles.holders()) == 1


async def test_of_two_who_open_a_link_at_once_one_has_the_role(
    town: Community, owner: Person
) -> None:
    roles = town.services.coordination
    first, second = await town.named("A"), await town.named("B")
    code = await roles.offer_role(Side.NORTH, by=owner)

    results = await asyncio.gather(
        roles.accept_role(code, by=first),
        roles.accept_role(code, by=second),
        return_exceptions=True,
    )

    assert [type(one) for one in results] == [Side, Refusal]
    assert [holder.person_id for holder in await roles.holders()] == [first.id]


async def test_a_link_is_over_after_a_day(
    town: Community, owner: Person, clock: ShiftedClock
) -> None:
    roles = town.services.coordination
    code = await roles.offer_role(Side.NORTH, by=owner)
    new = await town.named("Rashad")

    clock.forward(timedelta(hours=24))

    for attempt in (roles.offered(code), roles.accept_role(code, by=new)):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.text == text("role.offer_gone")


@pytest.mark.parametrize("code", ["", "no such code", "'; --"])
async def test_a_code_that_nobody_gave_is_refused_kindly(town: Community, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        await town.services.coordination.accept_role(code, by=await town.person())
    assert refused.value.text == text("role.offer_gone")


async def test_only_an_owner_gives_and_takes_roles(town: Community, north: Person) -> None:
    roles = town.services.coordination

    for attempt in (
        roles.offer_role(Side.NORTH, by=north),
        roles.dismiss(north.id, Side.NORTH, by=north),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.text == text("error.only_for.owner")


async def test_taking_a_role_twice_is_once_and_all_beside_are_told(
    town: Community, owner: Person, north: Person
) -> None:
    other = await town.named("Rashad", Side.NORTH, Side.NORTH)
    roles = town.services.coordination

    await roles.dismiss(north.id, Side.NORTH, by=owner)
    await roles.dismiss(north.id, Side.NORTH, by=owner)

    news = [town.words(text("role.news.removed", name="Aylin", side=text("side.north")))]
    assert await town.news(north) == await town.news(other) == news
    assert (await town.again(north)).coordinates == frozenset()
    assert [holder.person_id for holder in await roles.holders()] == [other.id]


async def test_a_role_may_be_given_again_after_it_was_taken(
    town: Community, owner: Person, north: Person
) -> None:
    roles = town.services.coordination
    await roles.dismiss(north.id, Side.NORTH, by=owner)

    await roles.accept_role(await roles.offer_role(Side.NORTH, by=owner), by=north)

    assert (await town.again(north)).coordinates == {Side.NORTH}


async def test_what_was_done_is_in_the_audit_by_numbers_only(
    town: Community, owner: Person, north: Person
) -> None:
    roles = town.services.coordination
    await roles.accept_role(await roles.offer_role(Side.SOUTH, by=owner), by=north)
    await roles.dismiss(north.id, Side.SOUTH, by=owner)

    rows = await town.all("SELECT person_id, action, subject FROM audit ORDER BY id")
    assert [(row["person_id"], row["action"], row["subject"]) for row in rows] == [
        (owner.id, "role offered", "south"),
        (north.id, "role accepted", "south"),
        (owner.id, "role taken", f"person {north.id} south"),
    ]


async def test_the_ledger_adds_up_to_the_audience(town: Community) -> None:
    await town.settle_in(members=3)
    await town.person(Side.SOUTH, reachable=False)
    await town.sending()
    await town.deliver(only=town.members[0])
    row = await town.one("SELECT id FROM broadcasts WHERE kind = 'alert'")

    found = (await town.services.coordination.ledger(row["id"])).standing

    assert found.audience == 6
    assert [found.of(state) for state in (State.SENT, State.WAITING, State.SKIPPED)] == [1, 4, 1]
    (latest, *_) = await town.services.coordination.latest()
    assert (latest.id, latest.standing.audience, latest.standing.is_over) == (row["id"], 6, False)


async def test_the_list_is_short_newest_first_and_leaves_cases_out(town: Community) -> None:
    for number in range(SHOWN + 2):
        kind = "case" if number == 3 else "notice"
        await town.run(
            "INSERT INTO broadcasts (kind, lane, started_at) VALUES (:kind, 2, :at)",
            kind=kind,
            at=number,
        )

    latest = await town.services.coordination.latest()

    assert [item.id for item in latest] == [10, 9, 8, 7, 6, 5, 3, 2]
    assert {item.kind for item in latest} == {"notice"}


async def test_a_broadcast_that_never_was_is_refused_kindly(town: Community) -> None:
    with pytest.raises(Refusal) as refused:
        await town.services.coordination.ledger(404)
    assert refused.value.text == text("press.stale")
