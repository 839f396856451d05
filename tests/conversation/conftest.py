"""A town whose people talk with the bot, without any channel."""

import pytest

from bot.clock import ShiftedClock
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.conversation.talk import Town


@pytest.fixture
def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Town:
    return Town(db, clock, renderer)
