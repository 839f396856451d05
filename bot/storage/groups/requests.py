"""Requests to join a group, and the one-time links behind them, as they are kept."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.delivery import State
from bot.domain.groups import JoinRequest, Step
from bot.storage.database import Row, Tx

_BY_ID = "SELECT * FROM join_requests WHERE id = :id"

_OPEN_OF = """
SELECT * FROM join_requests
WHERE person_id = :person_id AND group_id = :group_id AND state IN ('asked', 'accepted')
"""

_HANDLED = """
SELECT 1 FROM join_requests
WHERE person_id = :person_id AND group_id = :group_id AND update_number = :number
"""

_ADD = """
INSERT INTO join_requests (person_id, group_id, state, asked_at, window_address, window_ends_at,
                           expires_at, update_number)
VALUES (:person_id, :group_id, 'asked', :now, :window, :window_ends_at, :expires_at, :number)
RETURNING id
"""

_RENEW = """
UPDATE join_requests SET window_address = :window, window_ends_at = :window_ends_at,
                         expires_at = :expires_at, update_number = :number
WHERE id = :id
"""

_ACCEPT = """
UPDATE join_requests SET state = 'accepted', accepted_at = :now WHERE id = :id AND state = 'asked'
"""

_DECIDE = """
UPDATE join_requests SET state = :step, decided_by = :by, decided_at = :now
WHERE id = :id AND state IN ('asked', 'accepted')
"""

_FOLLOW = """
UPDATE join_requests SET told_id = :told_id, deed_id = :deed_id, untold = :untold WHERE id = :id
"""

_FOLLOWED = """
SELECT join_requests.id, join_requests.told_id, join_requests.deed_id,
       word.state AS word_state, deed.state AS deed_state
FROM join_requests
LEFT JOIN deliveries AS word ON word.id = join_requests.told_id
LEFT JOIN deliveries AS deed ON deed.id = join_requests.deed_id
WHERE told_id IS NOT NULL OR deed_id IS NOT NULL
ORDER BY join_requests.id
"""

_WORD_ENDED = "UPDATE join_requests SET told_id = NULL, untold = :failed WHERE id = :id"

_DEED_ENDED = "UPDATE join_requests SET deed_id = NULL, undone = :failed WHERE id = :id"

_ANY_FOLLOWED = """
SELECT 1 FROM join_requests WHERE told_id IS NOT NULL OR deed_id IS NOT NULL LIMIT 1
"""

_TOLD = "UPDATE join_requests SET untold = 0 WHERE id = :id AND untold = 1"

_EXPIRED = """
SELECT * FROM join_requests
WHERE state IN ('asked', 'accepted') AND expires_at <= :now ORDER BY expires_at, id
"""

_NEXT_EXPIRY = """
SELECT MIN(expires_at) AS due_at FROM join_requests WHERE state IN ('asked', 'accepted')
"""

_OF_PERSON = """
SELECT * FROM join_requests
WHERE person_id = :person_id AND state = 'asked' AND expires_at > :now ORDER BY asked_at, id
"""

_PENDING = "SELECT * FROM join_requests WHERE state = 'accepted' ORDER BY accepted_at, id"

_ADD_CODE = """
INSERT INTO codes (code, kind, facts, person_id, created_at, expires_at)
VALUES (:code, 'join', :facts, :person_id, :now, :expires_at)
"""

_CODE_FOR = """
SELECT code FROM codes
WHERE kind = 'join' AND person_id = :person_id AND facts = :facts AND expires_at > :now LIMIT 1
"""

_CODE = """
SELECT facts FROM codes
WHERE code = :code AND kind = 'join' AND person_id = :person_id AND expires_at > :now
"""

_USE_CODE = """
UPDATE codes SET used_at = :now, used_by = :person_id WHERE code = :code AND used_at IS NULL
"""

_ENDED = (State.SENT, State.UNKNOWN, State.FAILED, State.SKIPPED)
_CAME_TO_NOTHING = (State.FAILED, State.SKIPPED)


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks with: the window to write to them, its end, the request's end, and the
    number of the update."""

    window: str
    window_ends_at: datetime
    expires_at: datetime
    number: int


def by_id(tx: Tx, request_id: int) -> JoinRequest | None:
    """Return the request numbered `request_id`."""
    row = tx.one(_BY_ID, {"id": request_id})
    return _request(row) if row else None


def again(tx: Tx, request_id: int) -> JoinRequest:
    """Return the request as it stands now; it must exist."""
    request = by_id(tx, request_id)
    assert request is not None
    return request


def was_handled(tx: Tx, person_id: int, group_id: int, number: int) -> bool:
    """Return whether the update `number` has asked for this already."""
    values = {"person_id": person_id, "group_id": group_id, "number": number}
    return tx.one(_HANDLED, values) is not None


def ask(tx: Tx, person_id: int, group_id: int, asking: Asking, *, now: datetime) -> JoinRequest:
    """Keep a request; one that is open already goes on, with the new window."""
    values = {
        "window": asking.window,
        "window_ends_at": to_micros(asking.window_ends_at),
        "expires_at": to_micros(asking.expires_at),
        "number": asking.number,
    }
    who = {"person_id": person_id, "group_id": group_id}
    row = tx.one(_OPEN_OF, who)
    if row is not None:
        tx.run(_RENEW, {"id": row["id"], **values})
    else:
        row = tx.one(_ADD, {**who, **values, "now": to_micros(now)})
    assert row is not None
    return again(tx, row["id"])


def accept(tx: Tx, request_id: int, *, now: datetime) -> bool:
    """Note that the person accepted the rules; return False when it was not to be accepted."""
    return tx.run(_ACCEPT, {"id": request_id, "now": to_micros(now)}) == 1


def decide(tx: Tx, request_id: int, step: Step, *, by: int | None, now: datetime) -> bool:
    """End an open request; return False when it had ended."""
    values = {"id": request_id, "step": step, "by": by, "now": to_micros(now)}
    return tx.run(_DECIDE, values) == 1


def follow(
    tx: Tx, request_id: int, *, told_id: int | None, deed_id: int | None, untold: bool
) -> None:
    """Note which deliveries say and do what was decided."""
    values = {"told_id": told_id, "deed_id": deed_id, "untold": int(untold)}
    tx.run(_FOLLOW, {"id": request_id, **values})


def take_ended(tx: Tx) -> list[JoinRequest]:
    """Write down what came of the followed deliveries that have ended; return the requests of
    which it now must be said that one of them came to nothing."""
    troubled = []
    for row in tx.all(_FOLLOWED):
        ends = (
            (row["told_id"], row["word_state"], _WORD_ENDED),
            (row["deed_id"], row["deed_state"], _DEED_ENDED),
        )
        ended = [(state, sql) for number, state, sql in ends if number and _has_ended(state)]
        for state, sql in ended:
            tx.run(sql, {"id": row["id"], "failed": int(state in _CAME_TO_NOTHING)})
        if any(state in _CAME_TO_NOTHING for state, _ in ended):
            troubled.append(again(tx, row["id"]))
    return troubled


def any_followed(tx: Tx) -> bool:
    """Return whether a decision is still on its way."""
    return tx.one(_ANY_FOLLOWED) is not None


def note_told(tx: Tx, request_id: int) -> bool:
    """Note that the person knows now; return False when they had been told before."""
    return tx.run(_TOLD, {"id": request_id}) == 1


def expired(tx: Tx, now: datetime) -> list[JoinRequest]:
    """Return the open requests whose time is over."""
    return [_request(row) for row in tx.all(_EXPIRED, {"now": to_micros(now)})]


def next_expiry(tx: Tx) -> datetime | None:
    """Return when the next open request expires."""
    row = tx.one(_NEXT_EXPIRY)
    return None if row is None or row["due_at"] is None else from_micros(row["due_at"])


def asked_by(tx: Tx, person_id: int, *, now: datetime) -> list[JoinRequest]:
    """Return the person's requests whose rules have not been accepted yet."""
    rows = tx.all(_OF_PERSON, {"person_id": person_id, "now": to_micros(now)})
    return [_request(row) for row in rows]


def pending(tx: Tx) -> list[JoinRequest]:
    """Return the requests that wait for a coordinator, the earliest first."""
    return [_request(row) for row in tx.all(_PENDING)]


def give_code(tx: Tx, request: JoinRequest, code: str, *, now: datetime) -> str:
    """Return the one-time code of a request: `code`, or the one that it has already."""
    values = {
        "person_id": request.person_id,
        "facts": json.dumps({"request": request.id}),
        "now": to_micros(now),
    }
    row = tx.one(_CODE_FOR, values)
    if row is not None:
        return str(row["code"])
    tx.run(_ADD_CODE, {**values, "code": code, "expires_at": to_micros(request.expires_at)})
    return code


def open_code(tx: Tx, code: str, *, person_id: int, now: datetime) -> JoinRequest | None:
    """Use a person's own code; return its request, None when the code is not theirs or is over.

    Opened again by the same person it still opens: it only tells them how things stand.
    """
    values = {"code": code, "person_id": person_id, "now": to_micros(now)}
    row = tx.one(_CODE, values)
    if row is None:
        return None
    tx.run(_USE_CODE, values)
    return by_id(tx, json.loads(row["facts"])["request"])


def _has_ended(state: str | None) -> bool:
    return state is None or state in _ENDED


def _request(row: Row) -> JoinRequest:
    return JoinRequest(
        id=row["id"],
        person_id=row["person_id"],
        group_id=row["group_id"],
        step=Step(row["state"]),
        asked_at=from_micros(row["asked_at"]),
        window=row["window_address"],
        window_ends_at=from_micros(row["window_ends_at"]),
        expires_at=from_micros(row["expires_at"]),
        decided_by=row["decided_by"],
        untold=bool(row["untold"]),
        undone=bool(row["undone"]),
    )
