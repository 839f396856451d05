"""Writes that wait together commit together, and fail apart."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from bot.storage.transactions import BATCH_SECONDS, NotCommitted
from tests.storage.conftest import Hold, commits_in, note, words_in


async def results(*writes: Awaitable[object]) -> list[object]:
    return await asyncio.gather(*writes, return_exceptions=True)


async def leave_pages(db: SqliteDatabase, count: int) -> None:
    """Let the database grow by `count` more pages, then the disk is full."""

    def limit(tx: Tx) -> None:
        row = tx.one("PRAGMA page_count")
        assert row is not None
        tx.all(f"PRAGMA max_page_count = {row['page_count'] + count}")

    await db.write(limit)


def fill_the_disk(tx: Tx) -> None:
    """Run out of room in a statement of the kind that then rolls back the whole transaction."""
    tx.run("INSERT INTO papers VALUES (:words)", {"words": "x" * 100_000})


async def test_writes_that_wait_together_commit_together(db: SqliteDatabase, file: Path) -> None:
    before = commits_in(file)
    await asyncio.gather(*(db.write(note(str(n))) for n in range(200)))

    assert commits_in(file) - before < 20


async def test_who_comes_while_a_batch_runs_is_in_the_next_one(
    db: SqliteDatabase, file: Path
) -> None:
    before = commits_in(file)
    hold = Hold(note("first"))
    first = asyncio.create_task(db.write(hold))
    later = [asyncio.create_task(db.write(note(str(n)))) for n in range(3)]
    await hold.begun()
    later += [asyncio.create_task(db.write(note(str(n)))) for n in range(3, 6)]
    await asyncio.to_thread(int)  # a turn of the loop, so that all have asked
    hold.let_go()
    await asyncio.gather(first, *later)

    assert commits_in(file) - before == 2
    assert await db.read(words_in) == ["first", "0", "1", "2", "3", "4", "5"]


async def test_a_batch_takes_at_most_256(db: SqliteDatabase, file: Path) -> None:
    before = commits_in(file)
    await asyncio.gather(*(db.write(note(str(n))) for n in range(257)))

    assert commits_in(file) - before >= 2


async def test_a_batch_takes_no_more_after_five_milliseconds(
    db: SqliteDatabase, file: Path
) -> None:
    def slow(words: str) -> Callable[[Tx], int]:
        def take_time(tx: Tx) -> int:
            end = perf_counter() + BATCH_SECONDS
            while perf_counter() <= end:
                pass
            return note(words)(tx)

        return take_time

    before = commits_in(file)
    numbers = await asyncio.gather(*(db.write(slow(words)) for words in "abcde"))

    assert commits_in(file) - before == 5
    assert numbers == [1, 2, 3, 4, 5]
    assert await db.read(words_in) == list("abcde")


async def test_writes_happen_in_the_order_they_came(db: SqliteDatabase) -> None:
    expected = [str(n) for n in range(1000)]
    await asyncio.gather(*(db.write(note(words)) for words in expected))

    assert await db.read(words_in) == expected


async def test_sixty_four_writers_lose_nothing(db: SqliteDatabase) -> None:
    await db.write(lambda tx: tx.run("INSERT INTO notes (id, words) VALUES (1, '0')"))

    def add_one(tx: Tx) -> int:
        row = tx.one("SELECT words FROM notes")
        assert row is not None
        count = int(row["words"]) + 1
        tx.run("UPDATE notes SET words = :count", {"count": str(count)})
        return count

    async def writer() -> list[int]:
        return [await db.write(add_one) for _ in range(20)]

    counts = await asyncio.gather(*(writer() for _ in range(64)))

    assert sorted(count for part in counts for count in part) == list(range(1, 64 * 20 + 1))


async def test_a_failing_function_is_undone_alone(db: SqliteDatabase) -> None:
    def half(tx: Tx) -> None:
        note("half")(tx)
        raise LookupError("changed my mind")

    bir, failed, twice, uch = await results(
        db.write(note("bir")), db.write(half), db.write(note("bir")), db.write(note("üç"))
    )

    assert (bir, uch) == (1, 2)
    assert isinstance(failed, LookupError)
    assert isinstance(twice, sqlite3.IntegrityError)
    assert await db.read(words_in) == ["bir", "üç"]


async def test_a_bell_rings_once_what_rang_it_is_committed(db: SqliteDatabase) -> None:
    def ring(tx: Tx) -> None:
        tx.ring("outbox")

    hold = Hold(ring)
    writing = asyncio.create_task(db.write(hold))
    await hold.begun()

    assert not db.bell("outbox").is_set()
    hold.let_go()
    await writing
    assert db.bell("outbox").is_set()
    assert not db.bell("sweep").is_set()


async def test_a_bell_does_not_ring_for_what_was_undone(db: SqliteDatabase) -> None:
    def ring_and_fail(tx: Tx) -> None:
        tx.ring("outbox")
        raise LookupError

    def ring_and_break_the_commit(tx: Tx) -> None:
        tx.ring("sweep")
        break_the_commit(tx)

    await results(db.write(ring_and_fail), db.write(note("bir")))
    await results(db.write(ring_and_break_the_commit))

    assert not db.bell("outbox").is_set()
    assert not db.bell("sweep").is_set()


def break_the_commit(tx: Tx) -> None:
    tx.run("INSERT INTO promises VALUES (99)")


async def test_a_failing_commit_fails_the_whole_batch_and_nothing_runs_later(
    db: SqliteDatabase,
) -> None:
    def change_my_mind(tx: Tx) -> None:
        raise LookupError

    failed = await results(
        db.write(note("bir")),
        db.write(change_my_mind),
        db.write(break_the_commit),
        db.write(note("iki")),
    )

    assert [type(error) for error in failed] == [
        NotCommitted,
        LookupError,
        NotCommitted,
        NotCommitted,
    ]
    assert await db.write(note("üç")) == 1
    assert await db.read(words_in) == ["üç"]


async def test_after_a_failing_commit_another_process_can_write(
    db: SqliteDatabase, file: Path
) -> None:
    await results(db.write(break_the_commit))

    with closing(sqlite3.connect(file, timeout=0)) as other, other:
        other.execute("INSERT INTO notes (words) VALUES ('salam')")
    assert await db.read(words_in) == ["salam"]


async def test_a_failing_begin_fails_the_whole_batch_and_nothing_runs_later(
    db: SqliteDatabase, file: Path
) -> None:
    await db.write(lambda tx: tx.all("PRAGMA busy_timeout = 0"))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        failed = await results(db.write(note("bir")), db.write(note("iki")))
        other.execute("ROLLBACK")

    assert [type(error) for error in failed] == [NotCommitted] * 2
    assert await db.write(note("üç")) == 1
    assert await db.read(words_in) == ["üç"]


@pytest.mark.parametrize(
    ("fill", "runs_expected"),
    [
        pytest.param(
            fill_the_disk,
            ["bir", "bir", "iki"],
            id="all is rolled back: the first is run again",
        ),
        pytest.param(note("x" * 100_000), ["bir", "iki"], id="only the statement is undone"),
    ],
)
async def test_when_the_disk_is_full_only_who_filled_it_fails(
    db: SqliteDatabase, fill: Callable[[Tx], object], runs_expected: list[str]
) -> None:
    runs: list[str] = []

    def counted(words: str) -> Callable[[Tx], int]:
        def count_and_write(tx: Tx) -> int:
            runs.append(words)
            return note(words)(tx)

        return count_and_write

    await leave_pages(db, 2)
    bir, too_long, iki = await results(
        db.write(counted("bir")), db.write(fill), db.write(counted("iki"))
    )

    assert (bir, iki) == (1, 2)
    assert isinstance(too_long, sqlite3.OperationalError)
    assert runs == runs_expected
    assert await db.read(words_in) == ["bir", "iki"]


async def test_when_the_disk_has_room_again_writing_goes_on(db: SqliteDatabase) -> None:
    await leave_pages(db, 0)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        await db.write(fill_the_disk)
    await leave_pages(db, 1000)
    await db.write(fill_the_disk)

    assert await db.write(note("bir")) == 1


async def test_a_function_that_goes_on_after_the_disk_was_full_stores_nothing(
    db: SqliteDatabase,
) -> None:
    def stubborn(tx: Tx) -> None:
        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill_the_disk(tx)
        note("anyway")(tx)

    await leave_pages(db, 2)
    bir, failed = await results(db.write(note("bir")), db.write(stubborn))

    assert bir == 1
    assert isinstance(failed, RuntimeError)
    assert await db.read(words_in) == ["bir"]


async def test_a_function_that_hides_a_full_disk_fails_all_the_same(db: SqliteDatabase) -> None:
    def silent(tx: Tx) -> None:
        with pytest.raises(sqlite3.OperationalError, match="full"):
            fill_the_disk(tx)

    await leave_pages(db, 2)
    with pytest.raises(sqlite3.OperationalError):
        await db.write(silent)


async def test_a_write_cancelled_before_it_began_never_happens(db: SqliteDatabase) -> None:
    hold = Hold(note("first"))
    first = asyncio.create_task(db.write(hold))
    same_batch = asyncio.create_task(db.write(note("same batch")))
    await hold.begun()
    next_batch = asyncio.create_task(db.write(note("next batch")))
    await asyncio.to_thread(int)  # a turn of the loop, so that all have asked
    same_batch.cancel()
    next_batch.cancel()
    hold.let_go()
    await first
    await db.write(note("last"))

    assert await db.read(words_in) == ["first", "last"]


async def test_a_write_cancelled_after_it_began_may_have_happened_and_harms_nobody(
    db: SqliteDatabase,
) -> None:
    hold = Hold(note("first"))
    first = asyncio.create_task(db.write(hold))
    second = asyncio.create_task(db.write(note("second")))
    await hold.begun()
    first.cancel()
    hold.let_go()

    assert await second == 2
    assert first.cancelled()
    assert await db.read(words_in) == ["first", "second"]
