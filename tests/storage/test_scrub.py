"""What was deleted leaves the disk, or we say that it has not yet."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase

PEOPLE = 600


def settle_in(tx: Tx) -> None:
    """Rows of unequal length under a key in no order: pages fill up and are split."""
    tx.run("CREATE TABLE members (address TEXT PRIMARY KEY, words TEXT NOT NULL)")
    for n in range(PEOPLE):
        # A step that shares no factor with the modulus visits every address once.
        values = {"address": address(n), "words": "w" * (n * 7 % 97)}
        tx.run("INSERT INTO members (address, words) VALUES (:address, :words)", values)


def address(n: int) -> str:
    return f"telegram:{(n * 2654435761) % 10**10:010d}"


def leave(tx: Tx, number: int) -> None:
    tx.run("DELETE FROM members WHERE address = :it", {"it": address(number)})


def left_behind(file: Path) -> int:
    """Return how many of the members' addresses stand in the database or its log."""
    paths = (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm"))
    raw = b"".join(path.read_bytes() for path in paths if path.exists())
    return sum(address(n).encode() in raw for n in range(PEOPLE))


async def test_nothing_of_what_was_deleted_is_left_in_the_files(
    db: SqliteDatabase, file: Path
) -> None:
    await db.write(settle_in)
    for n in range(0, PEOPLE, 2):
        await db.write(partial(leave, number=n))

    assert await db.scrub()

    assert left_behind(file) == PEOPLE // 2
    assert file.with_name(file.name + "-wal").stat().st_size == 0


async def test_a_reader_that_stays_makes_it_false_and_hides_nothing(
    db: SqliteDatabase, file: Path
) -> None:
    await db.write(settle_in)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM members").fetchone()
        await db.write(lambda tx: tx.run("DELETE FROM members"))
        assert not await db.scrub()
        assert left_behind(file) == PEOPLE

    assert await db.scrub()
    assert left_behind(file) == 0


async def test_writes_go_on_after_it_as_patient_as_before(db: SqliteDatabase) -> None:
    before = await db.write(lambda tx: tx.one("PRAGMA busy_timeout"))

    await db.scrub()

    assert await db.write(lambda tx: tx.one("PRAGMA busy_timeout")) == before


async def test_an_emptied_log_holds_nothing_that_was_erased(db: SqliteDatabase, file: Path) -> None:
    await db.write(settle_in)
    assert await db.empty_log()
    secret = "words that were erased as soon as they were handled"
    await db.write(
        lambda tx: tx.run(
            "UPDATE members SET words = :it WHERE address = :at", {"it": secret, "at": address(3)}
        )
    )
    await db.write(lambda tx: tx.run("UPDATE members SET words = ''"))
    assert secret.encode() in file.with_name(file.name + "-wal").read_bytes()

    assert await db.empty_log()

    assert file.with_name(file.name + "-wal").stat().st_size == 0
    assert secret.encode() not in file.read_bytes()
