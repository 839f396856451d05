"""Lives of the bot that end as a power cut ends them: whole processes, born in a moment.

`python -m tests.delivery.doomed` reads all that the bot needs into memory once. For each line on
its standard input (a `Birth` in JSON) it forks a process that opens the database and runs the bot
on it, and writes two lines: its number when it is born, its exit status once it has ended.
"""

import asyncio
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.app.alone import alone
from bot.app.parts import run_bot
from bot.clock import SystemClock
from bot.delivery import queueing
from bot.delivery.budget import ChatLimits
from bot.language.catalogue import Catalogues
from bot.storage import enlistments, outbox
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import make_bots
from tests.conftest import HOME

TOKEN = "4000001:token-of-nobody"
STAMP = f"telegram:{TOKEN.partition(':')[0]}"
USERNAME = "doomed_bot"

NO_CHAT_LIMITS = ChatLimits(burst=10_000, seconds_between=0.001, group_per_minute=10_000)


@dataclass(frozen=True, slots=True)
class Birth:
    """On what a process runs: the database, the server, messages a second, and alerts a second
    that are paid for. More people than `large` are queued later, `chunk` at once; 0 leaves both
    as they are."""

    database: str
    api: str
    pace: int
    large: int = 0
    chunk: int = 0
    paid: int = 0

    def line(self) -> bytes:
        """Return the line that asks for it."""
        return json.dumps(asdict(self)).encode() + b"\n"


async def live(birth: Birth, words: Catalogues) -> None:
    """Run the bot until it is killed."""
    clock = SystemClock()
    path = Path(birth.database)
    db = await SqliteDatabase.open(
        path, owner=STAMP, migrations=HOME / "data" / "migrations", now=clock.now()
    )
    with alone(path):
        async with (
            make_bots(TOKEN, birth.api) as bots,
            run_bot(
                db,
                bots,
                clock,
                username=USERNAME,
                owners=frozenset(),
                pace=birth.pace,
                paid_per_second=birth.paid,
                chats=NO_CHAT_LIMITS,
                words=words,
            ),
        ):
            await _until_nobody_is_there()


async def _until_nobody_is_there() -> None:
    """Wait until whoever started us is gone: nothing is written to us while we live."""
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(0, gone.set)
    await gone.wait()


def _make_small(birth: Birth) -> None:
    if birth.large:
        enlistments.MOST_AT_ONCE = outbox.AT_ONCE = birth.large
    if birth.chunk:
        queueing.FIRST_CHUNK = queueing.LEAST_CHUNK = queueing.MOST_CHUNK = birth.chunk


def _run(birth: Birth, words: Catalogues) -> None:
    _make_small(birth)
    try:
        import uvloop

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    except ImportError:
        runner = asyncio.Runner()
    with runner:
        runner.run(live(birth, words))


def main() -> None:
    """Give birth for each line, one at a time."""
    words = Catalogues.load(HOME / "locales")
    while line := _read_line():
        number = os.fork()
        if not number:
            _run(Birth(**json.loads(line)), words)
            os._exit(0)
        print(number, flush=True)  # noqa: T201 - this is how it speaks
        _, status = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - as above


def _read_line() -> bytes:
    # The child's event loop has made the pipe that we share one that does not wait.
    os.set_blocking(0, True)
    return os.read(0, 65_536)


if __name__ == "__main__":
    main()
