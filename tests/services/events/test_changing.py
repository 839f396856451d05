"""Changing and cancelling; whoever signed up is told."""

from datetime import timedelta

import pytest

from bot.domain.events import SignUp, StartsInThePast, When
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.services.events import cards
from tests.services.events.town import FRIDAY, NOON, READER, Town, plan, published, reminders


async def test_a_change_reaches_those_who_answered_with_what_was_and_what_is(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    answers = {}
    for said in (SignUp.GOING, SignUp.MAYBE, SignUp.NO):
        answers[said] = await town.person(Side.SOUTH)
        await town.events.answer(event_id, said, by=answers[said])
    await town.everything_is_sent()

    change = await town.events.reschedule(event_id, When(FRIDAY + timedelta(days=1)), by=leyla)

    assert change.seen.event.version == 2
    assert change.told == 2
    for said in (SignUp.GOING, SignUp.MAYBE):
        assert "Time: Friday, 27 March, 13:00" in (await town.told(answers[said]))[0]
        assert "→ Saturday, 28 March, 13:00" in (await town.told(answers[said]))[0]
    assert await town.told(answers[SignUp.NO]) == []
    edits = await town.waiting_edits()
    assert len(edits) == 3  # two groups and the coordinator's own invitation
    assert all("Saturday" in edit for edit in edits)


async def test_the_same_change_handled_again_tells_nobody_again(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    guest = await town.person(Side.SOUTH)
    await town.events.answer(event_id, SignUp.GOING, by=guest)
    await town.events.relocate(event_id, "Park", by=leyla)

    again = await town.events.relocate(event_id, "Park", by=leyla)

    assert not again.is_new
    assert len(await town.told(guest)) == 1


async def test_a_draft_changes_in_silence(town: Town, leyla: Person) -> None:
    draft = (await town.events.draft(plan(), by=leyla)).event

    change = await town.events.rename(draft.id, "Poetry night", by=leyla)

    assert (change.seen.event.title.first, change.seen.event.version) == ("Poetry night", 1)
    assert "Poetry night" in town.renderer.say(cards.changed(change).body, READER)
    assert await town.all("SELECT * FROM deliveries") == []


async def test_a_published_event_cannot_be_moved_into_the_past(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)

    with pytest.raises(StartsInThePast):
        await town.events.reschedule(event_id, When(NOON), by=leyla)


async def test_a_coordinator_of_the_other_side_cannot_change_it(town: Town, leyla: Person) -> None:
    tabriz = await town.person(Side.SOUTH, Side.SOUTH)
    event_id = await published(town, leyla)

    for attempt in (town.events.to_change, town.events.cancel):
        with pytest.raises(Refusal, match=r"event\.not_yours"):
            await attempt(event_id, by=tabriz)


async def test_cancelling_edits_the_cards_tells_those_signed_up_and_stops_the_rest(
    town: Town, leyla: Person
) -> None:
    unsent = await town.person(Side.BOTH)
    event_id = await published(town, leyla)
    guest = await town.person(Side.SOUTH)
    await town.events.answer(event_id, SignUp.GOING, by=guest)
    await town.db.write(
        lambda tx: tx.run("UPDATE deliveries SET state = 'sent' WHERE group_id IS NOT NULL")
    )

    change = await town.events.cancel(event_id, by=leyla)
    again = await town.events.cancel(event_id, by=leyla)

    assert (change.told, again.told) == (1, 1)
    assert ["is cancelled" in words for words in await town.told(guest)] == [True]
    edits = await town.waiting_edits()
    assert len(edits) == 2
    assert all("Cancelled:" in edit for edit in edits)
    assert await reminders(town) == [("day", "cancelled"), ("hour", "cancelled")]
    skipped = "SELECT person_id FROM deliveries WHERE state = 'skipped' AND reason = 'stopped'"
    assert (unsent.id,) in await town.all(skipped)


async def test_who_never_opened_the_bot_is_not_counted_as_told(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    for reachable in (True, False, False):
        guest = await town.person(Side.SOUTH, reachable=reachable)
        await town.events.answer(event_id, SignUp.GOING, by=guest)

    change = await town.events.relocate(event_id, "Park", by=leyla)

    assert (change.told, change.unreached) == (1, 2)
    assert "2 people signed up in the group" in town.words(cards.changed(change))
