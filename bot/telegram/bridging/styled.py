"""Text with the entities that give it its look: joined, cut and turned without breaking either.

Offsets and lengths are in UTF-16 units, as in the Bot API.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.language.direction import marked
from bot.language.script import Entity
from bot.telegram.fitting import units


@dataclass(frozen=True, slots=True)
class Styled:
    """Plain text and its entities."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        """Return the length in UTF-16 units."""
        return units(self.text)

    def to_api(self) -> list[dict[str, Any]]:
        """Return the entities as the Bot API takes them."""
        return [
            {"type": one.type, "offset": one.offset, "length": one.length, **one.extra}
            for one in self.entities
            if one.length > 0
        ]


EMPTY = Styled("")


def bold(words: str, part: str) -> Styled:
    """Return words with the first appearance of `part` in bold."""
    at = words.find(part) if part else -1
    if at < 0:
        return Styled(words)
    return Styled(words, (Entity("bold", units(words[:at]), units(part)),))


def joined(parts: Iterable[Styled], between: str) -> Styled:
    """Return parts one after the other with `between` in the gaps."""
    text, entities = "", []
    for part in parts:
        if text:
            text += between
        entities += _moved(part.entities, units(text))
        text += part.text
    return Styled(text, tuple(entities))


def turned(styled: Styled, *, rtl: bool) -> Styled:
    """Return text each line of which says where it belongs; its entities move along."""
    lines, entities, at, before = [], list(styled.entities), 0, 0
    for line in styled.text.split("\n"):
        shown = marked(line, rtl=rtl, html=False)
        added = units(shown) - units(line)
        if added:
            entities = [_pushed(one, at + before, added) for one in entities]
        before += added
        lines.append(shown)
        at += units(line) + 1
    return Styled("\n".join(lines), tuple(entities))


def cut(styled: Styled, most: int) -> Sequence[Styled]:
    """Return text in pieces of at most `most` units, broken at lines, else words, else letters."""
    pieces = []
    while styled.length > most:
        at = _break(styled.text, most)
        pieces.append(_sliced(styled, 0, at))
        styled = _sliced(styled, at, len(styled.text))
    return [*pieces, styled] if styled.text.strip() or not pieces else pieces


def _moved(entities: Iterable[Entity], by: int) -> list[Entity]:
    return [replace(one, offset=one.offset + by) for one in entities]


def _pushed(one: Entity, at: int, added: int) -> Entity:
    """Return an entity after `added` units were put in at `at`."""
    if one.offset >= at:
        return replace(one, offset=one.offset + added)
    if one.offset + one.length > at:
        return replace(one, length=one.length + added)
    return one


def _break(text: str, most: int) -> int:
    """Return the index at which at most `most` units end, behind a line or a word if possible."""
    end = len(text[:most])
    while units(text[:end]) > most:
        end -= 1
    for sign in ("\n", " "):
        found = text.rfind(sign, end // 2, end)
        if found > 0:
            return found + 1
    return max(end, 1)


def _sliced(styled: Styled, start: int, end: int) -> Styled:
    """Return a part of the text, without the blank at its edges, and what of the entities is in
    it."""
    part = styled.text[start:end]
    first = start + len(part) - len(part.lstrip("\n "))
    words = part.strip("\n ")
    low = units(styled.text[:first])
    high = low + units(words)
    entities = [
        replace(
            one,
            offset=max(one.offset, low) - low,
            length=min(one.offset + one.length, high) - max(one.offset, low),
        )
        for one in styled.entities
        if one.offset < high and one.offset + one.length > low
    ]
    return Styled(words, tuple(entities))
