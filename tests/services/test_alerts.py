from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import NOON, QUAKE, Crisis


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


async def test_a_draft_shows_its_text_in_every_language_of_the_audience(crisis: Crisis) -> None:
    await crisis.person(Side.SOUTH, language="azb")

    (page,) = await crisis.alerts.draft(QUAKE, by=crisis.author)

    words = crisis.read(page)
    assert words.count("Strong earthquake near Tabriz") == 2
    assert "English" in words
    assert "Azerbaijani (Arabic)" in words
    assert [button.press for row in page.buttons for button in row] == [
        "1:al.submit:1",
        "1:al.change:1",
        "1:al.texts:1",
        "1:al.discard:1",
    ]


async def test_a_language_without_texts_is_shown_in_the_one_its_readers_get(
    crisis: Crisis,
) -> None:
    await crisis.person(Side.SOUTH, language="ru")

    (page,) = await crisis.alerts.draft(QUAKE, by=crisis.author)

    assert crisis.read(page).count("Strong earthquake near Tabriz") == 2


async def test_what_an_author_writes_is_never_markup(crisis: Crisis) -> None:
    words = '<a href="https://example.org">Go here</a> & now'

    (page,) = await crisis.alerts.draft(replace(QUAKE, action=words), by=crisis.author)

    assert "&lt;a href=" in crisis.read(page)
    assert "<a " not in crisis.read(page)


async def test_an_update_handled_twice_makes_one_draft(crisis: Crisis) -> None:
    first = await crisis.alerts.draft(QUAKE, by=crisis.author)

    second = await crisis.alerts.draft(QUAKE, by=crisis.author)

    assert second == first
    assert len(await crisis.all("SELECT id FROM alerts")) == 1


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"area": ""}, "alert.flaw.area_empty"),
        ({"action": ""}, "alert.flaw.action_empty"),
        ({"headline": "a" * 161}, "alert.flaw.headline_long"),
        ({"expires": NOON}, "alert.flaw.expires_past"),
    ],
    ids=["empty area: nobody", "no action: news", "long headline", "expired"],
)
async def test_an_alert_that_is_not_whole_is_refused(
    crisis: Crisis, change: dict[str, object], key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await crisis.alerts.draft(replace(QUAKE, **change), by=crisis.author)  # type: ignore[arg-type]

    assert refused.value.text.key == key


async def test_a_changed_field_is_in_the_next_preview(crisis: Crisis) -> None:
    await crisis.alerts.draft(QUAKE, by=crisis.author)

    (page,) = await crisis.alerts.change(1, "area", " Urmia ", by=crisis.author)

    assert "Urmia" in crisis.read(page)
    assert "Tabriz, all districts" not in crisis.read(page)


async def test_all_who_may_approve_are_asked_at_once_and_with_sound(crisis: Crisis) -> None:
    await crisis.submitted()

    cards = await crisis.cards("approval:1")
    assert [person for person, _ in cards] == [crisis.same_side.id, crisis.other_side.id]
    assert "LIVE" in cards[0][1]
    assert "Tabriz, all districts" in cards[0][1]
    rows = await crisis.all("SELECT lane, message FROM deliveries JOIN contents ON"
                            " contents.id = content_id")  # fmt: skip
    assert {row["lane"] for row in rows} == {1}
    assert not any('"silent":true' in row["message"] for row in rows)


async def test_submitting_twice_asks_once(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()

    again = await crisis.alerts.submit(alert_id, by=crisis.author)

    assert "waits for approval" in crisis.read(again)
    assert len(await crisis.cards("approval:1")) == 2


async def test_the_last_question_repeats_that_it_is_live_and_to_how_many(crisis: Crisis) -> None:
    await crisis.person(None)
    alert_id = await crisis.submitted()

    question = await crisis.alerts.confirm(alert_id, by=crisis.other_side)
    without = await crisis.alerts.confirm(alert_id, with_unsaid=False, by=crisis.other_side)

    assert "LIVE, to 6 people" in crisis.read(question)
    assert "LIVE, to 5 people" in crisis.read(without)
    assert await crisis.state(alert_id) == "submitted"


async def test_approving_queues_one_row_for_each_person_of_the_audience(crisis: Crisis) -> None:
    blocked = await crisis.person(Side.SOUTH, reachable=False)
    unsaid = await crisis.person(None)
    await crisis.person(Side.NORTH)

    alert_id = await crisis.sending()

    rows = await crisis.all(
        "SELECT person_id, state, deliveries.lane, may_repeat, expires_at FROM deliveries"
        " JOIN broadcasts ON broadcasts.id = broadcast_id WHERE kind = 'alert'"
    )
    south = {crisis.author.id, crisis.same_side.id, *(person.id for person in crisis.members)}
    assert {row["person_id"] for row in rows} == south | {blocked.id, unsaid.id}
    assert {row["person_id"] for row in rows if row["state"] == "skipped"} == {blocked.id}
    assert {(row["lane"], row["may_repeat"]) for row in rows} == {(1, 1)}
    assert all(row["expires_at"] for row in rows)
    assert await crisis.steps(alert_id) == ["draft", "submitted", "approved", "sending"]


async def test_the_approver_may_leave_out_who_said_no_side(crisis: Crisis) -> None:
    unsaid = await crisis.person(None)
    alert_id = await crisis.submitted()

    await crisis.approve(alert_id, by=crisis.other_side, with_unsaid=False)

    assert unsaid.id not in await crisis.told("alert")


async def test_a_card_goes_into_the_groups_of_the_side_and_the_joint_ones(crisis: Crisis) -> None:
    groups = {side: await crisis.group(side) for side in ("north", "south", "joint")}

    await crisis.sending()

    rows = await crisis.all("SELECT group_id FROM deliveries WHERE card = 'alert:1'")
    assert {row["group_id"] for row in rows} == {groups["south"], groups["joint"]}


async def test_when_one_has_approved_the_others_see_it_and_cannot_again(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    question = await crisis.alerts.confirm(alert_id, by=crisis.same_side)
    await crisis.approve(alert_id, by=crisis.other_side)

    with pytest.raises(Refusal, match=r"alert\.is\.sending"):
        await crisis.press_yes(question, by=crisis.same_side)

    cards = dict(await crisis.cards("approval:1"))
    assert "was approved by" in cards[crisis.same_side.id]
    assert "is being sent" in cards[crisis.other_side.id]
    assert len(await crisis.all("SELECT id FROM broadcasts WHERE kind = 'alert'")) == 1


async def test_the_same_press_again_gives_the_same_answer_and_sends_nothing(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    question = await crisis.alerts.confirm(alert_id, by=crisis.other_side)
    first = await crisis.press_yes(question, by=crisis.other_side)

    second = await crisis.press_yes(question, by=crisis.other_side)

    assert second == first
    assert len(await crisis.told("alert")) == 5


async def test_a_question_asked_before_a_change_does_not_send_the_change(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    question = await crisis.alerts.confirm(alert_id, by=crisis.other_side)
    await crisis.alerts.withdraw(alert_id, by=crisis.author)
    await crisis.alerts.change(alert_id, "action", "Stay inside", by=crisis.author)
    await crisis.alerts.submit(alert_id, by=crisis.author)

    answer = await crisis.press_yes(question, by=crisis.other_side)

    assert "not what you saw" in crisis.read(answer)
    assert await crisis.state(alert_id) == "submitted"


async def test_what_changed_behind_the_seal_is_not_sent(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    await crisis.run("UPDATE alerts SET area = 'Everywhere' WHERE id = :id", id=alert_id)

    with pytest.raises(Refusal, match=r"alert\.unsealed"):
        await crisis.approve(alert_id, by=crisis.other_side)

    assert await crisis.told("alert") == []


async def test_an_audience_that_grew_is_asked_about_again(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    question = await crisis.alerts.confirm(alert_id, by=crisis.other_side)
    for _ in range(21):
        await crisis.person(Side.SOUTH)

    answer = await crisis.press_yes(question, by=crisis.other_side)

    assert "LIVE, to 26 people" in crisis.read(answer)
    assert "it was 5" in crisis.read(answer)
    await crisis.press_yes(answer, by=crisis.other_side)
    assert len(await crisis.told("alert")) == 26


async def test_a_rejection_tells_the_author_why(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()

    await crisis.alerts.reject(alert_id, "The place is wrong", by=crisis.same_side)

    assert await crisis.state(alert_id) == "rejected"
    rows = await crisis.all(
        "SELECT message FROM deliveries JOIN contents ON contents.id = content_id"
        " WHERE person_id = :id",
        id=crisis.author.id,
    )
    assert ["The place is wrong" in crisis.read_json(row["message"]) for row in rows] == [True]
    assert all("rejected" in words for _, words in await crisis.cards("approval:1"))


async def test_what_is_taken_back_is_a_draft_again_and_cannot_be_approved(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()

    await crisis.alerts.withdraw(alert_id, by=crisis.author)

    assert await crisis.steps(alert_id) == ["draft", "submitted", "draft"]
    with pytest.raises(Refusal, match=r"alert\.is\.draft"):
        await crisis.approve(alert_id, by=crisis.other_side)


async def test_a_discarded_draft_has_ended_and_a_repeat_is_quiet(crisis: Crisis) -> None:
    await crisis.alerts.draft(QUAKE, by=crisis.author)

    await crisis.alerts.discard(1, by=crisis.author)
    await crisis.alerts.discard(1, by=crisis.author)

    assert await crisis.steps(1) == ["draft", "ended"]


async def test_approvers_are_reminded_every_five_minutes_until_one_acts(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()

    await crisis.pass_time(minutes=4)
    assert len(await crisis.cards("approval:1")) == 2
    await crisis.pass_time(minutes=1)
    assert len(await crisis.cards("approval:1")) == 4
    await crisis.pass_time(minutes=5)
    assert len(await crisis.cards("approval:1")) == 6
    await crisis.approve(alert_id, by=crisis.other_side)
    await crisis.pass_time(minutes=5)
    assert len(await crisis.cards("approval:1")) == 6


async def test_approvers_found_late_are_reminded_once(crisis: Crisis) -> None:
    await crisis.submitted()

    await crisis.pass_time(hours=3)

    assert len(await crisis.cards("approval:1")) == 4


async def test_a_draft_or_request_past_its_time_ends_and_its_author_hears_of_it(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.submitted()

    await crisis.pass_time(hours=6)

    assert await crisis.state(alert_id) == "ended"
    assert all("before anybody decided" in words for _, words in await crisis.cards("approval:1"))
    with pytest.raises(Refusal, match=r"alert\.is\.ended"):
        await crisis.approve(alert_id, by=crisis.other_side)


async def test_an_approval_after_the_last_moment_sends_nothing(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    crisis.clock.forward(timedelta(hours=6))

    with pytest.raises(Refusal, match=r"alert\.flaw\.expires_past"):
        await crisis.approve(alert_id, by=crisis.other_side)

    assert await crisis.told("alert") == []


async def test_a_coordinator_finds_drafts_and_requests_among_the_alerts(crisis: Crisis) -> None:
    await crisis.submitted()
    await crisis.alerts.draft(replace(QUAKE, headline="Flood"), by=crisis.author)

    mine = await crisis.alerts.overview(by=crisis.author)
    theirs = await crisis.alerts.overview(by=crisis.other_side)

    assert [page.buttons[0][0].press for page in mine] == ["1:al.withdraw:1", "1:al.submit:2"]
    assert [page.buttons[0][0].press for page in theirs] == ["1:al.approve:1"]
