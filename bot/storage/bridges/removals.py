"""Copies that are to be taken back: who asked, what is due, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.people import Side
from bot.storage.database import Tx

BELL = "bridge removals"
"""Rung after each commit that gives copies up."""

_OPEN = """
INSERT INTO bridge_removals (person_id, tell, asked_at) VALUES (:person_id, :tell, :now)
RETURNING id
"""

_MARK = """
UPDATE bridge_copies SET removal_id = :removal_id, remove_at = :now
WHERE id = :id AND remove_at IS NULL
"""

# Whose it was is not known any more, nor which message it stood for.
_DISOWN = """
UPDATE bridge_copies SET person_id = NULL, original = NULL, album = '', removal_id = NULL,
                         remove_at = COALESCE(remove_at, :now)
WHERE person_id = :person_id
"""

_DUE = """
SELECT bridge_id, from_side, copy, MIN(carried_at) AS carried_at FROM bridge_copies
WHERE remove_at <= :now AND copy IS NOT NULL
GROUP BY bridge_id, from_side, copy ORDER BY MIN(remove_at), copy LIMIT :most
"""

_ROWS = """
SELECT id, remove_at, attempts FROM bridge_copies
WHERE bridge_id = :bridge_id AND from_side = :from_side AND copy = :copy ORDER BY id
"""

# Claimed, and never heard of since: it may stand there, but nobody knows as which message.
_LOST = """
SELECT id FROM bridge_copies
WHERE remove_at <= :now AND copy IS NULL AND carried_at < :lost LIMIT :most
"""

_REMOVALS_OF = """
SELECT removal_id, COUNT(*) AS n FROM bridge_copies
WHERE id = :id AND removal_id IS NOT NULL AND part = 0 GROUP BY removal_id
"""

_COUNT = {
    "deleted": "UPDATE bridge_removals SET deleted = deleted + 1 WHERE id = :id",
    "blanked": "UPDATE bridge_removals SET blanked = blanked + 1 WHERE id = :id",
    "failed": "UPDATE bridge_removals SET failed = failed + 1 WHERE id = :id",
}

_GONE = "DELETE FROM bridge_copies WHERE id = :id"

_PUT_OFF = """
UPDATE bridge_copies SET remove_at = :later, attempts = attempts + 1
WHERE id = :id AND remove_at IS NOT NULL
"""

_DONE = """
SELECT * FROM bridge_removals
WHERE NOT EXISTS (SELECT 1 FROM bridge_copies
                  WHERE bridge_copies.removal_id = bridge_removals.id)
ORDER BY id
"""

_CLOSE = "DELETE FROM bridge_removals WHERE id = :id"

# What is on its way itself is waited for, though not for ever.
_NEXT = """
SELECT MIN(CASE WHEN copy IS NULL THEN carried_at + :lost_after ELSE remove_at END) AS due_at
FROM bridge_copies WHERE remove_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Due:
    """One message on the other side, some or all of whose originals are to be taken back.

    `rows` are those to go, `others` the rows of other people's words in the same message.
    """

    bridge_id: int
    from_side: Side
    message: int
    carried_at: datetime
    rows: tuple[int, ...]
    others: tuple[int, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class Done:
    """A wish that has been carried out: how many were deleted, emptied, and not reached."""

    id: int
    person_id: int
    tell: bool
    deleted: int
    blanked: int
    failed: int


def ask(tx: Tx, person_id: int, rows: list[int], *, tell: bool, now: datetime) -> int:
    """Give copies up for removal; return how many rows that are. With `tell` the person hears
    when it is done."""
    opened = tx.one(_OPEN, {"person_id": person_id, "tell": int(tell), "now": to_micros(now)})
    assert opened is not None
    marks = {"removal_id": opened["id"], "now": to_micros(now)}
    marked = sum(tx.run(_MARK, {**marks, "id": row}) for row in rows)
    tx.ring(BELL)
    return marked


def disown(tx: Tx, person_id: int, *, now: datetime) -> int:
    """Give up all copies of somebody who is forgotten; return how many. Nobody is told."""
    count = tx.run(_DISOWN, {"person_id": person_id, "now": to_micros(now)})
    if count:
        tx.ring(BELL)
    return count


def due(tx: Tx, *, now: datetime, most: int) -> list[Due]:
    """Return up to `most` messages of which something is to be taken back now."""
    found = []
    for row in tx.all(_DUE, {"now": to_micros(now), "most": most}):
        key = {"bridge_id": row["bridge_id"], "from_side": row["from_side"], "copy": row["copy"]}
        rows = tx.all(_ROWS, key)
        going = [one for one in rows if one["remove_at"] is not None]
        found.append(
            Due(
                bridge_id=row["bridge_id"],
                from_side=Side(row["from_side"]),
                message=row["copy"],
                carried_at=from_micros(row["carried_at"]),
                rows=tuple(one["id"] for one in going),
                others=tuple(one["id"] for one in rows if one["remove_at"] is None),
                attempts=max(one["attempts"] for one in going),
            )
        )
    return found


def lost(tx: Tx, *, now: datetime, before: datetime, most: int) -> list[int]:
    """Return rows to be removed that were claimed before then and never noted as standing."""
    values = {"now": to_micros(now), "lost": to_micros(before), "most": most}
    return [int(row["id"]) for row in tx.all(_LOST, values)]


def gone(tx: Tx, rows: tuple[int, ...], how: str) -> None:
    """Note what became of rows: `deleted`, `blanked` or `failed`; they leave the map."""
    for row in rows:
        for one in tx.all(_REMOVALS_OF, {"id": row}):
            tx.run(_COUNT[how], {"id": one["removal_id"]})
        tx.run(_GONE, {"id": row})


def put_off(tx: Tx, rows: tuple[int, ...], *, later: datetime) -> None:
    """Try again later."""
    tx.many(_PUT_OFF, [{"id": row, "later": to_micros(later)} for row in rows])


def take_done(tx: Tx) -> list[Done]:
    """Return the wishes of which nothing is left to do, and close them."""
    done = [
        Done(
            row["id"],
            row["person_id"],
            bool(row["tell"]),
            row["deleted"],
            row["blanked"],
            row["failed"],
        )
        for row in tx.all(_DONE)
    ]
    tx.many(_CLOSE, [{"id": one.id} for one in done])
    return done


def next_due(tx: Tx, *, lost_after: timedelta) -> datetime | None:
    """Return when a copy is to be taken back next, or is given up as lost."""
    row = tx.one(_NEXT, {"lost_after": lost_after // timedelta(microseconds=1)})
    return from_micros(row["due_at"]) if row and row["due_at"] is not None else None
