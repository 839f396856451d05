"""What is said, before anyone knows in which language: text keys, values, buttons.

A `Text` is a key of the catalogues with its values, `Words` are what a person wrote, in one or
several languages; a `Message` is texts and buttons. All survive a trip through JSON (`to_json`,
`message_from_json`), so the outbox can keep them and each reader gets them in their own language,
script, zone and calendar.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.formatted import Formatted, Look, look_from_json, look_to_json
from bot.domain.media import Media, media_from_json, media_to_json


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time to be written in the reader's zone and calendar.

    `style`: `full` (weekday, date, time), `day` (date), `time` (clock time), `clocks` (full, for
    the reader and in Baku and Tabriz), `ago` (relative to now), `clock` (bare clock time); `month`
    (month and year), `number` (day of the month) and `typed` (a date as one would type it) as the
    calendar on the reader's wall has them.
    `zone` (IANA name) wins over the reader's zone where a place has its own time.
    """

    at: datetime
    style: str = "full"
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time to be written in the reader's zone and calendar: a day once where it is
    one day, the place once.

    `style` is `full` or `clocks` (its start in Baku and Tabriz too); `zone` is that of a `Moment`.

    Raises:
        ValueError: it ends before it begins.
    """

    start: datetime
    end: datetime
    zone: str | None = None
    style: str = "full"

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a stretch of time that ends before it begins")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What a person wrote, in one or several languages: the language and the words of each
    version, what was written first as the first.

    Each reader gets exactly one version, the next in their chain (`bot.domain.languages`). A
    reader of the other script gets it put into theirs by machine, unless it is `as_written`. A
    language of "" is one that nobody knows. Without a version there are no words. `looks` is what
    stands out in a version: bold, a link, a quotation.
    """

    versions: Mapping[str, str]
    as_written: bool = False
    looks: Mapping[str, tuple[Look, ...]] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        # Mappings are equal in any order, but what was written first is another thing.
        return (
            isinstance(other, Words)
            and list(self.versions.items()) == list(other.versions.items())
            and (self.as_written, self.looks) == (other.as_written, other.looks)
        )

    def __hash__(self) -> int:
        return hash((tuple(self.versions.items()), self.as_written))

    @property
    def language(self) -> str:
        """The language of what was written first."""
        return next(iter(self.versions), "")

    @property
    def first(self) -> str:
        """The words that were written first, "" when there are none."""
        return next(iter(self.versions.values()), "")

    @property
    def others(self) -> dict[str, str]:
        """The versions that were added to the first."""
        return dict(list(self.versions.items())[1:])

    def __bool__(self) -> bool:
        return any(self.versions.values())

    def each(self, change: Callable[[str], str]) -> "Words":
        """Return the words with every version changed; one that is another now loses its looks."""
        versions = {it: change(words) for it, words in self.versions.items()}
        looks = {it: worn for it, worn in self.looks.items() if versions[it] == self.versions[it]}
        return replace(self, versions=versions, looks=looks)

    def and_in(self, language: str, words: str, looks: tuple[Look, ...] = ()) -> "Words":
        """Return the words with a version in one more language; empty takes it out, but never
        what was written first."""
        worn = {it: of for it, of in self.looks.items() if it != language}
        if words:
            worn |= {language: looks} if looks else {}
            return replace(self, versions={**self.versions, language: words}, looks=worn)
        if language == self.language:
            return self
        kept = {it: said for it, said in self.versions.items() if it != language}
        return replace(self, versions=kept, looks=worn)

    def written_in(self, language: str) -> "Words":
        """Return the words with what was written first in another language than was believed; it
        wins over a version in that language."""
        if not self:
            return replace(self, versions={}, looks={})
        others = {it: said for it, said in self.others.items() if it != language}
        looks = {it: worn for it, worn in self.looks.items() if it in others}
        if self.language in self.looks:
            looks[language] = self.looks[self.language]
        return replace(self, versions={language: self.first, **others}, looks=looks)

    def unconverted(self) -> "Words":
        """Return the words such that every reader gets them as they were written."""
        return replace(self, as_written=True)


@dataclass(frozen=True, slots=True)
class Text:
    """A key of the catalogues and the values for its placeholders.

    Values are words of people (str, shown as they are, or `Words`; isolated and escaped), counts
    (int), `Moment`s, `Span`s, other `Text`s (said in the same language), `Listing`s, `Passage`s,
    and words that keep their look (`Formatted`). A value called `n` chooses the plural form.
    `language` fixes the language in which it is said; usually it is the reader's.
    """

    key: str
    values: Mapping[str, "Value"] = field(default_factory=dict)
    language: str = ""

    def __hash__(self) -> int:
        return hash((self.key, frozenset(self.values.items()), self.language))


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values joined: `joiner` is `and` (A, B and C), `commas` (A, B, C), `lines` (one a
    line) or `blank` (an empty line between)."""

    items: tuple["str | int | Moment | Span | Words | Text | Passage", ...]
    joiner: str = "and"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text under which it is said at once, and not at the end of the message, when its words
    are not in the reader's language.

    With `beside` a machine's work never stands alone: the words in `text` are `as_written`, and
    who reads the other script gets `beside`, put into theirs, below.
    """

    text: Text
    beside: Text | None = None


Value = str | int | Moment | Span | Words | Text | Listing | Passage | Formatted
"""What can be put into a text."""


def text(key: str, **values: Value) -> Text:
    """Return the text of `key` with these values."""
    return Text(key, values)


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: a label and exactly one of `press` (callback data, at most 64 bytes)
    or `url`. `style` is `plain`, `primary`, `success` or `danger`. One `if_automatic` is there only
    for readers for whom a machine put something of the message into their script."""

    label: Text
    press: str = ""
    url: str = ""
    style: str = "plain"
    if_automatic: bool = False


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons, as they stand under a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one person or group is told: paragraphs of text, buttons, and whether it rings.

    With `media` the body stands under it: at most 1,024 letters as read, or nothing. One that is
    `withdrawn` takes the place of what was taken back: where that is `media`, the copy is deleted,
    and the body stands only under what can be deleted no more.
    """

    body: Text
    buttons: Keyboard = ()
    silent: bool = False
    media: Media | None = None
    withdrawn: bool = False


def press(verb: str, *args: str | int) -> str:
    """Return callback data: version, verb and arguments, `1:ev.go:42`.

    The version lets a later release answer old buttons kindly; arguments are our own numbers.

    Raises:
        ValueError: longer than the 64 bytes that Telegram allows (Bot API, InlineKeyboardButton).
    """
    data = ":".join(["1", verb, *map(str, args)])
    if len(data.encode()) > 64:
        raise ValueError(f"callback data of {len(data.encode())} bytes: {verb}")
    return data


def row(*buttons: Button) -> tuple[Button, ...]:
    """Return one row of buttons; reads better than a tuple of one."""
    return buttons


def to_json(message: Message) -> dict[str, Any]:
    """Return `message` as plain JSON values, with moments as UTC microseconds."""
    return {
        "body": _value_to_json(message.body),
        "buttons": [
            [
                {
                    "label": _value_to_json(button.label),
                    "press": button.press,
                    "url": button.url,
                    "style": button.style,
                    **({"if_automatic": True} if button.if_automatic else {}),
                }
                for button in line
            ]
            for line in message.buttons
        ],
        "silent": message.silent,
        **({"media": media_to_json(message.media)} if message.media else {}),
        **({"withdrawn": True} if message.withdrawn else {}),
    }


def message_from_json(data: Mapping[str, Any]) -> Message:
    """Return the message that `to_json` wrote."""
    return Message(
        body=_text_from_json(data["body"]),
        buttons=tuple(
            tuple(
                Button(
                    _text_from_json(button["label"]),
                    button["press"],
                    button["url"],
                    button["style"],
                    button.get("if_automatic", False),
                )
                for button in line
            )
            for line in data["buttons"]
        ),
        silent=data["silent"],
        media=media_from_json(data["media"]) if data.get("media") else None,
        withdrawn=data.get("withdrawn", False),
    )


def _value_to_json(value: Value) -> Any:
    match value:
        case Text():
            return {
                "key": value.key,
                "values": {name: _value_to_json(item) for name, item in value.values.items()},
                **({"language": value.language} if value.language else {}),
            }
        case Words():
            as_written = {"as_written": True} if value.as_written else {}
            worn = {it: [look_to_json(one) for one in of] for it, of in value.looks.items() if of}
            return {
                "versions": dict(value.versions),
                **as_written,
                **({"looks": worn} if worn else {}),
            }
        case Moment():
            return {"at": to_micros(value.at), "style": value.style, "zone": value.zone}
        case Span():
            ends = {"from": to_micros(value.start), "until": to_micros(value.end)}
            return {**ends, "style": value.style, "zone": value.zone}
        case Listing():
            return {"items": [_value_to_json(item) for item in value.items], "joiner": value.joiner}
        case Passage():
            beside = _value_to_json(value.beside) if value.beside else None
            return {"passage": _value_to_json(value.text), "beside": beside}
        case Formatted():
            worn_by_all = [look_to_json(look) for look in value.looks]
            return {"formatted": value.words, "looks": worn_by_all, "rtl": value.rtl}
        case _:
            return value


def _value_from_json(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    if "key" in data:
        return _text_from_json(data)
    if "versions" in data:
        worn = data.get("looks", {})
        looks = {it: tuple(map(look_from_json, of)) for it, of in worn.items()}
        return Words(data["versions"], data.get("as_written", False), looks)
    if "at" in data:
        return Moment(from_micros(data["at"]), data["style"], data["zone"])
    if "until" in data:
        start, end = from_micros(data["from"]), from_micros(data["until"])
        return Span(start, end, data["zone"], data["style"])
    if "passage" in data:
        beside = _text_from_json(data["beside"]) if data["beside"] else None
        return Passage(_text_from_json(data["passage"]), beside)
    if "formatted" in data:
        worn_by_all = tuple(map(look_from_json, data["looks"]))
        return Formatted(data["formatted"], worn_by_all, data["rtl"])
    return Listing(tuple(_value_from_json(item) for item in data["items"]), data["joiner"])


def _text_from_json(data: Mapping[str, Any]) -> Text:
    return Text(
        data["key"],
        {name: _value_from_json(item) for name, item in data["values"].items()},
        data.get("language", ""),
    )
