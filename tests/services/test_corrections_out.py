"""An approved correction: whom it reaches, and in which order."""

from dataclasses import replace

import pytest

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import CheckIn
from bot.domain.people import Side
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import QUAKE, Crisis


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


async def test_who_has_the_alert_gets_the_correction_ahead_of_everything(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    await crisis.deliver("unknown", only=crisis.members[1])
    flood = await crisis.sending(replace(QUAKE, headline="Flood"))

    new = await crisis.corrected(alert_id)

    lane = await crisis.lane()
    assert [kind for _, kind in lane[:2]] == ["correction"] * 2
    assert {person for person, _ in lane[:2]} == {crisis.members[0].id, crisis.members[1].id}
    assert [kind for _, kind in lane[2:7]] == ["alert"] * 5
    assert {person for person, kind in lane[7:] if kind == "correction"} == {
        crisis.members[2].id,
        crisis.author.id,
        crisis.same_side.id,
    }
    assert await crisis.state(alert_id) == "superseded"
    assert await crisis.state(new) == "sending"
    assert await crisis.state(flood) == "sending"


async def test_holders_are_pointed_back_and_the_others_get_the_alert_itself(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    await crisis.corrected(alert_id)

    held = (await crisis.said_to(crisis.members[0]))[-1]
    fresh = (await crisis.said_to(crisis.members[1]))[-1]
    assert "takes the place of alert K20260320-1" in held
    assert "CORRECTION" not in fresh
    for words in (held, fresh):
        assert "Stay inside" in words
        assert "K20260320-2" in words
        assert "Tabriz, all districts" in words
    ledger = await crisis.one("SELECT audience FROM broadcasts WHERE kind = 'correction'")
    assert ledger["audience"] == len(await crisis.told("correction")) == 5
    assert len(set(await crisis.told("correction"))) == 5


async def test_the_last_question_counts_all_who_will_get_it(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    from_north = await crisis.person(Side.NORTH)
    await crisis.alerts.answer(alert_id, CheckIn.CAN, by=from_north)
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    question = await crisis.alerts.confirm(new, by=crisis.other_side)

    assert "LIVE, to 6 people" in crisis.read(question)
    assert "Who has alert K20260320-1 gets it first" in crisis.read(question)
    await crisis.press_yes(question, by=crisis.other_side)
    assert len(await crisis.told("correction")) == 6


async def test_a_correction_leaves_out_whom_the_alert_left_out(crisis: Crisis) -> None:
    unsaid = await crisis.person(None)
    alert_id = await crisis.submitted()
    await crisis.approve(alert_id, by=crisis.other_side, with_unsaid=False)

    await crisis.corrected(alert_id)

    assert unsaid.id not in await crisis.told("correction")


async def test_who_joined_since_gets_the_correction_with_those_who_have_it(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    await crisis.pass_time(minutes=1)
    newcomer = await crisis.person(Side.SOUTH)

    await crisis.corrected(alert_id)

    assert (await crisis.lane())[0] == (newcomer.id, "correction")


async def test_a_copy_on_its_way_counts_as_held(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver("sending", only=crisis.members[2])

    await crisis.corrected(alert_id)

    assert (await crisis.lane())[0] == (crisis.members[2].id, "correction")


async def test_the_cards_in_groups_show_what_became_of_the_alert(crisis: Crisis) -> None:
    held = await crisis.group("south")
    alert_id = await crisis.sending()
    await crisis.run("UPDATE deliveries SET state = 'sent' WHERE group_id = :id", id=held)
    late = await crisis.group("joint")

    await crisis.corrected(alert_id)

    (old,) = await crisis.cards("alert:1")
    assert "REPLACED by alert" in old[1]
    rows = await crisis.all(
        "SELECT group_id, message FROM deliveries JOIN contents ON contents.id = content_id"
        " WHERE card = 'alert:2' ORDER BY rank"
    )
    assert [row["group_id"] for row in rows] == [held, late]
    assert ["CORRECTION" in crisis.read_json(row["message"]) for row in rows] == [True, False]


async def test_a_correction_of_an_alert_whose_time_ran_out_meanwhile_still_goes_out(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sent()
    later = (crisis.clock.now()).replace(hour=23).isoformat()
    new = await crisis.correct(alert_id, by=crisis.author, expires=later)
    await crisis.pass_time(hours=7)

    await crisis.approve(new, by=crisis.other_side)

    assert await crisis.state(alert_id) == "ended"
    assert len(await crisis.told("correction")) == 5


async def test_a_retraction_reaches_who_has_only_what_was_corrected(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    new = await crisis.corrected(alert_id)

    await crisis.alerts.stop(new, by=crisis.author)
    await crisis.alerts.retract(new, by=crisis.author)

    assert await crisis.told("retraction") == [crisis.members[0].id]


async def test_who_has_only_the_first_text_is_not_forgotten_by_a_second_correction(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    second = await crisis.corrected(alert_id)

    (answer,) = await crisis.alerts.correct(second, {"action": "Go home"}, by=crisis.author)
    await crisis.approve(3, by=crisis.other_side)

    assert "0 people have alert K20260320-2 now" in crisis.read(answer)
    assert "1 person has only an earlier text" in crisis.read(answer)
    assert (await crisis.lane())[0] == (crisis.members[0].id, "correction")


async def test_answers_to_the_alert_count_for_its_correction(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")
    await crisis.alerts.answer(alert_id, CheckIn.CAN, by=crisis.members[1])

    await crisis.approve(new, by=crisis.other_side)

    rows = await crisis.all("SELECT answer FROM check_ins WHERE alert_id = :id", id=new)
    assert sorted(row["answer"] for row in rows) == ["can", "safe"]
