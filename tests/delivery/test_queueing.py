"""Queueing for very many: chunk by chunk, nobody twice, nobody forgotten, and who comes first."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.delivery import queueing
from bot.domain.audiences import Selection
from bot.domain.delivery import Action, Lane, Reason, State
from bot.domain.messages import Message, text
from bot.domain.retention import Kept
from bot.language.render import Renderer
from bot.storage import enlistments, erasure, outbox, people, retention
from bot.storage.database import Database, Tx
from bot.storage.deliveries import claim, next_due
from bot.storage.outbox import Posting
from bot.storage.settlements import recover
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON, RunWorker
from tests.delivery.conftest import add_person, broadcast, people_of, rows, words
from tests.delivery.queued import until_queued
from tests.recorder import RecorderChannel, working

PEOPLE = 60
KILLS = 4


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a community of more than three for a large one, and chunks of seven for large ones."""
    monkeypatch.setattr(enlistments, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(outbox, "AT_ONCE", 3)
    for name in ("FIRST_CHUNK", "LEAST_CHUNK", "MOST_CHUNK"):
        monkeypatch.setattr(queueing, name, 7)


def chunk(size: int) -> Callable[[Tx], bool]:
    """Return a transaction that queues one chunk of what is most urgent."""

    def fn(tx: Tx) -> bool:
        urgent = enlistments.most_urgent(tx)
        assert urgent is not None
        wanted = enlistments.by_id(tx, urgent[0])
        assert wanted is not None
        places = enlistments.line(tx, wanted, now=NOON)
        last = len(places) <= size
        return enlistments.take(tx, wanted, places[:size], last=last, now=NOON)

    return fn


async def ledger(db: Database, number: int) -> dict[tuple[State, Reason | None], int]:
    return await db.read(lambda tx: outbox.ledger(tx, number))


async def told(db: Database, number: int) -> list[int]:
    """Return who stands in a broadcast, in the order queued."""
    return [row["person_id"] for row in await rows(db) if row["broadcast_id"] == number]


async def test_a_large_audience_is_queued_whole_and_in_order(db: SqliteDatabase) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    await db.write(lambda tx: add_person(tx, 100, reachable=False))

    number = await db.write(broadcast("hello", lane=Lane.BULK))
    assert await rows(db) == []
    await until_queued(db)

    # People with small numbers were seen last.
    assert await told(db, number) == [*range(1, PEOPLE + 1), 100]
    assert await ledger(db, number) == {
        (State.WAITING, None): PEOPLE,
        (State.SKIPPED, Reason.NO_ADDRESS): 1,
    }
    assert not await db.read(outbox.is_enlisting)


async def test_the_ledger_is_whole_from_the_first_moment_on(db: SqliteDatabase) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))

    def start(tx: Tx) -> int:
        number = outbox.start_broadcast(tx, "notice", None, lane=Lane.BULK, by=None, now=NOON)
        posting = Posting(Lane.BULK, NOON, broadcast_id=number)
        everybody = Selection(everybody=True)
        outbox.enlist(tx, everybody, words("hello"), posting, expected=PEOPLE)
        return number

    number = await db.write(start)

    sums = [sum((await ledger(db, number)).values())]
    while await db.read(outbox.is_enlisting):
        await db.write(chunk(7))
        sums.append(sum((await ledger(db, number)).values()))
    assert sums == [PEOPLE] * 10


async def test_what_is_corrected_while_it_is_queued_is_queued_on_with_the_new_words(
    db: SqliteDatabase,
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))

    def start(tx: Tx) -> None:
        number = outbox.start_broadcast(tx, "broadcast", 1, lane=Lane.BULK, by=None, now=NOON)
        posting = Posting(Lane.BULK, NOON, broadcast_id=number, card="letter:1")
        outbox.enlist(tx, Selection(everybody=True), words("old"), posting, expected=PEOPLE)

    await db.write(start)
    wanted = await db.read(lambda tx: enlistments.by_id(tx, 1))
    assert wanted is not None
    new = partial(outbox.edit_cards, card="letter:1", message=words("new"), lane=Lane.BULK)
    await db.write(partial(new, now=NOON))

    took = await db.write(
        partial(enlistments.take, wanted=wanted, places=["8"], last=False, now=NOON)
    )
    await until_queued(db)

    assert not took
    said = await db.read(lambda tx: tx.all("SELECT DISTINCT content_id AS id FROM deliveries"))
    [newest] = await db.read(lambda tx: tx.all("SELECT MAX(id) AS id FROM contents"))
    assert said == [newest]
    assert len(await rows(db)) == PEOPLE


async def test_two_who_queue_at_once_queue_nobody_twice(db: SqliteDatabase, tmp_path: Path) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    number = await db.write(broadcast("hello", lane=Lane.BULK))
    other = await SqliteDatabase.open(
        tmp_path / "korpu.db", owner="tests", migrations=HOME / "data" / "migrations", now=NOON
    )

    await asyncio.gather(until_queued(db), until_queued(other), until_queued(db))
    await other.close()

    assert sorted(await told(db, number)) == [*range(1, PEOPLE + 1)]


async def test_a_kill_between_chunks_doubles_nobody_and_forgets_nobody(
    db: SqliteDatabase, tmp_path: Path
) -> None:
    await db.write(people_of(range(1, PEOPLE + 1)))
    number = await db.write(broadcast("hello", lane=Lane.CRISIS))

    for _ in range(KILLS):
        run_and_kill(tmp_path / "korpu.db", chunks=1)
    assert len(await told(db, number)) < PEOPLE
    run_and_kill(tmp_path / "korpu.db", chunks=None)

    assert sorted(await told(db, number)) == [*range(1, PEOPLE + 1)]


def run_and_kill(path: Path, chunks: int | None) -> None:
    """Let a process queue, which waits for us after each chunk, and kill it after so many."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.queued", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        cwd=HOME,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for count, _ in enumerate(process.stdout, start=1):
            if count == chunks:
                process.kill()
            else:
                process.stdin.write(b"g")
    assert process.returncode == (0 if chunks is None else -9)


async def test_who_goes_meanwhile_is_left_out_and_who_comes_is_in(db: SqliteDatabase) -> None:
    await db.write(people_of(range(1, 21)))
    number = await db.write(broadcast("hello", lane=Lane.BULK))
    wanted, places = await db.read(first_line)

    def change(tx: Tx) -> None:
        tx.run("DELETE FROM people WHERE id = 12")
        people.stop(tx, 15, now=NOON)
        add_person(tx, 50)

    assert await db.write(chunk(7))
    await db.write(change)
    stale = await db.write(
        lambda tx: enlistments.take(tx, wanted, places[:7], last=False, now=NOON)
    )
    await until_queued(db)

    assert not stale, "the chunk was queued by somebody else"
    everybody = {*range(1, 21), 50} - {12, 15}
    assert Counter(await told(db, number)) == Counter(everybody)


async def test_a_person_who_was_forgotten_since_the_line_was_read_holds_nobody_up(
    db: SqliteDatabase,
) -> None:
    await db.write(people_of(range(1, 8)))
    number = await db.write(broadcast("hello", lane=Lane.BULK))
    wanted, places = await db.read(first_line)

    await db.write(lambda tx: tx.run("DELETE FROM people WHERE id IN (1, 4)"))
    await db.write(lambda tx: enlistments.take(tx, wanted, places, last=True, now=NOON))

    assert await told(db, number) == [2, 3, 5, 6, 7]


def first_line(tx: Tx) -> tuple[enlistments.Enlistment, list[str]]:
    urgent = enlistments.most_urgent(tx)
    assert urgent is not None
    wanted = enlistments.by_id(tx, urgent[0])
    assert wanted is not None
    return wanted, enlistments.line(tx, wanted, now=NOON)


async def test_a_stop_in_the_middle_lets_nobody_more_get_it(
    db: SqliteDatabase, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 31)))
    number = await db.write(broadcast("hello", lane=Lane.BULK))
    await db.write(chunk(10))

    stopped = await db.write(lambda tx: outbox.stop(tx, number, now=NOON))
    at_once = await ledger(db, number)
    await run_worker(recorder)

    assert stopped == 10
    assert at_once == {(State.SKIPPED, Reason.STOPPED): 10}
    assert recorder.calls == []
    assert await ledger(db, number) == {(State.SKIPPED, Reason.STOPPED): 30}
    assert {row["state"] for row in await rows(db)} == {"skipped"}


async def test_what_comes_after_a_stopped_broadcast_is_claimed_at_once(
    db: SqliteDatabase, clock: ShiftedClock
) -> None:
    await db.write(people_of(range(1, 31)))
    stopped = await db.write(broadcast("hello", lane=Lane.CRISIS))
    await until_queued(db)
    await db.write(lambda tx: outbox.stop(tx, stopped, now=NOON))
    new = await db.write(broadcast("danger", lane=Lane.CRISIS))
    await db.write(chunk(30))

    claimed = await db.write(
        lambda tx: claim(
            tx,
            owner="test",
            lanes=[Lane.CRISIS],
            limit=5,
            now=clock.now(),
            lease=timedelta(minutes=2),
        )
    )
    rows_now = await rows(db)
    await db.write(lambda tx: recover(tx, owner="next", now=NOON, alone=True))

    assert len(claimed) == 5
    assert {row["broadcast_id"] for row in rows_now if row["state"] == "sending"} == {new}
    left = [row for row in rows_now if row["broadcast_id"] == stopped and row["state"] == "waiting"]
    assert len(left) == 30 - 3


async def test_an_alert_is_queued_ahead_of_a_broadcast_that_is_being_queued(
    db: SqliteDatabase,
) -> None:
    await db.write(people_of(range(1, 31)))
    await db.write(broadcast("hello", lane=Lane.BULK))
    await db.write(chunk(7))
    alert = await db.write(broadcast("danger", lane=Lane.CRISIS))

    await until_queued(db)

    kinds = [row["broadcast_id"] for row in await rows(db)]
    assert kinds[7:37] == [alert] * 30
    assert len(kinds) == 60


async def test_copies_are_edited_after_everybody_has_been_told_and_a_new_alert_overtakes_them(
    db: SqliteDatabase, renderer: Renderer, clock: ShiftedClock, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 31)))
    first = await db.write(broadcast("danger", lane=Lane.CRISIS))
    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()

    def withdraw(tx: Tx) -> None:
        number = outbox.start_broadcast(tx, "retraction", 1, lane=Lane.CRISIS, by=None, now=NOON)
        posting = Posting(Lane.CRISIS, NOON, broadcast_id=number, rank=-100)
        edits = Posting(Lane.CRISIS, NOON, rank=1_000)
        outbox.edit_copies(tx, [first], words("over"), edits)
        outbox.enlist_readers(tx, [first], words("withdrawn"), posting, expected=30)

    await db.write(withdraw)
    await until_queued(db)
    await db.write(broadcast("new danger", lane=Lane.CRISIS))
    await until_queued(db)
    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()

    said = [call.html for call in recorder.calls[30:]]
    assert said == ["[withdrawn]"] * 30 + ["[new danger]"] * 30 + ["[over]"] * 30
    edited = [call for call in recorder.calls if call.action is Action.EDIT]
    assert {call.about for call in edited} == {f"m{number}" for number in range(1, 31)}


async def test_new_words_reach_copies_that_wait_that_were_sent_and_that_are_not_queued_yet(
    db: SqliteDatabase, run_worker: RunWorker, recorder: RecorderChannel
) -> None:
    await db.write(people_of(range(1, 31)))

    def announce(tx: Tx) -> None:
        number = outbox.start_broadcast(tx, "event", 1, lane=Lane.NOTICE, by=None, now=NOON)
        posting = Posting(Lane.NOTICE, NOON, broadcast_id=number, card="event:1:people")
        outbox.enlist(tx, Selection(everybody=True), words("at nine"), posting)

    def change(some: str) -> Callable[[Tx], None]:
        return lambda tx: outbox.edit_cards(
            tx, "event:1:people", words(some), lane=Lane.BULK, now=NOON
        )

    await db.write(announce)
    await db.write(chunk(20))
    await db.write(
        lambda tx: tx.run(
            "UPDATE deliveries SET state = 'sent', message_id = 'old', settled_at = 1"
            " WHERE id <= 10"
        )
    )
    await db.write(change("at ten"))
    await db.write(change("at eleven"))
    await run_worker(recorder)

    last = {call.address: call.html for call in recorder.calls}
    once = Counter(call.address for call in recorder.calls if call.action is Action.SEND)
    assert last == dict.fromkeys((f"telegram:{n}" for n in range(1, 31)), "[at eleven]")
    assert sorted(once.values()) == [1] * 20
    assert {call.html for call in recorder.calls[-30:]} <= {"[at nine]", "[at eleven]"}


async def test_a_long_list_of_people_is_queued_in_its_order(db: SqliteDatabase) -> None:
    await db.write(people_of(range(1, 31)))
    order = [*range(30, 0, -1)]

    def ask(tx: Tx) -> int:
        number = outbox.start_broadcast(tx, "reask", 1, lane=Lane.CRISIS, by=None, now=NOON)
        posting = Posting(Lane.CRISIS, NOON, broadcast_id=number)
        assert outbox.to_people(tx, order, words("are you safe?"), posting) == 30
        outbox.count_audience(tx, number)
        return number

    number = await db.write(ask)
    whole = sum((await ledger(db, number)).values())
    await until_queued(db)

    assert whole == 30
    assert await told(db, number) == order


async def test_words_that_are_still_to_be_queued_are_neither_let_go_of_nor_emptied(
    db: SqliteDatabase,
) -> None:
    await db.write(people_of(range(1, 31)))
    await db.write(broadcast("hello", lane=Lane.BULK))

    def housekeeping(tx: Tx) -> list[int]:
        found = retention.find(tx, Kept.CONTENTS, before=NOON, now=NOON, most=10)
        return [len(found), len(erasure.empty(tx, [1]))]

    assert await db.write(housekeeping) == [0, 1]
    await until_queued(db)
    assert await db.read(lambda tx: tx.one("SELECT message FROM contents")) != {"message": ""}


async def test_the_next_moment_is_that_of_the_first_of_each_rank(db: SqliteDatabase) -> None:
    await db.write(people_of(range(1, 3)))

    def queue(tx: Tx) -> None:
        for rank, minutes in ((0, 7), (5, 3), (9, 4)):
            due = NOON.replace(minute=minutes)
            posting = Posting(Lane.NOTICE, NOON, due=due, rank=rank)
            outbox.to_person(tx, 1, Message(text("menu.menu")), posting)

    assert await db.read(next_due) is None
    await db.write(queue)
    assert await db.read(next_due) == NOON.replace(minute=3)
