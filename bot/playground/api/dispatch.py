"""The Bot API over HTTP: finds the method, reads its parameters, answers in Telegram's form."""

import json
from collections.abc import Mapping
from inspect import iscoroutine
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.playground.api import account, answering, joining, media, members, moving, sending
from bot.playground.api import commands as menu
from bot.playground.api.method import Method
from bot.playground.api.parameters import Upload, read_all
from bot.playground.world.refusal import ApiError, bad_request
from bot.playground.world.stage import Stage

METHODS: dict[str, Method] = {
    method.name.lower(): method
    for table in (account, answering, joining, media, members, menu, moving, sending)
    for method in table.METHODS
}

LARGEST_BODY = 1 << 20
"""Bytes of a JSON or form body; files come as multipart and may be larger."""

LARGEST_UPLOAD = 20 << 20

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class BotApi:
    """The door that the bot knocks at."""

    def __init__(self, stage: Stage, token: str) -> None:
        self._stage = stage
        self._token = token

    async def handle(self, request: web.Request) -> web.Response:
        """/bot<token>/<method>, in any case of letters."""
        try:
            if request.match_info["token"] != self._token:
                raise ApiError(401, "Unauthorized")
            method = METHODS.get(request.match_info["method"].lower())
            if method is None:
                raise ApiError(404, "Not Found")
            arguments = read_all(method.parameters, await given(request))
            result = method.run(self._stage, arguments)
            if iscoroutine(result):
                result = await result
        except ApiError as error:
            return _refused(error)
        return _answer(200, '{"ok":true,"result":' + _encode(result) + "}")


def _answer(status: int, body: str) -> web.Response:
    # A lone surrogate that came in escaped may go out only escaped.
    encoded = body.encode(errors="replace")
    return web.Response(body=encoded, status=status, content_type="application/json")


def _refused(error: ApiError) -> web.Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.parameters:
        body["parameters"] = error.parameters
    return _answer(error.code, _encode(body))


async def given(request: web.Request) -> Mapping[str, Any]:
    """Return the parameters of a request, from its query and its body.

    Raises:
        ApiError: 413, too large; 400, not what its content type says.
    """
    kind = request.content_type
    most = LARGEST_UPLOAD if kind == "multipart/form-data" else LARGEST_BODY
    if (request.content_length or 0) > most:
        raise ApiError(413, "Request Entity Too Large")
    try:
        if kind == "application/json":
            fields = _object(await _body(request))
        elif kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
            fields = _fields(await request.post())
        else:
            fields = {}
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return {**request.query, **fields} if request.query_string else fields


async def _body(request: web.Request) -> bytes:
    body = await request.read()
    if len(body) > LARGEST_BODY:
        raise ApiError(413, "Request Entity Too Large")
    return body


def _object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise bad_request("can't parse JSON object in the request body") from None
    if not isinstance(found, dict):
        raise bad_request("JSON object expected in the request body")
    return found


def _fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return form fields; of a file only its name and size are kept, its content is let go."""
    fields: dict[str, Any] = {}
    for name, value in form.items():
        if isinstance(value, FileField):
            upload = Upload(value.filename, len(value.file.read()))
            fields[name] = upload
            fields.setdefault("attached", {})[name] = upload
        else:
            fields[name] = value
    return fields
