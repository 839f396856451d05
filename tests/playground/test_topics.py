"""Forums: supergroups with topics, and what the bot reads and may write there."""

from typing import Any

import pytest

from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, BORIS, CLUB, Ground

Json = dict[str, Any]

NOT_FOUND = "Bad Request: message thread not found"
CLOSED = "Bad Request: TOPIC_CLOSED"


@pytest.fixture
async def talk(page: Page, bot: BareBot) -> int:
    """A topic of the club, which is a forum from now on; the bot has heard of both."""
    await page.in_group(ANNA, "make_forum", chat=CLUB)
    group = await page.in_group(ANNA, "create_topic", chat=CLUB, name="Söhbət")
    await bot.updates()
    return int(group["topics"][-1]["id"])


async def told(bot: BareBot, kind: str = "message") -> Json:
    found: Json = (await bot.updates())[-1][kind]
    return found


async def test_a_forum_says_that_it_is_one(page: Page, bot: BareBot) -> None:
    before = await bot.call("getChat", chat_id=CLUB)

    group = await page.in_group(ANNA, "make_forum", chat=CLUB)

    assert "is_forum" not in before
    assert (await bot.call("getChat", chat_id=CLUB))["is_forum"] is True
    assert [topic["name"] for topic in group["topics"]] == ["General"]


async def test_only_a_supergroup_can_have_topics(page: Page) -> None:
    plain = await page.in_group(ANNA, "create", title="Plain")

    with pytest.raises(Refused, match="not_a_supergroup"):
        await page.in_group(ANNA, "make_forum", chat=plain["id"])
    with pytest.raises(Refused, match="not_a_forum"):
        await page.in_group(ANNA, "create_topic", chat=CLUB, name="News")


async def test_the_message_that_makes_a_topic_gives_it_its_number(page: Page, bot: BareBot) -> None:
    await page.in_group(ANNA, "make_forum", chat=CLUB)

    group = await page.in_group(ANNA, "create_topic", chat=CLUB, name="News")

    made = await told(bot)
    assert made["forum_topic_created"]["name"] == "News"
    assert made["message_id"] == made["message_thread_id"] == group["topics"][-1]["id"]
    assert made["is_topic_message"] is True
    assert "reply_to_message" not in made


async def test_a_message_in_a_topic_names_it_and_answers_its_beginning(
    page: Page, bot: BareBot, talk: int
) -> None:
    await page.say(BORIS, "salam", CLUB, thread=talk)

    message = await told(bot)
    assert (message["message_thread_id"], message["is_topic_message"]) == (talk, True)
    assert message["chat"]["is_forum"] is True
    assert message["reply_to_message"]["message_id"] == talk
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Söhbət"


async def test_a_message_in_the_general_topic_names_none(
    page: Page, bot: BareBot, talk: int
) -> None:
    await page.say(BORIS, "salam", CLUB)

    message = await told(bot)
    assert message.keys().isdisjoint({"message_thread_id", "is_topic_message", "reply_to_message"})


async def test_a_chain_of_replies_outside_topics_has_a_number_but_is_none(
    page: Page, bot: BareBot, talk: int
) -> None:
    first = await page.say(BORIS, "one", CLUB)
    second = await page.say(ANNA, "two", CLUB, reply_to=first["id"])
    await page.say(BORIS, "three", CLUB, reply_to=second["id"])

    message = await told(bot)
    assert message["message_thread_id"] == first["id"]
    assert "is_topic_message" not in message
    assert message["reply_to_message"]["text"] == "two"
    assert await bot.refusal(
        "sendMessage", chat_id=CLUB, text="a", message_thread_id=first["id"]
    ) == (NOT_FOUND)


async def test_a_reply_of_the_bot_goes_where_the_answered_message_is(
    page: Page, bot: BareBot, talk: int
) -> None:
    said = await page.say(BORIS, "salam", CLUB, thread=talk)

    sent = await bot.call(
        "sendMessage", chat_id=CLUB, text="a", reply_parameters={"message_id": said["id"]}
    )

    assert (sent["message_thread_id"], sent["reply_to_message"]["text"]) == (talk, "salam")


async def test_a_reply_into_another_topic_is_an_outside_one(
    page: Page, bot: BareBot, talk: int
) -> None:
    said = await page.say(BORIS, "salam", CLUB)

    sent = await bot.call(
        "sendMessage",
        chat_id=CLUB,
        text="a",
        message_thread_id=talk,
        reply_parameters={"message_id": said["id"]},
    )

    assert "reply_to_message" not in sent
    assert sent["external_reply"]["message_id"] == said["id"]


async def test_a_persons_reply_stays_in_the_topic(page: Page, bot: BareBot, talk: int) -> None:
    said = await page.say(BORIS, "salam", CLUB, thread=talk)

    await page.say(ANNA, "aleyküm", CLUB, reply_to=said["id"])

    message = await told(bot)
    assert (message["message_thread_id"], message["is_topic_message"]) == (talk, True)
    assert message["reply_to_message"]["text"] == "salam"


SENDS: list[tuple[str, Json]] = [
    ("sendMessage", {"text": "a"}),
    ("sendPhoto", {"photo": "photo.sample-araz.x"}),
    ("sendVoice", {"voice": "voice.sample-hello.x"}),
    ("sendDocument", {"document": "document.sample-plan.x"}),
    ("sendLocation", {"latitude": 1, "longitude": 1}),
    ("sendMediaGroup", {"media": [{"type": "photo", "media": "photo.sample-araz.x"}] * 2}),
    ("copyMessage", {}),
    ("forwardMessage", {}),
]


@pytest.mark.parametrize(("method", "what"), SENDS, ids=[row[0] for row in SENDS])
class TestEveryMethodThatSends:
    async def arguments(self, page: Page, method: str, what: Json) -> Json:
        if method in ("copyMessage", "forwardMessage"):
            said = await page.say(ANNA, "to carry")
            what = {"from_chat_id": ANNA, "message_id": said["id"]}
        return {"chat_id": CLUB, **what}

    async def test_sends_into_a_topic(
        self, page: Page, bot: BareBot, talk: int, method: str, what: Json
    ) -> None:
        arguments = await self.arguments(page, method, what)

        await bot.call(method, message_thread_id=talk, **arguments)

        assert (await page.messages(BORIS, CLUB))[-1]["thread"] == talk

    async def test_refuses_a_topic_that_is_not_there(
        self, page: Page, bot: BareBot, talk: int, method: str, what: Json
    ) -> None:
        arguments = await self.arguments(page, method, what)

        assert await bot.refusal(method, message_thread_id=talk + 1, **arguments) == NOT_FOUND

    async def test_refuses_a_closed_topic(
        self, page: Page, bot: BareBot, talk: int, method: str, what: Json
    ) -> None:
        arguments = await self.arguments(page, method, what)
        await page.in_group(ANNA, "close_topic", chat=CLUB, thread=talk)

        assert await bot.refusal(method, message_thread_id=talk, **arguments) == CLOSED


@pytest.mark.parametrize("chat", [ANNA, CLUB], ids=["private", "not a forum"])
async def test_where_there_are_no_topics_none_is_found(bot: BareBot, chat: int) -> None:
    words = await bot.refusal("sendMessage", chat_id=chat, text="a", message_thread_id=1)

    assert words == NOT_FOUND


async def test_closing_and_opening_again_is_told(page: Page, bot: BareBot, talk: int) -> None:
    seen = []
    for action in ("close_topic", "close_topic", "reopen_topic"):
        await page.in_group(ANNA, action, chat=CLUB, thread=talk)
        seen += [update["message"] for update in await bot.updates()]

    assert [
        sorted(message.keys() & {"forum_topic_closed", "forum_topic_reopened"}) for message in seen
    ] == [
        ["forum_topic_closed"],
        ["forum_topic_reopened"],
    ]
    assert [message["message_thread_id"] for message in seen] == [talk, talk]


async def test_in_a_closed_topic_only_those_write_who_manage_topics(
    page: Page, bot: BareBot, talk: int
) -> None:
    await page.in_group(ANNA, "close_topic", chat=CLUB, thread=talk)

    with pytest.raises(Refused, match="topic_closed"):
        await page.say(BORIS, "salam", CLUB, thread=talk)
    await page.say(ANNA, "salam", CLUB, thread=talk)
    rights = ["can_manage_topics"]
    await page.in_group(ANNA, "promote_bot", chat=CLUB, rights=rights)

    sent = await bot.call("sendMessage", chat_id=CLUB, text="a", message_thread_id=talk)
    assert sent["message_thread_id"] == talk


async def test_the_general_topic_can_be_closed_too(page: Page, bot: BareBot, talk: int) -> None:
    await page.in_group(ANNA, "close_topic", chat=CLUB, thread=0)

    assert await bot.refusal("sendMessage", chat_id=CLUB, text="a") == CLOSED
    assert await bot.call("sendMessage", chat_id=CLUB, text="a", message_thread_id=talk)


async def test_a_new_name_of_a_topic_is_told(page: Page, bot: BareBot, talk: int) -> None:
    group = await page.in_group(ANNA, "rename_topic", chat=CLUB, thread=talk, name="Xəbərlər")

    assert (await told(bot))["forum_topic_edited"] == {"name": "Xəbərlər"}
    assert group["topics"][-1]["name"] == "Xəbərlər"


async def test_a_deleted_topic_is_gone_with_its_messages_and_the_bot_is_not_told(
    page: Page, bot: BareBot, talk: int
) -> None:
    await page.say(BORIS, "salam", CLUB, thread=talk)
    await bot.updates()

    await page.in_group(ANNA, "delete_topic", chat=CLUB, thread=talk)

    assert await bot.updates() == []
    assert await page.messages(BORIS, CLUB) == []
    assert await bot.refusal("sendMessage", chat_id=CLUB, text="a", message_thread_id=talk) == (
        NOT_FOUND
    )


async def test_the_beginning_of_a_topic_cannot_be_deleted(bot: BareBot, talk: int) -> None:
    words = await bot.refusal("deleteMessage", chat_id=CLUB, message_id=talk)

    assert words == "Bad Request: message can't be deleted"


@pytest.mark.parametrize("action", ["make_forum", "create_topic", "close_topic", "delete_topic"])
async def test_only_an_administrator_arranges_topics(page: Page, talk: int, action: str) -> None:
    with pytest.raises(Refused, match="not_an_administrator"):
        await page.in_group(BORIS, action, chat=CLUB, thread=talk, name="Mine")


async def test_the_page_can_read_one_topic_alone(page: Page, bot: BareBot, talk: int) -> None:
    await page.say(BORIS, "in general", CLUB)
    await bot.call("sendMessage", chat_id=CLUB, text="in the topic", message_thread_id=talk)

    def texts(messages: list[Json]) -> list[str]:
        return [message["text"] for message in messages if not message["service"]]

    assert texts(await page.messages(BORIS, CLUB, thread=talk)) == ["in the topic"]
    assert texts(await page.messages(BORIS, CLUB, thread=0)) == ["in general"]
    assert texts(await page.messages(BORIS, CLUB)) == ["in general", "in the topic"]


@pytest.mark.parametrize(
    ("words", "seen"), [("salam", False), ("/menu", True), ("hey @TryBot", True)]
)
async def test_privacy_mode_holds_in_topics_as_elsewhere(
    page: Page, bot: BareBot, talk: int, words: str, seen: bool
) -> None:
    await page.in_group(ANNA, "demote_bot", chat=CLUB)
    await bot.updates()

    await page.say(BORIS, words, CLUB, thread=talk)

    assert [update["message"]["text"] for update in await bot.updates()] == [words] * seen


async def test_topics_outlive_a_restart(
    ground: Ground, page: Page, bot: BareBot, talk: int
) -> None:
    await page.say(BORIS, "salam", CLUB, thread=talk)
    await page.in_group(ANNA, "close_topic", chat=CLUB, thread=talk)
    before = (await page.group(CLUB), await page.messages(ANNA, CLUB))
    await ground.stop()

    again = await ground.start()

    async with Page(again.url) as reopened:
        after = (await reopened.group(CLUB), await reopened.messages(ANNA, CLUB))
    assert after == before


async def test_unread_messages_are_counted_topic_by_topic(page: Page, talk: int) -> None:
    async def unread() -> Json:
        chats = await page.chats(BORIS)
        found: Json = next(one for one in chats if one["chat"] == CLUB)["unread_in"]
        return found

    await page.messages(BORIS, CLUB)
    await page.say(ANNA, "one", CLUB)
    for words in ("two", "three"):
        await page.say(ANNA, words, CLUB, thread=talk)
    before = await unread()
    await page.messages(BORIS, CLUB, thread=talk)

    assert before == {"0": 1, str(talk): 2}
    assert await unread() == {"0": 1, str(talk): 0}


async def test_typing_and_pins_belong_to_a_topic(page: Page, bot: BareBot, talk: int) -> None:
    said = await page.say(BORIS, "salam", CLUB, thread=talk)

    async with page.events(BORIS) as events:
        await bot.call("sendChatAction", chat_id=CLUB, action="typing", message_thread_id=talk)
        typing = await events.wait("typing")
    await bot.call("pinChatMessage", chat_id=CLUB, message_id=said["id"])

    assert typing == {"chat": CLUB, "thread": talk}
    pinned = await page.last(BORIS, CLUB)
    assert (pinned["service"]["kind"], pinned["thread"]) == ("pinned", talk)
