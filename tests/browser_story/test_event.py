"""An event, from the line that announces it to the reminder on the day before."""

import pytest

from tests.browser_story.screens import AYLIN, BOT, GUNEL, NIGAR, RASHAD, Room
from tests.flows.town import NORTH

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

NOVRUZ = "Novruz şənliyi"


async def test_an_event_is_announced_answered_and_remembered(room: Room) -> None:
    aylin = await room.screen(AYLIN)
    gunel = await room.screen(GUNEL)
    visitor = await room.screen(RASHAD)
    for one in (gunel, visitor):
        await one.goes_to(NORTH)

    # One line, a look at it, and it is out.
    await aylin.writes(f"/newevent {NOVRUZ} | 20.03.2027 18:00 | Şəhər parkı | north | 20")
    await aylin.presses("event.button.publish", await aylin.sees("event.preview", NOVRUZ))
    await aylin.sees("event.published", NOVRUZ)

    # Three people answer in the group, and the card counts them.
    await gunel.presses("event.button.going", await gunel.sees(NOVRUZ))
    await gunel.hears("event.toast.going")
    await visitor.presses("event.button.going", await visitor.sees(NOVRUZ))
    await visitor.becomes(NIGAR)
    await visitor.goes_to(NORTH)
    await visitor.presses("event.button.maybe", await visitor.sees(NOVRUZ))
    await gunel.writes("Səmənini mən gətirirəm!")
    await aylin.goes_to(NORTH)
    card = await aylin.sees(NOVRUZ, "event.counts")
    await aylin.shows(card, "👥.+2.+1$")
    await aylin.is_photographed("event")

    # The day before, those who are going hear of it.
    await gunel.goes_to(BOT)
    await aylin.moves_time("next")
    await gunel.presses("event.button.still", await gunel.sees("event.reminder.day", NOVRUZ))
    await gunel.sees("event.mine.going", NOVRUZ)
    await visitor.goes_to(BOT)
    await visitor.sees(NOVRUZ)
    await visitor.misses("event.reminder.day")
