"""Pressed buttons and their answers."""

import asyncio
from datetime import timedelta

import pytest

from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, BORIS, CIRO, CLUB, KEYS, Ground

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def pressed(page: Page, bot: BareBot) -> str:
    """Press a button in Anna's chat and return the query's id; nobody waits for the answer."""
    await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)
    pressing = asyncio.ensure_future(page.press(ANNA, await page.last(ANNA), "Yes"))
    (update,) = await bot.updates(seconds=5)
    pressing.cancel()
    return str(update["callback_query"]["id"])


async def test_a_press_tells_who_pressed_what_and_where(page: Page, bot: BareBot) -> None:
    await bot.call("sendMessage", chat_id=CLUB, text="card", reply_markup=KEYS)
    message = await page.last(BORIS, CLUB)
    pressing = asyncio.ensure_future(page.press(BORIS, message, "Yes", CLUB))
    (update,) = await bot.updates(seconds=5)
    query = update["callback_query"]
    await bot.call("answerCallbackQuery", callback_query_id=query["id"])

    assert (query["from"]["id"], query["data"]) == (BORIS, "y")
    assert (query["message"]["chat"]["id"], query["message"]["text"]) == (CLUB, "card")
    assert await pressing == {"toast": None, "alert": False, "url": None}


async def test_an_alert_is_shown_as_one(page: Page, bot: BareBot) -> None:
    await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)

    seen = await bot.answer_press(
        page.press(ANNA, await page.last(ANNA), "Yes"), text="Mind!", show_alert=True
    )

    assert seen == {"toast": "Mind!", "alert": True, "url": None}


async def test_a_press_is_answered_once(page: Page, bot: BareBot) -> None:
    query = await pressed(page, bot)
    await bot.call("answerCallbackQuery", callback_query_id=query)

    assert await bot.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_an_unknown_press_cannot_be_answered(bot: BareBot) -> None:
    assert await bot.refusal("answerCallbackQuery", callback_query_id="12") == TOO_OLD
    assert await bot.refusal("answerCallbackQuery") == TOO_OLD


async def test_an_old_press_cannot_be_answered(ground: Ground, page: Page, bot: BareBot) -> None:
    query = await pressed(page, bot)
    ground.clock.forward(timedelta(seconds=61))

    assert await bot.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_a_toast_of_200_characters_is_taken_and_of_201_refused(
    page: Page, bot: BareBot
) -> None:
    query = await pressed(page, bot)

    words = await bot.refusal("answerCallbackQuery", callback_query_id=query, text="a" * 201)

    assert words == "Bad Request: MESSAGE_TOO_LONG"
    assert await bot.call("answerCallbackQuery", callback_query_id=query, text="a" * 200)


@pytest.mark.parametrize(
    "url",
    ["https://a.example", "https://t.me/OtherBot?start=x", "https://t.me/TryBot", "start=x"],
    ids=["elsewhere", "another bot", "no payload", "no address"],
)
async def test_an_answer_opens_no_other_link_than_the_bots_own_start(
    page: Page, bot: BareBot, url: str
) -> None:
    query = await pressed(page, bot)

    words = await bot.refusal("answerCallbackQuery", callback_query_id=query, url=url)

    assert words == "Bad Request: URL_INVALID"


async def test_an_answer_can_open_the_bot_with_a_payload(page: Page, bot: BareBot) -> None:
    await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)

    seen = await bot.answer_press(
        page.press(ANNA, await page.last(ANNA), "Yes"), url="https://t.me/trybot?start=code"
    )

    assert seen["url"] == "https://t.me/trybot?start=code"


async def test_a_late_answer_is_shown_when_it_comes(
    monkeypatch: pytest.MonkeyPatch, page: Page, bot: BareBot
) -> None:
    monkeypatch.setattr("bot.playground.page.endpoints.ANSWER_SECONDS", 0.0)
    await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)
    seen = await page.press(ANNA, await page.last(ANNA), "Yes")
    (update,) = await bot.updates()
    query = update["callback_query"]["id"]

    async with page.events(ANNA) as events:
        await bot.call("answerCallbackQuery", callback_query_id=query, text="at last")
        toast = await events.wait("toast")

    assert seen["late"]
    assert toast == {"toast": "at last", "alert": False, "url": None}


async def test_a_button_that_is_gone_cannot_be_pressed(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)
    before = await page.last(ANNA)
    await bot.call("editMessageReplyMarkup", chat_id=ANNA, message_id=sent["message_id"])

    with pytest.raises(Refused, match="no_such_button"):
        await page.press(ANNA, before, "Yes")


async def test_a_message_that_is_gone_cannot_be_pressed(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)
    before = await page.last(ANNA)
    await bot.call("deleteMessage", chat_id=ANNA, message_id=sent["message_id"])

    with pytest.raises(Refused, match="no_such_message"):
        await page.press(ANNA, before, "Yes")


async def test_a_stranger_cannot_press_in_a_group(page: Page, bot: BareBot) -> None:
    await bot.call("sendMessage", chat_id=CLUB, text="card", reply_markup=KEYS)

    with pytest.raises(Refused, match="not_a_member"):
        await page.press(CIRO, await page.last(BORIS, CLUB), "Yes", CLUB)
