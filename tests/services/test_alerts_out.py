from dataclasses import replace

import pytest

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import CheckIn
from bot.domain.people import Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import QUAKE, Crisis


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


async def test_an_alert_is_sent_when_no_delivery_waits(crisis: Crisis) -> None:
    alert_id = await crisis.sending()

    await crisis.alerts.finish_due()
    assert await crisis.state(alert_id) == "sending"
    await crisis.deliver()
    await crisis.alerts.finish_due()

    assert await crisis.state(alert_id) == "sent"


async def test_stopping_skips_the_rest_and_says_how_many_have_it(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    answer = await crisis.alerts.stop(alert_id, by=crisis.same_side)

    assert "1 person has it" in crisis.read(answer)
    assert [row[0].press for row in answer.buttons] == [
        f"1:al.correct:{alert_id}",
        f"1:al.retract:{alert_id}",
        f"1:al.clear:{alert_id}",
    ]
    rows = await crisis.all(
        "SELECT state, reason FROM deliveries JOIN broadcasts"
        " ON broadcasts.id = broadcast_id WHERE kind = 'alert' AND state <> 'sent'"
    )
    assert {(row["state"], row["reason"]) for row in rows} == {("skipped", "stopped")}
    assert await crisis.state(alert_id) == "stopped"


async def test_who_lives_where_it_happens_is_first_in_line(crisis: Crisis) -> None:
    there = crisis.members[1]
    await crisis.run("UPDATE people SET country = 'IR' WHERE id = :id", id=there.id)

    await crisis.sending(replace(QUAKE, area="Iran"))

    assert (await crisis.lane())[0] == (there.id, "alert")


async def test_who_may_stop_what_is_being_sent_is_asked_what_they_mean(crisis: Crisis) -> None:
    assert await crisis.alerts.running(by=crisis.other_side) is None
    first = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    question = await crisis.alerts.running(by=crisis.other_side)
    second = await crisis.sending(replace(QUAKE, headline="Flood"))
    both = await crisis.alerts.running(by=crisis.other_side)

    assert question is not None
    assert both is not None
    (button,) = [row[0] for row in question.buttons]
    assert button.press == f"1:al.stop:{first}"
    assert button.label.values["n"] == 1
    assert "1 person has it" in crisis.read(question)
    assert [row[0].press for row in both.buttons] == [f"1:al.stop:{n}" for n in (first, second)]
    assert await crisis.alerts.running(by=crisis.members[0]) is None


async def test_what_is_sent_cannot_be_stopped_any_more(crisis: Crisis) -> None:
    await crisis.sent()

    assert await crisis.alerts.running(by=crisis.other_side) is None


async def test_stopping_twice_gives_the_same_answer(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    first = await crisis.alerts.stop(alert_id, by=crisis.author)

    second = await crisis.alerts.stop(alert_id, by=crisis.other_side)

    assert second == first
    assert (await crisis.steps(alert_id)).count("stopped") == 1


async def test_who_answered_in_a_group_hears_of_the_retraction(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    from_north = await crisis.person(Side.NORTH)
    await crisis.alerts.answer(alert_id, CheckIn.CAN, by=from_north)

    await crisis.alerts.retract(alert_id, by=crisis.author)

    assert await crisis.told("retraction") == [from_north.id]


async def test_a_retraction_asks_once_and_tells_everybody_who_may_have_it(crisis: Crisis) -> None:
    group = await crisis.group("south")
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    await crisis.deliver("unknown", only=crisis.members[1])
    await crisis.run("UPDATE deliveries SET state = 'sent' WHERE group_id = :id", id=group)

    question = await crisis.alerts.ask_once(alert_id, "retract", by=crisis.same_side)
    assert await crisis.state(alert_id) == "sending"
    answer = await crisis.alerts.retract(alert_id, by=crisis.same_side)
    again = await crisis.alerts.retract(alert_id, by=crisis.same_side)

    assert "2 people who have it" in crisis.read(question)
    assert "2 people are being told" in crisis.read(answer)
    assert again == answer
    assert sorted(await crisis.told("retraction")) == [crisis.members[0].id, crisis.members[1].id]
    assert [words[:11] for _, words in await crisis.cards("alert:1")] == ["↩️ <b>WITHD"] * 2
    assert await crisis.state(alert_id) == "retracted"
    with pytest.raises(Refusal, match=r"alert\.is\.retracted"):
        await crisis.alerts.clear(alert_id, by=crisis.author)


async def test_all_clear_ends_the_alert_and_tells_those_who_have_it(crisis: Crisis) -> None:
    alert_id = await crisis.sent()

    await crisis.alerts.clear(alert_id, by=crisis.other_side)
    await crisis.alerts.clear(alert_id, by=crisis.other_side)

    assert await crisis.state(alert_id) == "ended"
    assert len(await crisis.told("all_clear")) == 5
    assert await crisis.alerts.alerts_in_force(crisis.members[0]) == ()


async def test_a_member_can_stop_and_retract_nothing(crisis: Crisis) -> None:
    alert_id = await crisis.sent()

    for attempt in (crisis.alerts.stop, crisis.alerts.retract, crisis.alerts.clear):
        with pytest.raises(Refusal, match=r"alert\.coordinators_only"):
            await attempt(alert_id, by=crisis.members[0])


async def test_an_expired_alert_ends_by_itself_and_nobody_new_gets_it(crisis: Crisis) -> None:
    group = await crisis.group("south")
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    await crisis.run("UPDATE deliveries SET state = 'sent' WHERE group_id = :id", id=group)

    await crisis.pass_time(hours=6)

    newcomer = await crisis.person(Side.SOUTH)
    assert await crisis.state(alert_id) == "ended"
    assert await crisis.alerts.alerts_in_force(newcomer) == ()
    assert not await crisis.all(
        "SELECT deliveries.id FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id"
        " WHERE kind = 'alert' AND state = 'waiting' AND person_id IS NOT NULL"
    )
    assert "THIS ALERT IS OVER" in (await crisis.cards("alert:1"))[0][1]


async def test_newcomers_see_what_is_in_force_for_them(crisis: Crisis) -> None:
    await crisis.sent()
    south, north, unsaid = [await crisis.person(side) for side in (Side.SOUTH, Side.NORTH, None)]

    seen = [len(await crisis.alerts.alerts_in_force(who)) for who in (south, north, unsaid)]

    assert seen == [1, 0, 1]


async def test_the_count_tells_silent_from_unreachable(crisis: Crisis) -> None:
    await crisis.person(Side.SOUTH, reachable=False)
    alert_id = await crisis.sending()
    await crisis.deliver("failed", only=crisis.members[2])
    await crisis.deliver()
    await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])
    await crisis.alerts.answer(alert_id, CheckIn.HELP, by=crisis.members[1])

    await crisis.pass_time(seconds=5)

    cards = await crisis.cards("tally:1")
    assert [person for person, _ in cards] == [
        crisis.author.id,
        crisis.same_side.id,
        crisis.other_side.id,
    ]
    words = cards[0][1].replace("<b>", "").replace("</b>", "")
    assert "Of 6 registered" in words
    assert "✅ safe: 1" in words
    assert "🆘 need help: 1" in words
    assert "❔ no answer: 2" in words
    assert "🚫 cannot be reached: 2" in words


async def test_many_answers_become_one_edit_of_the_count(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    await crisis.pass_time(seconds=30)
    await crisis.deliver()
    before = len(await crisis.all("SELECT id FROM deliveries WHERE action = 'edit'"))

    for member in crisis.members:
        await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=member)
    await crisis.pass_time(seconds=5)

    after = len(await crisis.all("SELECT id FROM deliveries WHERE action = 'edit'"))
    assert after - before == 3
