"""Paid broadcast: what it costs the bot, and how it is refused."""

import pytest

from bot.playground.page.crowd import FIRST_ID
from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, BORIS, CLUB, TOKEN, Ground


async def test_without_stars_telegram_refuses(bot: BareBot, page: Page) -> None:
    words = await bot.refusal("sendMessage", chat_id=ANNA, text="a", allow_paid_broadcast=True)

    state = await page.ask("state")
    assert words == "Bad Request: BALANCE_TOO_LOW"
    assert state["purse"] == {"stars": 0.0, "paid": 0, "shown": True}
    assert await bot.call("sendMessage", chat_id=ANNA, text="a")


async def test_a_message_costs_a_tenth_of_a_star(bot: BareBot, page: Page) -> None:
    await page.act("stars", stars=1)

    for _ in range(4):
        await bot.call("sendMessage", chat_id=ANNA, text="a", allow_paid_broadcast=True)

    assert (await page.ask("state"))["purse"] == {"stars": 0.6, "paid": 4, "shown": True}


async def test_what_goes_for_nothing_costs_nothing(bot: BareBot, page: Page) -> None:
    await page.act("stars", stars=1)

    sent = await bot.call("sendMessage", chat_id=CLUB, text="a")
    await bot.call(
        "editMessageText",
        chat_id=CLUB,
        message_id=sent["message_id"],
        text="b",
        allow_paid_broadcast=True,
    )

    assert (await page.ask("state"))["purse"]["stars"] == 1.0


async def test_beyond_thirty_a_second_only_what_is_paid_for_goes(ground: Ground) -> None:
    playground = await ground.start(limits=True)
    async with BareBot(playground.url, TOKEN) as bot, Page(playground.url) as page:
        await page.act("stars", stars=10)
        await page.crowd(60)

        for number in range(1, 61):
            chat = FIRST_ID + number
            await bot.call("sendMessage", chat_id=chat, text="a", allow_paid_broadcast=True)

        assert (await page.ask("state"))["purse"] == {"stars": 4.0, "paid": 60, "shown": True}


@pytest.mark.parametrize("stars", [-1, 1_000_000_001])
async def test_a_purse_holds_no_such_number(page: Page, stars: int) -> None:
    with pytest.raises(Refused) as refusal:
        await page.act("stars", stars=stars)

    assert refusal.value.code == "bad_stars"


async def test_the_page_shows_no_stars_to_who_does_not_pay(bot: BareBot, page: Page) -> None:
    await bot.call("sendMessage", chat_id=BORIS, text="a")

    assert (await page.ask("state"))["purse"]["shown"] is False
