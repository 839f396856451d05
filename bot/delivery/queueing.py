"""Queueing what is for very many, chunk by chunk, so that nobody's press waits for it.

Whom a message is for is read beside the writer; each chunk is one short transaction, and whoever
presses a button meanwhile comes in between. What is left when the process ends is gone on with at
the next start (`bot.storage.enlistments`).
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from bot.clock import Clock
from bot.storage import enlistments
from bot.storage.database import Database, Tx
from bot.storage.enlistments import Enlistment
from bot.storage.outbox import BELL, ENLISTED

logger = logging.getLogger(__name__)

CHUNK_SECONDS = 0.004
"""A chunk keeps the writer for about so long: a press that comes with it waits no longer."""

FIRST_CHUNK = 500
LEAST_CHUNK = 200
MOST_CHUNK = 2_000

LONGEST_REST_SECONDS = 30.0
TROUBLE_REST_SECONDS = 1.0


_Taken = tuple[bool, float, tuple[int, int] | None]
"""Whether there was something to do, how many seconds it took, and what is most urgent now."""


@dataclass(slots=True)
class _Line:
    """What one enlistment is about, as it was read, and what of it is left to be queued."""

    wanted: Enlistment
    places: Sequence[str]
    taken: int = 0


class Queueing:
    """Carries out what stands in `enlistments`, the most urgent first."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._bell = db.bell(ENLISTED)
        self._lines: dict[int, _Line] = {}
        self._chunk = FIRST_CHUNK
        self._stopping = False

    async def run(self) -> None:
        """Work until `stop`; what is not finished then waits for the next start."""
        while not self._stopping:
            self._bell.clear()
            try:
                await self._work()
                await self._rest(LONGEST_REST_SECONDS)
            except Exception:
                logger.exception("nothing could be queued")
                self._lines.clear()
                await self._rest(TROUBLE_REST_SECONDS)

    def stop(self) -> None:
        """Let `run` come to its end after the chunk it is at."""
        self._stopping = True
        self._bell.set()

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()

    async def _work(self) -> None:
        """Carry out what is open, after each chunk what is most urgent then."""
        urgent = await self._db.read(enlistments.most_urgent)
        while urgent is not None and not self._stopping:
            number, done = urgent
            line = self._lines.get(number)
            if line is None or line.wanted.done != done:
                line = await self._db.read(partial(self._read, number=number))
            if line is None:
                urgent = await self._db.read(enlistments.most_urgent)
            else:
                self._lines[number] = line
                urgent = await self._take(line)
        self._lines.clear()

    def _read(self, tx: Tx, *, number: int) -> _Line | None:
        wanted = enlistments.by_id(tx, number)
        if wanted is None:
            return None
        if wanted.what == "stop":
            return _Line(wanted, ())
        return _Line(wanted, enlistments.line(tx, wanted, now=self._clock.now()))

    async def _take(self, line: _Line) -> tuple[int, int] | None:
        """Carry out one chunk, and return what is most urgent after it."""
        skips = line.wanted.what == "stop"
        work = partial(self._skip if skips else self._queue, line=line, most=self._chunk)
        moved_on, seconds, urgent = await self._db.write(work)
        if not moved_on:
            del self._lines[line.wanted.id]
        elif not skips:
            count = len(line.places[line.taken : line.taken + self._chunk])
            line.taken += count
            line.wanted = replace(line.wanted, done=line.wanted.done + count)
        self._adapt(seconds)
        return urgent

    def _queue(self, tx: Tx, *, line: _Line, most: int) -> _Taken:
        began = perf_counter()
        end = line.taken + most
        moved_on = enlistments.take(
            tx,
            line.wanted,
            line.places[line.taken : end],
            last=end >= len(line.places),
            now=self._clock.now(),
        )
        tx.ring(BELL)
        return moved_on, perf_counter() - began, enlistments.most_urgent(tx)

    def _skip(self, tx: Tx, *, line: _Line, most: int) -> _Taken:
        began = perf_counter()
        more = enlistments.take_stopped(tx, line.wanted, most=most, now=self._clock.now())
        tx.ring(BELL)
        return more, perf_counter() - began, enlistments.most_urgent(tx)

    def _adapt(self, seconds: float) -> None:
        """Make the next chunk larger or smaller, by half at most, so that it takes its time."""
        fits = int(self._chunk * CHUNK_SECONDS / max(seconds, 1e-6))
        fits = max(self._chunk // 2, min(fits, self._chunk * 3 // 2))
        self._chunk = max(LEAST_CHUNK, min(fits, MOST_CHUNK))
