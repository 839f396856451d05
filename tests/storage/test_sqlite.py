"""What a transaction may do, what a reader sees, and how the database closes."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from bot.storage.migrations import UnwritableFolder
from bot.storage.sqlite import READERS, DatabaseClosed, SqliteDatabase
from bot.storage.transactions import BATCH_SECONDS
from tests.storage.conftest import NOON, Hold, note, still_running, words_in


async def test_a_write_returns_what_its_function_returns(db: SqliteDatabase) -> None:
    assert await db.write(note("salam")) == 1


async def test_rows_are_mappings_by_column_name(db: SqliteDatabase) -> None:
    await db.write(note("salam"))

    row = await db.read(lambda tx: tx.one("SELECT id, words FROM notes"))

    assert isinstance(row, Mapping)
    assert row == {"id": 1, "words": "salam"}


async def test_one_returns_none_where_nothing_is_found(db: SqliteDatabase) -> None:
    assert await db.read(lambda tx: tx.one("SELECT * FROM notes")) is None


async def test_many_runs_a_statement_for_each_set_of_values(db: SqliteDatabase) -> None:
    await db.write(
        lambda tx: tx.many(
            "INSERT INTO notes (words) VALUES (:words)", [{"words": "bir"}, {"words": "iki"}]
        )
    )

    assert await db.read(words_in) == ["bir", "iki"]


@pytest.mark.parametrize(
    ("sql", "changed"),
    [
        pytest.param("UPDATE notes SET words = words || '!'", 2, id="update"),
        pytest.param("DELETE FROM notes WHERE id = 1", 1, id="delete: cascades are not counted"),
        pytest.param("DELETE FROM notes WHERE id = 99", 0, id="nothing there"),
        pytest.param(
            "WITH old AS (SELECT id FROM notes) DELETE FROM notes WHERE id IN (SELECT id FROM old)",
            2,
            id="with",
        ),
        pytest.param(
            "WITH old AS (SELECT id FROM notes) DELETE FROM notes WHERE id = 99",
            0,
            id="with: nothing there",
        ),
        pytest.param("CREATE TABLE more (id INTEGER)", 0, id="no rows at all"),
    ],
)
async def test_run_returns_how_many_rows_changed(
    db: SqliteDatabase, sql: str, changed: int
) -> None:
    await db.write(note("bir"))
    await db.write(note("iki"))
    await db.write(lambda tx: tx.run("INSERT INTO answers (note_id) VALUES (1), (1)"))

    assert await db.write(lambda tx: tx.run(sql)) == changed


@pytest.mark.parametrize("rows", ["(99)", "(98), (99)"])
async def test_a_broken_foreign_key_is_an_error(db: SqliteDatabase, rows: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await db.write(
            lambda tx: tx.one(f"INSERT INTO answers (note_id) VALUES {rows} RETURNING id"),
        )

    assert await db.read(lambda tx: tx.all("SELECT * FROM answers")) == []


async def test_a_reader_does_not_see_what_is_not_committed(db: SqliteDatabase) -> None:
    hold = Hold(note("salam"))
    writing = asyncio.create_task(db.write(hold))
    await hold.begun()

    assert await db.read(words_in) == []
    hold.let_go()
    await writing
    assert await db.read(words_in) == ["salam"]


async def test_a_reader_sees_one_moment_however_often_it_looks(db: SqliteDatabase) -> None:
    hold = Hold(words_in)
    reading = asyncio.create_task(db.read(lambda tx: (hold(tx), words_in(tx))))
    await hold.begun()
    await db.write(note("salam"))
    hold.let_go()

    assert await reading == ([], [])
    assert await db.read(words_in) == ["salam"]


async def test_a_long_read_does_not_hold_up_the_others(db: SqliteDatabase) -> None:
    hold = Hold()
    reading = asyncio.create_task(db.read(hold))
    await hold.begun()

    assert [await db.read(words_in) for _ in range(4)] == [[], [], [], []]
    hold.let_go()
    await reading


async def test_a_read_cannot_write(db: SqliteDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await db.read(note("salam"))

    assert await db.read(words_in) == []


async def test_a_read_cannot_ring_a_bell(db: SqliteDatabase) -> None:
    with pytest.raises(RuntimeError):
        await db.read(lambda tx: tx.ring("outbox"))

    assert not db.bell("outbox").is_set()


async def test_a_read_that_was_cancelled_before_it_began_does_not_happen(
    db: SqliteDatabase,
) -> None:
    holds = [Hold() for _ in range(READERS)]
    reading = [asyncio.create_task(db.read(hold)) for hold in holds]
    looked: list[str] = []
    cancelled = asyncio.create_task(db.read(lambda tx: looked.append("looked")))
    for hold in holds:
        await hold.begun()
    cancelled.cancel()
    for hold in holds:
        hold.let_go()
    await asyncio.gather(*reading)
    await db.read(words_in)
    await db.read(words_in)

    assert looked == []


async def test_a_short_look_waits_behind_no_long_list(db: SqliteDatabase) -> None:
    holds = [Hold() for _ in range(READERS - 1)]
    lists = [asyncio.create_task(db.read(hold)) for hold in holds]
    for hold in holds:
        await hold.begun()

    looks = [db.read(words_in) for _ in range(10)]

    async with asyncio.timeout(10):
        assert await asyncio.gather(*looks) == [[]] * 10
    for hold in holds:
        hold.let_go()
    await asyncio.gather(*lists)


@pytest.mark.parametrize("ask", ["read", "write"])
async def test_running_out_of_an_iterator_reaches_who_asked(db: SqliteDatabase, ask: str) -> None:
    with pytest.raises(RuntimeError):
        await getattr(db, ask)(lambda tx: next(iter([])))


async def test_close_finishes_what_waits_and_refuses_what_is_new(
    db: SqliteDatabase, file: Path
) -> None:
    waiting = [asyncio.create_task(db.write(note(str(n)))) for n in range(600)]
    hold = Hold()
    last = asyncio.create_task(db.write(hold))
    await hold.begun()
    closing_db = asyncio.create_task(db.close())
    hold.let_go()
    await closing_db

    await last
    assert [await task for task in waiting] == list(range(1, 601))
    for ask in (db.read, db.write):
        with pytest.raises(DatabaseClosed):
            await ask(words_in)
    with closing(sqlite3.connect(file)) as look:
        assert look.execute("SELECT count(*) FROM notes").fetchone() == (600,)


async def test_close_ends_every_thread_and_may_be_called_twice(
    file: Path, migrations: Path
) -> None:
    before = set(threading.enumerate())
    db = await SqliteDatabase.open(file, owner="playground", migrations=migrations, now=NOON)
    during = threading.active_count()
    await asyncio.gather(db.close(), db.close())
    await db.close()

    assert during == len(before) + 1 + READERS
    assert still_running(set(threading.enumerate()) - before) == []
    assert [path.name for path in file.parent.iterdir()] == ["notes.db"]


async def test_a_close_that_loses_patience_still_closes_and_refuses_who_waits(
    file: Path, migrations: Path
) -> None:
    before = set(threading.enumerate())
    db = await SqliteDatabase.open(file, owner="playground", migrations=migrations, now=NOON)
    connections = set(threading.enumerate()) - before
    hold = Hold(note("first"))
    first = asyncio.create_task(db.write(hold))
    same_batch = asyncio.create_task(db.write(note("no time left in the batch")))
    await hold.begun()
    next_batch = asyncio.create_task(db.write(note("later")))
    closing_db = asyncio.create_task(db.close())
    await asyncio.to_thread(int)  # a turn of the loop, so that both have asked
    closing_db.cancel()
    while sum(thread.is_alive() for thread in connections) > 1:
        await asyncio.to_thread(int)
    while perf_counter() < hold.begun_at + BATCH_SECONDS:
        await asyncio.to_thread(int)
    hold.let_go()
    with pytest.raises(asyncio.CancelledError):
        await closing_db

    assert await first == 1
    for refused in (same_batch, next_batch):
        with pytest.raises(DatabaseClosed):
            await refused
    assert still_running(connections) == []
    with closing(sqlite3.connect(file)) as look:
        assert look.execute("SELECT words FROM notes").fetchall() == [("first",)]


async def test_the_log_is_emptied_however_many_write(db: SqliteDatabase) -> None:
    loop, is_over = asyncio.get_running_loop(), threading.Event()
    others: list[asyncio.Future[None]] = []
    asked, has_begun = threading.Semaphore(0), asyncio.Event()

    def write_again() -> None:
        others.append(asyncio.ensure_future(db.write(write_on)))
        has_begun.set()
        loop.call_soon(asked.release)

    def write_on(_: object) -> None:
        # The next write waits before this one is done: there is always another one.
        if not is_over.is_set():
            loop.call_soon_threadsafe(write_again)
            asked.acquire()

    writing = asyncio.ensure_future(db.write(write_on))
    await has_begun.wait()
    async with asyncio.timeout(20):
        emptied = await db.empty_log()
    is_over.set()

    assert emptied
    await writing
    while others:
        await others.pop()


async def test_a_failed_open_leaves_no_thread(file: Path, migrations: Path) -> None:
    (migrations / "0002_wrong.sql").write_text("CREATE NONSENSE;")
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.OperationalError):
        await SqliteDatabase.open(file, owner="playground", migrations=migrations, now=NOON)

    assert still_running(set(threading.enumerate()) - before) == []


async def test_only_this_account_can_read_the_database(db: SqliteDatabase, file: Path) -> None:
    await db.write(note("salam"))

    for path in (file.parent, *file.parent.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


async def test_what_is_deleted_is_gone_from_the_file(db: SqliteDatabase, file: Path) -> None:
    secret = "unutulmaz söz " * 40
    await db.write(note(secret))
    await db.write(lambda tx: tx.run("DELETE FROM notes"))
    await db.close()

    assert b"unutulmaz" not in file.read_bytes()


async def test_a_commit_waits_for_the_disk(db: SqliteDatabase) -> None:
    row = await db.write(lambda tx: tx.one("PRAGMA synchronous"))

    assert row == {"synchronous": 2}


async def test_a_backup_is_a_whole_copy_made_while_others_write(
    db: SqliteDatabase, tmp_path: Path
) -> None:
    to = tmp_path / "copies" / "copy.db"
    await db.write(note("before"))
    hold = Hold(note("not yet"))
    writing = asyncio.create_task(db.write(hold))
    await hold.begun()
    await db.backup(to)
    hold.let_go()
    await writing

    with closing(sqlite3.connect(to)) as copy:
        assert copy.execute("SELECT words FROM notes").fetchall() == [("before",)]
    assert [path.name for path in to.parent.iterdir()] == ["copy.db"]
    assert stat.S_IMODE(to.stat().st_mode) == 0o600


async def test_a_backup_replaces_the_one_before_and_can_be_opened(
    db: SqliteDatabase, tmp_path: Path, migrations: Path
) -> None:
    to = tmp_path / "copy.db"
    await db.write(note("bir"))
    await db.backup(to)
    await db.write(note("iki"))
    await db.backup(to)

    copy = await SqliteDatabase.open(to, owner="playground", migrations=migrations, now=NOON)
    assert await copy.read(words_in) == ["bir", "iki"]
    await copy.close()


async def test_a_backup_never_replaces_the_database_itself(db: SqliteDatabase, file: Path) -> None:
    await db.write(note("salam"))
    with pytest.raises(ValueError, match="itself"):
        await db.backup(file.parent / ".." / "var" / "notes.db")

    assert await db.read(words_in) == ["salam"]


async def test_a_backup_into_a_folder_that_cannot_be_is_refused(
    db: SqliteDatabase, file: Path
) -> None:
    with pytest.raises(UnwritableFolder):
        await db.backup(file / "copy.db")
