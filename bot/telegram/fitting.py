"""Making a text short enough for Telegram without breaking its HTML."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from bot.language.captions import CAPTION_LETTERS, TEXT_LETTERS

TEXT_LIMIT = TEXT_LETTERS
CAPTION_LIMIT = CAPTION_LETTERS

TOAST_LIMIT = 200
"""Length of the word at a pressed button. Source: Bot API, `answerCallbackQuery`."""

_MORE = "…"
_PIECE = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z][a-z0-9-]*)[^>]*>"
    r"|&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-f]{1,6});"
    r"|.",
    re.DOTALL | re.IGNORECASE,
)
_BREAKS: Final = ("paragraph", "line", "word", "letter")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the text may end: place in the HTML, units shown before it, tags open there."""

    at: int
    units: int
    tags: tuple[str, ...]


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units, as Telegram measures entities."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit_html(html: str, limit: int = TEXT_LIMIT) -> str:
    """Return `html`, or its beginning with "…" and every tag closed.

    It ends after a paragraph if one ends in the second half of what fits, else after a line, a
    word or, at worst, a letter.
    """
    if units(html) <= limit:
        return html
    places = _places(html, limit)
    if places is None:
        return html
    place = next(
        places[kind]
        for kind in _BREAKS
        if kind in places and (kind == "letter" or places[kind].units * 2 >= limit)
    )
    return html[: place.at].rstrip() + _MORE + "".join(f"</{tag}>" for tag in reversed(place.tags))


def plain_of(html: str) -> str:
    """Return `html` without its tags, as it would be read."""
    return "".join("" if piece["tag"] else unescape(piece[0]) for piece in _PIECE.finditer(html))


def fit_plain(text: str, limit: int = TOAST_LIMIT) -> str:
    """Return `text`, or as many of its first words as fit, and "…"."""
    if units(text) <= limit:
        return text
    start = text[: limit - 1]
    while units(start) > limit - 1:
        start = start[:-1]
    words = start.rsplit(maxsplit=1)[0] if re.search(r"\S\s", start) else start
    return words.rstrip() + _MORE


def _places(html: str, limit: int) -> dict[str, _Place] | None:
    """Return the last place of each kind that leaves room for "…"; nothing if all of it fits."""
    places = {"letter": _Place(0, 0, ())}
    tags: list[str] = []
    shown = 0
    for piece in _PIECE.finditer(html):
        if piece["tag"]:
            _open_or_close(tags, piece["tag"], is_end=bool(piece["end"]))
            continue
        if shown < limit:
            kind = _break_before(html, piece.start())
            places[kind] = _Place(piece.start(), shown, tuple(tags))
        shown += units(unescape(piece[0]))
        if shown > limit:
            return places
    return None


def _open_or_close(tags: list[str], tag: str, *, is_end: bool) -> None:
    if not is_end:
        tags.append(tag)
    elif tag in tags:
        while tags.pop() != tag:
            pass


def _break_before(html: str, at: int) -> str:
    if html.startswith("\n\n", at):
        return "paragraph"
    if html[at] == "\n":
        return "line"
    return "word" if html[at].isspace() else "letter"
