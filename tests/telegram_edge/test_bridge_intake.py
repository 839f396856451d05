"""The intake shows each update to the bridges: in memory, once, when its batch is stored."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.conversation.router import Router
from bot.delivery.pacing import Pacer
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import make_bots
from bot.telegram.intake import Intake
from bot.telegram.menus import Menus
from bot.telegram.mouth import Mouth
from bot.telegram.sender import TelegramChannel
from handlers import ROUTES
from tests.bridging import NORTH, Village
from tests.recorder import NO_CHAT_LIMITS
from tests.telegram_edge.bridge_span import Span, make_span
from tests.telegram_edge.updating import Json, Telegram, says, telegram


@pytest.fixture
async def api(db: SqliteDatabase, tmp_path: Path) -> AsyncIterator[Telegram]:
    async with telegram(tmp_path / "korpu.db") as stage:
        yield stage


@pytest.fixture
async def overheard(
    api: Telegram, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer
) -> AsyncIterator[list[Json]]:
    """What a running intake has shown to the bridges."""
    heard: list[Any] = []
    async with make_bots("123456:token", api.address) as bots, asyncio.TaskGroup() as tasks:
        services = make_services(db, clock, owners=frozenset())
        mouth = Mouth(
            TelegramChannel(bots.interactive),
            Pacer(per_second=10_000, chats=NO_CHAT_LIMITS),
            Menus(bots, ROUTES, renderer),
        )
        router = Router(ROUTES, services, renderer, clock, bot="korpu")
        intake = Intake(bots, db, router, mouth, clock, overhear=heard.append)
        tasks.create_task(intake.run())
        yield heard
        intake.stop()


def in_group(number: int, words: str) -> Json:
    update = says(number, 5, words)
    update["message"]["chat"] = {"id": NORTH, "type": "supergroup", "title": "x"}
    return update


async def test_words_between_people_are_overheard_and_not_stored(
    api: Telegram, overheard: list[Json], db: SqliteDatabase
) -> None:
    edited = {"update_id": 12, "edited_message": in_group(12, "between us, newer")["message"]}

    await api.bring(in_group(10, "between us"), says(11, 5, "/help"), edited)
    await api.until_confirmed(12)

    assert [update["update_id"] for update in overheard] == [10, 11, 12]
    rows = await db.read(lambda tx: tx.all("SELECT number, payload FROM inbox"))
    assert [row["number"] for row in rows] == [11]
    assert "between us" not in str([dict(row) for row in rows])


async def test_a_malformed_message_in_a_tied_topic_is_passed_over(
    db: SqliteDatabase,
    clock: ShiftedClock,
    renderer: Renderer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    span: Span = await make_span(db, clock, renderer)
    village: Village = span.village
    broken: list[Any] = [
        {"update_id": 1, "message": "words"},
        {"update_id": 2, "message": {"chat": 5}},
        {"update_id": 3, "message": {**village.message("Leyla", 3, NORTH), "text": 5}},
        {"update_id": 4, "message": village.message("Leyla", 4, NORTH, text="a", entities=[5])},
        {"update_id": 5, "message": village.message("Leyla", 5, NORTH, photo=5)},
        {"update_id": 6, "message": village.message("Leyla", 6, NORTH, reply_to_message=[])},
    ]

    with caplog.at_level(logging.WARNING):
        async with span.carrying():
            span.hear(*broken, village.says("Leyla", 7, "Whole"))
            await span.until(lambda: "Whole" in "".join(span.telegram.words(-1002)))

    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
