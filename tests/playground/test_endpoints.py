"""What the page can ask and do."""

from typing import Any

import pytest

from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, BORIS, CIRO, CLUB, NEW, NOON, Ground


async def test_the_state_tells_what_the_page_shows(page: Page) -> None:
    state = await page.state()

    assert state["now"] == NOON.isoformat()
    assert state["bot"] == {"id": 1, "username": "TryBot", "name": "Try"}
    assert state["people"][1] == {
        "id": BORIS,
        "name": "Boris",
        "username": None,
        "language": "ru",
        "country": "",
        "zone": "Europe/Berlin",
        "note": {},
        "script": "latin",
        "started": True,
        "blocked": False,
        "unread": 0,
    }
    assert state["groups"][0]["members"] == [ANNA, BORIS]
    assert state["groups"][0]["bot"] == "administrator"
    assert (state["crowd"], state["notes"]) == (0, ["a note"])


async def test_unread_messages_are_counted_until_they_are_read(page: Page, bot: BareBot) -> None:
    for chat in (BORIS, BORIS, CLUB):
        await bot.call("sendMessage", chat_id=chat, text="a")
    rows = {row["chat"]: row["unread"] for row in await page.chats(BORIS)}
    total = (await page.person(BORIS))["unread"]

    await page.messages(BORIS)

    assert rows == {page.bot: 2, CLUB: 1}
    assert total == 3
    assert (await page.person(BORIS))["unread"] == 1


async def test_ones_own_messages_are_not_unread(page: Page) -> None:
    await page.say(ANNA, "mine")

    assert (await page.person(ANNA))["unread"] == 0


async def test_the_chat_with_the_latest_message_comes_first(
    ground: Ground, page: Page, bot: BareBot
) -> None:
    await bot.call("sendMessage", chat_id=CLUB, text="one")
    await page.forward(60)
    await bot.call("sendMessage", chat_id=BORIS, text="two")

    rows = await page.chats(BORIS)

    assert [row["chat"] for row in rows] == [page.bot, CLUB]
    assert [row["last"]["text"] for row in rows] == ["two", "one"]
    assert [row["kind"] for row in rows] == ["private", "group"]


async def test_older_messages_come_page_by_page(page: Page) -> None:
    for number in range(5):
        await page.say(ANNA, str(number))

    latest = await page.messages(ANNA, limit=2)
    before = await page.messages(ANNA, limit=2, before=latest[0]["id"])

    assert [one["text"] for one in latest] == ["3", "4"]
    assert [one["text"] for one in before] == ["1", "2"]


async def test_what_one_says_is_ones_own_and_plain_text(page: Page) -> None:
    said = await page.say(ANNA, "<b>hi</b>")

    assert (said["from"]["id"], said["text"], said["entities"]) == (ANNA, "<b>hi</b>", [])
    assert said["date"] == NOON.isoformat()
    assert (said["service"], said["media"], said["edited"]) == (None, None, False)


async def test_people_in_a_group_read_each_other(page: Page) -> None:
    await page.say(ANNA, "hello all", CLUB)

    assert (await page.last(BORIS, CLUB))["text"] == "hello all"


async def test_one_can_edit_and_delete_only_what_is_ones_own(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "mine", CLUB)
    sent = await bot.call("sendMessage", chat_id=CLUB, text="the bot's")

    with pytest.raises(Refused, match="not_yours"):
        await page.edit(BORIS, said["id"], "ours", CLUB)
    with pytest.raises(Refused, match="not_yours"):
        await page.delete(BORIS, sent["message_id"], CLUB)

    await page.delete(ANNA, sent["message_id"], CLUB)
    assert len(await page.messages(BORIS, CLUB)) == 1


LINKS: list[Any] = [
    pytest.param("https://t.me/TryBot?start=ev_42-x", "/start ev_42-x", id="payload"),
    pytest.param("t.me/trybot?start=a", "/start a", id="without https"),
    pytest.param("tg://resolve?domain=TryBot&start=a", "/start a", id="tg"),
    pytest.param("https://t.me/TryBot?start=", "/start", id="empty"),
    pytest.param("https://t.me/TryBot?start=a%20b", "/start", id="no payload at all"),
    pytest.param("https://t.me/TryBot?start=" + "a" * 65, "/start", id="65 characters"),
]


@pytest.mark.parametrize(("url", "text"), LINKS)
async def test_a_link_to_the_bot_starts_it(page: Page, bot: BareBot, url: str, text: str) -> None:
    opened = await page.open(NEW, url)

    (update,) = await bot.updates()
    assert opened == {"kind": "start", "chat": page.bot}
    assert update["message"]["text"] == text
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_a_link_without_start_only_shows_the_bot(page: Page, bot: BareBot) -> None:
    assert (await page.open(NEW, "https://t.me/TryBot"))["chat"] == page.bot
    assert await bot.updates() == []


async def test_a_link_elsewhere_is_left_to_the_page(page: Page) -> None:
    assert (await page.open(ANNA, "https://a.example"))["kind"] == "outside"
    with pytest.raises(Refused, match="link_unknown"):
        await page.open(ANNA, "https://t.me/OtherBot?start=x")


REFUSED: list[Any] = [
    ("say", {"as": 9, "chat": 1, "text": "a"}, 404, "unknown_person"),
    ("say", {"chat": 1, "text": "a"}, 400, "missing_as"),
    ("say", {"as": "x", "chat": 1, "text": "a"}, 400, "bad_as"),
    ("say", {"as": ANNA, "chat": 1, "text": 5}, 400, "bad_text"),
    ("say", {"as": ANNA, "chat": 1, "text": " "}, 400, "empty"),
    ("say", {"as": ANNA, "chat": 9, "text": "a"}, 404, "unknown_chat"),
    ("say", {"as": CIRO, "chat": CLUB, "text": "a"}, 400, "not_a_member"),
    ("press", {"as": ANNA, "chat": 1, "message": 9, "data": "a"}, 404, "no_such_message"),
    ("leave", {"as": CIRO, "chat": CLUB}, 400, "not_a_member"),
    ("withdraw", {"as": CIRO, "chat": CLUB}, 400, "no_request"),
    ("withdraw", {"as": CIRO, "chat": 9}, 404, "unknown_chat"),
    ("block", {"as": ANNA, "blocked": "yes"}, 400, "bad_blocked"),
    ("group", {"as": ANNA, "action": "sell", "chat": CLUB}, 400, "unknown_action"),
    ("group", {"as": ANNA, "action": "add_bot", "chat": 9}, 404, "unknown_chat"),
    ("group", {"as": ANNA, "action": "create", "title": " "}, 400, "empty"),
    ("time", {"forward": "week"}, 400, "bad_forward"),
    ("crowd", {"people": -1}, 400, "bad_people"),
    ("crowd", {"people": 1, "odds": {"dance": 1}}, 400, "bad_odds"),
]


@pytest.mark.parametrize(("path", "body", "status", "code"), REFUSED)
async def test_what_cannot_be_done_is_refused_with_a_word(
    page: Page, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        await page.act(path, **body)

    assert (refusal.value.status, refusal.value.code) == (status, code)


class TestEvents:
    async def test_a_message_an_edit_and_a_deletion_are_told_to_who_sees_them(
        self, page: Page, bot: BareBot
    ) -> None:
        async with page.events(ANNA) as events:
            await bot.call("sendMessage", chat_id=BORIS, text="not for Anna")
            sent = await bot.call("sendMessage", chat_id=ANNA, text="one")
            which = {"chat_id": ANNA, "message_id": sent["message_id"]}
            await bot.call("editMessageText", text="two", **which)
            await bot.call("deleteMessage", **which)

            message = await events.wait("message")
            edit = await events.wait("edit")
            deletion = await events.wait("delete")

        assert (message["chat"], message["message"]["text"]) == (page.bot, "one")
        assert edit["message"]["text"] == "two"
        assert deletion == {"chat": page.bot, "message": sent["message_id"]}

    async def test_what_happens_in_a_group_is_told_to_its_members(self, page: Page) -> None:
        async with page.events(BORIS) as members, page.events(CIRO) as strangers:
            await page.say(ANNA, "in the club", CLUB)
            await page.say(CIRO, "to the bot")

            assert (await members.wait("message"))["chat"] == CLUB
            assert (await strangers.wait("message"))["message"]["text"] == "to the bot"

    async def test_a_change_of_chats_is_told(self, page: Page, bot: BareBot) -> None:
        link = await bot.call("createChatInviteLink", chat_id=CLUB, creates_join_request=True)
        async with page.events(NEW) as events:
            await page.open(NEW, link["invite_link"])
            assert await events.wait("chats") == {}

    async def test_everybody_is_told_the_time_and_that_people_have_changed(
        self, page: Page, bot: BareBot
    ) -> None:
        async with page.events() as events:
            await bot.call("sendMessage", chat_id=ANNA, text="unread")
            assert await events.wait("people") == {}

            moved = await page.forward("hour")
            assert await events.wait("time") == {"now": moved["now"]}

    async def test_a_page_that_does_not_read_is_let_go(
        self, page: Page, bot: BareBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.playground.world.events.LONGEST_QUEUE", 0)
        async with page.events(ANNA) as events:
            await page.say(ANNA, "too much")

            assert await events.ended()


async def test_a_message_can_be_waited_for(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="first")
    await bot.call("sendMessage", chat_id=ANNA, text="second")

    found = await page.expect(
        ANNA, fits=lambda message: bool(message["text"]), after=sent["message_id"]
    )

    assert found["text"] == "second"
    with pytest.raises(AssertionError, match="second"):
        await page.expect(ANNA, fits=lambda message: message["text"] == "third", seconds=0)


async def test_a_state_can_be_waited_for(page: Page) -> None:
    state = await page.wait_for(lambda state: len(state["people"]) == 4)

    assert state["crowd"] == 0
