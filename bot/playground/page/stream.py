"""The stream of events to an open page (server-sent events)."""

import asyncio

from aiohttp import web

from bot.playground.world.events import Events, Watcher

HEARTBEAT_SECONDS = 15.0
"""How often a silent stream says that it lives; a page that has gone is noticed by it."""


class Stream:
    """The endpoint /playground/events."""

    def __init__(self, events: Events) -> None:
        self._events = events

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Send what happens until the page goes or the playground stops."""
        person = request.query.get("as", "")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        watcher = self._events.open(int(person) if person.isdecimal() else None)
        try:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            await self._send(watcher, response)
        except ConnectionResetError:
            pass
        finally:
            self._events.close(watcher)
        return response

    async def _send(self, watcher: Watcher, response: web.StreamResponse) -> None:
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    line = await watcher.queue.get()
            except TimeoutError:
                line = b": still here\n\n"
            if line is None:
                return
            await response.write(line)
