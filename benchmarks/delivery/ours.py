"""The bot as a process of its own, over a community of its own."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.delivery.community import NORTH, Ready
from benchmarks.delivery.processes import PYTHON, Child, Failed, Usage, cores
from benchmarks.delivery.remote import Server
from bot.settings import PLAYGROUND_TOKEN

HIGHEST_PACE = 1000
"""What settings allow; beyond it no limit is meant."""

FREE_PACE = 30
"""Messages a second that Telegram takes for nothing."""

LOOK_SECONDS = 0.05

_LEFT = """
SELECT EXISTS (SELECT 1 FROM deliveries WHERE state IN ('waiting', 'sending')
               AND action = 'send' AND broadcast_id IS NOT NULL)
"""

_STATES = """
SELECT state, COUNT(*) FROM deliveries
WHERE broadcast_id IS NOT NULL AND action = 'send' GROUP BY state
"""


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot while it runs."""

    child: Child
    database: Path
    ready: Ready
    server: Server

    def approve(self) -> None:
        """Let the second person press [Yes, send LIVE to …]."""
        self.server.press(NORTH, self.ready.approve)

    def usage(self) -> Usage:
        """Return what the process has taken."""
        return self.child.usage()

    async def settled(self) -> None:
        """Wait until all that was sent is written down."""
        async with asyncio.timeout(60):
            while self._ask(_LEFT)[0][0]:
                if not self.child.alive:
                    raise Failed("the bot has ended")
                await asyncio.sleep(LOOK_SECONDS)

    def ledger(self) -> dict[str, int]:
        """Return how many deliveries of broadcasts stand in each state."""
        return {str(state): int(n) for state, n in self._ask(_STATES)}

    def _ask(self, question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            return db.execute(question).fetchall()


@asynccontextmanager
async def running_bot(
    server: Server, ready: Ready, *, pace: int = FREE_PACE, paid: bool = False
) -> AsyncIterator[Bot]:
    """Run the bot on a copy of a community; it has started, and has nothing to do.

    `paid` lets alerts go beside that pace, 1,000 a second, for Stars.
    """
    with tempfile.TemporaryDirectory(dir=ready.database.parent) as name:
        database = Path(name, "korpu.db")
        shutil.copy(ready.database, database)
        with tempfile.TemporaryFile() as log:
            child = await Child.start(
                _command(pace),
                cores()[1],
                environment={
                    **server.environment,
                    **_environment(server, Path(name), pace, paid=paid),
                },
                log=log,
            )
            try:
                await child.calm()
                yield Bot(child, database, ready, server)
            except Failed as failed:
                log.seek(0)
                raise Failed(f"{failed}\n{log.read().decode()[-2000:]}") from None
            finally:
                await child.end()


def _command(pace: int) -> list[str]:
    if pace <= HIGHEST_PACE:
        return [PYTHON, "bot.py"]
    return [PYTHON, "-m", "benchmarks.delivery.drivers.korpu", str(pace)]


def _environment(server: Server, folder: Path, pace: int, *, paid: bool) -> dict[str, str]:
    return {
        "KORPU_BOT_TOKEN": PLAYGROUND_TOKEN,
        "KORPU_TELEGRAM_API": server.url,
        "KORPU_DATA_DIR": str(folder),
        "KORPU_PACE": str(min(pace, HIGHEST_PACE)),
        "KORPU_PAID_BROADCAST": "crisis" if paid else "off",
    }
