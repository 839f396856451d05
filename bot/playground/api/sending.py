"""Methods of the Bot API that put a text into a chat or change one."""

from typing import Any

from bot.playground.api import keyboard
from bot.playground.api.method import Method
from bot.playground.api.parameters import (
    Arguments,
    Parameter,
    anything,
    boolean,
    chat,
    integer,
    string,
    structure,
)
from bot.playground.api.reach import message_in, writable
from bot.playground.world import wire
from bot.playground.world.entities import checked_entities, parse
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import Json, Message

LONGEST_TEXT = 4096
"""Characters of a text after its entities are parsed (Bot API, sendMessage)."""

CHAT = Parameter("chat_id", chat, "chat_id is empty")
MESSAGE = Parameter("message_id", integer, "message identifier is not specified")
MARKUP = Parameter("reply_markup", anything)
FORMAT = (Parameter("parse_mode", string), Parameter("entities", structure))
DELIVERY = (
    CHAT,
    MARKUP,
    Parameter("reply_parameters", structure),
    Parameter("reply_to_message_id", integer),
    Parameter("allow_sending_without_reply", boolean),
    Parameter("allow_paid_broadcast", boolean),
    Parameter("message_thread_id", integer),
)
"""What every method that sends takes."""


def formatted(
    words: str, arguments: Arguments, *, marks: str = "entities"
) -> tuple[str, tuple[Json, ...]]:
    """Return text and entities as they are kept; explicit entities win over a parse mode."""
    plain, found = parse(words, "" if marks in arguments else arguments.get("parse_mode", ""))
    explicit = arguments.get(marks)
    return plain, checked_entities(explicit, plain) if explicit else found


def text_of(arguments: Arguments) -> tuple[str, tuple[Json, ...]]:
    """Return the text and entities of a text message.

    Raises:
        ApiError: 400, empty or longer than Telegram takes.
    """
    plain, entities = formatted(arguments["text"], arguments)
    if not plain:
        raise bad_request("message text is empty")
    if len(plain) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return plain, entities


def deliver(stage: Stage, arguments: Arguments, **parts: Any) -> Message:
    """Send something to a chat after all that could be wrong has been looked at.

    Raises:
        ApiError: 400, 403 or 429 in Telegram's words.
    """
    chat_id = arguments["chat_id"]
    markup = keyboard.checked(arguments.get("reply_markup"))
    writable(stage, chat_id)
    reply_to = answered(stage, arguments)
    stage.limits.count(chat_id, paid=arguments.get("allow_paid_broadcast", False))
    bot = stage.world.bot.id
    return stage.post(chat_id, bot, markup=markup, reply_to=reply_to, **parts)


def answered(stage: Stage, arguments: Arguments) -> int:
    """Return the id of the message that is replied to, 0 for none.

    Raises:
        ApiError: 400, it is not there and the reply insists on it.
    """
    wish = arguments.get("reply_parameters") or {}
    identifier = wish.get("message_id") or arguments.get("reply_to_message_id", 0)
    if not identifier:
        return 0
    if int(identifier) in stage.world.thread(arguments["chat_id"]):
        return int(identifier)
    if wish.get("allow_sending_without_reply") or arguments.get("allow_sending_without_reply"):
        return 0
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
    message = _editable(stage, arguments)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _replace(stage, message, plain, entities, markup)


def edit_message_caption(stage: Stage, arguments: Arguments) -> Json:
    """Answer editMessageCaption."""
    markup = keyboard.checked(arguments.get("reply_markup"))
    plain, entities = formatted(arguments.get("caption", ""), arguments, marks="caption_entities")
    message = _editable(stage, arguments)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _replace(stage, message, plain, entities, markup)


def edit_message_reply_markup(stage: Stage, arguments: Arguments) -> Json:
    """Answer editMessageReplyMarkup."""
    markup = keyboard.checked(arguments.get("reply_markup"))
    message = _editable(stage, arguments)
    return _replace(stage, message, message.text, message.entities, markup)


def _editable(stage: Stage, arguments: Arguments) -> Message:
    chat_id = arguments["chat_id"]
    writable(stage, chat_id)
    message = message_in(stage, chat_id, arguments["message_id"], "message to edit not found")
    if message.sender != stage.world.bot.id or message.service is not None:
        raise bad_request("message can't be edited")
    return message


def _replace(
    stage: Stage, message: Message, plain: str, entities: tuple[Json, ...], markup: Json | None
) -> Json:
    if (message.text, message.entities, message.markup) == (plain, entities, markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    # A change of the buttons alone does not mark a message as edited (edit_hide in Telegram).
    only_buttons = (message.text, message.entities) == (plain, entities)
    message.text, message.entities, message.markup = plain, entities, markup
    stage.change(message, silent=only_buttons)
    return wire.message(stage.world, message)


TEXT = Parameter("text", string, "message text is empty")

METHODS = (
    Method("sendMessage", send_message, (*DELIVERY, TEXT, *FORMAT)),
    Method("editMessageText", edit_message_text, (CHAT, MESSAGE, TEXT, *FORMAT, MARKUP)),
    Method(
        "editMessageCaption",
        edit_message_caption,
        (
            CHAT,
            MESSAGE,
            Parameter("caption", string),
            Parameter("parse_mode", string),
            Parameter("caption_entities", structure),
            MARKUP,
        ),
    ),
    Method("editMessageReplyMarkup", edit_message_reply_markup, (CHAT, MESSAGE, MARKUP)),
)
