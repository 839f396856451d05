"""What people are shown of events: lists, their own, every language."""

from datetime import timedelta

import pytest

from bot.domain.events import SignUp, Stage
from bot.domain.messages import Message
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Reader
from bot.services.events import cards, lists
from tests.services.events.town import FRIDAY, READER, Town, plan, published


async def test_events_are_listed_by_side_the_next_first_in_pages(town: Town, leyla: Person) -> None:
    south = await town.person(Side.SOUTH, Side.SOUTH)
    for day in range(6):
        await published(town, leyla, starts_at=FRIDAY - timedelta(days=day))
    common = await published(town, leyla, audience=Audience.EVERYBODY)

    first = await town.events.upcoming(by=leyla)
    second = await town.events.upcoming(by=leyla, skip=5)
    theirs = await town.events.upcoming(by=south)
    in_group = await town.events.upcoming(by=south, group=town.groups["joint"])

    starts = [event.starts_at for event in (*first.events, *second.events)]
    assert starts == sorted(starts)
    assert (len(first.events), first.more, len(second.events), second.more) == (5, True, 2, False)
    assert [event.id for event in theirs.events] == [common]
    assert in_group.more


async def test_ones_own_list_shows_answers_and_what_one_organises(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    guest = await town.person()
    await town.events.answer(event_id, SignUp.MAYBE, by=guest)
    await town.events.draft(plan(places=7), by=leyla)

    answered = town.renderer.say(lists.mine(await town.events.mine(by=guest)).body, READER)
    organised = town.renderer.say(lists.mine(await town.events.mine(by=leyla)).body, READER)

    assert "Your answer: maybe" in answered
    assert "Events I organise" in organised
    assert "A draft" in organised


async def test_texts_stand_in_all_three_languages(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla, audience=Audience.EVERYBODY, places=1)
    seen = await town.events.answer(event_id, SignUp.GOING, by=leyla)

    for language in ("az", "azb", "en"):
        words = town.renderer.say(cards.shown(seen).body, Reader(language, "Asia/Tehran", None))
        assert "event." not in words
        assert "{" not in words


async def test_a_calendar_gets_the_event_as_it_is_now(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    await town.events.relocate(event_id, "Park", by=leyla)
    stranger = await town.person(Side.SOUTH)

    entry = await town.events.calendar(event_id, by=stranger)

    assert (entry.place, entry.event.version) == ("Park", 2)
    assert entry.written_at == town.clock.now()
    assert entry.alarms == (timedelta(days=1), timedelta(hours=1))


async def test_a_calendar_gets_a_cancelled_event_as_cancelled(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla)
    await town.events.cancel(event_id, by=leyla)

    entry = await town.events.calendar(event_id, by=leyla)

    assert (entry.event.stage, entry.alarms) == (Stage.CANCELLED, ())


async def test_a_draft_goes_into_nobodys_calendar(town: Town, leyla: Person) -> None:
    draft = (await town.events.draft(plan(), by=leyla)).event

    with pytest.raises(Refusal, match=r"event\.not_published"):
        await town.events.calendar(draft.id, by=leyla)
    with pytest.raises(Refusal, match=r"event\.not_found"):
        await town.events.calendar(draft.id, by=await town.person())


async def test_the_way_to_ones_calendar_stands_where_one_may_still_come(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    answers = [
        await town.events.show(event_id, by=leyla),
        *[
            await town.events.answer(event_id, said, by=leyla)
            for said in (SignUp.GOING, SignUp.MAYBE, SignUp.NO)
        ],
    ]
    cancelled = (await town.events.cancel(event_id, by=leyla)).seen

    offers = [f"1:ev.cal:{event_id}" in presses(cards.shown(seen)) for seen in answers]
    assert offers == [True, True, True, False]
    for card in (cards.shown(cancelled), cards.cancel_notice(cancelled.event)):
        assert presses(card) == [f"1:ev.cal:{event_id}"]


def presses(message: Message) -> list[str]:
    """Return the buttons of somebody who reads what was written."""
    return [it.press for line in message.buttons for it in line if not it.if_automatic]
