"""What is due about a crisis: reminding approvers, asking again, climbing, counting anew."""

from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.storage.database import Row, Tx

BELL = "sweep"

_ARM = """
INSERT INTO escalations (kind, alert_id, case_id, round, due_at)
VALUES (:kind, :alert_id, :case_id, :round, :due_at)
"""

_ARMED = """
SELECT 1 FROM escalations WHERE kind = :kind AND alert_id = :alert_id AND state = 'waiting'
"""

_DUE = """
SELECT id, alert_id, case_id, round FROM escalations
WHERE kind = :kind AND state = 'waiting' AND due_at <= :now ORDER BY due_at, id
"""

_SETTLE = "UPDATE escalations SET state = 'done', settled_at = :now WHERE id = :id"

_CANCEL = """
UPDATE escalations SET state = 'cancelled', settled_at = :now
WHERE kind = :kind AND alert_id = :alert_id AND state = 'waiting'
"""

_NEXT = """
SELECT MIN(due_at) AS due_at FROM escalations
WHERE state = 'waiting' AND kind IN ('approval', 'reask', 'tally')
"""


def arm(
    tx: Tx,
    kind: str,
    *,
    due: datetime,
    round_: int = 1,
    alert_id: int | None = None,
    case_id: int | None = None,
) -> None:
    """Let something be due at `due`, and wake the sweep."""
    tx.run(
        _ARM,
        {
            "kind": kind,
            "alert_id": alert_id,
            "case_id": case_id,
            "round": round_,
            "due_at": to_micros(due),
        },
    )
    tx.ring(BELL)


def arm_once(tx: Tx, kind: str, *, alert_id: int, due: datetime) -> None:
    """Let something be due for an alert, unless it is going to be already."""
    if tx.one(_ARMED, {"kind": kind, "alert_id": alert_id}) is None:
        arm(tx, kind, alert_id=alert_id, due=due)


def due(tx: Tx, kind: str, *, now: datetime) -> list[Row]:
    """Return what is due of one kind, earliest first, and leave it."""
    return tx.all(_DUE, {"kind": kind, "now": to_micros(now)})


def take_due(tx: Tx, kind: str, *, now: datetime) -> list[Row]:
    """Take what is due of one kind, earliest first; it is not due again."""
    rows = due(tx, kind, now=now)
    for row in rows:
        tx.run(_SETTLE, {"id": row["id"], "now": to_micros(now)})
    return rows


def cancel(tx: Tx, kind: str, *, alert_id: int, now: datetime) -> None:
    """Let nothing of one kind be due for an alert any more."""
    tx.run(_CANCEL, {"kind": kind, "alert_id": alert_id, "now": to_micros(now)})


def next_due(tx: Tx) -> datetime | None:
    """Return when the next thing about an alert is due; cases look after their own."""
    row = tx.one(_NEXT)
    return from_micros(row["due_at"]) if row and row["due_at"] is not None else None
