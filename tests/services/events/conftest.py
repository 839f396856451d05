"""The town, and a coordinator of its North."""

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Person, Side
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.events.town import Town


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Town:
    town = Town(db, clock, renderer)
    await town.open_groups()
    return town


@pytest.fixture
async def leyla(town: Town) -> Person:
    """Coordinates the North."""
    return await town.person(Side.NORTH, Side.NORTH)
