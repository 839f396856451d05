"""Whom a message to an audience goes to: the number shown before is the number sent."""

import pytest

from bot.clock import ShiftedClock
from bot.domain.audiences import Selection
from bot.domain.delivery import Lane, Reason, State, Unreachable
from bot.domain.messages import Message, text
from bot.domain.people import Audience
from bot.storage import outbox, people
from bot.storage.database import Database, Tx
from tests.conftest import NOON, RunWorker
from tests.delivery.conftest import add_person
from tests.recorder import RecorderChannel

HERE, BLOCKED, DEACTIVATED, STOPPED, OTHER_SIDE, BOTH, UNSAID, NEVER_STARTED = range(1, 9)


def settle_in(tx: Tx) -> None:
    """Eight people, some of whom cannot or do not want to be written to."""
    add_person(tx, HERE)
    add_person(tx, BLOCKED, reachable=False)
    add_person(tx, DEACTIVATED)
    add_person(tx, STOPPED)
    add_person(tx, OTHER_SIDE, side="south")
    add_person(tx, BOTH, side="both")
    add_person(tx, UNSAID, side="unsaid")
    add_person(tx, NEVER_STARTED, reachable=False)
    people.stop(tx, STOPPED, now=NOON)
    people.set_reachable(
        tx, f"telegram:{DEACTIVATED}", reachable=False, reason="deactivated", now=NOON
    )


def send(tx: Tx, audience: Audience, *, with_unsaid: bool = False) -> int:
    """Queue one message for an audience; return its broadcast."""
    broadcast = outbox.start_broadcast(tx, "alert", 1, lane=Lane.CRISIS, by=None, now=NOON)
    posting = outbox.Posting(Lane.CRISIS, NOON, broadcast_id=broadcast)
    message = Message(text("menu.menu"))
    outbox.enlist(tx, Selection(audiences=(audience,), with_unsaid=with_unsaid), message, posting)
    return broadcast


@pytest.mark.parametrize(
    ("audience", "with_unsaid", "who"),
    [
        pytest.param(Audience.NORTH, False, {HERE, BOTH}, id="one side"),
        pytest.param(Audience.NORTH, True, {HERE, BOTH, UNSAID}, id="with who said none"),
        pytest.param(Audience.EVERYBODY, False, {HERE, BOTH, UNSAID, OTHER_SIDE}, id="everybody"),
    ],
)
async def test_the_number_shown_before_is_the_number_of_messages_sent(
    db: Database,
    recorder: RecorderChannel,
    run_worker: RunWorker,
    audience: Audience,
    with_unsaid: bool,
    who: set[int],
) -> None:
    await db.write(settle_in)
    shown = await db.read(lambda tx: people.count(tx, audience, with_unsaid=with_unsaid))

    broadcast = await db.write(lambda tx: send(tx, audience, with_unsaid=with_unsaid))
    await run_worker(recorder)

    assert set(recorder.addresses()) == {f"telegram:{number}" for number in who}
    assert sum(shown.values()) == len(who)
    ledger = await db.read(lambda tx: outbox.ledger(tx, broadcast))
    assert ledger[State.SENT, None] == len(who)
    assert ledger[State.SKIPPED, Reason.NO_ADDRESS] == 3


async def test_who_leaves_or_blocks_while_a_message_waits_does_not_get_it(
    db: Database, recorder: RecorderChannel, run_worker: RunWorker
) -> None:
    await db.write(settle_in)
    broadcast = await db.write(lambda tx: send(tx, Audience.NORTH))

    def change_their_minds(tx: Tx) -> None:
        people.stop(tx, HERE, now=NOON)
        address = f"telegram:{BOTH}"
        people.set_reachable(tx, address, reachable=False, reason="blocked", now=NOON)

    await db.write(change_their_minds)
    await run_worker(recorder)

    assert recorder.calls == []
    ledger = await db.read(lambda tx: outbox.ledger(tx, broadcast))
    assert ledger[State.SKIPPED, Reason.LEFT] == 1
    assert ledger[State.SKIPPED, Reason.NO_ADDRESS] == 4


async def test_an_account_that_is_gone_is_not_counted_the_next_time(
    db: Database, recorder: RecorderChannel, run_worker: RunWorker
) -> None:
    await db.write(settle_in)
    recorder.answer(f"telegram:{BOTH}", Unreachable(Reason.DEACTIVATED))

    await db.write(lambda tx: send(tx, Audience.NORTH))
    await run_worker(recorder)

    shown = await db.read(lambda tx: people.count(tx, Audience.NORTH))
    assert sum(shown.values()) == 1


async def test_stopping_leaves_a_repeat_unknown_and_skips_the_rest(
    db: Database, clock: ShiftedClock
) -> None:
    await db.write(settle_in)
    broadcast = await db.write(lambda tx: send(tx, Audience.NORTH))
    repeated = "UPDATE deliveries SET repeats = 1, may_repeat = 1 WHERE person_id = 1"
    await db.write(lambda tx: tx.run(repeated))

    stopped = await db.write(lambda tx: outbox.stop(tx, broadcast, now=clock.now()))

    assert stopped == 2
    ledger = await db.read(lambda tx: outbox.ledger(tx, broadcast))
    assert ledger[State.UNKNOWN, Reason.STOPPED] == 1
    assert ledger[State.SKIPPED, Reason.STOPPED] == 1
