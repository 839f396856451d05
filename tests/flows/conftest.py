"""A running town: the real bot over HTTP, in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.play import open_playground
from bot.language.catalogue import Catalogues
from bot.settings import PLAYGROUND_TOKEN
from tests.flows.town import Town
from tests.playground.client import BareBot, Page


@pytest.fixture
async def town(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Town]:
    """The town with its cast, without Telegram's rates, so that a story takes seconds."""
    async with (
        open_playground(tmp_path, pace=1000, limits=False) as playground,
        Page(playground.url) as page,
        BareBot(playground.url, PLAYGROUND_TOKEN) as bot,
    ):
        yield Town(page, bot, catalogues, tmp_path)
