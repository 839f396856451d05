"""Pretend members."""

import time

from bot.playground.page.crowd import FIRST_ID, REACTIONS_PER_SECOND
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, Ground

CHECK_IN = {
    "inline_keyboard": [
        [{"text": "Safe", "callback_data": "s"}],
        [{"text": "Help", "callback_data": "h"}, {"text": "Can", "callback_data": "c"}],
        [{"text": "More", "url": "https://a.example"}],
    ]
}


async def next_update(bot: BareBot) -> dict[str, object]:
    (update,) = await bot.updates(seconds=10)
    return update


async def test_they_are_added_and_the_program_is_told(ground: Ground, page: Page) -> None:
    first = await page.crowd(3)
    second = await page.crowd(2)

    assert (first, second) == ({"added": 3}, {"added": 2})
    assert (await page.state())["crowd"] == 5
    assert len((await page.state())["people"]) == 4
    assert [one["id"] for one in ground.told] == [FIRST_ID + n for n in range(1, 6)]
    assert ground.told[0].keys() == {"id", "name", "country", "zone", "language"}
    assert ground.told[4]["name"] == "Person 5"


async def test_they_can_be_written_to_at_once(page: Page, bot: BareBot) -> None:
    await page.crowd(1)

    assert await bot.call("sendMessage", chat_id=FIRST_ID + 1, text="a")


async def test_they_press_by_the_given_odds(page: Page, bot: BareBot) -> None:
    for deed, data in (("safe", "s"), ("help", "h"), ("can", "c")):
        await page.crowd(0, **{deed: 1})
        await page.crowd(1)
        newest = FIRST_ID + (await page.state())["crowd"]
        await page.crowd(0, **{deed: 1})
        await bot.call("sendMessage", chat_id=newest, text="ok?", reply_markup=CHECK_IN)

        query = (await next_update(bot))["callback_query"]

        assert isinstance(query, dict)
        assert (query["from"]["id"], query["data"]) == (newest, data)


async def test_they_block(page: Page, bot: BareBot) -> None:
    await page.crowd(1, block=1)
    await bot.call("sendMessage", chat_id=FIRST_ID + 1, text="ok?", reply_markup=CHECK_IN)

    update = await next_update(bot)

    assert "my_chat_member" in update
    assert await bot.refusal("sendMessage", chat_id=FIRST_ID + 1, text="a") == (
        "Forbidden: bot was blocked by the user"
    )


async def test_some_stay_silent_and_nobody_answers_a_message_without_buttons(
    page: Page, bot: BareBot
) -> None:
    await page.crowd(2, silent=1)
    await bot.call("sendMessage", chat_id=FIRST_ID + 1, text="ok?", reply_markup=CHECK_IN)
    await page.crowd(0, safe=1)
    await bot.call("sendMessage", chat_id=FIRST_ID + 2, text="news")
    await page.say(ANNA, "the only one who speaks")

    update = await next_update(bot)

    assert "message" in update


async def test_only_their_last_200_messages_are_kept(page: Page, bot: BareBot) -> None:
    await page.crowd(1)
    for number in range(205):
        await bot.call("sendMessage", chat_id=FIRST_ID + 1, text=str(number))

    kept = await page.messages(FIRST_ID + 1, limit=200)

    assert (len(kept), kept[0]["text"], kept[-1]["text"]) == (200, "5", "204")


async def test_they_do_not_react_all_at_once(page: Page, bot: BareBot) -> None:
    await page.crowd(20, safe=1)
    began = time.monotonic()
    for number in range(1, 21):
        await bot.call("sendMessage", chat_id=FIRST_ID + number, text="ok?", reply_markup=CHECK_IN)

    answered = 0
    while answered < 20:
        answered += len(await bot.updates(seconds=10))

    # The first react at once, the last after all the others.
    assert time.monotonic() - began >= 20 / REACTIONS_PER_SECOND - 0.1
