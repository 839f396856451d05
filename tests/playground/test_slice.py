"""From a word on the page to the bot and back: the shortest whole ways."""

import asyncio

from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CIRO, CLUB, NEW

BUTTON = {"inline_keyboard": [[{"text": "Press", "callback_data": "1:x"}]]}


async def test_what_a_person_says_reaches_the_bot_and_its_answer_reaches_the_page(
    page: Page, bot: BareBot
) -> None:
    await page.say(ANNA, "hello")
    (update,) = await bot.updates(seconds=5)

    await bot.call(
        "sendMessage", chat_id=update["message"]["chat"]["id"], text="<b>hi</b>", parse_mode="HTML"
    )

    answer = await page.expect(ANNA, fits=lambda message: message["from"]["is_bot"])
    assert update["message"]["text"] == "hello"
    assert (answer["text"], answer["entities"][0]["type"]) == ("hi", "bold")


async def test_a_press_waits_for_the_bots_answer(page: Page, bot: BareBot) -> None:
    await bot.call("sendMessage", chat_id=ANNA, text="choose", reply_markup=BUTTON)
    pressing = asyncio.ensure_future(page.press(ANNA, await page.last(ANNA), "Press"))
    (update,) = await bot.updates(seconds=5)
    query = update["callback_query"]

    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="done")

    assert (await pressing)["toast"] == "done"
    assert query["data"] == "1:x"


async def test_an_edit_reaches_the_page(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="one")

    await bot.call("editMessageText", chat_id=ANNA, message_id=sent["message_id"], text="two")

    assert (await page.last(ANNA))["text"] == "two"
    assert (await page.last(ANNA))["edited"]


async def test_somebody_who_asks_to_join_is_admitted(page: Page, bot: BareBot) -> None:
    link = await bot.call("createChatInviteLink", chat_id=CLUB, creates_join_request=True)
    opened = await page.open(NEW, link["invite_link"])
    (update,) = await bot.updates(seconds=5)
    await bot.call("sendMessage", chat_id=update["chat_join_request"]["user_chat_id"], text="rules")

    await bot.call("approveChatJoinRequest", chat_id=CLUB, user_id=NEW)

    assert opened == {"kind": "join_request", "chat": CLUB}
    assert NEW in (await page.group(CLUB))["members"]
    assert (await page.last(NEW, CLUB))["service"]["kind"] == "joined"


async def test_the_page_knows_who_there_is(page: Page) -> None:
    state = await page.state()

    assert [one["name"] for one in state["people"]] == ["Anna", "Boris", "Ciro", "New"]
    assert state["bot"]["name"] == "Try"
    assert [chat["title"] for chat in await page.chats(BORIS)] == ["Try", "Club"]
    assert [chat["title"] for chat in await page.chats(CIRO)] == ["Try"]
