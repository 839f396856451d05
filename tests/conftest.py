"""What every test may ask for: a real database, a clock that stands, words, and a worker."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.delivery.channel import Channel
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.recorder import working

HOME = Path(__file__).parent.parent
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)

RunWorker = Callable[[Channel], Awaitable[None]]

KILLS_PROPERTY = "kills"
"""Under it a test notes how often it killed the bot."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how often the bot was killed, with however many workers."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    noted = [
        value for it in reports for name, value in it.user_properties if name == KILLS_PROPERTY
    ]
    if noted:
        terminalreporter.write_line(f"The bot was killed {sum(map(int, noted))} times.")


@pytest.fixture
def clock() -> ShiftedClock:
    """Noon of the day before Novruz; it stands until it is moved."""
    return ShiftedClock(NOON)


async def open_database(file: Path) -> SqliteDatabase:
    """Open the tests' own database; a new one is brought up to date first."""
    return await SqliteDatabase.open(
        file, owner="tests", migrations=HOME / "data" / "migrations", now=NOON
    )


@pytest.fixture(scope="session")
def newborn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database as it stands after all migrations: a copy of it is there at once."""
    file = tmp_path_factory.mktemp("newborn") / "korpu.db"

    async def bear() -> None:
        await (await open_database(file)).close()

    asyncio.run(bear())
    return file


@pytest.fixture
async def db(newborn: Path, tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """An empty database on the disk."""
    database = await open_database(Path(shutil.copy(newborn, tmp_path / "korpu.db")))
    yield database
    await database.close()


@pytest.fixture(scope="session")
def catalogues() -> Catalogues:
    """The words of the repository, read once."""
    return Catalogues.load(HOME / "locales")


@pytest.fixture
def renderer(catalogues: Catalogues, clock: ShiftedClock) -> Renderer:
    """The words of the repository, at the hour of `clock`."""
    return Renderer(catalogues, clock)


@pytest.fixture
def run_worker(db: SqliteDatabase, renderer: Renderer, clock: ShiftedClock) -> RunWorker:
    """Carry out all that is due, through the channel given: `await run_worker(recorder)`."""

    async def run(channel: Channel) -> None:
        async with working(db, channel, renderer, clock) as worker:
            await worker.idle()

    return run
