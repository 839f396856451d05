"""How buttons and forms of a crisis are read, and how several messages become one answer."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.answers import Answer
from bot.conversation.routes import Call, number_in
from bot.domain.messages import Message, text
from bot.domain.refusals import Refusal


def number(words: Sequence[str], place: int = 0) -> int:
    """Return our own number at `place`; refuse kindly what is none."""
    return number_in(words[place] if place < len(words) else "")


def word(words: Sequence[str], place: int, known: Sequence[str]) -> str:
    """Return the word at `place` if it is one of the known; refuse kindly what is none."""
    if place >= len(words) or words[place] not in known:
        raise Refusal(text("press.stale"))
    return words[place]


def alert_of(call: Call) -> int:
    """Return the number of the alert that a form is about."""
    return number((call.values.get("alert", ""),))


def answer(message: Message) -> Answer:
    """Return a message as an answer that stands under what was said."""
    return Answer(message.body, message.buttons)


def in_place(message: Message) -> Answer:
    """Return a message that takes the place of the one whose button was pressed."""
    return replace(answer(message), replace=True)


def in_turn(pages: Sequence[Message], *, replaces: bool = False) -> Answer:
    """Return several messages as one answer, the first in place of the pressed one if `replaces`.

    `pages` has at least one message.
    """
    first, *rest = (answer(page) for page in pages)
    return replace(first, replace=replaces, then=tuple(rest))
