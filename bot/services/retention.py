"""What is done so that nothing is kept longer than it serves: see docs/RETENTION.md."""

from functools import partial

from bot.clock import Clock
from bot.domain.retention import KEPT_FOR, Kept
from bot.storage import retention
from bot.storage.crises import checkins
from bot.storage.database import Database, Tx

MOST = 250
"""So many rows go in one transaction: a press behind one of them waits for some milliseconds
(measured with the deliveries of a year: 13 ms at most with 250, 61 with 1,000)."""

_BY_THE_ROW = tuple(kept for kept in Kept if kept not in (Kept.LEDGERS, Kept.CHECK_INS))


class Retention:
    """The use cases of keeping little; each goes through its work in bounded transactions."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def tidy(self) -> int:
        """Let go of all that has served, in the log of the database too; return how many rows
        that were."""
        gone = await self.close_check_ins() + await self.close_ledgers()
        for what in _BY_THE_ROW:
            gone += await self.let_go(what)
        # Words that were erased as soon as they were handled stand in the log until this. Where
        # somebody reads all the while, the next round does it.
        await self._db.empty_log()
        return gone

    async def let_go(self, what: Kept) -> int:
        """Let go of what has served of one kind; return how many rows that were."""
        now = self._clock.now()
        before = now - KEPT_FOR[what]
        gone, full = 0, True
        while full:
            rows = await self._db.read(
                lambda tx: retention.find(tx, what, before=before, now=now, most=MOST)
            )
            full = len(rows) == MOST
            gone += len(rows)
            if rows:
                await self._db.write(partial(retention.let_go, what=what, rows=rows))
        return gone

    async def close_check_ins(self) -> int:
        """Turn the answers to alerts long over into totals; return how many rows went."""
        before = self._clock.now() - KEPT_FOR[Kept.CHECK_INS]
        gone = 0
        while alert_id := await self._db.read(lambda tx: retention.ended_alert(tx, before=before)):
            gone += await self._db.write(partial(_close_check_in, alert_id=alert_id))
        return gone

    async def close_ledgers(self) -> int:
        """Turn the deliveries of old broadcasts into totals; return how many rows went."""
        now = self._clock.now()
        before = now - KEPT_FOR[Kept.LEDGERS]
        gone = 0
        while broadcast_id := await self._db.read(
            lambda tx: retention.old_broadcast(tx, before=before, now=now)
        ):
            gone += await self._db.write(
                partial(retention.add_up, broadcast_id=broadcast_id, most=MOST)
            )
        return gone


def _close_check_in(tx: Tx, alert_id: int) -> int:
    """Write the count down first; what is deleted after it no longer changes it."""
    checkins.keep_totals(tx, alert_id)
    return retention.drop_answers(tx, alert_id, most=MOST)
