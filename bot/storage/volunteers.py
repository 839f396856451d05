"""Volunteers, as they are kept."""

from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.domain.people import Side
from bot.domain.volunteers import Standing, Volunteer
from bot.storage.database import Row, Tx

_COLUMNS = """
SELECT volunteers.*, people.name, people.side FROM volunteers
JOIN people ON people.id = volunteers.person_id
"""

_ONE = _COLUMNS + "WHERE volunteers.person_id = :person_id"

_ROSTER = (
    _COLUMNS
    + """
WHERE volunteers.state IN ('offered', 'confirmed')
  AND (people.side NOT IN ('north', 'south') OR people.side IS NULL
       OR people.side IN (:side_1, :side_2))
ORDER BY CASE volunteers.state WHEN 'offered' THEN 0 ELSE 1 END, volunteers.offered_at
"""
)

_OFFER = """
INSERT INTO volunteers (person_id, skills, languages, country, hours, state, offered_at)
VALUES (:person_id, :skills, :languages, :country, :hours, 'offered', :now)
ON CONFLICT (person_id) DO UPDATE SET
    skills = excluded.skills, languages = excluded.languages, country = excluded.country,
    hours = excluded.hours, offered_at = excluded.offered_at,
    state = CASE volunteers.state WHEN 'confirmed' THEN 'confirmed' ELSE 'offered' END
"""

_DECIDE = """
UPDATE volunteers SET state = :state, trusted = :trusted, decided_by = :by, decided_at = :now,
    for_north = COALESCE((SELECT 1 FROM roles WHERE person_id = :by AND role = 'coordinator'
                          AND side = 'north' AND revoked_at IS NULL), 0),
    for_south = COALESCE((SELECT 1 FROM roles WHERE person_id = :by AND role = 'coordinator'
                          AND side = 'south' AND revoked_at IS NULL), 0)
WHERE person_id = :person_id AND state = 'offered'
"""

_END = """
UPDATE volunteers SET state = :state, trusted = 0, decided_at = :now
WHERE person_id = :person_id AND state IN ('offered', 'confirmed')
"""


def one(tx: Tx, person_id: int) -> Volunteer | None:
    """Return the volunteer, whatever their standing."""
    row = tx.one(_ONE, {"person_id": person_id})
    return _volunteer(row) if row else None


def roster(tx: Tx, sides: frozenset[Side]) -> list[Volunteer]:
    """Return who offered or is confirmed for these sides, those who wait first.

    Who said both, or nothing, is on every roster.
    """
    given = [side.value for side in sorted(sides)] or [""]
    rows = tx.all(_ROSTER, {"side_1": given[0], "side_2": given[-1]})
    return [_volunteer(row) for row in rows]


def offer(
    tx: Tx,
    person_id: int,
    *,
    skills: str,
    languages: str,
    country: str | None,
    hours: str,
    now: datetime,
) -> None:
    """Keep an offer; who is confirmed stays so with the new particulars."""
    tx.run(
        _OFFER,
        {
            "person_id": person_id,
            "skills": skills,
            "languages": languages,
            "country": country,
            "hours": hours,
            "now": to_micros(now),
        },
    )


def decide(
    tx: Tx, person_id: int, standing: Standing, *, trusted: bool, by: int | None, now: datetime
) -> bool:
    """Confirm or decline who waits; return False when somebody has decided before."""
    values = {
        "person_id": person_id,
        "state": standing,
        "trusted": int(trusted),
        "by": by,
        "now": to_micros(now),
    }
    return tx.run(_DECIDE, values) > 0


def end(tx: Tx, person_id: int, standing: Standing, *, now: datetime) -> bool:
    """Let somebody leave, or end it; return False when they were no volunteer."""
    values = {"person_id": person_id, "state": standing, "now": to_micros(now)}
    return tx.run(_END, values) > 0


def _volunteer(row: Row) -> Volunteer:
    return Volunteer(
        person_id=row["person_id"],
        name=row["name"],
        side=Side(row["side"]) if row["side"] else None,
        country=row["country"],
        skills=_parts(row["skills"]),
        languages=_parts(row["languages"]),
        hours=_parts(row["hours"]),
        standing=Standing(row["state"]),
        trusted=bool(row["trusted"]),
    )


def _parts(words: str) -> tuple[str, ...]:
    return tuple(filter(None, words.split(",")))
