"""Somebody's words with their look: what is bold, a link, a quotation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

AS_TYPED = frozenset({"code", "pre"})
"""Looks of what is copied out and run: not a sign of it may change."""

QUOTATIONS = frozenset({"blockquote", "expandable_blockquote"})
"""Looks that hold whole lines, and in which no other of them can stand."""


@dataclass(frozen=True, slots=True)
class Look:
    """A stretch of words that looks different: `kind` as the Bot API names it (`bold`,
    `text_link` …), from `start` up to `end` in characters; `target` is where a link leads, or
    the language of code."""

    kind: str
    start: int
    end: int
    target: str = ""


def look_to_json(look: Look) -> list[str | int]:
    """Return a look as a plain JSON list."""
    return [look.kind, look.start, look.end, look.target]


def look_from_json(data: Sequence[str | int]) -> Look:
    """Return the look that `look_to_json` wrote."""
    kind, start, end, target = data
    return Look(str(kind), int(start), int(end), str(target))


class Edit(NamedTuple):
    """A stretch of words and what takes its place; an insertion where it is empty."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """Words of a person with their looks; `rtl` tells that they run from right to left."""

    words: str
    looks: tuple[Look, ...] = ()
    rtl: bool = False

    @property
    def length(self) -> int:
        """The length in UTF-16 units, as channels count."""
        return _units(self.words)

    def edited(self, edits: Sequence[Edit]) -> "Formatted":
        """Return the words after `edits` (in their order, not overlapping), the looks moved along.

        What is put in where a look begins or ends belongs to it, but never to code.
        """
        pieces, at = [], 0
        for edit in edits:
            pieces += [self.words[at : edit.start], edit.words]
            at = edit.end
        looks = (
            replace(
                look,
                start=_moved(look.start, edits, after=look.kind in AS_TYPED),
                end=_moved(look.end, edits, after=look.kind not in AS_TYPED),
            )
            for look in self.looks
        )
        kept = tuple(look for look in looks if look.start < look.end)
        return replace(self, words="".join([*pieces, self.words[at:]]), looks=kept)

    def part(self, start: int, end: int) -> "Formatted":
        """Return the words from `start` up to `end` without blank edges, and their looks."""
        inside = self.words[start:end]
        start += len(inside) - len(inside.lstrip())
        end = start + len(inside.strip())
        looks = (
            replace(look, start=max(look.start, start) - start, end=min(look.end, end) - start)
            for look in self.looks
            if look.start < end and look.end > start
        )
        return replace(self, words=self.words[start:end], looks=tuple(looks))

    def as_quotation(self) -> "Formatted":
        """Return the words alone as a quotation that opens with a tap."""
        look = Look("expandable_blockquote", 0, len(self.words))
        return replace(self, looks=(look,) if self.words else ())


def cut(formatted: Formatted, most: int) -> list[Formatted]:
    """Return words in pieces of at most `most` UTF-16 units, broken after lines, else words."""
    pieces, start = [], 0
    while _units(formatted.words[start:]) > most:
        end = _break(formatted.words, start, most)
        pieces.append(formatted.part(start, end))
        start = end
    pieces.append(formatted.part(start, len(formatted.words)))
    return [piece for piece in pieces if piece.words] or pieces[:1]


def _moved(place: int, edits: Sequence[Edit], *, after: bool) -> int:
    """Return where a place is after edits; `after` puts it behind what is put in there."""
    by = 0
    for edit in edits:
        if edit.start > place or (edit.start == place and edit.end > edit.start):
            break
        if edit.end > place:
            return edit.start + by
        if edit.start < place or after:
            by += len(edit.words) - (edit.end - edit.start)
    return place + by


def _break(words: str, start: int, most: int) -> int:
    """Return where a piece that begins at `start` ends: after a line or a word where one ends in
    its second half."""
    end = min(start + most, len(words))
    while _units(words[start:end]) > most:
        end -= 1
    for sign in ("\n", " "):
        found = words.rfind(sign, start + (end - start) // 2, end)
        if found > start:
            return found + 1
    return max(end, start + 1)


def _units(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
