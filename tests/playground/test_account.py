"""What the bot says about itself: its menu of commands, its names."""

from typing import Any

import pytest

from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CLUB, NEW


def menu(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"does {name}"} for name in names]


async def test_the_bot_knows_itself(bot: BareBot) -> None:
    me = await bot.call("getMe")

    assert (me["id"], me["is_bot"], me["first_name"], me["username"]) == (1, True, "Try", "TryBot")
    assert me["can_read_all_group_messages"] is False


async def test_methods_are_found_in_any_case(bot: BareBot) -> None:
    assert await bot.call("GETME") == await bot.call("getme")


async def test_a_menu_is_seen_in_ones_own_language(page: Page, bot: BareBot) -> None:
    await bot.call("setMyCommands", commands=menu("start"))
    await bot.call("setMyCommands", commands=menu("nachalo"), language_code="ru")

    assert await page.commands(ANNA) == menu("start")
    assert await page.commands(BORIS) == menu("nachalo")


async def test_the_narrowest_scope_wins(page: Page, bot: BareBot) -> None:
    scopes: list[dict[str, Any]] = [
        {"type": "default"},
        {"type": "all_private_chats"},
        {"type": "chat", "chat_id": ANNA},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat_member", "chat_id": CLUB, "user_id": BORIS},
    ]
    seen = []
    for number, scope in enumerate(scopes):
        await bot.call("setMyCommands", commands=menu(f"c{number}"), scope=scope)
        everywhere = [
            await page.commands(ANNA),
            await page.commands(BORIS),
            await page.commands(ANNA, CLUB),
            await page.commands(BORIS, CLUB),
        ]
        seen.append([one[0]["command"] for one in everywhere])

    assert seen == [
        ["c0", "c0", "c0", "c0"],
        ["c1", "c1", "c0", "c0"],
        ["c2", "c1", "c0", "c0"],
        ["c2", "c1", "c3", "c3"],
        ["c2", "c1", "c4", "c3"],
        ["c2", "c1", "c4", "c5"],
    ]


async def test_a_deleted_menu_uncovers_the_wider_one(page: Page, bot: BareBot) -> None:
    scope = {"type": "chat", "chat_id": ANNA}
    await bot.call("setMyCommands", commands=menu("wide"))
    await bot.call("setMyCommands", commands=menu("narrow"), scope=scope)
    narrow = await bot.call("getMyCommands", scope=scope)

    await bot.call("deleteMyCommands", scope=scope)

    assert narrow == menu("narrow")
    assert await page.commands(ANNA) == menu("wide")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"commands": menu("a"), "language_code": "azb"}, "invalid language code specified"),
        ({"commands": menu("a"), "language_code": "A"}, "invalid language code specified"),
        ({"commands": menu("a b")}, "BOT_COMMAND_INVALID"),
        ({"commands": menu("گلن")}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a"}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": menu(*(f"c{n}" for n in range(101)))}, "BOT_COMMANDS_TOO_MUCH"),
        ({}, "can't parse commands JSON object"),
        (
            {"commands": menu("a"), "scope": {"type": "moon"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
        ({"commands": menu("a"), "scope": {"type": "chat", "chat_id": NEW}}, "chat not found"),
    ],
)
async def test_a_wrong_menu_is_refused(
    bot: BareBot, parameters: dict[str, Any], words: str
) -> None:
    assert await bot.refusal("setMyCommands", **parameters) == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("method", "field", "longest"),
    [
        ("MyName", "name", 64),
        ("MyDescription", "description", 512),
        ("MyShortDescription", "short_description", 120),
    ],
)
async def test_names_and_descriptions_have_languages_and_lengths(
    bot: BareBot, method: str, field: str, longest: int
) -> None:
    await bot.call(f"set{method}", **{field: "for all"})
    await bot.call(f"set{method}", **{field: "a" * longest, "language_code": "az"})

    too_long = await bot.refusal(f"set{method}", **{field: "a" * (longest + 1)})

    assert (await bot.call(f"get{method}"))[field] == "for all"
    assert (await bot.call(f"get{method}", language_code="az"))[field] == "a" * longest
    assert (await bot.call(f"get{method}", language_code="ru"))[field] == "for all"
    assert too_long.endswith("is too long")
    assert await bot.refusal(f"set{method}", language_code="azb") == (
        "Bad Request: invalid language code specified"
    )


async def test_the_page_shows_the_name_that_the_bot_has_chosen(page: Page, bot: BareBot) -> None:
    await bot.call("setMyName", name="Bridge")

    assert (await page.state())["bot"]["name"] == "Bridge"


async def test_each_sees_the_name_and_descriptions_in_the_language_of_their_client(
    page: Page, bot: BareBot
) -> None:
    for field, method in (("name", "MyName"), ("description", "MyDescription")):
        await bot.call(f"set{method}", **{field: f"{field} for all"})
        await bot.call(f"set{method}", **{field: f"{field} in Russian", "language_code": "ru"})
    await bot.call("setMyShortDescription", short_description="short")

    async def card(person: int) -> tuple[str, str, str]:
        chat = next(one for one in await page.chats(person) if one["kind"] == "private")
        return chat["title"], chat["description"], chat["short_description"]

    assert await card(ANNA) == ("name for all", "description for all", "short")
    assert await card(BORIS) == ("name in Russian", "description in Russian", "short")


async def test_a_name_that_is_taken_away_uncovers_the_first_one(page: Page, bot: BareBot) -> None:
    await bot.call("setMyName", name="Bridge", language_code="ru")

    await bot.call("setMyName", name="", language_code="ru")

    assert await bot.call("getMyName", language_code="ru") == {"name": "Try"}
    assert (await page.chats(BORIS))[0]["title"] == "Try"


async def test_in_private_the_chat_comes_before_all_chats_and_a_language_before_none(
    page: Page, bot: BareBot
) -> None:
    """Bot API, "Determining list of commands": from the widest to the narrowest."""
    steps: list[dict[str, Any]] = [
        {},
        {"language_code": "ru"},
        {"scope": {"type": "all_private_chats"}},
        {"scope": {"type": "all_private_chats"}, "language_code": "ru"},
        {"scope": {"type": "chat", "chat_id": BORIS}},
        {"scope": {"type": "chat", "chat_id": BORIS}, "language_code": "ru"},
    ]
    seen = []
    for number, step in enumerate(steps):
        await bot.call("setMyCommands", commands=menu(f"c{number}"), **step)
        seen.append((await page.commands(BORIS))[0]["command"])

    assert seen == ["c0", "c1", "c2", "c3", "c4", "c5"]
    assert (await page.commands(ANNA))[0]["command"] == "c2"
