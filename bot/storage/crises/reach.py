"""Whom an alert has reached: its broadcasts, who holds a copy, who has not answered."""

from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.crises.alerts import Alert
from bot.domain.delivery import Reason, State
from bot.domain.events import group_sides
from bot.domain.people import AUDIENCE_SIDES, Audience, Side
from bot.storage.database import Tx

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

# Sending counts as having it: the copy is on its way and cannot be called back. So does an
# answer: whoever gave one has read the alert in a group or by /alerts.
_HELD = """,
held (id, seen_at) AS (
SELECT people.id, people.seen_at
FROM chain
JOIN broadcasts ON broadcasts.subject_id = chain.id
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
JOIN people ON people.id = deliveries.person_id
WHERE broadcasts.kind IN ('alert', 'correction')
  AND deliveries.action = 'send' AND deliveries.state IN ('sending', 'sent', 'unknown')
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

_LAST_SEEN_FIRST = "SELECT id FROM held ORDER BY seen_at DESC, id"

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
  AND deliveries.action = 'send' AND deliveries.state IN ('sending', 'sent', 'unknown')
"""

_REACHED = """
SELECT COUNT(DISTINCT deliveries.person_id) AS n
FROM chain
JOIN broadcasts ON broadcasts.subject_id = chain.id
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.kind IN ('alert', 'correction')
  AND deliveries.action = 'send' AND deliveries.state IN ('sending', 'sent', 'unknown')
"""

_COUNT_REACHED = f"{_CHAIN}{_REACHED}"

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

_GROUPS_HELD = """
SELECT DISTINCT deliveries.group_id AS id
FROM chain
JOIN broadcasts ON broadcasts.subject_id = chain.id
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE broadcasts.kind IN ('alert', 'correction')
  AND deliveries.group_id IS NOT NULL AND deliveries.action = 'send'
  AND deliveries.state IN ('sending', 'sent', 'unknown')
ORDER BY deliveries.group_id
"""

_GROUP_HOLDERS = f"{_CHAIN}{_GROUPS_HELD}"

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


def open_reasks(tx: Tx, alert: Alert) -> list[int]:
    """Return the broadcasts that ask again about an alert and that nobody has stopped."""
    rows = tx.all(_OPEN_BROADCASTS, {"id": alert.id})
    return [row["id"] for row in rows if row["kind"] == "reask"]


def holders(tx: Tx, alert: Alert) -> list[int]:
    """Return who has an alert or what it corrects, surely or perhaps, who answered it, and who
    joined its audience since; those seen last come first. Who stopped the bot is left out."""
    return [row["id"] for row in tx.all(_HOLDERS, _holding(alert))]


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


def _holding(alert: Alert) -> dict[str, object]:
    return {
        **_sides("side", alert.wording.audience, with_unsaid=alert.with_unsaid),
        "id": alert.id,
        "sent_at": to_micros(alert.sent_at or alert.created_at),
    }


def _sides(name: str, audience: Audience, *, with_unsaid: bool) -> dict[str, Side]:
    sides = AUDIENCE_SIDES[audience] + ((Side.UNSAID,) if with_unsaid else ())
    return {f"{name}_{n}": sides[n - 1] if n <= len(sides) else sides[0] for n in (1, 2, 3, 4)}
