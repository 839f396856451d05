"""Words folded so that different ways of writing them meet: case, marks, look-alike letters."""

import unicodedata

from bot.language.direction import cleaned
from bot.language.numerals import latin_digits

_SAME_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ə": "e",
        "ي": "ی",
        "ى": "ی",
        "ؽ": "ی",
        "ك": "ک",
        "ھ": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ة": "ه",
        "ۆ": "و",
        "ۇ": "و",
        "ۋ": "و",
        "ٱ": "ا",
        "ـ": None,
    }
)
"""Letters that people use for one another; the three living spellings of the south meet here."""


def fold(words: str) -> str:
    """Return `words` for comparing only: lower case, no marks, no ZWNJ, digits as 0-9.

    Turkic i and ı become one, as people without the right keyboard write them.
    """
    plain = unicodedata.normalize("NFKD", latin_digits(cleaned(words)).casefold())
    kept = (letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    return "".join(kept).translate(_SAME_LETTERS)


def name_key(words: str) -> str:
    """Return a name folded to its letters and digits, for looking it up."""
    return "".join(letter for letter in fold(words) if letter.isalnum())
