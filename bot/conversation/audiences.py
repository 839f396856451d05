"""The words of a person that say whom a message is for, and what is said when they are unclear."""

import json

from bot.conversation.answers import Answer
from bot.conversation.routes import Field
from bot.domain.audiences import to_json
from bot.domain.messages import Listing, text
from bot.language.audiences import Labels, Unclear, parse_audience


def read_audience(words: str, *, language: str, labels: Labels) -> str | None:
    """Return the selection that `words` mean as a form keeps it, None when they are not certain."""
    found = parse_audience(words, language=language, labels=labels)
    return None if isinstance(found, Unclear) else json.dumps(to_json(found))


def why_unclear(
    form: str, field: Field, words: str, *, language: str, labels: Labels
) -> Answer | None:
    """Return which part of `words` was not understood, with an example; None if that is not the
    reason."""
    if field.kind != "audience":
        return None
    found = parse_audience(words, language=language, labels=labels)
    if not isinstance(found, Unclear):
        return None
    example = text(f"{form}.example.{field.name}")
    if found.why != "several":
        return Answer(text(f"audience.unclear.{found.why}", part=found.part, example=example))
    ways = tuple(
        text("audience.way", kind=text(f"audience.kind.{kind}"), part=found.part)
        for kind in found.kinds
    )
    return Answer(text("audience.unclear.several", part=found.part, ways=Listing(ways, "lines")))
