"""A tied bridge that a real carrier carries over, before a Telegram in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.clock import ShiftedClock
from bot.delivery.budget import ChatLimits
from bot.delivery.pacing import Pacer
from bot.language.render import Renderer
from bot.language.script import Converter
from bot.services.bridges import Bridges
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.bridging.traffic import Traffic
from tests.bridging import Json, Telegram, Village, bots_on
from tests.recorder import NO_CHAT_LIMITS


@dataclass
class Span:
    """A tied bridge, carried by a real carrier before a Telegram in memory."""

    village: Village
    telegram: Telegram
    renderer: Renderer
    bridge_id: int = 0
    traffic: Traffic | None = None

    @asynccontextmanager
    async def carrying(self, chats: ChatLimits = NO_CHAT_LIMITS) -> AsyncIterator[Traffic]:
        """Carry while in the context, as one process does."""
        self.traffic = Traffic(
            bots_on(self.telegram),
            self.village.db,
            self.village.clock,
            renderer=self.renderer,
            converter=Converter(),
            pacer=Pacer(per_second=10_000, chats=chats),
            chats=chats,
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.traffic.run())
            await self.until(lambda: bool(self.traffic and self.traffic.lines))
            try:
                yield self.traffic
            finally:
                self.traffic.stop()

    def hear(self, *updates: Json) -> None:
        assert self.traffic is not None
        for update in updates:
            self.traffic.overhear(update)

    async def until(self, fits: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(30):
            while not fits():
                await self.telegram.something()

    async def stands(self, chat: int, count: int = 1) -> list[str]:
        """Return what stands in a chat once it is so many, all written into the map."""
        await self.until(lambda: len(self.telegram.words(chat)) >= count)
        await self.settled()
        return self.telegram.words(chat)

    async def settled(self) -> None:
        """Wait until nothing is on its way."""
        traffic = self.traffic
        assert traffic is not None
        await self.until(lambda: not any(line.busy or len(line) for line in traffic.lines))


async def make_span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    """Tie a bridge over which Leyla and Orxan of the North are carried; Nigar is not."""
    village = Village(db, clock, Bridges(db, clock))
    await village.settle()
    bridge_id = await village.tie()
    for name in ("Leyla", "Orxan"):
        person = await village.person(name)
        await village.bridges.agree(bridge_id, called="", by=person)
    await village.person("Nigar")
    return Span(village, Telegram(), renderer, bridge_id)
