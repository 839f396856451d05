"""Taking messages out of the outbox: what may go now, and when the next one is due.

What becomes of them is written down by `bot.storage.settlements`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

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


@dataclass(slots=True)
class Claimed:
    """One delivery that is ours to carry out until its lease ends.

    `address` is where it goes, resolved now; `person_address` whom an `ADMIT` or `DECLINE` is
    about; `message_id` what an `EDIT` replaces. `content` is the message as JSON, empty where
    the action has none. `reads` is the order in which the person reads other languages, `also` a
    second language and zone in which a group reads it.
    `repeated` says that a copy may stand there already, `to_many` that it is part of a broadcast,
    `withdraws` that this corrects or takes back an alert. Nobody changes one; it is not frozen
    because a thousand are made a second, and that would take three times as long.
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
    to_many: bool = False
    withdraws: bool = False
    attempts: int = 0
    expires_at: datetime | None = None


_ACTIONS, _LANES = {str(it): it for it in Action}, {int(it): it for it in Lane}

# An edit waits until its message is there and no earlier edit of it is on its way: else the
# older words could arrive last. What asks when to look again asks the same: else the worker would
# wake for what it cannot claim.
_MAY_GO = """
(d.action <> 'edit'
 OR (target.state NOT IN ('waiting', 'sending')
     AND NOT EXISTS (SELECT 1 FROM deliveries AS other
                     WHERE other.state = 'sending' AND other.action = 'edit'
                       AND other.target_id = d.target_id)))
"""

_DUE = """
SELECT d.id, d.action, d.lane, d.content_id, d.group_id, d.attempts, d.expires_at,
       d.broadcast_id, d.rank, d.due_at, COALESCE(target.repeats, d.repeats) AS repeats,
       target.state AS target_state, target.message_id AS target_message_id,
       broadcasts.stopped_at AS broadcast_stopped_at, broadcasts.kind AS broadcast_kind,
       people.language AS person_language, people.zone, people.calendar, people.reads,
       people.stopped_at AS person_stopped_at, groups.side AS group_side,
       COALESCE(d.address, target.address) AS known_address,
       CASE WHEN groups.present = 1 THEN groups.address END AS group_address,
       (SELECT address FROM addresses WHERE person_id = d.person_id AND reachable = 1
        ORDER BY since_at DESC LIMIT 1) AS reachable_address,
       CASE WHEN d.action = 'admit' OR d.action = 'decline' THEN
           (SELECT address FROM addresses WHERE person_id = d.person_id
            ORDER BY reachable DESC, since_at DESC LIMIT 1) END AS any_address
FROM deliveries AS d
LEFT JOIN deliveries AS target ON target.id = d.target_id
LEFT JOIN broadcasts ON broadcasts.id = d.broadcast_id
LEFT JOIN people ON people.id = d.person_id
LEFT JOIN groups ON groups.id = d.group_id
WHERE d.state = 'waiting' AND d.lane = :lane AND d.due_at <= :now
  AND (d.rank, d.due_at, d.broadcast_id) > (:after_rank, :after_due_at, :after_broadcast)
  AND _MAY_GO
ORDER BY d.rank, d.due_at, d.broadcast_id NULLS FIRST, d.id LIMIT :limit
""".replace("_MAY_GO", _MAY_GO)

# While the bot is paused: by broadcast, because there may be 100,000 others in the lane.
_WITHDRAWING = _DUE.replace(
    "d.lane = :lane",
    "+d.lane = :lane AND d.broadcast_id IN (SELECT id FROM broadcasts"
    " WHERE kind = 'correction' OR kind = 'retraction')",
)

_NEXT_WHILE_PAUSED = """
SELECT MIN(due_at) AS due_at FROM (
    SELECT MIN(d.due_at) AS due_at
    FROM deliveries AS d LEFT JOIN deliveries AS target ON target.id = d.target_id
    WHERE d.state = 'waiting' AND d.lane = 0
      AND _MAY_GO
    UNION ALL
    SELECT MIN(due_at) AS due_at FROM deliveries
    WHERE state = 'waiting' AND +lane = 1 AND action <> 'edit' AND broadcast_id IN (
        SELECT id FROM broadcasts WHERE kind = 'correction' OR kind = 'retraction'))
""".replace("_MAY_GO", _MAY_GO)

_DUE_COLUMNS = (
    "id, action, lane, content_id, group_id, attempts, expires_at, broadcast_id, rank, due_at,"
    " repeats, target_state, target_message_id, broadcast_stopped_at, broadcast_kind,"
    " person_language, zone, calendar, reads, person_stopped_at, group_side, known_address,"
    " group_address, reachable_address, any_address"
)

_FRONT = {"after_rank": -(10**9), "after_due_at": 0, "after_broadcast": 0}
"""Before everything that waits."""

_BEING_STOPPED = "SELECT DISTINCT broadcast_id AS id FROM enlistments WHERE what = 'stop'"

# Of each lane and rank only the first is looked at: there may be 100,000 behind it.
_NEXT_DUE = """
WITH RECURSIVE line (lane, rank) AS (
    SELECT lanes.lane, (SELECT MIN(rank) FROM deliveries
                        WHERE state = 'waiting' AND deliveries.lane = lanes.lane)
    FROM (SELECT 0 AS lane UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) AS lanes
    UNION ALL
    SELECT line.lane, (SELECT MIN(deliveries.rank) FROM deliveries
                       WHERE state = 'waiting' AND deliveries.lane = line.lane
                         AND deliveries.rank > line.rank)
    FROM line WHERE line.rank IS NOT NULL)
SELECT MIN((
    SELECT d.due_at FROM deliveries AS d LEFT JOIN deliveries AS target ON target.id = d.target_id
    WHERE d.state = 'waiting' AND d.lane = line.lane AND d.rank = line.rank
      AND _MAY_GO
    ORDER BY d.due_at LIMIT 1)) AS due_at
FROM line WHERE rank IS NOT NULL
""".replace("_MAY_GO", _MAY_GO)

_CLAIM = """
UPDATE deliveries SET state = 'sending', owner = :owner, leased_until_at = :leased_until
WHERE id IN (SELECT id FROM given) AND +state = 'waiting'
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
    tx: Tx,
    *,
    owner: str,
    lanes: Sequence[Lane],
    limit: int,
    now: datetime,
    lease: timedelta,
    paused: bool = False,
) -> list[Claimed]:
    """Take up to `limit` due deliveries, those of the earlier lanes first.

    While `paused`, of other lanes than ANSWER only what withdraws an alert.

    What can no longer go is written down as skipped on the way: its time is over, its broadcast
    was stopped, its reader has left, or there is nobody to write to. It counts to the limit.
    """
    claimed: list[Claimed] = []
    seen = 0
    contents: dict[int, str] = {}
    for lane in lanes:
        for row in _due(tx, lane, limit=limit - seen, now=now, paused=paused):
            seen += 1
            reason = _why_not(row, now)
            if reason is None:
                claimed.append(_claimed(tx, row, contents, owner=owner, now=now))
            else:
                tx.run(_SKIP, {"id": row["id"], "reason": reason, "now": to_micros(now)})
    if claimed:
        held = {"owner": owner, "leased_until": to_micros(now + lease)}
        tx.together(_CLAIM, "id", [(one.id,) for one in claimed], held)
    return claimed


def next_due(tx: Tx, *, paused: bool = False) -> datetime | None:
    """Return when the next waiting delivery may go, or None when none waits for a moment.

    While `paused`, only answers may go, and what withdraws an alert.
    """
    row = tx.one(_NEXT_WHILE_PAUSED if paused else _NEXT_DUE)
    return None if row is None or row["due_at"] is None else from_micros(row["due_at"])


def _due(tx: Tx, lane: Lane, *, limit: int, now: datetime, paused: bool) -> list[Row]:
    """Return up to `limit` due deliveries of a lane, those first that go first.

    A broadcast that was stopped may have 100,000 rows that do not say so yet: they are passed
    over, and come last.
    """
    due_now = _WITHDRAWING if paused and lane is not Lane.ANSWER else _DUE
    values = {"lane": int(lane), "now": to_micros(now), "limit": limit}
    rows = front = tx.lot(due_now, _DUE_COLUMNS, {**values, **_FRONT})
    stopped = {row["id"] for row in tx.all(_BEING_STOPPED)}
    if not any(row["broadcast_id"] in stopped for row in front):
        return front
    due: list[Row] = []
    while rows and len(due) < limit:
        going = list(takewhile(lambda row: row["broadcast_id"] not in stopped, rows))
        due += going
        if len(going) == len(rows):
            break
        passed = rows[len(going)]
        after = {
            "after_rank": passed["rank"],
            "after_due_at": passed["due_at"],
            "after_broadcast": passed["broadcast_id"],
        }
        rest = {**values, **after, "limit": limit - len(due)}
        # One row tells whether more is to be passed over: a whole page is read only where it goes.
        rows = tx.lot(due_now, _DUE_COLUMNS, {**rest, "limit": 1})
        if rows and rows[0]["broadcast_id"] not in stopped:
            rows = tx.lot(due_now, _DUE_COLUMNS, rest)
    ended = [row for row in front if row["broadcast_id"] in stopped]
    return due + ended[: limit - len(due)]


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
        action=_ACTIONS[row["action"]],
        lane=_LANES[row["lane"]],
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
        to_many=row["broadcast_id"] is not None,
        withdraws=row["broadcast_kind"] in ("correction", "retraction"),
        attempts=row["attempts"],
        expires_at=from_micros(row["expires_at"]) if row["expires_at"] is not None else None,
    )
