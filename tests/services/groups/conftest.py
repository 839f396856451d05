"""A village with coordinators of both sides, and a guest who has never pressed Start."""

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Person, Side
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import RunWorker
from tests.services.groups.village import Village


@pytest.fixture
def village(
    db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer, run_worker: RunWorker
) -> Village:
    return Village(db, clock, renderer, run_worker)


@pytest.fixture
async def aylin(village: Village) -> Person:
    """Coordinates the North."""
    return await village.person(Side.NORTH, side=Side.NORTH, name="Aylin")


@pytest.fixture
async def savalan(village: Village) -> Person:
    """Coordinates the South."""
    return await village.person(Side.SOUTH, side=Side.SOUTH, name="Savalan")


@pytest.fixture
async def guest(village: Village) -> Person:
    """Has never pressed Start."""
    return await village.person(reachable=False)
