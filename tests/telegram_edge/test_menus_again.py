"""The list of commands in single chats, renewed once after a new release."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.conversation.routes import Command, Route
from bot.language.render import Renderer
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import Bots
from bot.telegram.menus import Menus
from bot.telegram.menus_again import TRIES, renew_menus
from handlers import ROUTES
from tests.conftest import NOON
from tests.telegram_edge.conftest import BotApi

FORMER: Sequence[Route] = [
    one for one in ROUTES if not (isinstance(one, Command) and one.name == "find")
]
"""What people could say before there was a search."""


async def known(db: SqliteDatabase, *languages: str, reachable: bool = True) -> None:
    """Let people be known, one of each of these languages; the first is `telegram:101`."""

    def add(tx: Tx) -> None:
        begin = len(tx.all("SELECT id FROM people"))
        for number, language in enumerate(languages, start=begin + 101):
            address = f"telegram:{number}"
            people.register(tx, address, language=language, now=NOON)
            people.set_reachable(tx, address, reachable=reachable, reason=None, now=NOON)

    await db.write(add)


def chats(api: BotApi) -> list[int]:
    return [body["scope"]["chat_id"] for _, body in api.asked]


@pytest.fixture
def menus(bots: Bots, renderer: Renderer) -> Menus:
    return Menus(bots, ROUTES, renderer)


async def test_who_reads_azb_is_shown_the_new_list_and_nobody_else(
    api: BotApi, db: SqliteDatabase, menus: Menus
) -> None:
    await known(db, "azb", "az", "fa", "azb")

    await renew_menus(db, menus, between=0)

    assert chats(api) == [101, 104]
    words = {entry["command"]: entry["description"] for entry in api.asked[0][1]["commands"]}
    assert words["join"] == "قروپا قوْشولماق"


async def test_it_is_not_done_again_at_the_next_start(
    api: BotApi, db: SqliteDatabase, menus: Menus
) -> None:
    await known(db, "azb", "azb")
    await renew_menus(db, menus, between=0)
    await known(db, "azb")

    await renew_menus(db, menus, between=0)

    assert chats(api) == [101, 102, 103]


async def test_a_release_with_other_commands_shows_them_to_everybody_once(
    api: BotApi, bots: Bots, db: SqliteDatabase, renderer: Renderer, menus: Menus
) -> None:
    await known(db, "azb", "azb")
    await renew_menus(db, Menus(bots, FORMER, renderer), between=0)

    await renew_menus(db, menus, between=0)

    assert chats(api) == [101, 102, 101, 102]
    assert "find" not in str(api.asked[0])
    assert "find" in str(api.asked[2])


async def test_a_start_that_was_cut_short_is_gone_on_with(
    api: BotApi, db: SqliteDatabase, menus: Menus
) -> None:
    await known(db, "azb")
    await renew_menus(db, menus, between=0)
    await known(db, "azb", "azb")
    api.arrived.clear()
    api.gate.clear()
    cut_short = asyncio.create_task(renew_menus(db, menus, between=0))
    await api.arrived.wait()
    cut_short.cancel()
    await asyncio.wait({cut_short})
    api.gate.set()

    await renew_menus(db, menus, between=0)

    assert chats(api) == [101, 102, 102, 103]


async def test_who_cannot_be_written_to_or_has_blocked_the_bot_holds_up_nobody(
    api: BotApi, db: SqliteDatabase, menus: Menus
) -> None:
    await known(db, "azb", reachable=False)
    await known(db, "azb", "azb")
    api.will_refuse(403, "Forbidden: bot was blocked by the user")

    await renew_menus(db, menus, between=0)

    assert chats(api) == [102, 103]


async def test_a_server_that_is_down_is_left_alone_until_the_next_start(
    api: BotApi, db: SqliteDatabase, menus: Menus
) -> None:
    await known(db, "azb", "azb")
    api.will_refuse(500, "Internal Server Error")
    await renew_menus(db, menus, between=0)
    assert chats(api) == [101] * TRIES

    api.will_say(True)
    await renew_menus(db, menus, between=0)

    assert chats(api)[TRIES:] == [101, 102]
