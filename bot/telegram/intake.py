"""From Telegram's updates to answers: stored first, then handled, a queue for each person."""

import asyncio
import contextlib
import json
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from bot.clock import Clock
from bot.conversation.outgoing import Outgoing
from bot.conversation.router import Router
from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.transactions import NotCommitted
from bot.telegram.albums import Albums
from bot.telegram.client import AnotherPoller, ApiUnreachable, Bots, WrongToken
from bot.telegram.keeping import kept
from bot.telegram.mouth import Mouth
from bot.telegram.updates import Malformed, queue_of, read_update

logger = logging.getLogger(__name__)

SLOTS = 64
"""Updates handled at once, at most one of each person."""

WAITING_MOST = 10_000
"""No more updates are fetched while so many wait here; Telegram keeps the rest for a day."""

REFUSED_MOST = 3
"""So often in a row is the token refused before we believe it: a restarting proxy says so too."""

GRACE_SECONDS = 5.0
"""How long answers that wait for their turn are waited for when the bot is told to stop."""

POLL_SECONDS = 25
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

QUEUE_MOST = 1_000
"""So many updates of one person may wait; what comes beyond is left out, so that nobody who floods
the bot stops it for everybody else."""

TRIES_MOST = 3
"""An update at which the process ended, and which was tried again so often, is given up.

From the second try on it is handled with no other suspect beside it, so that a process which ends
then ends over this one, and nothing innocent is given up with it.
"""

Raw = Mapping[str, Any]


class Intake:
    """Fetches, stores and handles updates until stopped.

    `overhear` is shown each update once its batch is stored: what is carried over a bridge is
    taken there and then, in memory, and awaits nothing.
    """

    def __init__(
        self,
        bots: Bots,
        db: Database,
        router: Router,
        mouth: Mouth,
        clock: Clock,
        *,
        overhear: Callable[[Raw], None] | None = None,
    ) -> None:
        self._bots = bots
        self._db = db
        self._router = router
        self._mouth = mouth
        self._clock = clock
        self._overhear = overhear
        self._albums = Albums()
        self._queues: dict[str, deque[tuple[int, Raw]]] = {}
        self._slots = asyncio.Semaphore(SLOTS)
        self._room = asyncio.Event()
        self._room.set()
        self._waiting = 0
        self._stopping = asyncio.Event()
        self._left: dict[int, int] = {}
        self._one_suspect = asyncio.Lock()
        self._serving: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take up what an earlier process left, then fetch and handle until `stop`.

        Raises:
            WrongToken: the token is not, or no longer, good.
        """
        async with asyncio.TaskGroup() as tasks:
            await self._take_up_again(tasks)
            fetching = tasks.create_task(self._fetch(tasks))
            await self._stopping.wait()
            fetching.cancel()
            if self._serving:
                _, late = await asyncio.wait(self._serving, timeout=GRACE_SECONDS)
                for serving in late:
                    serving.cancel()

    def stop(self) -> None:
        """Fetch no more; `run` returns once what is being handled is done.

        An answer that has to wait longer than `GRACE_SECONDS` for its turn waits for the next
        start: its update is still in the inbox.
        """
        self._stopping.set()

    async def _take_up_again(self, tasks: asyncio.TaskGroup) -> None:
        now = self._clock.now()
        rows, given_up = await self._db.write(
            lambda tx: inbox.take_up_again(tx, most=TRIES_MOST, now=now)
        )
        for number in given_up:
            logger.error("update given up after several tries", extra={"update": number})
        for row in rows:
            self._left[row["number"]] = row["attempts"]
            raw = json.loads(row["payload"])
            self._albums.note(raw)
            self._line_up(tasks, row["queue"], row["number"], raw)

    async def _fetch(self, tasks: asyncio.TaskGroup) -> None:
        offset, pause, silent, refused = 0, FIRST_PAUSE, False, 0
        while True:
            await self._room.wait()
            try:
                updates = await self._bots.get_updates(offset, POLL_SECONDS, 100)
            except (ApiUnreachable, AnotherPoller, WrongToken) as trouble:
                refused = refused + 1 if isinstance(trouble, WrongToken) else 0
                if refused >= REFUSED_MOST:
                    raise
                if not silent:
                    logger.warning(_words_for(trouble))
                silent = True
                await asyncio.sleep(max(pause, getattr(trouble, "seconds", 0.0)))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            if silent:
                logger.info("the Bot API answers again")
            pause, silent, refused = FIRST_PAUSE, False, 0
            known = [raw for raw in updates if _has_number(raw)]
            if not await self._stored(tasks, known):
                await asyncio.sleep(LONGEST_PAUSE / 10)
                continue
            offset = max([offset, *(raw["update_id"] + 1 for raw in known)])
            if len(known) < len(updates):
                logger.warning("an update without a number was skipped")
                await asyncio.sleep(0 if known else FIRST_PAUSE)

    async def _stored(self, tasks: asyncio.TaskGroup, updates: list[Raw]) -> bool:
        """Take a batch in; a disk that is full is said, and the batch asked for again."""
        try:
            await self._take_in(tasks, updates)
        except (NotCommitted, sqlite3.Error):
            logger.exception("updates could not be stored; they are asked for again")
            return False
        if self._overhear is not None:
            for raw in updates:
                self._overhear(raw)
        return True

    async def _take_in(self, tasks: asyncio.TaskGroup, updates: list[Raw]) -> None:
        """Store a batch; only then is it ours, and may the offset be raised."""
        for raw in updates:
            self._albums.note(raw)
        ours = [raw for raw in updates if self._concerns_us(raw) and self._has_room(raw)]
        if not ours:
            return
        now = self._clock.now()
        rows = [_row(raw) for raw in ours]
        fresh = set(await self._db.write(lambda tx: inbox.take_in(tx, rows, now=now)))
        for raw, row in zip(ours, rows, strict=True):
            if raw["update_id"] in fresh:
                self._line_up(tasks, row["queue"], raw["update_id"], raw)

    def _concerns_us(self, raw: Raw) -> bool:
        """Tell whether an update is for us; what people write to each other is never stored."""
        try:
            return read_update(raw, self._albums) is not None
        except Malformed as error:
            extra = {"update": raw["update_id"], "what": str(error)}
            logger.warning("malformed update skipped", extra=extra)
            return False

    def _has_room(self, raw: Raw) -> bool:
        if len(self._queues.get(queue_of(raw), ())) < QUEUE_MOST:
            return True
        logger.warning("too many at once from one person", extra={"update": raw["update_id"]})
        return False

    def _line_up(self, tasks: asyncio.TaskGroup, queue: str, number: int, raw: Raw) -> None:
        self._waiting += 1
        if self._waiting >= WAITING_MOST:
            self._room.clear()
        if queue in self._queues:
            self._queues[queue].append((number, raw))
            return
        self._queues[queue] = deque([(number, raw)])
        serving = tasks.create_task(self._serve(queue))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def _serve(self, queue: str) -> None:
        """Handle one person's updates in their order, giving the slot back after each.

        The slot is given back before the answer is said: what waits for its turn in a lively
        group holds up nobody but its own person.
        """
        line = self._queues[queue]
        while line and not self._stopping.is_set():
            await self._handle(*line.popleft())
            self._waiting -= 1
            if self._waiting < WAITING_MOST:
                self._room.set()
        del self._queues[queue]

    async def _handle(self, number: int, raw: Raw) -> None:
        state = "done"
        try:
            deeds = await self._understood(number, raw)
            # In an alert thousands wait for the turn of their answer: what they sent does not.
            del raw
            for deed in deeds:
                await self._mouth.perform(deed)
        except Malformed as error:
            logger.warning("malformed update skipped", extra={"update": number, "what": str(error)})
            state = "skipped"
        except Exception:
            logger.exception("update skipped", extra={"update": number})
            state = "skipped"
        now = self._clock.now()
        await self._db.write(lambda tx: inbox.settle(tx, number, state=state, now=now))

    async def _understood(self, number: int, raw: Raw) -> tuple[Outgoing, ...]:
        """Handle one update; return what is to be said."""
        await self._albums.settle(raw)
        incoming = read_update(raw, self._albums)
        tries = self._left.pop(number, None)
        if incoming is None:
            return ()
        alone = self._one_suspect if tries else contextlib.nullcontext()
        async with alone, self._slots:
            if tries is None:
                return await self._router.handle(incoming)
            # Counted now, not at the start: what only waited has not ended any process.
            await self._db.write(lambda tx: inbox.try_again(tx, number))
            deeds = await self._router.handle(incoming)
            await self._db.write(lambda tx: inbox.clear(tx, number))
            return deeds


def _row(raw: Raw) -> dict[str, Any]:
    return {
        "number": raw["update_id"],
        "queue": queue_of(raw),
        # ASCII: a lone surrogate, which JSON may carry, is no text for a database.
        "payload": json.dumps(kept(raw), ensure_ascii=True),
    }


def _has_number(raw: object) -> bool:
    return (
        isinstance(raw, Mapping)
        and isinstance(raw.get("update_id"), int)
        and not isinstance(raw["update_id"], bool)
        and 0 <= raw["update_id"] < 2**53
    )


def _words_for(trouble: Exception) -> str:
    if isinstance(trouble, WrongToken):
        return "the Bot API turns the bot away; trying again"
    if isinstance(trouble, AnotherPoller):
        if trouble.webhook:
            return "a webhook is set for this bot: delete it (deleteWebhook); trying again"
        return "another program reads this bot's updates: stop it; trying again"
    return f"the Bot API cannot be reached ({trouble}); trying again, nothing is lost"
