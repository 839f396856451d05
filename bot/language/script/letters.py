"""The letters of both alphabets, their variants and their cases."""

import re
import unicodedata

ZWNJ = "\u200c"
"""Zero-width non-joiner: a letter of Persian and Azerbaijani writing, never to be stripped."""

SUKUN, SHADDA = "\u0652", "\u0651"

NOT_JOINING = frozenset("اآأدذرزژوؤۇۆءە" + ZWNJ + SUKUN)
"""Letters that do not join the next one, so that nothing need keep them apart."""

VOWELS = frozenset("aeəıioöuü")
BACK = frozenset("aıou")

_VARIANTS = {
    "ي": "ی",
    "ى": "ی",
    "ې": "ی",
    "ێ": "ی",
    "ك": "ک",
    "ڪ": "ک",
    "ھ": "ه",
    "ە": "ه" + ZWNJ,
    "ہ": "ه",
    "ۀ": "ه" + ZWNJ + "ی",
    "ة": "ه",
    "ٱ": "ا",
    "ـ": "",
    "ڭ": "ن",
    "ݣ": "ن",
    "ۋ": "و",
    "ۉ": "ؤ",
}
"""Letters of other keyboards and of older tables, and what we write instead."""

ARABIC_VARIANTS = frozenset(_VARIANTS)
_A_VARIANT = re.compile(f"[{''.join(_VARIANTS)}]")
_UNIFY = str.maketrans(_VARIANTS)

MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0653\u0654\u0655\u0656\u0657\u0658"
"""Vowel marks, tanwin, shadda, sukun: what plain writing leaves out."""

_BARE = str.maketrans({**dict.fromkeys(MARKS + ZWNJ), "ۇ": "و", "ۆ": "و", "ؽ": "ی"})


def lower(text: str) -> str:
    """Return Latin text in small letters, the Turkic way: I becomes ı, İ becomes i."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def capital(word: str) -> str:
    """Return a word with a capital first letter, the Turkic way: i becomes İ."""
    first = "İ" if word[:1] == "i" else word[:1].upper()
    return first + word[1:]


def titled(name: str) -> str:
    """Return a name with a capital for each of its parts: Nyu-York."""
    return "-".join(map(capital, name.split("-"))) if "-" in name else capital(name)


def unified(text: str) -> str:
    """Return Arabic text with one code point for each letter."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if ARABIC_VARIANTS.isdisjoint(text):
        return text
    # A word-final ە is ه by itself; inside a word it does not join, so ZWNJ stands for that.
    return text.translate(_UNIFY).removesuffix(ZWNJ)


def all_unified(words: list[str]) -> list[str]:
    """Return Arabic words with one code point for each letter; quicker than one by one."""
    column = "\n".join(words)
    if unicodedata.is_normalized("NFC", column) and not _A_VARIANT.search(column):
        return words
    return list(map(unified, words))


def bare(text: str) -> str:
    """Return Arabic text as plain writing has it: no marks, no ZWNJ, one و."""
    return text.translate(_BARE)
