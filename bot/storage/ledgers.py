"""The ledger of a broadcast: how many deliveries stand in each state, and when people had it."""

from datetime import datetime

from bot.domain.clocktime import from_micros
from bot.domain.delivery import Reason, State
from bot.storage.database import Tx

# Each state is counted by itself along the index: some times faster than grouping 100,000 rows.
# What has ended otherwise has reasons; they are found by leaping from each to the next. What
# belongs to a broadcast is a message: edits belong to none.
_COUNTED = """
WITH RECURSIVE ended (state) AS (
    SELECT 'failed' UNION ALL SELECT 'unknown' UNION ALL SELECT 'skipped'),
going (state) AS (
    SELECT 'waiting' UNION ALL SELECT 'sending' UNION ALL SELECT 'sent'),
found (state, reason) AS (
    SELECT ended.state, (SELECT MIN(reason) FROM deliveries
                         WHERE broadcast_id = :id AND state = ended.state)
    FROM ended
    UNION ALL
    SELECT found.state, (SELECT MIN(reason) FROM deliveries
                         WHERE broadcast_id = :id AND state = found.state
                           AND reason > found.reason)
    FROM found WHERE found.reason IS NOT NULL)
SELECT state, reason, (SELECT COUNT(*) FROM deliveries
                       WHERE broadcast_id = :id AND state = found.state
                         AND reason = found.reason) AS n
FROM found WHERE reason IS NOT NULL
UNION ALL
SELECT state, '', (SELECT COUNT(*) FROM deliveries
                   WHERE broadcast_id = :id AND state = ended.state AND reason IS NULL)
FROM ended
UNION ALL
SELECT state, '', (SELECT COUNT(*) FROM deliveries
                   WHERE broadcast_id = :id AND state = going.state)
FROM going
"""

# What is still to be queued; and of an old broadcast only totals are left.
_NOT_IN_ROWS = """
SELECT state, reason, n FROM delivery_totals WHERE broadcast_id = :id
UNION ALL
SELECT 'waiting', '', expected FROM enlistments
WHERE broadcast_id = :id AND what = 'send' AND expected > 0
"""

_IS_STOPPED = "SELECT 1 FROM broadcasts WHERE id = :id AND stopped_at IS NOT NULL"

_REPEATS_THAT_WAIT = """
SELECT COUNT(*) AS n FROM deliveries
WHERE broadcast_id = :id AND state = 'waiting' AND repeats = 1
"""

# Edits are no messages to anybody; there may be 100,000 of both.
_WAITING = """
SELECT (SELECT COUNT(*) FROM deliveries WHERE state = 'waiting' AND lane > 0)
     - (SELECT COUNT(*) FROM deliveries WHERE action = 'edit' AND state = 'waiting' AND lane > 0)
     + (SELECT CAST(COALESCE(SUM(expected), 0) AS BIGINT) FROM enlistments
        JOIN broadcasts ON broadcasts.id = enlistments.broadcast_id
        WHERE what = 'send' AND stopped_at IS NULL) AS n
"""

_LAST_SETTLED = """
SELECT MAX(settled_at) AS at FROM deliveries WHERE broadcast_id = :id
"""

_HAD_IT = """
SELECT settled_at AS at FROM deliveries
WHERE broadcast_id = :id AND state = 'sent'
ORDER BY settled_at LIMIT 1 OFFSET :place
"""

Counts = dict[tuple[State, Reason | None], int]
"""How many deliveries stand in each state, by reason."""


def ledger(tx: Tx, broadcast_id: int) -> Counts:
    """Return how many deliveries of a broadcast stand in each state, by reason.

    Of one that is being queued not all are here yet: those count as waiting. What waits of one
    that was stopped will not go, even where its row does not say so yet.
    """
    key = {"id": broadcast_id}
    counts: Counts = {}
    for row in (*tx.all(_COUNTED, key), *tx.all(_NOT_IN_ROWS, key)):
        place = (State(row["state"]), Reason(row["reason"]) if row["reason"] else None)
        counts[place] = counts.get(place, 0) + row["n"]
    if counts[State.WAITING, None] and tx.one(_IS_STOPPED, key) is not None:
        _stop(tx, counts, key)
    return {place: n for place, n in counts.items() if n}


def waiting(tx: Tx) -> int:
    """Return how many messages wait to be sent, answers and edits left out."""
    row = tx.one(_WAITING)
    return int(row["n"]) if row else 0


def last_settled(tx: Tx, broadcast_id: int) -> datetime | None:
    """Return when the last delivery of a broadcast ended, None when none has."""
    return _moment(tx, _LAST_SETTLED, {"id": broadcast_id})


def had_by(tx: Tx, broadcast_id: int, place: int) -> datetime | None:
    """Return when the person or group had a broadcast whose turn was `place`, the first is 0.

    Sorts as many rows as have it: for a reader, once.
    """
    return _moment(tx, _HAD_IT, {"id": broadcast_id, "place": place})


def _stop(tx: Tx, counts: Counts, key: dict[str, int]) -> None:
    # A repeat stays unknown: its first copy may have arrived.
    row = tx.one(_REPEATS_THAT_WAIT, key)
    repeats = int(row["n"]) if row else 0
    waiting = counts.pop((State.WAITING, None))
    for state, n in ((State.UNKNOWN, repeats), (State.SKIPPED, waiting - repeats)):
        counts[state, Reason.STOPPED] = counts.get((state, Reason.STOPPED), 0) + n


def _moment(tx: Tx, sql: str, values: dict[str, int]) -> datetime | None:
    row = tx.one(sql, values)
    return from_micros(row["at"]) if row and row["at"] is not None else None
