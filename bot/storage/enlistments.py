"""What is still to be queued for many: written down in one row, carried out in chunks.

A chunk is taken at the place where the one before it ended (`done`), in the transaction that
queues its people. Of two who carry the same out only one moves on; the other, and whoever begins
again after a kill, finds out anew who has nothing yet. So nobody is queued twice or forgotten.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain import audiences as selections
from bot.domain.audiences import Selection
from bot.domain.clocktime import to_micros
from bot.storage import audiences
from bot.storage.crises import alerts, reach
from bot.storage.database import Row, Tx

MOST_AT_ONCE = 1_000
"""A community of so many is queued in the transaction that causes it; more would hold others up."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A message is for a selection; those in `firsts` come first, in this order. So many of these
    as are `ahead` go ahead of the others of every alert, not of this one alone."""

    selection: Selection
    firsts: tuple[Selection, ...] = ()
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A message is for these people, in this order; no more than are queued at once."""

    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HoldersOf:
    """A message is for whoever has an alert or what it corrects; see `reach.count_holders`."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class ReadersOf:
    """A message is for whoever has these broadcasts, surely or perhaps."""

    broadcasts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CopiesOf:
    """New words are for the copies in private of these broadcasts."""

    broadcasts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CopiesCalled:
    """New words are for all copies of a card."""

    card: str


Rule = Whom | Listed | HoldersOf | ReadersOf | CopiesOf | CopiesCalled


@dataclass(frozen=True, slots=True)
class Enlistment:
    """One row: `what` is done (`send`, `edit`, `stop`), for whom, and how much of it is `done`."""

    id: int
    what: str
    broadcast_id: int | None
    content_id: int | None
    rule: Rule
    travel: Mapping[str, Any]
    done: int = 0


_ADD = """
INSERT INTO enlistments (what, broadcast_id, content_id, card, rule, travel, lane, rank, expected,
                         created_at)
VALUES (:what, :broadcast_id, :content_id, :card, :rule, :travel, :lane, :rank, :expected, :now)
RETURNING id
"""

# Messages before edits, as the worker takes them; what was stopped matters to the claims of the
# worker only a little, and what is queued as skipped to nobody.
_MOST_URGENT = """
SELECT enlistments.id, enlistments.done FROM enlistments
LEFT JOIN broadcasts ON broadcasts.id = enlistments.broadcast_id
ORDER BY CASE WHEN what = 'send' AND broadcasts.stopped_at IS NOT NULL THEN 3
              WHEN what = 'edit' THEN 2 WHEN what = 'stop' THEN 1 ELSE 0 END,
         enlistments.lane, enlistments.rank, enlistments.id LIMIT 1
"""

_BY_ID = "SELECT * FROM enlistments WHERE id = :id"

_IS_OPEN = "SELECT 1 FROM enlistments LIMIT 1"

_MOVE_ON = """
UPDATE enlistments
SET done = done + :n, expected = CASE WHEN expected > :n THEN expected - :n ELSE 0 END
WHERE id = :id AND done = :done AND content_id IS :content_id
"""

_GO = "DELETE FROM enlistments WHERE id = :id"

_MANY_PEOPLE = "SELECT id FROM people ORDER BY id LIMIT 1 OFFSET :most"

_IS_STOPPED = "SELECT 1 FROM broadcasts WHERE id = :id AND stopped_at IS NOT NULL"

# Who was forgotten since the line was read is in it no more. A place in line is a person's number
# times 8, plus their rank; with the last rank of all nobody can be written to.
_QUEUE = """
INSERT INTO deliveries (content_id, broadcast_id, person_id, action, card, lane, rank, may_repeat,
                        due_at, expires_at, created_at, state, reason, settled_at)
SELECT :content_id, :broadcast_id, people.id, 'send', :card, :lane,
       :rank + CASE WHEN :ahead > 0 AND place.value & 7 >= :ahead THEN 1 ELSE 0 END,
       :may_repeat, :due_at, :expires_at, :created_at,
       CASE WHEN place.value & 7 = 7 OR :stopped = 1 THEN 'skipped' ELSE 'waiting' END,
       CASE WHEN place.value & 7 = 7 THEN 'no_address' WHEN :stopped = 1 THEN 'stopped' END,
       CASE WHEN place.value & 7 = 7 OR :stopped = 1 THEN :now END
FROM json_each(:places) AS place CROSS JOIN people ON people.id = place.value >> 3
"""

_GROW = "UPDATE broadcasts SET audience = audience + :n WHERE id = :id"

_NEW_WORDS_FOR_WAITING = """
UPDATE deliveries SET content_id = :content_id
WHERE id IN (SELECT value FROM json_each(:places)) AND state = 'waiting' AND action = 'send'
"""

# One waiting edit a copy: a thousand changes become the last one, in the most urgent lane.
_QUEUE_EDITS = """
INSERT INTO deliveries (content_id, person_id, group_id, address, action, target_id, lane, rank,
                        due_at, created_at)
SELECT :content_id, copy.person_id, copy.group_id, copy.address, 'edit', copy.id, :lane, :rank,
       :due_at, :created_at
FROM json_each(:places) AS place CROSS JOIN deliveries AS copy ON copy.id = place.value
WHERE copy.state IN ('sending', 'sent')
ON CONFLICT (target_id) WHERE action = 'edit' AND state = 'waiting'
DO UPDATE SET content_id = excluded.content_id,
              due_at = CASE WHEN excluded.lane < lane THEN excluded.due_at ELSE due_at END,
              rank = CASE WHEN excluded.lane < lane THEN excluded.rank ELSE rank END,
              lane = MIN(lane, excluded.lane)
"""

# A repeat stays unknown: its first copy may have arrived.
_SKIP_STOPPED = """
UPDATE deliveries SET state = CASE WHEN repeats = 1 THEN 'unknown' ELSE 'skipped' END,
                      reason = 'stopped', settled_at = :now
WHERE id IN (SELECT id FROM deliveries
             WHERE broadcast_id = :id AND state = 'waiting' LIMIT :most)
"""

_READERS = """
SELECT json_group_array(id * 8) AS line FROM (
    SELECT people.id FROM deliveries JOIN people ON people.id = deliveries.person_id
    WHERE deliveries.broadcast_id IN (SELECT value FROM json_each(:broadcasts))
      AND deliveries.action = 'send' AND people.stopped_at IS NULL
      AND (deliveries.state IN ('sending', 'sent', 'unknown')
           OR deliveries.state = 'waiting' AND deliveries.repeats = 1)
      AND people.id NOT IN (SELECT person_id FROM deliveries
                            WHERE broadcast_id = :broadcast_id AND person_id IS NOT NULL)
    GROUP BY people.id ORDER BY people.seen_at DESC, people.id)
"""

_COPIES = """
SELECT json_group_array(id) AS line FROM (
    SELECT id FROM deliveries AS copy
    WHERE broadcast_id IN (SELECT value FROM json_each(:broadcasts))
      AND action = 'send' AND person_id IS NOT NULL AND state IN ('waiting', 'sending', 'sent')
      AND NOT EXISTS (SELECT 1 FROM deliveries AS edit
                      WHERE edit.target_id = copy.id AND edit.content_id = :content_id)
    ORDER BY id)
"""

_CARD_COPIES = """
SELECT json_group_array(id) AS line FROM (
    SELECT id FROM deliveries AS copy
    WHERE card = :card AND action = 'send' AND state IN ('waiting', 'sending', 'sent')
      AND content_id <> :content_id
      AND NOT EXISTS (SELECT 1 FROM deliveries AS edit
                      WHERE edit.target_id = copy.id AND edit.content_id = :content_id)
    ORDER BY id)
"""


def add(tx: Tx, wanted: Enlistment, *, expected: int = 0, now: datetime) -> int:
    """Write down what is to be queued, and return its number; `expected` people are in it."""
    row = tx.one(
        _ADD,
        {
            "what": wanted.what,
            "broadcast_id": wanted.broadcast_id,
            "content_id": wanted.content_id,
            "card": wanted.travel.get("card"),
            "rule": json.dumps(_rule_to_json(wanted.rule)),
            "travel": json.dumps(dict(wanted.travel)),
            "lane": wanted.travel.get("lane", 0),
            "rank": wanted.travel.get("rank", 0),
            "expected": expected,
            "now": to_micros(now),
        },
    )
    assert row is not None
    return int(row["id"])


def most_urgent(tx: Tx) -> tuple[int, int] | None:
    """Return the number of what is to be queued next, and how much of it is done, or None: the
    earlier lanes first, messages before edits."""
    row = tx.one(_MOST_URGENT)
    return (row["id"], row["done"]) if row else None


def by_id(tx: Tx, number: int) -> Enlistment | None:
    """Return what is to be queued under a number, None when it is done."""
    row = tx.one(_BY_ID, {"id": number})
    return _enlistment(row) if row else None


def is_open(tx: Tx) -> bool:
    """Return whether anything is still to be queued."""
    return tx.one(_IS_OPEN) is not None


def is_small(tx: Tx) -> bool:
    """Return whether the community is so small that anything is queued at once."""
    return tx.one(_MANY_PEOPLE, {"most": MOST_AT_ONCE}) is None


def line(tx: Tx, wanted: Enlistment, *, now: datetime) -> list[str]:
    """Return whom it still concerns: places in line of people, of an edit the numbers of copies.

    Reads the community, or the copies: for a reader, unless they are few.
    """
    content = {"content_id": wanted.content_id}
    match wanted.rule:
        case Whom(selection, firsts, _):
            return audiences.in_order(
                tx, selection, firsts=firsts, broadcast_id=wanted.broadcast_id, now=now
            )
        case Listed(people):
            return [str(number * audiences.PLACES) for number in people[wanted.done :]]
        case HoldersOf(alert_id):
            alert = alerts.by_id(tx, alert_id)
            return reach.holders_in_line(tx, alert, wanted.broadcast_id) if alert else []
        case ReadersOf(broadcasts):
            values = {"broadcasts": json.dumps(broadcasts), "broadcast_id": wanted.broadcast_id}
            return _line(tx.one(_READERS, values))
        case CopiesOf(broadcasts):
            return _line(tx.one(_COPIES, {**content, "broadcasts": json.dumps(broadcasts)}))
        case CopiesCalled(card):
            return _line(tx.one(_CARD_COPIES, {**content, "card": card}))


def take(tx: Tx, wanted: Enlistment, places: Sequence[str], *, last: bool, now: datetime) -> bool:
    """Queue the next chunk of a line; return False when it was not ours to move on, or when other
    words are to be queued since it was read.

    With the `last` of them the row goes.
    """
    place = {"id": wanted.id, "done": wanted.done, "content_id": wanted.content_id}
    if not tx.run(_MOVE_ON, {**place, "n": len(places)}):
        return False
    queue(tx, wanted, places, now=now)
    if last:
        tx.run(_GO, {"id": wanted.id})
    return True


def queue(tx: Tx, wanted: Enlistment, places: Sequence[str], *, now: datetime) -> int:
    """Queue a message or an edit for these places of a line; return for how many."""
    values = {
        **wanted.travel,
        "content_id": wanted.content_id,
        "places": f"[{','.join(places)}]",
        "now": to_micros(now),
    }
    if wanted.what == "edit":
        tx.run(_NEW_WORDS_FOR_WAITING, values)
        return tx.run(_QUEUE_EDITS, values)
    stopped = tx.one(_IS_STOPPED, {"id": wanted.broadcast_id}) is not None
    ahead = wanted.rule.ahead if isinstance(wanted.rule, Whom) else 0
    values |= {"broadcast_id": wanted.broadcast_id, "stopped": int(stopped), "ahead": ahead}
    queued = tx.run(_QUEUE, values)
    tx.run(_GROW, {"n": queued, "id": wanted.broadcast_id})
    return queued


def skip_stopped(tx: Tx, broadcast_id: int, *, most: int, now: datetime) -> int:
    """Skip up to `most` that wait of a broadcast that was stopped; return how many those were."""
    return tx.run(_SKIP_STOPPED, {"id": broadcast_id, "most": most, "now": to_micros(now)})


def take_stopped(tx: Tx, wanted: Enlistment, *, most: int, now: datetime) -> bool:
    """Skip the next chunk of a broadcast that was stopped; return whether more may wait."""
    assert wanted.broadcast_id is not None
    if skip_stopped(tx, wanted.broadcast_id, most=most, now=now) == most:
        return True
    tx.run(_GO, {"id": wanted.id})
    return False


def _line(row: Row | None) -> list[str]:
    return audiences.places(row["line"] if row else None)


def _enlistment(row: Row) -> Enlistment:
    return Enlistment(
        id=row["id"],
        what=row["what"],
        broadcast_id=row["broadcast_id"],
        content_id=row["content_id"],
        rule=_rule_from_json(json.loads(row["rule"])),
        travel=json.loads(row["travel"]),
        done=row["done"],
    )


def _rule_to_json(rule: Rule) -> dict[str, Any]:
    match rule:
        case Whom(selection, firsts, ahead):
            first = [selections.to_json(one) for one in firsts]
            return {"whom": selections.to_json(selection), "firsts": first, "ahead": ahead}
        case Listed(people):
            return {"listed": list(people)}
        case HoldersOf(alert_id):
            return {"holders_of": alert_id}
        case ReadersOf(broadcasts):
            return {"readers_of": list(broadcasts)}
        case CopiesOf(broadcasts):
            return {"copies_of": list(broadcasts)}
        case CopiesCalled(card):
            return {"copies_called": card}


def _rule_from_json(kept: Mapping[str, Any]) -> Rule:
    match kept:
        case {"whom": selection, "firsts": firsts, "ahead": ahead}:
            first = tuple(selections.from_json(one) for one in firsts)
            return Whom(selections.from_json(selection), first, ahead)
        case {"listed": people}:
            return Listed(tuple(people))
        case {"holders_of": alert_id}:
            return HoldersOf(alert_id)
        case {"readers_of": broadcasts}:
            return ReadersOf(tuple(broadcasts))
        case {"copies_of": broadcasts}:
            return CopiesOf(tuple(broadcasts))
        case {"copies_called": card}:
            return CopiesCalled(card)
        case _:
            raise ValueError(f"no rule says whom: {sorted(kept)}")
