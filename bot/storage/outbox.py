"""Putting messages to others into the outbox, in the transaction of the change that causes them.

The worker (`bot.delivery.worker`) takes them out through `bot.storage.deliveries`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.addresses import thread_of
from bot.domain.clocktime import to_micros
from bot.domain.delivery import Action, Lane, Reason, State
from bot.domain.messages import Message, to_json
from bot.domain.people import AUDIENCE_SIDES, Audience, Side
from bot.storage.database import Tx

BELL = "outbox"
"""Rung after each commit that put something into the outbox."""


@dataclass(frozen=True, slots=True)
class Posting:
    """How a message travels: its lane, when, for how long, and under which name it can be found.

    `card` names copies that are edited later (`event:12`); `broadcast_id` the broadcast whose
    delivery they count to; `rank` orders inside a lane, lower first; a message that is still
    waiting at `expires_at` is skipped; `may_repeat` allows one marked repeat after an unknown
    outcome (alerts only).
    """

    lane: Lane
    now: datetime
    due: datetime | None = None
    expires_at: datetime | None = None
    card: str | None = None
    broadcast_id: int | None = None
    rank: int = 0
    may_repeat: bool = False


_ADD_CONTENT = "INSERT INTO contents (message, created_at) VALUES (:message, :now) RETURNING id"

_ADD_DELIVERIES = """
INSERT INTO deliveries (content_id, broadcast_id, person_id, group_id, address, action, target_id,
                        card, lane, rank, may_repeat, due_at, expires_at, created_at)
VALUES (:content_id, :broadcast_id, :person_id, :group_id, :address, :action, :target_id,
        :card, :lane, :rank, :may_repeat, :due_at, :expires_at, :now)
"""

_ADD_ONE = f"{_ADD_DELIVERIES} RETURNING id"

# Whoever cannot be written to stands in the ledger all the same, as skipped: the sum of all
# states is the audience.
_TO_AUDIENCE = """
INSERT INTO deliveries (content_id, broadcast_id, person_id, action, card, lane, rank, may_repeat,
                        due_at, expires_at, created_at, state, reason, settled_at)
SELECT :content_id, :broadcast_id, people.id, 'send', :card, :lane,
       :rank + CASE WHEN people.country = :first_country THEN 0 ELSE 1 END, :may_repeat,
       :due_at, :expires_at, :now,
       CASE WHEN reach.person_id IS NULL THEN 'skipped' ELSE 'waiting' END,
       CASE WHEN reach.person_id IS NULL THEN 'no_address' END,
       CASE WHEN reach.person_id IS NULL THEN :now END
FROM people
LEFT JOIN (SELECT DISTINCT person_id FROM addresses WHERE reachable = 1) AS reach
       ON reach.person_id = people.id
WHERE people.stopped_at IS NULL
  AND COALESCE(people.side, 'unsaid') IN (:side_1, :side_2, :side_3, :side_4)
"""

_LAST_SEEN_FIRST = "ORDER BY people.seen_at DESC"

_WHO_HAS_NOTHING_YET = """
  AND people.id NOT IN (SELECT person_id FROM deliveries
                        WHERE broadcast_id = :broadcast_id AND person_id IS NOT NULL)
"""

_ADD_AUDIENCE = f"{_TO_AUDIENCE}{_LAST_SEEN_FIRST}"

_ADD_REST = f"{_TO_AUDIENCE}{_WHO_HAS_NOTHING_YET}{_LAST_SEEN_FIRST}"

_START_BROADCAST = """
INSERT INTO broadcasts (kind, subject_id, lane, started_by, started_at)
VALUES (:kind, :subject_id, :lane, :started_by, :now) RETURNING id
"""

_COUNT_AUDIENCE = """
UPDATE broadcasts SET audience =
    (SELECT COUNT(*) FROM deliveries WHERE broadcast_id = :id AND action = 'send')
WHERE id = :id
"""

# A repeat stays unknown: its first copy may have arrived.
_STOP = """
UPDATE deliveries SET state = CASE WHEN repeats = 1 THEN 'unknown' ELSE 'skipped' END,
                      reason = 'stopped', settled_at = :now
WHERE broadcast_id = :id AND state = 'waiting'
"""

_MARK_STOPPED = "UPDATE broadcasts SET stopped_at = :now WHERE id = :id AND stopped_at IS NULL"

# Of an old broadcast only totals are left.
_STATES = """
SELECT state, reason, CAST(SUM(n) AS BIGINT) AS n FROM (
    SELECT state, COALESCE(reason, '') AS reason, 1 AS n FROM deliveries
    WHERE broadcast_id = :id AND action = 'send'
    UNION ALL SELECT state, reason, n FROM delivery_totals WHERE broadcast_id = :id)
GROUP BY state, reason
"""

_CARD_COPIES = """
SELECT id, state, lane, person_id, group_id, address, broadcast_id FROM deliveries
WHERE card = :card AND action = 'send' AND state IN ('waiting', 'sending', 'sent')
"""

_NEW_WORDS_FOR_WAITING = "UPDATE deliveries SET content_id = :content_id WHERE id = :id"

# One waiting edit a copy: a thousand changes become the last one.
_QUEUE_EDIT = """
INSERT INTO deliveries (content_id, person_id, group_id, address, action, target_id, lane,
                        due_at, created_at)
VALUES (:content_id, :person_id, :group_id, :address, 'edit', :target_id, :lane, :now, :now)
ON CONFLICT (target_id) WHERE action = 'edit' AND state = 'waiting'
DO UPDATE SET content_id = excluded.content_id
"""


_RETIRE = "UPDATE deliveries SET card = NULL WHERE card = :card"


def to_person(tx: Tx, person_id: int, message: Message, posting: Posting) -> int:
    """Queue `message` for one person; return the delivery's number."""
    return _add(tx, message, posting, person_id=person_id)


def to_group(tx: Tx, group_id: int, message: Message, posting: Posting) -> int:
    """Queue `message` for one group; return the delivery's number."""
    return _add(tx, message, posting, group_id=group_id)


def to_topic(tx: Tx, group_id: int, address: str, message: Message, posting: Posting) -> int:
    """Queue `message` for a topic of a group; a group without topics is itself the address."""
    known = address if thread_of(address) else None
    return _add(tx, message, posting, group_id=group_id, address=known)


def to_window(tx: Tx, person_id: int, address: str, message: Message, posting: Posting) -> int:
    """Queue `message` for a person at an address that is open for a short while only."""
    return _add(tx, message, posting, person_id=person_id, address=address)


def to_people(tx: Tx, people: Sequence[int], message: Message, posting: Posting) -> int:
    """Queue one message for several people; return how many."""
    shared = {
        **_travel(posting),
        "content_id": _content(tx, message, posting.now),
        "group_id": None,
        "address": None,
        "action": Action.SEND,
        "target_id": None,
    }
    tx.many(_ADD_DELIVERIES, ({**shared, "person_id": person_id} for person_id in people))
    tx.ring(BELL)
    return len(people)


def to_audience(
    tx: Tx,
    audience: Audience,
    message: Message,
    posting: Posting,
    *,
    with_unsaid: bool = False,
    first_country: str | None = None,
    rest: bool = False,
) -> int:
    """Queue one message for everybody of `audience`; return how many people that is.

    Those who cannot be written to are in the count, as skipped. `with_unsaid` adds those who did
    not say a side; people in `first_country` get it first, then the others by last seen. With
    `rest` those who stand in the broadcast already get nothing more.
    """
    sides = AUDIENCE_SIDES[audience] + ((Side.UNSAID,) if with_unsaid else ())
    count = tx.run(
        _ADD_REST if rest else _ADD_AUDIENCE,
        {
            **_travel(posting),
            "content_id": _content(tx, message, posting.now),
            "first_country": first_country,
            **{f"side_{n}": sides[n - 1] if n <= len(sides) else sides[0] for n in (1, 2, 3, 4)},
        },
    )
    tx.ring(BELL)
    return count


def admit(tx: Tx, group_id: int, person_id: int, posting: Posting) -> int:
    """Queue letting a person, who asked to join, into a group."""
    return _act(tx, Action.ADMIT, group_id, person_id, posting)


def decline(tx: Tx, group_id: int, person_id: int, posting: Posting) -> int:
    """Queue turning down a person's request to join a group."""
    return _act(tx, Action.DECLINE, group_id, person_id, posting)


def make_link(tx: Tx, group_id: int, posting: Posting) -> int:
    """Queue making the link by which people ask to join a group; it ends in `groups.link`."""
    return _act(tx, Action.LINK, group_id, None, posting)


def edit_cards(
    tx: Tx, card: str, message: Message, *, lane: Lane, now: datetime, of: int | None = None
) -> None:
    """Bring every copy of `card` up to date: what still waits is sent with the new words, what
    was sent is edited, once for however many changes come together.

    `of` is a person whose copies alone are meant.
    """
    copies = tx.all(_CARD_COPIES, {"card": card})
    if of is not None:
        copies = [copy for copy in copies if copy["person_id"] == of]
    if not copies:
        return
    content_id = _content(tx, message, now)
    for copy in copies:
        if copy["state"] == State.WAITING:
            tx.run(_NEW_WORDS_FOR_WAITING, {"content_id": content_id, "id": copy["id"]})
            continue
        tx.run(
            _QUEUE_EDIT,
            {
                "content_id": content_id,
                "person_id": copy["person_id"],
                "group_id": copy["group_id"],
                "address": copy["address"],
                "target_id": copy["id"],
                "lane": lane,
                "now": to_micros(now),
            },
        )
    tx.ring(BELL)


def retire_card(tx: Tx, card: str) -> None:
    """Let the copies of `card` rest as they are: later edits find only newer copies."""
    tx.run(_RETIRE, {"card": card})


def start_broadcast(
    tx: Tx, kind: str, subject_id: int | None, *, lane: Lane, by: int | None, now: datetime
) -> int:
    """Open the ledger of one broadcast and return its number."""
    row = tx.one(
        _START_BROADCAST,
        {
            "kind": kind,
            "subject_id": subject_id,
            "lane": lane,
            "started_by": by,
            "now": to_micros(now),
        },
    )
    assert row is not None
    return int(row["id"])


def count_audience(tx: Tx, broadcast_id: int) -> None:
    """Write down how many deliveries the broadcast has; call it once all are queued."""
    tx.run(_COUNT_AUDIENCE, {"id": broadcast_id})


def stop(tx: Tx, broadcast_id: int, *, now: datetime) -> int:
    """Skip all that still waits of a broadcast; return how many that were."""
    tx.run(_MARK_STOPPED, {"id": broadcast_id, "now": to_micros(now)})
    return tx.run(_STOP, {"id": broadcast_id, "now": to_micros(now)})


def ledger(tx: Tx, broadcast_id: int) -> dict[tuple[State, Reason | None], int]:
    """Return how many deliveries of a broadcast stand in each state, by reason."""
    return {
        (State(row["state"]), Reason(row["reason"]) if row["reason"] else None): row["n"]
        for row in tx.all(_STATES, {"id": broadcast_id})
    }


def _add(
    tx: Tx,
    message: Message,
    posting: Posting,
    *,
    person_id: int | None = None,
    group_id: int | None = None,
    address: str | None = None,
) -> int:
    content_id = _content(tx, message, posting.now)
    tx.ring(BELL)
    return _deliver(
        tx, posting, content_id=content_id, person_id=person_id, group_id=group_id, address=address
    )


def _act(tx: Tx, action: Action, group_id: int, person_id: int | None, posting: Posting) -> int:
    tx.ring(BELL)
    return _deliver(
        tx, posting, content_id=None, person_id=person_id, group_id=group_id, action=action
    )


def _deliver(
    tx: Tx,
    posting: Posting,
    *,
    content_id: int | None,
    person_id: int | None = None,
    group_id: int | None = None,
    address: str | None = None,
    action: Action = Action.SEND,
) -> int:
    row = tx.one(
        _ADD_ONE,
        {
            **_travel(posting),
            "content_id": content_id,
            "person_id": person_id,
            "group_id": group_id,
            "address": address,
            "action": action,
            "target_id": None,
        },
    )
    assert row is not None
    return int(row["id"])


def _content(tx: Tx, message: Message, now: datetime) -> int:
    words = json.dumps(to_json(message), ensure_ascii=False, separators=(",", ":"))
    row = tx.one(_ADD_CONTENT, {"message": words, "now": to_micros(now)})
    assert row is not None
    return int(row["id"])


def _travel(posting: Posting) -> dict[str, object]:
    return {
        "broadcast_id": posting.broadcast_id,
        "card": posting.card,
        "lane": int(posting.lane),
        "rank": posting.rank,
        "may_repeat": int(posting.may_repeat),
        "due_at": to_micros(posting.due or posting.now),
        "expires_at": to_micros(posting.expires_at) if posting.expires_at else None,
        "now": to_micros(posting.now),
    }
