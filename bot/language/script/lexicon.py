"""What one word becomes: corrections first, then the dictionary, then rules; kept in a cache."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from bot.language.script.dictionary import Dictionary, dictionary
from bot.language.script.letters import bare, lower, titled, unified
from bot.language.script.model import Correction
from bot.language.script.northward import Northward, inflected_latin, latin_word, reader
from bot.language.script.numbers import ascii_digits
from bot.language.script.southward import arabic_word, known_arabic
from bot.language.script.tokens import (
    Sort,
    is_arabic,
    is_brand,
    is_latin,
    normal_latin,
    sort_of,
    split_scripts,
)

WORDS_KEPT = 1 << 15
"""Words remembered in each direction, the least recently used go first; some six megabytes."""


_LONGEST_ABBREVIATION = 4
"""Letters of an unknown word in capitals that is left as it is: BMT."""


class Rendering(NamedTuple):
    """A word in the other script."""

    result: str
    confidence: float
    changed: bool
    """False for a word that is left alone: a foreign one, or one in the script already."""


class Lexicon:
    """Everything known about words at one time; a new one is made when corrections change."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        known = [(_one_line(one.latin), unified(_one_line(one.arabic))) for one in corrections]
        self._latin = {normal_latin(latin): arabic for latin, arabic in known}
        self._arabic = {bare(arabic): latin for latin, arabic in known}
        self.phrases_south = _phrases(self._latin)
        self.phrases_north = _phrases(self._arabic)
        self._stems = Dictionary(
            (latin, arabic, kind, "tk") for latin, arabic in known for kind in _kinds(latin)
        )
        self._reader = Northward(self._stems)
        self.southward: Callable[[str], Rendering] = lru_cache(WORDS_KEPT)(self._southward)
        self.northward: Callable[[str], Rendering] = lru_cache(WORDS_KEPT)(self._northward)

    def _southward(self, token: str) -> Rendering:
        word = normal_latin(token)
        if not is_latin(word):
            mixed = sort_of(token) is Sort.FOREIGN
            return self._mixed(token, self.southward) if mixed else _left(token)
        if self._latin:
            corrected = self._latin.get(word)
            if corrected is not None:
                return Rendering(corrected, 1.0, changed=True)
        if is_brand(token):
            return _left(token)
        found = arabic_word(word, dictionary(), named=token[0].isupper())
        if self._latin:
            inflected = known_arabic(word, self._stems)
            if inflected is not None and inflected.stem >= found.stem:
                return Rendering(inflected.arabic, 0.98, changed=True)
        if found.confidence < 0.8 and 1 < len(token) <= _LONGEST_ABBREVIATION and token.isupper():
            return _left(token)
        return Rendering(found.arabic, found.confidence, changed=True)

    def _northward(self, token: str) -> Rendering:
        if token.isdecimal():
            digits = ascii_digits(token)
            return Rendering(digits, 1.0, changed=digits != token)
        if not is_arabic(token):
            sort = sort_of(token)
            if sort is not Sort.ARABIC:
                return self._mixed(token, self.northward) if sort is Sort.FOREIGN else _left(token)
        word = unified(token)
        if self._arabic:
            corrected = self._arabic.get(bare(word))
            if corrected is not None:
                return Rendering(corrected, 1.0, changed=True)
            inflected = inflected_latin(word, self._reader)
            if inflected is not None:
                return Rendering(inflected, 0.98, changed=True)
        found = latin_word(word, reader())
        latin = titled(found.latin) if found.proper else found.latin
        return Rendering(latin, found.confidence, changed=True)

    def hyphenated(self, name: str) -> Rendering | None:
        """Return a name with a hyphen in Arabic script, if the dictionary has it."""
        found = known_arabic(lower(name), dictionary(), hyphened=True)
        return None if found is None else Rendering(found.arabic, found.confidence, changed=True)

    def _mixed(self, token: str, render: Callable[[str], Rendering]) -> Rendering:
        """Return a token of both scripts with the part in the other one converted."""
        pieces = split_scripts(token)
        if len(pieces) == 1 or any(sort_of(piece) is Sort.FOREIGN for piece in pieces):
            return _left(token)
        made = [render(piece) for piece in pieces]
        return Rendering(
            "".join(one.result for one in made),
            min(one.confidence for one in made) / 2,
            changed=any(one.changed for one in made),
        )


def _left(token: str) -> Rendering:
    return Rendering(token, 1.0, changed=False)


def _one_line(words: str) -> str:
    """Return words with single spaces and without the sign that parts spellings."""
    return " ".join(words.replace("|", " ").split())


def _kinds(latin: str) -> str:
    """Return what a corrected word may be: what the dictionary says, else a name or a noun."""
    stem = dictionary().stem(lower(latin))
    if latin != lower(latin):
        return "x"
    return stem.kinds if stem is not None and stem.kinds not in {"p", "o"} else "n"


def _phrases(words: Mapping[str, str]) -> dict[str, list[tuple[list[str], str]]]:
    """Return the corrections of more than one word by their first word."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for source, result in words.items():
        parts = source.split()
        if len(parts) > 1:
            found.setdefault(parts[0], []).append((parts, result))
    return found
