"""Digits and numbers as each language writes them."""

from babel.numbers import format_decimal

PERSIAN_DIGITS = frozenset({"azb", "fa"})
"""The languages written with ۰-۹ (U+06F0, not the Arabic U+0660)."""

_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_TO_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_MINUS = "\u2212"
_GROUPS_IN_PERSIAN = "٬"


def digits_for(words: str, language: str) -> str:
    """Return `words` with the digits of `language`."""
    return words.translate(_TO_PERSIAN) if language in PERSIAN_DIGITS else words


def latin_digits(words: str) -> str:
    """Return `words` with Persian and Arabic digits as 0-9."""
    return words.translate(_TO_LATIN)


def number(value: int, language: str) -> str:
    """Return a count as `language` writes it: 1,234 or 1.234 or ۱٬۲۳۴."""
    if language in PERSIAN_DIGITS:
        # Babel groups the digits of `fa` but never changes them, and does not know `azb`.
        return digits_for(f"{value:,}".replace(",", _GROUPS_IN_PERSIAN), language).replace(
            "-", _MINUS
        )
    return format_decimal(value, locale=language)
