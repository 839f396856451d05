"""A correction stops what is wrong at once; its own words need a second person, like any alert."""

from dataclasses import replace

import pytest

from bot.clock import ShiftedClock
from bot.domain.crises import CheckIn
from bot.domain.people import Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import QUAKE, TO_ALL, Crisis


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


async def test_nobody_gets_the_words_of_one_person_alone(crisis: Crisis) -> None:
    alert_id = await crisis.sent()

    new = await crisis.correct(alert_id, by=crisis.author, action="Send me money")

    assert await crisis.told("correction") == []
    assert await crisis.state(new) == "submitted"
    assert await crisis.steps(new) == ["draft", "submitted"]
    for member in crisis.members:
        assert not any("money" in words for words in await crisis.said_to(member))


async def test_correcting_stops_the_rest_at_once(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    await crisis.correct(alert_id, by=crisis.same_side, action="Stay inside")

    assert await crisis.state(alert_id) == "stopped"
    rows = await crisis.all(
        "SELECT DISTINCT state, reason FROM deliveries JOIN broadcasts"
        " ON broadcasts.id = broadcast_id WHERE kind = 'alert' AND state <> 'sent'"
    )
    assert [(row["state"], row["reason"]) for row in rows] == [("skipped", "stopped")]


async def test_the_answer_says_who_has_the_alert_and_what_one_person_can_do(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    answer = await crisis.alerts.correct(alert_id, {"action": "Stay inside"}, by=crisis.author)

    words = crisis.read(answer)
    assert "waits for approval. 2 people were asked" in words
    assert "1 person has alert K20260320-1 now" in words
    assert "4 people have not got it" in words
    assert [row[0].press for row in answer.buttons] == ["1:al.withdraw:2", "1:al.retract:1"]


async def test_all_who_may_approve_see_the_old_text_and_the_new_one(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    cards = await crisis.cards(f"approval:{new}")
    assert [person for person, _ in cards] == [crisis.same_side.id, crisis.other_side.id]
    assert "correction waits for your approval" in cards[0][1]
    assert "takes the place of alert K20260320-1" in cards[0][1]
    assert "Stay inside" in cards[0][1]
    *_, before, request = await crisis.said_to(crisis.same_side)
    assert request == cards[0][1]
    assert "What people have now" in before
    assert "1 person has alert K20260320-1" in before
    assert "Go out into the open" in before
    row = await crisis.one(
        "SELECT lane, message FROM deliveries JOIN contents ON contents.id = content_id"
        " WHERE card = :card LIMIT 1",
        card=f"approval:{new}",
    )
    assert row["lane"] == 1
    assert '"silent":true' not in row["message"]


async def test_the_corrector_cannot_approve_and_the_author_of_the_alert_can(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sent()
    new = await crisis.correct(alert_id, by=crisis.same_side, action="Stay inside")

    with pytest.raises(Refusal, match=r"alert\.own"):
        await crisis.approve(new, by=crisis.same_side)
    await crisis.approve(new, by=crisis.author)

    assert await crisis.state(new) == "sending"


async def test_for_everybody_the_approver_is_of_the_other_side_than_the_corrector(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sent(TO_ALL)
    new = await crisis.correct(alert_id, by=crisis.other_side, action="Stay inside")
    another_north = await crisis.person(Side.NORTH, Side.NORTH)

    with pytest.raises(Refusal, match=r"alert\.other_side"):
        await crisis.approve(new, by=another_north)
    await crisis.approve(new, by=crisis.same_side)

    assert await crisis.state(new) == "sending"


async def test_what_both_sides_have_is_corrected_by_both_whatever_it_names_itself(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sent(TO_ALL)
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")
    await crisis.alerts.withdraw(new, by=crisis.author)
    await crisis.alerts.change(new, "side", "south", by=crisis.author)
    await crisis.alerts.submit(new, by=crisis.author)

    with pytest.raises(Refusal, match=r"alert\.other_side"):
        await crisis.approve(new, by=crisis.same_side)
    await crisis.approve(new, by=crisis.other_side)

    assert crisis.other_side.id in await crisis.told("correction")


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


async def test_a_changed_reference_voids_the_approval(crisis: Crisis) -> None:
    flood = await crisis.sent(replace(QUAKE, headline="Flood"))
    alert_id = await crisis.sent()
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")
    await crisis.run("UPDATE alerts SET supersedes_id = :old WHERE id = :id", old=flood, id=new)

    with pytest.raises(Refusal, match=r"alert\.unsealed"):
        await crisis.approve(new, by=crisis.other_side)


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


async def test_correcting_twice_asks_once(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    changes = {"action": "Stay inside"}
    first = await crisis.alerts.correct(alert_id, changes, by=crisis.author)

    second = await crisis.alerts.correct(alert_id, changes, by=crisis.author)

    assert second == first
    assert len(await crisis.cards("approval:2")) == 2


async def test_a_second_correction_waits_for_the_first(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    with pytest.raises(Refusal, match=r"alert\.correct\.waits") as refused:
        await crisis.alerts.may_correct(alert_id, by=crisis.other_side)

    assert refused.value.buttons[0][0].press == "1:al.show:2"


async def test_a_correction_that_changes_nothing_is_refused(crisis: Crisis) -> None:
    alert_id = await crisis.sent()

    with pytest.raises(Refusal, match=r"alert\.nothing_changed"):
        await crisis.alerts.correct(alert_id, {"action": ""}, by=crisis.author)


async def test_where_nobody_may_approve_the_one_there_is_told_to_retract(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.run("UPDATE roles SET revoked_at = 1 WHERE person_id <> :id", id=crisis.author.id)

    for attempt in (
        crisis.alerts.may_correct(alert_id, by=crisis.author),
        crisis.alerts.correct(alert_id, {"action": "Stay inside"}, by=crisis.author),
    ):
        with pytest.raises(Refusal, match=r"alert\.correct\.nobody_approves") as refused:
            await attempt
        assert [row[0].press for row in refused.value.buttons] == ["1:al.stop:1", "1:al.retract:1"]

    assert await crisis.state(alert_id) == "sending"
    assert len(await crisis.all("SELECT id FROM alerts")) == 1


async def test_a_rejected_correction_leaves_the_alert_and_another_may_follow(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    await crisis.alerts.reject(new, "The first was right", by=crisis.other_side)

    assert await crisis.state(alert_id) == "stopped"
    assert "stays as it is" in (await crisis.said_to(crisis.author))[-1]
    another = await crisis.corrected(alert_id, area="Urmia")
    assert (another, await crisis.state(another)) == (3, "sending")
    assert await crisis.state(alert_id) == "superseded"


async def test_after_a_rejection_its_holders_may_still_be_told(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")
    await crisis.alerts.reject(new, "The first was right", by=crisis.other_side)

    await crisis.alerts.retract(alert_id, by=crisis.author)

    assert await crisis.told("retraction") == [crisis.members[0].id]


async def test_a_correction_taken_back_can_be_changed_and_asked_for_again(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sent()
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    await crisis.alerts.withdraw(new, by=crisis.author)
    await crisis.alerts.change(new, "action", "Go home", by=crisis.author)
    await crisis.alerts.submit(new, by=crisis.author)
    await crisis.approve(new, by=crisis.other_side)

    assert "Go home" in (await crisis.said_to(crisis.members[0]))[-1]
    assert await crisis.state(alert_id) == "superseded"


@pytest.mark.parametrize("verb", ["retract", "clear"])
async def test_what_is_over_needs_no_correction(crisis: Crisis, verb: str) -> None:
    alert_id = await crisis.sent()
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    await getattr(crisis.alerts, verb)(alert_id, by=crisis.same_side)

    assert await crisis.state(new) == "ended"
    assert all("is not needed" in words for _, words in await crisis.cards(f"approval:{new}"))
    assert any("is not needed" in words for words in await crisis.said_to(crisis.author))
    with pytest.raises(Refusal, match=r"alert\.is\.ended"):
        await crisis.approve(new, by=crisis.other_side)


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


async def test_nobody_is_asked_again_with_words_that_are_being_corrected(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    await crisis.pass_time(minutes=20)
    assert await crisis.told("reask") == []
    await crisis.alerts.reject(new, "The first was right", by=crisis.other_side)
    await crisis.pass_time(minutes=1)

    assert len(await crisis.told("reask")) == 5


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

    answer = await crisis.alerts.correct(second, {"action": "Go home"}, by=crisis.author)
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
