"""What of an update is stored until it is handled: what handling it needs, and no more.

Words that people wrote to each other come along with a press or a command; they are left out.
"""

import re
from collections.abc import Mapping
from typing import Any

Raw = Mapping[str, Any]

_OF_A_PRESS = ("id", "from", "chat_instance", "data")
_OF_ITS_MESSAGE = ("message_id", "date", "chat", "message_thread_id", "is_topic_message")

_OF_WHAT_IT_ANSWERS = ("message_id", "date", "chat", "text", "caption")
_LOOKS = ("entities", "caption_entities")

_NEEDS_WORDS = re.compile(r"1:(?:sc|wd)\.")
"""Buttons that put the message which theirs answers, or quotes, into a script once more."""

_NEEDS_NO_WORDS = re.compile(r"/(?:un)?bridge(?:@\w+)?(?:\s|\Z)", re.IGNORECASE)
"""Commands that are about the message they answer, but never about its words."""


def kept(raw: Raw) -> Raw:
    """Return an update without what need not be stored; it reads the same for us."""
    press, message = raw.get("callback_query"), raw.get("message")
    if isinstance(press, Mapping):
        return {**raw, "callback_query": _press(press)}
    if isinstance(message, Mapping) and _NEEDS_NO_WORDS.match(str(message.get("text", ""))):
        return {**raw, "message": _wordless(message)}
    return raw


def _press(press: Raw) -> Raw:
    found = {name: press[name] for name in _OF_A_PRESS if name in press}
    message = press.get("message")
    if isinstance(message, Mapping):
        found["message"] = {name: message[name] for name in _OF_ITS_MESSAGE if name in message}
        if _NEEDS_WORDS.match(str(press.get("data", ""))):
            found["message"] |= _what_it_is_about(message)
    return found


def _what_it_is_about(message: Raw) -> dict[str, Any]:
    replied = message.get("reply_to_message")
    if isinstance(replied, Mapping):
        wanted = (*_OF_WHAT_IT_ANSWERS, *_LOOKS)
        return {"reply_to_message": {name: replied[name] for name in wanted if name in replied}}
    return {name: message[name] for name in ("text", "entities") if name in message}


def _wordless(message: Raw) -> Raw:
    replied = message.get("reply_to_message")
    left = {name: part for name, part in message.items() if name != "quote"}
    if not isinstance(replied, Mapping):
        return left
    bare = {name: replied[name] for name in replied if name in ("message_id", "date", "chat")}
    made = replied.get("forum_topic_created")
    return {**left, "reply_to_message": {**bare, **({"forum_topic_created": made} if made else {})}}
