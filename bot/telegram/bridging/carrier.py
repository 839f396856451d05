"""Hears what is written in bridged topics and carries it over: a line for each direction."""

import asyncio
import logging
from typing import Any

from bot.delivery.pacing import Pacer
from bot.domain.addresses import chat_of
from bot.domain.delivery import Lane
from bot.domain.people import Side
from bot.services.bridges.carrying import Carriage
from bot.telegram.bridging.hearing import Heard, Kind, Raw, hear, where_of
from bot.telegram.bridging.line import Line
from bot.telegram.bridging.porter import Porter
from bot.telegram.bridging.rhythm import Rhythm

logger = logging.getLogger(__name__)

ALBUM_SECONDS = 0.7
"""How long the first file of an album waits for the others, which come each by itself."""

GRACE_SECONDS = 3.0
"""How long a copy on its way is waited for when the bot is told to stop."""

TROUBLE_SECONDS = 1.0

Key = tuple[int, Side]


class Carrier:
    """Carries messages of those who agreed from each topic to its other side.

    What waits is lost when the process ends; see docs/decisions/bridge-at-most-once.md.
    """

    def __init__(
        self,
        carriage: Carriage,
        bell: asyncio.Event,
        porter: Porter,
        pacer: Pacer,
        rhythm: Rhythm,
    ) -> None:
        self._carriage = carriage
        self._bell = bell
        self._porter = porter
        self._pacer = pacer
        self._rhythm = rhythm
        self._lines: dict[Key, Line] = {}
        self._by_place: dict[str, Line] = {}
        self._serving: dict[asyncio.Task[None], Line] = {}
        self._stopping = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are open now."""
        return tuple(self._lines.values())

    def overhear(self, raw: Raw) -> None:
        """Take an update's message if it is to be carried; else look no further.

        Nothing is awaited and nothing stored: who writes in a group waits for no bridge.
        """
        for kind in ("message", "edited_message"):
            message = raw.get(kind)
            if isinstance(message, dict):
                try:
                    self._take(message, is_edit=kind == "edited_message")
                except (KeyError, TypeError, ValueError, AttributeError):
                    logger.warning("a message in a bridged topic is malformed")

    async def run(self) -> None:
        """Carry until `stop`; what is on its way then is finished, what waits is let go."""
        async with asyncio.TaskGroup() as tasks:
            while not self._stopping:
                self._bell.clear()
                await self._learn(tasks)
                await self._bell.wait()
            idle = [task for task, line in self._serving.items() if not line.busy]
            for task in idle:
                task.cancel()
            busy = [task for task in self._serving if task not in idle]
            if busy:
                _, late = await asyncio.wait(busy, timeout=GRACE_SECONDS)
                for task in late:
                    task.cancel()

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopping = True
        for line in self._lines.values():
            line.close()
        self._bell.set()

    def _take(self, message: dict[str, Any], *, is_edit: bool) -> None:
        where = where_of(message)
        line = self._by_place.get(where.place) if where else None
        if where is None or line is None or where.author not in line.way.voices:
            return  # Whoever has not agreed is not read any further.
        heard = hear(message, where)
        if heard is None:
            if not is_edit:
                return
            # What was carried before must not stand on while its author has changed it.
            heard = Heard(where, Kind.NOTHING)
        now = asyncio.get_running_loop().time()
        if is_edit:
            line.put_edit(heard, now)
        else:
            line.put(heard, now)

    async def _learn(self, tasks: asyncio.TaskGroup) -> None:
        """Look which bridges are open now, and who agreed."""
        try:
            ways = {(way.bridge_id, way.from_side): way for way in await self._carriage.ways()}
        except Exception:
            logger.exception("the bridges could not be read")
            asyncio.get_running_loop().call_later(TROUBLE_SECONDS, self._bell.set)
            return
        for key in [key for key in self._lines if key not in ways]:
            self._lines.pop(key).close()
        for key, way in ways.items():
            if key in self._lines:
                self._lines[key].way = way
            else:
                self._begin(tasks, key, Line(way))
        self._by_place = {line.way.source: line for line in self._lines.values()}

    def _begin(self, tasks: asyncio.TaskGroup, key: Key, line: Line) -> None:
        self._lines[key] = line
        serving = tasks.create_task(self._serve(line))
        self._serving[serving] = line
        serving.add_done_callback(lambda task: self._serving.pop(task, None))

    async def _serve(self, line: Line) -> None:
        """Carry what waits, each time it is this line's turn; a bug costs one copy."""
        while line.is_open:
            await line.news.wait()
            await self._turn(line)
            line.busy = True
            try:
                await self._porter.carry(line)
            except Exception:
                logger.exception("a copy failed", extra={"bridge_id": line.way.bridge_id})
                await asyncio.sleep(TROUBLE_SECONDS)
            finally:
                line.busy = False

    async def _turn(self, line: Line) -> None:
        """Wait until the other side takes a copy; what comes meanwhile is merged into it."""
        if not line.is_open:
            return
        chat = chat_of(line.way.target)
        await self._rhythm.turn(chat)
        await self._pacer.turn(Lane.BULK, chat)
        first = line.front()
        if first is not None and first.album:
            age = asyncio.get_running_loop().time() - first.since
            await asyncio.sleep(max(0.0, ALBUM_SECONDS - age))
