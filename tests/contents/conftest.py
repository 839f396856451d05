"""A gallery before a playground."""

import pytest

from bot.language.render import Renderer
from bot.playground import Playground
from bot.storage.sqlite import SqliteDatabase
from tests.contents.gallery import Gallery
from tests.playground.client import Page
from tests.playground.conftest import Ground, bot, ground, page, playground

__all__ = ["bot", "ground", "page", "playground"]


@pytest.fixture
async def gallery(
    ground: Ground,
    playground: Playground,
    page: Page,
    renderer: Renderer,
    db: SqliteDatabase,
) -> Gallery:
    """A bot that hands back what it is handed, and knows Anna and Boris."""
    made = Gallery(ground, db, renderer, playground, page)
    await made.meet()
    return made
