"""Going, maybe, no, and who waits for a place."""

from datetime import timedelta

import pytest

from bot.domain.events import SignUp
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from tests.services.events.town import Town, published


async def test_the_last_answer_counts_and_the_cards_in_groups_show_it(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    await town.everything_is_sent()
    guests = [await town.person() for _ in range(3)]

    for guest in guests:
        await town.events.answer(event_id, SignUp.GOING, by=guest)
    seen = await town.events.answer(event_id, SignUp.MAYBE, by=guests[0])

    assert (seen.counts.going, seen.counts.maybe, seen.mine) == (2, 1, SignUp.MAYBE)
    edits = await town.waiting_edits()
    assert len(edits) == 2  # one for each group, however many presses
    assert all("Going: 2 · Maybe: 1" in edit for edit in edits)


async def test_the_same_press_again_changes_nothing(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    await town.everything_is_sent()
    await town.events.answer(event_id, SignUp.GOING, by=leyla)
    await town.everything_is_sent()

    seen = await town.events.answer(event_id, SignUp.GOING, by=leyla)

    assert seen.mine is SignUp.GOING
    assert await town.waiting_edits() == []


async def test_who_is_not_of_the_audience_may_sign_up_from_the_group(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    southerner = await town.person(Side.SOUTH)

    seen = await town.events.answer(event_id, SignUp.GOING, by=southerner)

    assert seen.mine is SignUp.GOING


async def test_the_twenty_first_of_twenty_waits(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla, places=20)

    answers = [
        (await town.events.answer(event_id, SignUp.GOING, by=await town.person())).mine
        for _ in range(21)
    ]

    assert answers == [SignUp.GOING] * 20 + [SignUp.WAITING]


async def test_a_place_given_up_goes_to_the_first_who_waits_and_they_are_told(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, places=1)
    first, second, third = [await town.person(Side.SOUTH) for _ in range(3)]
    for guest in (first, third, second):
        town.clock.forward(timedelta(seconds=1))
        await town.events.answer(event_id, SignUp.GOING, by=guest)
    # Pressing again does not cost one's turn.
    await town.events.answer(event_id, SignUp.GOING, by=third)

    await town.events.answer(event_id, SignUp.NO, by=first)

    assert "A place is free" in (await town.told(third))[0]
    assert await town.told(second) == []
    assert (await town.events.show(event_id, by=third)).mine is SignUp.GOING
    assert (await town.events.show(event_id, by=second)).mine is SignUp.WAITING


async def test_more_places_promote_all_who_fit(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla, places=1)
    guests = [await town.person(Side.SOUTH) for _ in range(4)]
    for guest in guests:
        town.clock.forward(timedelta(seconds=1))
        await town.events.answer(event_id, SignUp.GOING, by=guest)

    change = await town.events.set_places(event_id, 3, by=leyla)

    assert change.seen.counts.going == 3
    assert change.told == 4
    assert ["A place is free" in (await town.told(guest))[0] for guest in guests] == [
        False,
        True,
        True,
        False,
    ]
    assert "Number of places: 1 → 3" in (await town.told(guests[3]))[0]


async def test_fewer_places_take_nobodys_place(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    for _ in range(3):
        await town.events.answer(event_id, SignUp.GOING, by=await town.person())

    change = await town.events.set_places(event_id, 2, by=leyla)

    assert change.seen.counts.going == 3


async def test_who_unsubscribed_is_passed_over_on_the_waiting_list(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, places=1)
    first, gone, third = [await town.person() for _ in range(3)]
    for guest in (first, gone, third):
        town.clock.forward(timedelta(seconds=1))
        await town.events.answer(event_id, SignUp.GOING, by=guest)
    await town.db.write(
        lambda tx: tx.run("UPDATE people SET stopped_at = 1 WHERE id = :id", {"id": gone.id})
    )

    await town.events.answer(event_id, SignUp.NO, by=first)

    assert (await town.events.show(event_id, by=third)).mine is SignUp.GOING


async def test_a_press_on_a_cancelled_a_past_or_an_unknown_event_gets_a_kind_answer(
    town: Town, leyla: Person
) -> None:
    cancelled = await published(town, leyla)
    await town.events.cancel(cancelled, by=leyla)
    past = await published(town, leyla)
    town.clock.forward(timedelta(days=8))
    begun = await published(town, leyla, starts_at=town.clock.now() + timedelta(minutes=1))
    town.clock.forward(timedelta(minutes=2))

    for event_id, key in (
        (cancelled, "is_cancelled"),
        (begun, "is_over"),
        (past, "has_ended.refused"),
        (999, "not_found"),
    ):
        with pytest.raises(Refusal, match=f"event.{key}"):
            await town.events.answer(event_id, SignUp.GOING, by=leyla)
