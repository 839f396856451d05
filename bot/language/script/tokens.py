"""Cutting text into sentences and words, and telling what sort of word one is."""

import re
import unicodedata
from enum import Enum
from itertools import pairwise

from bot.language.script.letters import lower

TOKEN = re.compile(
    "[^\\W_]['’ʼ\u200c\u200d\\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]*"
)
"""A word with its marks, apostrophes and ZWNJ; other signs and hyphens part words."""

SENTENCE = re.compile(r"[^.!?؟…\n]*[.!?؟…\n]+|[^.!?؟…\n]+")

_LATIN = frozenset("abcçdeəfgğhxıijkqlmnoöprsştuüvyz")
_ARABIC = frozenset(
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآأإؤئءۆۇؽيىكھەہۀةٱۋۉڭې\u200c\u0640"
    "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0656\u0657\u0658\u0670"
)
_ALL_ARABIC = re.compile(f"[{''.join(sorted(_ARABIC))}]*+\\Z")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ"))


class Sort(Enum):
    """Whose letters a word is made of."""

    LATIN = 1
    ARABIC = 2
    FOREIGN = 3


def normal_latin(token: str) -> str:
    """Return a Latin token in small letters, composed, without apostrophes."""
    if token.isalpha():
        return token if token.islower() else lower(token)
    token = unicodedata.normalize("NFC", token)
    return lower(token).replace("i\u0307", "i").translate(_APOSTROPHES)


def is_latin(word: str) -> bool:
    """Tell whether a word in small letters is made of our Latin letters only."""
    return _LATIN.issuperset(word)


def is_arabic(token: str) -> bool:
    """Tell whether a token is made of our Arabic letters and marks only."""
    return _ALL_ARABIC.match(token) is not None


def sort_of(token: str) -> Sort:
    """Return whose letters a token is made of; a mixture counts as foreign."""
    if is_arabic(token):
        return Sort.ARABIC
    if is_latin(normal_latin(token)):
        return Sort.LATIN
    if _ARABIC.issuperset(unicodedata.normalize("NFC", token)):
        return Sort.ARABIC
    return Sort.FOREIGN


def is_brand(token: str) -> bool:
    """Tell whether a Latin token has a capital after a small letter: YouTube, iPhone."""
    if token.islower() or token.isupper() or token[1:].islower():
        return False
    return any(a.islower() and b.isupper() for a, b in pairwise(token))


def split_scripts(token: str) -> list[str]:
    """Return a token cut where Latin meets Arabic; one piece if it has no such place."""
    pieces = [""]
    last: bool | None = None
    for letter in token:
        arabic = "\u0600" <= letter <= "\u06ff" if letter.isalpha() else last
        if last is not None and arabic is not None and arabic != last:
            pieces.append("")
        pieces[-1] += letter
        last = arabic
    return pieces
