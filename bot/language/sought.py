"""Finding words in either script, loosely written: what is kept of a word for comparing, and how
well words that are looked for fit a title.

A word is compared in two ways. Its *form* is how it reads in Latin letters, folded: no marks, ı as
i, ə as e; what stands in Arabic script is read by the converter. Its *bones* are the consonants
that both scripts write, found letter by letter without any dictionary: they meet where the vowels
are guesses, and where a spelling follows Persian habits.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from bot.language.direction import cleaned
from bot.language.folding import fold
from bot.language.script import Converter, Script

SHORTEST_BONES = 2
"""Fewer consonants than this say nothing; a word that has no more is found by its form only."""

SHORTEST_BEGINNING = 3
"""So many consonants must be there before they count as the beginning of a word."""

LONGEST = 4096
"""Letters of a title, or of all that is said of one thing, that are looked at."""

WORDS_KEPT = 1 << 16

_WORD = re.compile(r"[\w\u200c\u0610-\u061a\u064b-\u065f\u0670'’ʼ-]+")
_JOINERS = re.compile(r"[\u200c'’ʼ_-]+")

_LATIN_BONES = str.maketrans(
    {**dict.fromkeys("aeiouəıöüyvwh"), "ğ": "g", "q": "g", "ş": "s", "ç": "c", "j": "c"}
)
"""Vowels go, and what Arabic script writes like a vowel: y and v. h goes because a final ه may be
one. Letters that people without the right keyboard write for one another become one."""

_ARABIC_BONES = str.maketrans(
    {
        **dict.fromkeys("اآأإٱوؤۆۇۋۉیيىئؽېهھەةۀحعءـ"),
        **dict.fromkeys("سثص", "s"),
        **dict.fromkeys("زذضظ", "z"),
        **dict.fromkeys("تط", "t"),
        **dict.fromkeys("غقگ", "g"),
        **dict.fromkeys("کك", "k"),
        **dict.fromkeys("جچژ", "c"),
        **dict.fromkeys("نڭݣ", "n"),
        **{"ش": "s", "ب": "b", "پ": "p", "خ": "x", "د": "d", "ر": "r", "ف": "f", "ل": "l"},
        "م": "m",
    }
)
_TWICE = re.compile(r"(.)\1+")


class Key(NamedTuple):
    """What is kept of one word: its forms (as it stands, and as it reads in Latin) and bones."""

    forms: tuple[str, ...]
    bones: str


class Line(NamedTuple):
    """What is kept of a title: its forms and its bones, a blank before each word; `run` and
    `bare` are the same from each word on without blanks, for words that are parted elsewhere."""

    forms: str
    bones: str
    run: str
    bare: str


class Sought:
    """Compares words with titles; what it works out of a word it remembers."""

    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._key = lru_cache(WORDS_KEPT)(self._work_out)

    def forget(self) -> None:
        """Work every word out anew: the converter has learnt."""
        self._key.cache_clear()

    def keys(self, words: str) -> list[Key]:
        """Return what is kept of each word of `words`; a word without a letter or digit is none."""
        found = map(self._key, _WORD.findall(cleaned(words)[:LONGEST]))
        return [key for key in found if any(letter.isalnum() for letter in key.forms[0])]

    def line(self, words: str) -> Line:
        """Return what is kept of a title, or of all that is said of one thing."""
        keys = self.keys(words)
        reads = [key.forms[-1] for key in keys]
        bones = [key.bones for key in keys]
        return Line(
            "".join(f" {form}" for key in keys for form in key.forms) + " ",
            "".join(f" {one}" for one in bones) + " ",
            "".join(f" {''.join(reads[n : n + 4])}" for n in range(len(reads))),
            "".join(f" {_once(''.join(bones[n : n + 4]))}" for n in range(len(bones))),
        )

    def fit(self, sought: list[Key], line: Line) -> int:
        """Return how well a title fits what is looked for, 0 if it does not: every word must be
        there, whole or its beginning."""
        points = [_points(key, line) for key in sought]
        if points and all(points):
            return 2 * sum(points) // len(points)
        return 1 if _in_one_run(sought, line) else 0

    def needles(self, sought: list[Key]) -> tuple[str, ...]:
        """Return what must stand, one of them, in some part of the line of each title that fits:
        looking for them first passes by the many that do not."""
        first = sought[0]
        found = [*first.forms]
        if len(first.bones) >= SHORTEST_BEGINNING:
            found.append(first.bones)
        elif len(first.bones) >= SHORTEST_BONES:
            found.append(f"{first.bones} ")
        run, bare = _run(sought)
        found += [run, bare] if len(bare) >= SHORTEST_BEGINNING else [run]
        return tuple(f" {it}" for it in dict.fromkeys(found))

    def finds(self, sought: str, titles: Iterable[str]) -> bool:
        """Tell whether any of these titles fits the words that are looked for."""
        keys = self.keys(sought)
        return any(self.fit(keys, self.line(title)) for title in titles)

    def _work_out(self, word: str) -> Key:
        form = _form(word)
        if not any("\u0600" <= letter <= "\u06ff" for letter in word):
            return Key((form,), _bones(form_of_latin(word)))
        latin = _form(self._converter.convert(word, Script.LATIN).text)
        return Key(tuple(dict.fromkeys((form, latin))), _bones_of_arabic(word))


def form_of_latin(word: str) -> str:
    """Return a Latin word in small letters with its own letters, the Turkic way."""
    return _JOINERS.sub("", word.replace("İ", "i").replace("I", "ı").lower())


def bones(word: str) -> str:
    """Return the consonants of a word that both scripts write, whichever it stands in."""
    if any("\u0600" <= letter <= "\u06ff" for letter in word):
        return _bones_of_arabic(word)
    return _bones(form_of_latin(word))


def _form(word: str) -> str:
    return _JOINERS.sub("", fold(word))


def _bones(word: str) -> str:
    return _once(fold(word.translate(_LATIN_BONES)))


def _bones_of_arabic(word: str) -> str:
    bones = fold(_JOINERS.sub("", word).translate(_ARABIC_BONES))
    return _once("".join(letter for letter in bones if letter.isascii()))


def _points(key: Key, line: Line) -> int:
    """Return 4 for a word that stands there whole, 3 for a beginning, 2 and 1 for its bones."""
    if any(f" {form} " in line.forms for form in key.forms):
        return 4
    if any(f" {form}" in line.forms for form in key.forms):
        return 3
    if len(key.bones) >= SHORTEST_BONES and f" {key.bones} " in line.bones:
        return 2
    if len(key.bones) >= SHORTEST_BEGINNING and f" {key.bones}" in line.bones:
        return 1
    return 0


def _in_one_run(sought: list[Key], line: Line) -> bool:
    """Tell whether the words stand there parted in another way: گول بهار, gülbahar."""
    run, bare = _run(sought)
    if run and f" {run}" in line.run:
        return True
    return len(bare) >= SHORTEST_BEGINNING and f" {bare}" in line.bare


def _run(sought: list[Key]) -> tuple[str, str]:
    """Return the forms and the bones of words without the blanks between them."""
    return "".join(key.forms[-1] for key in sought), _once("".join(key.bones for key in sought))


def _once(bones: str) -> str:
    """Return consonants with each double one once: Arabic script writes them so."""
    return _TWICE.sub(r"\1", bones)
