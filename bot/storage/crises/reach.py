"""Whom an alert has reached: its broadcasts, who holds a copy, who has not answered."""

from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.crises import Alert
from bot.domain.delivery import Reason, State
from bot.domain.events import group_sides
from bot.domain.people import AUDIENCE_SIDES, Audience, Side
from bot.storage.database import Tx

_OPEN_BROADCASTS = """
SELECT id FROM broadcasts
WHERE subject_id = :id AND kind IN ('alert', 'correction', 'reask') AND stopped_at IS NULL
ORDER BY id
"""

# Sending counts as having it: the copy is on its way and cannot be called back. So does an
# answer: whoever gave one has read the alert in a group or by /alerts.
_HOLDERS = """
SELECT people.id, people.seen_at
FROM broadcasts
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
JOIN people ON people.id = deliveries.person_id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
  AND deliveries.action = 'send' AND deliveries.state IN ('sending', 'sent', 'unknown')
  AND people.stopped_at IS NULL
UNION
SELECT people.id, people.seen_at FROM check_ins JOIN people ON people.id = check_ins.person_id
WHERE check_ins.alert_id = :id AND people.stopped_at IS NULL
UNION
SELECT people.id, people.seen_at FROM people
WHERE people.stopped_at IS NULL AND people.created_at > :sent_at
  AND COALESCE(people.side, 'unsaid') IN (:side_1, :side_2, :side_3, :side_4)
  AND EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id
              AND addresses.reachable = 1)
ORDER BY seen_at DESC, id
"""

_COUNT_HELD = """
SELECT COUNT(DISTINCT deliveries.person_id) AS n
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
  AND deliveries.action = 'send' AND deliveries.state IN ('sending', 'sent', 'unknown')
"""

_COUNT_LEFT = """
SELECT COUNT(*) AS n
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
  AND deliveries.person_id IS NOT NULL AND deliveries.action = 'send'
  AND deliveries.state = 'skipped' AND deliveries.reason = 'stopped'
"""

_COUNT_TOLD = """
SELECT COUNT(*) AS n
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind = :kind
  AND deliveries.person_id IS NOT NULL AND deliveries.action = 'send'
"""

_GROUP_HOLDERS = """
SELECT DISTINCT deliveries.group_id AS id
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
  AND deliveries.group_id IS NOT NULL AND deliveries.action = 'send'
  AND deliveries.state IN ('sending', 'sent', 'unknown')
ORDER BY deliveries.group_id
"""

_GROUPS = """
SELECT id FROM groups WHERE present = 1 AND side IN (:side_1, :side_2, :side_3) ORDER BY id
"""

_UNANSWERED = """
SELECT deliveries.state, deliveries.reason, COUNT(*) AS n
FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.subject_id = :id AND broadcasts.kind IN ('alert', 'correction')
  AND deliveries.person_id IS NOT NULL AND deliveries.action = 'send'
  AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.alert_id = :id
                  AND check_ins.person_id = deliveries.person_id)
GROUP BY deliveries.state, deliveries.reason
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


def open_broadcasts(tx: Tx, alert: Alert) -> list[int]:
    """Return the broadcasts of an alert, re-asks among them, that nobody has stopped."""
    return [row["id"] for row in tx.all(_OPEN_BROADCASTS, {"id": alert.id})]


def holders(tx: Tx, alert: Alert) -> list[int]:
    """Return who has an alert, surely or perhaps, who answered it, and who joined its audience
    since; those seen last come first. Who stopped the bot is left out."""
    sides = AUDIENCE_SIDES[alert.wording.audience] + ((Side.UNSAID,) if alert.with_unsaid else ())
    values = {f"side_{n}": sides[n - 1] if n <= len(sides) else sides[0] for n in (1, 2, 3, 4)}
    sent_at = to_micros(alert.sent_at or alert.created_at)
    return [row["id"] for row in tx.all(_HOLDERS, {**values, "id": alert.id, "sent_at": sent_at})]


def count_held(tx: Tx, alert: Alert) -> int:
    """Return how many people have an alert, surely or perhaps."""
    row = tx.one(_COUNT_HELD, {"id": alert.id})
    return int(row["n"]) if row else 0


def count_left(tx: Tx, alert: Alert) -> int:
    """Return how many people were left out when an alert was stopped."""
    row = tx.one(_COUNT_LEFT, {"id": alert.id})
    return int(row["n"]) if row else 0


def count_told(tx: Tx, alert: Alert, kind: str) -> int:
    """Return for how many people a notice of one kind about an alert was queued."""
    row = tx.one(_COUNT_TOLD, {"id": alert.id, "kind": kind})
    return int(row["n"]) if row else 0


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
    return {
        (State(row["state"]), Reason(row["reason"]) if row["reason"] else None): row["n"]
        for row in tx.all(_UNANSWERED, {"id": alert_id})
    }


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
