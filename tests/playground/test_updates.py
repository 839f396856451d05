"""How the bot fetches its updates."""

import asyncio
from pathlib import Path

import pytest

from bot.playground.world.journal import Journal
from bot.playground.world.refusal import ApiError
from bot.playground.world.state import World
from bot.playground.world.things import BotCard
from bot.playground.world.updates import Updates
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CLUB

TWO = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


def texts(updates: list[dict[str, object]]) -> list[str]:
    return [one["message"]["text"] for one in updates]  # type: ignore[index]


async def test_updates_stay_until_they_are_confirmed(page: Page, bot: BareBot) -> None:
    await page.say(ANNA, "one")
    await page.say(ANNA, "two")
    first = await bot.call("getUpdates")
    again = await bot.call("getUpdates")

    rest = await bot.call("getUpdates", offset=first[0]["update_id"] + 1)

    assert texts(first) == texts(again) == ["one", "two"]
    assert texts(rest) == ["two"]
    assert texts(await bot.call("getUpdates")) == ["two"]


async def test_update_ids_go_up_by_one(page: Page, bot: BareBot) -> None:
    for _ in range(3):
        await page.say(ANNA, "a")

    ids = [one["update_id"] for one in await bot.call("getUpdates")]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


async def test_a_poll_waits_for_the_first_update(page: Page, bot: BareBot) -> None:
    polling = asyncio.ensure_future(bot.updates(seconds=50))
    await page.say(ANNA, "now")

    assert texts(await polling) == ["now"]


async def test_a_poll_without_a_timeout_returns_at_once(bot: BareBot) -> None:
    assert await bot.call("getUpdates") == []


async def test_limit_and_negative_offset_choose(page: Page, bot: BareBot) -> None:
    for text in ("one", "two", "three"):
        await page.say(ANNA, text)

    assert texts(await bot.call("getUpdates", limit=2)) == ["one", "two"]
    assert texts(await bot.call("getUpdates", offset=-1)) == ["three"]
    assert texts(await bot.call("getUpdates")) == ["three"]


async def test_of_two_pollers_one_is_sent_away(page: Page, bot: BareBot) -> None:
    pollers = {asyncio.ensure_future(bot.answer("getUpdates", timeout=50)) for _ in range(2)}

    done, waiting = await asyncio.wait(pollers, return_when=asyncio.FIRST_COMPLETED)
    await page.say(ANNA, "hello")

    (ended,) = [await one for one in done]
    (served,) = [await one for one in waiting]
    assert (ended["error_code"], ended["description"]) == (409, TWO)
    assert texts(served["result"]) == ["hello"]


async def test_it_is_the_first_who_is_sent_away(tmp_path: Path) -> None:
    updates = Updates(World(Journal(tmp_path / "journal"), BotCard(1, "TryBot", "Try")))
    first = asyncio.ensure_future(updates.poll(offset=0, limit=1, seconds=50, allowed=None))
    await asyncio.sleep(0)

    second = asyncio.ensure_future(updates.poll(offset=0, limit=1, seconds=0.001, allowed=None))

    with pytest.raises(ApiError, match="terminated by other getUpdates"):
        await first
    assert await second == []


async def test_only_the_kinds_asked_for_come_and_the_wish_is_remembered(
    page: Page, bot: BareBot
) -> None:
    await bot.updates(allowed_updates=["my_chat_member"])
    await page.say(ANNA, "unheard")
    await page.block(ANNA)

    (update,) = await bot.updates()
    assert list(update) == ["update_id", "my_chat_member"]


async def test_an_empty_list_means_the_usual_kinds(page: Page, bot: BareBot) -> None:
    await bot.updates(allowed_updates=["my_chat_member"])
    await bot.updates(allowed_updates=[])
    await page.say(ANNA, "heard")
    await page.leave(BORIS, CLUB)

    assert [list(one)[1] for one in await bot.updates()] == ["message", "message"]


async def test_an_edited_message_is_told_as_such(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "one")
    await page.edit(ANNA, said["id"], "two")

    _, update = await bot.updates()
    assert update["edited_message"]["text"] == "two"
    assert update["edited_message"]["message_id"] == said["id"]
    assert "edit_date" in update["edited_message"]


async def test_a_deleted_message_is_told_to_no_bot(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "one")
    await bot.updates()

    await page.delete(ANNA, said["id"])

    assert await bot.updates() == []
    assert await page.messages(ANNA) == []


async def test_a_webhook_and_polling_exclude_each_other(bot: BareBot) -> None:
    polling = asyncio.ensure_future(bot.answer("getUpdates", timeout=50))
    await bot.call("getMe")
    await bot.call("setWebhook", url="https://a.example/hook")

    ended, refused = await polling, await bot.answer("getUpdates")
    info = await bot.call("getWebhookInfo")
    await bot.call("deleteWebhook")

    assert (ended["error_code"], refused["error_code"]) == (409, 409)
    assert refused["description"].startswith("Conflict: can't use getUpdates method while webhook")
    assert info["url"] == "https://a.example/hook"
    assert await bot.call("getUpdates") == []


async def test_a_webhook_without_tls_is_refused(bot: BareBot) -> None:
    words = await bot.refusal("setWebhook", url="http://a.example")

    assert words == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"


async def test_pending_updates_can_be_dropped(page: Page, bot: BareBot) -> None:
    await page.say(ANNA, "old")

    await bot.call("deleteWebhook", drop_pending_updates=True)

    assert await bot.updates() == []


async def test_logging_out_and_closing_are_accepted(bot: BareBot) -> None:
    assert await bot.call("logOut")
    assert await bot.call("close")
