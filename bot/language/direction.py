"""Which way a line runs: isolates round what is inserted, marks at the start of lines.

Telegram takes the side of a line from its first strong letter, so a line says itself where it
belongs. Isolates keep a name or a link from turning the words around it (Unicode UAX #9).
"""

import re
import unicodedata

FSI, LRI, PDI = "\u2068", "\u2066", "\u2069"
RLM, LRM = "\u200f", "\u200e"

RIGHT_TO_LEFT = frozenset({"azb", "fa"})
"""The languages of the product that are written from right to left."""

_CLEANED = {
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)),
    **dict.fromkeys((0x0D, 0x85, 0x2028, 0x2029, 0x1C, 0x1D, 0x1E), "\n"),
}
"""Direction marks that would let a name rearrange the words around it, and all the characters
that end a paragraph as a newline does. ZWNJ (U+200C) is a letter of ours and stays."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_TAGS = re.compile(r"<[^<>]*>")
_FIRST_TAGS = re.compile(r"(?:<[^<>]*>)*")
_FIRST_QUOTATION = re.compile(r"(?:<blockquote[^<>]*>)?")
_CODE_TAG = re.compile(r"<(/?)(?:code|pre)\b[^<>]*>")

_MAY_BE_RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of Unicode in which every right-to-left letter stands (DerivedBidiClass)."""

_ISOLATES = re.compile(f"[{LRI}{FSI}]")

UNCLEAN = re.compile(f"\r\n|[{''.join(map(chr, _CLEANED))}\ud800-\udfff]")
"""Where words change when they are `cleaned`."""

_IN_BRACKETS = r"\([^\s<>\"()\u2066-\u2069]*\)"
"""Brackets that belong to a link: they open and close in it."""

TECHNICAL = (
    rf"(?:https?://|tg://|(?:www\.|t\.me/))(?>{_IN_BRACKETS}|[^\s<>\")\u2066-\u2069])*"
    rf"(?>{_IN_BRACKETS}|[^\s<>\".,;:!?()\u2066-\u2069؟،؛»])"
    r"|(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<![\w/@])@(?:[A-Za-z0-9_]+|\{\w+\})"
    r"|(?<![\w/<])/[A-Za-z][A-Za-z0-9_]*"
    r"(?: (?:[A-Za-z_-]*[0-9][A-Za-z0-9_-]*(?![\w:/@.])|\{\w+\}))*"
    r"|(?<![\w+])\+[0-9][0-9 ()-]{5,}[0-9]"
    r"|(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2})?(?![\w-])"
    r"|(?<![\w.-])-?[0-9]{1,3}\.[0-9]+, ?-?[0-9]{1,3}\.[0-9]+"
)
"""What is always written from left to right: links, addresses, @names, /commands with numbers
after them, phone numbers, ISO dates, coordinates; placeholders may stand inside."""

_TECHNICAL = re.compile(TECHNICAL)

TECHNICAL_LINE = re.compile(rf"\s*(?:{TECHNICAL})\s*\Z")
"""A line of which nothing is to be read: a link, an address."""


def is_rtl(language: str) -> bool:
    """Tell whether `language` is written from right to left."""
    return language in RIGHT_TO_LEFT


def has_rtl(words: str) -> bool:
    """Tell whether a strong right-to-left letter stands anywhere in `words`."""
    first = _MAY_BE_RTL.search(words)
    there = words[first.start() :] if first else ""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in there)


def runs_against(words: str, *, rtl: bool) -> bool:
    """Tell whether every strong letter of `words` runs against a text that is `rtl`, and nothing
    keeps them from turning what stands beside them: a language's own name, such as Русский."""
    # Most words need no look at each letter.
    may_be_rtl = _MAY_BE_RTL.search(words) is not None
    if may_be_rtl == rtl:
        return False
    if rtl:
        return _ISOLATES.search(words) is None and any(map(str.isalpha, words))
    sides = {unicodedata.bidirectional(letter) for letter in words}
    return bool(sides & {"R", "AL"}) and not sides & {"L", "FSI", "LRI"}


def cleaned(words: str) -> str:
    """Return what a person wrote without direction marks; newlines stay."""
    words = words.replace("\r\n", "\n").translate(_CLEANED)
    return _SURROGATES.sub("\ufffd", words)


def isolated(words: str, *, rtl: bool) -> str:
    """Return a person's words so that they cannot turn what stands around them.

    `rtl` tells how the text around them runs. Each line is isolated by itself, because an
    isolate ends at a newline. Technical words inside keep their own direction.
    """
    if not rtl and not has_rtl(words):
        return words
    return "\n".join(_isolated_line(line) for line in words.split("\n"))


def ltr(words: str) -> str:
    """Return technical words as an island that runs from left to right."""
    return f"{LRI}{words}{PDI}"


def islands(words: str) -> str:
    """Return words of a text in another direction, each line with a direction of its own."""
    return "\n".join(f"{FSI}{line}{PDI}" if line else line for line in words.split("\n"))


def marked(words: str, *, rtl: bool, html: bool) -> str:
    """Return `words` with a mark at the start of each line that would take the wrong side.

    With `html`, tags count as nothing; in code there is no mark, and in a quotation it stands
    inside.
    """
    lines = words.split("\n")
    if not html:
        return "\n".join(_mark(line, rtl) + line for line in lines)
    made, in_code = [], False
    for line in lines:
        first = _FIRST_TAGS.match(line)
        as_typed = in_code or (first is not None and "<pre" in first[0])
        made.append(line if as_typed else _marked_html(line, rtl))
        for tag in _CODE_TAG.finditer(line):
            in_code = not tag[1]
    return "\n".join(made)


def _isolated_line(line: str) -> str:
    if not line.strip():
        return line
    if _TECHNICAL.fullmatch(line):
        return ltr(line)
    return f"{FSI}{_TECHNICAL.sub(lambda found: ltr(found[0]), line)}{PDI}"


def _marked_html(line: str, rtl: bool) -> str:
    quotation = _FIRST_QUOTATION.match(line)
    at = quotation.end() if quotation else 0
    return line[:at] + _mark(_TAGS.sub("", line), rtl) + line[at:]


def _mark(line: str, rtl: bool) -> str:
    if rtl:
        return "" if not line or unicodedata.bidirectional(line[0]) in ("R", "AL") else RLM
    sides = (unicodedata.bidirectional(letter) for letter in line)
    first = next((side for side in sides if side in ("L", "R", "AL")), "L")
    return "" if first == "L" else LRM
