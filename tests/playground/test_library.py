"""python-telegram-bot, as it comes, understands every answer."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommandScopeChat,
    ChatMemberAdministrator,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.playground import Playground
from tests.playground.client import Page
from tests.playground.conftest import ANNA, BORIS, CLUB, NEW, TOKEN, Ground


@pytest.fixture
async def library(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as library:
        yield library


async def test_messages_go_both_ways(page: Page, library: Bot) -> None:
    await page.say(ANNA, "/start x")
    (update,) = await library.get_updates()
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])

    sent = await library.send_message(ANNA, "<b>hi</b>", parse_mode="HTML", reply_markup=keys)

    assert update.message is not None
    assert update.message.text == "/start x"
    assert sent.text_html == "<b>hi</b>"
    assert sent.reply_markup == keys
    assert await library.edit_message_text("ho", ANNA, sent.message_id)
    assert await library.copy_message(BORIS, ANNA, sent.message_id)
    assert await library.forward_message(BORIS, ANNA, sent.message_id)
    assert await library.delete_message(ANNA, sent.message_id)


async def test_groups_and_requests_are_understood(page: Page, library: Bot) -> None:
    link = await library.create_chat_invite_link(CLUB, creates_join_request=True, name="poster")
    await page.open(NEW, link.invite_link)
    (update,) = await library.get_updates(allowed_updates=["chat_member", "chat_join_request"])
    assert update.chat_join_request is not None
    assert update.chat_join_request.user_chat_id == NEW

    await library.approve_chat_join_request(CLUB, NEW)

    (joined,) = await library.get_updates(offset=update.update_id + 1)
    assert joined.chat_member is not None
    assert joined.chat_member.via_join_request
    assert (await library.get_chat(CLUB)).title == "Club"
    assert (await library.get_chat(ANNA)).first_name == "Anna"
    assert isinstance(await library.get_chat_member(CLUB, 1), ChatMemberAdministrator)
    assert len(await library.get_chat_administrators(CLUB)) == 2
    assert await library.get_chat_member_count(CLUB) == 4


async def test_files_and_menus_are_understood(page: Page, library: Bot) -> None:
    photo = await library.send_photo(ANNA, b"not really a photo", caption="look")
    album = await library.send_media_group(
        ANNA, [InputMediaPhoto(b"one"), InputMediaPhoto(photo.photo[-1].file_id)]
    )

    assert await library.set_my_commands([("a", "b")], scope=BotCommandScopeChat(ANNA))
    assert photo.caption == "look"
    assert len({message.media_group_id for message in album}) == 1
    assert (await library.send_location(ANNA, 38, 46)).location is not None
    assert await library.set_my_name("Try it")
    assert (await library.get_webhook_info()).url == ""


async def test_refusals_become_the_librarys_own_errors(page: Page, library: Bot) -> None:
    old = (await page.in_group(BORIS, "create", title="Circle"))["id"]
    await page.in_group(BORIS, "add_bot", chat=old)
    new = (await page.in_group(BORIS, "upgrade", chat=old))["id"]

    with pytest.raises(Forbidden, match="can't initiate"):
        await library.send_message(NEW, "a")
    with pytest.raises(BadRequest, match="parse entities"):
        await library.send_message(ANNA, "<x>", parse_mode="HTML")
    with pytest.raises(ChatMigrated) as moved:
        await library.send_message(old, "a")
    assert moved.value.new_chat_id == new
    await library.set_webhook("https://a.example")
    with pytest.raises(Conflict):
        await library.get_updates()


async def test_too_much_becomes_retry_after(
    monkeypatch: pytest.MonkeyPatch, ground: Ground
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    playground = await ground.start(limits=True)
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as library:
        for _ in range(3):
            await library.send_message(ANNA, "a")

        with pytest.raises(RetryAfter):
            await library.send_message(ANNA, "a")


async def test_a_wrong_token_becomes_an_invalid_token(playground: Playground) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=f"{playground.url}/bot"):
            pass
