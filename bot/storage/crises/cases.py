"""Cases, one person's request for help each, as they are kept."""

from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.crises.cases import DELICATE, Case, CaseState, Kind
from bot.domain.people import Person, Side
from bot.storage.database import Row, Tx

_BY_ID = "SELECT * FROM cases WHERE id = :id"

_OF = "SELECT * FROM cases WHERE person_id = :person_id AND state IN ('open', 'taken')"

_ADD = """
INSERT INTO cases (person_id, alert_id, kind, shown_name, country, side, state, opened_at)
VALUES (:person_id, :alert_id, 'unsaid', :shown_name, :country, :side, 'open', :now)
RETURNING id
"""

_TAKEN_BY = "SELECT * FROM cases WHERE taken_by = :person_id AND state = 'taken' ORDER BY id"

_SAY_KIND = "UPDATE cases SET kind = :kind WHERE id = :id AND state IN ('open', 'taken')"

_SAY_WORDS = "UPDATE cases SET words = :words WHERE id = :id AND state IN ('open', 'taken')"

_TAKE = """
UPDATE cases SET state = 'taken', taken_by = :by, taken_at = :now WHERE id = :id AND state = 'open'
"""

_GIVE_BACK = """
UPDATE cases SET state = 'open', taken_by = NULL, taken_at = NULL
WHERE id = :id AND state = 'taken'
"""

# What was needed is nobody's business once it is over.
_END = """
UPDATE cases SET state = :state, closed_at = :now, words = '', shown_name = ''
WHERE id = :id AND state IN ('open', 'taken')
"""

_ADD_STEP = """
INSERT INTO case_steps (case_id, step, person_id, taken_at)
VALUES (:case_id, :step, :person_id, :now)
"""

# A volunteer confirmed by a coordinator of that side; for both and not said, any confirmed one.
_WHO_MAY_HELP = """
SELECT volunteers.person_id AS id FROM volunteers
JOIN people ON people.id = volunteers.person_id
WHERE volunteers.state = 'confirmed' AND people.stopped_at IS NULL
  AND volunteers.person_id <> :person_id
  AND (:delicate = 0 OR volunteers.trusted = 1)
  AND CASE :side WHEN 'north' THEN for_north WHEN 'south' THEN for_south ELSE 1 END = 1
  AND (:reachable = 0 OR EXISTS (
        SELECT 1 FROM addresses WHERE addresses.person_id = volunteers.person_id
        AND addresses.reachable = 1))
ORDER BY CASE WHEN volunteers.country = :country THEN 0 ELSE 1 END, volunteers.person_id
"""

_REFUSED = """
SELECT 1 FROM case_steps WHERE case_id = :id AND person_id = :person_id AND step = 'refused'
"""

_CLIMBING = """
SELECT 1 FROM escalations WHERE kind = 'case' AND case_id = :id AND state = 'waiting'
"""

_HAS_STEP = "SELECT 1 FROM case_steps WHERE case_id = :id AND step = :step"

_NEXT = "SELECT MIN(due_at) AS due_at FROM escalations WHERE state = 'waiting' AND kind = 'case'"


def by_id(tx: Tx, case_id: int) -> Case | None:
    """Return one case."""
    row = tx.one(_BY_ID, {"id": case_id})
    return _case(row) if row else None


def of(tx: Tx, person_id: int) -> Case | None:
    """Return the person's case that is open or taken."""
    row = tx.one(_OF, {"person_id": person_id})
    return _case(row) if row else None


def add(tx: Tx, person: Person, *, alert_id: int | None, now: datetime) -> Case:
    """Add an open case; the person must have none that is open or taken."""
    row = tx.one(
        _ADD,
        {
            "person_id": person.id,
            "alert_id": alert_id,
            "shown_name": person.name or "",
            "country": person.country,
            "side": person.side or Side.UNSAID,
            "now": to_micros(now),
        },
    )
    assert row is not None
    note(tx, row["id"], "opened", by=person.id, now=now)
    added = by_id(tx, row["id"])
    assert added is not None
    return added


def taken_by(tx: Tx, person_id: int) -> list[Case]:
    """Return the cases that are in the hands of a volunteer, the oldest first."""
    return [_case(row) for row in tx.all(_TAKEN_BY, {"person_id": person_id})]


def say_kind(tx: Tx, case_id: int, kind: Kind) -> None:
    """Keep what kind of help is needed."""
    tx.run(_SAY_KIND, {"id": case_id, "kind": kind})


def say_words(tx: Tx, case_id: int, words: str) -> None:
    """Keep what the person writes about it; erased when the case ends."""
    tx.run(_SAY_WORDS, {"id": case_id, "words": words})


def take(tx: Tx, case_id: int, *, by: int, now: datetime) -> bool:
    """Give the case to `by`; return False when it is not open any more."""
    return tx.run(_TAKE, {"id": case_id, "by": by, "now": to_micros(now)}) > 0


def give_back(tx: Tx, case_id: int) -> bool:
    """Open a taken case again; return False when it was not taken."""
    return tx.run(_GIVE_BACK, {"id": case_id}) > 0


def end(tx: Tx, case_id: int, state: CaseState, *, now: datetime) -> bool:
    """Close or withdraw the case and erase its words; return False when it was over."""
    return tx.run(_END, {"id": case_id, "state": state, "now": to_micros(now)}) > 0


def note(tx: Tx, case_id: int, step: str, *, by: int | None, now: datetime) -> None:
    """Write down a step of the case: who and when."""
    values = {"case_id": case_id, "step": step, "person_id": by, "now": to_micros(now)}
    tx.run(_ADD_STEP, values)


def was_refused(tx: Tx, case_id: int, person_id: int) -> bool:
    """Return whether the person in need asked for somebody else than this volunteer."""
    return tx.one(_REFUSED, {"id": case_id, "person_id": person_id}) is not None


def has_step(tx: Tx, case_id: int, step: str) -> bool:
    """Return whether the step has been written down."""
    return tx.one(_HAS_STEP, {"id": case_id, "step": step}) is not None


def is_climbing(tx: Tx, case_id: int) -> bool:
    """Return whether the hour at which the case climbs is set already."""
    return tx.one(_CLIMBING, {"id": case_id}) is not None


def who_may_help(tx: Tx, case: Case, *, reachable: bool = False) -> list[int]:
    """Return the volunteers who may help, those in the person's country first; with `reachable`
    only those to whom the bot can write."""
    return [
        int(row["id"])
        for row in tx.all(
            _WHO_MAY_HELP,
            {
                "person_id": case.person_id,
                "side": case.side,
                "country": case.country,
                "delicate": int(case.kind in DELICATE),
                "reachable": int(reachable),
            },
        )
    ]


def next_climb(tx: Tx) -> datetime | None:
    """Return when the next case climbs."""
    row = tx.one(_NEXT)
    return from_micros(row["due_at"]) if row and row["due_at"] is not None else None


def _case(row: Row) -> Case:
    return Case(
        id=row["id"],
        person_id=row["person_id"],
        kind=Kind(row["kind"]),
        words=row["words"],
        shown_name=row["shown_name"],
        country=row["country"],
        side=Side(row["side"]),
        state=CaseState(row["state"]),
        taken_by=row["taken_by"],
        opened_at=from_micros(row["opened_at"]),
    )
