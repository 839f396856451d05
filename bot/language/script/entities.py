"""Moving the entities of a message to where their words now are, in UTF-16 units."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.language.script.model import Entity


class Piece(NamedTuple):
    """A stretch of the source and what stands there now."""

    start: int
    """Index of its first character in the source."""
    source: str
    result: str


def units(text: str) -> list[int]:
    """Return where each character of `text` begins in UTF-16 units, and at last where it ends."""
    at, places = 0, [0]
    for letter in text:
        at += 2 if letter > "\uffff" else 1
        places.append(at)
    return places


def place_of(places: Sequence[int], unit: int, *, up: bool = False) -> int:
    """Return the character at a UTF-16 unit; one in the middle of a pair counts as its start.

    With `up` it counts as its end. Units outside the text give the nearest place.
    """
    if up:
        return min(bisect_left(places, unit), len(places) - 1)
    return max(bisect_right(places, unit) - 1, 0)


def moved(entities: Iterable[Entity], pieces: Sequence[Piece]) -> tuple[Entity, ...]:
    """Return the entities where their words now stand; each covers what its source became.

    One that begins or ends inside a word is put where the same letters are, as nearly as the two
    scripts allow, and always covers at least one character if it did before.
    """
    source = "".join(piece.source for piece in pieces)
    result = "".join(piece.result for piece in pieces)
    before, after = units(source), units(result)
    starts = [piece.start for piece in pieces]
    shifted = []
    at = 0
    for piece in pieces:
        shifted.append(at)
        at += len(piece.result)
    found = []
    for entity in entities:
        first = place_of(before, entity.offset)
        last = place_of(before, entity.offset + entity.length, up=True)
        begin = _moved(first, pieces, starts, shifted, at)
        end = max(begin, _moved(last, pieces, starts, shifted, at))
        if entity.length <= 0:
            end = begin
        elif begin == end and first < last:
            begin, end = _whole(first, pieces, starts, shifted, at)
        found.append(replace(entity, offset=after[begin], length=after[end] - after[begin]))
    return tuple(found)


def _moved(
    place: int, pieces: Sequence[Piece], starts: list[int], shifted: list[int], end: int
) -> int:
    number = bisect_right(starts, place) - 1
    if number < 0:
        return 0
    piece = pieces[number]
    inside = place - piece.start
    if inside >= len(piece.source):
        return shifted[number + 1] if number + 1 < len(shifted) else end
    if inside == 0 or piece.source == piece.result:
        return shifted[number] + inside
    return shifted[number] + round(inside * len(piece.result) / len(piece.source))


def _whole(
    place: int, pieces: Sequence[Piece], starts: list[int], shifted: list[int], end: int
) -> tuple[int, int]:
    """Return the whole piece around a place, for an entity that would cover nothing."""
    number = max(bisect_right(starts, place) - 1, 0)
    last = shifted[number + 1] if number + 1 < len(shifted) else end
    if last == shifted[number]:
        return (shifted[number] - 1, last) if shifted[number] else (0, min(1, end))
    return shifted[number], last
