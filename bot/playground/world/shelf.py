"""The files that people and the bot send: what is known of each, and where its content lies."""

import hashlib
from dataclasses import replace
from pathlib import Path

from bot.playground.world.state import World
from bot.playground.world.things import File, Json

SAMPLES = Path(__file__).parent.parent / "static"

READY = (
    File("sample-araz", "photo", "araz.jpg", "image/jpeg", 0, 640, 480, kept=True),
    File("sample-tea", "photo", "tea.jpg", "image/jpeg", 0, 480, 640, kept=True),
    File("sample-poster", "photo", "poster.jpg", "image/jpeg", 0, 640, 640, kept=True),
    File("sample-hello", "voice", "hello.wav", "audio/wav", duration=2, kept=True),
    File("sample-plan", "document", "plan.txt", "text/plain", kept=True),
)
"""Files of the page's own that people can send without having any."""

CAPTIONED = ("photo", "document", "voice", "video", "audio", "animation")
"""Kinds of files that have words under them (Bot API, `caption`)."""

WORDLESS = ("sticker", "video_note")
"""Kinds of files that stand alone."""

SEEN = ("photo", "video", "animation", "sticker")
"""Kinds of files that have a width and a height."""

_PHOTO_SIZES = ((90, "s"), (320, "m"))
"""The longer sides, in pixels, of the smaller copies that Telegram makes of a photo."""

_WHOLE = "x"


class Shelf:
    """Keeps contents in a folder of their own; what they are stands in the world."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self.restock()

    def restock(self) -> None:
        """Lay out the page's own files; contents of an earlier world go."""
        for file in READY:
            size = _sample(file).stat().st_size
            self._world.files[file.id] = replace(file, size=size)
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in self._world.files:
                    path.unlink(missing_ok=True)

    def keep(self, file: File, content: bytes) -> File:
        """Take a person's file; its id is made from what is in it."""
        identifier = hashlib.sha256(file.kind.encode() + content).hexdigest()[:24]
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / identifier).write_bytes(content)
        kept = replace(file, id=identifier, size=len(content), kept=True)
        self._world.save_file(kept)
        return kept

    def note(self, file: File) -> File:
        """Take note of a file whose content is let go: one that the bot has sent."""
        if file.id not in self._world.files:
            self._world.save_file(file)
        return self._world.files[file.id]

    def find(self, file_id: str) -> File | None:
        """Return the file that a file_id stands for, of whatever size."""
        return self._world.files.get(unique(file_id))

    def content(self, file: File) -> Path | None:
        """Return where the content of a file lies, None if it is gone."""
        path = _sample(file) if file.id.startswith("sample-") else self._folder / file.id
        return path if file.kept and path.is_file() else None


def _sample(file: File) -> Path:
    return SAMPLES / f"sample-{file.name}"


def unique(file_id: str) -> str:
    """Return the part of a file_id that is the same for every size and kind."""
    return file_id.partition(".")[2].partition(".")[0] or file_id


def file_id(file: File, size: str = _WHOLE) -> str:
    """Return the file_id under which a bot can send a file again."""
    return f"{file.kind}.{file.id}.{size}"


def media(file: File) -> Json:
    """Return a file as it stands in a message."""
    fields = {file.kind: _field(file)}
    if file.kind == "animation":
        # It comes as a file as well, for clients that know no animations (Bot API, Message).
        fields["document"] = _facts(file, _WHOLE)
    made: Json = {"kind": file.kind, "file": file.id, "fields": fields}
    if file.kind == "photo":
        made |= {"width": file.width, "height": file.height}
    if file.duration:
        made["duration"] = file.duration
    if file.name:
        made["file_name"] = file.name
    return made | {"kept": True} if file.kept else made


def place(latitude: float, longitude: float, title: str = "", address: str = "") -> Json:
    """Return a place as it stands in a message; one with a name is a venue."""
    degrees = {"latitude": latitude, "longitude": longitude}
    if not title:
        return {"kind": "location", **degrees, "fields": {"location": degrees}}
    names = {"title": title, "address": address}
    # A venue comes with a location as well (Bot API, Message).
    fields = {"venue": {"location": degrees, **names}, "location": degrees}
    return {"kind": "venue", **degrees, **names, "fields": fields}


def _field(file: File) -> Json | list[Json]:
    """Return the field of a message that holds a file: of a photo every size."""
    if file.kind == "photo":
        small = [_scaled(file, side, letter) for side, letter in _PHOTO_SIZES]
        whole = _facts(file, _WHOLE) | {"width": file.width, "height": file.height}
        return [one for one in small if one] + [whole]
    made = _facts(file, _WHOLE)
    if file.kind in SEEN:
        made |= {"width": file.width, "height": file.height}
    if file.kind == "video_note":
        made["length"] = file.width
    if file.kind not in ("document", "sticker"):
        made["duration"] = file.duration
    if file.mime:
        made["mime_type"] = file.mime
    if file.name and file.kind != "voice":
        made["file_name"] = file.name
    return made


def _scaled(file: File, side: int, letter: str) -> Json | None:
    """Return a smaller copy of a photo, None if the photo is no larger."""
    longer = max(file.width, file.height)
    if longer <= side:
        return None
    width, height = round(file.width * side / longer), round(file.height * side / longer)
    made = _facts(file, letter) | {"width": width, "height": height}
    return made | {"file_size": file.size * side * side // (longer * longer)}


def _facts(file: File, letter: str) -> Json:
    return {
        "file_id": file_id(file, letter),
        "file_unique_id": file.id + ("" if letter == _WHOLE else letter),
        "file_size": file.size,
    }
