"""How the dictionary writes words down: one small character a letter, and one for letters that
sound alike.

A string of ASCII characters takes half the memory of one with ə or Arabic letters in it, bytes
take less still.
"""

from codecs import charmap_build, charmap_encode

from bot.language.script.letters import MARKS, SHADDA, ZWNJ, bare

_LATIN_LETTERS, _LATIN_CODES = "çəğıöşü", "CEGIOSU"
_LATIN = str.maketrans(_LATIN_LETTERS, _LATIN_CODES)
_LATIN_BACK = str.maketrans(_LATIN_CODES, _LATIN_LETTERS)

_ARABIC_LETTERS = (
    "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءأإؤۆۇؽ"
    + ZWNJ
    + SHADDA
    + "\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0670"
)
_CODES = "".join(
    chr(code) for code in range(0x41, 0x41 + len(_ARABIC_LETTERS) + 1) if code != 0x7C
)[: len(_ARABIC_LETTERS)]
_ARABIC = str.maketrans(_ARABIC_LETTERS, _CODES)
_ARABIC_BACK = str.maketrans(_CODES, _ARABIC_LETTERS)
_BARE = {
    ord(code): bare(letter).translate(_ARABIC)
    for code, letter in zip(_CODES, _ARABIC_LETTERS, strict=True)
}

_ASCII = "".join(map(chr, range(0x80)))

_SOUNDING = "اآأإٱبپتطثسصجچحهخدذزضظرژشعغقفکگلمنوؤۇۆیؽئء"
_SOUNDS = b"aaaaabpttsssjchhxdzzzzrJSAqqfkglmnvvvvyyE'"
"""Letters that sound alike, or differ only by a mark, have one code."""

_UNHEARD = MARKS + ZWNJ
# Two steps in C, each letter to a byte of its own and then to its code, are some four times as
# fast as `str.translate`; so is one step where each letter has a code of its own.
_BYTES = charmap_build((_ASCII + _SOUNDING + _UNHEARD).ljust(0x100, "\ufffe"))
_LATIN_BYTES = charmap_build(_ASCII.translate(_LATIN_BACK).ljust(0x100, "\ufffe"))
_ARABIC_BYTES = charmap_build(_ASCII.translate(_ARABIC_BACK).ljust(0x100, "\ufffe"))
_HEARD = _ASCII.encode() + _SOUNDS
_ALIKE = _HEARD.ljust(0x100, b"?")
_UNHEARD_BYTES = bytes(range(len(_HEARD), len(_HEARD) + len(_UNHEARD)))

SILENT = b"AE'"
"""Codes of what some spellings leave out: ع, the e of loans, hamza."""


def latin_code(words: str) -> str:
    """Return Latin words in small letters as the dictionary keeps them."""
    return words if words.isascii() else words.translate(_LATIN)


def latin_codes(words: str) -> str:
    """Return the same as `latin_code`, more quickly for a whole column of words."""
    try:
        return charmap_encode(words, "strict", _LATIN_BYTES)[0].decode("ascii")
    except UnicodeEncodeError:  # A correction may have any letter.
        return latin_code(words)


def latin_of(code: str) -> str:
    """Return the Latin words of a code."""
    return code if code.islower() else code.translate(_LATIN_BACK)


def arabic_codes(words: str) -> str:
    """Return Arabic words as the dictionary keeps them."""
    try:
        return charmap_encode(words, "strict", _ARABIC_BYTES)[0].decode("ascii")
    except UnicodeEncodeError:  # A correction may have any letter.
        return words.translate(_ARABIC)


def bare_codes(codes: str) -> str:
    """Return the codes of Arabic words without marks and ZWNJ, with one و."""
    return codes.translate(_BARE)


def arabic_of(code: str) -> str:
    """Return the Arabic words of a code."""
    return code.translate(_ARABIC_BACK)


def sound_code(words: str) -> bytes:
    """Return how Arabic words sound, one code a letter; marks and ZWNJ are not heard.

    A letter that is not ours is a question mark.
    """
    return charmap_encode(words, "replace", _BYTES)[0].translate(_ALIKE, _UNHEARD_BYTES)


def without_silent(sounds: bytes) -> bytes:
    """Return sounds without those that some spellings leave out."""
    return sounds.translate(None, SILENT)
