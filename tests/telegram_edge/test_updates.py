"""What Telegram's updates mean for us, in a table of raw updates, and what nobody could foresee."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.incoming import (
    AskedToJoin,
    BotMoved,
    Chat,
    GroupMoved,
    Incoming,
    MemberMoved,
    Pressed,
    Said,
    Sender,
)
from bot.domain.media import Media, MediaItem
from bot.telegram.intake import _has_number
from bot.telegram.updates import ANONYMOUS_ADMINISTRATOR, Malformed, queue_of, read_update

Json = dict[str, Any]

LEYLA = {"id": 42, "is_bot": False, "first_name": "Leyla", "language_code": "az"}
HERSELF = Sender("telegram:42", "az", first_name="Leyla")
AT_HOME = {"id": 42, "type": "private", "first_name": "Leyla"}
HOME = Chat("telegram:42", private=True)
IN_GROUP = {"id": -1001234567890, "type": "supergroup", "title": "North"}
GROUP = Chat("telegram:-1001234567890", private=False, title="North")
CHANNEL = {"id": -1009, "type": "channel", "title": "News"}
BOT = {"id": 7, "is_bot": True, "first_name": "Körpü"}
HIDDEN = {"id": ANONYMOUS_ADMINISTRATOR, "is_bot": True, "first_name": "Group"}


def said(sender: Sender, chat: Chat, words: str, **more: Any) -> Said:
    return Said(5, sender, chat, words, id=9, **more)


def message(words: Any = "/menu", **more: Any) -> Json:
    said = {} if words is None else {"text": words}
    return {
        "update_id": 5,
        "message": {"message_id": 9, "date": 0, "from": LEYLA, "chat": AT_HOME, **said, **more},
    }


def press(**more: Any) -> Json:
    under = {"message_id": 9, "date": 0, "chat": AT_HOME}
    held = {"id": "77", "from": LEYLA, "message": under, "chat_instance": "1", "data": "1:go:menu"}
    return {"update_id": 5, "callback_query": {**held, **more}}


def moved(kind: str, status: str, *, chat: Json = IN_GROUP, by: Json = LEYLA, **more: Any) -> Json:
    now = {"status": status, "user": BOT if kind == "my_chat_member" else LEYLA, **more}
    return {
        "update_id": 5,
        kind: {
            "chat": chat,
            "from": by,
            "date": 0,
            "old_chat_member": {"status": "left", "user": BOT},
            "new_chat_member": now,
        },
    }


def join_request(**more: Any) -> Json:
    asked = {"chat": IN_GROUP, "from": LEYLA, "user_chat_id": 4242, "date": 0}
    return {"update_id": 5, "chat_join_request": {**asked, **more}}


MEANINGS: dict[str, tuple[Json, Incoming | None]] = {
    "words in private": (message("Salam"), said(HERSELF, HOME, "Salam")),
    "no language": (
        message("Salam", **{"from": {"id": 42, "is_bot": False, "first_name": "L"}}),
        said(Sender("telegram:42", first_name="Leyla"), HOME, "Salam"),
    ),
    "a caption": (
        message(None, caption="/menu", photo=[{"file_id": "s"}, {"file_id": "x"}]),
        said(HERSELF, HOME, "/menu", media=Media((MediaItem("photo", "x"),))),
    ),
    "a voice message in private": (
        message(None, voice={"file_id": "x"}),
        said(HERSELF, HOME, "", media=Media((MediaItem("voice", "x"),))),
    ),
    "a voice message in a group": (message(None, voice={"file_id": "x"}, chat=IN_GROUP), None),
    "a service message": (message(None, pinned_message={"message_id": 1}), None),
    "new members": (message(None, chat=IN_GROUP, new_chat_members=[LEYLA]), None),
    "a reply": (
        message("/rules", reply_to_message={"message_id": 1, "text": "Be kind"}),
        said(HERSELF, HOME, "/rules", replied="Be kind", replied_id=1),
    ),
    "a reply to a picture": (
        message("/rules", reply_to_message={"message_id": 1, "caption": "Be kind"}),
        said(HERSELF, HOME, "/rules", replied="Be kind", replied_id=1),
    ),
    "a reply to nothing that is left": (
        message("/rules", reply_to_message=None),
        said(HERSELF, HOME, "/rules"),
    ),
    "a command in a group": (message("/help", chat=IN_GROUP), said(HERSELF, GROUP, "/help")),
    "talk in a group": (message("hello all", chat=IN_GROUP), None),
    "an anonymous administrator": (
        message("/connect", chat=IN_GROUP, sender_chat=IN_GROUP, **{"from": HIDDEN}),
        said(
            Sender(f"telegram:{ANONYMOUS_ADMINISTRATOR}", anonymous=True, first_name="Group"),
            GROUP,
            "/connect",
        ),
    ),
    "another bot": (message("/help", chat=IN_GROUP, **{"from": BOT}), None),
    "a channel's post in its group": (
        message(
            "/help",
            chat=IN_GROUP,
            sender_chat=CHANNEL,
            **{"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}},
        ),
        None,
    ),
    "a message in a channel": (message("/help", chat=CHANNEL, sender_chat=CHANNEL), None),
    "a channel post": ({"update_id": 5, "channel_post": {"chat": CHANNEL, "text": "/help"}}, None),
    "an edited message": ({"update_id": 5, "edited_message": message()["message"]}, None),
    "a poll": ({"update_id": 5, "poll": {"id": "1"}}, None),
    "a kind of next year": ({"update_id": 5, "telepathy": {"from": LEYLA}}, None),
    "nothing but a number": ({"update_id": 5}, None),
    "NUL and half a letter": (
        message("/me\x00nu \ud800x"),
        said(HERSELF, HOME, "/menu x"),
    ),
    "a press": (press(), Pressed(5, HERSELF, HOME, "77", "1:go:menu", "9")),
    "a press under a message too old to see": (
        press(message={"message_id": 9, "date": 0, "chat": IN_GROUP}),
        Pressed(5, HERSELF, GROUP, "77", "1:go:menu", "9"),
    ),
    "a press under no message": (press(message=None), None),
    "a press on a game": (press(data=None, game_short_name="chess"), None),
    "asking to join": (join_request(), AskedToJoin(5, HERSELF, GROUP, "telegram:4242")),
    "asking to join, as of old": (
        {"update_id": 5, "chat_join_request": {"chat": IN_GROUP, "from": LEYLA}},
        AskedToJoin(5, HERSELF, GROUP, "telegram:42"),
    ),
    "made an administrator": (
        moved("my_chat_member", "administrator", can_invite_users=True),
        BotMoved(5, HERSELF, GROUP, present=True, can_invite=True),
    ),
    "an administrator who may not invite": (
        moved("my_chat_member", "administrator", can_invite_users=False),
        BotMoved(5, HERSELF, GROUP, present=True),
    ),
    "thrown out": (
        moved("my_chat_member", "kicked"),
        BotMoved(5, HERSELF, GROUP, present=False),
    ),
    "restricted and gone": (
        moved("my_chat_member", "restricted", is_member=False),
        BotMoved(5, HERSELF, GROUP, present=False),
    ),
    "blocked by a person": (
        moved("my_chat_member", "kicked", chat=AT_HOME),
        BotMoved(5, HERSELF, HOME, present=False),
    ),
    "added by somebody hidden": (
        moved("my_chat_member", "member", by=HIDDEN),
        BotMoved(
            5,
            Sender(f"telegram:{ANONYMOUS_ADMINISTRATOR}", anonymous=True, first_name="Group"),
            GROUP,
            present=True,
        ),
    ),
    "added to a channel": (moved("my_chat_member", "administrator", chat=CHANNEL), None),
    "a member came": (
        moved("chat_member", "member"),
        MemberMoved(5, HERSELF, GROUP, HERSELF, present=True),
    ),
    "a member left": (
        moved("chat_member", "left"),
        MemberMoved(5, HERSELF, GROUP, HERSELF, present=False),
    ),
    "the group became a supergroup": (
        message(None, chat={"id": -5, "type": "group", "title": "N"}, migrate_to_chat_id=-1005),
        GroupMoved(5, Chat("telegram:-5", private=False, title="N"), "telegram:-1005"),
    ),
}


@pytest.mark.parametrize(("raw", "meaning"), MEANINGS.values(), ids=MEANINGS)
def test_an_update_means(raw: Json, meaning: Incoming | None) -> None:
    assert read_update(raw) == meaning


MALFORMED: dict[str, Any] = {
    "no number": {"message": {}},
    "a number in letters": {"update_id": "5"},
    "a broken number": {"update_id": 5.5},
    "endless": {"update_id": float("inf")},
    "no chat": {"update_id": 5, "message": {"from": LEYLA, "text": "/menu"}},
    "no kind of chat": message(chat={"id": 42}),
    "a chat in words": message(chat="home"),
    "a person in words": message(**{"from": "Leyla"}),
    "a person without a number": message(**{"from": {"first_name": "Leyla"}}),
    "an endless person": message(**{"from": {"id": float("inf")}}),
    "a number in a text": message(**{"from": {"id": "42"}}),
    "truth for a number": message(**{"from": {"id": True}}),
    "a person beyond all numbers": message(**{"from": {"id": 10**400}}),
    "a reply in words": message(reply_to_message="hello"),
    "a reply with a number for words": message(reply_to_message={"text": 5}),
    "a message in a list": {"update_id": 5, "message": []},
    "no message": {"update_id": 5, "message": None},
    "a press without a person": {"update_id": 5, "callback_query": {"data": "x", "message": {}}},
    "a press in words": {"update_id": 5, "callback_query": "pressed"},
    "a request without a chat": {"update_id": 5, "chat_join_request": {"from": LEYLA}},
    "a change without its end": {
        "update_id": 5,
        "my_chat_member": {"chat": IN_GROUP, "from": LEYLA},
    },
    "a move to nowhere": message(None, migrate_to_chat_id="there"),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_what_the_bot_api_does_not_describe_is_malformed(raw: Json) -> None:
    with pytest.raises(Malformed):
        read_update(raw)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = st.sampled_from(
    [
        *("update_id", "message", "callback_query", "chat_join_request", "my_chat_member"),
        *("chat_member", "from", "chat", "id", "type", "text", "caption", "data", "message_id"),
        *("new_chat_member", "status", "user", "title", "user_chat_id", "is_bot", "voice"),
        *("reply_to_message", "migrate_to_chat_id", "language_code", "sender_chat", "is_member"),
    ]
)
ANYTHING = st.recursive(
    SCALARS | st.sampled_from(["private", "supergroup", "channel", "member", "/help"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=30,
)


@given(raw=ANYTHING)
def test_no_json_at_all_raises_anything_but_malformed(raw: Any) -> None:
    try:
        meaning = read_update(raw)
    except Malformed:
        return
    assert meaning is None or meaning.number >= -(2**53)


@given(raw=st.dictionaries(KEYS, ANYTHING, max_size=8), number=st.integers(0, 2**53 - 1))
def test_every_update_with_a_number_finds_a_queue(raw: Json, number: int) -> None:
    raw["update_id"] = number

    assert _has_number(raw)
    assert queue_of(raw).startswith(("telegram:", "update:"))


@given(part=ANYTHING, kind=st.sampled_from(["from", "chat", "message", "data", "new_chat_member"]))
def test_a_good_update_with_one_part_exchanged_raises_nothing_but_malformed(
    part: Any, kind: str
) -> None:
    for raw in (message(), press(), join_request(), moved("my_chat_member", "member")):
        for body in raw.values():
            if isinstance(body, dict):
                body[kind] = part
        try:
            read_update(raw)
        except Malformed:
            continue


@pytest.mark.parametrize("number", [None, True, -1, 2**53, 1.0, "5"])
def test_an_update_without_a_good_number_has_none(number: object) -> None:
    assert not _has_number({"update_id": number})


def test_updates_of_one_person_wait_in_one_queue_wherever_they_act() -> None:
    queues = {
        queue_of(message()),
        queue_of(message(chat=IN_GROUP)),
        queue_of(press()),
        queue_of(join_request()),
    }

    assert queues == {"telegram:42"}
    assert queue_of({"update_id": 8, "poll": {}}) == "update:8"
