"""Methods of the Bot API that send something else than a text: kind, name and caption are kept."""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from bot.playground.api.method import Method
from bot.playground.api.parameters import (
    Arguments,
    Parameter,
    Upload,
    anything,
    number,
    string,
    structure,
)
from bot.playground.api.reach import writable
from bot.playground.api.sending import DELIVERY, answered, deliver, formatted
from bot.playground.world import wire
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import Json

LONGEST_CAPTION = 1024
"""Characters of a caption after its entities are parsed (Bot API, sendPhoto)."""

KINDS = ("photo", "document", "voice", "video", "audio", "animation")


def sends(kind: str) -> Method:
    """Return the method that sends a file of this kind."""

    def send(stage: Stage, arguments: Arguments) -> Json:
        words, marks = caption_of(arguments)
        media = media_of(kind, _file(arguments[kind], arguments))
        sent = deliver(stage, arguments, text=words, entities=marks, media=media)
        return wire.message(stage.world, sent)

    missing = f"there is no {kind} in the request"
    return Method(
        f"send{kind.capitalize()}",
        send,
        (*DELIVERY, *CAPTION, ATTACHED, Parameter(kind, anything, missing)),
    )


def caption_of(arguments: Arguments) -> tuple[str, tuple[Json, ...]]:
    """Return caption and entities.

    Raises:
        ApiError: 400, longer than Telegram takes.
    """
    words, marks = formatted(arguments.get("caption", ""), arguments, marks="caption_entities")
    if len(words) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return words, marks


def media_of(kind: str, given: Any) -> Json:
    """Return a file as it stands in a message, from an upload, a file id or a link."""
    if isinstance(given, Upload):
        name, size = given.name, given.size
        identifier = f"{kind}-{hashlib.sha256(f'{name} {size}'.encode()).hexdigest()[:24]}"
    elif isinstance(given, str) and given.strip():
        name, size, identifier = "", 0, given.strip()
    else:
        raise bad_request(f"there is no {kind} in the request")
    file: Json = {"file_id": identifier, "file_unique_id": identifier[-24:], "file_size": size}
    made: Json = {"kind": kind, "fields": {kind: _FILES[kind](file, name)}}
    return made | {"file_name": name} if name else made


def _document(file: Json, name: str) -> Json:
    return file | ({"file_name": name} if name else {})


_PICTURE = {"width": 640, "height": 480}

_FILES: dict[str, Callable[[Json, str], Any]] = {
    "photo": lambda file, _name: [file | _PICTURE],
    "document": _document,
    "voice": lambda file, _name: file | {"duration": 1},
    "video": lambda file, name: _document(file, name) | _PICTURE | {"duration": 1},
    "audio": lambda file, name: _document(file, name) | {"duration": 1},
    "animation": lambda file, name: _document(file, name) | _PICTURE | {"duration": 1},
}


def send_location(stage: Stage, arguments: Arguments) -> Json:
    """Answer sendLocation."""
    place = {"latitude": arguments["latitude"], "longitude": arguments["longitude"]}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("wrong location specified")
    sent = deliver(
        stage, arguments, media={"kind": "location", **place, "fields": {"location": place}}
    )
    return wire.message(stage.world, sent)


def send_media_group(stage: Stage, arguments: Arguments) -> list[Json]:
    """Answer sendMediaGroup: 2 to 10 items, each a message of one album."""
    items = arguments["media"]
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items")
    album = [_item(item, arguments) for item in items]
    chat_id = arguments["chat_id"]
    writable(stage, chat_id)
    reply_to = answered(stage, arguments)
    paid = arguments.get("allow_paid_broadcast", False)
    stage.limits.count(chat_id, messages=len(album), paid=paid)
    name = secrets.token_hex(8)
    bot = stage.world.bot.id
    sent = [
        stage.post(
            chat_id,
            bot,
            text=words,
            entities=marks,
            media=file | {"fields": file["fields"] | {"media_group_id": name}},
            reply_to=reply_to,
        )
        for words, marks, file in album
    ]
    return [wire.message(stage.world, message) for message in sent]


def _item(item: Any, arguments: Arguments) -> tuple[str, tuple[Json, ...], Json]:
    if not isinstance(item, dict) or item.get("type") not in KINDS:
        raise bad_request("can't parse InputMedia: unsupported type specified")
    words, marks = caption_of(item)
    return words, marks, media_of(item["type"], _file(item.get("media"), arguments))


def _file(given: Any, arguments: Arguments) -> Any:
    """Return the file that came with the request if `given` refers to one (attach://name)."""
    if isinstance(given, str) and given.startswith("attach://"):
        return arguments.get("attached", {}).get(given.removeprefix("attach://"))
    return given


ATTACHED = Parameter("attached", anything)
CAPTION = (
    Parameter("caption", string),
    Parameter("parse_mode", string),
    Parameter("caption_entities", structure),
)
_PLACE = "wrong location specified"

METHODS = (
    *(sends(kind) for kind in KINDS),
    Method(
        "sendLocation",
        send_location,
        (*DELIVERY, Parameter("latitude", number, _PLACE), Parameter("longitude", number, _PLACE)),
    ),
    Method(
        "sendMediaGroup",
        send_media_group,
        (*DELIVERY, ATTACHED, Parameter("media", structure, "media group must include 2-10 items")),
    ),
)
