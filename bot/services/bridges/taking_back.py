"""What the remover asks and notes: which copies are to go now, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.bridges import can_be_deleted
from bot.domain.delivery import Lane
from bot.domain.messages import Listing, Message, Text, text
from bot.services.bridges.removing import target_of
from bot.storage import outbox
from bot.storage.bridges import removals, ties
from bot.storage.bridges.removals import Done, Due
from bot.storage.database import Database, Tx

BELL = removals.BELL
"""Rung after each commit that gives copies up."""

MOST = 50
"""So many messages are looked at in one go."""

LOST_AFTER = timedelta(minutes=3)
"""A copy that was on its way for longer arrived unseen, or not at all."""

TRIES = 40
"""So often a copy is tried; with the longest wait that is about a day."""

LONGEST_WAIT = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class Task:
    """One message to be taken back at `address`; `deletable` says that it is young enough."""

    due: Due
    address: str
    deletable: bool


class TakingBack:
    """What `bot.telegram.bridging` needs to take copies back."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def tasks(self) -> list[Task]:
        """Return the messages that are to be taken back now, those asked for first ahead."""
        now = self._clock.now()
        return await self._db.read(lambda tx: _tasks(tx, now))

    async def settle(self, task: Task, how: str, *, all_of_it: bool) -> None:
        """Note what became of a message: `deleted`, `blanked` or `failed`.

        `all_of_it` says that others' words in it went as well.
        """
        rows = (*task.due.rows, *task.due.others) if all_of_it else task.due.rows
        await self._db.write(lambda tx: removals.gone(tx, rows, how))

    async def put_off(self, task: Task, seconds: float) -> bool:
        """Try a message again later; return False when it has been tried too often."""
        if task.due.attempts + 1 >= TRIES:
            await self.settle(task, "failed", all_of_it=False)
            return False
        wait = max(timedelta(seconds=seconds), min(LONGEST_WAIT, _doubled(task.due.attempts)))
        later = self._clock.now() + wait
        await self._db.write(lambda tx: removals.put_off(tx, task.due.rows, later=later))
        return True

    async def close(self) -> int:
        """Tell those whose copies have all been taken back; return how many wishes are done."""
        now = self._clock.now()
        return await self._db.write(lambda tx: _close(tx, now))

    async def next_due(self) -> datetime | None:
        """Return when there is something to take back next."""
        return await self._db.read(lambda tx: removals.next_due(tx, lost_after=LOST_AFTER))


def _tasks(tx: Tx, now: datetime) -> list[Task]:
    found = []
    for due in removals.due(tx, now=now, most=MOST):
        bridge = ties.by_id(tx, due.bridge_id)
        if bridge is not None:
            young = can_be_deleted(due.carried_at, now=now)
            found.append(Task(due, target_of(bridge, due.from_side), young))
    return found


def _close(tx: Tx, now: datetime) -> int:
    lost = removals.lost(tx, now=now, before=now - LOST_AFTER, most=MOST)
    removals.gone(tx, tuple(lost), "failed")
    done = removals.take_done(tx)
    for one in done:
        if one.tell:
            posting = outbox.Posting(lane=Lane.NOTICE, now=now)
            outbox.to_person(tx, one.person_id, Message(_said(one)), posting)
    return len(done)


def _said(done: Done) -> Text:
    parts = [
        text(f"bridge.removed.{how}", n=count)
        for how, count in (
            ("deleted", done.deleted),
            ("blanked", done.blanked),
            ("failed", done.failed),
        )
        if count
    ]
    return text("bridge.removed", parts=Listing(tuple(parts), "lines"))


def _doubled(attempts: int) -> timedelta:
    return timedelta(seconds=2.0 ** min(attempts, 12))
