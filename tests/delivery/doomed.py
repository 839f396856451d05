"""A process that empties an outbox into its standard output until it is done or killed.

`python -m tests.delivery.doomed DATABASE OWNER`; each message is one line, `ADDRESS first` or
`ADDRESS again`, written before the answer is awaited: the server acts, then the answer may be lost.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.delivery.worker import Worker
from bot.domain.delivery import Outcome, Sent
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.language.rendered import Rendered
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON
from tests.recorder import NO_CHAT_LIMITS, RecorderChannel

ANSWER_SECONDS = 0.02
PER_SECOND = 300


class Pipe(RecorderChannel):
    """Tells the parent what has arrived, and answers a little later."""

    async def send(self, address: str, rendered: Rendered) -> Outcome:
        copy = "again" if rendered.html.startswith("<i>Sent again") else "first"
        os.write(1, f"{address} {copy}\n".encode())
        await asyncio.sleep(ANSWER_SECONDS)
        return Sent("m1")


async def main(path: Path, owner: str) -> None:
    clock = ShiftedClock(NOON)
    db = await SqliteDatabase.open(
        path, owner="tests", migrations=HOME / "data" / "migrations", now=NOON
    )
    renderer = Renderer(Catalogues.load(HOME / "locales"), clock)
    pacer = Pacer(per_second=PER_SECOND, chats=NO_CHAT_LIMITS)
    worker = Worker(db, {"telegram": Pipe()}, renderer, clock, pacer, owner=owner)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        await worker.idle()
        worker.stop()
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
