"""How a database is born, recognised and brought to the newest version, or refused."""

import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter, sleep
from typing import ClassVar

from bot.domain.clocktime import to_micros


class StorageProblem(Exception):  # noqa: N818 - the names below say what is wrong
    """The database cannot be opened; `key` and `values` are the one line to say about it."""

    key: ClassVar[str]

    def __init__(self, **values: str | int) -> None:
        super().__init__(", ".join(f"{name}={value}" for name, value in values.items()))
        self.values = values


class NewerDatabase(StorageProblem):
    """It stands at `version`, this program knows the versions up to `known`."""

    key = "storage.newer"


class WrongOwner(StorageProblem):
    """It was born for `owner`, and is opened for `wanted`."""

    key = "storage.wrong_owner"


class UnwritableFolder(StorageProblem):
    """Nothing can be written in `folder`: `reason` is the system's word for why."""

    key = "storage.unwritable"


class NotADatabase(StorageProblem):
    """The file at `path` is no database of ours, or is damaged."""

    key = "storage.not_a_database"


class DatabaseInUse(StorageProblem):
    """Another program has held the database at `path` for longer than we wait."""

    key = "storage.in_use"


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step; its statements run in one transaction."""

    version: int
    name: str
    sql: str


BIRTH_SECONDS = 2.0
"""How long we try again while another process brings the same database to life."""

_FILE_NAME = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)\.sql")

_BOOKS = (
    "CREATE TABLE schema_migrations ("
    " version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)",
    "CREATE TABLE stamp ("
    " id INTEGER PRIMARY KEY CHECK (id = 1), owner TEXT NOT NULL, born_at INTEGER NOT NULL)",
)


def prepare_file(path: Path) -> None:
    """Make sure that the file is there and can be written, readable by this account only.

    SQLite gives its `-wal` and `-shm` files the mode of the database.

    Raises:
        UnwritableFolder: the folder cannot be made, or nothing can be written in it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise UnwritableFolder(folder=str(path.parent), reason=str(error.strerror)) from error
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise UnwritableFolder(folder=str(path.parent), reason="EACCES")


def climb(
    connection: sqlite3.Connection, path: Path, folder: Path, *, owner: str, now: datetime
) -> None:
    """Bring the database behind `connection` to the newest version in `folder`.

    A new database is stamped for `owner` first. Leaves foreign keys off.

    Raises:
        StorageProblem: it is damaged, newer, somebody else's, locked, or cannot be written.
    """
    try:
        _climb(connection, path, folder, owner=owner, now=now)
    except sqlite3.DatabaseError as error:
        problem = _problem_of(error, path)
        if problem is None:
            raise
        raise problem from error


def check_owner(connection: sqlite3.Connection, path: Path, *, owner: str) -> None:
    """Make sure that the database behind `connection` is ours, of whatever version.

    Raises:
        StorageProblem: it is damaged, no database of ours, or somebody else's.
    """
    try:
        _check_health(connection, path)
        stamped = connection.execute("SELECT owner FROM stamp").fetchone()
    except sqlite3.DatabaseError as error:
        raise (_problem_of(error, path) or NotADatabase(path=str(path))) from error
    if stamped is None or stamped[0] != owner:
        raise WrongOwner(path=str(path), owner=stamped[0] if stamped else "nobody", wanted=owner)


def migrations_in(folder: Path) -> list[Migration]:
    """Return the migrations of `folder`, lowest version first.

    Raises:
        ValueError: a `.sql` file is not called `NNNN_name.sql`, or a number is missing or twice.
    """
    found = []
    for file in sorted(folder.glob("*.sql")):
        match = _FILE_NAME.fullmatch(file.name)
        if match is None:
            raise ValueError(f"not NNNN_name.sql: {file.name}")
        sql = file.read_text(encoding="utf-8")
        found.append(Migration(int(match["version"]), match["name"], sql))
    if [step.version for step in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"a number is missing or twice in {folder}")
    return found


def statements(sql: str) -> Iterator[str]:
    """Yield the statements of `sql` one by one.

    A semicolon in a string, a comment or a trigger's body ends nothing.
    """
    start = 0
    for end in (match.end() for match in re.finditer(";", sql)):
        if sqlite3.complete_statement(sql[start:end]):
            yield sql[start:end].strip()
            start = end
    if rest := sql[start:].strip():
        yield rest


def _climb(
    connection: sqlite3.Connection, path: Path, folder: Path, *, owner: str, now: datetime
) -> None:
    steps = migrations_in(folder)
    _check_health(connection, path)
    if _keep_a_log(connection) != "wal":
        raise UnwritableFolder(folder=str(path.parent), reason="no write-ahead log here")
    # Rebuilding a table that others point to is only possible with foreign keys off, and they
    # can only be switched outside a transaction; each step checks them itself before it commits.
    connection.execute("PRAGMA foreign_keys = OFF")
    _stamp(connection, path, owner=owner, now=now)
    version = _version(connection)
    if version > len(steps):
        raise NewerDatabase(path=str(path), version=version, known=len(steps))
    for step in steps[version:]:
        _apply(connection, step, now=now)


def _check_health(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise NotADatabase(path=str(path))
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    if tables and not {"schema_migrations", "stamp"} <= tables:
        raise NotADatabase(path=str(path))


def _keep_a_log(connection: sqlite3.Connection) -> str:
    patience_ends = perf_counter() + BIRTH_SECONDS
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or perf_counter() > patience_ends:
                raise
        # Two processes at the birth of a database: SQLite does not always wait for the other here.
        sleep(0.01)


def _stamp(connection: sqlite3.Connection, path: Path, *, owner: str, now: datetime) -> None:
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
            for table in _BOOKS:
                connection.execute(table)
            connection.execute(
                "INSERT INTO stamp (id, owner, born_at) VALUES (1, :owner, :now)",
                {"owner": owner, "now": to_micros(now)},
            )
        stamped = connection.execute("SELECT owner FROM stamp").fetchone()
        if stamped is None:
            raise NotADatabase(path=str(path))
        if stamped[0] != owner:
            raise WrongOwner(path=str(path), owner=stamped[0], wanted=owner)


def _version(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchone()
    return int(row[0])


def _apply(connection: sqlite3.Connection, step: Migration, *, now: datetime) -> None:
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if _version(connection) >= step.version:
            return  # another process, started at the same moment, was here first
        try:
            _run_statements(connection, step)
        except (sqlite3.Error, ValueError) as error:
            error.add_note(f"in migration {step.version:04}_{step.name}")
            raise
        connection.execute(
            "INSERT INTO schema_migrations (version, name, applied_at)"
            " VALUES (:version, :name, :now)",
            {"version": step.version, "name": step.name, "now": to_micros(now)},
        )


def _run_statements(connection: sqlite3.Connection, step: Migration) -> None:
    for statement in statements(step.sql):
        connection.execute(statement)
        if not connection.in_transaction:
            raise ValueError(f"it ends the transaction itself: {statement}")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise ValueError(f"it leaves {broken[0]} pointing to missing rows of {broken[2]}")


def _problem_of(error: sqlite3.DatabaseError, path: Path) -> StorageProblem | None:
    # The low byte is the error, the rest says more exactly which (SQLite, "result codes").
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return NotADatabase(path=str(path))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseInUse(path=str(path))
        case (
            sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_PERM
            | sqlite3.SQLITE_FULL
            | sqlite3.SQLITE_IOERR
        ):
            return UnwritableFolder(folder=str(path.parent), reason=error.sqlite_errorname)
    return None
