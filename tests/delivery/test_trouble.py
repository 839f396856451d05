"""Trouble: 429s, outages, bugs and being stopped."""

import asyncio
import time
from datetime import timedelta
from functools import partial

import pytest

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.domain.delivery import (
    Lane,
    OutcomeUnknown,
    TryLater,
)
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import Posting
from bot.storage.settlements import REPEAT_WAIT
from tests.conftest import NOON, RunWorker
from tests.delivery.conftest import (
    broadcast,
    people_of,
    rows,
    states,
    words,
)
from tests.recorder import NO_CHAT_LIMITS, RecorderChannel, working

NOTICE = Posting(Lane.NOTICE, NOON)
ALERT = Posting(Lane.CRISIS, NOON, may_repeat=True)


async def test_an_outage_is_waited_out(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    recorder.answer("telegram:1", *[TryLater(1)] * 20)

    for _ in range(21):
        await run_worker(recorder)
        clock.forward(timedelta(minutes=1))

    assert len(recorder.calls) == 21
    assert await states(db) == ["sent"]


async def test_retries_end(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    recorder.answer("telegram:1", *[TryLater(1)] * 100)

    for _ in range(70):
        await run_worker(recorder)
        clock.forward(timedelta(minutes=1))

    (row,) = await rows(db)
    assert (row["state"], row["reason"]) == ("failed", "gave_up")
    assert len(recorder.calls) == 60


async def test_an_outage_of_some_seconds_takes_no_alert_from_anybody(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 10)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    for person in range(1, 10):
        recorder.answer(f"telegram:{person}", OutcomeUnknown())

    for _ in range(10):
        await run_worker(recorder)
        clock.forward(timedelta(seconds=1))
    during = len(recorder.calls)
    clock.forward(REPEAT_WAIT)
    await run_worker(recorder)

    assert during == 9
    assert await states(db) == ["sent"] * 9


async def test_a_429_holds_only_its_chat(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 51)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    recorder.answer("telegram:3", TryLater(30, throttled=True))

    await run_worker(recorder)
    meanwhile = (await states(db)).count("sent")
    clock.forward(timedelta(seconds=31))
    await run_worker(recorder)

    assert meanwhile == 49
    assert set(await states(db)) == {"sent"}


async def test_three_429s_hold_everybody_until_they_are_over(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    ahead = [0.0]
    pacer = Pacer(lambda: time.monotonic() + ahead[0], 10_000, chats=NO_CHAT_LIMITS)
    await db.write(people_of(range(1, 5)))
    for person in (1, 2, 3):
        await db.write(
            partial(outbox.to_person, person_id=person, message=words("one"), posting=NOTICE)
        )
        recorder.answer(f"telegram:{person}", TryLater(50, throttled=True))

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()
        crisis = asyncio.ensure_future(pacer.turn(Lane.CRISIS, "telegram:4"))
        await asyncio.wait([crisis], timeout=0.05)
        went_at_once = crisis.done()
        ahead[0] = 50.0
        pacer.look_again()
        await crisis

    assert not went_at_once


@pytest.mark.parametrize(
    ("lane", "state"), [(Lane.NOTICE, "unknown"), (Lane.CRISIS, "sent")], ids=["notice", "alert"]
)
async def test_a_bug_in_a_channel_stops_neither_the_worker_nor_an_alert(
    db: Database,
    clock: ShiftedClock,
    run_worker: RunWorker,
    recorder: RecorderChannel,
    lane: Lane,
    state: str,
) -> None:
    await db.write(people_of(range(1, 4)))
    await db.write(broadcast("one", lane=lane, may_repeat=lane is Lane.CRISIS))
    recorder.answer("telegram:2", RuntimeError("a bug"))

    await run_worker(recorder)
    clock.forward(REPEAT_WAIT)
    await run_worker(recorder)

    assert sorted(await states(db)) == sorted(["sent", "sent", state])


async def test_content_that_cannot_be_read_fails_alone(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 3)))
    await db.write(partial(outbox.to_person, person_id=1, message=words("bad"), posting=NOTICE))
    await db.write(lambda tx: tx.run("UPDATE contents SET message = '{}'"))
    await db.write(partial(outbox.to_person, person_id=2, message=words("good"), posting=NOTICE))

    await run_worker(recorder)

    assert [(row["state"], row["reason"]) for row in await rows(db)] == [
        ("failed", "rejected"),
        ("sent", None),
    ]


async def test_content_that_cannot_be_read_takes_no_room_from_the_rest(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 22)))
    for person in range(1, 21):
        await db.write(
            partial(outbox.to_person, person_id=person, message=words("bad"), posting=ALERT)
        )
    await db.write(lambda tx: tx.run("UPDATE contents SET message = '{}'"))
    await db.write(partial(outbox.to_person, person_id=21, message=words("good"), posting=ALERT))
    pacer = Pacer(per_second=50, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    assert (await states(db)).count("failed") == 20
    assert recorder.words() == ["[good]"]


async def test_a_stop_at_any_moment_leaves_nothing_half_done(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 301)))
    await db.write(broadcast("one", lane=Lane.NOTICE))

    for moments in range(40):
        async with working(db, recorder, renderer, clock):
            for _ in range(moments):
                await db.read(lambda tx: None) if moments % 2 else await asyncio.sleep(0)
        assert set(await states(db)) <= {"waiting", "sent"}

    assert (await states(db)).count("sent") == len(recorder.calls)


async def test_a_stop_in_the_middle_finishes_what_is_on_its_way_and_leaves_the_rest_waiting(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 101)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    pacer = Pacer(per_second=20, chats=NO_CHAT_LIMITS)
    recorder.hold()

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await recorder.began.wait()
        worker.stop()
        recorder.let_go()

    assert len(recorder.calls) < 5
    assert (await states(db)).count("sent") == len(recorder.calls)
    assert (await states(db)).count("waiting") == 100 - len(recorder.calls)


async def test_a_broadcast_that_was_stopped_reaches_nobody_more(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 101)))
    number = await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.answer("telegram:1", TryLater(5))
    recorder.hold()

    async with working(db, recorder, renderer, clock) as worker:
        await recorder.began.wait()
        await db.write(partial(outbox.stop, broadcast_id=number, now=NOON))
        recorder.let_go()
        await worker.idle()
        clock.forward(timedelta(minutes=1))
        await worker.idle()

    ledger = await db.read(partial(outbox.ledger, broadcast_id=number))
    reached = {state for state, _ in ledger}
    assert reached <= {"sent", "skipped"}
    assert recorder.addresses().count("telegram:1") == 1
