"""Groups: rights, coming and going, what the bot sees, and becoming a supergroup."""

from typing import Any

import pytest

from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, BORIS, CIRO, CLUB, NEW

WITHOUT_RIGHT: list[Any] = [
    ("createChatInviteLink", {}, "not enough rights to manage chat invite link"),
    ("exportChatInviteLink", {}, "not enough rights to manage chat invite link"),
    ("revokeChatInviteLink", {"invite_link": "x"}, "not enough rights to manage chat invite link"),
    (
        "approveChatJoinRequest",
        {"user_id": NEW},
        "not enough rights to manage chat join requests",
    ),
    (
        "declineChatJoinRequest",
        {"user_id": NEW},
        "not enough rights to manage chat join requests",
    ),
    (
        "pinChatMessage",
        {"message_id": 1},
        "not enough rights to manage pinned messages in the chat",
    ),
    ("unpinChatMessage", {}, "not enough rights to manage pinned messages in the chat"),
    ("banChatMember", {"user_id": BORIS}, "not enough rights to restrict/unrestrict chat member"),
    ("unbanChatMember", {"user_id": BORIS}, "not enough rights to restrict/unrestrict chat member"),
    ("deleteMessage", {"message_id": 1}, "message can't be deleted"),
]


@pytest.mark.parametrize(
    ("method", "parameters", "words"), WITHOUT_RIGHT, ids=[row[0] for row in WITHOUT_RIGHT]
)
async def test_a_plain_member_may_not(
    page: Page, bot: BareBot, method: str, parameters: dict[str, Any], words: str
) -> None:
    await page.in_group(ANNA, "demote_bot", chat=CLUB)
    await page.say(ANNA, "mine", CLUB)

    answer = await bot.refusal(method, chat_id=CLUB, **parameters)

    assert answer == f"Bad Request: {words}"


async def test_an_administrator_may(page: Page, bot: BareBot) -> None:
    said = await page.say(BORIS, "rude", CLUB)
    sent = await bot.call("sendMessage", chat_id=CLUB, text="kind")

    assert await bot.call("pinChatMessage", chat_id=CLUB, message_id=sent["message_id"])
    assert await bot.call("deleteMessage", chat_id=CLUB, message_id=said["id"])

    assert (await page.chats(BORIS))[0]["pinned"] == sent["message_id"]
    assert [one["text"] for one in await page.messages(BORIS, CLUB)] == ["kind", ""]


async def test_a_pinned_message_can_be_unpinned(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=CLUB, text="a")
    which = {"chat_id": CLUB, "message_id": sent["message_id"]}
    await bot.call("pinChatMessage", **which)
    pinned = await bot.call("getChat", chat_id=CLUB)

    await bot.call("unpinChatMessage", **which)

    assert pinned["pinned_message"]["text"] == "a"
    assert "pinned_message" not in await bot.call("getChat", chat_id=CLUB)
    assert await bot.refusal("unpinChatMessage", **which) == (
        "Bad Request: message to unpin not found"
    )


async def test_methods_for_groups_are_not_for_people(bot: BareBot) -> None:
    words = await bot.refusal("getChatMember", chat_id=ANNA, user_id=ANNA)

    assert words == "Bad Request: method is available only for supergroups"


async def test_the_bot_can_ask_who_is_in_a_group(bot: BareBot) -> None:
    chat = await bot.call("getChat", chat_id=CLUB)
    administrators = await bot.call("getChatAdministrators", chat_id=CLUB)
    statuses = [
        (await bot.call("getChatMember", chat_id=CLUB, user_id=user))["status"]
        for user in (ANNA, BORIS, CIRO, 1)
    ]

    assert (chat["title"], chat["type"]) == ("Club", "supergroup")
    assert [one["user"]["id"] for one in administrators] == [ANNA, 1]
    assert administrators[1]["can_invite_users"]
    assert not administrators[1]["can_restrict_members"]
    assert statuses == ["creator", "member", "left", "administrator"]
    assert await bot.call("getChatMemberCount", chat_id=CLUB) == 3
    assert await bot.refusal("getChatMember", chat_id=CLUB, user_id=9) == (
        "Bad Request: invalid user_id specified"
    )


class TestTheBotHearsWhatBecomesOfIt:
    async def test_added_promoted_demoted_and_removed(self, page: Page, bot: BareBot) -> None:
        circle = (await page.in_group(BORIS, "create", title="Circle"))["id"]
        for action in ("add_bot", "promote_bot", "demote_bot", "remove_bot"):
            await page.in_group(BORIS, action, chat=circle)

        updates = await bot.updates()
        changes = [one["my_chat_member"] for one in updates if "my_chat_member" in one]
        assert [
            (one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in changes
        ] == [
            ("left", "member"),
            ("member", "administrator"),
            ("administrator", "member"),
            ("member", "kicked"),
        ]
        assert updates[1]["message"]["new_chat_members"][0]["id"] == 1
        assert changes[0]["from"]["id"] == BORIS

    async def test_only_administrators_can_do_it(self, page: Page) -> None:
        for action in ("remove_bot", "promote_bot", "demote_bot", "upgrade"):
            with pytest.raises(Refused, match="not_an_administrator"):
                await page.in_group(BORIS, action, chat=CLUB)

    async def test_a_stranger_can_do_nothing(self, page: Page) -> None:
        with pytest.raises(Refused, match="not_a_member"):
            await page.in_group(CIRO, "add_bot", chat=CLUB)


class TestChatMemberUpdates:
    async def test_come_only_if_asked_for(self, page: Page, bot: BareBot) -> None:
        await page.leave(BORIS, CLUB)

        (update,) = await bot.updates()
        assert list(update) == ["update_id", "message"]

    async def test_tell_of_joining_and_leaving(self, page: Page, bot: BareBot) -> None:
        await bot.updates(allowed_updates=["chat_member"])
        link = await bot.call("createChatInviteLink", chat_id=CLUB, creates_join_request=True)
        await page.open(CIRO, link["invite_link"])
        await bot.call("approveChatJoinRequest", chat_id=CLUB, user_id=CIRO)
        await page.leave(BORIS, CLUB)

        joined, left = [one["chat_member"] for one in await bot.updates()]
        assert joined["new_chat_member"]["status"] == "member"
        assert joined["via_join_request"]
        assert joined["invite_link"]["invite_link"] == link["invite_link"]
        assert (left["from"]["id"], left["new_chat_member"]["status"]) == (BORIS, "left")

    async def test_come_only_to_an_administrator(self, page: Page, bot: BareBot) -> None:
        await bot.updates(allowed_updates=["chat_member"])
        await page.in_group(ANNA, "demote_bot", chat=CLUB)

        await page.leave(BORIS, CLUB)

        assert await bot.updates() == []


async def test_join_requests_are_not_told_to_a_bot_that_may_not_invite(
    page: Page, bot: BareBot
) -> None:
    link = await bot.call("createChatInviteLink", chat_id=CLUB, creates_join_request=True)
    await page.in_group(ANNA, "demote_bot", chat=CLUB)
    await bot.updates()

    await page.open(NEW, link["invite_link"])

    assert await bot.updates() == []


async def test_banning_puts_out_and_unbanning_allows_back(page: Page, bot: BareBot) -> None:
    await page.in_group(ANNA, "promote_bot", chat=CLUB, rights=["can_restrict_members"])
    which = {"chat_id": CLUB, "user_id": BORIS}

    await bot.call("banChatMember", **which)
    banned = await bot.call("getChatMember", **which)
    await bot.call("unbanChatMember", **which)

    assert banned["status"] == "kicked"
    assert (await bot.call("getChatMember", **which))["status"] == "left"
    assert await bot.refusal("banChatMember", chat_id=CLUB, user_id=ANNA) == (
        "Bad Request: user is an administrator of the chat"
    )


class TestPrivacy:
    SEEN = ("/start", "/help@TryBot", "hello @TryBot!", "well /help")
    UNSEEN = ("hello", "/help@OtherBot", "hello @TryBotty", "1/2")

    async def test_an_administrator_sees_everything(self, page: Page, bot: BareBot) -> None:
        await page.say(BORIS, "hello", CLUB)

        assert len(await bot.updates()) == 1

    @pytest.mark.parametrize("text", SEEN)
    async def test_a_plain_member_sees_what_is_for_it(
        self, page: Page, bot: BareBot, text: str
    ) -> None:
        await page.in_group(ANNA, "demote_bot", chat=CLUB)
        await bot.updates()

        await page.say(BORIS, text, CLUB)

        assert [one["message"]["text"] for one in await bot.updates()] == [text]

    @pytest.mark.parametrize("text", UNSEEN)
    async def test_a_plain_member_sees_nothing_else(
        self, page: Page, bot: BareBot, text: str
    ) -> None:
        await page.in_group(ANNA, "demote_bot", chat=CLUB)
        await bot.updates()

        await page.say(BORIS, text, CLUB)

        assert await bot.updates() == []

    async def test_a_plain_member_sees_replies_to_itself_and_who_comes(
        self, page: Page, bot: BareBot
    ) -> None:
        url = (await bot.call("createChatInviteLink", chat_id=CLUB))["invite_link"]
        await page.in_group(ANNA, "demote_bot", chat=CLUB)
        sent = await bot.call("sendMessage", chat_id=CLUB, text="who?")
        await bot.updates()

        await page.say(BORIS, "me", CLUB, reply_to=sent["message_id"])
        await page.open(CIRO, url)

        reply, service = await bot.updates()
        assert reply["message"]["reply_to_message"]["text"] == "who?"
        assert "new_chat_members" in service["message"]

    async def test_a_command_is_marked_as_one(self, page: Page, bot: BareBot) -> None:
        await page.say(BORIS, "/help@TryBot me", CLUB)

        (update,) = await bot.updates()
        assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 12}]


class TestBecomingASupergroup:
    async def upgrade(self, page: Page, bot: BareBot) -> tuple[int, int]:
        old = (await page.in_group(BORIS, "create", title="Circle"))["id"]
        await page.in_group(BORIS, "add_bot", chat=old)
        await bot.updates()
        new = (await page.in_group(BORIS, "upgrade", chat=old))["id"]
        return old, new

    async def test_both_sides_are_told(self, page: Page, bot: BareBot) -> None:
        old, new = await self.upgrade(page, bot)

        to, origin = [one["message"] for one in await bot.updates()]
        assert (to["chat"]["id"], to["migrate_to_chat_id"]) == (old, new)
        assert (origin["chat"]["id"], origin["migrate_from_chat_id"]) == (new, old)
        assert new < -1_000_000_000_000 < old

    async def test_the_old_id_says_where_the_group_went(self, page: Page, bot: BareBot) -> None:
        old, new = await self.upgrade(page, bot)

        answer = await bot.answer("sendMessage", chat_id=old, text="a")

        assert answer["error_code"] == 400
        assert answer["description"] == (
            "Bad Request: group chat was upgraded to a supergroup chat"
        )
        assert answer["parameters"] == {"migrate_to_chat_id": new}
        assert await bot.call("sendMessage", chat_id=new, text="a")

    async def test_people_see_one_group(self, page: Page, bot: BareBot) -> None:
        old, new = await self.upgrade(page, bot)

        chats = [row["chat"] for row in await page.chats(BORIS)]
        assert new in chats
        assert old not in chats
        with pytest.raises(Refused, match="chat_moved"):
            await page.say(BORIS, "hello?", old)

    async def test_a_supergroup_stays_one(self, page: Page) -> None:
        with pytest.raises(Refused, match="already_a_supergroup"):
            await page.in_group(ANNA, "upgrade", chat=CLUB)
