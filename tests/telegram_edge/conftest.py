"""A Bot API on the loopback that answers what a test tells it to, and connections that break."""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import test_utils, web

from bot.telegram.client import Bots, make_bots
from bot.telegram.sender import TelegramChannel

TOKEN = "123456:SECRET-of-the-bot"
SENT = {"message_id": 7, "chat": {"id": 42, "type": "private"}}


class Refused(Exception):  # noqa: N818 - named by what happened
    """Raised by what a test answers with: this status and payload instead."""

    def __init__(self, status: int, payload: bytes) -> None:
        super().__init__(status)
        self.response = (status, payload)


class BotApi:
    """Keeps what it was asked; answers as it was told, while the gate is open."""

    def __init__(self) -> None:
        self.status = 200
        self.payload: bytes = b""
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, Any]] = []
        self.kinds: list[str] = []
        self.files: dict[str, tuple[str, str]] = {}
        self.gate = asyncio.Event()
        self.arrived = asyncio.Event()
        self.gate.set()
        self.address = ""
        self.answers: Callable[[str, Any], Any] | None = None
        self.will_say(SENT)

    def will_say(self, result: Any) -> None:
        self.status, self.headers = 200, {}
        self.payload = json.dumps({"ok": True, "result": result}).encode()

    def will_answer(self, answers: Callable[[str, Any], Any]) -> None:
        """Answer each call with what `answers` returns, or raises as `Refused`, for its method, in
        small letters."""
        self.answers = answers

    def will_refuse(self, status: int, description: str, **parameters: Any) -> None:
        answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            answer["parameters"] = parameters
        self.will_write(status, json.dumps(answer).encode())

    def will_write(self, status: int, payload: bytes, **headers: str) -> None:
        self.status, self.payload, self.headers = status, payload, headers

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.kinds.append(request.content_type)
        if request.content_type == "application/json":
            body: Any = await request.json()
        else:
            posted = await request.post()
            files = {name: one for name, one in posted.items() if isinstance(one, web.FileField)}
            self.files = {name: (one.filename, one.content_type) for name, one in files.items()}
            body = {**posted, **{name: one.file.read() for name, one in files.items()}}
        self.asked.append((request.path, body))
        self.arrived.set()
        await self.gate.wait()
        if self.answers is not None:
            try:
                self.will_say(self.answers(request.path.rpartition("/")[2].lower(), body))
            except Refused as refused:
                self.will_write(*refused.response)
        return web.Response(status=self.status, body=self.payload, headers=self.headers)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    bot_api = BotApi()
    server = test_utils.RawTestServer(bot_api.handle)
    await server.start_server(access_log=None)
    async with server:
        bot_api.address = str(server.make_url("")).rstrip("/")
        yield bot_api
        bot_api.gate.set()


@pytest.fixture
async def bots(api: BotApi) -> AsyncIterator[Bots]:
    async with make_bots(TOKEN, api.address) as opened:
        yield opened


@pytest.fixture
def channel(bots: Bots) -> TelegramChannel:
    return TelegramChannel(bots.broadcast)


Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def tcp_server(behave: Behaviour) -> AsyncIterator[str]:
    """A server that treats each connection as `behave` says; its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await behave(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


async def read_request(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
