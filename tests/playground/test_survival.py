"""The world outlives a restart and a kill, and its numbers never go back."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CLUB, KEYS, NEW, TOKEN, Ground, seed_plan


class Round:
    """One run of the playground with its page and its bot."""

    def __init__(self, ground: Ground, **how: bool) -> None:
        self._ground = ground
        self._how = how

    async def __aenter__(self) -> tuple[Page, BareBot]:
        playground = await self._ground.start(**self._how)
        self._page = await Page(playground.url).__aenter__()
        self._bot = await BareBot(playground.url, TOKEN).__aenter__()
        return self._page, self._bot

    async def __aexit__(self, *error: Any) -> None:
        await self._page.__aexit__(None, None, None)
        await self._bot.__aexit__(None, None, None)
        await self._ground.stop()


async def test_everything_is_there_after_a_restart(ground: Ground) -> None:
    async with Round(ground) as (page, bot):
        link = await bot.call("createChatInviteLink", chat_id=CLUB, creates_join_request=True)
        await bot.updates(allowed_updates=["message", "callback_query"])
        await bot.call("setMyCommands", commands=[{"command": "a", "description": "b"}])
        await bot.call("sendMessage", chat_id=CLUB, text="<b>card</b>", parse_mode="HTML")
        sent = await bot.call("sendMessage", chat_id=ANNA, text="ask", reply_markup=KEYS)
        await bot.call("editMessageText", chat_id=ANNA, message_id=sent["message_id"], text="?")
        await page.say(ANNA, "pending")
        await page.block(BORIS)
        await page.open(NEW, link["invite_link"])
        before = await page.messages(ANNA), await page.chats(ANNA), await page.state()

    async with Round(ground) as (page, bot):
        after = await page.messages(ANNA), await page.chats(ANNA), await page.state()
        assert after == before
        assert [one["message"]["text"] for one in await bot.updates()] == ["pending"]
        assert (await page.commands(ANNA))[0]["command"] == "a"
        await page.block(ANNA)
        assert await bot.updates() == [], "the wish for kinds of updates is kept too"
        assert await bot.call("approveChatJoinRequest", chat_id=CLUB, user_id=NEW)


async def test_a_press_from_before_can_still_be_answered(ground: Ground) -> None:
    async with Round(ground) as (page, bot):
        await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)
        pressing = asyncio.ensure_future(page.press(ANNA, await page.last(ANNA), "Yes"))
        await bot.call("getUpdates", timeout=5)
        pressing.cancel()

    async with Round(ground) as (_, bot):
        (update,) = await bot.updates()
        query = update["callback_query"]["id"]
        assert await bot.call("answerCallbackQuery", callback_query_id=query)


async def numbers(page: Page, bot: BareBot) -> tuple[int, int, int]:
    """Return the next update id and the next message ids, in private and in the club."""
    said = await page.say(ANNA, "a")
    sent = await bot.call("sendMessage", chat_id=CLUB, text="a")
    updates = await bot.updates()
    return updates[-1]["update_id"], said["id"], sent["message_id"]


@pytest.mark.parametrize("how", ["restart", "fresh", "seed", "reset"])
async def test_numbers_never_go_back(ground: Ground, how: str) -> None:
    async with Round(ground) as (page, bot):
        first = await numbers(page, bot)
        if how == "reset":
            await page.reset()
    if how == "seed":
        ground.seed.write_text(json.dumps(seed_plan() | {"version": 2}), encoding="utf-8")

    async with Round(ground, fresh=how == "fresh") as (page, bot):
        second = await numbers(page, bot)
        texts = [one["text"] for one in await page.messages(ANNA)]

    assert all(later > earlier for later, earlier in zip(second, first, strict=True))
    assert texts == (["a", "a"] if how == "restart" else ["a"])


async def test_a_torn_last_line_is_passed_over(ground: Ground) -> None:
    async with Round(ground) as (page, _):
        await page.say(ANNA, "one")
        await page.say(ANNA, "two")
    journal = ground.folder / "var" / "playground-world.jsonl"
    content = journal.read_bytes()
    journal.write_bytes(content[: content.rindex(b"\n", 0, -1) + 20])

    async with Round(ground) as (page, _):
        texts = [one["text"] for one in await page.messages(ANNA)]
        await page.say(ANNA, "three")
    async with Round(ground) as (page, _):
        assert (await page.last(ANNA))["text"] == "three"

    assert texts[0] == "one"


async def test_the_journal_is_compacted_at_start(ground: Ground) -> None:
    journal = ground.folder / "var" / "playground-world.jsonl"
    async with Round(ground) as (page, bot):
        said = await page.say(ANNA, "one")
        for number in range(20):
            await page.edit(ANNA, said["id"], str(number))
        await bot.updates()
        await bot.updates()
        long = len(journal.read_text(encoding="utf-8").splitlines())

    async with Round(ground):
        short = len(journal.read_text(encoding="utf-8").splitlines())

    assert short < long - 30


async def test_a_reset_starts_over_and_tells_the_program(ground: Ground) -> None:
    async with Round(ground) as (page, bot):
        await page.say(ANNA, "one")
        await page.block(BORIS)
        await page.crowd(3)
        async with page.events(ANNA) as events:
            await page.reset()
            await events.wait("chats")

        state = await page.state()
        assert await bot.updates() == []
        assert await page.messages(ANNA) == []
    assert (state["crowd"], state["people"][1]["blocked"]) == (0, False)
    assert ground.resets == 1


SERVER = """
import asyncio, sys
from pathlib import Path
from bot.playground import Hooks, Playground

async def main():
    playground = await Playground.start(
        port=0, token="1:playground", folder=Path(sys.argv[1]), seed=Path(sys.argv[2]),
        hooks=Hooks(), limits=False,
    )
    print(playground.url, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_kill_loses_nothing_that_was_answered(ground: Ground) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SERVER,
        str(ground.folder / "var"),
        str(ground.seed),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    async with Page(url) as page, BareBot(url, TOKEN) as bot:
        for number in range(50):
            await bot.call("sendMessage", chat_id=ANNA, text=str(number))
        await page.say(ANNA, "last words")
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()

    async with Round(ground) as (page, bot):
        texts = [one["text"] for one in await page.messages(ANNA, limit=200)]
        assert texts == [*map(str, range(50)), "last words"]
        assert [one["message"]["text"] for one in await bot.updates()] == ["last words"]
