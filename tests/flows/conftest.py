"""A running town: the real bot over HTTP, in a folder of its own."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app.play import open_playground
from bot.language.catalogue import Catalogues
from bot.settings import PLAYGROUND_TOKEN
from tests.flows.town import Town
from tests.playground.client import BareBot, Page


@pytest.fixture(autouse=True)
def no_words_are_missing(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens in a story, every text has words and every word its value."""
    yield
    faults = ("text missing", "text missing in a language", "value missing in a text")
    missing = [vars(one) for one in caplog.get_records("call") if one.getMessage() in faults]
    assert not [(one["msg"], one["key"], one["language"]) for one in missing]


@pytest.fixture(autouse=True)
def nothing_goes_wrong(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No story ends in an error of ours, even where nobody sees it."""
    yield
    wrong = [one for one in caplog.get_records("call") if one.levelno >= logging.ERROR]
    assert not [(one.name, one.getMessage(), one.exc_text) for one in wrong]


@pytest.fixture
async def town(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Town]:
    """The town with its cast, without Telegram's rates, so that a story takes seconds."""
    async with running_town(tmp_path, catalogues, pace=1000) as town:
        yield town


@asynccontextmanager
async def running_town(
    folder: Path, catalogues: Catalogues, *, pace: int, limits: bool = False
) -> AsyncIterator[Town]:
    """Open a town in a folder; `pace` is messages a second."""
    async with (
        open_playground(folder, pace=pace, limits=limits) as playground,
        Page(playground.url) as page,
        BareBot(playground.url, PLAYGROUND_TOKEN) as bot,
    ):
        yield Town(page, bot, catalogues, folder)
