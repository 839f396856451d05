"""A small database in a file of its own, and ways to hold its writer still."""

import asyncio
import struct
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

TABLES = """
CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT UNIQUE);
CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE
);
CREATE TABLE papers (words TEXT);
CREATE TABLE promises (note_id INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED);
"""


class Hold:
    """A transaction that stands still in the writer's thread until it is let go."""

    def __init__(self, then: Callable[[Tx], object] = lambda tx: None) -> None:
        self._then = then
        self._begun = threading.Event()
        self._let_go = threading.Event()
        self.begun_at = 0.0

    def __call__(self, tx: Tx) -> object:
        result = self._then(tx)
        self.begun_at = perf_counter()
        self._begun.set()
        assert self._let_go.wait(30)
        return result

    async def begun(self) -> None:
        assert await asyncio.to_thread(self._begun.wait, 30)

    def let_go(self) -> None:
        self._let_go.set()


def still_running(threads: set[threading.Thread]) -> list[threading.Thread]:
    """Return those of `threads` that do not end by themselves now."""
    for thread in threads:
        thread.join(5)
    return [thread for thread in threads if thread.is_alive()]


def note(words: str) -> Callable[[Tx], int]:
    """Return a transaction that writes one note down and returns its number."""

    def write_down(tx: Tx) -> int:
        row = tx.one("INSERT INTO notes (words) VALUES (:words) RETURNING id", {"words": words})
        assert row is not None
        return int(row["id"])

    return write_down


def words_in(tx: Tx) -> list[str]:
    """Return the words of all notes in the order they were written."""
    return [row["words"] for row in tx.all("SELECT words FROM notes ORDER BY id")]


def commits_in(file: Path) -> int:
    """Count the commits in the write-ahead log of `file`.

    A frame that ends a commit carries the size of the database (SQLite, "WAL file format").
    """
    log = file.with_name(f"{file.name}-wal").read_bytes()
    page = struct.unpack_from(">I", log, 8)[0]
    frames = range(32, len(log) - page, page + 24)
    return sum(
        1
        for at in frames
        if log[at + 8 : at + 16] == log[16:24] and struct.unpack_from(">I", log, at + 4)[0]
    )


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_notes.sql").write_text(TABLES)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "notes.db"


@pytest.fixture
async def db(file: Path, migrations: Path) -> AsyncIterator[SqliteDatabase]:
    db = await SqliteDatabase.open(file, owner="playground", migrations=migrations, now=NOON)
    yield db
    await db.close()
