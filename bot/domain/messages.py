"""What is said, before anyone knows in which language: text keys, values, buttons.

A `Text` is a key of the catalogues with its values; a `Message` is texts and buttons. Both
survive a trip through JSON (`to_json`, `message_from_json`), so the outbox can keep them and
each reader gets them in their own language, zone and calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.clocktime import from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time to be written in the reader's zone and calendar.

    `style`: `full` (weekday, date, time), `day` (date), `time` (clock time), `clocks` (full, for
    the reader and in Baku and Tabriz), `ago` (relative to now). `zone` (IANA name) wins over the
    reader's zone where a place has its own time.
    """

    at: datetime
    style: str = "full"
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A key of the catalogues and the values for its placeholders.

    Values are words of people (str, shown as they are, isolated and escaped), counts (int),
    `Moment`s, other `Text`s (said in the same language) and `Listing`s. A value called `n`
    chooses the plural form. `language` fixes the language in which it is said; usually it is the
    reader's.
    """

    key: str
    values: Mapping[str, "str | int | Moment | Text | Listing"] = field(default_factory=dict)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values joined: `joiner` is `and` (A, B and C), `lines` (one a line) or `blank`
    (an empty line between)."""

    items: tuple["str | int | Moment | Text", ...]
    joiner: str = "and"


def text(key: str, **values: "str | int | Moment | Text | Listing") -> Text:
    """Return the text of `key` with these values."""
    return Text(key, values)


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: a label and exactly one of `press` (callback data, at most 64 bytes)
    or `url`. `style` is `plain`, `primary`, `success` or `danger`."""

    label: Text
    press: str = ""
    url: str = ""
    style: str = "plain"


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons, as they stand under a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one person or group is told: paragraphs of text, buttons, and whether it rings."""

    body: Text
    buttons: Keyboard = ()
    silent: bool = False


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
                }
                for button in line
            ]
            for line in message.buttons
        ],
        "silent": message.silent,
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
                )
                for button in line
            )
            for line in data["buttons"]
        ),
        silent=data["silent"],
    )


def _value_to_json(value: "str | int | Moment | Text | Listing") -> Any:
    if isinstance(value, Text):
        return {
            "key": value.key,
            "values": {name: _value_to_json(item) for name, item in value.values.items()},
            **({"language": value.language} if value.language else {}),
        }
    if isinstance(value, Moment):
        return {"at": to_micros(value.at), "style": value.style, "zone": value.zone}
    if isinstance(value, Listing):
        return {"items": [_value_to_json(item) for item in value.items], "joiner": value.joiner}
    return value


def _value_from_json(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    if "key" in data:
        return _text_from_json(data)
    if "at" in data:
        return Moment(from_micros(data["at"]), data["style"], data["zone"])
    return Listing(tuple(_value_from_json(item) for item in data["items"]), data["joiner"])


def _text_from_json(data: Mapping[str, Any]) -> Text:
    return Text(
        data["key"],
        {name: _value_from_json(item) for name, item in data["values"].items()},
        data.get("language", ""),
    )
