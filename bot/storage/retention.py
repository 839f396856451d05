"""Letting go of what has served, a bounded number of rows at a time.

Each statement takes `before` (what ended earlier goes), `now` and `most`, the number of rows.
"""

from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.domain.retention import Kept
from bot.storage.database import Row, Tx

# The cards that may still change: as long as a copy stands here it can be edited.
_OPEN_CARDS = """
SELECT 'event:' || id FROM events WHERE state = 'published' AND starts_at > :now
UNION ALL
SELECT 'event:' || id || ':people' FROM events WHERE state = 'published' AND starts_at > :now
UNION ALL SELECT 'alert:' || id FROM alerts WHERE state IN ('sending', 'stopped', 'sent')
UNION ALL SELECT 'tally:' || id FROM alerts WHERE state IN ('sending', 'stopped', 'sent')
UNION ALL SELECT 'approval:' || id FROM alerts WHERE state IN ('draft', 'submitted', 'approved')
UNION ALL SELECT 'case:' || id FROM cases WHERE state IN ('open', 'taken')
UNION ALL SELECT 'join:' || id FROM join_requests WHERE state IN ('asked', 'accepted')
UNION ALL SELECT 'volunteer:' || person_id FROM volunteers WHERE state IN ('offered', 'confirmed')
"""

# The newest number stays, so that no update is ever taken twice.
_UPDATES = """
DELETE FROM inbox WHERE number IN (
    SELECT number FROM inbox WHERE state <> 'waiting' AND handled_at < :before
    AND number < (SELECT MAX(number) FROM inbox) LIMIT :most)
"""

_CODES = """
DELETE FROM codes WHERE code IN (SELECT code FROM codes WHERE expires_at < :before LIMIT :most)
"""

_DRAFTS = """
DELETE FROM drafts WHERE (person_id, form) IN (
    SELECT person_id, form FROM drafts WHERE updated_at < :before LIMIT :most)
"""

_EVENT_DRAFTS = """
DELETE FROM events WHERE id IN (
    SELECT id FROM events WHERE state = 'draft' AND starts_at < :before AND created_at < :before
    LIMIT :most)
"""

# Said to one person, not to an audience and not on a card: a note about a case, a decision. An
# edit is what its card is.
_PRIVATE_WORDS = """
UPDATE contents SET message = '' WHERE id IN (
    SELECT contents.id FROM contents
    WHERE contents.message <> '' AND contents.created_at < :before
      AND NOT EXISTS (
          SELECT 1 FROM deliveries LEFT JOIN deliveries AS target
                 ON target.id = deliveries.target_id
          WHERE deliveries.content_id = contents.id
            AND (deliveries.state IN ('waiting', 'sending') OR deliveries.settled_at >= :before
                 OR deliveries.broadcast_id IS NOT NULL
                 OR deliveries.card IS NOT NULL OR target.card IS NOT NULL))
    LIMIT :most)
"""

_WORDS = f"""
UPDATE contents SET message = '' WHERE id IN (
    SELECT contents.id FROM contents
    WHERE contents.message <> '' AND contents.created_at < :before
      AND NOT EXISTS (
          SELECT 1 FROM deliveries LEFT JOIN deliveries AS target
                 ON target.id = deliveries.target_id
          WHERE deliveries.content_id = contents.id
            AND (deliveries.state IN ('waiting', 'sending') OR deliveries.settled_at >= :before
                 OR COALESCE(deliveries.card, target.card, '') IN ({_OPEN_CARDS})))
    LIMIT :most)
"""  # noqa: S608 - one statement inside another, no values

_DELIVERIES = f"""
DELETE FROM deliveries WHERE id IN (
    SELECT deliveries.id FROM deliveries
    LEFT JOIN deliveries AS target ON target.id = deliveries.target_id
    WHERE deliveries.broadcast_id IS NULL AND deliveries.settled_at < :before
      AND deliveries.state NOT IN ('waiting', 'sending')
      AND COALESCE(deliveries.card, target.card, '') NOT IN ({_OPEN_CARDS})
      AND NOT EXISTS (SELECT 1 FROM deliveries AS edit WHERE edit.target_id = deliveries.id
                      AND edit.state IN ('waiting', 'sending'))
    LIMIT :most)
"""  # noqa: S608 - one statement inside another, no values

_CONTENTS = """
DELETE FROM contents WHERE id IN (
    SELECT id FROM contents
    WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.content_id = contents.id)
    LIMIT :most)
"""

_CASES = """
DELETE FROM cases WHERE id IN (
    SELECT id FROM cases WHERE state IN ('closed', 'withdrawn') AND closed_at < :before LIMIT :most)
"""

_JOIN_REQUESTS = """
DELETE FROM join_requests WHERE id IN (
    SELECT id FROM join_requests
    WHERE state IN ('admitted', 'declined', 'expired') AND decided_at < :before
      AND told_id IS NULL AND deed_id IS NULL LIMIT :most)
"""

_VOLUNTEERS = """
DELETE FROM volunteers WHERE person_id IN (
    SELECT person_id FROM volunteers
    WHERE state IN ('declined', 'left') AND decided_at < :before LIMIT :most)
"""

_ESCALATIONS = """
DELETE FROM escalations WHERE id IN (
    SELECT id FROM escalations WHERE state <> 'waiting' AND settled_at < :before LIMIT :most)
"""

_AUDIT = """
DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE noted_at < :before LIMIT :most)
"""

_STATEMENTS: dict[Kept, tuple[str, ...]] = {
    Kept.UPDATES: (_UPDATES,),
    Kept.CODES: (_CODES,),
    Kept.DRAFTS: (_DRAFTS,),
    Kept.EVENT_DRAFTS: (_EVENT_DRAFTS,),
    Kept.CASES: (_CASES,),
    Kept.JOIN_REQUESTS: (_JOIN_REQUESTS,),
    Kept.VOLUNTEERS: (_VOLUNTEERS,),
    Kept.ESCALATIONS: (_ESCALATIONS,),
    Kept.AUDIT: (_AUDIT,),
    Kept.PRIVATE_WORDS: (_PRIVATE_WORDS,),
    Kept.WORDS: (_WORDS,),
    Kept.DELIVERIES: (_DELIVERIES, _CONTENTS),
}

# A broadcast whose subject is over: nothing of it waits, and no card of it will change.
_OLD_BROADCAST = f"""
SELECT broadcasts.id FROM broadcasts
WHERE broadcasts.started_at < :before
  AND EXISTS (SELECT 1 FROM deliveries WHERE deliveries.broadcast_id = broadcasts.id)
  AND NOT EXISTS (
      SELECT 1 FROM deliveries WHERE deliveries.broadcast_id = broadcasts.id
      AND (deliveries.state IN ('waiting', 'sending') OR deliveries.settled_at >= :before
           OR deliveries.card IN ({_OPEN_CARDS})
           OR EXISTS (SELECT 1 FROM deliveries AS edit WHERE edit.target_id = deliveries.id
                      AND edit.state IN ('waiting', 'sending'))))
ORDER BY broadcasts.id LIMIT 1
"""  # noqa: S608 - one statement inside another, no values

_LAST_OF_CHUNK = """
SELECT MAX(id) AS id FROM (
    SELECT id FROM deliveries WHERE broadcast_id = :broadcast_id ORDER BY id LIMIT :most)
"""

_ADD_UP = """
INSERT INTO delivery_totals (broadcast_id, state, reason, n)
SELECT broadcast_id, state, COALESCE(reason, ''), COUNT(*) FROM deliveries
WHERE broadcast_id = :broadcast_id AND id <= :last AND action = 'send'
GROUP BY broadcast_id, state, COALESCE(reason, '')
ON CONFLICT (broadcast_id, state, reason) DO UPDATE SET n = delivery_totals.n + excluded.n
"""

_DROP_COUNTED = "DELETE FROM deliveries WHERE broadcast_id = :broadcast_id AND id <= :last"

_ENDED_ALERT = """
SELECT alerts.id FROM alerts
WHERE EXISTS (SELECT 1 FROM alert_steps WHERE alert_steps.alert_id = alerts.id
              AND became IN ('superseded', 'retracted', 'ended') AND taken_at < :before)
  AND (EXISTS (SELECT 1 FROM check_ins WHERE check_ins.alert_id = alerts.id)
       OR EXISTS (SELECT 1 FROM check_in_history AS said WHERE said.alert_id = alerts.id)
       OR (alerts.sent_at IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM check_in_totals WHERE check_in_totals.alert_id = alerts.id)))
ORDER BY alerts.id LIMIT 1
"""

_DROP_ANSWERS = """
DELETE FROM check_ins WHERE alert_id = :alert_id AND person_id IN (
    SELECT person_id FROM check_ins WHERE alert_id = :alert_id LIMIT :most)
"""

_DROP_HISTORY = """
DELETE FROM check_in_history WHERE id IN (
    SELECT id FROM check_in_history WHERE alert_id = :alert_id LIMIT :most)
"""


def let_go(tx: Tx, what: Kept, *, before: datetime, now: datetime, most: int) -> int:
    """Let go of up to `most` rows of a kind that have served since `before`; return how many.

    Fewer than `most` means that there are no more.
    """
    values = {"before": to_micros(before), "now": to_micros(now), "most": most}
    return max(tx.run(sql, values) for sql in _STATEMENTS[what])


def add_up_ledger(tx: Tx, *, before: datetime, now: datetime, most: int) -> int:
    """Turn up to `most` deliveries of one old broadcast into totals; return how many.

    The ledger's sum is the same at every moment; 0 means that there is no such broadcast.
    """
    values = {"before": to_micros(before), "now": to_micros(now)}
    broadcast = tx.one(_OLD_BROADCAST, values)
    if broadcast is None:
        return 0
    chunk = {"broadcast_id": broadcast["id"], "most": most}
    last = tx.one(_LAST_OF_CHUNK, chunk)
    assert last is not None
    counted = {"broadcast_id": broadcast["id"], "last": last["id"]}
    tx.run(_ADD_UP, counted)
    return tx.run(_DROP_COUNTED, counted)


def ended_alert(tx: Tx, *, before: datetime) -> int | None:
    """Return an alert that ended before and whose answers are still kept one by one."""
    row: Row | None = tx.one(_ENDED_ALERT, {"before": to_micros(before)})
    return int(row["id"]) if row else None


def drop_answers(tx: Tx, alert_id: int, *, most: int) -> int:
    """Delete up to `most` answers to an alert, and as much of what was said before; return how
    many."""
    values = {"alert_id": alert_id, "most": most}
    return tx.run(_DROP_ANSWERS, values) + tx.run(_DROP_HISTORY, values)
