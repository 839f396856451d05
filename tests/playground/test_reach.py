"""Whom the bot can write to, and whom not."""

import json
from datetime import timedelta

import pytest

from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, CLUB, KEYS, NEW, TOKEN, Ground, seed_plan


async def refused(bot: BareBot, chat: int) -> tuple[int, str]:
    answer = await bot.answer("sendMessage", chat_id=chat, text="a")
    return answer["error_code"], answer["description"]


async def test_the_bot_cannot_write_first(bot: BareBot) -> None:
    assert await refused(bot, NEW) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


async def test_who_presses_start_can_be_written_to(page: Page, bot: BareBot) -> None:
    await page.start(NEW)

    assert await bot.call("sendMessage", chat_id=NEW, text="welcome")


async def test_who_blocks_the_bot_cannot_be_written_to_until_they_take_it_back(
    page: Page, bot: BareBot
) -> None:
    await page.block(ANNA)
    blocked = await refused(bot, ANNA)
    await page.block(ANNA, blocked=False)

    assert blocked == (403, "Forbidden: bot was blocked by the user")
    assert await bot.call("sendMessage", chat_id=ANNA, text="again")


async def test_the_bot_hears_of_being_blocked_and_taken_back(page: Page, bot: BareBot) -> None:
    await page.block(ANNA)
    await page.start(ANNA)

    blocked, unblocked, message = await bot.updates()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert blocked["my_chat_member"]["chat"]["id"] == ANNA
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert message["message"]["text"] == "/start"


async def test_who_blocked_the_bot_cannot_write_without_taking_it_back(page: Page) -> None:
    await page.block(ANNA)

    with pytest.raises(Refused, match="blocked"):
        await page.say(ANNA, "hello?")


async def test_a_deleted_account_cannot_be_written_to(ground: Ground) -> None:
    plan = seed_plan()
    plan["people"][0]["deactivated"] = True
    ground.seed.write_text(json.dumps(plan), encoding="utf-8")
    playground = await ground.start()

    async with BareBot(playground.url, TOKEN) as bot:
        assert await refused(bot, ANNA) == (403, "Forbidden: user is deactivated")


@pytest.mark.parametrize("chat", [999, -999, -1009999999999], ids=["person", "group", "supergroup"])
async def test_an_unknown_chat_is_not_found(bot: BareBot, chat: int) -> None:
    assert await refused(bot, chat) == (400, "Bad Request: chat not found")


async def test_a_name_is_no_way_to_a_person(bot: BareBot) -> None:
    words = await bot.refusal("sendMessage", chat_id="@anna", text="a")

    assert words == "Bad Request: chat not found"


async def test_a_group_that_put_the_bot_out_cannot_be_written_to(page: Page, bot: BareBot) -> None:
    await page.in_group(ANNA, "remove_bot", chat=CLUB)

    assert await refused(bot, CLUB) == (
        403,
        "Forbidden: bot was kicked from the supergroup chat",
    )


async def test_a_group_that_the_bot_left_cannot_be_written_to(page: Page, bot: BareBot) -> None:
    await bot.call("leaveChat", chat_id=CLUB)

    assert await refused(bot, CLUB) == (
        403,
        "Forbidden: bot is not a member of the supergroup chat",
    )


async def test_a_plain_group_is_called_a_group(page: Page, bot: BareBot) -> None:
    circle = (await page.in_group(ANNA, "create", title="Circle"))["id"]

    assert await refused(bot, circle) == (
        403,
        "Forbidden: bot is not a member of the group chat",
    )


class TestAJoinRequestOpensTheChatForAWhile:
    async def ask(self, page: Page, bot: BareBot) -> None:
        link = await bot.call("createChatInviteLink", chat_id=CLUB, creates_join_request=True)
        await page.open(NEW, link["invite_link"])

    async def test_the_bot_may_write_for_five_minutes(
        self, ground: Ground, page: Page, bot: BareBot
    ) -> None:
        await self.ask(page, bot)
        ground.clock.forward(timedelta(minutes=5))
        assert await bot.call("sendMessage", chat_id=NEW, text="rules")

        ground.clock.forward(timedelta(seconds=1))

        assert (await refused(bot, NEW))[0] == 403

    @pytest.mark.parametrize("method", ["approveChatJoinRequest", "declineChatJoinRequest"])
    async def test_not_after_it_is_decided(self, page: Page, bot: BareBot, method: str) -> None:
        await self.ask(page, bot)

        await bot.call(method, chat_id=CLUB, user_id=NEW)

        assert (await refused(bot, NEW))[0] == 403

    async def test_not_after_it_is_withdrawn(self, page: Page, bot: BareBot) -> None:
        await self.ask(page, bot)

        await page.withdraw(NEW, CLUB)

        assert (await refused(bot, NEW))[0] == 403

    async def test_a_press_does_not_open_it_for_longer_but_a_message_does(
        self, ground: Ground, page: Page, bot: BareBot
    ) -> None:
        await self.ask(page, bot)
        await bot.call("sendMessage", chat_id=NEW, text="rules", reply_markup=KEYS)
        await bot.answer_press(page.press(NEW, await page.last(NEW), "Yes"))
        ground.clock.forward(timedelta(hours=1))
        pressed = await refused(bot, NEW)

        await page.say(NEW, "I accept")

        assert pressed[0] == 403
        assert await bot.call("sendMessage", chat_id=NEW, text="welcome")
