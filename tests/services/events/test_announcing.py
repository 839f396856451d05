"""From a plan to an event that everybody has been told of."""

from datetime import timedelta

import pytest

from bot.domain.events import Stage, StartsInThePast
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.services.events import cards
from tests.services.events.town import NOON, READER, Town, plan, published, reminders


async def test_a_preview_shows_the_card_and_how_many_will_get_it(town: Town, leyla: Person) -> None:
    await town.person(Side.BOTH)
    await town.person(Side.SOUTH)
    await town.person(Side.NORTH, reachable=False)

    seen = await town.events.draft(plan(places=20), by=leyla)

    words = town.renderer.say(cards.shown(seen).body, READER)
    assert "Poetry evening" in words
    assert "20 places" in words
    assert "2 people and 2 groups" in words
    assert await town.all("SELECT * FROM deliveries") == []


async def test_the_same_plan_handled_again_makes_one_draft(town: Town, leyla: Person) -> None:
    first = await town.events.draft(plan(), by=leyla)
    again = await town.events.draft(plan(), by=leyla)

    assert again.event == first.event


async def test_a_coordinator_of_the_north_cannot_announce_to_the_south(
    town: Town, leyla: Person
) -> None:
    with pytest.raises(Refusal) as refusal:
        await town.events.draft(plan(audience=Audience.SOUTH), by=leyla)

    assert "coordinators of the South" in town.renderer.say(refusal.value.text, READER)


@pytest.mark.parametrize(
    ("audience", "sides", "groups"),
    [
        (Audience.NORTH, ["north", "both"], ["joint", "north"]),
        (Audience.SOUTH, ["south", "both"], ["joint", "south"]),
        (
            Audience.EVERYBODY,
            ["north", "south", "both", "unsaid"],
            ["joint", "north", "south"],
        ),
    ],
)
async def test_publishing_reaches_the_groups_and_people_of_a_side(
    town: Town, audience: Audience, sides: list[str], groups: list[str]
) -> None:
    rashid = await town.person(Side.BOTH, Side.NORTH, Side.SOUTH)
    for side in (Side.NORTH, Side.SOUTH, Side.UNSAID):
        await town.person(side)

    event_id = await published(town, rashid, audience=audience)

    got = await town.all(
        "SELECT side, card, lane FROM deliveries JOIN people ON people.id = person_id"
    )
    assert sorted(got) == sorted((side, f"event:{event_id}:people", 2) for side in sides)
    cards_in = await town.all(
        "SELECT side, card FROM deliveries JOIN groups ON groups.id = group_id ORDER BY side"
    )
    assert cards_in == [(group, f"event:{event_id}") for group in groups]
    assert await town.all("SELECT kind, audience FROM broadcasts") == [
        ("event", len(sides) + len(groups))
    ]


async def test_publishing_twice_publishes_once(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    before = await town.all("SELECT COUNT(*) FROM deliveries")

    event, _ = await town.events.publish(event_id, by=leyla)

    assert event.stage is Stage.PUBLISHED
    assert await town.all("SELECT COUNT(*) FROM deliveries") == before
    assert await reminders(town) == [("day", "waiting"), ("hour", "waiting")]


async def test_an_event_in_the_past_is_kept_as_a_draft_and_refused_with_words(
    town: Town, leyla: Person
) -> None:
    seen = await town.events.draft(plan(starts_at=NOON - timedelta(hours=1)), by=leyla)

    assert "already over" in town.renderer.say(cards.shown(seen).body, READER)
    with pytest.raises(StartsInThePast) as refusal:
        await town.events.publish(seen.event.id, by=leyla)
    assert "already over" in town.renderer.say(refusal.value.text, READER)


async def test_a_member_cannot_see_or_publish_the_draft_of_another(
    town: Town, leyla: Person
) -> None:
    member = await town.person()
    draft = (await town.events.draft(plan(), by=leyla)).event

    for attempt in (town.events.show, town.events.publish, town.events.to_change):
        with pytest.raises(Refusal, match=r"event\.not_found"):
            await attempt(draft.id, by=member)


async def test_a_discarded_draft_is_gone_and_a_published_event_is_not_discarded(
    town: Town, leyla: Person
) -> None:
    draft = (await town.events.draft(plan(), by=leyla)).event
    await town.events.discard(draft.id, by=leyla)
    await town.events.discard(draft.id, by=leyla)
    event_id = await published(town, leyla)

    with pytest.raises(Refusal, match=r"event\.already_published"):
        await town.events.discard(event_id, by=leyla)
