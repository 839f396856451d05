"""What goes into a conversion and what comes out of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple


class Script(StrEnum):
    """The two alphabets of one language."""

    LATIN = "latin"
    ARABIC = "arabic"


class Rendering(NamedTuple):
    """A word in the other script."""

    result: str
    confidence: float
    changed: bool
    """False for a word that is left alone: a foreign one, or one in the script already."""


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


class Converted:
    """A text in the other script.

    Its words are told apart when they are first asked for: most who convert want the text alone.
    """

    def __init__(
        self, text: str, entities: tuple[Entity, ...], told: Callable[[], Iterable[Word]]
    ) -> None:
        self.text = text
        self.entities = entities
        """The entities that came in, in their order, moved to where their words now are."""
        self._told = told

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word of the source in order, those left as they were included."""
        return tuple(self._told())

    @property
    def confidence(self) -> float:
        """The words' confidence, weighed by their length; 1 for a text without words."""
        letters = sum(len(word.source) for word in self.words)
        weight = sum(word.confidence * len(word.source) for word in self.words)
        return weight / letters if letters else 1.0


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as a coordinator wants it, in both scripts."""

    latin: str
    arabic: str
