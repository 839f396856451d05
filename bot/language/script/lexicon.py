"""What one word becomes: corrections first, then the dictionary, then rules; kept in a cache."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from bot.language.script.dictionary import Dictionary, dictionary
from bot.language.script.guesses import Northward
from bot.language.script.kept import Kept
from bot.language.script.letters import all_unified, bare, lower, unified
from bot.language.script.model import Correction, Rendering
from bot.language.script.northward import inflected_latin, latin_words, reader
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
"""Words remembered in each direction; some six megabytes.

Of the Latin ones the least recently used go first, the Arabic ones are forgotten all at once.
"""

_BATCH = 1024
"""Words that are read together."""

_LONGEST_ABBREVIATION = 4
"""Letters of an unknown word in capitals that is left as it is: BMT."""


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
        self._north = Kept(self._northward, WORDS_KEPT)

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

    def all_southward(self, tokens: list[str]) -> list[Rendering]:
        """Return Latin words in Arabic script, in their order."""
        return list(map(self.southward, tokens))

    def all_northward(self, tokens: list[str]) -> list[Rendering]:
        """Return Arabic words in Latin script, in their order; those not met yet all at once."""
        kept = self._north
        made: list[Rendering] = []
        for at in range(0, len(tokens), _BATCH):
            batch = tokens[at : at + _BATCH]
            fresh = [token for token in dict.fromkeys(batch) if token not in kept]
            ours = fresh if is_arabic("".join(fresh)) else [*filter(is_arabic, fresh)]
            if ours:
                kept.put(ours, self._from_arabic(ours))
            made += [kept[token] for token in batch]
        return made

    def northward(self, token: str) -> Rendering:
        """Return an Arabic word in Latin script."""
        return self._north[token]

    def _northward(self, token: str) -> Rendering:
        if token.isdecimal():
            digits = ascii_digits(token)
            return Rendering(digits, 1.0, changed=digits != token)
        if not is_arabic(token):
            sort = sort_of(token)
            if sort is not Sort.ARABIC:
                return self._mixed(token, self.northward) if sort is Sort.FOREIGN else _left(token)
        return self._from_arabic([token])[0]

    def _from_arabic(self, tokens: list[str]) -> list[Rendering]:
        words = all_unified(tokens)
        made = latin_words(words, reader())
        if self._arabic:
            made = [self._corrected(word) or one for word, one in zip(words, made, strict=True)]
        return made

    def _corrected(self, word: str) -> Rendering | None:
        """Return an Arabic word as coordinators want it; None if they have said nothing of it."""
        corrected = self._arabic.get(bare(word))
        if corrected is not None:
            return Rendering(corrected, 1.0, changed=True)
        inflected = inflected_latin(word, self._reader)
        return None if inflected is None else Rendering(inflected, 0.98, changed=True)

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
