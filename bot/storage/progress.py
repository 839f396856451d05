"""Who watches how far a broadcast is, and what their cards say."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.delivery import Lane
from bot.domain.progress import Sample, Standing, from_json, to_json
from bot.storage.database import Row, Tx

BELL = "sweep"


@dataclass(frozen=True, slots=True)
class Watched:
    """A broadcast that is watched: `card` is what the cards say, None before there are any;
    `samples` how many had gone at the last looks. `due` is the look that is due, None once it is
    over; no edit is made before `calm_until` unless there is news."""

    broadcast_id: int
    kind: str
    subject_id: int | None
    lane: Lane
    started_by: int | None
    started_at: datetime
    is_stopped: bool
    due: datetime | None
    calm_until: datetime
    cards_sent: bool
    card: Standing | None
    samples: tuple[Sample, ...]
    is_enlisting: bool


_WATCH = "INSERT INTO progress (broadcast_id, due_at) VALUES (:id, :now)"

_ADD_WATCHER = "INSERT INTO watchers (broadcast_id, person_id) VALUES (:id, :person_id)"

_WATCHERS = "SELECT person_id FROM watchers WHERE broadcast_id = :id ORDER BY person_id"

_DROP_WATCHERS = "DELETE FROM watchers WHERE broadcast_id = :id"

_WATCHED = """
SELECT progress.*, broadcasts.kind, broadcasts.subject_id, broadcasts.lane, broadcasts.started_by,
       broadcasts.started_at, broadcasts.stopped_at,
       EXISTS (SELECT 1 FROM enlistments WHERE enlistments.broadcast_id = broadcasts.id
               AND what = 'send') AS is_enlisting
FROM progress JOIN broadcasts ON broadcasts.id = progress.broadcast_id
"""

_BY_ID = f"{_WATCHED} WHERE progress.broadcast_id = :id"

_RUNNING = f"{_WATCHED} WHERE progress.due_at IS NOT NULL ORDER BY progress.broadcast_id DESC"

_DUE = """
SELECT broadcast_id AS id FROM progress
WHERE due_at IS NOT NULL AND due_at <= :now ORDER BY due_at, broadcast_id
"""

_NEXT = "SELECT MIN(due_at) AS due_at FROM progress WHERE due_at IS NOT NULL"

# Of two who look at once only one writes down what there is to see.
_MOVE_ON = """
UPDATE progress SET due_at = :due_at, calm_until_at = :calm_until_at, cards_sent = :cards_sent,
                    card = :card, samples = :samples
WHERE broadcast_id = :id AND due_at = :was_due_at
"""

_HURRY = """
UPDATE progress SET due_at = :now
WHERE due_at IS NOT NULL AND due_at > :now AND (:id IS NULL OR broadcast_id = :id)
"""


def watch(tx: Tx, broadcast_id: int, people: Collection[int | None], *, now: datetime) -> None:
    """Let these people see how far a broadcast is, from now until it is over; None is nobody.

    Call it once, in the transaction that starts the broadcast.
    """
    tx.run(_WATCH, {"id": broadcast_id, "now": to_micros(now)})
    found = sorted({person for person in people if person is not None})
    tx.many(_ADD_WATCHER, [{"id": broadcast_id, "person_id": person} for person in found])
    tx.ring(BELL)


def watchers(tx: Tx, broadcast_id: int) -> list[int]:
    """Return who watches a broadcast that is not over."""
    return [row["person_id"] for row in tx.all(_WATCHERS, {"id": broadcast_id})]


def by_id(tx: Tx, broadcast_id: int) -> Watched | None:
    """Return a broadcast that is or was watched, None when it never was."""
    row = tx.one(_BY_ID, {"id": broadcast_id})
    return _watched(row) if row else None


def running(tx: Tx) -> list[Watched]:
    """Return the watched broadcasts that are not over, newest first."""
    return [_watched(row) for row in tx.all(_RUNNING)]


def due(tx: Tx, *, now: datetime) -> list[int]:
    """Return the broadcasts at which to look now, the most overdue first."""
    return [row["id"] for row in tx.all(_DUE, {"now": to_micros(now)})]


def next_due(tx: Tx) -> datetime | None:
    """Return when to look at any broadcast next, None when none is on its way."""
    row = tx.one(_NEXT)
    return from_micros(row["due_at"]) if row and row["due_at"] is not None else None


def hurry(tx: Tx, broadcast_id: int | None = None, *, now: datetime) -> None:
    """Let the cards of a broadcast be looked at now, without a number those of all: something
    happened that is news."""
    if tx.run(_HURRY, {"id": broadcast_id, "now": to_micros(now)}):
        tx.ring(BELL)


def move_on(tx: Tx, was: Watched, now_is: Watched) -> bool:
    """Write down what was found at a look; return False when somebody else has looked since.

    Once it is over nobody watches it any more.
    """
    if was.due is None:
        return False
    moved = tx.run(
        _MOVE_ON,
        {
            "id": was.broadcast_id,
            "was_due_at": to_micros(was.due),
            "due_at": to_micros(now_is.due) if now_is.due else None,
            "calm_until_at": to_micros(now_is.calm_until),
            "cards_sent": int(now_is.cards_sent),
            "card": to_json(now_is.card) if now_is.card else "",
            "samples": json.dumps([[to_micros(at), gone] for at, gone in now_is.samples]),
        },
    )
    return moved > 0


def drop_watchers(tx: Tx, broadcast_id: int) -> None:
    """Forget who watched a broadcast: it is over."""
    tx.run(_DROP_WATCHERS, {"id": broadcast_id})


def _watched(row: Row) -> Watched:
    return Watched(
        broadcast_id=row["broadcast_id"],
        kind=row["kind"],
        subject_id=row["subject_id"],
        lane=Lane(row["lane"]),
        started_by=row["started_by"],
        started_at=from_micros(row["started_at"]),
        is_stopped=row["stopped_at"] is not None,
        due=from_micros(row["due_at"]) if row["due_at"] is not None else None,
        calm_until=from_micros(row["calm_until_at"]),
        cards_sent=bool(row["cards_sent"]),
        card=from_json(row["card"]) if row["card"] else None,
        samples=tuple(Sample(from_micros(at), gone) for at, gone in json.loads(row["samples"])),
        is_enlisting=bool(row["is_enlisting"]),
    )
