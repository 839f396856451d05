"""A playground on a free port, with a clock that stands until it is moved."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.playground import Hooks, Playground
from tests.playground.client import BareBot, Page

TOKEN = "1:playground"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

ANNA, BORIS, CIRO, NEW = 101, 102, 103, 104
"""Anna runs the groups, Boris and Ciro have started the bot, New has not."""

CLUB = -1001000000001
"""A supergroup of Anna's, where Boris is a member and the bot an administrator."""

KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


def seed_plan() -> dict[str, Any]:
    def person(identifier: int, name: str, **more: Any) -> dict[str, Any]:
        return {"id": identifier, "first_name": name, "zone": "Europe/Berlin", **more}

    return {
        "bot": {"username": "TryBot", "first_name": "Try"},
        "people": [
            person(ANNA, "Anna", username="anna", started=True),
            person(BORIS, "Boris", language_code="ru", started=True),
            person(CIRO, "Ciro", started=True),
            person(NEW, "New"),
        ],
        "groups": [
            {
                "id": CLUB,
                "title": "Club",
                "type": "supergroup",
                "creator": ANNA,
                "administrators": [],
                "members": [BORIS],
            }
        ],
        "notes": ["a note"],
    }


class Ground:
    """A folder, a clock, and the playgrounds started there one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ShiftedClock(NOON)
        self.seed = folder / "seed.json"
        self.seed.write_text(json.dumps(seed_plan()), encoding="utf-8")
        self.due: datetime | None = None
        self.resets = 0
        self.told: list[dict[str, Any]] = []
        self.running: Playground | None = None

    def hooks(self) -> Hooks:
        return Hooks(
            now=self.clock.now,
            shift=self.shift,
            next_due=self.next_due,
            reset=self.reset,
            crowd=self.hear,
        )

    async def start(self, *, limits: bool = False, fresh: bool = False) -> Playground:
        self.running = await Playground.start(
            port=0,
            token=TOKEN,
            folder=self.folder / "var",
            seed=self.seed,
            hooks=self.hooks(),
            limits=limits,
            fresh=fresh,
        )
        return self.running

    async def stop(self) -> None:
        if self.running is not None:
            await self.running.stop()
            self.running = None

    async def shift(self, seconds: float) -> None:
        self.clock.forward(timedelta(seconds=seconds))

    async def next_due(self) -> datetime | None:
        return self.due

    async def reset(self) -> None:
        self.resets += 1

    async def hear(self, people: list[dict[str, Any]]) -> None:
        self.told.extend(people)


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    made = Ground(tmp_path)
    yield made
    await made.stop()


@pytest.fixture
async def playground(ground: Ground) -> Playground:
    return await ground.start()


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[Page]:
    async with Page(playground.url) as page:
        yield page


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[BareBot]:
    async with BareBot(playground.url, TOKEN) as bot:
        yield bot
