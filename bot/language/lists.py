"""Several things said one after another: A, B and C."""

from collections.abc import Sequence

from babel.lists import format_list

from bot.language.direction import is_rtl
from bot.language.names import locale_of


def joined(items: Sequence[str], joiner: str, language: str) -> str:
    """Return `items` joined: `and` (as the language does), `commas`, `lines`, or `blank` lines
    between."""
    if joiner == "lines":
        return "\n".join(items)
    if joiner == "blank":
        return "\n\n".join(items)
    if joiner == "commas":
        return ("، " if is_rtl(language) else ", ").join(items)
    if language == "azb":
        return _joined_in_azb(items)
    return format_list(items, locale=locale_of(language))


def _joined_in_azb(items: Sequence[str]) -> str:
    # CLDR has only its root list, without "and", for the Arabic script of Azerbaijani.
    *before, last = items or ("",)
    return f"{'، '.join(before)} و {last}" if before else last
