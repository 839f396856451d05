"""The worker: who gets what, in which order, and what it leaves behind."""

import asyncio
import time
from datetime import timedelta
from functools import partial

import pytest

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.domain.delivery import (
    Action,
    Lane,
    Moved,
    OutcomeUnknown,
    Reason,
    Rejected,
    TryLater,
    Unreachable,
)
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.database import Database, Tx
from bot.storage.outbox import Posting
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


async def test_a_group_is_spoken_to_in_the_language_of_its_side(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    for number, side in ((1, "north"), (2, "south"), (3, "joint")):
        await db.write(partial(add_group, number=number, side=side))
        await db.write(
            partial(outbox.to_group, group_id=number, message=words("one"), posting=NOTICE)
        )

    await run_worker(recorder)

    languages = [call.rendered.language for call in recorder.calls if call.rendered]
    assert languages == ["az", "azb", "az"]


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


async def test_first_copies_go_before_repeats(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 301)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.answer("telegram:1", OutcomeUnknown())

    await run_worker(recorder)

    assert recorder.addresses()[0] == "telegram:1"
    assert recorder.addresses()[-1] == "telegram:1"
    assert len(recorder.calls) == 301


async def test_a_repeat_that_is_refused_stays_unknown(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 2)))
    await db.write(broadcast("one", lane=Lane.CRISIS, may_repeat=True))
    recorder.answer("telegram:1", OutcomeUnknown(), Unreachable(Reason.BLOCKED))

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
        pacer.answered(None)
        await crisis

    assert not went_at_once


async def test_thousand_changes_of_a_card_become_one_edit(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(partial(add_group, number=1))
    card = Posting(Lane.NOTICE, NOON, card="event:1")
    await db.write(partial(outbox.to_group, group_id=1, message=words("card"), posting=card))
    await run_worker(recorder)

    for number in range(1000):
        await db.write(
            partial(
                outbox.edit_cards,
                card="event:1",
                message=words(f"going-{number}"),
                lane=Lane.NOTICE,
                now=NOON,
            )
        )
    await run_worker(recorder)

    assert recorder.words() == ["[card]", "[going-999]"]
    assert recorder.calls[1].action == Action.EDIT
    assert recorder.calls[1].about == "m1"


async def test_an_edit_waits_until_its_message_is_there(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(partial(add_group, number=1))
    card = Posting(Lane.NOTICE, NOON, card="event:1")
    await db.write(partial(outbox.to_group, group_id=1, message=words("card"), posting=card))
    recorder.hold()

    async with working(db, recorder, renderer, clock) as worker:
        await recorder.began.wait()
        for some in ("older", "newer"):
            await db.write(
                partial(
                    outbox.edit_cards,
                    card="event:1",
                    message=words(some),
                    lane=Lane.NOTICE,
                    now=NOON,
                )
            )
        recorder.let_go()
        await worker.idle()

    assert recorder.words() == ["[card]", "[newer]"]


async def test_an_edit_of_what_never_arrived_is_skipped(
    db: Database, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(partial(add_group, number=1))
    card = Posting(Lane.NOTICE, NOON, card="event:1")
    await db.write(partial(outbox.to_group, group_id=1, message=words("card"), posting=card))
    recorder.answer("telegram:-1", Rejected(Reason.NO_RIGHTS))
    recorder.hold()

    async with working(db, recorder, renderer, clock) as worker:
        await recorder.began.wait()
        await db.write(
            partial(
                outbox.edit_cards, card="event:1", message=words("new"), lane=Lane.NOTICE, now=NOON
            )
        )
        recorder.let_go()
        await worker.idle()

    assert await states(db) == ["failed", "skipped"]


async def test_a_group_that_moved_is_reached_at_its_new_address(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(partial(add_group, number=1))
    await db.write(partial(outbox.to_group, group_id=1, message=words("one"), posting=NOTICE))
    recorder.answer("telegram:-1", Moved("telegram:-1001"))

    await run_worker(recorder)
    await db.write(partial(outbox.to_group, group_id=1, message=words("two"), posting=NOTICE))
    await run_worker(recorder)

    assert recorder.addresses() == ["telegram:-1", "telegram:-1001", "telegram:-1001"]
    known = await db.read(lambda tx: tx.all("SELECT address FROM group_addresses ORDER BY address"))
    assert [row["address"] for row in known] == ["telegram:-1", "telegram:-1001"]


async def test_a_person_is_let_in_and_a_link_is_made(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    def queue(tx: Tx) -> None:
        add_group(tx, 1)
        add_person(tx, 5, reachable=False)
        outbox.admit(tx, 1, 5, NOTICE)
        outbox.decline(tx, 1, 5, NOTICE)
        outbox.make_link(tx, 1, NOTICE)

    await db.write(queue)

    await run_worker(recorder)

    asked = [(call.action, call.address, call.about) for call in recorder.calls]
    assert asked == [
        (Action.ADMIT, "telegram:-1", "telegram:5"),
        (Action.DECLINE, "telegram:-1", "telegram:5"),
        (Action.LINK, "telegram:-1", ""),
    ]
    group = await db.read(lambda tx: tx.one("SELECT link FROM groups"))
    assert group == {"link": "m3"}


async def test_admission_of_unknown_outcome_is_tried_again(
    db: Database, clock: ShiftedClock, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    def queue(tx: Tx) -> None:
        add_group(tx, 1)
        add_person(tx, 5)
        outbox.admit(tx, 1, 5, NOTICE)

    await db.write(queue)
    recorder.answer("telegram:-1", OutcomeUnknown())

    await run_worker(recorder)
    clock.forward(timedelta(seconds=5))
    await run_worker(recorder)

    assert len(recorder.calls) == 2
    assert await states(db) == ["sent"]


@pytest.mark.parametrize(
    ("lane", "state"), [(Lane.NOTICE, "unknown"), (Lane.CRISIS, "sent")], ids=["notice", "alert"]
)
async def test_a_bug_in_a_channel_stops_neither_the_worker_nor_an_alert(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel, lane: Lane, state: str
) -> None:
    await db.write(people_of(range(1, 4)))
    await db.write(broadcast("one", lane=lane, may_repeat=lane is Lane.CRISIS))
    recorder.answer("telegram:2", RuntimeError("a bug"))

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


async def test_words_are_made_once_for_all_who_read_the_same(
    db: Database, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 101)))
    await db.write(broadcast("one", lane=Lane.NOTICE))

    await run_worker(recorder)

    assert len({id(call.rendered) for call in recorder.calls}) == 1
