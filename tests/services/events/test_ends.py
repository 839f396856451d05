"""Events that say when they end: what people see, and how long they stay in the lists."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from bot.domain.events import SignUp, When
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.language.calendar_file import calendar_file
from bot.language.render import Reader
from bot.services.events import cards, lists
from tests.services.events.town import FRIDAY, Town, plan, published

HOURS = timedelta(hours=1)
NINE = FRIDAY + 8 * HOURS
"""Friday begins at one o'clock in Berlin; this is nine in the evening there."""


async def test_cards_say_from_when_until_when_with_the_day_and_the_place_once(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, ends_at=NINE)
    seen = await town.events.show(event_id, by=leyla)

    assert "Friday, 27 March, 13:00–21:00 (Berlin)" in town.words(cards.shown(seen))
    southern = town.renderer.say(
        cards.invitation(seen.event).body, Reader("fa", "Asia/Tehran", "jalali")
    )
    assert "۱۵:۳۰–۲۳:۳۰" in southern
    assert southern.count("۷ فروردین") == 1


async def test_a_card_for_both_sides_has_the_end_and_the_clocks_of_the_start(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, ends_at=NINE, audience=Audience.EVERYBODY)
    seen = await town.events.show(event_id, by=leyla)

    words = town.words(cards.shown(seen))

    assert "Friday, 27 March, 13:00–21:00 (Berlin)\nBaku 16:00 · Tabriz 15:30" in words


async def test_a_card_in_a_group_has_the_clock_of_the_events_own_place(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, ends_at=NINE)
    seen = await town.events.show(event_id, by=leyla)

    card = cards.group_card(seen.event, seen.counts)

    assert "Friday, 27 March, 12:00–20:00 (UTC)" in town.words(card)


async def test_a_calendar_gets_the_end(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla, ends_at=NINE)

    entry = await town.events.calendar(event_id, by=leyla)

    content = calendar_file(entry, link="https://t.me/b?start=e_1", bot="b")
    assert b"\r\nDTEND:20260327T200000Z\r\n" in content


async def test_reminders_say_until_when(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla, ends_at=NINE)
    await town.events.answer(event_id, SignUp.GOING, by=leyla)
    await town.everything_is_sent()
    town.clock.forward(FRIDAY - timedelta(minutes=30) - town.clock.now())

    await town.events.send_due_reminders()

    assert "Friday, 27 March, 13:00–21:00" in (await town.told(leyla))[-1]


async def test_an_event_stays_in_the_lists_until_it_ends(town: Town, leyla: Person) -> None:
    with_end = await published(town, leyla, ends_at=NINE)
    without = await published(town, leyla)
    guest = await town.person()
    for event_id in (with_end, without):
        await town.events.answer(event_id, SignUp.GOING, by=guest)

    town.clock.forward(FRIDAY - town.clock.now())
    during = await listed(town, guest, leyla)
    on_screen = await town.events.upcoming(by=guest)
    town.clock.forward(NINE - town.clock.now())
    after = await listed(town, guest, leyla)

    assert during == ([with_end], [with_end], [with_end])
    assert "It has already begun." in town.words(lists.upcoming(on_screen, None))
    assert after == ([], [], [])


async def test_the_longest_event_is_listed_to_its_last_minute(town: Town, leyla: Person) -> None:
    event_id = await published(town, leyla, ends_at=FRIDAY + timedelta(days=14))

    town.clock.forward(FRIDAY + timedelta(days=14, minutes=-1) - town.clock.now())

    assert [event.id for event in (await town.events.upcoming(by=leyla)).events] == [event_id]


@pytest.mark.parametrize(
    ("ends_at", "hours", "said"),
    [
        pytest.param(NINE, -1, "It is still to come.", id="before"),
        pytest.param(NINE, 0, "It has already begun.", id="at its start"),
        pytest.param(NINE, 7.9, "It has already begun.", id="until its end"),
        pytest.param(NINE, 8, "It is over.", id="at its end"),
        pytest.param(None, 11.9, "It has already begun.", id="without an end: half a day"),
        pytest.param(None, 12, "It is over.", id="without an end: then over"),
    ],
)
async def test_a_card_says_whether_it_is_still_to_come_under_way_or_over(
    town: Town, leyla: Person, ends_at: datetime | None, hours: float, said: str
) -> None:
    event_id = await published(town, leyla, ends_at=ends_at)
    town.clock.forward(FRIDAY + hours * HOURS - town.clock.now())

    card = town.words(cards.shown(await town.events.show(event_id, by=leyla)))

    sentences = ("It is still to come.", "It has already begun.", "It is over.")
    assert [one for one in sentences if one in card] == [said]


async def test_what_has_begun_is_neither_answered_nor_changed_though_it_is_listed(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, ends_at=NINE)
    town.clock.forward(FRIDAY - town.clock.now())

    with pytest.raises(Refusal, match=r"event\.is_over"):
        await town.events.answer(event_id, SignUp.GOING, by=leyla)
    own = lists.mine(await town.events.mine(by=leyla))

    presses = [button.press for line in own.buttons for button in line]
    assert presses == [f"1:ev.show:{event_id}"]


async def test_who_leaves_keeps_no_place_in_what_is_to_come_and_is_not_held_by_what_is_on(
    town: Town, leyla: Person
) -> None:
    on = await published(town, leyla, ends_at=NINE)
    to_come = await published(town, leyla, starts_at=NINE)
    guest = await town.person()
    for event_id in (on, to_come):
        await town.events.answer(event_id, SignUp.GOING, by=guest)
    town.clock.forward(FRIDAY + HOURS - town.clock.now())

    await town.events.leave(by=guest)

    answers = await town.all("SELECT event_id, answer FROM sign_ups ORDER BY event_id")
    assert answers == [(on, "going"), (to_come, "no")]


async def test_a_moved_event_lasts_as_long_and_people_hear_of_both_ends(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, ends_at=NINE)
    guest = await town.person(Side.SOUTH)
    await town.events.answer(event_id, SignUp.GOING, by=guest)

    change = await town.events.reschedule(event_id, When(FRIDAY + 24 * HOURS), by=leyla)

    assert change.seen.event.ends_at == NINE + 24 * HOURS
    [notice] = await town.told(guest)
    assert "Time: Friday, 27 March, 13:00–21:00 (Berlin)" in notice
    assert "→ Saturday, 28 March, 13:00–21:00 (Berlin)" in notice


@pytest.mark.parametrize(
    ("when", "ends_at", "said"),
    [
        pytest.param(
            When(FRIDAY, NINE + HOURS), NINE + HOURS, "→ Friday, 27 March, 13:00–22:00", id="later"
        ),
        pytest.param(
            When(FRIDAY, open_end=True), None, "→ Friday, 27 March, 13:00 (Berlin)", id="open"
        ),
    ],
)
async def test_another_end_is_a_change_that_moves_no_reminder(
    town: Town, leyla: Person, when: When, ends_at: datetime | None, said: str
) -> None:
    event_id = await published(town, leyla, ends_at=NINE)
    guest = await town.person(Side.SOUTH)
    await town.events.answer(event_id, SignUp.GOING, by=guest)
    before = await town.all("SELECT * FROM reminders")

    change = await town.events.reschedule(event_id, when, by=leyla)
    again = await town.events.reschedule(event_id, when, by=leyla)

    assert (change.seen.event.ends_at, change.told, again.is_new) == (ends_at, 1, False)
    assert [said in notice for notice in await town.told(guest)] == [True]
    assert await town.all("SELECT * FROM reminders") == before


async def test_the_same_plan_with_another_end_is_another_draft(town: Town, leyla: Person) -> None:
    ends = (None, NINE, NINE, NINE + HOURS, None)

    drafts = [(await town.events.draft(plan(ends_at=it), by=leyla)).event.id for it in ends]

    assert len(set(drafts)) == 3
    assert (drafts[1], drafts[0]) == (drafts[2], drafts[4])


async def test_no_event_can_end_before_it_starts(town: Town, leyla: Person) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await town.events.draft(plan(ends_at=FRIDAY), by=leyla)


async def listed(
    town: Town, guest: Person, organiser: Person
) -> tuple[list[int], list[int], list[int]]:
    """Return what stands in /events, and what the two have in their own lists."""
    upcoming = await town.events.upcoming(by=guest)
    theirs, own = [await town.events.mine(by=person) for person in (guest, organiser)]
    return (
        [event.id for event in upcoming.events],
        [event.id for event, _ in theirs.answered],
        [event.id for event in own.organised],
    )
