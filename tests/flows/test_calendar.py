"""An event that people take home into their own calendars, and what they are told of it later."""

from bot.language.script import to_arabic
from tests.flows.test_event import POETRY, announced
from tests.flows.town import JOINT, Town


async def test_who_comes_takes_the_event_into_their_calendar_and_hears_when_it_is_off(
    town: Town,
) -> None:
    await announced(town, town.sevinj, side="everybody")
    [(number,)] = town.ask("SELECT id FROM events")

    await town.ayda.presses("event.button.going")
    await town.ayda.presses("event.button.calendar")
    file = await town.ayda.sees("event.calendar", to_arabic(POETRY))
    named = {"kind": "document", "file_name": f"event-{number}.ics"}
    assert named.items() <= file["media"].items()

    await town.sevinj.presses("event.button.cancel")
    await town.sevinj.presses("event.button.cancel_yes")
    notice = await town.ayda.sees("event.notice.cancelled", to_arabic(POETRY))
    await town.ayda.presses("event.button.calendar_again", under=notice)
    again = await town.ayda.sees("event.calendar.cancelled", to_arabic(POETRY))
    assert named.items() <= again["media"].items()
    assert not await town.gunel.messages("event.calendar", chat=JOINT)
