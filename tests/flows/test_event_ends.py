"""An event that says when it ends: announced by buttons, moved by typing, seen on every clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clocktime import from_micros
from tests.flows.test_event import POETRY
from tests.flows.town import JOINT, NORTH, Somebody, Town


def last_sunday_of_march(*, after: date) -> date:
    """Return when clocks go forward next where Aylin lives (Directive 2000/84/EC, Article 2)."""
    ends = (date(year, 3, 31) for year in (after.year, after.year + 1))
    nights = (end - timedelta(days=(end.weekday() + 1) % 7) for end in ends)
    return next(night for night in nights if night > after + timedelta(days=1))


def on_the_clock(start: datetime, hours: float, *, of: Somebody) -> str:
    """Return a stretch of time as it stands on somebody's clock, within one day there."""
    ends = (start, start + timedelta(hours=hours))
    return "–".join(f"{at.astimezone(ZoneInfo(of.zone)):%H:%M}" for at in ends)


async def picks_tomorrow(town: Town, one: Somebody, *, hour: str) -> datetime:
    """Press the buttons to that hour of tomorrow; return when that is."""
    today = (await town.now()).astimezone(ZoneInfo(one.zone))
    tomorrow = today.date() + timedelta(days=1)
    await one.presses("picker.open")
    if tomorrow.month != today.month:
        await one.presses("picker.after")
    await one.presses(f"f.day:newevent:when:{tomorrow}")
    await one.presses(f"f.at:newevent:when:{tomorrow}:{hour}")
    at = datetime.strptime(hour, "%H%M").time()  # noqa: DTZ007  # a clock on the wall
    return datetime.combine(tomorrow, at, ZoneInfo(one.zone))


async def test_an_event_is_announced_with_its_length_and_everybody_reads_when_it_ends(
    town: Town,
) -> None:
    await town.aylin.presses_menu("menu.newevent")
    await town.aylin.says(POETRY)
    await town.aylin.sees("newevent.ask.when")
    starts = await picks_tomorrow(town, town.aylin, hour="1000")
    await town.aylin.presses("picker.hours", n=3)
    for key, words in (("newevent.ask.place", "Kitabxana"), ("newevent.ask.side", "")):
        await town.aylin.sees(key)
        await (town.aylin.says(words) if words else town.aylin.presses("side.everybody"))
    await town.aylin.presses("common.skip")
    await town.aylin.sees("event.preview", POETRY, on_the_clock(starts, 3, of=town.aylin))
    await town.aylin.presses("event.button.publish")
    await town.quiet()

    for one in (town.rashad, town.gunel, town.timur):
        await one.sees("📅", on_the_clock(starts, 3, of=one))
    for group in (NORTH, JOINT):
        await town.gunel.sees(POETRY, on_the_clock(starts, 3, of=town.aylin), chat=group)
    await town.gunel.presses("event.button.going", chat=NORTH)

    await town.aylin.presses("event.button.change")
    await town.aylin.presses("event.button.time")
    await town.aylin.sees("eventtime.ask.when")
    await town.aylin.says("11:00 – 12:30")
    await town.aylin.sees("event.changed", n=1)
    later = starts + timedelta(hours=1)
    await town.gunel.sees("event.notice.changed", on_the_clock(later, 1.5, of=town.gunel))
    await town.gunel.sees(POETRY, on_the_clock(later, 1.5, of=town.aylin), chat=NORTH)
    [(begins, ends)] = town.ask("SELECT starts_at, ends_at FROM events")
    assert (from_micros(begins), from_micros(ends)) == (later, later + timedelta(hours=1.5))

    await town.gunel.presses("event.button.calendar_again")
    await town.gunel.sees("event.calendar", POETRY)


async def test_a_typed_range_is_understood_and_the_event_listed_until_it_ends(town: Town) -> None:
    starts = (await town.now() + timedelta(days=3)).replace(hour=9, minute=0, second=0)
    typed = f"{town.aylin.clock(starts)}-{town.aylin.clock(starts + timedelta(hours=2))[-5:]}"
    await town.aylin.says(f"/newevent {POETRY} | {typed} | Kitabxana | north | -")
    await town.aylin.presses("event.button.publish")
    await town.quiet()

    await town.forward_to(starts + timedelta(hours=1))
    await town.gunel.says("/events")
    await town.gunel.sees("event.list", on_the_clock(starts, 2, of=town.gunel), "event.has_begun")
    await town.forward_to(starts + timedelta(hours=2, minutes=1))
    await town.gunel.says("/events")
    await town.gunel.sees("event.list.none")


async def test_the_card_says_that_it_is_to_come_under_way_and_over(town: Town) -> None:
    starts = (await town.now() + timedelta(days=3)).replace(hour=9, minute=0, second=0)
    typed = f"{town.aylin.clock(starts)}-{town.aylin.clock(starts + timedelta(hours=2))[-5:]}"
    await town.aylin.says(f"/newevent {POETRY} | {typed} | Kitabxana | north | -")
    await town.aylin.presses("event.button.publish")
    await town.quiet()

    for hours, key in ((-1, "is_ahead"), (1, "has_begun"), (3, "has_ended")):
        await town.forward_to(starts + timedelta(hours=hours))
        await town.gunel.says("/start e_1")

        await town.gunel.sees(POETRY, f"event.{key}")


async def test_an_hour_that_clocks_leave_out_is_refused_with_what_is_possible(town: Town) -> None:
    night = last_sunday_of_march(after=(await town.now()).date())
    await town.aylin.says(f"/newevent {POETRY} | {night:%Y-%m-%d} 02:30 | Kitabxana | north | -")

    asked = await town.aylin.sees("newevent.ask.when")
    why = await town.aylin.sees("02:30", "02:00", "03:00")
    await town.aylin.presses(f"f.at:newevent:when:{night:%Y-%m-%d}:0330", under=why)
    await town.aylin.presses("picker.hours", n=2)

    assert asked["id"] > why["id"]
    await town.aylin.sees("event.preview", POETRY, "03:30–05:30")
