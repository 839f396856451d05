"""What can be done for those who want to be forgotten."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import Clock
from bot.domain.messages import Message, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.retention import ERASED_WITHIN
from bot.storage import erasure
from bot.storage.database import Database, Tx

logger = logging.getLogger(__name__)

Farewell = Callable[[Person], Awaitable[None]]
"""What is done when somebody leaves: places are given up, cases handed on. Done again, it changes
nothing more."""


class Erasures:
    """The use cases of being forgotten.

    `farewell` comes first, so that nobody waits for somebody who is gone.
    """

    def __init__(self, db: Database, clock: Clock, *, farewell: Farewell) -> None:
        self._db = db
        self._clock = clock
        self._farewell = farewell
        self._one_at_a_time = asyncio.Lock()

    async def forget(self, *, number: int, by: Person) -> bool:
        """Delete the person, and all that hangs on them, from the tables and from the disk.

        `number` is the update that asks for it: it holds their words too. Returns False when
        something of them is still on the disk, or on its way to others; `finish_due` goes on.

        Raises:
            Refusal: they hold a role; somebody must take it over first.
        """
        await self._db.read(lambda tx: _must_hold_no_role(tx, by))
        await self._farewell(by)
        begun = await self._db.write(lambda tx: self._forget(tx, number=number, by=by))
        await self.finish_due()
        return not await self._db.read(lambda tx: erasure.is_open(tx, begun))

    async def finish_due(self) -> int:
        """Take what forgotten people left behind off the disk; return how many are done with.

        One at a time: several who leave together are done with together.
        """
        async with self._one_at_a_time:
            now = self._clock.now()
            due = await self.next_due()
            return await self._finish(now) if due is not None and due <= now else 0

    async def next_due(self) -> datetime | None:
        """Return when we look again whether something can be taken off the disk."""
        return await self._db.read(erasure.next_due)

    async def _finish(self, now: datetime) -> int:
        again = now + ERASED_WITHIN
        newest = await self._db.write(lambda tx: erasure.empty_due(tx, now=now, again=again))
        if newest is None:
            return 0
        if not await self._db.scrub():
            logger.warning("what was deleted is still on the disk; trying again in a minute")
            return 0
        return await self._db.write(lambda tx: erasure.finish(tx, upto=newest))

    def _forget(self, tx: Tx, *, number: int, by: Person) -> int:
        _must_hold_no_role(tx, by)
        gone = Message(text("forgotten.card"))
        return erasure.erase(tx, by, instead=gone, number=number, now=self._clock.now())


def _must_hold_no_role(tx: Tx, by: Person) -> None:
    if erasure.holds_a_role(tx, by.id):
        raise Refusal(text("people.role_first"))
