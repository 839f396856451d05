import pytest

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import CheckIn
from bot.domain.people import Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import Crisis


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


async def answers(crisis: Crisis) -> list[tuple[int, str]]:
    rows = await crisis.all("SELECT person_id, answer FROM check_ins ORDER BY person_id")
    return [(row["person_id"], row["answer"]) for row in rows]


async def test_the_last_answer_counts_and_the_earlier_are_kept(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    member = crisis.members[0]

    for said in (CheckIn.SAFE, CheckIn.SAFE, CheckIn.CAN):
        given = await crisis.alerts.answer(alert_id, said, by=member)

    assert await answers(crisis) == [(member.id, "can")]
    history = await crisis.all("SELECT answer FROM check_in_history ORDER BY id")
    assert [row["answer"] for row in history] == ["safe", "can"]
    assert "Your answer: I can help" in crisis.read(given.message)
    assert "/volunteer" in crisis.read(given.message)
    assert [row[0].press for row in given.message.buttons] == [
        f"1:ck.{said}:{alert_id}" for said in ("safe", "help", "can")
    ]


async def test_asking_for_help_opens_one_case(crisis: Crisis) -> None:
    alert_id = await crisis.sent()

    await crisis.alerts.answer(alert_id, CheckIn.HELP, by=crisis.members[0])
    await crisis.alerts.answer(alert_id, CheckIn.HELP, by=crisis.members[0])

    rows = await crisis.all("SELECT person_id, alert_id, state FROM cases")
    assert [(row["person_id"], row["alert_id"]) for row in rows] == [
        (crisis.members[0].id, alert_id)
    ]


async def test_who_asked_for_help_and_is_safe_now_hears_that_the_case_is_open(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sent()
    await crisis.alerts.answer(alert_id, CheckIn.HELP, by=crisis.members[0])

    given = await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])

    assert "stays open" in crisis.read(given.message)


async def test_a_press_after_the_end_gets_a_kind_answer_and_is_not_counted(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    await crisis.alerts.clear(alert_id, by=crisis.author)

    given = await crisis.alerts.answer(alert_id, CheckIn.HELP, by=crisis.members[0])

    assert given.toast.key == "checkin.over"
    assert "THIS ALERT IS OVER" in crisis.read(given.message)
    assert await answers(crisis) == []


async def test_an_expired_alert_takes_no_answer_before_the_sweep_has_come(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    await crisis.run("UPDATE alerts SET expires_at = 1 WHERE id = :id", id=alert_id)

    given = await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])

    assert given.toast.key == "checkin.over"


async def test_who_has_a_stopped_alert_may_still_answer(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.alerts.stop(alert_id, by=crisis.author)

    await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])

    assert await answers(crisis) == [(crisis.members[0].id, "safe")]


async def test_a_press_under_the_old_text_answers_its_correction(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    await crisis.corrected(alert_id)

    given = await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])

    assert "Stay inside" in crisis.read(given.message)
    rows = await crisis.all("SELECT alert_id FROM check_ins")
    assert [row["alert_id"] for row in rows] == [2]


async def test_nobody_is_asked_anew_by_a_correction(crisis: Crisis) -> None:
    alert_id = await crisis.sent()
    await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])
    await crisis.corrected(alert_id)
    await crisis.deliver()

    await crisis.pass_time(minutes=15)

    assert crisis.members[0].id not in await crisis.told("reask")
    assert crisis.members[1].id in await crisis.told("reask")


async def test_a_draft_cannot_be_answered(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()

    with pytest.raises(Refusal, match=r"press\.stale"):
        await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[0])


async def test_safe_answers_every_alert_in_force(crisis: Crisis) -> None:
    await crisis.sent()
    await crisis.alerts.clear(1, by=crisis.author)
    await crisis.sent()

    shown = await crisis.alerts.safe(by=crisis.members[0])

    assert len(shown) == 1
    assert await answers(crisis) == [(crisis.members[0].id, "safe")]


async def test_somebody_in_a_group_who_cannot_be_written_to_gets_the_way_in(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sent()
    stranger = await crisis.person(Side.SOUTH, reachable=False)

    given = await crisis.alerts.answer(alert_id, CheckIn.HELP, by=stranger)

    assert given.needs_link
    assert await answers(crisis) == [(stranger.id, "help")]


async def test_the_silent_are_asked_again_twice_and_nobody_else(crisis: Crisis) -> None:
    unreachable = await crisis.person(Side.SOUTH, reachable=False)
    alert_id = await crisis.sent()
    for who in (crisis.members[0], crisis.author, crisis.same_side):
        await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=who)
    silent = [crisis.members[1].id, crisis.members[2].id]

    await crisis.pass_time(minutes=14)
    assert await crisis.told("reask") == []
    await crisis.pass_time(minutes=1)
    assert await crisis.told("reask") == silent
    await crisis.deliver()
    await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[1])
    await crisis.pass_time(minutes=15)
    assert await crisis.told("reask") == [*silent, crisis.members[2].id]
    await crisis.deliver()
    for _ in range(4):
        await crisis.pass_time(minutes=15)

    asked = await crisis.told("reask")
    assert asked == [*silent, crisis.members[2].id]
    assert unreachable.id not in asked


async def test_who_gets_the_alert_late_is_asked_fifteen_minutes_later(crisis: Crisis) -> None:
    await crisis.sending()
    await crisis.deliver(only=crisis.members[0])
    await crisis.pass_time(minutes=10)
    await crisis.deliver(only=crisis.members[1])

    await crisis.pass_time(minutes=5)
    assert await crisis.told("reask") == [crisis.members[0].id]
    await crisis.pass_time(minutes=10)
    assert await crisis.told("reask") == [crisis.members[0].id, crisis.members[1].id]


@pytest.mark.parametrize("verb", ["stop", "retract", "clear"])
async def test_nobody_is_asked_again_once_it_is_over(crisis: Crisis, verb: str) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    await getattr(crisis.alerts, verb)(alert_id, by=crisis.author)
    await crisis.pass_time(minutes=15)

    assert await crisis.told("reask") == []
