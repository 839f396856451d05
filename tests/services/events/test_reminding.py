"""A day and an hour before."""

from datetime import timedelta

from bot.domain.events import SignUp, When
from bot.domain.people import Person, Side
from tests.services.events.town import FRIDAY, Town, published


async def test_a_day_and_an_hour_before_those_who_said_going_are_reminded(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla, places=1)
    going, waiting, maybe = [await town.person(Side.SOUTH) for _ in range(3)]
    await town.events.answer(event_id, SignUp.GOING, by=going)
    await town.events.answer(event_id, SignUp.GOING, by=waiting)
    await town.events.answer(event_id, SignUp.MAYBE, by=maybe)
    due = await town.events.next_due()

    assert due == FRIDAY - timedelta(days=1)
    assert await town.events.send_due_reminders() == 0

    town.clock.forward(due - town.clock.now())
    assert await town.events.send_due_reminders() == 1
    assert await town.events.send_due_reminders() == 0
    assert "Friday, 27 March, 13:00" in (await town.told(going))[0]

    town.clock.forward(timedelta(hours=23))
    assert await town.events.send_due_reminders() == 1
    assert "starts soon" in (await town.told(going))[1]
    assert await town.told(waiting) == await town.told(maybe) == []
    assert await town.events.next_due() is None


async def test_reminders_found_late_come_once_and_found_after_the_start_are_missed(
    town: Town, leyla: Person
) -> None:
    late = await published(town, leyla)
    missed = await published(town, leyla, starts_at=FRIDAY - timedelta(hours=2))
    for event_id in (late, missed):
        await town.events.answer(event_id, SignUp.GOING, by=leyla)
    before = len(await town.told(leyla))

    town.clock.forward(FRIDAY - timedelta(minutes=20) - town.clock.now())
    await town.events.send_due_reminders()

    assert len(await town.told(leyla)) == before + 1
    assert await town.all("SELECT event_id, lead, state FROM reminders ORDER BY id") == [
        (late, "day", "missed"),
        (late, "hour", "sent"),
        (missed, "day", "missed"),
        (missed, "hour", "missed"),
    ]


async def test_a_reminder_still_unsent_at_the_start_is_not_sent_any_more(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    await town.events.answer(event_id, SignUp.GOING, by=leyla)
    town.clock.forward(timedelta(days=6))

    await town.events.send_due_reminders()

    expiry = "SELECT expires_at FROM deliveries ORDER BY id DESC LIMIT 1"
    start = "SELECT starts_at FROM events"
    assert await town.all(expiry) == await town.all(start)


async def test_moving_an_event_moves_its_reminders_and_nobody_is_reminded_twice(
    town: Town, leyla: Person
) -> None:
    event_id = await published(town, leyla)
    await town.events.answer(event_id, SignUp.GOING, by=leyla)
    town.clock.forward(timedelta(days=6))
    await town.events.send_due_reminders()

    await town.events.reschedule(event_id, When(FRIDAY + timedelta(days=7)), by=leyla)
    assert await town.events.next_due() == FRIDAY + timedelta(days=6)
    # The reminder on its way named the old time.
    stopped = "SELECT COUNT(*) FROM deliveries WHERE reason = 'stopped'"
    assert await town.all(stopped) == [(1,)]

    await town.events.reschedule(event_id, When(FRIDAY), by=leyla)
    assert await town.events.send_due_reminders() == 0
    assert await town.events.next_due() == FRIDAY - timedelta(hours=1)
