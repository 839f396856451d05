"""How fast the storage writes and reads: `python -m benchmarks.storage [seconds]`.

Each writer is a task that writes one row, waits until that is committed, and writes the next.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

import uvloop

from bot.storage.database import Row, Tx
from bot.storage.sqlite import SqliteDatabase

TABLE = "CREATE TABLE notes (id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL, words TEXT);"

Work = Callable[[SqliteDatabase, int], Awaitable[object]]


def add(tx: Tx, person_id: int) -> int:
    """Add one row, as a press that is recorded does."""
    return tx.run(
        "INSERT INTO notes (person_id, words) VALUES (:person_id, :words)",
        {"person_id": person_id, "words": "a few words of a person"},
    )


def newest(tx: Tx) -> list[Row]:
    """Read ten rows."""
    return tx.all("SELECT * FROM notes ORDER BY id DESC LIMIT 10")


async def write_one(db: SqliteDatabase, number: int) -> object:
    """One write."""
    return await db.write(partial(add, person_id=number))


async def read_ten(db: SqliteDatabase, number: int) -> object:
    """One read of ten rows."""
    del number
    return await db.read(newest)


async def measure(db: SqliteDatabase, work: Work, *, tasks: int, seconds: float) -> list[float]:
    """Return how long each call took, in seconds, shortest first."""
    times: list[float] = []
    end = perf_counter() + seconds

    async def repeat(number: int) -> None:
        while (began := perf_counter()) < end:
            await work(db, number)
            times.append(perf_counter() - began)

    await asyncio.gather(*(repeat(number) for number in range(tasks)))
    return sorted(times)


def line(name: str, times: list[float], *, seconds: float) -> str:
    """Return one row of the table."""
    p50, p99 = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
    return (
        f"{name:<28}{len(times) / seconds:>12,.0f}{p50:>10.2f}{p99:>10.2f}{times[-1] * 1e3:>10.2f}"
    )


async def main(seconds: float) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        migrations = Path(folder, "migrations")
        migrations.mkdir()
        Path(migrations, "0001_notes.sql").write_text(TABLE)
        db = await SqliteDatabase.open(
            Path(folder, "bench.db"),
            owner="playground",
            migrations=migrations,
            now=datetime.now(UTC),
        )
        print(f"{'':<28}{'a second':>12}{'p50 ms':>10}{'p99 ms':>10}{'max ms':>10}")
        for tasks in (1, 8, 64, 256):
            times = await measure(db, write_one, tasks=tasks, seconds=seconds)
            print(line(f"writes, {tasks} at once", times, seconds=seconds))
        for tasks in (1, 8, 64):
            times = await measure(db, read_ten, tasks=tasks, seconds=seconds)
            print(line(f"reads of 10 rows, {tasks} at once", times, seconds=seconds))
        await db.close()


if __name__ == "__main__":
    uvloop.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0))
