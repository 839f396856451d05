"""Pausing: only answers go, and what withdraws an alert; nothing is lost by it."""

from datetime import timedelta
from functools import partial

import pytest

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane, TryLater
from bot.language.render import Renderer
from bot.storage import outbox, pausing
from bot.storage.database import Database, Tx
from bot.storage.deliveries import next_due
from bot.storage.outbox import Posting
from tests.conftest import NOON, RunWorker
from tests.delivery.conftest import broadcast, people_of, rows, states, words
from tests.recorder import NO_CHAT_LIMITS, RecorderChannel, working


def pause(tx: Tx) -> bool:
    return pausing.pause(tx, 1, NOON)


def withdrawal(kind: str, people: range) -> partial[int]:
    return partial(_withdraw, kind=kind, people=people)


def _withdraw(tx: Tx, kind: str, people: range) -> int:
    number = outbox.start_broadcast(tx, kind, 1, lane=Lane.CRISIS, by=None, now=NOON)
    posting = Posting(Lane.CRISIS, NOON, broadcast_id=number, rank=-100)
    outbox.to_people(tx, list(people), words(kind), posting)
    outbox.count_audience(tx, number)
    return number


async def test_the_first_who_pauses_stays_on_record(db: Database) -> None:
    await db.write(people_of(range(1, 3)))

    changes = [await db.write(partial(pausing.pause, by=by, now=NOON)) for by in (1, 2)]

    assert changes == [True, False]
    assert await db.read(pausing.paused) == (NOON, 1)


async def test_going_on_twice_is_no_harm(db: Database) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(pause)

    changes = [await db.write(pausing.unpause) for _ in range(2)]

    assert changes == [True, False]
    assert await db.read(pausing.paused) is None


@pytest.mark.parametrize("lane", [Lane.CRISIS, Lane.NOTICE, Lane.BULK])
async def test_while_paused_nothing_goes_and_afterwards_everything(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel, lane: Lane
) -> None:
    await db.write(people_of(range(1, 11)))
    await db.write(broadcast("one", lane=lane))
    await db.write(pause)

    await run_worker(recorder)
    meanwhile = len(recorder.calls)
    await db.write(pausing.unpause)
    await run_worker(recorder)

    assert meanwhile == 0
    assert set(await states(db)) == {"sent"}


async def test_it_goes_on_by_itself(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 11)))
    await db.write(pause)

    async with working(db, recorder, renderer, clock) as worker:
        await db.write(broadcast("one", lane=Lane.NOTICE))
        await worker.idle()
        meanwhile = len(recorder.calls)
        await db.write(pausing.unpause)
        await recorder.began.wait()
        await worker.idle()

    assert (meanwhile, len(recorder.calls)) == (0, 10)


async def test_answers_go_all_the_same(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(pause)
    answer = Posting(Lane.ANSWER, NOON)
    await db.write(partial(outbox.to_person, person_id=1, message=words("one"), posting=answer))

    await run_worker(recorder)

    assert recorder.words() == ["[one]"]


@pytest.mark.parametrize("kind", ["retraction", "correction"])
async def test_what_withdraws_an_alert_passes_the_alert_that_waits(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel, kind: str
) -> None:
    await db.write(people_of(range(1, 301)))
    await db.write(broadcast("alert", lane=Lane.CRISIS))
    await db.write(pause)
    await db.write(withdrawal(kind, range(1, 151)))

    await run_worker(recorder)

    assert set(recorder.words()) == {f"[{kind}]"}
    assert len(recorder.calls) == 150


async def test_a_retraction_that_is_put_off_still_comes(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(pause)
    await db.write(withdrawal("retraction", range(1, 2)))
    recorder.answer("telegram:1", TryLater(5))

    await run_worker(recorder)
    clock.forward(timedelta(seconds=10))
    await run_worker(recorder)

    assert await states(db) == ["sent"]


async def test_what_was_claimed_and_not_sent_goes_back_at_once_as_if_never_tried(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 101)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    pacer = Pacer(per_second=20, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await recorder.began.wait()
        await db.write(pause)
        await worker.idle()
        counted = [(row["state"], row["attempts"]) for row in await rows(db)]

    assert counted.count(("waiting", 0)) == 100 - len(recorder.calls)
    assert counted.count(("sent", 0)) == len(recorder.calls)
    assert len(recorder.calls) < 10


async def test_a_restart_stays_paused(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 11)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    await db.write(pause)

    for _ in range(3):
        async with working(db, recorder, renderer, clock) as worker:
            await worker.idle()

    assert recorder.calls == []


async def test_a_paused_worker_rests(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 11)))
    await db.write(broadcast("one", lane=Lane.CRISIS))
    await db.write(pause)

    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()
        due = await db.read(partial(next_due, paused=True))

    assert due is None
    assert set(await states(db)) == {"waiting"}


async def test_who_paused_may_be_forgotten(db: Database) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(pause)

    await db.write(lambda tx: tx.run("DELETE FROM people WHERE id = 1"))

    assert await db.read(pausing.paused) == (NOON, None)
