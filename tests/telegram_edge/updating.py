"""A Bot API that hands out updates as Telegram does, and keeps what it is asked to say."""

import asyncio
import contextlib
import json
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from aiohttp import test_utils, web

Json = dict[str, Any]

WAIT_SECONDS = 30.0
"""So long what must come may take on a machine that does much else."""


class Telegram:
    """Updates stay until a higher offset is asked for; `offsets` are all that were asked.

    `trouble` are answers given instead of updates, status and body, one each time. `database` is
    looked into whenever an offset confirms updates: what is confirmed and not stored is `lost`.
    """

    def __init__(self, database: Path) -> None:
        self.offsets: list[int] = []
        self.said: list[tuple[int, str]] = []
        self.lost: list[int] = []
        self.trouble: deque[tuple[int, Json]] = deque()
        self.address = ""
        self._database = database
        self._updates: list[Any] = []
        self._news = asyncio.Condition()

    async def bring(self, *updates: Any) -> None:
        """Let updates come in."""
        async with self._news:
            self._updates.extend(updates)
            self._news.notify_all()

    async def until_said(self, count: int) -> list[tuple[int, str]]:
        """Return all that was said, chat and words, once it is so many."""
        await self.until(lambda: len(self.said) >= count)
        return self.said

    async def until_confirmed(self, number: int) -> None:
        """Wait until every update up to `number` is confirmed."""
        await self.until(lambda: max(self.offsets, default=0) > number)

    async def until(self, fits: Callable[[], bool]) -> None:
        """Wait until something is so; it is looked at whenever anything happens here."""
        async with asyncio.timeout(WAIT_SECONDS), self._news:
            await self._news.wait_for(fits)

    async def handle(self, request: web.BaseRequest) -> web.Response:
        answer = await self._answer(request)
        async with self._news:
            self._news.notify_all()
        return answer

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2].lower()
        body = await request.json() if request.can_read_body else {}
        if method == "getupdates":
            return await self._updates_from(body)
        if method == "sendmessage":
            self.said.append((body["chat_id"], body["text"]))
            return _answer({"message_id": len(self.said), "chat": {"id": 1, "type": "private"}})
        return _answer(True)

    async def _updates_from(self, body: Json) -> web.Response:
        if self.trouble:
            status, refusal = self.trouble.popleft()
            return web.Response(status=status, body=json.dumps(refusal).encode())
        async with self._news:
            self._confirm(body["offset"])
            self._news.notify_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(body["timeout"]):
                    await self._news.wait_for(lambda: self._updates)
        return _answer(self._updates[: body["limit"]])

    def _confirm(self, offset: int) -> None:
        self.offsets.append(offset)
        gone = [raw for raw in self._updates if isinstance(raw, dict) and _number(raw) < offset]
        self._updates = [raw for raw in self._updates if raw not in gone]
        if gone:
            with contextlib.closing(sqlite3.connect(self._database)) as look:
                stored = {row[0] for row in look.execute("SELECT number FROM inbox")}
            self.lost += [_number(raw) for raw in gone if _number(raw) not in stored]


@contextlib.asynccontextmanager
async def telegram(database: Path) -> AsyncIterator[Telegram]:
    """Open the server while in the context."""
    stage = Telegram(database)
    server = test_utils.RawTestServer(stage.handle)
    await server.start_server(access_log=None)
    async with server:
        stage.address = str(server.make_url("")).rstrip("/")
        yield stage


def says(number: int, person: int, words: str) -> Json:
    """Return the update in which a person writes to the bot in private."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 0,
            "from": {"id": person, "is_bot": False, "first_name": "x", "language_code": "en"},
            "chat": {"id": person, "type": "private"},
            "text": words,
        },
    }


def _number(raw: Json) -> int:
    number = raw.get("update_id")
    return number if isinstance(number, int) else 2**60


def _answer(result: Any) -> web.Response:
    return web.Response(body=json.dumps({"ok": True, "result": result}).encode())
