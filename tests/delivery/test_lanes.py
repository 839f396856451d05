"""Who overtakes whom."""

from functools import partial

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.domain.delivery import (
    Lane,
    OutcomeUnknown,
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
    words,
)
from tests.recorder import NO_CHAT_LIMITS, RecorderChannel, working

NOTICE = Posting(Lane.NOTICE, NOON)


async def test_an_alert_overtakes_a_running_broadcast(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 61)))
    await db.write(broadcast("bulk", lane=Lane.BULK))
    pacer = Pacer(per_second=200, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await recorder.began.wait()
        await db.write(broadcast("alert", lane=Lane.CRISIS))
        await worker.idle()

    said = recorder.words()
    last_alert = max(n for n, html in enumerate(said) if html == "[alert]")
    before = said[:last_alert].count("[bulk]")
    assert before < 20
    assert said.count("[bulk]") == 60


async def test_within_a_lane_the_lower_rank_goes_first(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 3)))
    late = Posting(Lane.NOTICE, NOON, rank=1)
    await db.write(partial(outbox.to_person, person_id=1, message=words("late"), posting=late))
    await db.write(partial(outbox.to_person, person_id=2, message=words("first"), posting=NOTICE))

    await run_worker(recorder)

    assert recorder.words() == ["[first]", "[late]"]


async def test_first_copies_go_before_repeats(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 301)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.answer("telegram:1", OutcomeUnknown())

    await run_worker(recorder)
    clock.forward(REPEAT_WAIT)
    await run_worker(recorder)

    assert recorder.addresses()[0] == "telegram:1"
    assert recorder.addresses()[-1] == "telegram:1"
    assert len(recorder.calls) == 301


async def test_answers_in_the_outbox_do_not_hold_up_a_crisis(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 101)))
    answer = Posting(Lane.ANSWER, NOON)
    for person in range(1, 101):
        await db.write(
            partial(outbox.to_person, person_id=person, message=words("answer"), posting=answer)
        )
    await db.write(broadcast("alert", lane=Lane.CRISIS))
    pacer = Pacer(per_second=300, chats=NO_CHAT_LIMITS)

    async with working(db, recorder, renderer, clock, pacer=pacer) as worker:
        await worker.idle()

    assert recorder.words()[:180].count("[alert]") >= 70
