"""The contract of a database: a transaction is a plain function that gets a `Tx`."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Row = Mapping[str, Any]
Values = Mapping[str, Any]
NONE: Values = MappingProxyType({})


class Tx(Protocol):
    """What a transaction may do. Statements use `:name` for their values."""

    def all(self, sql: str, values: Values = NONE) -> list[Row]:
        """Return every row."""
        ...

    def lot(self, sql: str, columns: str, values: Values = NONE) -> list[Row]:
        """Return these columns of every row, numbers and texts; for many it costs less than
        `all`."""
        ...

    def one(self, sql: str, values: Values = NONE) -> Row | None:
        """Return the first row, or None."""
        ...

    def run(self, sql: str, values: Values = NONE) -> int:
        """Run a statement; return how many rows it changed."""
        ...

    def many(self, sql: str, values: Iterable[Values]) -> None:
        """Run a statement once for each set of values."""
        ...

    def together(
        self, sql: str, columns: str, rows: Sequence[Sequence[object]], values: Values = NONE
    ) -> int:
        """Run one statement for all of `rows`, which it sees as the table `given (columns)`;
        return how many rows it changed. They are numbers and texts."""
        ...

    def ring(self, bell: str) -> None:
        """Ring `bell` (see `Database.bell`) once this transaction is committed."""
        ...


class Database(Protocol):
    """SQLite today; PostgreSQL behind the same functions.

    A function given to `write` or `read` has no side effects, awaits nothing and may run again.
    """

    async def write(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in a transaction of the one writer and return its result once committed."""
        ...

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` on a reading connection; it sees only what is committed."""
        ...

    def bell(self, name: str) -> asyncio.Event:
        """Return the event that is set after each commit that rang `name`: `outbox`, `sweep`."""
        ...

    async def scrub(self) -> bool:
        """Take what was deleted off the disk; return False when somebody still reads it."""
        ...

    async def empty_log(self) -> bool:
        """Empty the log that still holds what was deleted since; return False when somebody
        reads it all the while."""
        ...

    async def close(self) -> None:
        """Refuse new writes, finish those that wait, close every connection."""
        ...
