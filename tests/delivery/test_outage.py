"""Nobody answers: what cannot be sent twice is not spent on it."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane, Outcome, OutcomeUnknown, TryLater
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import Posting
from tests.conftest import NOON
from tests.delivery.conftest import broadcast, people_of, rows, states, words
from tests.recorder import NO_CHAT_LIMITS, RecorderChannel, working

PEOPLE = 40


@pytest.fixture(autouse=True)
def _often_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.outage.LOOK_AGAIN_SECONDS", 0.01)


async def looked_for(recorder: RecorderChannel, times: int = 3) -> None:
    """Return when it was asked so often whether somebody is there."""
    for _ in range(times):
        recorder.looked_for.clear()
        await recorder.looked_for.wait()


async def test_an_outage_of_an_hour_takes_the_alert_from_nobody(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.down = OutcomeUnknown()

    async with working(db, recorder, renderer, clock) as worker:
        await looked_for(recorder)
        clock.forward(timedelta(hours=1))
        await looked_for(recorder)
        during = Counter(recorder.addresses())
        recorder.down = None
        await worker.idle()

    assert set(during.values()) == {1}
    assert set(await states(db)) == {"sent"}
    assert max(Counter(recorder.addresses()).values()) == 2
    marked = {row["person_id"] for row in await rows(db) if row["repeats"]}
    assert marked == {int(address.rpartition(":")[2]) for address in during}


async def test_of_a_notice_only_what_was_on_its_way_is_in_doubt(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    await db.write(broadcast("one", lane=Lane.NOTICE))
    recorder.down = OutcomeUnknown()
    pacer = Pacer(per_second=60, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await looked_for(recorder)
        recorder.down = None
        await worker.idle()

    assert Counter(await states(db)) == {"unknown": 3, "sent": PEOPLE - 3}
    assert len(recorder.calls) == PEOPLE


async def test_hours_without_a_connection_use_up_no_attempts(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.down = TryLater(1)

    async with working(db, recorder, renderer, clock) as worker:
        for _ in range(10):
            await looked_for(recorder)
            clock.forward(timedelta(hours=1))
        attempts = max(row["attempts"] for row in await rows(db))
        recorder.down = None
        await worker.idle()

    assert attempts == 1
    assert set(await states(db)) == {"sent"}


async def test_answers_are_tried_all_the_same(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.down = OutcomeUnknown()
    answer = Posting(Lane.ANSWER, NOON)

    async with working(db, recorder, renderer, clock) as worker:
        await looked_for(recorder)
        recorder.began.clear()
        await db.write(partial(outbox.to_person, person_id=1, message=words("me"), posting=answer))
        await recorder.began.wait()
        assert recorder.words()[-1] == "[me]"
        recorder.down = None
        clock.forward(timedelta(hours=1))
        await worker.idle()


@pytest.mark.parametrize("down", [OutcomeUnknown(), TryLater(1)], ids=["silence", "refused"])
async def test_one_message_that_meets_nothing_but_trouble_holds_up_nobody_while_others_answer(
    db: Database,
    renderer: Renderer,
    clock: ShiftedClock,
    recorder: RecorderChannel,
    down: Outcome,
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    for person in range(1, 11):
        recorder.answer(f"telegram:{person}", down, down)
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))

    async with working(db, recorder, renderer, clock) as worker:
        for _ in range(4):
            await worker.idle()
            clock.forward(timedelta(minutes=1))
        await worker.idle()

    others = [row["state"] for row in await rows(db) if row["person_id"] > 10]
    assert set(others) == {"sent"}


async def test_a_stop_in_an_outage_ends_at_once_and_leaves_the_rest_waiting(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.down = OutcomeUnknown()

    async with working(db, recorder, renderer, clock):
        await looked_for(recorder)

    assert set(await states(db)) == {"waiting"}
