"""A Bot API server that outlives the bot: it keeps what took effect, and does what it is told to.

It stands on a bare protocol: thousands of messages come while it shares two cores with the bot.
"""

import asyncio
import json
import re
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Self, cast

Json = dict[str, Any]

BOT: Json = {"id": 4000001, "is_bot": True, "first_name": "Bot", "username": "doomed_bot"}

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Copy:
    """A message that stands in a chat; `presses` is what its buttons send."""

    chat: int
    number: int
    text: str
    presses: tuple[str, ...] = ()

    @property
    def marked(self) -> bool:
        """Whether it says that it may stand there already."""
        return self.text.startswith("<i>Sent again")


@dataclass(frozen=True, slots=True)
class Asked:
    """One call: `method` in small letters, and what came with it."""

    method: str
    body: Json

    @property
    def chat(self) -> int:
        """The chat it is about, 0 if none."""
        return int(self.body.get("chat_id") or 0)

    @property
    def is_paid(self) -> bool:
        """Whether it goes for Stars."""
        return bool(self.body.get("allow_paid_broadcast"))

    @property
    def speaks(self) -> bool:
        """Whether it says something in a chat, or changes what was said."""
        return self.method in ("sendmessage", "editmessagetext")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a call: whether it `happens`, and what is heard of it: its answer, if
    `heard`; else this `status` and `payload`, or the line breaks (`reset`), or nothing at all."""

    happens: bool = True
    heard: bool = True
    reset: bool = False
    status: int = 0
    payload: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


DONE = Fate()
HELD = Fate(happens=False, heard=False)
UNHEARD = Fate(heard=False)
RESET_BEFORE = Fate(happens=False, heard=False, reset=True)
RESET_AFTER = Fate(heard=False, reset=True)


def refusal(status: int, *, happens: bool = False, **parameters: object) -> Fate:
    """Return the fate of a call that the server refuses with `status`."""
    answer: Json = {"ok": False, "error_code": status, "description": f"Http{status}"}
    if parameters:
        answer["parameters"] = parameters
    return Fate(happens=happens, heard=False, status=status, payload=json.dumps(answer).encode())


@dataclass
class Post:
    """All that ever arrived, and the updates that wait for the bot.

    `judge` says what becomes of each call; `heard` is set whenever one has come in.
    """

    judge: Callable[[Asked], Fate] = lambda _: DONE
    copies: list[Copy] = field(default_factory=list)
    edits: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    kept_waiting: int = 0
    address: str = ""
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    _updates: list[Json] = field(default_factory=list)
    _update: int = 0
    _poll: "tuple[_Line, int] | None" = None
    _polls: int = 0

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        """Listen on the loopback while in the context."""
        post = cls()
        loop = asyncio.get_running_loop()
        lines: set[_Line] = set()
        server = await loop.create_server(lambda: _Line(post, lines), "127.0.0.1", 0)
        post.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield post
        finally:
            server.close()
            for line in list(lines):
                line.hang_up()
            await server.wait_closed()

    @contextmanager
    def judging(self, judge: Callable[[Asked], Fate]) -> Iterator[None]:
        """Let `judge` say what becomes of calls while in the context."""
        before, self.judge, self.kept_waiting = self.judge, judge, 0
        try:
            yield
        finally:
            self.judge = before

    async def until(self, is_true: Callable[[], bool]) -> None:
        """Return once `is_true`, looked at after each call."""
        while not is_true():
            self.heard.clear()
            await self.heard.wait()

    def press(self, person: int, data: str) -> None:
        """Let a person press a button under a message of the bot's."""
        user = {"id": person, "is_bot": False, "first_name": "Somebody", "language_code": "en"}
        chat = {"id": person, "type": "private", "first_name": "Somebody"}
        self._update += 1
        message = {"message_id": 1, "from": BOT, "chat": chat, "date": 0, "text": "?"}
        pressed = {
            "id": str(self._update),
            "from": user,
            "chat_instance": "1",
            "data": data,
            "message": message,
        }
        self._updates.append({"update_id": self._update, "callback_query": pressed})
        self._hand_out()

    @property
    def is_read(self) -> bool:
        """Whether the bot has confirmed every update."""
        return not self._updates

    def take(self, line: "_Line", asked: Asked) -> None:
        """Take a call in."""
        self.calls[asked.method] += 1
        if asked.method == "getupdates":
            self._polled(line, asked.body)
        else:
            self._answer(line, asked)
        self.heard.set()

    def gone(self, line: "_Line") -> None:
        """Forget the poll of a line that is closed."""
        if self._poll is not None and self._poll[0] is line:
            self._poll = None

    def _answer(self, line: "_Line", asked: Asked) -> None:
        fate = self.judge(asked)
        result = self._happen(asked) if fate.happens else None
        if fate.heard:
            line.say(200, json.dumps({"ok": True, "result": result}).encode())
        elif fate.status:
            line.say(fate.status, fate.payload, fate.headers)
        elif fate.reset:
            line.hang_up(rudely=True)
        else:
            self.kept_waiting += 1

    def _happen(self, asked: Asked) -> object:
        body = asked.body
        if asked.method == "sendmessage":
            self.copies.append(
                Copy(asked.chat, len(self.copies) + 1, body["text"], tuple(_presses(body)))
            )
            return _message(asked.chat, len(self.copies))
        if asked.method == "editmessagetext":
            place = (asked.chat, int(body["message_id"]))
            self.edits.setdefault(place, []).append(body["text"])
            return _message(*place)
        if asked.method == "getme":
            return BOT
        if asked.method == "getchatmember":
            return {"status": "administrator", "user": BOT}
        if asked.method.startswith("getmy"):
            return {"name": "", "description": "", "short_description": ""}
        return True

    def _polled(self, line: "_Line", body: Json) -> None:
        offset = int(body.get("offset") or 0)
        self._updates = [one for one in self._updates if one["update_id"] >= offset]
        self._polls += 1
        self._poll = (line, self._polls)
        asyncio.get_running_loop().call_later(
            float(body.get("timeout") or 0), self._poll_over, self._polls
        )
        self._hand_out()

    def _hand_out(self) -> None:
        if self._poll is not None and self._updates:
            line, self._poll = self._poll[0], None
            line.say(200, json.dumps({"ok": True, "result": self._updates[:100]}).encode())

    def _poll_over(self, number: int) -> None:
        if self._poll is not None and self._poll[1] == number:
            line, self._poll = self._poll[0], None
            line.say(200, b'{"ok":true,"result":[]}')


class _Line(asyncio.Protocol):
    """One connection: whole requests out of the stream, answers in their order."""

    def __init__(self, post: Post, lines: "set[_Line]") -> None:
        self._post = post
        self._lines = lines
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._lines.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._lines.discard(self)
        self._post.gone(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            path = head[: head.find(b"\r\n")].split(b" ")[1]
            method = path.rpartition(b"/")[2].decode().lower()
            self._post.take(self, Asked(method, json.loads(body or b"{}")))

    def say(self, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Answer, if there is still somebody to answer to."""
        if self._transport is not None:
            more = "".join(f"{name}: {value}\r\n" for name, value in headers)
            head = f"HTTP/1.1 {status} So\r\n{more}Content-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)

    def hang_up(self, *, rudely: bool = False) -> None:
        """Break off; `rudely` with RST instead of FIN."""
        if self._transport is None:
            return
        if rudely:
            connection = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def _message(chat: int, number: int) -> Json:
    return {"message_id": number, "chat": {"id": chat, "type": "private"}, "date": 0}


def _presses(body: Json) -> Iterator[str]:
    for row in (body.get("reply_markup") or {}).get("inline_keyboard", ()):
        for button in row:
            if "callback_data" in button:
                yield button["callback_data"]
