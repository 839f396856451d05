"""The worker: who gets what, in which order, and what it leaves behind."""

from datetime import timedelta
from functools import partial

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.delivery.worker import MOST_AHEAD, MOST_IN_HAND
from bot.domain.delivery import (
    Lane,
    OutcomeUnknown,
    Reason,
    Rejected,
    Unreachable,
)
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.database import Database, Tx
from bot.storage.outbox import Posting
from bot.storage.settlements import REPEAT_WAIT
from tests.conftest import NOON, RunWorker
from tests.delivery.conftest import (
    add_group,
    add_person,
    broadcast,
    people_of,
    rows,
    states,
    words,
)
from tests.recorder import NO_CHAT_LIMITS, RecorderChannel, working

NOTICE = Posting(Lane.NOTICE, NOON)
ALERT = Posting(Lane.CRISIS, NOON, may_repeat=True)


async def test_everybody_gets_a_broadcast_once(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 201)))
    await db.write(broadcast("one", lane=Lane.BULK))

    await run_worker(recorder)

    assert sorted(recorder.addresses()) == sorted(f"telegram:{n}" for n in range(1, 201))
    assert set(await states(db)) == {"sent"}


async def test_what_was_sent_is_kept_with_its_message_address_and_language(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(partial(add_person, number=1, language="azb"))
    await db.write(partial(outbox.to_person, person_id=1, message=words("one"), posting=NOTICE))

    await run_worker(recorder)

    (row,) = await rows(db)
    assert (row["message_id"], row["address"], row["language"]) == ("m1", "telegram:1", "azb")


async def test_what_is_due_later_waits_for_its_hour(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(partial(add_person, number=1))
    later = Posting(Lane.NOTICE, NOON, due=NOON + timedelta(hours=1))
    await db.write(partial(outbox.to_person, person_id=1, message=words("one"), posting=later))

    await run_worker(recorder)
    at_noon = recorder.words()
    clock.forward(timedelta(hours=1))
    await run_worker(recorder)

    assert at_noon == []
    assert recorder.words() == ["[one]"]


async def test_a_notice_of_unknown_outcome_is_never_sent_again(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    recorder.answer("telegram:1", OutcomeUnknown())

    await run_worker(recorder)
    clock.forward(timedelta(days=1))
    await run_worker(recorder)

    assert recorder.words() == ["[one]"]
    assert await states(db) == ["unknown"]


async def test_an_alert_of_unknown_outcome_is_repeated_once_and_marked(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.answer("telegram:1", OutcomeUnknown(), OutcomeUnknown())

    await run_worker(recorder)
    clock.forward(timedelta(days=1))
    await run_worker(recorder)

    first, again = recorder.words()
    assert first == "[one]"
    assert again == ("<i>Sent again, because it was not certain that it arrived:</i>\n\n[one]")
    assert await states(db) == ["unknown"]


async def test_a_repeat_that_is_refused_stays_unknown(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.answer("telegram:1", OutcomeUnknown(), Unreachable(Reason.BLOCKED))

    await run_worker(recorder)
    clock.forward(REPEAT_WAIT)
    await run_worker(recorder)

    (row,) = await rows(db)
    assert (row["state"], row["reason"]) == ("unknown", "blocked")


async def test_who_blocked_the_bot_is_not_written_to_again(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(partial(outbox.to_person, person_id=1, message=words("one"), posting=NOTICE))
    recorder.answer("telegram:1", Unreachable(Reason.BLOCKED))

    await run_worker(recorder)
    await db.write(partial(outbox.to_person, person_id=1, message=words("two"), posting=NOTICE))
    await run_worker(recorder)

    assert recorder.words() == ["[one]"]
    assert [(row["state"], row["reason"]) for row in await rows(db)] == [
        ("failed", "blocked"),
        ("skipped", "no_address"),
    ]
    address = await db.read(lambda tx: tx.one("SELECT reachable, reason FROM addresses"))
    assert address == {"reachable": 0, "reason": "blocked"}


async def test_a_window_is_written_to_even_before_start(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    def queue(tx: Tx) -> None:
        add_person(tx, 1, reachable=False)
        outbox.to_window(tx, 1, "telegram:1", words("rules"), NOTICE)

    await db.write(queue)

    await run_worker(recorder)

    assert recorder.addresses() == ["telegram:1"]


async def test_what_is_refused_fails_with_its_reason(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    recorder.answer("telegram:1", Rejected(Reason.REJECTED, "message is too long"))

    await run_worker(recorder)

    (row,) = await rows(db)
    assert (row["state"], row["reason"]) == ("failed", "rejected")


async def test_an_expired_message_is_skipped(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    short = Posting(Lane.NOTICE, NOON, expires_at=NOON + timedelta(hours=1))
    await db.write(partial(outbox.to_person, person_id=1, message=words("one"), posting=short))
    clock.forward(timedelta(hours=1))

    await run_worker(recorder)

    (row,) = await rows(db)
    assert (row["state"], row["reason"], recorder.calls) == ("skipped", "expired", [])


async def test_a_long_wait_for_a_group_holds_up_nobody_else(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 41)))
    await db.write(partial(add_group, number=1))
    for _ in range(40):
        await db.write(partial(outbox.to_group, group_id=1, message=words("one"), posting=ALERT))
    await db.write(broadcast("two", lane=Lane.CRISIS))
    pacer = Pacer(per_second=1000)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    assert recorder.words().count("[two]") == 40
    assert recorder.words().count("[one]") < 20


async def test_what_is_claimed_never_grows_with_the_audience(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 1_501)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    recorder.hold()
    pacer = Pacer(per_second=1_000_000, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer):
        while len(recorder.calls) < MOST_IN_HAND - MOST_AHEAD:
            await db.read(lambda tx: None)
        claimed = (await states(db)).count("sending")
        recorder.let_go()

    assert claimed <= MOST_IN_HAND


async def test_connections_are_opened_before_an_alert_and_for_nothing_else(
    db: Database, renderer: Renderer, clock: ShiftedClock
) -> None:
    opened = {}
    await db.write(people_of(range(1, 11)))
    for lane in (Lane.BULK, Lane.CRISIS):
        recorder = RecorderChannel()
        await db.write(broadcast("one", lane=lane))
        pacer = Pacer(per_second=1_000, chats=NO_CHAT_LIMITS)
        async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
            await worker.idle()
        opened[lane] = recorder.opened

    assert opened == {Lane.BULK: 0, Lane.CRISIS: 160}


async def test_only_an_alert_is_paid_for(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    pacer = Pacer(per_second=30, paid_per_second=1_000, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        for lane in (Lane.CRISIS, Lane.NOTICE, Lane.BULK):
            await db.write(broadcast(lane.name, lane=lane))
            await worker.idle()

    assert {call.html: call.paid for call in recorder.calls} == {
        "[CRISIS]": True,
        "[NOTICE]": False,
        "[BULK]": False,
    }


async def test_words_are_made_once_for_all_who_read_the_same(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 101)))
    await db.write(broadcast("one", lane=Lane.NOTICE))

    await run_worker(recorder)

    assert len({id(call.rendered) for call in recorder.calls}) == 1
