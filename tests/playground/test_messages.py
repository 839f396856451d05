"""Lengths, edits, deletions and replies."""

from datetime import timedelta
from typing import Any

import pytest

from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CLUB, NOON, Ground

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
KEYS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


async def test_4096_characters_after_parsing_are_sent(bot: BareBot) -> None:
    text = "<b>" + "ə" * 4096 + "</b>"

    sent = await bot.call("sendMessage", chat_id=ANNA, text=text, parse_mode="HTML")

    assert len(sent["text"]) == 4096


async def test_4097_characters_are_too_long(bot: BareBot) -> None:
    words = await bot.refusal("sendMessage", chat_id=ANNA, text="a" * 4097)

    assert words == "Bad Request: message is too long"


@pytest.mark.parametrize("text", ["", "  \n", "<b> </b>"], ids=["nothing", "space", "empty tag"])
async def test_an_empty_text_is_refused(bot: BareBot, text: str) -> None:
    words = await bot.refusal("sendMessage", chat_id=ANNA, text=text, parse_mode="HTML")

    assert words == "Bad Request: message text is empty"


async def test_a_message_says_where_when_and_from_whom_it_is(bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)

    assert sent["chat"] == {
        "id": ANNA,
        "type": "private",
        "first_name": "Anna",
        "username": "anna",
    }
    assert sent["date"] == int(NOON.timestamp())
    assert sent["from"]["is_bot"]
    assert sent["reply_markup"] == KEYS


async def test_private_chats_share_one_counter_and_a_supergroup_has_its_own(bot: BareBot) -> None:
    async def send(chat: int) -> int:
        sent = await bot.call("sendMessage", chat_id=chat, text="a")
        return int(sent["message_id"])

    ids = [await send(ANNA), await send(CLUB), await send(BORIS), await send(CLUB)]

    assert ids == [1, 1, 2, 2]


async def test_an_edit_to_the_same_content_is_refused(bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)
    same = {"chat_id": ANNA, "message_id": sent["message_id"], "reply_markup": KEYS}

    assert await bot.refusal("editMessageText", text="a", **same) == NOT_MODIFIED
    assert await bot.refusal("editMessageReplyMarkup", **same) == NOT_MODIFIED


async def test_an_edit_without_a_keyboard_takes_the_keyboard_away(bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_markup=KEYS)

    edited = await bot.call(
        "editMessageText", chat_id=ANNA, message_id=sent["message_id"], text="a"
    )

    assert "reply_markup" not in edited


async def test_a_change_of_text_is_marked_as_edited_a_change_of_buttons_is_not(
    page: Page, bot: BareBot
) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="a")
    which = {"chat_id": ANNA, "message_id": sent["message_id"]}

    await bot.call("editMessageReplyMarkup", reply_markup=KEYS, **which)
    unmarked = (await page.last(ANNA))["edited"]
    edited = await bot.call("editMessageText", text="b", **which)

    assert not unmarked
    assert edited["edit_date"] == int(NOON.timestamp())
    assert (await page.last(ANNA))["edited"]


MISSING: list[Any] = [
    ("editMessageText", {"message_id": 99, "text": "a"}, "message to edit not found"),
    ("editMessageReplyMarkup", {"message_id": 99}, "message to edit not found"),
    ("deleteMessage", {"message_id": 99}, "message to delete not found"),
    ("forwardMessage", {"message_id": 99, "from_chat_id": ANNA}, "message to forward not found"),
    ("copyMessage", {"message_id": 99, "from_chat_id": ANNA}, "message to copy not found"),
    ("pinChatMessage", {"message_id": 99}, "message to pin not found"),
    ("sendMessage", {"text": "a", "reply_to_message_id": 99}, "message to be replied not found"),
    (
        "sendMessage",
        {"text": "a", "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    ("editMessageText", {"text": "a"}, "message identifier is not specified"),
    ("sendMessage", {"text": "a", "chat_id": ""}, "chat_id is empty"),
    ("sendMessage", {"text": "a", "chat_id": "x"}, "chat_id is empty"),
]


@pytest.mark.parametrize(
    ("method", "parameters", "words"), MISSING, ids=[f"{row[0]}: {row[2]}" for row in MISSING]
)
async def test_what_is_not_there_is_named(
    bot: BareBot, method: str, parameters: dict[str, Any], words: str
) -> None:
    answer = await bot.refusal(method, **({"chat_id": ANNA} | parameters))

    assert answer == f"Bad Request: {words}"


async def test_a_persons_message_cannot_be_edited_by_the_bot(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "mine")

    words = await bot.refusal("editMessageText", chat_id=ANNA, message_id=said["id"], text="b")

    assert words == "Bad Request: message can't be edited"


async def test_a_reply_shows_what_it_answers(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "question")

    sent = await bot.call(
        "sendMessage", chat_id=ANNA, text="a", reply_parameters={"message_id": said["id"]}
    )

    assert sent["reply_to_message"]["text"] == "question"
    assert (await page.last(ANNA))["reply_to"]["text"] == "question"


async def test_a_reply_to_nothing_is_sent_if_the_bot_allows_it(bot: BareBot) -> None:
    wish = {"message_id": 99, "allow_sending_without_reply": True}

    sent = await bot.call("sendMessage", chat_id=ANNA, text="a", reply_parameters=wish)

    assert "reply_to_message" not in sent


async def test_deleted_messages_are_gone(page: Page, bot: BareBot) -> None:
    ids = [
        (await bot.call("sendMessage", chat_id=ANNA, text=text))["message_id"] for text in "abcd"
    ]

    await bot.call("deleteMessage", chat_id=ANNA, message_id=ids[0])
    await bot.call("deleteMessages", chat_id=ANNA, message_ids=[ids[1], ids[2], 99])

    assert [message["text"] for message in await page.messages(ANNA)] == ["d"]


async def test_after_48_hours_a_message_cannot_be_deleted(ground: Ground, bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="a")
    ground.clock.forward(timedelta(hours=48, seconds=1))

    words = await bot.refusal("deleteMessage", chat_id=ANNA, message_id=sent["message_id"])

    assert words == "Bad Request: message can't be deleted for everyone"


async def test_of_several_messages_of_which_one_is_too_old_none_is_deleted(
    ground: Ground, page: Page, bot: BareBot
) -> None:
    old = await bot.call("sendMessage", chat_id=ANNA, text="old")
    ground.clock.forward(timedelta(hours=48, seconds=1))
    new = await bot.call("sendMessage", chat_id=ANNA, text="new")
    both = [new["message_id"], old["message_id"]]

    words = await bot.refusal("deleteMessages", chat_id=ANNA, message_ids=both)

    assert words == "Bad Request: message can't be deleted for everyone"
    assert [message["text"] for message in await page.messages(ANNA)] == ["old", "new"]


async def test_a_copy_hides_where_it_comes_from_and_a_forward_shows_it(
    page: Page, bot: BareBot
) -> None:
    said = await page.say(ANNA, "news")
    source = {"from_chat_id": ANNA, "message_id": said["id"], "chat_id": BORIS}

    copied = await bot.call("copyMessage", reply_markup=KEYS, **source)
    forwarded = await bot.call("forwardMessage", **source)

    copy, forward = await page.messages(BORIS)
    assert copied == {"message_id": copy["id"]}
    assert (copy["text"], copy["forward"]) == ("news", None)
    assert copy["buttons"][0][0]["data"] == "a"
    assert forwarded["forward_origin"]["sender_user"]["id"] == ANNA
    assert forward["forward"] == {"name": "Anna"}
