"""Methods of the Bot API that send something else than a text; of files little more than names."""

import hashlib
import secrets
from typing import Any

from bot.playground.api import keyboard
from bot.playground.api.formatting import CAPTION, caption_of
from bot.playground.api.method import Method
from bot.playground.api.parameters import (
    Arguments,
    Parameter,
    Upload,
    anything,
    number,
    read_all,
    structure,
)
from bot.playground.api.sending import (
    CHAT,
    DELIVERY,
    MARKUP,
    MESSAGE,
    deliver,
    editable,
    place_of,
    replace,
)
from bot.playground.world import shelf, wire
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import File, Json

KINDS = ("photo", "document", "voice", "video", "audio", "animation")

ALBUM = ("photo", "video", "document", "audio")
"""Kinds that an album can have; files and sounds go only with their like (Bot API,
sendMediaGroup)."""

EDITABLE = ("photo", "document", "video", "audio", "animation")
"""Kinds that can be replaced by one another (Bot API, editMessageMedia)."""


def sends(kind: str) -> Method:
    """Return the method that sends a file of this kind."""

    def send(stage: Stage, arguments: Arguments) -> Json:
        words, marks = caption_of(arguments)
        media = media_of(stage, kind, _file(arguments[kind], arguments))
        sent = deliver(stage, arguments, text=words, entities=marks, media=media)
        return wire.message(stage.world, sent)

    missing = f"there is no {kind} in the request"
    return Method(
        f"send{kind.capitalize()}",
        send,
        (*DELIVERY, *CAPTION, ATTACHED, Parameter(kind, anything, missing)),
    )


def media_of(stage: Stage, kind: str, given: Any) -> Json:
    """Return a file as it stands in a message, from an upload, a file id or a link.

    Raises:
        ApiError: 400, it is none of these, or a file of another kind.
    """
    if isinstance(given, Upload):
        mark = f"{kind} {given.name} {given.size}"
        return shelf.media(stage.shelf.note(_new(kind, mark, given.name, given.size)))
    if not isinstance(given, str) or not given.strip():
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        return shelf.media(stage.shelf.note(_new(kind, f"{kind} {given}", "", 0)))
    file = stage.shelf.find(given.strip())
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        words = f"can't use file of type {_NAMES[file.kind]} as {_NAMES[kind]}"
        raise bad_request(words)
    return shelf.media(file)


def _new(kind: str, mark: str, name: str, size: int) -> File:
    """Return a file of which no more is known than this; the rest is as for any of its kind."""
    identifier = hashlib.sha256(mark.encode()).hexdigest()[:24]
    width, height = (640, 480) if kind in ("photo", "video", "animation") else (0, 0)
    duration = 0 if kind in ("photo", "document") else 1
    return File(identifier, kind, name, "", size, width, height, duration)


_NAMES = {
    "photo": "Photo",
    "document": "Document",
    "voice": "VoiceNote",
    "video": "Video",
    "audio": "Audio",
    "animation": "Animation",
}
"""Telegram's own names of kinds of files, as its refusals say them."""


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
    album = [_item(stage, item, arguments, ALBUM) for item in items]
    _check_mixture({file["kind"] for _, _, file in album})
    chat_id = arguments["chat_id"]
    place = place_of(stage, arguments)
    paid = arguments.get("allow_paid_broadcast", False)
    stage.limits.count(chat_id, messages=len(album), paid=paid)
    name = secrets.token_hex(8)
    bot = stage.world.bot.id
    sent = [
        stage.post(chat_id, bot, text=words, entities=marks, media=file, album=name, **place)
        for words, marks, file in album
    ]
    return [wire.message(stage.world, message) for message in sent]


def edit_message_media(stage: Stage, arguments: Arguments) -> Json:
    """Answer editMessageMedia: another file and caption in the place of the old ones."""
    markup = keyboard.checked(arguments.get("reply_markup"))
    message = editable(stage, arguments)
    item = arguments["media"]
    if message.media is not None and message.media["kind"] not in EDITABLE:
        raise bad_request("message can't be edited")
    words, marks, file = _item(stage, item, arguments, EDITABLE)
    return replace(stage, message, text=words, entities=marks, markup=markup, media=file)


def _check_mixture(kinds: set[str]) -> None:
    for kind in ("document", "audio"):
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")


def _item(
    stage: Stage, item: Any, arguments: Arguments, kinds: tuple[str, ...]
) -> tuple[str, tuple[Json, ...], Json]:
    """Return the caption of an InputMedia and its file."""
    if not isinstance(item, dict) or item.get("type") not in kinds:
        raise bad_request("can't parse InputMedia: unsupported type specified")
    words, marks = caption_of(read_all(CAPTION, item))
    return words, marks, media_of(stage, item["type"], _file(item.get("media"), arguments))


def _file(given: Any, arguments: Arguments) -> Any:
    """Return the file that came with the request if `given` refers to one (attach://name)."""
    if isinstance(given, str) and given.startswith("attach://"):
        return arguments.get("attached", {}).get(given.removeprefix("attach://"))
    return given


ATTACHED = Parameter("attached", anything)
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
    Method(
        "editMessageMedia",
        edit_message_media,
        (
            CHAT,
            MESSAGE,
            MARKUP,
            ATTACHED,
            Parameter("media", structure, "input media is not specified"),
        ),
    ),
)
