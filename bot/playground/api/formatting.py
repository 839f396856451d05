"""Texts and captions of the Bot API: how they are marked up, and how long they may be."""

from bot.playground.api.parameters import Arguments, Parameter, string, structure
from bot.playground.world.entities import parse
from bot.playground.world.marks import ready_made
from bot.playground.world.refusal import bad_request
from bot.playground.world.things import Json

LONGEST_TEXT = 4096
"""Characters of a text after its entities are parsed (Bot API, sendMessage)."""

LONGEST_CAPTION = 1024
"""Characters of a caption after its entities are parsed (Bot API, sendPhoto)."""

Marked = tuple[str, tuple[Json, ...]]
"""Plain text and its entities."""


def formatted(words: str, arguments: Arguments, *, marks: str = "entities") -> Marked:
    """Return text and entities as they are kept; explicit entities win over a parse mode."""
    explicit = arguments.get(marks)
    plain, found = parse(words, "" if marks in arguments else arguments.get("parse_mode", ""))
    return ready_made(words, explicit) if explicit else (plain, found)


def text_of(arguments: Arguments) -> Marked:
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


def caption_of(arguments: Arguments) -> Marked:
    """Return caption and entities.

    Raises:
        ApiError: 400, longer than Telegram takes.
    """
    words, marks = formatted(arguments.get("caption", ""), arguments, marks="caption_entities")
    if len(words) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return words, marks


TEXT = Parameter("text", string, "message text is empty")
TEXT_FORMAT = (Parameter("parse_mode", string), Parameter("entities", structure))
CAPTION = (
    Parameter("caption", string),
    Parameter("parse_mode", string),
    Parameter("caption_entities", structure),
)
