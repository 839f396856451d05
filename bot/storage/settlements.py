"""Writing down what became of deliveries: states that never lie.

A delivery is settled only by who claimed it (`owner`), so a lease that was taken over settles
nothing any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.addresses import chat_of
from bot.domain.clocktime import from_micros, to_micros
from bot.domain.delivery import (
    Action,
    Moved,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    Sent,
    State,
    TryLater,
    Unpaid,
    Unreachable,
)
from bot.storage.database import Tx, Values
from bot.storage.deliveries import Claimed
from bot.storage.groups import moving
from bot.storage.outbox import BELL

MOST_ATTEMPTS = 60
"""After so many a delivery is given up: about an hour of an API that cannot be reached."""

LATER_STEP = 250_000
"""What is put off is due on a full step, in microseconds: several that wait for one chat then keep
their order."""

_FOR_EVER = 2**62
"""Later than any lease, in microseconds."""

REPEATS_AFTER = 100
"""How far a repeat goes back within its lane: first copies before repeats."""

REPEAT_WAIT = timedelta(seconds=20)
"""A server that has failed fails for a while. There is one repeat: what goes at once is in doubt
for good after an outage of a second, and where few get an alert, for all of them."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Nothing was tried; it waits again, for at least `seconds` if that is not 0."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Settlement:
    """A claimed delivery, what came of it, and the language in which it was said."""

    claimed: Claimed
    outcome: Outcome | GivenBack
    language: str | None = None


_END = """
UPDATE deliveries
SET state = CASE WHEN repeats = 1 AND :state <> 'sent' THEN 'unknown' ELSE :state END,
    reason = :reason, settled_at = :now, owner = NULL, leased_until_at = NULL
WHERE id = :id AND owner = :owner AND state = 'sending'
"""

# What was sent, which is nearly everything, is written down in one statement for all.
_SENT = """
UPDATE deliveries
SET state = 'sent', reason = NULL, message_id = given.message_id, address = given.address,
    language = given.language, settled_at = :now, owner = NULL, leased_until_at = NULL
FROM given
WHERE deliveries.id = given.id AND deliveries.owner = given.owner AND +deliveries.state = 'sending'
"""

_SENT_COLUMNS = "id, owner, message_id, address, language"

# What was sent lets its edits go.
_ANY_EDIT = "SELECT 1 FROM deliveries WHERE action = 'edit' AND state = 'waiting' LIMIT 1"

_RETURN = """
UPDATE deliveries
SET state = 'waiting', due_at = COALESCE(:due_at, due_at), attempts = attempts + :tried,
    address = COALESCE(:address, address), owner = NULL, leased_until_at = NULL
WHERE id = :id AND owner = :owner AND state = 'sending'
"""

# One waiting edit a message: the one that came meanwhile has the newer words.
_REPLACED = """
UPDATE deliveries
SET state = 'skipped', reason = 'replaced', settled_at = :now, owner = NULL, leased_until_at = NULL
WHERE id = :id AND owner = :owner AND state = 'sending' AND action = 'edit'
  AND EXISTS (SELECT 1 FROM deliveries AS newer
              WHERE newer.target_id = deliveries.target_id AND newer.action = 'edit'
                AND newer.state = 'waiting')
"""

_REPEAT = """
UPDATE deliveries
SET state = 'waiting', repeats = 1, rank = rank + :after, attempts = attempts + 1, due_at = :due_at,
    owner = NULL, leased_until_at = NULL
WHERE id = :id AND owner = :owner AND state = 'sending' AND may_repeat = 1 AND repeats = 0
"""

# Who pressed Start while the message was on its way stays reachable.
_ADDRESS_LOST = """
UPDATE addresses SET reachable = 0, reason = :reason, since_at = :now
WHERE address = :address AND reachable = 1 AND since_at <= :claimed_at
"""

_GROUP_LOST = "UPDATE groups SET present = 0 WHERE id = :group_id AND address = :chat"

_GROUP_LINK = "UPDATE groups SET link = :link, can_invite = 1 WHERE id = :group_id"

_ORPHANED = """
SELECT id, owner, action FROM deliveries
WHERE state = 'sending' AND owner <> :owner AND leased_until_at <= :until
ORDER BY leased_until_at, id
"""


def settle(tx: Tx, results: Sequence[Settlement], now: datetime) -> None:
    """Write down what became of deliveries; ring when something may go because of it."""
    sent = [
        (one.claimed.id, one.claimed.owner, message.message_id or None, one.claimed.address,
         one.language)
        for one in results
        if isinstance(message := one.outcome, Sent) and one.claimed.action != Action.LINK
    ]  # fmt: skip
    if sent:
        tx.together(_SENT, _SENT_COLUMNS, sent, {"now": to_micros(now)})
    for one in results:
        if not isinstance(one.outcome, Sent) or one.claimed.action == Action.LINK:
            _settle_one(tx, one, now)
    if len(sent) < len(results) or tx.one(_ANY_EDIT) is not None:
        tx.ring(BELL)


def recover(tx: Tx, *, owner: str, now: datetime, alone: bool = False) -> int:
    """Take over what other owners left in the middle; return how many that were.

    They may or may not have been delivered. `alone` says that no other process lives, so that
    every foreign claim is a left one; else only those whose lease is over.
    """
    until = _FOR_EVER if alone else to_micros(now)
    values = {"owner": owner, "until": until}
    orphans = tx.all(_ORPHANED, values)
    for row in orphans:
        key = {"id": row["id"], "owner": row["owner"]}
        _doubt(tx, key, now, action=row["action"], wait=timedelta(0), reason=Reason.PROCESS_ENDED)
    if orphans:
        tx.ring(BELL)
    return len(orphans)


def _settle_one(tx: Tx, one: Settlement, now: datetime) -> None:
    claimed = one.claimed
    key = {"id": claimed.id, "owner": claimed.owner}
    match one.outcome:
        case Sent(link) if claimed.action == Action.LINK:
            _end(tx, key, now, State.SENT)
            tx.run(_GROUP_LINK, {"group_id": claimed.group_id, "link": link})
        case Sent():
            raise AssertionError("written down with all that was sent")
        case Unreachable(reason):
            _end(tx, key, now, State.FAILED, reason=reason)
            _lose(tx, claimed, reason, now)
        case Rejected(reason):
            _end(tx, key, now, State.FAILED, reason=reason)
        case TryLater(seconds):
            _try_later(tx, claimed, now, _later(now, seconds))
        case Unpaid():
            _return(tx, key, now, due=None, tried=0)
        case GivenBack(seconds):
            due = _later(now, seconds) if seconds else None
            _return(tx, key, now, due=due, tried=0)
        case OutcomeUnknown() if claimed.attempts + 1 >= MOST_ATTEMPTS:
            _end(tx, key, now, State.UNKNOWN)
        case OutcomeUnknown():
            wait = timedelta(seconds=min(60, 2**claimed.attempts))
            wait = REPEAT_WAIT if claimed.action == Action.SEND else wait
            _doubt(tx, key, now, action=claimed.action, wait=wait, reason=None)
        case Moved(address):
            _move(tx, claimed, address, now)


def _end(
    tx: Tx,
    key: Values,
    now: datetime,
    state: State,
    *,
    reason: Reason | None = None,
) -> None:
    tx.run(
        _END,
        {
            **key,
            "state": state,
            "reason": reason,
            "now": to_micros(now),
        },
    )


def _return(
    tx: Tx,
    key: Values,
    now: datetime,
    *,
    due: datetime | None,
    tried: int,
    address: str | None = None,
) -> None:
    if tx.run(_REPLACED, {**key, "now": to_micros(now)}):
        return
    due_at = to_micros(due) if due else None
    tx.run(_RETURN, {**key, "due_at": due_at, "tried": tried, "address": address})


def _try_later(tx: Tx, claimed: Claimed, now: datetime, due: datetime) -> None:
    key = {"id": claimed.id, "owner": claimed.owner}
    too_late = claimed.expires_at is not None and due >= claimed.expires_at
    if too_late or claimed.attempts + 1 >= MOST_ATTEMPTS:
        _end(tx, key, now, State.FAILED, reason=Reason.GAVE_UP)
    else:
        _return(tx, key, now, due=due, tried=1)


def _later(now: datetime, seconds: float) -> datetime:
    """Return the first full step that is at least `seconds` away."""
    due_at = to_micros(now + timedelta(seconds=seconds))
    return from_micros(-(-due_at // LATER_STEP) * LATER_STEP)


def _doubt(
    tx: Tx, key: Values, now: datetime, *, action: str, wait: timedelta, reason: Reason | None
) -> None:
    """Settle what may or may not have happened; only what is safe to do twice is done again."""
    if action != Action.SEND:
        _return(tx, key, now, due=now + wait, tried=1)
    elif not tx.run(_REPEAT, {**key, "after": REPEATS_AFTER, "due_at": to_micros(now + wait)}):
        _end(tx, key, now, State.UNKNOWN, reason=reason)


def _lose(tx: Tx, claimed: Claimed, reason: Reason, now: datetime) -> None:
    """Write to this person or group no more until they come back."""
    if claimed.action in (Action.ADMIT, Action.DECLINE):
        return  # it does not say which of the two is gone
    if reason is Reason.REJECTED:
        return  # in words that nobody knows: perhaps it is about us, and would be so of everybody
    if claimed.group_id is not None:
        chat = chat_of(claimed.address)
        tx.run(_GROUP_LOST, {"group_id": claimed.group_id, "chat": chat})
        return
    tx.run(
        _ADDRESS_LOST,
        {
            "address": claimed.address,
            "reason": reason,
            "now": to_micros(now),
            "claimed_at": to_micros(claimed.claimed_at),
        },
    )


def _move(tx: Tx, claimed: Claimed, address: str, now: datetime) -> None:
    key = {"id": claimed.id, "owner": claimed.owner}
    if claimed.attempts + 1 >= MOST_ATTEMPTS:
        _end(tx, key, now, State.FAILED, reason=Reason.GAVE_UP)
        return
    if claimed.group_id is not None:
        moving.move(tx, chat_of(claimed.address), address, now=now)
    if claimed.action == Action.EDIT:
        # Its message stayed behind; there that number is somebody else's.
        _end(tx, key, now, State.FAILED, reason=Reason.CHAT_GONE)
        return
    _return(tx, key, now, due=now, tried=1, address=address)
