"""Invite links and join requests."""

from typing import Any

import pytest

from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, BORIS, CIRO, CLUB, NEW, NOON

SOON = int(NOON.timestamp()) + 60


async def link(bot: BareBot, **parameters: Any) -> dict[str, Any]:
    made: dict[str, Any] = await bot.call("createChatInviteLink", chat_id=CLUB, **parameters)
    return made


async def ask(page: Page, bot: BareBot, who: int = NEW) -> None:
    await page.open(who, (await link(bot, creates_join_request=True))["invite_link"])


async def test_a_link_says_what_it_is(bot: BareBot) -> None:
    made = await link(bot, name="poster", expire_date=SOON, creates_join_request=True)

    assert made["invite_link"].startswith("https://t.me/+")
    assert (made["name"], made["expire_date"]) == ("poster", SOON)
    assert made["creates_join_request"]
    assert made["creator"]["is_bot"]
    assert not made["is_revoked"]


async def test_approval_and_a_member_limit_exclude_each_other(bot: BareBot) -> None:
    words = await bot.refusal(
        "createChatInviteLink", chat_id=CLUB, creates_join_request=True, member_limit=5
    )

    assert words == (
        "Bad Request: member limit can't be specified for links requiring administrator approval"
    )


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"name": "a" * 33}, "chat invite link name is too long"),
        ({"member_limit": 100000}, "member limit must be between 1 and 99999"),
        ({"expire_date": SOON - 120}, "EXPIRE_DATE_INVALID"),
    ],
    ids=["name", "limit", "past"],
)
async def test_a_wrong_link_is_refused(
    bot: BareBot, parameters: dict[str, Any], words: str
) -> None:
    answer = await bot.refusal("createChatInviteLink", chat_id=CLUB, **parameters)

    assert answer == f"Bad Request: {words}"


async def test_a_link_without_approval_lets_in(page: Page, bot: BareBot) -> None:
    opened = await page.open(CIRO, (await link(bot))["invite_link"])

    (update,) = await bot.updates()
    assert opened == {"kind": "joined", "chat": CLUB}
    assert update["message"]["new_chat_members"][0]["id"] == CIRO


async def test_a_join_request_tells_who_asks_and_by_which_link(page: Page, bot: BareBot) -> None:
    made = await link(bot, name="poster", creates_join_request=True)
    await page.open(NEW, made["invite_link"])

    (update,) = await bot.updates()
    request = update["chat_join_request"]
    assert (request["from"]["id"], request["user_chat_id"]) == (NEW, NEW)
    assert request["chat"]["id"] == CLUB
    assert request["invite_link"] == made
    assert request["date"] == int(NOON.timestamp())


async def test_asking_twice_is_asking_once(page: Page, bot: BareBot) -> None:
    await ask(page, bot)
    await ask(page, bot)

    assert len(await bot.updates()) == 1
    assert (await page.group(CLUB))["requests"] == [NEW]


async def test_who_has_asked_sees_the_group_but_not_into_it(page: Page, bot: BareBot) -> None:
    await bot.call("sendMessage", chat_id=CLUB, text="inside")
    await ask(page, bot)

    row = (await page.chats(NEW))[-1]
    assert (row["chat"], row["member"], row["asked"], row["last"]) == (CLUB, False, True, None)
    with pytest.raises(Refused, match="not_a_member"):
        await page.messages(NEW, CLUB)


async def test_an_approved_request_lets_in(page: Page, bot: BareBot) -> None:
    await ask(page, bot)
    await bot.updates()

    await bot.call("approveChatJoinRequest", chat_id=CLUB, user_id=NEW)

    (update,) = await bot.updates()
    assert update["message"]["new_chat_members"][0]["id"] == NEW
    member = await bot.call("getChatMember", chat_id=CLUB, user_id=NEW)
    assert member["status"] == "member"


async def test_a_declined_request_is_gone(page: Page, bot: BareBot) -> None:
    await ask(page, bot)

    await bot.call("declineChatJoinRequest", chat_id=CLUB, user_id=NEW)

    assert (await page.group(CLUB))["requests"] == []
    assert [row["chat"] for row in await page.chats(NEW)] == [page.bot]


async def test_approving_twice_is_refused(page: Page, bot: BareBot) -> None:
    await ask(page, bot)
    decision = {"chat_id": CLUB, "user_id": NEW}
    await bot.call("approveChatJoinRequest", **decision)

    words = await bot.refusal("approveChatJoinRequest", **decision)

    assert words == "Bad Request: USER_ALREADY_PARTICIPANT"


@pytest.mark.parametrize("method", ["approveChatJoinRequest", "declineChatJoinRequest"])
async def test_a_request_that_is_not_pending_cannot_be_decided(bot: BareBot, method: str) -> None:
    words = await bot.refusal(method, chat_id=CLUB, user_id=NEW)

    assert words == "Bad Request: HIDE_REQUESTER_MISSING"


async def test_a_withdrawn_request_cannot_be_decided_and_no_update_tells_of_it(
    page: Page, bot: BareBot
) -> None:
    await ask(page, bot)
    await bot.updates()

    await page.withdraw(NEW, CLUB)

    assert await bot.updates() == []
    words = await bot.refusal("approveChatJoinRequest", chat_id=CLUB, user_id=NEW)
    assert words == "Bad Request: HIDE_REQUESTER_MISSING"


async def test_links_end(page: Page, bot: BareBot) -> None:
    once = (await link(bot, member_limit=1))["invite_link"]
    short = (await link(bot, expire_date=SOON))["invite_link"]
    revoked = (await link(bot))["invite_link"]
    await page.open(CIRO, once)
    await page.forward(60)
    answer = await bot.call("revokeChatInviteLink", chat_id=CLUB, invite_link=revoked)

    assert answer["is_revoked"]
    for url, why in ((once, "link_used_up"), (short, "link_expired"), (revoked, "link_expired")):
        with pytest.raises(Refused, match=why):
            await page.open(NEW, url)
    with pytest.raises(Refused, match="link_unknown"):
        await page.open(NEW, "https://t.me/+nowhere")


async def test_exporting_revokes_the_earlier_primary_link(page: Page, bot: BareBot) -> None:
    first = await bot.call("exportChatInviteLink", chat_id=CLUB)
    second = await bot.call("exportChatInviteLink", chat_id=CLUB)

    assert (await bot.call("getChat", chat_id=CLUB))["invite_link"] == second
    with pytest.raises(Refused, match="link_expired"):
        await page.open(CIRO, first)


async def test_a_link_can_be_changed(bot: BareBot) -> None:
    made = await link(bot, name="a")

    changed = await bot.call(
        "editChatInviteLink",
        chat_id=CLUB,
        invite_link=made["invite_link"],
        creates_join_request=True,
    )

    assert changed["creates_join_request"]
    assert "name" not in changed


async def test_who_was_banned_cannot_come_back_by_link(page: Page, bot: BareBot) -> None:
    url = (await link(bot))["invite_link"]
    await page.in_group(ANNA, "promote_bot", chat=CLUB, rights=["can_restrict_members"])
    await bot.call("banChatMember", chat_id=CLUB, user_id=BORIS)

    with pytest.raises(Refused, match="banned"):
        await page.open(BORIS, url)
