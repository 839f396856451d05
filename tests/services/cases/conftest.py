"""Coordinators of both sides, somebody who needs help, and volunteers of the North."""

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Person, Side
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.help import Community


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Community:
    return Community(db, clock, renderer)


@pytest.fixture
async def north(town: Community) -> Person:
    """Coordinates the North."""
    return await town.named("Aylin", Side.NORTH, Side.NORTH)


@pytest.fixture
async def south(town: Community) -> Person:
    """Coordinates the South."""
    return await town.named("Sevinj", Side.SOUTH, Side.SOUTH)


@pytest.fixture
async def gunel(town: Community) -> Person:
    """Needs help; of the North."""
    return await town.named("Gunel", Side.NORTH)


@pytest.fixture
async def nigar(town: Community, north: Person) -> Person:
    """A volunteer of the North."""
    return await town.volunteer("Nigar", confirmed_by=north)


@pytest.fixture
async def elnur(town: Community, north: Person) -> Person:
    """A volunteer of the North who is trusted with what is delicate."""
    return await town.volunteer("Elnur", confirmed_by=north, trusted=True)
