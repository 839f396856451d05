"""The list of commands in Telegram, and what it says of the bot before Start."""

import asyncio
import hashlib
from functools import partial
from typing import Any

import pytest

from bot.conversation.outgoing import ShowMenu
from bot.conversation.routes import Command
from bot.delivery.pacing import Pacer
from bot.domain.messages import text
from bot.language.reader import Reader
from bot.language.render import Renderer
from bot.storage.profile import note
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import Bots
from bot.telegram.menus import TELLS_APART, Menus, menu_calls
from bot.telegram.mouth import Mouth
from bot.telegram.profile import (
    ABOUT_LETTERS,
    DESCRIPTION_LETTERS,
    NAME_LETTERS,
    all_words,
    publish_profile,
)
from bot.telegram.sender import TelegramChannel
from handlers import ROUTES
from tests.telegram_edge.conftest import BotApi

LIMITS = {
    "name": NAME_LETTERS,
    "description": DESCRIPTION_LETTERS,
    "short_description": ABOUT_LETTERS,
}


class Account:
    """What a Bot API server keeps of a bot's texts, answered from as Telegram does."""

    def __init__(self, api: BotApi, **texts: str) -> None:
        self.kept = {(what, ""): words for what, words in texts.items()}
        self.asked: list[str] = []
        api.will_answer(self.answer)

    def answer(self, method: str, body: dict[str, Any]) -> Any:
        self.asked.append(method)
        code = body.get("language_code", "")
        for what in LIMITS:
            if method == f"setmy{what.replace('_', '')}":
                self.kept[what, code] = body[what]
                return True
            if method == f"getmy{what.replace('_', '')}":
                usual = self.kept.get((what, ""), "")
                return {what: self.kept.get((what, code), usual)}
        return True


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


async def test_a_chat_shows_the_commands_in_the_language_that_was_chosen(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    mouth = Mouth(TelegramChannel(bots.interactive), Pacer(), Menus(bots, ROUTES, renderer))

    await mouth.perform(ShowMenu("telegram:42", "azb"))

    [(path, body)] = api.asked
    assert path.lower().endswith("/setmycommands")
    assert body["scope"] == {"type": "chat", "chat_id": 42}
    assert "language_code" not in body
    words = {entry["command"]: entry["description"] for entry in body["commands"]}
    assert words["join"] == "قروپا قوْشولماق"
    assert "approvals" not in words


async def test_a_chat_goes_back_to_what_everybody_sees(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    await Menus(bots, ROUTES, renderer).show("telegram:42", "")

    [(path, body)] = api.asked
    assert path.lower().endswith("/deletemycommands")
    assert body == {"scope": {"type": "chat", "chat_id": 42}}


async def test_a_menu_that_cannot_be_changed_disturbs_nobody(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    api.will_refuse(400, "Bad Request: chat not found")

    await Menus(bots, ROUTES, renderer).show("telegram:42", "azb")

    assert len(api.asked) == 1


async def test_a_list_that_telegram_is_too_busy_to_change_is_changed_soon_to_the_last_choice(
    api: BotApi, bots: Bots, renderer: Renderer
) -> None:
    menus = Menus(bots, ROUTES, renderer)
    api.will_refuse(429, "Too Many Requests", retry_after=0)
    await menus.show("telegram:42", "azb")
    await menus.show("telegram:42", "de")
    assert len(api.asked) == 1
    taken = asyncio.Event()

    def take(_method: str, _body: dict[str, Any]) -> bool:
        taken.set()
        return True

    api.will_answer(take)
    catching_up = asyncio.create_task(menus.catch_up())
    await asyncio.wait_for(taken.wait(), 10)
    catching_up.cancel()

    [_, (_, body)] = api.asked
    words = {entry["command"]: entry["description"] for entry in body["commands"]}
    assert words["join"] == renderer.label(text("command.join"), Reader("de"))


def test_no_menu_is_published_for_a_code_that_telegram_does_not_take(renderer: Renderer) -> None:
    commands = [route for route in ROUTES if isinstance(route, Command)]

    codes = {call.get("language_code", "") for call in menu_calls(commands, renderer)}

    assert codes == {"", *TELLS_APART}
    assert all(len(code) in (0, 2) for code in codes)


def test_every_text_of_the_profile_fits(renderer: Renderer) -> None:
    for one in all_words(renderer):
        assert 0 < len(one.words) <= LIMITS[one.what], one


def test_who_uses_telegram_in_persian_or_in_another_language_finds_a_line_in_azb(
    renderer: Renderer,
) -> None:
    words = {(one.what, one.language): one.words for one in all_words(renderer)}

    for code in ("", "fa"):
        assert "قروپلار" in words["description", code]
        assert "قروپلار" in words["short_description", code]


async def test_the_profile_is_published_once_in_every_language(
    api: BotApi, bots: Bots, db: SqliteDatabase, renderer: Renderer
) -> None:
    account = Account(api, name="Körpü")
    await publish_profile(bots, db, renderer)

    kept = dict(account.kept)
    account.asked.clear()
    await publish_profile(bots, db, renderer)

    assert account.asked == []
    assert kept == {
        ("name", ""): "Körpü",
        **{(one.what, one.language): one.words for one in all_words(renderer)},
    }


async def test_a_bot_that_was_registered_under_another_name_keeps_it_everywhere(
    api: BotApi, bots: Bots, db: SqliteDatabase, renderer: Renderer
) -> None:
    account = Account(api, name="Berlin bridge")

    await publish_profile(bots, db, renderer)

    assert "setmyname" not in account.asked
    assert "setmydescription" in account.asked


async def test_what_the_operator_wrote_of_the_bot_stays_in_every_language(
    api: BotApi, bots: Bots, db: SqliteDatabase, renderer: Renderer
) -> None:
    account = Account(api, name="Körpü", description="Our own words")

    await publish_profile(bots, db, renderer)

    assert account.kept["description", ""] == "Our own words"
    assert "setmydescription" not in account.asked
    assert account.asked.count("setmyshortdescription") == 1 + len(TELLS_APART)


async def test_new_words_of_ours_take_the_place_of_our_old_ones_only(
    api: BotApi, bots: Bots, db: SqliteDatabase, renderer: Renderer
) -> None:
    account = Account(api, name="Körpü")
    await publish_profile(bots, db, renderer)
    ours = account.kept["description", "de"]
    for language, words in (("az", "Bizim sözlər"), ("de", "Alte Worte")):
        account.kept["description", language] = words
    await db.write(partial(note, what="description", language="az", digest=digest("Öz sözümüz")))
    await db.write(partial(note, what="description", language="de", digest=digest("Alte Worte")))

    await publish_profile(bots, db, renderer)

    assert account.kept["description", "az"] == "Bizim sözlər"
    assert account.kept["description", "de"] == ours


@pytest.mark.parametrize("status", [404, 429, 500])
async def test_a_server_without_profiles_disturbs_nobody(
    api: BotApi, bots: Bots, db: SqliteDatabase, renderer: Renderer, status: int
) -> None:
    api.will_refuse(status, "not now")

    await publish_profile(bots, db, renderer)

    assert len(api.asked) == 1
