"""Cards, groups and requests to join: edits that coalesce, groups that move."""

from datetime import timedelta
from functools import partial

from bot.clock import ShiftedClock
from bot.domain.delivery import (
    Action,
    Lane,
    Moved,
    OutcomeUnknown,
    Reason,
    Rejected,
)
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.database import Database, Tx
from bot.storage.outbox import Posting
from tests.conftest import NOON, RunWorker
from tests.delivery.conftest import (
    add_group,
    add_person,
    states,
    words,
)
from tests.recorder import RecorderChannel, working

NOTICE = Posting(Lane.NOTICE, NOON)


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
