"""In which language somebody wrote, as far as letters and their own setting can tell."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from bot.language.script import Converter, Script, script_of
from bot.language.sure import is_sure

_LANGUAGE_OF = {Script.LATIN: "az", Script.ARABIC: "azb"}
_OTHER = {"az": Script.ARABIC, "azb": Script.LATIN}
"""The script into which a machine can put each of them."""

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

    It is Azerbaijani only where that is recognised: who speaks it writes other languages too, and
    a machine would make wrong words of them. Any other language is theirs where its letters are.
    """
    script = script_of(words)
    if script is not None and _can_be_told(words, by):
        return _LANGUAGE_OF[script]
    letters = alphabet_of(words)
    if not letters:
        return by
    if letters == "ARABIC" and (by == "azb" or _SOUTHERN & set(words)):
        return ""
    if letters == ALPHABETS.get(by):
        return "" if by in _OTHER else by
    return _ELSE.get(letters, "")


def surely_in(fields: Sequence[str], *, sentences: Sequence[str], by: str, before: str = "") -> str:
    """Return the language of `fields` that belong together, "" where their author must be asked.

    `sentences` are those of them that say something and are no names; none may be in doubt.
    `before` is the language in which they were, or were said to be, until words were changed.
    """
    whole = "\n".join(fields)
    own = before or by
    language = written_in(whole, by=own)
    if language in _OTHER:
        sure = all(is_sure(it, _OTHER[language], _converter()) for it in sentences)
        return language if sure and may_be_all(sentences, language) else ""
    if not may_be_all(sentences, language):
        return ""
    if language != own:
        return language if language == "ru" else ""
    strange = not before and bool(_TELLING.get(own, frozenset()) & set(whole.casefold()))
    return "" if strange else own


@cache
def _converter() -> Converter:
    return Converter()


def may_be_all(fields: Sequence[str], language: str) -> bool:
    """Tell whether each of `fields` is in the letters of `language`, or in none."""
    return language in ALPHABETS and all(may_be(it, language) for it in fields)


def _can_be_told(words: str, by: str) -> bool:
    """Tell whether so few words can be Azerbaijani rather than another language in the same
    letters: "Park" of somebody who reads English is not."""
    telling = _TELLING.get(by)
    if telling is None or telling & set(words.casefold()):
        return True
    return by != "tr" and len(words.split()) >= ENOUGH_WORDS


def may_be(words: str, language: str) -> bool:
    """Tell whether `words` are written in the letters of `language`, some of them at least, or in
    none: an alert may say the same in both alphabets."""
    found = _letters_of(words)
    return not found or ALPHABETS[language] in found


def alphabet_of(words: str) -> str:
    """Return the alphabet of most letters of `words`, "" where there are none."""
    names = _letters_of(words)
    return max(names, key=lambda name: names[name], default="")


def _letters_of(words: str) -> Counter[str]:
    """Return how many letters of each alphabet stand in `words`."""
    return Counter(
        unicodedata.name(letter, "").split(" ")[0] for letter in words if letter.isalpha()
    )
