"""What every test may ask for: a real database, a clock that stands, words, and a worker."""

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


@pytest.fixture
def clock() -> ShiftedClock:
    """Noon of the day before Novruz; it stands until it is moved."""
    return ShiftedClock(NOON)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """An empty database on the disk."""
    database = await SqliteDatabase.open(
        tmp_path / "korpu.db", owner="tests", migrations=HOME / "data" / "migrations", now=NOON
    )
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
