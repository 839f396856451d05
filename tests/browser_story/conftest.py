"""A playground that is open, and a room with screens before it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app.play import open_playground
from bot.language.catalogue import Catalogues
from tests.browser_story.screens import Room, Words, album

BEGINNING = datetime(2027, 3, 18, 15, tzinfo=UTC)
"""A Thursday afternoon two days before Novruz: pictures do not change with the day of the run."""

PATIENCE_MS = 15_000
"""How long something may take to appear on a machine that has much else to do."""


@pytest.fixture
async def room(tmp_path: Path, browser: Browser, catalogues: Catalogues) -> AsyncIterator[Room]:
    """The cast before their screens, without Telegram's rates, so that the story takes seconds."""
    expect.set_options(timeout=PATIENCE_MS)
    data = tmp_path / "play"
    data.mkdir()
    # As if an earlier visit had moved the clock to this hour: it goes on from there.
    ahead = BEGINNING - datetime.now(UTC)
    (data / "playground-clock.txt").write_text(str(ahead.total_seconds()))
    async with open_playground(data, pace=1000, limits=False) as playground:
        sitting = Room(browser, playground.url, Words(catalogues), album(tmp_path / "pictures"))
        yield sitting
        await sitting.is_left()
