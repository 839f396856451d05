import pytest

from bot.conversation.answers import Ask
from bot.conversation.incoming import Chat
from bot.conversation.routes import Call
from bot.domain.events import SignUp
from bot.domain.messages import Text, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services import Services
from handlers import events

PRIVATE = Chat("telegram:1", private=True)
GROUP = Chat("telegram:-1", private=False, title="North")


def call(person: Person, chat: Chat, *args: object, words: str = "") -> Call:
    return Call(person, chat, 1, "korpu_bot", words=words, args=tuple(map(str, args)))


def key_of(words: Text | None) -> str:
    return words.key if words else ""


async def test_a_press_in_a_group_is_answered_at_the_button_only(
    services: Services, leyla: Person, event_id: int
) -> None:
    answer = await events.going(call(leyla, GROUP, event_id), services)

    assert (answer.body, answer.url) == (None, "")
    assert answer.toast == text("event.toast.going")


async def test_a_press_in_private_puts_ones_own_answer_into_the_message(
    services: Services, leyla: Person, event_id: int
) -> None:
    answer = await events.maybe(call(leyla, PRIVATE, event_id), services)

    assert answer.replace
    others = [button.press for line in answer.buttons for button in line]
    assert others[:2] == [f"1:ev.go:{event_id}", f"1:ev.no:{event_id}"]


async def test_who_cannot_be_reminded_is_led_to_the_bot_after_the_answer_is_kept(
    services: Services, stranger: Person, event_id: int
) -> None:
    answer = await events.going(call(stranger, GROUP, event_id), services)
    refused = await events.not_going(call(stranger, GROUP, event_id), services)

    assert answer.url == f"https://t.me/korpu_bot?start=e_{event_id}"
    assert refused.url == ""
    assert (await services.events.show(event_id, by=stranger)).mine is SignUp.NO


@pytest.mark.parametrize("args", [(), ("x",), ("-1",), ("9" * 40,), ("٣",)])
async def test_a_garbled_button_gets_a_kind_answer(
    services: Services, leyla: Person, args: tuple[str, ...]
) -> None:
    for handler in (events.going, events.show, events.publish, events.cancel, events.ask_time):
        with pytest.raises(Refusal, match=r"press\.stale"):
            await handler(call(leyla, PRIVATE, *args), services)


async def test_in_a_group_the_list_stands_there_and_its_buttons_open_the_bot(
    services: Services, leyla: Person, event_id: int
) -> None:
    here = await events.upcoming(call(leyla, PRIVATE), services)
    there = await events.upcoming(call(leyla, GROUP), services)

    assert here.buttons[0][0].press == f"1:ev.show:{event_id}"
    assert there.here
    assert there.buttons[0][0].url == f"https://t.me/korpu_bot?start=e_{event_id}"


async def test_a_link_shows_the_event(services: Services, stranger: Person, event_id: int) -> None:
    answer = await events.show(call(stranger, PRIVATE, words=str(event_id)), services)

    assert key_of(answer.body) == "event.card"
    assert not answer.replace


async def test_changing_asks_for_the_new_value_with_the_event_known(
    services: Services, leyla: Person, event_id: int
) -> None:
    answer = await events.ask_time(call(leyla, PRIVATE, event_id), services)

    assert answer.ask == Ask("eventtime", {"event": str(event_id), "day": "2026-03-23"})


async def test_cancelling_asks_once(services: Services, leyla: Person, event_id: int) -> None:
    question = await events.ask_cancel(call(leyla, PRIVATE, event_id), services)
    done = await events.cancel(call(leyla, PRIVATE, event_id), services)

    assert question.buttons[0][0].press == f"1:ev.end:{event_id}"
    assert done.replace
    assert done.buttons == ()


async def test_the_original_too_long_for_a_window_comes_in_private(
    services: Services, leyla: Person, stranger: Person, event_id: int
) -> None:
    await services.events.relocate(event_id, "Library " * 25, by=leyla)

    mine = await events.original(call(leyla, GROUP, event_id), services)
    theirs = await events.original(call(stranger, GROUP, event_id), services)

    assert (mine.toast, mine.url, mine.here, mine.replace) == (None, "", False, False)
    assert mine.body is not None
    assert theirs.url == f"https://t.me/korpu_bot?start=eo_{event_id}"


async def test_the_original_stands_in_a_window_for_whoever_asks_in_a_group(
    services: Services, stranger: Person, event_id: int
) -> None:
    answers = [await events.original(call(stranger, GROUP, event_id), services) for _ in range(2)]

    assert [(key_of(it.toast), it.popup, it.body) for it in answers] == [
        ("event.as_written", True, None)
    ] * 2


async def test_the_original_takes_the_place_of_a_card_but_not_of_a_reminder(
    services: Services, leyla: Person, event_id: int
) -> None:
    card = await events.original(call(leyla, PRIVATE, event_id), services)
    reminder = await events.original(call(leyla, PRIVATE, event_id, "new"), services)
    by_link = await events.original(call(leyla, PRIVATE, words=str(event_id)), services)

    assert [it.replace for it in (card, reminder, by_link)] == [True, False, False]


async def test_the_original_of_what_is_not_there_any_more_is_refused_kindly(
    services: Services, leyla: Person
) -> None:
    with pytest.raises(Refusal) as refused:
        await events.original(call(leyla, PRIVATE, 99), services)

    assert refused.value.text.key == "event.not_found"
