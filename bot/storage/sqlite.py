"""SQLite as our database: one writing connection, three reading ones, each in its own thread."""

import asyncio
import os
import sqlite3
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from bot.storage.database import Tx
from bot.storage.migrations import check_owner, climb, prepare_file
from bot.storage.transactions import Write, commit_together, look

T = TypeVar("T")

BATCH_WRITES = 256
"""At most so many functions commit together."""

READERS = 3
"""Reading connections: two long lists do not hold up the others."""

BUSY_SECONDS = 10.0
"""How long we wait for another process (a doctor, a backup) that holds the database."""

_PATIENT = "PRAGMA busy_timeout = 10000"
"""`BUSY_SECONDS` once more, for a connection that has been impatient."""

SCRUB_TRIES = 20
"""How often we try to empty the log before we say that it could not be done now."""

SCRUB_PAUSE_SECONDS = 0.05
"""Our own readers are done within milliseconds; a backup may take as many seconds."""

_EVERYWHERE = ("PRAGMA foreign_keys = ON", "PRAGMA temp_store = MEMORY")

_WRITER = (
    # FULL: what we have said is stored survives a power cut, not only a kill.
    "PRAGMA synchronous = FULL",
    # What is deleted is overwritten: the list of members is the most dangerous thing we hold.
    "PRAGMA secure_delete = ON",
    # What a large community is queued by stays at hand: with 4 MiB it takes half as long again.
    "PRAGMA cache_size = -8192",
    # After a long write the log shrinks back to this many bytes.
    "PRAGMA journal_size_limit = 67108864",
)

_READER = ("PRAGMA query_only = ON",)


class DatabaseClosed(Exception):  # noqa: N818 - says what happened
    """The database is closing or closed: this was not done and never will be."""


class SqliteDatabase:
    """A `Database` in one file. Open it with `open`, close it with `close`."""

    def __init__(self, path: Path, writer: "_Connection", readers: "list[_Connection]") -> None:
        self._path = path
        self._writer = writer
        self._readers = readers
        self._reading = asyncio.Semaphore(len(readers))
        self._waiting: deque[Write] = deque()
        self._bells: dict[str, asyncio.Event] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = False

    @classmethod
    async def open(cls, path: Path, *, owner: str, migrations: Path, now: datetime) -> Self:
        """Open the database at `path`, made and brought to the newest version where needed.

        `owner` is `playground` or `telegram:<bot id>`.

        Raises:
            StorageProblem: it is somebody else's, newer, damaged, in use, or cannot be written.
        """
        prepare_file(path)
        opened: list[_Connection] = []
        try:
            writer = await _Connection.open(path)
            opened.append(writer)
            await writer.call(
                partial(climb, path=path, folder=migrations, owner=owner, now=now),
            )
            await writer.call(partial(_set_up, pragmas=_EVERYWHERE + _WRITER))
            for _ in range(READERS):
                reader = await _Connection.open(path)
                opened.append(reader)
                await reader.call(partial(_set_up, pragmas=_EVERYWHERE + _READER))
        except BaseException:
            for connection in reversed(opened):
                await connection.close()
            raise
        return cls(path, writer, opened[1:])

    async def write(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in a transaction of the one writer and return its result once committed.

        Writes that wait together commit together, in the order they came. Cancelled before `fn`
        has begun, it never happens; after that it may have.

        Raises:
            DatabaseClosed: `close` was called before.
            NotCommitted: the transaction could not begin or commit.
        """
        self._must_be_open()
        loop = asyncio.get_running_loop()
        write = Write(fn, loop.create_future())
        self._waiting.append(write)
        if self._idle.is_set():
            self._idle.clear()
            # Not at once: who else is ready to write in this turn of the loop comes along.
            loop.call_soon(self._start_writing)
        result: T = await write.future
        return result

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` on a reading connection; it sees one snapshot of what is committed.

        Raises:
            DatabaseClosed: `close` was called before.
        """
        self._must_be_open()
        async with self._reading:
            # One that is free: behind a long list a short look would wait for all of it.
            reader = min(self._readers, key=_Connection.waiting)
            return await reader.call(partial(look, fn=fn))

    def bell(self, name: str) -> asyncio.Event:
        """Return the event that is set after each commit that rang `name`."""
        return self._bells.setdefault(name, asyncio.Event())

    async def backup(self, to: Path) -> None:
        """Write a whole, compact copy of this moment to `to`, replacing what is there.

        Writes go on meanwhile. The copy appears under its name only when it is on the disk.

        Raises:
            UnwritableFolder: nothing can be written in the folder of `to`.
            ValueError: `to` is the database itself.
        """
        self._must_be_open()
        connection = await _Connection.open(self._path)
        try:
            await connection.call(partial(_copy, path=self._path, to=to))
        finally:
            await connection.close()

    @staticmethod
    async def copy(path: Path, to: Path, *, owner: str) -> None:
        """Write a copy of the database at `path` as `backup` does, without opening it for work.

        It stays as it is, also when a newer program would bring it to another version: a copy is
        what one makes before that. Another process may write meanwhile.

        Raises:
            StorageProblem: it is damaged, no database of ours, somebody else's, or nothing can be
                written in the folder of `to`.
        """
        connection = await _Connection.open(path)
        try:
            await connection.call(partial(check_owner, path=path, owner=owner))
            await connection.call(partial(_copy, path=path, to=to))
        finally:
            await connection.close()

    async def scrub(self) -> bool:
        """Rewrite the file without what was deleted, and empty the log that still holds it.

        What is deleted is overwritten at once (`secure_delete`), but rows that were moved when a
        page filled up leave copies of themselves where nothing points to: only writing the file
        anew is sure to leave them behind (tried: one address in 600 was still there). Returns
        False when it cannot be done now: another connection reads all the while, another process
        writes, or there is no room for a second copy. Nothing is lost by trying again.
        Writes wait meanwhile, about a second for 100 MB.
        """
        self._must_be_open()
        return await self._writer.call(_rewrite) and await self.empty_log()

    async def empty_log(self) -> bool:
        """Bring the write-ahead log into the file, and cut it to nothing.

        What was deleted or overwritten meanwhile stands in the log until then, however small the
        database is. Returns False when another connection reads all the while.
        """
        self._must_be_open()
        for _ in range(SCRUB_TRIES):
            if await self._writer.call(_empty_log):
                return True
            await asyncio.sleep(SCRUB_PAUSE_SECONDS)
        return False

    async def close(self) -> None:
        """Refuse new writes, finish those that wait, close every connection.

        Cancelled meanwhile, it refuses those that wait, and closes all the same.
        """
        self._closing = True
        try:
            await self._idle.wait()
        finally:
            # Also when whoever closes us loses patience: a connection left open hangs the exit.
            for connection in [*self._readers, self._writer]:
                await connection.close()

    def _must_be_open(self) -> None:
        if self._closing:
            raise DatabaseClosed

    def _start_writing(self) -> None:
        while self._writer.closed and self._waiting:
            _give(self._waiting.popleft().future, None, DatabaseClosed())
        if not self._waiting:
            self._idle.set()
            return
        writing = self._writer.call(partial(self._write_all, loop=asyncio.get_running_loop()))
        writing.add_done_callback(self._look_again)

    def _write_all(self, connection: sqlite3.Connection, loop: asyncio.AbstractEventLoop) -> None:
        """Commit what waits, batch after batch; runs in the thread of the writer.

        It fetches its work itself: a busy event loop takes its time to hand over the next batch.
        Meanwhile the loop only adds to the end of the queue. Who else asks the writer for
        something, to empty the log or to close, comes after the batch at hand.
        """
        while self._waiting and not self._writer.closed and self._writer.waiting() == 1:
            writes = [self._waiting.popleft() for _ in range(min(BATCH_WRITES, len(self._waiting)))]
            try:
                left_over = commit_together(connection, writes)
            except BaseException as failure:
                left_over = []
                for write in writes:
                    write.fail(failure)
            self._waiting.extendleft(reversed(left_over))
            done = writes[: len(writes) - len(left_over)]
            loop.call_soon_threadsafe(self._tell, done)

    def _tell(self, writes: list[Write]) -> None:
        for write in writes:
            for name in write.bells if write.committed else ():
                self.bell(name).set()
            _give(write.future, write.result, write.error)

    def _look_again(self, writing: "asyncio.Future[None]") -> None:
        writing.exception()
        asyncio.get_running_loop().call_soon(self._start_writing)


class _Connection:
    """One connection and the thread it lives in: the one place that reaches into aiosqlite.

    aiosqlite offers a coroutine for each single statement, each a hop into the thread and back.
    Its queue takes any function, so that a whole transaction is one hop.
    """

    def __init__(self, proxy: aiosqlite.Connection, connection: sqlite3.Connection) -> None:
        self._proxy = proxy
        self._connection = connection
        self._asked = 0
        self._answered = 0
        self.closed = False

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open a connection that leaves transactions to us."""
        proxy = await aiosqlite.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=512
        )
        return cls(proxy, proxy._conn)

    def waiting(self) -> int:
        """Return how many calls are not answered yet."""
        return self._asked - self._answered

    def call(self, fn: Callable[[sqlite3.Connection], T]) -> "asyncio.Future[T]":
        """Run `fn` in the thread, after all that was asked before, unless cancelled by then."""
        if self.closed:
            raise DatabaseClosed
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._proxy._tx.put_nowait((future, partial(self._answer, fn, future)))
        self._asked += 1
        return future

    def _answer(
        self, fn: Callable[[sqlite3.Connection], T], future: "asyncio.Future[T]"
    ) -> T | None:
        try:
            return None if future.cancelled() else fn(self._connection)
        except StopIteration as error:
            raise _carriable(error) from error
        finally:
            # Counted apart from `_asked`: each number is changed by one thread only.
            self._answered += 1

    async def close(self) -> None:
        """Close the connection after all that was asked before, and end its thread."""
        if not self.closed:
            self.closed = True
            await self._proxy.close()


def _set_up(connection: sqlite3.Connection, pragmas: tuple[str, ...]) -> None:
    for pragma in pragmas:
        connection.execute(pragma)


def _rewrite(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("VACUUM")
    except sqlite3.OperationalError:
        return False  # another process writes, or there is no room for a second copy
    return True


def _empty_log(connection: sqlite3.Connection) -> bool:
    # Who waits here holds up every write: readers are waited for outside, between the tries.
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(_PATIENT)
    return not busy


def _copy(connection: sqlite3.Connection, path: Path, to: Path) -> None:
    if to.resolve() == path.resolve():
        raise ValueError("a backup cannot replace the database itself")
    unfinished = to.with_name(f"{to.name}.part")
    prepare_file(unfinished)
    try:
        os.truncate(unfinished, 0)
        connection.execute("VACUUM INTO :file", {"file": str(unfinished)})
        with unfinished.open("rb") as copy:
            os.fsync(copy.fileno())
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)


def _give(future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if future.done():
        return  # who asked has gone
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(_carriable(error))


def _carriable(error: BaseException) -> BaseException:
    # A future refuses a StopIteration: it would end the coroutine that awaits it in silence.
    if not isinstance(error, StopIteration):
        return error
    wrapped = RuntimeError("a transaction ran out of an iterator")
    wrapped.__cause__ = error
    return wrapped
