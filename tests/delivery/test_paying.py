"""A bot that cannot pay for sending faster: nobody is left out, and those in charge are told."""

import pytest

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane, Outcome, Reason, Rejected, Unpaid, Unreachable
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.database import Database, Tx
from bot.storage.outbox import Posting
from tests.delivery.conftest import broadcast, people_of, rows, words
from tests.recorder import NO_CHAT_LIMITS, RecorderChannel, working


@pytest.fixture
def pacer() -> Pacer:
    return Pacer(per_second=200, paid_per_second=1_000, chats=NO_CHAT_LIMITS)


def coordinate(tx: Tx) -> None:
    for person in (2, 3):
        tx.run(
            "INSERT INTO roles (person_id, role, side, granted_at)"
            " VALUES (:person, 'coordinator', 'north', 0)",
            {"person": person},
        )


async def test_everybody_gets_the_alert_that_could_not_be_paid_for(
    db: Database,
    renderer: Renderer,
    clock: ShiftedClock,
    recorder: RecorderChannel,
    pacer: Pacer,
) -> None:
    await db.write(people_of(range(1, 51)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    for person in (1, 2, 3, 4):
        recorder.answer(f"telegram:{person}", Unpaid())

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    assert {(row["state"], row["attempts"]) for row in await rows(db)} == {("sent", 0)}
    assert not pacer.is_paid
    assert len(recorder.calls) == 54
    assert [call.paid for call in recorder.calls[-4:]] == [False] * 4


NOBODY_KNOWS: list[Outcome] = [
    Rejected(Reason.REJECTED, "No more today"),
    Unreachable(Reason.REJECTED),
]


@pytest.mark.parametrize("refusal", NOBODY_KNOWS)
async def test_refusals_in_words_that_nobody_knows_leave_nobody_without_the_alert(
    db: Database,
    renderer: Renderer,
    clock: ShiftedClock,
    recorder: RecorderChannel,
    pacer: Pacer,
    refusal: Outcome,
) -> None:
    await db.write(people_of(range(1, 51)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    recorder.pays = refusal

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    assert {row["state"] for row in await rows(db) if row["broadcast_id"]} == {"sent"}
    assert not pacer.is_paid


@pytest.mark.parametrize("refusal", NOBODY_KNOWS)
async def test_an_alert_that_nobody_may_have_is_not_taken_for_a_balance_that_is_too_low(
    db: Database,
    renderer: Renderer,
    clock: ShiftedClock,
    recorder: RecorderChannel,
    pacer: Pacer,
    refusal: Outcome,
) -> None:
    await db.write(people_of(range(1, 51)))
    await db.write(coordinate)
    await db.write(broadcast("one", lane=Lane.CRISIS))
    for person in range(1, 51):
        recorder.answer(f"telegram:{person}", refusal, refusal)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    assert {(row["state"], row["broadcast_id"]) for row in await rows(db)} == {("failed", 1)}
    assert pacer.is_paid
    reachable = await db.read(lambda tx: tx.all("SELECT DISTINCT reachable FROM addresses"))
    assert [row["reachable"] for row in reachable] == [1]


@pytest.mark.parametrize("refusal", NOBODY_KNOWS)
async def test_what_was_refused_in_such_words_goes_once_more_for_nothing(
    db: Database,
    renderer: Renderer,
    clock: ShiftedClock,
    recorder: RecorderChannel,
    pacer: Pacer,
    refusal: Outcome,
) -> None:
    await db.write(people_of(range(1, 51)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    recorder.answer("telegram:7", refusal)
    recorder.answer("telegram:8", refusal, refusal)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    states = {row["person_id"]: row["state"] for row in await rows(db)}
    assert states.pop(8) == "failed"
    assert set(states.values()) == {"sent"}
    assert pacer.is_paid
    for address in ("telegram:7", "telegram:8"):
        assert [call.paid for call in recorder.calls if call.address == address] == [True, False]


async def test_only_an_alert_itself_is_paid_for(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel, pacer: Pacer
) -> None:
    await db.write(people_of(range(1, 3)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    request = Posting(Lane.CRISIS, clock.now(), rank=-1)
    await db.write(lambda tx: outbox.to_person(tx, 1, words("please approve"), request))

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    paid = {("approve" in call.html, call.paid) for call in recorder.calls}
    assert paid == {(True, False), (False, True)}
    assert len(recorder.calls) == 3


async def test_those_in_charge_are_told_once_however_many_were_refused(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel, pacer: Pacer
) -> None:
    await db.write(people_of(range(1, 51)))
    await db.write(coordinate)
    await db.write(broadcast("one", lane=Lane.CRISIS))
    for person in range(1, 51):
        recorder.answer(f"telegram:{person}", Unpaid())
    owners = ["telegram:1", "telegram:2", "telegram:999"]

    async with working(db, recorder, renderer, clock, pacer=pacer, owners=owners) as worker:
        await worker.idle()

    told = [row for row in await rows(db) if row["broadcast_id"] is None]
    assert [(row["person_id"], row["lane"], row["state"]) for row in told] == [
        (person, Lane.CRISIS, "sent") for person in (1, 2, 3)
    ]
    assert any("Stars" in html for html in recorder.words())


async def test_those_in_charge_are_told_before_the_alert_is_out(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 401)))
    await db.write(coordinate)
    await db.write(broadcast("one", lane=Lane.CRISIS))
    for person in range(1, 401):
        recorder.answer(f"telegram:{person}", Unpaid())
    pacer = Pacer(per_second=200, paid_per_second=50, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    said = recorder.words()
    told = [place for place, html in enumerate(said) if "about 200 messages" in html]
    assert len(told) == 2
    assert max(told) < len(said) - 100
