"""Methods of the Bot API that put a text into a chat or change one."""

from typing import Any

from bot.playground.api import keyboard
from bot.playground.api.formatting import CAPTION, TEXT, TEXT_FORMAT, caption_of, text_of
from bot.playground.api.method import Method
from bot.playground.api.parameters import (
    Arguments,
    Parameter,
    anything,
    boolean,
    chat,
    integer,
    structure,
)
from bot.playground.api.reach import message_in, writable
from bot.playground.world import shelf, wire
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import GENERAL, Group, Json, Message, Person
from bot.playground.world.topics import may_write

CHAT = Parameter("chat_id", chat, "chat_id is empty")
MESSAGE = Parameter("message_id", integer, "message identifier is not specified")
MARKUP = Parameter("reply_markup", anything)
THREAD = Parameter("message_thread_id", integer)
DELIVERY = (
    CHAT,
    MARKUP,
    Parameter("reply_parameters", structure),
    Parameter("reply_to_message_id", integer),
    Parameter("allow_sending_without_reply", boolean),
    Parameter("allow_paid_broadcast", boolean),
    THREAD,
)
"""What every method that sends takes."""


def deliver(stage: Stage, arguments: Arguments, **parts: Any) -> Message:
    """Send something to a chat after all that could be wrong has been looked at.

    Raises:
        ApiError: 400, 403 or 429 in Telegram's words.
    """
    chat_id = arguments["chat_id"]
    markup = keyboard.checked(arguments.get("reply_markup"))
    place = place_of(stage, arguments)
    account_for(stage, arguments)
    return stage.post(chat_id, stage.world.bot.id, markup=markup, **place, **parts)


def account_for(stage: Stage, arguments: Arguments, *, messages: int = 1) -> None:
    """Count messages that are about to be sent, and take Stars for paid ones.

    Raises:
        ApiError: 429, they are too many; 400, the bot has too few Stars.
    """
    paid = arguments.get("allow_paid_broadcast", False)
    if paid:
        stage.purse.must_hold(messages)
    stage.limits.count(arguments["chat_id"], messages=messages, paid=paid)
    if paid:
        stage.purse.pay(messages)


def place_of(stage: Stage, arguments: Arguments) -> dict[str, Any]:
    """Return where in its chat a message goes: what it answers, and the topic.

    A reply without a topic goes where the answered message is.

    Raises:
        ApiError: 400 or 403; the chat cannot be written to, or there is no such message or topic.
    """
    where = writable(stage, arguments["chat_id"])
    reply = _reply(stage, arguments)
    thread = arguments.get("message_thread_id", GENERAL)
    if thread == GENERAL and reply:
        thread = stage.world.thread(where.id)[reply["reply_to"]].thread
    _check_topic(stage, where, thread)
    return reply | {"thread": thread}


def _check_topic(stage: Stage, where: Group | Person, thread: int) -> None:
    """Refuse a topic that is not there or closed; the general one cannot be named."""
    topic = where.topics.get(thread) if isinstance(where, Group) else None
    if thread != GENERAL and topic is None:
        raise bad_request("message thread not found")
    if isinstance(where, Group) and topic and not may_write(where, topic, stage.world.bot.id):
        raise bad_request("TOPIC_CLOSED")


def _reply(stage: Stage, arguments: Arguments) -> dict[str, Any]:
    """Return what is answered, and which of its words are meant; nothing for no reply.

    Raises:
        ApiError: 400, it is not there and the reply insists on it.
    """
    wish = arguments.get("reply_parameters") or {}
    if not isinstance(wish, dict):
        raise bad_request("object expected as reply parameters")
    identifier = wish.get("message_id") or arguments.get("reply_to_message_id", 0)
    if not identifier:
        return {}
    found = stage.world.thread(arguments["chat_id"]).get(integer(identifier))
    if found is not None:
        quote = str(wish.get("quote", ""))
        if quote not in found.text:
            raise bad_request("QUOTE_TEXT_INVALID")
        return {"reply_to": found.id, "quote": quote}
    if wish.get("allow_sending_without_reply") or arguments.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def send_message(stage: Stage, arguments: Arguments) -> Json:
    """Answer sendMessage."""
    plain, entities = text_of(arguments)
    sent = deliver(stage, arguments, text=plain, entities=entities)
    return wire.message(stage.world, sent)


def edit_message_text(stage: Stage, arguments: Arguments) -> Json:
    """Answer editMessageText; a keyboard that is not given again goes."""
    plain, entities = text_of(arguments)
    markup = keyboard.checked(arguments.get("reply_markup"))
    message = editable(stage, arguments)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return replace(stage, message, text=plain, entities=entities, markup=markup)


def edit_message_caption(stage: Stage, arguments: Arguments) -> Json:
    """Answer editMessageCaption."""
    markup = keyboard.checked(arguments.get("reply_markup"))
    plain, entities = caption_of(arguments)
    message = editable(stage, arguments)
    if message.media is None or message.media["kind"] not in shelf.CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    return replace(stage, message, text=plain, entities=entities, markup=markup)


def edit_message_reply_markup(stage: Stage, arguments: Arguments) -> Json:
    """Answer editMessageReplyMarkup."""
    markup = keyboard.checked(arguments.get("reply_markup"))
    message = editable(stage, arguments)
    return replace(stage, message, markup=markup)


def editable(stage: Stage, arguments: Arguments) -> Message:
    """Return the message of the bot's own that is to be changed.

    Raises:
        ApiError: 400 or 403, it is not there, or not the bot's.
    """
    chat_id = arguments["chat_id"]
    writable(stage, chat_id)
    message = message_in(stage, chat_id, arguments["message_id"], "message to edit not found")
    if message.sender != stage.world.bot.id or message.service is not None:
        raise bad_request("message can't be edited")
    return message


def replace(stage: Stage, message: Message, *, markup: Json | None, **content: Any) -> Json:
    """Put new content and buttons into a message.

    Raises:
        ApiError: 400, nothing would change.
    """
    changed = {part: new for part, new in content.items() if getattr(message, part) != new}
    if not changed and message.markup == markup:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    for part, new in changed.items():
        setattr(message, part, new)
    message.markup = markup
    # A change of the buttons alone does not mark a message as edited (edit_hide in Telegram).
    stage.change(message, silent=not changed)
    return wire.message(stage.world, message)


METHODS = (
    Method("sendMessage", send_message, (*DELIVERY, TEXT, *TEXT_FORMAT)),
    Method("editMessageText", edit_message_text, (CHAT, MESSAGE, TEXT, *TEXT_FORMAT, MARKUP)),
    Method("editMessageCaption", edit_message_caption, (CHAT, MESSAGE, *CAPTION, MARKUP)),
    Method("editMessageReplyMarkup", edit_message_reply_markup, (CHAT, MESSAGE, MARKUP)),
)
