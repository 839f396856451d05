"""In which script a text is Azerbaijani, and which sentences are in another language."""

from bot.language.script.dictionary import dictionary
from bot.language.script.foreign import foreign_words, may_be_foreign, our_small_words
from bot.language.script.letters import bare, unified
from bot.language.script.model import Script
from bot.language.script.northward import latin_word, reader
from bot.language.script.protect import protected
from bot.language.script.southward import arabic_word
from bot.language.script.tokens import TOKEN, Sort, normal_latin, sort_of

_OWN_SIGNS = frozenset("ۆۇ")
_LETTERS_LOOKED_AT = 4000
_LOOKED_AT = 120
"""Words from the start of a text that are looked at; more would tell nothing new."""


def script_of(text: str) -> Script | None:
    """Return the script of an Azerbaijani text; None if it is foreign, mixed or unknowable."""
    latin: list[str] = []
    arabic: list[str] = []
    foreign = 0
    for token in _words(text[:_LETTERS_LOOKED_AT])[:_LOOKED_AT]:
        if not any(letter.isalpha() for letter in token):
            continue
        sort = sort_of(token)
        if sort is Sort.FOREIGN:
            foreign += 1
        else:
            (latin if sort is Sort.LATIN else arabic).append(token)
    if len(latin) > 4 * (len(arabic) + foreign):
        return Script.LATIN if _is_ours_in_latin(latin) else None
    if len(arabic) > 4 * (len(latin) + foreign):
        return Script.ARABIC if _is_ours_in_arabic(arabic) else None
    return None


def _words(text: str) -> list[str]:
    """Return the words of a text without what is protected in it."""
    words: list[str] = []
    at = 0
    for start, end in [*protected(text), (len(text), len(text))]:
        words += TOKEN.findall(text, at, start)
        at = end
    return words


def is_foreign(tokens: list[str], *, arabic: bool) -> bool:
    """Tell whether a sentence is surely in another language that uses this script."""
    if len(tokens) < 2 or not may_be_foreign(tokens, arabic=arabic):
        return False
    words = [unified(token) if arabic else normal_latin(token) for token in tokens]
    strange = foreign_words(words, arabic=arabic)
    if strange < 2 or strange * 4 < len(words):
        return False
    if arabic:
        ours = sum(
            bare(word) in our_small_words() or bool(_OWN_SIGNS & set(word)) for word in words
        )
    else:
        ours = sum("ə" in word for word in words)
    return strange > ours


def _is_ours_in_latin(tokens: list[str]) -> bool:
    words = [normal_latin(token) for token in tokens]
    strange = foreign_words(words, arabic=False)
    known = sum(arabic_word(word, dictionary()).confidence >= 0.8 for word in words)
    own = sum(not {"ə", "x", "q"}.isdisjoint(word) for word in words)
    if strange * 3 > len(words) or known * 2 < len(words):
        return False
    return own > strange if strange or len(words) > 3 else own > 0 or known == len(words)


def _is_ours_in_arabic(tokens: list[str]) -> bool:
    words = [unified(token) for token in tokens]
    strange = foreign_words(words, arabic=True)
    own = 0
    known = 0
    for word in words:
        found = latin_word(word, reader())
        known += found.confidence >= 0.7
        own += (
            bare(word) in our_small_words()
            or bool(_OWN_SIGNS & set(word))
            or "\u0648\u0652" in word
        )
        own += "ئ" in word and found.confidence >= 0.85
    return own > strange and own * 5 >= len(words) and known * 2 >= len(words)
