"""A process that queues what is written down in a database, until it is done or killed.

`python -m tests.delivery.queued DATABASE`; it writes a line after each chunk.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

from bot.clock import ShiftedClock
from bot.delivery import queueing
from bot.delivery.queueing import Queueing
from bot.storage.database import Database
from bot.storage.outbox import BELL, is_enlisting
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON

CHUNK = 7


async def until_queued(db: Database, *, tell: bool = False) -> None:
    """Queue until nothing is to be queued any more; `tell` of each chunk, and wait for an answer.

    Nothing else goes on in this process meanwhile, but for a chunk that has begun.
    """
    task = Queueing(db, ShiftedClock(NOON))
    bell = db.bell(BELL)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(task.run())
        bell.clear()
        while await db.read(is_enlisting):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.05):
                    await bell.wait()
            if tell:
                os.write(1, b"chunk\n")
                os.read(0, 1)
            bell.clear()
        task.stop()


async def main(path: Path) -> None:
    for name in ("FIRST_CHUNK", "LEAST_CHUNK", "MOST_CHUNK"):
        setattr(queueing, name, CHUNK)
    db = await SqliteDatabase.open(
        path, owner="tests", migrations=HOME / "data" / "migrations", now=NOON
    )
    await until_queued(db, tell=True)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
