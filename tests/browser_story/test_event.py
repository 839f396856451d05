"""An event, from the line that announces it to the reminder on the day before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser_story.screens import AYLIN, BOT, GUNEL, NIGAR, RASHAD, Room, Screen
from tests.flows.town import NORTH

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

POETRY = "Şeir gecəsi"


async def in_three_days(screen: Screen) -> str:
    """Return an evening three days ahead of the page's clock, as one writes it in Berlin."""
    shown = await screen.tab.get_by_test_id("clock").get_attribute("datetime")
    now = datetime.fromisoformat(str(shown)).astimezone(ZoneInfo("Europe/Berlin"))
    return (now + timedelta(days=3)).strftime("%d.%m.%Y 18:00")


async def test_an_event_is_announced_answered_and_remembered(room: Room) -> None:
    aylin = await room.screen(AYLIN)
    gunel = await room.screen(GUNEL)
    rashad = await room.screen(RASHAD)
    nigar = await room.screen(NIGAR)
    for one in (gunel, rashad, nigar):
        await one.goes_to(NORTH)

    when = await in_three_days(aylin)
    await aylin.writes(f"/newevent {POETRY} | {when} | Nizami kitabxanası | north | 20")
    preview = await aylin.sees("event.preview", POETRY)
    await aylin.presses("event.button.publish", preview)
    await aylin.sees("event.published", POETRY)

    await gunel.presses("event.button.going", await gunel.sees(POETRY))
    await gunel.hears("event.toast.going")
    await rashad.presses("event.button.going", await rashad.sees(POETRY))
    await nigar.presses("event.button.maybe", await nigar.sees(POETRY))
    await gunel.writes("Mən də bir şeir oxuyacağam!")

    await aylin.goes_to(NORTH)
    card = await aylin.sees(POETRY, "event.counts")
    await aylin.shows(card, "👥.+2.+1$")
    await aylin.is_photographed("event")

    await gunel.goes_to(BOT)
    await aylin.moves_time("next")
    reminder = await gunel.sees("event.reminder.day", POETRY)
    await gunel.presses("event.button.still", reminder)
    await gunel.sees("event.mine.going", POETRY)
    await nigar.goes_to(BOT)
    await nigar.sees(POETRY)
    await nigar.misses("event.reminder.day")
