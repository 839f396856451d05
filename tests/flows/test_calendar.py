"""An event that people take home into their own calendars, and what they are told of it later."""

from tests.flows.test_event import POETRY, announced
from tests.flows.town import JOINT, Town


async def test_who_comes_takes_the_event_into_their_calendar_and_hears_when_it_is_off(
    town: Town,
) -> None:
    await announced(town, town.sevinj, side="everybody")
    [(number,)] = town.ask("SELECT id FROM events")

    await town.ayda.presses("event.button.going")
    await town.ayda.presses("event.button.calendar")
    file = await town.ayda.sees("event.calendar", POETRY)
    assert file["media"] == {"kind": "document", "file_name": f"event-{number}.ics"}

    await town.sevinj.presses("event.button.cancel")
    await town.sevinj.presses("event.button.cancel_yes")
    notice = await town.ayda.sees("event.notice.cancelled", POETRY)
    await town.ayda.presses("event.button.calendar_again", under=notice)
    again = await town.ayda.sees("event.calendar.cancelled", POETRY)
    assert again["media"] == file["media"]
    assert not await town.gunel.messages("event.calendar", chat=JOINT)
