"""How SQLite runs transactions: a batch that commits together, and a look at what is committed.

Everything here runs in the thread of the connection it is given; nothing here awaits.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from types import MappingProxyType
from typing import Any, TypeVar

from bot.storage.database import Row, Tx, Values

T = TypeVar("T")

BATCH_SECONDS = 0.005
"""A batch takes no further function after this long: its first must not wait for its last."""

_NOTHING: Values = MappingProxyType({})


class NotCommitted(Exception):  # noqa: N818 - says what happened, and that it will not happen later
    """The transaction could not begin or commit: nothing of it is stored, nothing will be."""


class SqliteTx:
    """A transaction on one connection; see `bot.storage.database.Tx`. Rows are plain dicts."""

    __slots__ = ("_connection", "rung")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.rung: set[str] = set()

    def all(self, sql: str, values: Values = _NOTHING) -> list[Row]:
        """Return every row."""
        cursor = self._execute(sql, values)
        names = _names(cursor)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def lot(self, sql: str, columns: str, values: Values = _NOTHING) -> list[Row]:
        """Return these columns of every row, numbers and texts; for many it costs less than `all`.

        SQLite gives the interpreter away before each row and waits for it after: beside a busy
        event loop that is up to 5 ms a row. So all rows come as one text.
        """
        one_text = f"SELECT json_group_array(json_array({columns})) FROM ({sql})"  # noqa: S608
        (rows,) = self._execute(one_text, values).fetchone()
        names = columns.split(", ")
        return [dict(zip(names, row, strict=True)) for row in json.loads(rows)]

    def one(self, sql: str, values: Values = _NOTHING) -> Row | None:
        """Return the first row, or None; the rest is read and dropped."""
        cursor = self._execute(sql, values)
        first = cursor.fetchone()
        if first is None:
            return None
        # Only at its end is a statement with RETURNING sure to have done everything.
        cursor.fetchall()
        return dict(zip(_names(cursor), first, strict=True))

    def run(self, sql: str, values: Values = _NOTHING) -> int:
        """Run a statement; return how many rows it changed, not counting triggers and cascades."""
        before = self._connection.total_changes
        changed = self._execute(sql, values).rowcount
        if changed >= 0:
            return changed
        # The driver does not count for a statement that begins with WITH.
        if self._connection.total_changes == before:
            return 0
        return int(self._connection.execute("SELECT changes()").fetchone()[0])

    def many(self, sql: str, values: Iterable[Values]) -> None:
        """Run a statement once for each set of values."""
        self._must_be_open()
        self._connection.executemany(sql, values)

    def together(
        self, sql: str, columns: str, rows: Sequence[Sequence[object]], values: Values = _NOTHING
    ) -> int:
        """Run one statement for all of `rows`, which it sees as the table `given (columns)`;
        return how many rows it changed. They are numbers and texts, and go over as one text for
        the reason that `lot` has."""
        places = ", ".join(f"value ->> {place}" for place in range(columns.count(",") + 1))
        given = f"WITH given ({columns}) AS (SELECT {places} FROM json_each(:given))"  # noqa: S608
        return self.run(f"{given} {sql}", {**values, "given": json.dumps(rows)})

    def ring(self, bell: str) -> None:
        """Ring `bell` once this transaction is committed."""
        self.rung.add(bell)

    def _execute(self, sql: str, values: Values) -> sqlite3.Cursor:
        self._must_be_open()
        # The driver takes an empty mapping proxy for a sequence and refuses it.
        return self._connection.execute(sql, values or {})

    def _must_be_open(self) -> None:
        # Some errors (a full disk) end the whole transaction. A function that went on after one
        # would commit every further statement by itself.
        if not self._connection.in_transaction:
            raise RuntimeError("this transaction is over")


@dataclass(slots=True, eq=False)
class Write:
    """A function that waits for the writer, and what became of it."""

    fn: Callable[[Tx], Any]
    future: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None
    bells: Iterable[str] = ()
    committed: bool = False

    def fail(self, cause: BaseException) -> None:
        """Say that it was not stored, unless it has failed by itself or stands already."""
        if self.error is None and not self.committed:
            self.error = NotCommitted(f"not stored: {cause}")
            self.error.__cause__ = cause


def commit_together(connection: sqlite3.Connection, writes: list[Write]) -> list[Write]:
    """Run `writes` in one transaction, a savepoint each; return those there was no time for.

    Those cancelled by now are left out. If BEGIN or COMMIT fails, all fail. If a statement rolled
    everything back, its function fails and the others are run again, each in its own transaction.
    """
    try:
        _begin(connection)
    except sqlite3.Error as error:
        for write in writes:
            write.fail(error)
        return []
    deadline = perf_counter() + BATCH_SECONDS
    tried: list[Write] = []
    for position, write in enumerate(writes):
        if tried and perf_counter() > deadline:
            _commit(connection, tried)
            return writes[position:]
        if write.future.cancelled():
            continue
        tried.append(write)
        _attempt(connection, write)
        if not connection.in_transaction:
            innocent = [other for other in tried if other.error is None] + writes[position + 1 :]
            _run_alone(connection, innocent)
            return []
    _commit(connection, tried)
    return []


def look(connection: sqlite3.Connection, fn: Callable[[Tx], T]) -> T:
    """Run `fn` on one snapshot of what is committed."""
    tx = SqliteTx(connection)
    connection.execute("BEGIN")
    try:
        result = fn(tx)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if tx.rung:
        raise RuntimeError(f"a read cannot ring {sorted(tx.rung)}")
    return result


def _names(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description or ()]


def _begin(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    # IMMEDIATE: a deferred transaction that upgrades to writing fails at once when another process
    # writes, whatever busy_timeout says (SQLite, "busy handler").
    connection.execute("BEGIN IMMEDIATE")


def _attempt(connection: sqlite3.Connection, write: Write) -> None:
    tx = SqliteTx(connection)
    try:
        connection.execute("SAVEPOINT one_write")
        write.result = write.fn(tx)
        connection.execute("RELEASE one_write")
    except BaseException as error:
        write.error = error
        _undo(connection)
    else:
        write.bells = tx.rung


def _undo(connection: sqlite3.Connection) -> None:
    if not connection.in_transaction:
        return
    try:
        connection.execute("ROLLBACK TO one_write")
        connection.execute("RELEASE one_write")
    except sqlite3.Error:
        connection.execute("ROLLBACK")


def _commit(connection: sqlite3.Connection, writes: list[Write]) -> None:
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for write in writes:
            write.fail(error)
        return
    for write in writes:
        write.committed = write.error is None


def _run_alone(connection: sqlite3.Connection, writes: list[Write]) -> None:
    for write in writes:
        commit_together(connection, [write])
