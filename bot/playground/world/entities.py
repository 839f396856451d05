"""Telegram's HTML: from marked-up text to plain text with entities, or Telegram's own complaint.

Follows https://core.telegram.org/bots/api#html-style; offsets and lengths are UTF-16 units.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.playground.world.marks import Json, trimmed, units, with_found
from bot.playground.world.refusal import ApiError, bad_request

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
"""Tags that need no attribute but span's class, and the entity each makes."""

TAGS = frozenset({*SIMPLE, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"})

_MARK = re.compile(r"[<&]")
_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));?")
_SPACE = " \t\r\n\f\v"
_TAG_END = re.compile(r"[\s>]")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']+")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end: where it began in the result, in units and in characters."""

    tag: str
    at: int
    start: int
    attributes: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=512)
def parse(text: str, mode: str) -> tuple[str, tuple[Json, ...]]:
    """Return the plain text, trimmed as Telegram trims it, and its entities in order.

    The entities are shared between messages of the same words: they must not be changed.

    Raises:
        ApiError: 400 in Telegram's words, with the offset in bytes of the UTF-8 text.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if not mode:
        plain, entities = text, list[Json]()
    elif mode.lower() == "html":
        plain, entities = _Html(text).read()
    else:
        raise bad_request("unsupported parse_mode")
    plain, entities = trimmed(plain, entities)
    return plain, tuple(with_found(plain, entities))


class _Html:
    """One reading of a marked-up text, left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._parts: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        """Return plain text and entities."""
        while (mark := _MARK.search(self._text, self._at)) is not None:
            self._say(self._text[self._at : mark.start()])
            self._at = mark.start()
            if mark[0] == "&":
                self._character()
            elif self._text.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        self._say(self._text[self._at :])
        if self._open:
            raise _complaint(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"'
            )
        return "".join(self._parts), self._entities

    def _say(self, plain: str) -> None:
        if plain:
            self._parts.append(plain)
            self._units += units(plain)

    def _character(self) -> None:
        found = _CHARACTER.match(self._text, self._at)
        if found is None:
            self._say("&")
            self._at += 1
            return
        self._say(_decoded(found))
        self._at = found.end()

    def _start_tag(self) -> None:
        begin = self._at
        end = _TAG_END.search(self._text, begin + 1)
        if end is None:
            raise self._wrong("Unclosed start tag", begin)
        tag = self._text[begin + 1 : end.start()].lower()
        if tag not in TAGS:
            raise self._wrong(f'Unsupported start tag "{tag}"', begin)
        self._at = end.start()
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._wrong('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Open(tag, self._units, len(self._parts), attributes))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_space()
            if self._peek() == ">":
                self._at += 1
                return attributes
            name, value = self._attribute(tag, begin)
            attributes[name] = value
            if self._peek() == "":
                raise self._wrong("Unclosed start tag", begin)

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = _ATTRIBUTE.match(self._text, self._at)
        if name is None:
            if self._peek() == "":
                raise self._wrong("Unclosed start tag", begin)
            raise self._wrong(f'Empty attribute name in the tag "{tag}"', begin)
        self._at = name.end()
        self._skip_space()
        if self._peek() != "=":
            if tag == "blockquote" and name[0] == "expandable" and self._peek():
                return name[0], ""
            raise self._wrong(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin
            )
        self._at += 1
        self._skip_space()
        return name[0], self._value(begin)

    def _value(self, begin: int) -> str:
        start, quote = self._at, self._peek()
        if quote and quote in "\"'":
            end = self._text.find(quote, start + 1)
            if end < 0:
                raise self._wrong("Unclosed start tag", begin)
            self._at = end + 1
            return _CHARACTER.sub(_decoded, self._text[start + 1 : end])
        token = _TOKEN.match(self._text, start)
        self._at = token.end() if token else start
        if self._peek() and self._peek() not in _SPACE + ">":
            raise self._wrong("Unexpected end of name token", start)
        return self._text[start : self._at].lower()

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._wrong("Unexpected end tag", begin)
        end = _TAG_END.search(self._text, begin + 2)
        name = self._text[begin + 2 : end.start() if end else None]
        self._at = end.start() if end else len(self._text)
        self._skip_space()
        if self._peek() != ">":
            raise self._wrong("Unclosed end tag", begin)
        self._at += 1
        opened = self._open.pop()
        if name and name.lower() != opened.tag:
            rest = f', expected "</{opened.tag}>", found "</{name}>"'
            raise self._wrong("Unmatched end tag", begin, rest)
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._units - opened.at
        if length <= 0:
            return
        entity: Json = {"offset": opened.at, "length": length}
        words = "".join(self._parts[opened.start :])
        made = _ENTITY_OF[opened.tag](opened, words) if opened.tag in _ENTITY_OF else None
        if opened.tag in SIMPLE:
            made = {"type": SIMPLE[opened.tag]}
        if made is None:
            return
        if made["type"] == "pre" and self._language_inside(entity):
            made["language"] = self._entities.pop()["language"]
        self._entities.append({"type": made.pop("type"), **entity, **made})

    def _language_inside(self, around: Json) -> bool:
        """Say whether the last entity is a code with a language that fills this pre."""
        if not self._entities:
            return False
        last = self._entities[-1]
        return "language" in last and all(last[key] == around[key] for key in around)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in _SPACE:
            self._at += 1

    def _wrong(self, words: str, at: int, rest: str = "") -> ApiError:
        offset = len(self._text[:at].encode(errors="surrogatepass"))
        return _complaint(f"{words} at byte offset {offset}{rest}")


def _complaint(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")


def _decoded(found: re.Match[str]) -> str:
    """Return the character that an HTML reference stands for."""
    if found[1]:
        return html.unescape(f"&{found[1]};")
    number = int(found[2]) if found[2] else int(found[3], 16)
    allowed = 0 < number < 0x110000 and not 0xD800 <= number <= 0xDFFF
    return chr(number) if allowed else found[0]


def _link(opened: _Open, words: str) -> Json | None:
    url = opened.attributes.get("href") or words
    if url.startswith("tg://user?id=") and url[13:].isdigit():
        return {"type": "text_mention", "user": {"id": int(url[13:])}}
    if re.match(r"(https?|tg|tonsite|mailto|tel):", url):
        return {"type": "text_link", "url": url}
    if re.match(r"[^\s/:]+\.[^\s/:.]{2,}(/|$)", url):
        return {"type": "text_link", "url": f"http://{url}"}
    return None


def _code(opened: _Open, _words: str) -> Json:
    language = opened.attributes.get("class", "").removeprefix("language-")
    return {"type": "code", "language": language} if language else {"type": "code"}


def _quote(opened: _Open, _words: str) -> Json:
    wide = "expandable" in opened.attributes
    return {"type": "expandable_blockquote" if wide else "blockquote"}


def _emoji(opened: _Open, _words: str) -> Json:
    number = opened.attributes.get("emoji-id", "")
    if not number.isdigit():
        raise _complaint("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": number}


def _moment(opened: _Open, _words: str) -> Json:
    unix = opened.attributes.get("unix", "")
    if not unix.lstrip("-").isdigit():
        raise _complaint("Invalid Unix time specified")
    made: Json = {"type": "date_time", "unix_time": int(unix)}
    if "format" in opened.attributes:
        made["date_time_format"] = opened.attributes["format"]
    return made


_ENTITY_OF: dict[str, Callable[[_Open, str], Json | None]] = {
    "a": _link,
    "code": _code,
    "pre": lambda _opened, _words: {"type": "pre"},
    "blockquote": _quote,
    "tg-emoji": _emoji,
    "tg-time": _moment,
}
