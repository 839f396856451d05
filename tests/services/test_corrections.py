"""A correction stops what is wrong at once; its own words need a second person, like any alert."""

from dataclasses import replace

import pytest

from bot.clock import ShiftedClock
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

    (answer,) = await crisis.alerts.correct(alert_id, {"action": "Stay inside"}, by=crisis.author)

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


async def test_a_changed_reference_voids_the_approval(crisis: Crisis) -> None:
    flood = await crisis.sent(replace(QUAKE, headline="Flood"))
    alert_id = await crisis.sent()
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")
    await crisis.run("UPDATE alerts SET supersedes_id = :old WHERE id = :id", old=flood, id=new)

    with pytest.raises(Refusal, match=r"alert\.unsealed"):
        await crisis.approve(new, by=crisis.other_side)


async def test_correcting_twice_asks_once(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    changes = {"action": "Stay inside"}
    (first,) = await crisis.alerts.correct(alert_id, changes, by=crisis.author)

    (second,) = await crisis.alerts.correct(alert_id, changes, by=crisis.author)

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


async def test_nobody_is_asked_again_with_words_that_are_being_corrected(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    new = await crisis.correct(alert_id, by=crisis.author, action="Stay inside")

    await crisis.pass_time(minutes=20)
    assert await crisis.told("reask") == []
    await crisis.alerts.reject(new, "The first was right", by=crisis.other_side)
    await crisis.pass_time(minutes=1)

    assert len(await crisis.told("reask")) == 5
