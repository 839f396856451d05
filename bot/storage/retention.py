"""What has served, found by a reader and let go of by the writer, a bounded number of rows at a
time: looking takes longest, and nobody's press waits for a reader.

Each statement that finds takes `before` (what ended earlier goes), `now` and `most`; what is found
is looked at again where it could have changed meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
UNION ALL SELECT 'bridge:' || id || ':north' FROM bridges WHERE ended_at IS NULL
UNION ALL SELECT 'bridge:' || id || ':south' FROM bridges WHERE ended_at IS NULL
UNION ALL SELECT 'bridge-offer:' || id FROM bridge_offers
UNION ALL SELECT 'volunteer:' || person_id FROM volunteers WHERE state IN ('offered', 'confirmed')
"""


@dataclass(frozen=True, slots=True)
class _Chore:
    """How one kind is found, and how one row of it goes."""

    find: str
    go: str


# The newest number stays, so that no update is ever taken twice.
_UPDATES = _Chore(
    """
    SELECT number FROM inbox WHERE state <> 'waiting' AND handled_at < :before
    AND number < (SELECT MAX(number) FROM inbox) LIMIT :most
    """,
    "DELETE FROM inbox WHERE number = :number AND state <> 'waiting'",
)

_CODES = _Chore(
    "SELECT code FROM codes WHERE expires_at < :before LIMIT :most",
    "DELETE FROM codes WHERE code = :code",
)

_DRAFTS = _Chore(
    "SELECT person_id, form, updated_at FROM drafts WHERE updated_at < :before LIMIT :most",
    """
    DELETE FROM drafts
    WHERE person_id = :person_id AND form = :form AND updated_at = :updated_at
    """,
)

_EVENT_DRAFTS = _Chore(
    """
    SELECT id, starts_at FROM events
    WHERE state = 'draft' AND starts_at < :before AND created_at < :before LIMIT :most
    """,
    "DELETE FROM events WHERE id = :id AND state = 'draft' AND starts_at = :starts_at",
)

_LETTER_DRAFTS = _Chore(
    """
    SELECT id, changed_at FROM letters WHERE state = 'draft' AND changed_at < :before LIMIT :most
    """,
    "DELETE FROM letters WHERE id = :id AND state = 'draft' AND changed_at = :changed_at",
)

# With it go its corrections, the ledgers stay.
_LETTERS = _Chore(
    """
    SELECT id, changed_at FROM letters
    WHERE state IN ('sent', 'recalled') AND changed_at < :before LIMIT :most
    """,
    "DELETE FROM letters WHERE id = :id AND changed_at = :changed_at",
)

# Said to one person, not to an audience and not on a card: a note about a case, a decision. An
# edit is what its card is.
_PRIVATE_WORDS = _Chore(
    """
    SELECT contents.id FROM contents
    WHERE contents.message <> '' AND contents.created_at < :before
      AND NOT EXISTS (
          SELECT 1 FROM deliveries LEFT JOIN deliveries AS target
                 ON target.id = deliveries.target_id
          WHERE deliveries.content_id = contents.id
            AND (deliveries.state IN ('waiting', 'sending') OR deliveries.settled_at >= :before
                 OR deliveries.broadcast_id IS NOT NULL
                 OR deliveries.card IS NOT NULL OR target.card IS NOT NULL))
    LIMIT :most
    """,
    "UPDATE contents SET message = '' WHERE id = :id",
)

_WORDS = _Chore(
    f"""
    SELECT contents.id FROM contents
    WHERE contents.message <> '' AND contents.created_at < :before
      AND NOT EXISTS (
          SELECT 1 FROM deliveries LEFT JOIN deliveries AS target
                 ON target.id = deliveries.target_id
          WHERE deliveries.content_id = contents.id
            AND (deliveries.state IN ('waiting', 'sending') OR deliveries.settled_at >= :before
                 OR COALESCE(deliveries.card, target.card, '') IN ({_OPEN_CARDS})))
    LIMIT :most
    """,  # noqa: S608 - a statement within a statement, no values
    "UPDATE contents SET message = '' WHERE id = :id",
)

_DELIVERIES = _Chore(
    f"""
    SELECT deliveries.id FROM deliveries
    LEFT JOIN deliveries AS target ON target.id = deliveries.target_id
    WHERE deliveries.broadcast_id IS NULL AND deliveries.settled_at < :before
      AND deliveries.state NOT IN ('waiting', 'sending')
      AND COALESCE(deliveries.card, target.card, '') NOT IN ({_OPEN_CARDS})
      AND NOT EXISTS (SELECT 1 FROM deliveries AS edit WHERE edit.target_id = deliveries.id
                      AND edit.state IN ('waiting', 'sending'))
    LIMIT :most
    """,  # noqa: S608 - a statement within a statement, no values
    "DELETE FROM deliveries WHERE id = :id AND state NOT IN ('waiting', 'sending')",
)

# A content is born together with what points to it: with nothing left it never will be again.
_CONTENTS = _Chore(
    """
    SELECT id FROM contents
    WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.content_id = contents.id)
      AND NOT EXISTS (SELECT 1 FROM enlistments WHERE enlistments.content_id = contents.id)
    LIMIT :most
    """,
    """
    DELETE FROM contents WHERE id = :id
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.content_id = contents.id)
      AND NOT EXISTS (SELECT 1 FROM enlistments WHERE enlistments.content_id = contents.id)
    """,
)

_CASES = _Chore(
    """
    SELECT id FROM cases WHERE state IN ('closed', 'withdrawn') AND closed_at < :before LIMIT :most
    """,
    "DELETE FROM cases WHERE id = :id",
)

_JOIN_REQUESTS = _Chore(
    """
    SELECT id FROM join_requests
    WHERE state IN ('admitted', 'declined', 'expired') AND decided_at < :before
      AND told_id IS NULL AND deed_id IS NULL LIMIT :most
    """,
    "DELETE FROM join_requests WHERE id = :id",
)

_VOLUNTEERS = _Chore(
    """
    SELECT person_id FROM volunteers
    WHERE state IN ('declined', 'left') AND decided_at < :before LIMIT :most
    """,
    "DELETE FROM volunteers WHERE person_id = :person_id AND state IN ('declined', 'left')",
)

_BRIDGE_COPIES = _Chore(
    "SELECT id FROM bridge_copies WHERE carried_at < :before LIMIT :most",
    "DELETE FROM bridge_copies WHERE id = :id",
)

_BRIDGE_OFFERS = _Chore(
    "SELECT id FROM bridge_offers WHERE expires_at < :before LIMIT :most",
    "DELETE FROM bridge_offers WHERE id = :id",
)

# With it go the consents to it, given and revoked.
_BRIDGES = _Chore(
    "SELECT id FROM bridges WHERE ended_at < :before LIMIT :most",
    "DELETE FROM bridges WHERE id = :id AND ended_at IS NOT NULL",
)

_WORDS_ASKED = _Chore(
    "SELECT id FROM spellings WHERE state = 'asked' AND asked_at < :before LIMIT :most",
    "DELETE FROM spellings WHERE id = :id AND state = 'asked'",
)

_WORDS_ENDED = _Chore(
    "SELECT id FROM spellings WHERE ended_at < :before LIMIT :most",
    "DELETE FROM spellings WHERE id = :id AND ended_at IS NOT NULL",
)

_ESCALATIONS = _Chore(
    "SELECT id FROM escalations WHERE state <> 'waiting' AND settled_at < :before LIMIT :most",
    "DELETE FROM escalations WHERE id = :id",
)

_AUDIT = _Chore(
    "SELECT id FROM audit WHERE noted_at < :before LIMIT :most",
    "DELETE FROM audit WHERE id = :id",
)

_CHORES: dict[Kept, _Chore] = {
    Kept.UPDATES: _UPDATES,
    Kept.CODES: _CODES,
    Kept.DRAFTS: _DRAFTS,
    Kept.EVENT_DRAFTS: _EVENT_DRAFTS,
    Kept.LETTER_DRAFTS: _LETTER_DRAFTS,
    Kept.LETTERS: _LETTERS,
    Kept.CASES: _CASES,
    Kept.JOIN_REQUESTS: _JOIN_REQUESTS,
    Kept.VOLUNTEERS: _VOLUNTEERS,
    Kept.BRIDGE_COPIES: _BRIDGE_COPIES,
    Kept.BRIDGE_OFFERS: _BRIDGE_OFFERS,
    Kept.BRIDGES: _BRIDGES,
    Kept.WORDS_ASKED: _WORDS_ASKED,
    Kept.WORDS_ENDED: _WORDS_ENDED,
    Kept.ESCALATIONS: _ESCALATIONS,
    Kept.AUDIT: _AUDIT,
    Kept.PRIVATE_WORDS: _PRIVATE_WORDS,
    Kept.WORDS: _WORDS,
    Kept.DELIVERIES: _DELIVERIES,
    Kept.CONTENTS: _CONTENTS,
}

# Its subject is over: nothing of it waits, no card of it will change, and the answers to an alert
# are totals already, for they are counted together with its deliveries; a correction counts those
# of the alert whose place it took, too.
_OLD_BROADCAST = f"""
SELECT broadcasts.id FROM broadcasts
WHERE broadcasts.started_at < :before
  AND (broadcasts.kind NOT IN ('alert', 'correction', 'retraction', 'all_clear', 'reask')
       OR EXISTS (SELECT 1 FROM check_in_totals
                  WHERE check_in_totals.alert_id = broadcasts.subject_id)
          AND NOT EXISTS (SELECT 1 FROM alerts AS newer
                          WHERE newer.supersedes_id = broadcasts.subject_id
                            AND newer.sent_at IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM check_in_totals
                                            WHERE check_in_totals.alert_id = newer.id)))
  AND EXISTS (SELECT 1 FROM deliveries WHERE deliveries.broadcast_id = broadcasts.id)
  AND NOT EXISTS (
      SELECT 1 FROM deliveries WHERE deliveries.broadcast_id = broadcasts.id
      AND (deliveries.state IN ('waiting', 'sending') OR deliveries.settled_at >= :before
           OR deliveries.card IN ({_OPEN_CARDS})
           OR EXISTS (SELECT 1 FROM deliveries AS edit WHERE edit.target_id = deliveries.id
                      AND edit.state IN ('waiting', 'sending'))))
ORDER BY broadcasts.id LIMIT 1
"""  # noqa: S608 - a statement within a statement, no values

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


def find(tx: Tx, what: Kept, *, before: datetime, now: datetime, most: int) -> list[Row]:
    """Return up to `most` rows of a kind that have served since `before`."""
    values = {"before": to_micros(before), "now": to_micros(now), "most": most}
    return tx.all(_CHORES[what].find, values)


def let_go(tx: Tx, what: Kept, rows: Sequence[Row]) -> None:
    """Let go of rows of a kind that were found."""
    tx.many(_CHORES[what].go, rows)


def old_broadcast(tx: Tx, *, before: datetime, now: datetime) -> int | None:
    """Return a broadcast that began before, is over, and whose deliveries are kept one by one."""
    row = tx.one(_OLD_BROADCAST, {"before": to_micros(before), "now": to_micros(now)})
    return int(row["id"]) if row else None


def add_up(tx: Tx, broadcast_id: int, *, most: int) -> int:
    """Turn up to `most` deliveries of a broadcast into totals; return how many.

    The sum of its ledger is the same at every moment.
    """
    last = tx.one(_LAST_OF_CHUNK, {"broadcast_id": broadcast_id, "most": most})
    if last is None or last["id"] is None:
        return 0
    counted = {"broadcast_id": broadcast_id, "last": last["id"]}
    tx.run(_ADD_UP, counted)
    return tx.run(_DROP_COUNTED, counted)


def ended_alert(tx: Tx, *, before: datetime) -> int | None:
    """Return an alert that ended before and whose answers are still kept one by one."""
    row = tx.one(_ENDED_ALERT, {"before": to_micros(before)})
    return int(row["id"]) if row else None


def drop_answers(tx: Tx, alert_id: int, *, most: int) -> int:
    """Delete up to `most` answers to an alert, and as much of what was said before; return how
    many."""
    values = {"alert_id": alert_id, "most": most}
    return tx.run(_DROP_ANSWERS, values) + tx.run(_DROP_HISTORY, values)
