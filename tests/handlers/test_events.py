from datetime import timedelta

import pytest

from bot.app.parts import make_services
from bot.conversation.incoming import Chat
from bot.conversation.routes import Call
from bot.domain.events import Plan, SignUp
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.storage import people
from bot.storage.database import Tx
from handlers import events

PRIVATE = Chat("telegram:1", private=True)
GROUP = Chat("telegram:-1", private=False, title="North")


@pytest.fixture
def services(db, clock):
    return make_services(db, clock, owners=frozenset())


@pytest.fixture
async def leyla(db, clock) -> Person:
    """Coordinates the North."""

    def add(tx: Tx) -> Person:
        number = people.register(tx, "telegram:1", language="en", now=clock.now())
        people.set_reachable(tx, "telegram:1", reachable=True, reason=None, now=clock.now())
        values = {"id": number, "side": Side.NORTH}
        tx.run("UPDATE people SET side = :side WHERE id = :id", values)
        tx.run(
            "INSERT INTO roles (person_id, role, side, granted_at)"
            " VALUES (:id, 'coordinator', :side, 0)",
            values,
        )
        return people.by_id(tx, number)

    return await db.write(add)


@pytest.fixture
async def stranger(db, clock) -> Person:
    """Sits in a group and never opened the bot."""

    def add(tx: Tx) -> Person:
        number = people.register(tx, "telegram:2", language="en", now=clock.now())
        return people.by_id(tx, number)

    return await db.write(add)


@pytest.fixture
async def event_id(services, clock, leyla) -> int:
    starts_at = clock.now() + timedelta(days=3)
    plan = Plan("Poetry evening", starts_at, "Library", Audience.NORTH)
    seen = await services.events.draft(plan, by=leyla)
    await services.events.publish(seen.event.id, by=leyla)
    return seen.event.id


def call(person: Person, chat: Chat, *args: object, words: str = "") -> Call:
    return Call(person, chat, 1, "korpu_bot", words=words, args=tuple(map(str, args)))


async def test_a_press_in_a_group_is_answered_at_the_button_only(services, leyla, event_id):
    answer = await events.going(call(leyla, GROUP, event_id), services)

    assert (answer.body, answer.url, answer.toast.key) == (None, "", "event.toast.going")


async def test_a_press_in_private_puts_ones_own_answer_into_the_message(services, leyla, event_id):
    answer = await events.maybe(call(leyla, PRIVATE, event_id), services)

    assert answer.replace
    others = [button.press for line in answer.buttons for button in line]
    assert others[:2] == [f"1:ev.go:{event_id}", f"1:ev.no:{event_id}"]


async def test_who_cannot_be_reminded_is_led_to_the_bot_after_the_answer_is_kept(
    services, stranger, event_id
):
    answer = await events.going(call(stranger, GROUP, event_id), services)
    refused = await events.not_going(call(stranger, GROUP, event_id), services)

    assert answer.url == f"https://t.me/korpu_bot?start=e_{event_id}"
    assert refused.url == ""
    assert (await services.events.show(event_id, by=stranger)).mine is SignUp.NO


@pytest.mark.parametrize("args", [(), ("x",), ("-1",), ("9" * 40,), ("٣",)])
async def test_a_garbled_button_gets_a_kind_answer(services, leyla, args):
    for handler in (events.going, events.show, events.publish, events.cancel, events.ask_time):
        with pytest.raises(Refusal, match=r"press\.stale"):
            await handler(call(leyla, PRIVATE, *args), services)


async def test_in_a_group_the_list_stands_there_and_its_buttons_open_the_bot(
    services, leyla, event_id
):
    here = await events.upcoming(call(leyla, PRIVATE), services)
    there = await events.upcoming(call(leyla, GROUP), services)

    assert here.buttons[0][0].press == f"1:ev.show:{event_id}"
    assert there.here
    assert there.buttons[0][0].url == f"https://t.me/korpu_bot?start=e_{event_id}"


async def test_a_link_shows_the_event(services, stranger, event_id):
    answer = await events.show(call(stranger, PRIVATE, words=str(event_id)), services)

    assert answer.body.key == "event.card"
    assert not answer.replace


async def test_changing_asks_for_the_new_value_with_the_event_known(services, leyla, event_id):
    answer = await events.ask_time(call(leyla, PRIVATE, event_id), services)

    assert answer.ask.form == "eventtime"
    assert answer.ask.values == {"event": str(event_id)}


async def test_cancelling_asks_once(services, leyla, event_id):
    question = await events.ask_cancel(call(leyla, PRIVATE, event_id), services)
    done = await events.cancel(call(leyla, PRIVATE, event_id), services)

    assert question.buttons[0][0].press == f"1:ev.end:{event_id}"
    assert done.replace
    assert done.buttons == ()
