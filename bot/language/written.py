"""In which language somebody wrote, as far as letters and their own setting can tell."""

import unicodedata
from collections import Counter

from bot.language.script import Script, script_of

_LANGUAGE_OF = {Script.LATIN: "az", Script.ARABIC: "azb"}

ALPHABETS = {
    "az": "LATIN",
    "azb": "ARABIC",
    "en": "LATIN",
    "ru": "CYRILLIC",
    "tr": "LATIN",
    "fa": "ARABIC",
    "de": "LATIN",
}
"""In which letters each language of the product is written, by their Unicode names."""

_TELLING = {"en": frozenset("əğışç"), "de": frozenset("əğışç"), "tr": frozenset("əxq")}
"""Letters that tell Azerbaijani from languages that share its alphabet."""

ENOUGH_WORDS = 3
"""So many words of a dictionary are no accident, even without such a letter."""

_SOUTHERN = frozenset("ۆۇؽؤ\u0652")
"""Letters and a mark that Azerbaijani in Arabic script has and Persian has not, or hardly."""

_ELSE = {"CYRILLIC": "ru", "ARABIC": "fa"}
"""What letters mean that neither Azerbaijani nor the writer's own language has."""


def written_in(words: str, *, by: str) -> str:
    """Return the language of `words` of somebody whose own language is `by`; "" if unknowable.

    Azerbaijani that is recognised is what it is. Else it is their own language where that has
    these letters, as it is where there are no letters.
    """
    script = script_of(words)
    if script is not None and _can_be_told(words, by):
        return _LANGUAGE_OF[script]
    letters = alphabet_of(words)
    if letters in ("", ALPHABETS.get(by)):
        return by
    if letters == "LATIN":
        return "az" if by == "azb" else ""
    if letters == "ARABIC" and _SOUTHERN & set(words):
        return "azb"
    return _ELSE.get(letters, "")


def _can_be_told(words: str, by: str) -> bool:
    """Tell whether so few words can be Azerbaijani rather than another language in the same
    letters: "Park" of somebody who reads English is not."""
    telling = _TELLING.get(by)
    if telling is None or telling & set(words.casefold()):
        return True
    return by != "tr" and len(words.split()) >= ENOUGH_WORDS


def may_be(words: str, language: str) -> bool:
    """Tell whether `words` are written in the letters of `language`, or in none."""
    return alphabet_of(words) in ("", ALPHABETS[language])


def alphabet_of(words: str) -> str:
    """Return the alphabet of most letters of `words`, "" where there are none."""
    names = Counter(
        unicodedata.name(letter, "").split(" ")[0] for letter in words if letter.isalpha()
    )
    return max(names, key=lambda name: names[name], default="")
