"""Methods of the Bot API that delete messages, or carry them elsewhere."""

from copy import copy
from typing import Any

from bot.playground.api.formatting import CAPTION, caption_of
from bot.playground.api.method import Method
from bot.playground.api.parameters import Arguments, Parameter, chat, structure
from bot.playground.api.reach import known, message_in, writable
from bot.playground.api.sending import CHAT, DELIVERY, MESSAGE, deliver
from bot.playground.world import wire
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import Group, Json, Message

DELETE_SECONDS = 48 * 3600
"""How long a message can be deleted by a bot (Bot API, deleteMessage)."""

MOST_AT_ONCE = 100

_LASTING = {"group_chat_created", "supergroup_chat_created", "forum_topic_created"}
"""Service messages that cannot be deleted (Bot API, deleteMessage)."""


def delete_message(stage: Stage, arguments: Arguments) -> bool:
    """Answer deleteMessage."""
    found = known(stage, arguments["chat_id"])
    message = message_in(stage, found.id, arguments["message_id"], "message to delete not found")
    _check_deletable(stage, found, message)
    stage.take_away(message)
    return True


def delete_messages(stage: Stage, arguments: Arguments) -> bool:
    """Answer deleteMessages; those that are not there are passed over."""
    found = known(stage, arguments["chat_id"])
    identifiers = _identifiers(arguments)
    thread = stage.world.thread(found.id)
    gone = [thread[one] for one in identifiers if one in thread]
    for message in gone:
        _check_deletable(stage, found, message)
    for message in gone:
        stage.take_away(message)
    return True


def _check_deletable(stage: Stage, found: object, message: Message) -> None:
    """Refuse what a bot cannot delete: others' in a group without the right, and all too old."""
    own = message.sender == stage.world.bot.id
    may = not isinstance(found, Group) or found.may(stage.world.bot.id, "can_delete_messages")
    if not own and not may:
        raise bad_request("message can't be deleted")
    if message.service is not None and not _LASTING.isdisjoint(message.service):
        raise bad_request("message can't be deleted")
    if stage.now() - message.date > DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")


def _identifiers(arguments: Arguments) -> list[int]:
    given = arguments["message_ids"]
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_AT_ONCE:
        raise bad_request("message identifiers are not specified")
    try:
        return [int(one) for one in given]
    except (TypeError, ValueError):
        raise bad_request("invalid message identifier specified") from None


def forward_message(stage: Stage, arguments: Arguments) -> Json:
    """Answer forwardMessage."""
    source = _source(stage, arguments, "message to forward not found")
    origin = source.forward or wire.origin(stage.world, source)
    content = _content(source) | {"forward": origin}
    # A forward carries neither buttons of its own nor a reply.
    plain = {key: arguments[key] for key in arguments if key != "reply_markup"}
    return wire.message(stage.world, deliver(stage, plain, **content))


def copy_message(stage: Stage, arguments: Arguments) -> Json:
    """Answer copyMessage; a caption that is given takes the place of the old one."""
    source = _source(stage, arguments, "message to copy not found")
    content = _content(source)
    if source.media is not None and "caption" in arguments:
        words, marks = caption_of(arguments)
        content |= {"text": words, "entities": marks}
    sent = deliver(stage, arguments, **content)
    return {"message_id": sent.id}


def _source(stage: Stage, arguments: Arguments, missing: str) -> Message:
    source = known(stage, arguments["from_chat_id"])
    message = message_in(stage, source.id, arguments["message_id"], missing)
    if message.service is not None:
        raise bad_request("message can't be copied" if "copy" in missing else missing)
    writable(stage, arguments["chat_id"])
    return message


def _content(source: Message) -> dict[str, Any]:
    """Return what a copy takes over from a message."""
    return {"text": source.text, "entities": source.entities, "media": copy(source.media)}


FROM = Parameter("from_chat_id", chat, "chat_id is empty")

METHODS = (
    Method("deleteMessage", delete_message, (CHAT, MESSAGE)),
    Method(
        "deleteMessages",
        delete_messages,
        (CHAT, Parameter("message_ids", structure, "message identifiers are not specified")),
    ),
    Method("forwardMessage", forward_message, (*DELIVERY, FROM, MESSAGE)),
    Method(
        "copyMessage",
        copy_message,
        (*DELIVERY, FROM, MESSAGE, *CAPTION),
    ),
)
