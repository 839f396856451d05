"""Files on the page: a person's own come in, and every file that is kept is shown."""

import re
from pathlib import PurePath

from aiohttp import web

from bot.playground.world.refusal import PageError
from bot.playground.world.shelf import READY, SEEN
from bot.playground.world.stage import Stage
from bot.playground.world.things import File, Json

LARGEST_FILE = 1 << 20
"""Bytes of a person's own file."""

_BEGINNINGS = (
    (re.compile(rb"\xff\xd8\xff"), "photo", "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "photo", "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "photo", "image/webp"),
    (re.compile(rb"OggS"), "voice", "audio/ogg"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "voice", "audio/wav"),
    (re.compile(rb"GIF8[79]a"), "animation", "image/gif"),
    (re.compile(rb"....ftypM4A", re.DOTALL), "audio", "audio/mp4"),
    (re.compile(rb"....ftyp", re.DOTALL), "video", "video/mp4"),
    (re.compile(rb"fLaC"), "audio", "audio/flac"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), "voice", "audio/mpeg"),
)
"""By what pictures, films and sounds are known: never by their name. Everything else is a
document."""

_SHOWN = ("photo", "voice", "animation", "audio", "video")

_MOST_PIXELS = 20_000
_MOST_SECONDS = 3600


class Files:
    """The endpoints /playground/upload and /playground/file."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[web.RouteDef]:
        """Return where files come in and go out."""
        return [
            web.post("/playground/upload", self.upload),
            web.get("/playground/file/{file:[A-Za-z0-9-]+}", self.show),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        """Take a file: its content is the body; name, pixels and seconds stand in the query."""
        try:
            file = await self._taken(request)
        except PageError as refusal:
            return web.json_response({"error": refusal.code}, status=refusal.status)
        return web.json_response(shown(file))

    async def _taken(self, request: web.Request) -> File:
        if request.headers.get("X-Playground") != "1":
            raise PageError("foreign_page", 403)
        if (request.content_length or 0) > LARGEST_FILE:
            raise PageError("file_too_large", 413)
        content = await request.read()
        if not content:
            raise PageError("empty")
        if len(content) > LARGEST_FILE:
            raise PageError("file_too_large", 413)
        name = PurePath(request.query.get("name", "").replace("\\", "/")).name[:64]
        kind, mime = kind_of(content)
        file = File("", kind, name, mime)
        if kind in SEEN:
            file.width = _number(request, "width", _MOST_PIXELS)
            file.height = _number(request, "height", _MOST_PIXELS)
        if kind in ("voice", "audio", "video", "animation"):
            file.duration = _number(request, "duration", _MOST_SECONDS)
        return self._stage.shelf.keep(file, content)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Give a file out: pictures, films and sounds to be shown, everything else to be saved."""
        file = self._stage.world.files.get(request.match_info["file"])
        path = self._stage.shelf.content(file) if file else None
        if file is None or path is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": file.mime or "application/octet-stream"}
        if file.kind not in _SHOWN:
            headers = {
                "Content-Type": "application/octet-stream",
                "Content-Disposition": "attachment",
            }
        return web.FileResponse(path, headers=headers)


def shown(file: File) -> Json:
    """Return what the page needs to know of a file that can be sent."""
    return {
        "file": file.id,
        "kind": file.kind,
        "file_name": file.name,
        "width": file.width,
        "height": file.height,
        "duration": file.duration,
    }


def ready() -> list[Json]:
    """Return the page's own files."""
    return [shown(file) for file in READY]


def kind_of(content: bytes) -> tuple[str, str]:
    """Return the kind and the type of a content, by its first bytes."""
    for beginning, kind, mime in _BEGINNINGS:
        if beginning.match(content):
            return kind, mime
    return "document", ""


def _number(request: web.Request, name: str, most: int) -> int:
    """Return a number of the query, 1 to `most`; what is none is taken as 1."""
    try:
        return min(max(int(request.query.get(name, 1)), 1), most)
    except ValueError:
        return 1
