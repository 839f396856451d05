"""A playground that is open, and a room with screens before it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.app.play import open_playground
from bot.language.catalogue import Catalogues
from tests.browser_story.screens import Room, Words, album


@pytest.fixture
async def room(tmp_path: Path, browser: Browser, catalogues: Catalogues) -> AsyncIterator[Room]:
    """The cast before their screens, without Telegram's rates, so that the story takes seconds."""
    pictures = tmp_path / "pictures"
    async with open_playground(tmp_path / "play", pace=1000, limits=False) as playground:
        yield Room(browser, playground.url, Words(catalogues), album(pictures))
