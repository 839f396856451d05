"""In which script a text is Azerbaijani, and which sentences are in another language."""

import re

from bot.language.script.dictionary import dictionary
from bot.language.script.foreign import foreign_words, may_be_foreign, our_small_words
from bot.language.script.letters import bare, unified
from bot.language.script.model import Script
from bot.language.script.northward import is_inflected, latin_word, reader
from bot.language.script.protect import protected
from bot.language.script.southward import arabic_word
from bot.language.script.tokens import TOKEN, Sort, normal_latin, sort_of

_OWN_SIGNS = frozenset("ۆۇ")
_OUR_ENDS = re.compile(
    "(?:ل[اه]?ر(?:ی|ین|یم|یز|یمیز|ینیز|ا|ه|دا|ده|دان|دن)?"
    "|[دی]یر(?:م|ام|یق|یک|سن|سان|سیز|سینیز)?|[دو]ور(?:م|ام|وق|وک|سن|سان|سوز|سونوز)?|یر(?:م|ام|یق|یک)"
    "|[^ایر]?[دت][یو](?:م|ک|ق|ن|نیز|نوز)|دان|[^ارویش]دن|ده|دا|دی|دو"
    "|یر|ور|رام|رم[یو]|دیمی|دومو|ریق|ریک|جک|جاق|جاغام|جگم|م[اه]?ک|ماق|ماغا|مگه|یب|وب|م[یو]ش(?:م|ام)?"
    "|ی?یین|مایین|سین|سون|نیز|نوز|میز|موز|سیز|سوز|ل[یو][قک]|لیغی|لیگی|چی|ی?ند[اه]|یند[اه]?ن|وند[اه]"
    "|ینه|ینا|ونا|ونه|ینی|ونو|[یها]سی|وسو|ییم|یام|ییک|ییق|سن|سان|س[اه])$"
)
"""Ends of words that no Persian word has, if what stands before them is a stem of ours."""

_PERSIAN_ENDS = ("ها", "های", "هایی", "هایم", "ترین", "\u200cای", "\u200cام")
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
    strange = max(foreign_words(words, arabic=True), sum(map(_is_persian, words)))
    known = sum(latin_word(word, reader()).confidence >= 0.7 for word in words)
    own = sum(map(_is_surely_ours, words))
    return own > strange and own * 5 >= len(words) and known * 2 >= len(words)


def _is_surely_ours(word: str) -> bool:
    """Tell whether no other language has this word: by its letters or by its suffixes."""
    if bare(word) in our_small_words() or not _OWN_SIGNS.isdisjoint(word):
        return True
    if may_be_foreign([word], arabic=True) or _is_persian(word):
        return False
    sign = "ئ" in word or "ؤ" in word
    if "\u0648\u0652" in word or (sign and _is_known(word)):
        return True
    return bool(_OUR_ENDS.search(bare(word))) and is_inflected(word, reader())


def _is_known(word: str) -> bool:
    return latin_word(word, reader()).confidence >= 0.85


def _is_persian(word: str) -> bool:
    """Tell whether a word ends as Persian plurals and superlatives do."""
    return word.endswith(_PERSIAN_ENDS) and not is_inflected(word, reader())
