"""What Telegram's updates mean for us; everything else in them is dropped here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
    TopicRenamed,
    Written,
)
from bot.domain.media import Media
from bot.language.direction import cleaned
from bot.language.script import Entity
from bot.telegram.albums import Albums
from bot.telegram.media import media_of

ANONYMOUS_ADMINISTRATOR = 1087968824
"""Anonymous group administrators arrive as this user. Source: Bot API, Message, `sender_chat`."""

_PRESENT = ("creator", "administrator", "member", "restricted")

_WORDLESS = (
    "animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker",
    "venue", "video", "video_note", "voice",
)  # fmt: skip
"""What people send instead of words; in private it is answered, too, that it was not understood."""

Raw = Mapping[str, Any]


class Malformed(Exception):  # noqa: N818 - says what happened
    """The update is not what the Bot API describes; it is skipped."""


def read_update(raw: Raw, albums: Albums | None = None) -> Incoming | None:
    """Return what an update means for us, or None when it is none of our business.

    Of an album that `albums` knows, the first message stands for all; without, each for itself.

    Raises:
        Malformed: a part that the Bot API promises is missing or of another shape.
    """
    try:
        number = _whole(raw["update_id"])
        if "message" in raw:
            return _message(number, raw["message"], albums or Albums())
        if "callback_query" in raw:
            return _press(number, raw["callback_query"])
        if "chat_join_request" in raw:
            return _join_request(number, raw["chat_join_request"])
        if "my_chat_member" in raw:
            return _bot_moved(number, raw["my_chat_member"])
        if "chat_member" in raw:
            return _member_moved(number, raw["chat_member"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(type(error).__name__) from None
    return None


def queue_of(raw: Raw) -> str:
    """Return the queue an update waits in: its person's, else its chat's, else its own."""
    for kind in ("message", "callback_query", "chat_join_request", "my_chat_member", "chat_member"):
        part = raw.get(kind)
        if isinstance(part, Mapping):
            for holder in (part.get("from"), part.get("chat")):
                if isinstance(holder, Mapping) and isinstance(holder.get("id"), int):
                    return f"telegram:{holder['id']}"
    return f"update:{raw.get('update_id')}"


def _message(number: int, message: Raw, albums: Albums) -> Incoming | None:
    chat = _chat(message["chat"])
    if "migrate_to_chat_id" in message:
        return GroupMoved(number, chat, f"telegram:{_whole(message['migrate_to_chat_id'])}")
    if "forum_topic_edited" in message:
        return _renamed(number, chat, message)
    sender = message.get("from")
    album = albums.of(message)
    if album is not None and album.first != message["message_id"]:
        return None  # The first picture speaks for them all.
    message = {**message, **album.caption} if album else message
    words = message.get("text", message.get("caption"))
    if words is None and chat.private and any(kind in message for kind in _WORDLESS):
        words = ""
    if not isinstance(words, str) or sender is None or message["chat"]["type"] == "channel":
        return None
    if not chat.private and not words.startswith("/"):
        return None  # People talking to each other in a group are not talking to us.
    if sender["id"] != ANONYMOUS_ADMINISTRATOR and (
        sender.get("is_bot") or "sender_chat" in message
    ):
        return None  # Another bot, or a channel's post in its group.
    replied = message.get("reply_to_message") or {}
    if "forum_topic_created" in replied:
        replied = {}  # What is written in a topic seems to answer its first message.
    forwarded = "forward_origin" in message
    if forwarded and not words and "media_group_id" in message and album is None:
        return None  # One picture of several; the words stand under another one.
    written, meant = _written(message, albums), _meant(message, replied, albums)
    return Said(
        number,
        _sender(sender),
        replace(chat, **_topic(message)),
        _clean(words),
        replied=meant.words,
        replied_id=meant.id,
        id=_whole(message.get("message_id", 0)),
        entities=written.entities,
        replied_entities=meant.entities,
        forwarded=forwarded,
        media=written.media,
        replied_media=meant.media,
    )


def _renamed(number: int, chat: Chat, message: Raw) -> Incoming | None:
    """Return a topic's new name; None where only its icon became another."""
    name, where = message["forum_topic_edited"].get("name"), _topic(message)
    if not isinstance(name, str) or not where:
        return None
    return TopicRenamed(number, replace(chat, thread=where["thread"], topic=_clean(name)))


def _press(number: int, press: Raw) -> Incoming | None:
    message = press.get("message")
    data = press.get("data")
    if message is None or not isinstance(data, str):
        return None
    return Pressed(
        number,
        _sender(press["from"]),
        replace(_chat(message["chat"]), **_topic(message)),
        press_id=str(press["id"]),
        data=_clean(data),
        message_id=str(message["message_id"]),
        about=_about(message),
    )


def _about(message: Raw) -> Written:
    """Return the message that a message of ours answers, else the one that it quotes."""
    replied = message.get("reply_to_message")
    if isinstance(replied, Mapping):
        return _written(replied)
    said = _written(message)
    for one in said.entities:
        if one.type == "expandable_blockquote":
            units = said.words.encode("utf-16-le")[2 * one.offset : 2 * (one.offset + one.length)]
            return Written(cleaned(units.decode("utf-16-le", "ignore")))
    return Written()


def _meant(message: Raw, replied: Raw, albums: Albums) -> Written:
    """Return what a message replies to; where somebody marked a part of it, that part."""
    whole = _written(replied, albums)
    quote = message.get("quote")
    if replied and isinstance(quote, Mapping) and quote.get("is_manual"):
        return replace(_written(quote), id=whole.id, media=whole.media)
    return whole


def _written(message: Raw, albums: Albums | None = None) -> Written:
    """Return the words of a message, or those under its picture, with their entities, and what
    goes along: all of an album that is known, and its words."""
    album = albums.of(message) if albums else None
    if album is not None:
        message = {**message, **album.caption}
    words = message.get("text", message.get("caption", ""))
    entities = message.get("entities", message.get("caption_entities", ()))
    return Written(
        _clean(words or ""),
        tuple(_entity(one) for one in entities or ()),
        _whole(message.get("message_id", 0)),
        album.media if album else _media(message),
    )


def _media(message: Raw) -> Media | None:
    media = media_of(message)
    return replace(media, is_part="media_group_id" in message) if media else None


def _entity(one: Raw) -> Entity:
    rest = {name: one[name] for name in ("url", "language") if isinstance(one.get(name), str)}
    return Entity(str(one["type"]), _whole(one["offset"]), _whole(one["length"]), rest)


def _join_request(number: int, request: Raw) -> Incoming:
    sender = _sender(request["from"])
    window = f"telegram:{_whole(request.get('user_chat_id', request['from']['id']))}"
    return AskedToJoin(number, sender, _chat(request["chat"]), window)


def _bot_moved(number: int, change: Raw) -> Incoming | None:
    if change["chat"]["type"] == "channel":
        return None
    now = change["new_chat_member"]
    return BotMoved(
        number,
        _sender(change["from"]),
        _chat(change["chat"]),
        present=_is_present(now),
        can_invite=now["status"] == "administrator" and bool(now.get("can_invite_users")),
    )


def _member_moved(number: int, change: Raw) -> Incoming:
    now = change["new_chat_member"]
    return MemberMoved(
        number,
        _sender(change["from"]),
        _chat(change["chat"]),
        member=_sender(now["user"]),
        present=_is_present(now),
    )


def _is_present(member: Raw) -> bool:
    return member["status"] in _PRESENT and member.get("is_member", True) is not False


def _sender(user: Raw) -> Sender:
    code = user.get("language_code")
    return Sender(
        f"telegram:{_whole(user['id'])}",
        code if isinstance(code, str) else "",
        anonymous=user["id"] == ANONYMOUS_ADMINISTRATOR,
        first_name=_clean(name) if isinstance(name := user.get("first_name"), str) else "",
    )


def _topic(message: Raw) -> dict[str, Any]:
    """Return the topic in which a message stands, with its name where it comes along.

    Outside of topics `message_thread_id` only counts answers to one message.
    """
    if not message.get("is_topic_message"):
        return {}
    made = (message.get("reply_to_message") or {}).get("forum_topic_created") or {}
    name = made.get("name")
    topic = _clean(name) if isinstance(name, str) else ""
    return {"thread": _whole(message.get("message_thread_id", 0)), "topic": topic}


def _chat(chat: Raw) -> Chat:
    title = chat.get("title")
    return Chat(
        f"telegram:{_whole(chat['id'])}",
        private=chat["type"] == "private",
        title=_clean(title) if isinstance(title, str) else "",
    )


def _whole(number: object) -> int:
    """Return a number that is whole and not larger than Telegram's (52 bits, Bot API, `Chat`)."""
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) >= 2**53:
        raise ValueError
    return number


def _clean(words: str) -> str:
    """Drop what no database keeps: NUL and lone surrogates."""
    return words.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
