"""[Add to my calendar], from the press to what the channel is asked to send."""

import icalendar
import pytest

from bot.clock import ShiftedClock
from bot.conversation.incoming import Chat, Pressed, Said, Sender
from bot.conversation.outgoing import Outgoing, Speak, Toast
from bot.conversation.router import Router
from bot.domain.people import Person
from bot.language.render import Renderer
from bot.services import Services
from handlers import ROUTES

PRIVATE = Chat("telegram:1", private=True)
GROUP = Chat("telegram:-1", private=False, title="North")


@pytest.fixture
def router(services: Services, renderer: Renderer, clock: ShiftedClock) -> Router:
    return Router(ROUTES, services, renderer, clock, bot="korpu_bot")


def pressed(event_id: object, *, by: str = "telegram:1", chat: Chat = PRIVATE) -> Pressed:
    return Pressed(7, Sender(by, "en"), chat, "press", f"1:ev.cal:{event_id}", "m5")


def said(words: str) -> Said:
    return Said(8, Sender("telegram:1", "en"), PRIVATE, words)


def entry_in(answer: tuple[Outgoing, ...]) -> icalendar.Event:
    """Return the event in the only file of an answer."""
    [file] = [one.file for one in answer if isinstance(one, Speak) and one.file]
    assert file.mime == "text/calendar"
    calendar = icalendar.Calendar.from_ical(file.content)
    assert isinstance(calendar, icalendar.Calendar)
    return calendar.events[0]


async def test_a_press_stops_the_button_and_brings_a_file_with_its_caption(
    router: Router, event_id: int
) -> None:
    toast, spoken = await router.handle(pressed(event_id))

    assert toast == Toast("press")
    assert isinstance(spoken, Speak)
    assert (spoken.address, spoken.replaces) == ("telegram:1", "")
    assert "<b>Poetry evening</b>" in spoken.rendered.html
    assert spoken.file
    assert spoken.file.name == f"event-{event_id}.ics"
    entry = entry_in((spoken,))
    assert (entry["UID"], entry["SUMMARY"]) == (
        f"event-{event_id}.korpu_bot@korpu",
        "Poetry evening",
    )
    assert entry["URL"] == f"https://t.me/korpu_bot?start=e_{event_id}"


async def test_a_link_brings_the_same_file(router: Router, event_id: int) -> None:
    by_press = entry_in(await router.handle(pressed(event_id)))
    by_link = entry_in(await router.handle(said(f"/start cal_{event_id}")))

    assert by_link.to_ical() == by_press.to_ical()


async def test_who_may_see_the_event_gets_the_file(router: Router, event_id: int) -> None:
    chat = Chat("telegram:9", private=True)

    answer = await router.handle(pressed(event_id, by="telegram:9", chat=chat))

    assert entry_in(answer)["STATUS"] == "CONFIRMED"


async def test_a_cancelled_event_gives_a_cancelled_file_and_says_so(
    router: Router, services: Services, leyla: Person, event_id: int
) -> None:
    await services.events.cancel(event_id, by=leyla)

    answer = await router.handle(pressed(event_id))

    assert entry_in(answer)["STATUS"] == "CANCELLED"
    [spoken] = [one for one in answer if isinstance(one, Speak)]
    assert "is cancelled" in spoken.rendered.html


async def test_a_press_in_a_group_brings_the_file_in_private(router: Router, event_id: int) -> None:
    toast, spoken = await router.handle(pressed(event_id, chat=GROUP))

    assert isinstance(toast, Toast)
    assert isinstance(spoken, Speak)
    assert spoken.address == "telegram:1"
    assert spoken.file


@pytest.mark.parametrize("number", ["", "x", "999"])
async def test_a_button_that_leads_nowhere_gets_a_kind_answer(router: Router, number: str) -> None:
    answer = await router.handle(pressed(number))

    assert isinstance(answer[0], Toast)
    assert answer[0].words
    assert not any(isinstance(one, Speak) and one.file for one in answer)


async def test_the_answer_after_going_offers_the_file(router: Router, event_id: int) -> None:
    press = Pressed(7, Sender("telegram:1", "en"), PRIVATE, "press", f"1:ev.go:{event_id}", "m5")

    _, spoken = await router.handle(press)

    assert isinstance(spoken, Speak)
    offered = {one.press: one.label for line in spoken.rendered.buttons for one in line}
    assert offered[f"1:ev.cal:{event_id}"] == "Add to my calendar"
