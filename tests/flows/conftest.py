"""A running town: the real bot over HTTP, in a folder of its own."""

import io
import json
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.app.play import open_playground
from bot.language.catalogue import Catalogues
from bot.logs import start_logging
from bot.settings import PLAYGROUND_TOKEN
from bot.storage.transactions import look
from tests.conftest import HOME
from tests.delivery.ledger import untrue
from tests.flows.town import Town
from tests.playground.client import BareBot, Page

CAST = json.loads((HOME / "data" / "seeds" / "playground.json").read_text("utf-8"))

SECRETS = (
    PLAYGROUND_TOKEN,
    PLAYGROUND_TOKEN.partition(":")[2],
    *(one["first_name"] for one in CAST["people"]),
    *(one["username"] for one in CAST["people"] if one["username"]),
    *(one["title"] for one in CAST["groups"]),
    *("Söhbət", "Şeir", "Kitabxana", "Kafe", "زلزله", "Tabriz", "Burada", "Liftdən", "/newevent"),
)
"""What must not stand in a log: the token, names, and words that people write in the stories."""

TELEGRAM_NUMBERS = re.compile(r"(?<![\d.:-])(?:10(?:0[1-9]|1[0-2])|-?100\d{10})(?![\d.:])")
"""The ids of the cast and of their groups."""


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


@pytest.fixture(autouse=True)
def the_ledgers_are_true(tmp_path: Path) -> Iterator[None]:
    """After every story each broadcast accounts for its whole audience, and no state lies."""
    yield
    for file in tmp_path.glob("*.db"):
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            assert look(db, untrue) == []


@pytest.fixture(autouse=True)
def the_log_is_discreet() -> Iterator[None]:
    """The log of every story, as an operator would keep it, names nobody and quotes nobody."""
    root, log = logging.getLogger(), io.StringIO()
    kept, level = list(root.handlers), root.level
    start_logging("json")
    [ours] = root.handlers
    assert isinstance(ours, logging.StreamHandler)
    ours.setStream(log)
    root.handlers += kept
    try:
        yield
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    said = [one for one in SECRETS if one in log.getvalue()]
    numbers = TELEGRAM_NUMBERS.findall(log.getvalue())
    assert not said + numbers, log.getvalue()


@pytest.fixture
async def town(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Town]:
    """The town with its cast, without Telegram's rates, so that a story takes seconds."""
    async with running_town(tmp_path, catalogues, pace=1000) as town:
        yield town


@pytest.fixture
async def slow_town(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Town]:
    """A town with a crowd, where messages leave one by one."""
    async with running_town(tmp_path, catalogues, pace=15) as town:
        await town.page.crowd(80, safe=0, help=0, can=0, block=0, silent=1)
        yield town


@asynccontextmanager
async def running_town(
    folder: Path, catalogues: Catalogues, *, pace: int, paid: int = 0, limits: bool = False
) -> AsyncIterator[Town]:
    """Open a town in a folder; `pace` is messages a second, besides `paid` alerts for Stars."""
    async with (
        open_playground(
            folder, pace=pace, paid_per_second=paid, limits=limits, words=catalogues
        ) as playground,
        Page(playground.url) as page,
        BareBot(playground.url, PLAYGROUND_TOKEN) as bot,
    ):
        yield Town(page, bot, catalogues, folder)
