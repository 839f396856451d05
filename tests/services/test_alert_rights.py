"""Who may write, approve, stop and retract an alert."""

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


async def test_a_member_cannot_write_an_alert(crisis: Crisis) -> None:
    with pytest.raises(Refusal, match=r"alert\.coordinators_only"):
        await crisis.alerts.draft(QUAKE, by=crisis.members[0])


async def test_the_author_cannot_approve(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()

    with pytest.raises(Refusal, match=r"alert\.own"):
        await crisis.approve(alert_id, by=crisis.author)

    assert await crisis.state(alert_id) == "submitted"


async def test_nobody_approves_an_alert_whose_author_is_gone(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    question = await crisis.alerts.confirm(alert_id, by=crisis.other_side)
    await crisis.run("UPDATE alerts SET author_id = NULL WHERE id = :id", id=alert_id)

    with pytest.raises(Refusal, match=r"alert\.author_gone"):
        await crisis.press_yes(question, by=crisis.other_side)
    await crisis.alerts.end_due()

    assert await crisis.state(alert_id) == "ended"
    assert all("author of alert" in words for _, words in await crisis.cards("approval:1"))


async def test_who_coordinates_no_more_is_no_author(crisis: Crisis) -> None:
    alert_id = await crisis.submitted(TO_ALL)
    await crisis.run("UPDATE roles SET revoked_at = 1 WHERE person_id = :id", id=crisis.author.id)

    for approver in (crisis.same_side, crisis.other_side):
        with pytest.raises(Refusal, match=r"alert\.author_gone"):
            await crisis.approve(alert_id, by=approver)
    await crisis.alerts.reject(alert_id, "Its author has left", by=crisis.same_side)

    assert await crisis.state(alert_id) == "rejected"


async def test_an_owner_without_a_side_can_neither_write_nor_approve(crisis: Crisis) -> None:
    owner = replace(await crisis.person(Side.BOTH), is_owner=True)
    alert_id = await crisis.submitted()

    for attempt in (
        crisis.alerts.draft(QUAKE, by=owner),
        crisis.alerts.approve(alert_id, seal="", counted=5, with_unsaid=True, by=owner),
        crisis.alerts.reject(alert_id, "No", by=owner),
        crisis.alerts.show(alert_id, by=owner),
    ):
        with pytest.raises(Refusal, match=r"alert\.owner_has_no_side") as refused:
            await attempt
        assert refused.value.buttons[0][0].press == "1:go:role"

    assert await crisis.alerts.waiting(by=owner) == ()


async def test_an_owner_without_a_side_may_stop_and_retract(crisis: Crisis) -> None:
    owner = replace(await crisis.person(Side.BOTH), is_owner=True)
    alert_id = await crisis.sending()
    await crisis.deliver(only=crisis.members[0])

    await crisis.alerts.stop(alert_id, by=owner)
    with pytest.raises(Refusal, match=r"alert\.owner_has_no_side"):
        await crisis.alerts.correct(alert_id, {"action": "Stay inside"}, by=owner)
    with pytest.raises(Refusal, match=r"alert\.owner_has_no_side"):
        await crisis.alerts.clear(alert_id, by=owner)
    await crisis.alerts.retract(alert_id, by=owner)

    assert await crisis.told("retraction") == [crisis.members[0].id]


async def test_an_alert_to_everybody_needs_the_other_side(crisis: Crisis) -> None:
    alert_id = await crisis.submitted(TO_ALL)

    with pytest.raises(Refusal, match=r"alert\.other_side"):
        await crisis.approve(alert_id, by=crisis.same_side)

    assert [person for person, _ in await crisis.cards("approval:1")] == [crisis.other_side.id]
    await crisis.approve(alert_id, by=crisis.other_side)
    assert await crisis.state(alert_id) == "sending"


async def test_a_coordinator_of_both_counts_as_the_side_granted_last(crisis: Crisis) -> None:
    lately_north = await crisis.person(Side.BOTH, Side.SOUTH, Side.NORTH)
    lately_south = await crisis.person(Side.BOTH, Side.NORTH, Side.SOUTH)
    alert_id = await crisis.submitted(TO_ALL)

    with pytest.raises(Refusal, match=r"alert\.other_side"):
        await crisis.approve(alert_id, by=lately_south)
    await crisis.approve(alert_id, by=lately_north)

    assert await crisis.state(alert_id) == "sending"


async def test_nothing_goes_for_approval_that_nobody_may_approve(crisis: Crisis) -> None:
    await crisis.run("UPDATE roles SET revoked_at = 1 WHERE person_id <> :id", id=crisis.author.id)

    with pytest.raises(Refusal, match=r"alert\.nobody_approves"):
        await crisis.submitted()

    assert await crisis.state(1) == "draft"
