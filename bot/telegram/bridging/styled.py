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

_AS_TYPED = frozenset(("code", "pre"))
"""What is copied out and run: not a sign of it may change."""

_QUOTES = frozenset(("blockquote", "expandable_blockquote"))


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


def quoted(styled: Styled) -> Styled:
    """Return text as one block quote: Telegram draws a bar beside each line of it.

    Quotes inside it go, since none may stand in another (Bot API, "Formatting options").
    """
    inner = tuple(one for one in styled.entities if one.type not in _QUOTES)
    return Styled(styled.text, (Entity("blockquote", 0, styled.length), *inner))


def turned(styled: Styled, *, rtl: bool) -> Styled:
    """Return text each line of which says where it belongs; its entities move along.

    A line of code is left as it is; where code begins a line, the mark stands before it.
    """
    lines, entities, at, before = [], list(styled.entities), 0, 0
    for line in styled.text.split("\n"):
        is_code = _is_code(styled, at)
        shown = line if is_code else marked(line, rtl=rtl, html=False)
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


def _is_code(styled: Styled, at: int) -> bool:
    """Tell whether a mark at a place would stand in code, or alone above a block of it."""
    return any(
        one.offset < at + (one.type == "pre") and at < one.offset + one.length
        for one in styled.entities
        if one.type in _AS_TYPED
    )


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
