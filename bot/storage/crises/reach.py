"""Whom an alert has reached: its broadcasts, who holds a copy, who has not answered."""

from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.crises.alerts import Alert
from bot.domain.delivery import Lane, Reason, State
from bot.domain.events import group_sides
from bot.domain.people import AUDIENCE_SIDES, Audience, Side
from bot.storage.audiences import places
from bot.storage.database import Tx

_BROADCASTS = """
SELECT id FROM broadcasts
WHERE subject_id = :id AND kind IN ('alert', 'correction', 'reask') ORDER BY id
"""

# Of stopped ones nothing goes any more; what is being counted stands in the index alone.
_AHEAD = """
SELECT COUNT(*) AS n FROM deliveries
WHERE state = 'waiting' AND lane = :lane AND rank <= :rank AND due_at <= :now
  AND (broadcast_id IS NULL
       OR broadcast_id NOT IN (SELECT id FROM broadcasts WHERE stopped_at IS NOT NULL))
"""

_HAS_TOLD = "SELECT 1 FROM broadcasts WHERE subject_id = :id AND kind = :kind LIMIT 1"

_OPEN_BROADCASTS = """
SELECT id, kind FROM broadcasts
WHERE subject_id = :id AND kind IN ('alert', 'correction', 'reask') AND stopped_at IS NULL
ORDER BY id
"""

# An alert and all that it corrects: whoever has an earlier text, and got no later one, has it.
_CHAIN = """
WITH RECURSIVE chain (id) AS (
    SELECT CAST(:id AS BIGINT)
    UNION SELECT alerts.supersedes_id FROM alerts JOIN chain ON chain.id = alerts.id
    WHERE alerts.supersedes_id IS NOT NULL)
"""

# Sending counts as having it: the copy is on its way and cannot be called back. So does a repeat
# that waits, for its first copy may have arrived, and an answer: whoever gave one has read the
# alert in a group or by /alerts.
_HELD = """,
held (id, seen_at) AS (
SELECT people.id, people.seen_at
FROM chain
JOIN broadcasts ON broadcasts.subject_id = chain.id
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
JOIN people ON people.id = deliveries.person_id
WHERE broadcasts.kind IN ('alert', 'correction')
  AND deliveries.action = 'send'
  AND (deliveries.state IN ('sending', 'sent', 'unknown')
       OR deliveries.state = 'waiting' AND deliveries.repeats = 1)
  AND people.stopped_at IS NULL
UNION
SELECT people.id, people.seen_at
FROM chain JOIN check_ins ON check_ins.alert_id = chain.id
JOIN people ON people.id = check_ins.person_id
WHERE people.stopped_at IS NULL
UNION
SELECT people.id, people.seen_at FROM people
WHERE people.stopped_at IS NULL AND people.created_at > :sent_at
  AND COALESCE(people.side, 'unsaid') IN (:side_1, :side_2, :side_3, :side_4)
  AND EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id
              AND addresses.reachable = 1))
"""

_HOW_MANY = "SELECT COUNT(*) AS n FROM held"

_COUNT_HOLDERS = f"{_CHAIN}{_HELD}{_HOW_MANY}"

# Places in line: a person's number times 8, and no rank (see `bot.storage.audiences`).
_LAST_SEEN_FIRST = """
SELECT json_group_array(id * 8) AS line FROM (
    SELECT id FROM held
    WHERE id NOT IN (SELECT person_id FROM deliveries
                     WHERE broadcast_id = :broadcast_id AND person_id IS NOT NULL)
    ORDER BY seen_at DESC, id)
"""

_HOLDERS = f"{_CHAIN}{_HELD}{_LAST_SEEN_FIRST}"

_COUNT_THEM_TOO = """
SELECT people.language AS language, COALESCE(people.side, 'unsaid') AS side, COUNT(*) AS n
FROM people
WHERE people.stopped_at IS NULL
  AND EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id
              AND addresses.reachable = 1)
  AND (COALESCE(people.side, 'unsaid') IN (:for_1, :for_2, :for_3, :for_4)
       OR people.id IN (SELECT id FROM held))
GROUP BY people.language, COALESCE(people.side, 'unsaid')
"""

_COUNT_WITH_HOLDERS = f"{_CHAIN}{_HELD}{_COUNT_THEM_TOO}"

_COUNT_HELD = """
SELECT COUNT(DISTINCT deliveries.person_id) AS n
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
  AND deliveries.action = 'send'
  AND (deliveries.state IN ('sending', 'sent', 'unknown')
       OR deliveries.state = 'waiting' AND deliveries.repeats = 1)
"""

_REACHED = """
SELECT COUNT(DISTINCT deliveries.person_id) AS n
FROM chain
JOIN broadcasts ON broadcasts.subject_id = chain.id
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.kind IN ('alert', 'correction')
  AND deliveries.action = 'send'
  AND (deliveries.state IN ('sending', 'sent', 'unknown')
       OR deliveries.state = 'waiting' AND deliveries.repeats = 1)
"""

_COUNT_REACHED = f"{_CHAIN}{_REACHED}"

# What waits of a broadcast that was stopped will not go, even where its row does not say so yet.
_COUNT_LEFT = """
SELECT COUNT(*) AS n
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
  AND deliveries.person_id IS NOT NULL AND deliveries.action = 'send'
  AND (deliveries.state = 'skipped' AND deliveries.reason = 'stopped'
       OR deliveries.state = 'waiting' AND deliveries.repeats = 0
          AND broadcasts.stopped_at IS NOT NULL)
"""

_COUNT_TOLD = """
SELECT COUNT(*) AS n
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind = :kind
  AND deliveries.person_id IS NOT NULL AND deliveries.action = 'send'
"""

# Who is still to be queued, of the broadcasts that go on (`stopped` 0) or that were stopped (1).
_UNQUEUED = """
SELECT CAST(COALESCE(SUM(enlistments.expected), 0) AS BIGINT) AS n
FROM broadcasts JOIN enlistments ON enlistments.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN (:kind_1, :kind_2)
  AND enlistments.what = 'send'
  AND CASE WHEN broadcasts.stopped_at IS NULL THEN 0 ELSE 1 END = :stopped
"""

_GROUPS_HELD = """
SELECT DISTINCT deliveries.group_id AS id
FROM chain
JOIN broadcasts ON broadcasts.subject_id = chain.id
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.kind IN ('alert', 'correction')
  AND deliveries.group_id IS NOT NULL AND deliveries.action = 'send'
  AND (deliveries.state IN ('sending', 'sent', 'unknown')
       OR deliveries.state = 'waiting' AND deliveries.repeats = 1)
ORDER BY deliveries.group_id
"""

_GROUP_HOLDERS = f"{_CHAIN}{_GROUPS_HELD}"

_GROUPS = """
SELECT id FROM groups WHERE present = 1 AND side IN (:side_1, :side_2, :side_3) ORDER BY id
"""

_UNANSWERED = """
SELECT state, reason, COUNT(*) AS n FROM (
    SELECT CASE WHEN deliveries.state = 'waiting' AND broadcasts.stopped_at IS NOT NULL
                THEN CASE WHEN deliveries.repeats = 1 THEN 'unknown' ELSE 'skipped' END
                ELSE deliveries.state END AS state,
           CASE WHEN deliveries.state = 'waiting' AND broadcasts.stopped_at IS NOT NULL
                THEN 'stopped' ELSE deliveries.reason END AS reason
    FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
    WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
      AND deliveries.person_id IS NOT NULL AND deliveries.action = 'send'
      AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.alert_id = :id
                      AND check_ins.person_id = deliveries.person_id))
GROUP BY state, reason
"""

# One row for each person who has the alert and is silent: when they were last written to about
# it (a copy that still waits counts as now) and how often they were asked again.
_SILENT = """
SELECT deliveries.person_id AS id,
       MAX(COALESCE(deliveries.settled_at, :now)) AS told_at,
       SUM(CASE WHEN broadcasts.kind = 'reask' THEN 1 ELSE 0 END) AS asked
FROM broadcasts
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
JOIN people ON people.id = deliveries.person_id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction', 'reask')
  AND deliveries.action = 'send' AND people.stopped_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.alert_id = :id
                  AND check_ins.person_id = deliveries.person_id)
GROUP BY deliveries.person_id
HAVING SUM(CASE WHEN broadcasts.kind <> 'reask' AND deliveries.state IN ('sent', 'unknown')
                THEN 1 ELSE 0 END) > 0
   AND SUM(CASE WHEN broadcasts.kind = 'reask' THEN 1 ELSE 0 END) < :times
ORDER BY deliveries.person_id
"""


_WAITING = (State.WAITING, None)
_STOPPED = (State.SKIPPED, Reason.STOPPED)


def open_broadcasts(tx: Tx, alert: Alert) -> list[int]:
    """Return the broadcasts of an alert, re-asks among them, that nobody has stopped."""
    return [row["id"] for row in tx.all(_OPEN_BROADCASTS, {"id": alert.id})]


def open_reasks(tx: Tx, alert: Alert) -> list[int]:
    """Return the broadcasts that ask again about an alert and that nobody has stopped."""
    rows = tx.all(_OPEN_BROADCASTS, {"id": alert.id})
    return [row["id"] for row in rows if row["kind"] == "reask"]


def broadcasts(tx: Tx, alert: Alert) -> list[int]:
    """Return the broadcasts by which people have the words of an alert, re-asks among them."""
    return [row["id"] for row in tx.all(_BROADCASTS, {"id": alert.id})]


def has_told(tx: Tx, alert: Alert, kind: str) -> bool:
    """Return whether a notice of one kind about an alert was sent already."""
    return tx.one(_HAS_TOLD, {"id": alert.id, "kind": kind}) is not None


def count_holders(tx: Tx, alert: Alert) -> int:
    """Return how many people have an alert or what it corrects, surely or perhaps, answered it,
    or joined its audience since. Who stopped the bot is left out."""
    row = tx.one(_COUNT_HOLDERS, _holding(alert))
    return int(row["n"]) if row else 0


def holders_in_line(tx: Tx, alert: Alert, broadcast_id: int | None) -> list[str]:
    """Return the places in line of those whom `count_holders` counts, seen last first; who stands
    in a broadcast already is left out."""
    row = tx.one(_HOLDERS, {**_holding(alert), "broadcast_id": broadcast_id})
    return places(row["line"] if row else None)


def count_with_holders(
    tx: Tx, alert: Alert, old: Alert, *, with_unsaid: bool
) -> dict[tuple[str, Side], int]:
    """Return how many people can be written to, by language and side, of the audience of a
    correction and of those who have the alert that it corrects."""
    wanted = _sides("for", alert.wording.audience, with_unsaid=with_unsaid)
    rows = tx.all(_COUNT_WITH_HOLDERS, {**_holding(old), **wanted})
    return {(row["language"], Side(row["side"])): row["n"] for row in rows}


def count_held(tx: Tx, alert: Alert) -> int:
    """Return how many people have an alert, surely or perhaps."""
    row = tx.one(_COUNT_HELD, {"id": alert.id})
    return int(row["n"]) if row else 0


def count_reached(tx: Tx, alert: Alert) -> int:
    """Return how many people have an alert or what it corrects, surely or perhaps."""
    row = tx.one(_COUNT_REACHED, {"id": alert.id})
    return int(row["n"]) if row else 0


def count_left(tx: Tx, alert: Alert) -> int:
    """Return how many people were left out when an alert was stopped."""
    row = tx.one(_COUNT_LEFT, {"id": alert.id})
    return (int(row["n"]) if row else 0) + _unqueued(tx, alert.id, "correction", stopped=True)


def count_told(tx: Tx, alert: Alert, kind: str) -> int:
    """Return for how many people a notice of one kind about an alert was queued."""
    row = tx.one(_COUNT_TOLD, {"id": alert.id, "kind": kind})
    return (int(row["n"]) if row else 0) + _unqueued(tx, alert.id, kind, stopped=False)


def groups_holding(tx: Tx, alert: Alert) -> list[int]:
    """Return the groups in which an alert stands, surely or perhaps."""
    return [row["id"] for row in tx.all(_GROUP_HOLDERS, {"id": alert.id})]


def groups_for(tx: Tx, audience: Audience) -> list[int]:
    """Return the connected groups of an audience in which the bot is present."""
    sides = group_sides(audience)
    values = {f"side_{n}": sides[min(n, len(sides)) - 1] for n in (1, 2, 3)}
    return [row["id"] for row in tx.all(_GROUPS, values)]


def unanswered(tx: Tx, alert_id: int) -> dict[tuple[State, Reason | None], int]:
    """Return how many people who did not answer stand in each state of delivery."""
    found = {
        (State(row["state"]), Reason(row["reason"]) if row["reason"] else None): row["n"]
        for row in tx.all(_UNANSWERED, {"id": alert_id})
    }
    for stopped, key in ((False, _WAITING), (True, _STOPPED)):
        if more := _unqueued(tx, alert_id, "correction", stopped=stopped):
            found[key] = found.get(key, 0) + more
    return found


def silent(
    tx: Tx, alert: Alert, *, told_before: datetime, times: int, now: datetime
) -> tuple[list[int], datetime | None]:
    """Return who has the alert since `told_before`, is silent and was asked again fewer than
    `times` times; and when the first of the others was told, None if there are no others."""
    values = {"id": alert.id, "times": times, "now": to_micros(now)}
    rows = tx.all(_SILENT, values)
    limit = to_micros(told_before)
    ready = [row["id"] for row in rows if row["told_at"] <= limit]
    later = [row["told_at"] for row in rows if row["told_at"] > limit]
    return ready, from_micros(min(later)) if later else None


def count_ahead(tx: Tx, *, rank: int, now: datetime) -> int:
    """Return how many crisis messages wait that go before a new one of this rank."""
    values = {"lane": Lane.CRISIS, "rank": rank, "now": to_micros(now)}
    row = tx.one(_AHEAD, values)
    return int(row["n"]) if row else 0


def _unqueued(tx: Tx, alert_id: int, kind: str, *, stopped: bool) -> int:
    """Return how many people are still to be queued for a notice of one kind; for `correction`
    the alert itself counts, too."""
    kinds = {"kind_1": kind, "kind_2": "alert" if kind == "correction" else kind}
    row = tx.one(_UNQUEUED, {"id": alert_id, **kinds, "stopped": int(stopped)})
    return int(row["n"]) if row else 0


def _holding(alert: Alert) -> dict[str, object]:
    return {
        **_sides("side", alert.wording.audience, with_unsaid=alert.with_unsaid),
        "id": alert.id,
        "sent_at": to_micros(alert.sent_at or alert.created_at),
    }


def _sides(name: str, audience: Audience, *, with_unsaid: bool) -> dict[str, Side]:
    sides = AUDIENCE_SIDES[audience] + ((Side.UNSAID,) if with_unsaid else ())
    return {f"{name}_{n}": sides[n - 1] if n <= len(sides) else sides[0] for n in (1, 2, 3, 4)}
