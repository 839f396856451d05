"""Numbers with a suffix, 2-ci and ۲-جی: the only numbers whose digits change southward."""

from collections.abc import Sequence

from bot.language.script.letters import bare, unified
from bot.language.script.reading import read
from bot.language.script.spelling import spelled
from bot.language.script.suffixes import state
from bot.language.script.tokens import normal_latin

_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_TO_ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)

_ONES = ("", "i", "i", "ü", "ü", "i", "ı", "i", "i", "u")
_TENS = ("", "u", "i", "u", "ı", "i", "ı", "i", "i", "ı")
_ENDS_IN_VOWEL = frozenset("267")

_LONGEST = 12
"""Digits of a number that is spoken as one word."""

_ORDINAL_ENDS = {"cı": "جی", "ci": "جی", "cu": "جو", "cü": "جو"}
_ORDINALS = frozenset({"جی", "جو", "نجی", "نجو", "ینجی", "ونجو"})


def is_suffixed(between: Sequence[str], tokens: Sequence[str], place: int) -> bool:
    """Tell whether the word at `place` is a suffix of the plain number before it."""
    before = between[place - 1][-1:]
    after = between[place + 1][:1]
    plain = before not in set(".,:/+-") and after not in set("-")
    return plain and len(tokens[place - 1]) <= _LONGEST


def number_southward(digits: str, suffix: str) -> tuple[str, str]:
    """Return a number and its Latin suffix in Arabic script."""
    return digits.translate(_TO_ASCII).translate(_TO_PERSIAN), suffix_southward(suffix)


def number_northward(digits: str, suffix: str) -> tuple[str, str]:
    """Return a number and its Arabic suffix in Latin script, by the harmony of its spoken name."""
    digits = digits.translate(_TO_ASCII)
    harmony = _harmony(digits)
    plain = bare(unified(suffix))
    if plain in _ORDINALS:
        return digits, f"c{harmony}"
    if plain.startswith(("جی", "جو")):
        rest = state("noun", harmony, "i").read[plain[2:]]
        if rest is not None:
            return digits, f"c{harmony}{rest.latin}"
    rest = state("noun", harmony, "i" if digits[-1] in _ENDS_IN_VOWEL else "c").read[plain]
    return digits, rest.latin if rest is not None else read(plain)


def suffix_southward(suffix: str) -> str:
    """Return a Latin suffix that stands by itself, after a hyphen, in Arabic script."""
    suffix = normal_latin(suffix)
    if suffix[:2] in _ORDINAL_ENDS:
        # Its vowel is not in the first syllable of the spoken number: 3-cü is ۳-جو, without a mark.
        end = "i" if suffix[1] in "ıi" else "v"
        rest = state("noun", suffix[1], end).written[suffix[2:]]
        if rest is not None:
            return _ORDINAL_ENDS[suffix[:2]] + rest
    for harmony in "ıiuü":
        for end in "ci":
            found = state("noun", harmony, end).written[suffix]
            if found is not None:
                return found.lstrip("\u200c\b")
    return spelled(suffix)


def suffix_northward(suffix: str) -> str:
    """Return an Arabic suffix that stands by itself, after a hyphen, in Latin script."""
    plain = bare(unified(suffix))
    for end in "ci":
        found = state("noun", "i", end).read[plain]
        if found is not None:
            return found.latin
    return read(plain)


def ascii_digits(text: str) -> str:
    """Return text with Persian and Arabic digits as 0-9."""
    return text.translate(_TO_ASCII)


def _harmony(digits: str) -> str:
    """Return the high vowel that follows the spoken number."""
    number = digits.lstrip("0")
    if not number:
        return "ı"
    if number[-1] != "0":
        return _ONES[int(number[-1])]
    if len(number) > 1 and number[-2] != "0":
        return _TENS[int(number[-2])]
    zeros = len(number) - len(number.rstrip("0"))
    return "ü" if zeros == 2 else "i" if zeros < 6 else "u"
