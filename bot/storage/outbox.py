"""Putting messages to others into the outbox, in the transaction of the change that causes them.

The worker (`bot.delivery.worker`) takes them out through `bot.storage.deliveries`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.addresses import thread_of
from bot.domain.audiences import Selection
from bot.domain.clocktime import to_micros
from bot.domain.delivery import Action, Lane
from bot.domain.messages import Message, to_json
from bot.storage import enlistments
from bot.storage.database import Tx
from bot.storage.ledgers import ledger as ledger  # noqa: PLC0414 - part of what others see here

BELL = "outbox"
"""Rung after each commit that put something into the outbox."""

ENLISTED = "enlisted"
"""Rung after each commit that wrote down what is to be queued for many."""


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

_START_BROADCAST = """
INSERT INTO broadcasts (kind, subject_id, lane, started_by, started_at)
VALUES (:kind, :subject_id, :lane, :started_by, :now) RETURNING id
"""

_COUNT_AUDIENCE = """
UPDATE broadcasts SET audience =
    (SELECT COUNT(*) FROM deliveries WHERE broadcast_id = :id AND action = 'send')
WHERE id = :id
"""

_MARK_STOPPED = "UPDATE broadcasts SET stopped_at = :now WHERE id = :id AND stopped_at IS NULL"

_WAITING_OF = """
SELECT COUNT(*) AS n FROM deliveries WHERE broadcast_id = :id AND state = 'waiting'
"""

_CARD_COPIES = """
SELECT id FROM deliveries
WHERE card = :card AND action = 'send' AND state IN ('waiting', 'sending', 'sent')
  AND (:of IS NULL OR person_id = :of)
ORDER BY id LIMIT :most
"""

_NEW_WORDS_FOR_UNQUEUED = """
UPDATE enlistments SET content_id = :content_id WHERE card = :card AND what = 'send'
"""

# The newer words are for all of these copies, too.
_DROP_OLDER_EDITS = "DELETE FROM enlistments WHERE card = :card AND what = 'edit'"

_BEING_QUEUED = "SELECT 1 FROM enlistments WHERE card = :card AND what = 'send'"

_RETIRE = "UPDATE deliveries SET card = NULL WHERE card = :card"

AT_ONCE = 250
"""So many rows are skipped in the transaction that stops a broadcast; the rest a little later."""


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
    """Queue one message for several people; return how many.

    Of a broadcast that is for very many, only the first are queued at once.
    """
    content_id = _content(tx, message, posting.now)
    most = enlistments.MOST_AT_ONCE
    at_once = people[:most] if posting.broadcast_id is not None else people
    shared = {
        **_travel(posting),
        "content_id": content_id,
        "group_id": None,
        "address": None,
        "action": Action.SEND,
        "target_id": None,
    }
    tx.many(_ADD_DELIVERIES, ({**shared, "person_id": person_id} for person_id in at_once))
    for begin in range(len(at_once), len(people), most):
        part = tuple(people[begin : begin + most])
        wanted = _wanted("send", enlistments.Listed(part), content_id, posting)
        _write_down(tx, wanted, expected=len(part), now=posting.now)
    tx.ring(BELL)
    return len(people)


def enlist(
    tx: Tx,
    selection: Selection,
    message: Message,
    posting: Posting,
    *,
    firsts: Sequence[Selection] = (),
    ahead: int = 0,
    expected: int = 0,
) -> None:
    """Queue one message of a broadcast for a selection.

    Those in the first of `firsts` get it first, then the others by last seen; of so many of these
    as are `ahead` the rank is as `posting` has it, of the others one higher. Who stands in the
    broadcast already gets nothing more; who cannot be written to is in the ledger as skipped.
    In a large community the rows are written a little later (`bot.delivery.queueing`); until then
    the ledger counts the `expected` people as waiting.
    """
    rule = enlistments.Whom(selection, tuple(firsts), ahead)
    _enlist(tx, rule, message, posting, expected)


def enlist_holders(
    tx: Tx, alert_id: int, message: Message, posting: Posting, *, expected: int = 0
) -> None:
    """Queue one message of a broadcast for whoever has an alert or what it corrects, surely or
    perhaps, who answered it, and who joined its audience since; see `enlist`."""
    _enlist(tx, enlistments.HoldersOf(alert_id), message, posting, expected)


def enlist_readers(
    tx: Tx, broadcasts: Sequence[int], message: Message, posting: Posting, *, expected: int = 0
) -> None:
    """Queue one message of a broadcast for whoever has one of these, surely or perhaps; see
    `enlist`."""
    _enlist(tx, enlistments.ReadersOf(tuple(broadcasts)), message, posting, expected)


def edit_copies(tx: Tx, broadcasts: Sequence[int], message: Message, posting: Posting) -> None:
    """Bring the copies that people have of these broadcasts up to date, in the order in which
    they were queued; of `posting` the lane, the rank and the moment count."""
    content_id = _content(tx, message, posting.now)
    wanted = _wanted("edit", enlistments.CopiesOf(tuple(broadcasts)), content_id, posting)
    _queue_or_write_down(tx, wanted, now=posting.now)


def is_enlisting(tx: Tx) -> bool:
    """Return whether anything is still to be queued."""
    return enlistments.is_open(tx)


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
    tx: Tx,
    card: str,
    message: Message,
    *,
    lane: Lane,
    now: datetime,
    of: int | None = None,
    rank: int = 0,
) -> None:
    """Bring every copy of `card` up to date: what still waits is sent with the new words, what
    was sent is edited, once for however many changes come together.

    `of` is a person whose copies alone are meant.
    """
    most = enlistments.MOST_AT_ONCE + 1
    copies = [row["id"] for row in tx.all(_CARD_COPIES, {"card": card, "of": of, "most": most})]
    unqueued = of is None and tx.one(_BEING_QUEUED, {"card": card}) is not None
    if not copies and not unqueued:
        return
    content_id = _content(tx, message, now)
    rule = enlistments.CopiesCalled(card)
    wanted = _wanted("edit", rule, content_id, Posting(lane, now, card=card, rank=rank))
    if of is None:
        tx.run(_NEW_WORDS_FOR_UNQUEUED, {"content_id": content_id, "card": card})
        tx.run(_DROP_OLDER_EDITS, {"card": card})
    if len(copies) < most:
        enlistments.queue(tx, wanted, [str(copy) for copy in copies], now=now)
        tx.ring(BELL)
    else:
        _write_down(tx, wanted, now=now)


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
    """Let nothing more go of a broadcast; return how many were waiting.

    From here on none of them goes, and the ledger counts them as skipped; where they are many,
    their rows say so a little later.
    """
    tx.run(_MARK_STOPPED, {"id": broadcast_id, "now": to_micros(now)})
    waiting = tx.one(_WAITING_OF, {"id": broadcast_id})
    if enlistments.skip_stopped(tx, broadcast_id, most=AT_ONCE, now=now) == AT_ONCE:
        job = enlistments.Enlistment(0, "stop", broadcast_id, None, enlistments.Listed(()), {})
        _write_down(tx, job, now=now)
    return int(waiting["n"]) if waiting else 0


def _enlist(
    tx: Tx, rule: enlistments.Rule, message: Message, posting: Posting, expected: int
) -> None:
    wanted = _wanted("send", rule, _content(tx, message, posting.now), posting)
    _queue_or_write_down(tx, wanted, expected=expected, now=posting.now)


def _wanted(
    what: str, rule: enlistments.Rule, content_id: int, posting: Posting
) -> enlistments.Enlistment:
    assert what == "edit" or posting.broadcast_id is not None, "many are queued by broadcasts only"
    travel = {"created_at": to_micros(posting.now), **_travel(posting)}
    return enlistments.Enlistment(0, what, posting.broadcast_id, content_id, rule, travel)


def _queue_or_write_down(
    tx: Tx, wanted: enlistments.Enlistment, *, expected: int = 0, now: datetime
) -> None:
    if not enlistments.is_small(tx):
        _write_down(tx, wanted, expected=expected, now=now)
        return
    enlistments.queue(tx, wanted, enlistments.line(tx, wanted, now=now), now=now)
    tx.ring(BELL)


def _write_down(
    tx: Tx, wanted: enlistments.Enlistment, *, expected: int = 0, now: datetime
) -> None:
    enlistments.add(tx, wanted, expected=expected, now=now)
    tx.ring(ENLISTED)


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
