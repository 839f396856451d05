"""Buttons: what Telegram takes and what it refuses."""

from typing import Any

import pytest

from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA

REFUSED: list[Any] = [
    pytest.param({"text": "A", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID", id="65 bytes"),
    pytest.param({"text": "A", "callback_data": "ə" * 33}, "BUTTON_DATA_INVALID", id="66 bytes"),
    pytest.param({"text": "A", "callback_data": ""}, "BUTTON_DATA_INVALID", id="no data"),
    pytest.param({"text": "A"}, "Text buttons are unallowed", id="no action"),
    pytest.param({"text": " ", "callback_data": "x"}, "text buttons are unallowed", id="no words"),
    pytest.param({"callback_data": "x"}, 'Can\'t find field "text"', id="no text"),
    pytest.param({"text": "A", "url": "not a url"}, "Wrong HTTP URL", id="bad address"),
    pytest.param(
        {"text": "A", "callback_data": "x", "style": "pink"}, "invalid button style", id="style"
    ),
    pytest.param("A", "must be an Object", id="not a button"),
]


@pytest.mark.parametrize(("button", "words"), REFUSED)
async def test_a_wrong_button_is_refused(bot: BareBot, button: Any, words: str) -> None:
    markup = {"inline_keyboard": [[button]]}

    answer = await bot.refusal("sendMessage", chat_id=ANNA, text="a", reply_markup=markup)

    assert answer.startswith("Bad Request: ")
    assert words in answer


async def test_64_bytes_of_data_are_taken(bot: BareBot) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "ə" * 32}]]}

    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=markup)

    assert sent["reply_markup"] == markup


async def test_the_page_shows_links_and_styles(page: Page, bot: BareBot) -> None:
    row = [
        {"text": "Site", "url": "a.example"},
        {"text": "Yes", "callback_data": "y", "style": "success"},
    ]

    await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup={"inline_keyboard": [row]})

    assert (await page.last(ANNA))["buttons"] == [
        [
            {"text": "Site", "url": "http://a.example"},
            {"text": "Yes", "data": "y", "style": "success"},
        ]
    ]


async def test_a_keyboard_may_come_as_json_text(bot: BareBot) -> None:
    text = '{"inline_keyboard":[[{"text":"A","callback_data":"x"}]]}'

    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=text)

    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "x"


@pytest.mark.parametrize("markup", ["{", "[1]", {"inline_keyboard": 1}], ids=["torn", "list", "1"])
async def test_what_is_no_keyboard_is_refused(bot: BareBot, markup: Any) -> None:
    answer = await bot.answer("sendMessage", chat_id=ANNA, text="a", reply_markup=markup)

    assert answer["error_code"] == 400
