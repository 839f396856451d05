"""Names as the eye takes them: letters of one script that pass for letters of another."""

import re
import unicodedata

from bot.language.folding import name_key

_TWINS = str.maketrans(
    "аеорсухіјѕкмнтвһәөүαεορνικητυχβlı10|",
    "aeopcyxijskmhtbheouaeopvikntuxbiiioi",
)
"""Letters that look like another one, and that one."""

_SOUNDS = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхцчшщыэ", "abvqdeziyklmnoprstufxccssie", strict=True)),
        **{"ғ": "g", "ә": "e", "ж": "j", "ј": "y", "ҝ": "g", "ө": "o", "ү": "u", "һ": "h"},
        **{"ҹ": "c", "ё": "o", "ю": "u", "я": "ya", "ь": "", "ъ": ""},
    }
)
"""How Cyrillic letters are written in Latin ones, folded."""

_UNSEEN = re.compile("[\u115f\u1160\u3164\uffa0\u2800]")
"""Letters, as Unicode has it, that show nothing."""


def without_blanks(words: str) -> str:
    """Return words without letters that show nothing."""
    return _UNSEEN.sub("", words)


def eye_key(name: str) -> str:
    """Return a name for comparing: only its letters and digits, look-alikes as one."""
    seen = unicodedata.normalize("NFKC", without_blanks(name)).casefold()
    return name_key(seen.translate(_TWINS)).translate(_TWINS)


def from_cyrillic(name: str) -> str:
    """Return a name with its Cyrillic letters as they sound, in Latin ones."""
    return unicodedata.normalize("NFC", name).casefold().translate(_SOUNDS)
