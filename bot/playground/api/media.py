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
    boolean,
    number,
    read_all,
    string,
    structure,
)
from bot.playground.api.sending import (
    CHAT,
    DELIVERY,
    MARKUP,
    MESSAGE,
    account_for,
    deliver,
    editable,
    place_of,
    replace,
)
from bot.playground.world import shelf, wire
from bot.playground.world.refusal import ApiError, bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import File, Json

KINDS = (*shelf.CAPTIONED, *shelf.WORDLESS)

BLURRED = ("photo", "video", "animation")
"""Kinds that can be covered (Bot API, has_spoiler)."""

ALBUM = ("photo", "video", "document", "audio")
"""Kinds that an album can have; files and sounds go only with their like (Bot API,
sendMediaGroup)."""

EDITABLE = ("photo", "document", "video", "audio", "animation")
"""Kinds that can be replaced by one another (Bot API, editMessageMedia)."""


def sends(kind: str) -> Method:
    """Return the method that sends a file of this kind; a sticker and a round video take no
    caption, so that one which is given is passed over."""
    caption = CAPTION if kind in shelf.CAPTIONED else ()

    def send(stage: Stage, arguments: Arguments) -> Json:
        words, marks = caption_of(arguments)
        media = media_of(stage, kind, _file(arguments[kind], arguments))
        media = _covered(media, arguments.get("has_spoiler", False))
        sent = deliver(stage, arguments, text=words, entities=marks, media=media)
        return wire.message(stage.world, sent)

    missing = f"there is no {kind} in the request"
    return Method(
        f"send{kind.title().replace('_', '')}",
        send,
        (*DELIVERY, *caption, SPOILER, ATTACHED, Parameter(kind, anything, missing)),
    )


def _covered(media: Json, spoiler: bool) -> Json:
    """Return a picture covered until it is touched, if it is to be."""
    if not spoiler or media["kind"] not in BLURRED:
        return media
    return media | {"spoiler": True, "fields": media["fields"] | {"has_media_spoiler": True}}


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
    width, height = (640, 480) if kind in shelf.SEEN else (0, 0)
    duration = 0 if kind in ("photo", "document", "sticker") else 1
    return File(identifier, kind, name, "", size, width, height, duration)


_NAMES = {
    "photo": "Photo",
    "document": "Document",
    "voice": "VoiceNote",
    "video": "Video",
    "audio": "Audio",
    "animation": "Animation",
    "sticker": "Sticker",
    "video_note": "VideoNote",
}
"""Telegram's own names of kinds of files, as its refusals say them."""


def send_location(stage: Stage, arguments: Arguments) -> Json:
    """Answer sendLocation."""
    sent = deliver(stage, arguments, media=shelf.place(*_degrees(arguments)))
    return wire.message(stage.world, sent)


def send_venue(stage: Stage, arguments: Arguments) -> Json:
    """Answer sendVenue: a place with its name and address."""
    names = arguments["title"], arguments["address"]
    sent = deliver(stage, arguments, media=shelf.place(*_degrees(arguments), *names))
    return wire.message(stage.world, sent)


def _degrees(arguments: Arguments) -> tuple[float, float]:
    latitude, longitude = arguments["latitude"], arguments["longitude"]
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong location specified")
    return latitude, longitude


def send_media_group(stage: Stage, arguments: Arguments) -> list[Json]:
    """Answer sendMediaGroup: 2 to 10 items, each a message of one album."""
    items = arguments["media"]
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items")
    album = [_nth(stage, number, item, arguments) for number, item in enumerate(items, 1)]
    _check_mixture({file["kind"] for _, _, file in album})
    chat_id = arguments["chat_id"]
    place = place_of(stage, arguments)
    account_for(stage, arguments, messages=len(album))
    name = secrets.token_hex(8)
    bot = stage.world.bot.id
    sent = [
        stage.post(chat_id, bot, text=words, entities=marks, media=file, album=name, **place)
        for words, marks, file in album
    ]
    return [wire.message(stage.world, message) for message in sent]


def _nth(
    stage: Stage, number: int, item: Any, arguments: Arguments
) -> tuple[str, tuple[Json, ...], Json]:
    """Return an item of an album; a file that cannot be had is named by its number."""
    try:
        return _item(stage, item, arguments, ALBUM)
    except ApiError as error:
        words = error.description.removeprefix("Bad Request: ")
        if "file" not in words:
            raise
        why = f"{words[:1].upper()}{words[1:]}"
        raise bad_request(
            f'failed to send message #{number} with the error message "{why}"'
        ) from None


def edit_message_media(stage: Stage, arguments: Arguments) -> Json:
    """Answer editMessageMedia: another file and caption in the place of the old ones."""
    markup = keyboard.checked(arguments.get("reply_markup"))
    message = editable(stage, arguments)
    item = arguments["media"]
    if message.media is not None and message.media["kind"] not in EDITABLE:
        raise bad_request("message can't be edited")
    words, marks, file = _item(stage, item, arguments, EDITABLE)
    if message.album and message.media is not None:
        _check_change(message.media["kind"], file["kind"])
    return replace(stage, message, text=words, entities=marks, markup=markup, media=file)


def _check_change(before: str, after: str) -> None:
    """Raise where an album would hold what does not go together (Bot API, editMessageMedia)."""
    alike = {"photo", "video"} if before in ("photo", "video") else {before}
    if after not in alike:
        raise bad_request("can't change media type in the album")


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
    media = media_of(stage, item["type"], _file(item.get("media"), arguments))
    return words, marks, _covered(media, bool(item.get("has_spoiler")))


def _file(given: Any, arguments: Arguments) -> Any:
    """Return the file that came with the request if `given` refers to one (attach://name)."""
    if isinstance(given, str) and given.startswith("attach://"):
        return arguments.get("attached", {}).get(given.removeprefix("attach://"))
    return given


ATTACHED = Parameter("attached", anything)
SPOILER = Parameter("has_spoiler", boolean)
_PLACE = "wrong location specified"
DEGREES = (Parameter("latitude", number, _PLACE), Parameter("longitude", number, _PLACE))

METHODS = (
    *(sends(kind) for kind in KINDS),
    Method("sendLocation", send_location, (*DELIVERY, *DEGREES)),
    Method(
        "sendVenue",
        send_venue,
        (
            *DELIVERY,
            *DEGREES,
            Parameter("title", string, "title is empty"),
            Parameter("address", string, "address is empty"),
        ),
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
