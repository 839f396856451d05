"""What goes into a conversion and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Script(StrEnum):
    """The two alphabets of one language."""

    LATIN = "latin"
    ARABIC = "arabic"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text and what became of it."""

    source: str
    result: str
    start: int
    """Index of its first character in the source text."""
    confidence: float
    """From 0, a guess by rules, to 1, certain. See `bot.language.script.confidence`."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a message with a meaning or a look, as the Bot API describes it."""

    type: str
    offset: int
    """In UTF-16 units, like `length`."""
    length: int
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What else the Bot API says of it, `url` or `language`; it is passed on as it came."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in the other script."""

    text: str
    words: tuple[Word, ...]
    """Every word of the source in order, those left as they were included."""
    entities: tuple[Entity, ...]
    """The entities that came in, in their order, moved to where their words now are."""
    confidence: float
    """The words' confidence, weighed by their length; 1 for a text without words."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as a coordinator wants it, in both scripts."""

    latin: str
    arabic: str
