"""The bot as a process of its own with a token, and a gate between it and the playground."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import aiohttp
from aiohttp import web

from bot.settings import PLAYGROUND_TOKEN
from tests.conftest import HOME

OWNER = 1005
"""Elnur, as in the cast."""


STARTING_SECONDS = 40.0
"""How long a process may take until it speaks, on a machine that does much else."""


class Gate:
    """Passes the bot's calls on, until told to hold some of them before or after they count."""

    def __init__(self, server: str) -> None:
        self.calls: Counter[str] = Counter()
        self._server = server
        self._session = aiohttp.ClientSession()
        self._before: frozenset[str] = frozenset()
        self._after: frozenset[str] = frozenset()
        self._held = asyncio.Event()
        self._count_down = 0
        self._counted = asyncio.Event()
        self._asked = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{call:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        await self._session.close()

    def hold(self, *, before: Collection[str] = (), after: Collection[str] = ()) -> None:
        """Hold calls of these methods: `before` they reach the server, or their answers `after`."""
        self._before, self._after = frozenset(before), frozenset(after)
        self._held.clear()

    async def held(self) -> None:
        """Wait until a call is being held."""
        async with asyncio.timeout(STARTING_SECONDS):
            await self._held.wait()

    async def asked(self) -> None:
        """Wait until the bot asks for updates: it is there."""
        self._asked.clear()
        async with asyncio.timeout(STARTING_SECONDS):
            await self._asked.wait()

    async def after_calls(self, count: int) -> None:
        """Wait until so many more messages have been sent or edited."""
        self._count_down = count
        self._counted.clear()
        async with asyncio.timeout(STARTING_SECONDS):
            await self._counted.wait()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2].lower()
        body = await request.read()
        if method == "getupdates":
            self._asked.set()
        if method in self._before:
            await self._hold_for_ever()
        try:
            status, found = await self._ask_server(request, body)
        except aiohttp.ClientError:
            return web.Response(status=502)
        self.calls[method] += 1
        if method in self._after:
            await self._hold_for_ever()
        if method in ("sendmessage", "editmessagetext"):
            self._count_down -= 1
            if self._count_down == 0:
                self._counted.set()
        return web.Response(body=found, status=status, content_type="application/json")

    async def _ask_server(self, request: web.Request, body: bytes) -> tuple[int, bytes]:
        url, headers = f"{self._server}{request.path_qs}", {"Content-Type": request.content_type}
        async with self._session.request(request.method, url, data=body, headers=headers) as answer:
            return answer.status, await answer.read()

    async def _hold_for_ever(self) -> None:
        self._held.set()
        # Ends with the connection: whoever waits for this is killed.
        await asyncio.Event().wait()


class Child:
    """`python bot.py` with a token; killed and started again on the same data."""

    def __init__(self, folder: Path, api: str) -> None:
        self.log = folder / "bot.log"
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KORPU_")},
            "KORPU_BOT_TOKEN": PLAYGROUND_TOKEN,
            "KORPU_TELEGRAM_API": api,
            "KORPU_OWNERS": str(OWNER),
            "KORPU_DATA_DIR": str(folder),
            "KORPU_PACE": "1000",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the bot; it speaks when it has got so far."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "bot.py", cwd=HOME, env=self._environment, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        self._process.kill()
        assert await self._process.wait() == -9

    async def stop(self) -> int:
        """Ask it to end, and return its exit status."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        return await self._process.wait()


@asynccontextmanager
async def child(folder: Path, api: str) -> AsyncIterator[Child]:
    """A running bot; whatever happens, it is not left behind."""
    made = Child(folder, api)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
