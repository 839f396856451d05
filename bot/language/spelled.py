"""One word as somebody spells it: in which script it is, and what counts as the same word."""

import unicodedata

from bot.domain.wordbook import LONGEST
from bot.language.direction import cleaned
from bot.language.script import Script
from bot.language.script.letters import ZWNJ, bare, lower, unified
from bot.language.script.tokens import TOKEN, Sort, normal_latin, sort_of

_MARKS_MOST = 2
"""Marks on one letter: a doubled one (shadda) may bear a vowel; more is a flood."""

_SORTS = {Script.LATIN: Sort.LATIN, Script.ARABIC: Sort.ARABIC}


def one_word(words: str, script: Script) -> str:
    """Return the one word that `words` are, in the letters of `script`, as it is to be kept;
    empty when they are several, too long, flooded with marks, or in other letters."""
    word = unicodedata.normalize("NFC", " ".join(cleaned(words).split())).strip(ZWNJ)
    if not TOKEN.fullmatch(word) or len(word) > LONGEST:
        return ""
    if not any(letter.isalpha() for letter in word) or sort_of(word) is not _SORTS[script]:
        return ""
    marks = "".join("m" if unicodedata.combining(letter) else " " for letter in word)
    if max(map(len, marks.split()), default=0) > _MARKS_MOST:
        return ""
    return unified(word) if script is Script.ARABIC else word


def script_of_word(word: str) -> Script | None:
    """Return the script whose letters a word is made of."""
    return next((script for script, sort in _SORTS.items() if sort_of(word) is sort), None)


def key_of(word: str, script: Script) -> str:
    """Return what counts as the same word: case does not, nor do vowel marks and ZWNJ."""
    return normal_latin(word) if script is Script.LATIN else bare(unified(word))


def in_small_letters(word: str) -> str:
    """Return a Latin word in small letters, the Turkic way; words of the other script stay."""
    return lower(word)
