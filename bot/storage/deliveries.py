"""Taking messages out of the outbox: what may go now, and when the next one is due.

What becomes of them is written down by `bot.storage.settlements`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.delivery import Action, Lane, Reason, State
from bot.domain.languages import chosen
from bot.storage.database import Row, Tx

GROUP_VOICES: Mapping[str | None, tuple[tuple[str, str], ...]] = {
    "north": (("az", "Asia/Baku"),),
    "south": (("azb", "Asia/Tehran"),),
    "joint": (("az", "Asia/Baku"), ("azb", "Asia/Tehran")),
}
"""Language and zone in which a group is spoken to, by its side: a joint one in both scripts, since
half of its members cannot read the other's."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that is ours to carry out until its lease ends.

    `address` is where it goes, resolved now; `person_address` whom an `ADMIT` or `DECLINE` is
    about; `message_id` what an `EDIT` replaces. `content` is the message as JSON, empty where
    the action has none. `reads` is the order in which the person reads other languages, `also` a
    second language and zone in which a group reads it.
    `repeated` says that a copy may stand there already.
    """

    id: int
    owner: str
    action: Action
    lane: Lane
    address: str
    claimed_at: datetime
    person_address: str = ""
    group_id: int | None = None
    message_id: str = ""
    content: str = ""
    language: str = "en"
    zone: str | None = None
    also: tuple[str, str] | None = None
    calendar: str | None = None
    reads: tuple[str, ...] = ()
    repeated: bool = False
    attempts: int = 0
    expires_at: datetime | None = None


# An edit waits until its message is there and no earlier edit of it is on its way: else the
# older words could arrive last.
_DUE = """
SELECT d.id, d.action, d.lane, d.content_id, d.group_id, d.attempts, d.expires_at,
       d.broadcast_id, COALESCE(target.repeats, d.repeats) AS repeats,
       target.state AS target_state, target.message_id AS target_message_id,
       broadcasts.stopped_at AS broadcast_stopped_at,
       people.language AS person_language, people.zone, people.calendar, people.reads,
       people.stopped_at AS person_stopped_at, groups.side AS group_side,
       COALESCE(d.address, target.address) AS known_address,
       CASE WHEN groups.present = 1 THEN groups.address END AS group_address,
       (SELECT address FROM addresses WHERE person_id = d.person_id AND reachable = 1
        ORDER BY since_at DESC LIMIT 1) AS reachable_address,
       (SELECT address FROM addresses WHERE person_id = d.person_id
        ORDER BY reachable DESC, since_at DESC LIMIT 1) AS any_address
FROM deliveries AS d
LEFT JOIN deliveries AS target ON target.id = d.target_id
LEFT JOIN broadcasts ON broadcasts.id = d.broadcast_id
LEFT JOIN people ON people.id = d.person_id
LEFT JOIN groups ON groups.id = d.group_id
WHERE d.state = 'waiting' AND d.lane = :lane AND d.due_at <= :now
  AND (d.action <> 'edit'
       OR (target.state NOT IN ('waiting', 'sending')
           AND NOT EXISTS (SELECT 1 FROM deliveries AS other
                           WHERE other.state = 'sending' AND other.action = 'edit'
                             AND other.target_id = d.target_id)))
ORDER BY d.rank, d.due_at, d.id LIMIT :limit
"""

# Due means the same here as above: else the worker would wake for what it cannot claim.
_NEXT_DUE = """
SELECT MIN(d.due_at) AS due_at FROM deliveries AS d
LEFT JOIN deliveries AS target ON target.id = d.target_id
WHERE d.state = 'waiting'
  AND (d.action <> 'edit'
       OR (target.state NOT IN ('waiting', 'sending')
           AND NOT EXISTS (SELECT 1 FROM deliveries AS other
                           WHERE other.state = 'sending' AND other.action = 'edit'
                             AND other.target_id = d.target_id)))
"""

_CLAIM = """
UPDATE deliveries SET state = 'sending', owner = :owner, leased_until_at = :leased_until
WHERE id = :id AND state = 'waiting'
"""

# A repeat that is given up stays unknown: its first copy may have arrived, and whoever corrects
# the message writes to all who may have it.
_SKIP = """
UPDATE deliveries SET state = CASE WHEN repeats = 1 THEN 'unknown' ELSE 'skipped' END,
                      reason = :reason, settled_at = :now
WHERE id = :id AND state = 'waiting'
"""

_CONTENT = "SELECT message FROM contents WHERE id = :id"


def claim(
    tx: Tx, *, owner: str, lanes: Sequence[Lane], limit: int, now: datetime, lease: timedelta
) -> list[Claimed]:
    """Take up to `limit` due deliveries, those of the earlier lanes first.

    What can no longer go is written down as skipped on the way: its time is over, its broadcast
    was stopped, its reader has left, or there is nobody to write to. It counts to the limit.
    """
    claimed: list[Claimed] = []
    seen = 0
    contents: dict[int, str] = {}
    for lane in lanes:
        values = {"lane": int(lane), "now": to_micros(now), "limit": limit - seen}
        for row in tx.all(_DUE, values):
            seen += 1
            reason = _why_not(row, now)
            if reason is None:
                claimed.append(_claimed(tx, row, contents, owner=owner, now=now))
            else:
                tx.run(_SKIP, {"id": row["id"], "reason": reason, "now": to_micros(now)})
    leased_until = to_micros(now + lease)
    tx.many(
        _CLAIM, [{"id": one.id, "owner": owner, "leased_until": leased_until} for one in claimed]
    )
    return claimed


def next_due(tx: Tx) -> datetime | None:
    """Return when the next waiting delivery may go, or None when none waits for a moment."""
    row = tx.one(_NEXT_DUE)
    return None if row is None or row["due_at"] is None else from_micros(row["due_at"])


def _why_not(row: Row, now: datetime) -> Reason | None:
    """Return why a due delivery must not go, or None when it may."""
    if row["broadcast_stopped_at"] is not None:
        return Reason.STOPPED
    if row["expires_at"] is not None and row["expires_at"] <= to_micros(now):
        return Reason.EXPIRED
    if row["broadcast_id"] is not None and row["person_stopped_at"] is not None:
        return Reason.LEFT
    if row["action"] == Action.EDIT:
        there = row["target_state"] == State.SENT and row["target_message_id"]
        if not there:
            return Reason.NO_ADDRESS
    return None if _address(row) else Reason.NO_ADDRESS


def _address(row: Row) -> str | None:
    """Return where a delivery goes: as it says itself, else to the person, else to the group."""
    known: str | None = row["known_address"]
    if row["action"] in (Action.ADMIT, Action.DECLINE):
        return (known or row["group_address"]) if row["any_address"] else None
    return known or row["reachable_address"] or row["group_address"]


def _claimed(tx: Tx, row: Row, contents: dict[int, str], *, owner: str, now: datetime) -> Claimed:
    content_id = row["content_id"]
    if content_id is not None and content_id not in contents:
        content = tx.one(_CONTENT, {"id": content_id})
        contents[content_id] = content["message"] if content else ""
    voices = GROUP_VOICES.get(row["group_side"], GROUP_VOICES["north"])
    return Claimed(
        id=row["id"],
        owner=owner,
        action=Action(row["action"]),
        lane=Lane(row["lane"]),
        address=_address(row) or "",
        claimed_at=now,
        person_address=row["any_address"] or "",
        group_id=row["group_id"],
        message_id=row["target_message_id"] or "",
        content=contents.get(content_id, ""),
        language=row["person_language"] or voices[0][0],
        zone=row["zone"] if row["person_language"] else voices[0][1],
        also=voices[1] if len(voices) > 1 and not row["person_language"] else None,
        calendar=row["calendar"],
        reads=chosen(row["reads"] or "", row["person_language"] or ""),
        repeated=bool(row["repeats"]),
        attempts=row["attempts"],
        expires_at=from_micros(row["expires_at"]) if row["expires_at"] is not None else None,
    )
