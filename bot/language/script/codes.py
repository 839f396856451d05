"""How the dictionary writes words down: one small character a letter, and one for letters that
sound alike.

A string of Latin-1 characters takes half the memory of one with ə or Arabic letters in it.
"""

from bot.language.script.letters import SHADDA, ZWNJ

_LATIN = str.maketrans("çəğıöşü", "CEGIOSU")
_LATIN_BACK = str.maketrans("CEGIOSU", "çəğıöşü")

_ARABIC_LETTERS = (
    "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءأإؤۆۇؽ"
    + ZWNJ
    + SHADDA
    + "\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0670"
)
_CODES = "".join(chr(code) for code in range(0x41, 0x41 + len(_ARABIC_LETTERS) + 1) if code != 0x7C)
_ARABIC = str.maketrans(_ARABIC_LETTERS, _CODES[: len(_ARABIC_LETTERS)])
_ARABIC_BACK = str.maketrans(_CODES[: len(_ARABIC_LETTERS)], _ARABIC_LETTERS)

_SOUNDS = str.maketrans(
    "اآأإٱبپتطثسصجچحهخدذزضظرژشعغقفکگلمنوؤۇۆیؽئء",
    "aaaaabpttsssjchhxdzzzzrJSAqqfkglmnvvvvyyE'",
)
"""Letters that sound alike, or differ only by a mark, have one code."""

SILENT = str.maketrans(dict.fromkeys("AE'"))
"""Codes of what some spellings leave out: ع, the e of loans, hamza."""


def latin_code(words: str) -> str:
    """Return Latin words in small letters as the dictionary keeps them."""
    return words if words.isascii() else words.translate(_LATIN)


def latin_of(code: str) -> str:
    """Return the Latin words of a code."""
    return code if code.islower() else code.translate(_LATIN_BACK)


def arabic_code(words: str) -> str:
    """Return Arabic words as the dictionary keeps them."""
    return words.translate(_ARABIC)


def arabic_of(code: str) -> str:
    """Return the Arabic words of a code."""
    return code.translate(_ARABIC_BACK)


def sound_code(plain: str) -> str:
    """Return how plain Arabic words sound, one code a letter."""
    return plain.translate(_SOUNDS)
