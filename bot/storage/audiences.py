"""Who is in a selection, how many, and in which order they are written to.

Everything here takes as long as reading the whole community does (a tenth of a second for
100,000 people): it is for readers, and for the writer only where the community is small.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.audiences import Selection
from bot.domain.clocktime import to_micros
from bot.domain.people import AUDIENCE_SIDES, Side
from bot.language.cities import same_city
from bot.storage.database import Tx

PLACES = 8
"""A place in line is a person's number times this, plus their rank."""

UNREACHABLE = PLACES - 1
"""The rank of those who cannot be written to; they stand in the ledger all the same."""

_REACHABLE = """EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id
                    AND addresses.reachable = 1)"""

_COUNT = """
SELECT people.language AS language, COALESCE(people.side, 'unsaid') AS side, COUNT(*) AS n
FROM people
WHERE people.stopped_at IS NULL
  AND EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id
              AND addresses.reachable = 1)
  AND """

_COUNT_BY = " GROUP BY people.language, COALESCE(people.side, 'unsaid')"

# One string instead of a row for each person: to make 100,000 rows of it would hold up whoever
# waits for the interpreter. An aggregate takes its rows in the order of the query within.
_IN_ORDER = "SELECT json_group_array(id * 8 + rank) AS line FROM (SELECT people.id, "

_IN_ORDER_OF = " AS rank FROM people WHERE people.stopped_at IS NULL AND "

_WHO_HAS_NOTHING_YET = """
  AND people.id NOT IN (SELECT person_id FROM deliveries
                        WHERE broadcast_id = :broadcast_id AND action = 'send'
                          AND person_id IS NOT NULL)"""

_LAST_SEEN_FIRST = " ORDER BY rank, people.seen_at DESC, people.id)"

_CITIES = "SELECT DISTINCT city FROM people WHERE city IS NOT NULL"

_NOBODY = "1 = 0"

# Each is said of `people`; `{n}` tells the values of a selection from those of one within it.
_KINDS = {
    "audiences": "COALESCE(people.side, 'unsaid') IN (SELECT value FROM json_each(:audiences_{n}))",
    "countries": "people.country IN (SELECT value FROM json_each(:countries_{n}))",
    "cities": "people.city IN (SELECT value FROM json_each(:cities_{n}))",
    "languages": "people.language IN (SELECT value FROM json_each(:languages_{n}))",
    "roles": """people.id IN (
    SELECT person_id FROM roles WHERE role = 'coordinator' AND revoked_at IS NULL
      AND 'coordinator' IN (SELECT value FROM json_each(:roles_{n}))
    UNION SELECT person_id FROM volunteers WHERE state = 'confirmed'
      AND 'volunteer' IN (SELECT value FROM json_each(:roles_{n})))""",
    "skills": """people.id IN (
    SELECT person_id FROM volunteers JOIN json_each(:skills_{n}) AS skill
    ON ',' || REPLACE(volunteers.skills, ' ', '') || ',' LIKE '%,' || skill.value || ',%'
    WHERE state = 'confirmed')""",
    "events": """people.id IN (
    SELECT person_id FROM sign_ups WHERE answer IN ('going', 'maybe', 'waiting')
      AND event_id IN (SELECT value FROM json_each(:events_{n})))""",
    "unseen_days": "people.seen_at <= :unseen_days_{n}",
}


def count(tx: Tx, selection: Selection, *, now: datetime) -> dict[tuple[str, Side], int]:
    """Return how many people of a selection can be written to, by language and side."""
    words, values = _condition(tx, selection, now)
    rows = tx.all(f"{_COUNT}{words}{_COUNT_BY}", values)
    return {(row["language"], Side(row["side"])): row["n"] for row in rows}


def overlap(tx: Tx, one: Selection, other: Selection, *, now: datetime) -> int:
    """Return how many people who can be written to are in both of two selections."""
    words, values = _condition(tx, one, now, name="one")
    others, more = _condition(tx, other, now, name="other")
    rows = tx.all(f"{_COUNT}{words} AND {others}{_COUNT_BY}", {**values, **more})
    return sum(int(row["n"]) for row in rows)


def in_order(
    tx: Tx,
    selection: Selection,
    *,
    now: datetime,
    firsts: Sequence[Selection] = (),
    broadcast_id: int | None = None,
) -> list[str]:
    """Return the places in line of a selection, who cannot be written to among them (`PLACES`).

    Who is in the first of `firsts` comes first, with rank 0, then the others by last seen, with
    as high a rank as there are `firsts`. Who stands in `broadcast_id` already is left out, and
    so is who has stopped the bot.
    """
    words, values = _condition(tx, selection, now)
    rank, ranked = _rank(tx, firsts, now)
    row = tx.one(
        f"{_IN_ORDER}{rank}{_IN_ORDER_OF}{words}{_WHO_HAS_NOTHING_YET}{_LAST_SEEN_FIRST}",
        {**values, **ranked, "broadcast_id": broadcast_id},
    )
    return places(row["line"] if row else None)


def places(line: str | None) -> list[str]:
    """Return the places that a JSON list of them holds, as they stand in it."""
    inner = (line or "[]")[1:-1]
    return inner.split(",") if inner else []


def _rank(tx: Tx, firsts: Sequence[Selection], now: datetime) -> tuple[str, dict[str, object]]:
    if len(firsts) >= UNREACHABLE:
        raise ValueError(f"no more than {UNREACHABLE - 1} may come first")
    cases, values = [], {}
    for number, first in enumerate(firsts):
        words, more = _condition(tx, first, now, name=f"first{number}")
        cases.append(f"WHEN {words} THEN {number}")
        values.update(more)
    reached = f"WHEN NOT {_REACHABLE} THEN {UNREACHABLE}"
    return f"CASE {' '.join([reached, *cases])} ELSE {len(firsts)} END", values


def _condition(
    tx: Tx, selection: Selection, now: datetime, *, name: str = "in"
) -> tuple[str, dict[str, object]]:
    """Return what is true of the people of a selection, with its values."""
    if selection.is_empty:
        return _NOBODY, {}
    named = {kind: value for kind, value in _values(tx, selection, now).items() if value}
    words = [_KINDS[kind].replace("{n}", name) for kind in named]
    values = {f"{kind}_{name}": value for kind, value in named.items()}
    for number, without in enumerate(selection.without):
        other, more = _condition(tx, without, now, name=f"{name}_{number}")
        # Of who said no country it is unknown whether they live in one: they are not left out.
        words.append(f"{other} IS NOT TRUE")
        values.update(more)
    return f"({' AND '.join(words or ['1 = 1'])})", values


def _values(tx: Tx, selection: Selection, now: datetime) -> dict[str, object]:
    """Return the values of each kind as its statement takes them, None where it is not named."""
    days = selection.unseen_days
    lists: dict[str, Sequence[object]] = {
        "audiences": _sides(selection),
        "countries": [code.upper() for code in selection.countries],
        "cities": _cities(tx, selection.cities),
        "languages": selection.languages,
        "roles": selection.roles,
        "skills": selection.skills,
        "events": selection.events,
    }
    return {
        **{
            kind: json.dumps([*values]) if getattr(selection, kind) else None
            for kind, values in lists.items()
        },
        "unseen_days": to_micros(now - timedelta(days=days)) if days is not None else None,
    }


def _sides(selection: Selection) -> list[Side]:
    sides = {side for audience in selection.audiences for side in AUDIENCE_SIDES[audience]}
    return sorted(sides | {Side.UNSAID} if selection.with_unsaid else sides)


def _cities(tx: Tx, wanted: Sequence[str]) -> list[str]:
    """Return the names of cities that people have given and that mean one of these."""
    if not wanted:
        return []
    given = [row["city"] for row in tx.all(_CITIES)]
    return [city for city in given if any(same_city(city, one) for one in wanted)]
