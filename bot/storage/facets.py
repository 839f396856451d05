"""What an audience can be chosen by, with how many people that is: of those who can be written to,
on the sides that somebody may address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.audiences import ROLES
from bot.domain.clocktime import to_micros
from bot.domain.messages import Words
from bot.domain.people import AUDIENCE_SIDES, Audience, Side
from bot.domain.volunteers import SKILLS
from bot.language.cities import same_city
from bot.storage import events
from bot.storage.database import Tx

_REACHABLE = """
people.stopped_at IS NULL
  AND COALESCE(people.side, 'unsaid') IN (:side_1, :side_2, :side_3, :side_4)
  AND EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id
              AND addresses.reachable = 1)
"""

_BY_SIDE = f"""
SELECT COALESCE(people.side, 'unsaid') AS value, COUNT(*) AS n FROM people
WHERE {_REACHABLE} GROUP BY COALESCE(people.side, 'unsaid')
"""  # noqa: S608 - a statement within a statement, no values

_BY_COUNTRY = f"""
SELECT people.country AS value, COUNT(*) AS n FROM people
WHERE people.country IS NOT NULL AND {_REACHABLE}
GROUP BY people.country ORDER BY COUNT(*) DESC, people.country
"""  # noqa: S608 - a statement within a statement, no values

_BY_CITY = f"""
SELECT people.city AS value, COUNT(*) AS n FROM people
WHERE people.city IS NOT NULL AND people.city <> '' AND {_REACHABLE}
GROUP BY people.city ORDER BY COUNT(*) DESC, people.city
"""  # noqa: S608 - a statement within a statement, no values

_BY_LANGUAGE = f"""
SELECT people.language AS value, COUNT(*) AS n FROM people
WHERE {_REACHABLE} GROUP BY people.language ORDER BY COUNT(*) DESC, people.language
"""  # noqa: S608 - a statement within a statement, no values

_COORDINATORS = f"""
SELECT COUNT(*) AS n FROM people
WHERE {_REACHABLE}
  AND EXISTS (SELECT 1 FROM roles WHERE roles.person_id = people.id
              AND roles.role = 'coordinator' AND roles.revoked_at IS NULL)
"""  # noqa: S608 - a statement within a statement, no values

_VOLUNTEERS = f"""
SELECT volunteers.skills AS skills FROM volunteers
JOIN people ON people.id = volunteers.person_id
WHERE volunteers.state = 'confirmed' AND {_REACHABLE}
"""  # noqa: S608 - a statement within a statement, no values

_BY_EVENT = f"""
SELECT sign_ups.event_id AS value, COUNT(*) AS n FROM sign_ups
JOIN events ON events.id = sign_ups.event_id
JOIN people ON people.id = sign_ups.person_id
WHERE events.state <> 'draft' AND events.starts_at > :since AND sign_ups.answer <> 'no'
  AND {_REACHABLE}
GROUP BY sign_ups.event_id, events.starts_at ORDER BY events.starts_at DESC, sign_ups.event_id
"""  # noqa: S608 - a statement within a statement, no values

_UNSEEN = f"""
SELECT COUNT(*) AS n FROM people WHERE people.seen_at <= :since AND {_REACHABLE}
"""  # noqa: S608 - a statement within a statement, no values

RECENT = timedelta(days=90)
"""So long after an event those who signed up to it are offered as an audience."""

UNSEEN_DAYS = (7, 30, 90, 180)
"""Offered as buttons; every other number can be typed."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One value by which people can be chosen; `title` is what an event is called."""

    value: str
    n: int
    title: Words | None = None


def facets(tx: Tx, kind: str, *, sides: Collection[Side], now: datetime) -> list[Facet]:
    """Return the values of a kind that some people have, most people first; every side, role and
    number of days, whether anybody fits or not."""
    within = _within(sides)
    match kind:
        case "side":
            return _sides({row["value"]: row["n"] for row in tx.all(_BY_SIDE, within)}, sides)
        case "country":
            return [Facet(row["value"], row["n"]) for row in tx.all(_BY_COUNTRY, within)]
        case "city":
            return _cities(tx, within)
        case "language":
            return [Facet(row["value"], row["n"]) for row in tx.all(_BY_LANGUAGE, within)]
        case "role":
            return _roles(tx, within)
        case "skill":
            return _skills(tx, within)
        case "event":
            return _events(tx, within, now=now)
        case _:
            return _unseen(tx, within, now=now)


def event_titles(tx: Tx, numbers: Collection[int]) -> dict[int, Words]:
    """Return what these events are called; those that do not exist are left out."""
    found = {number: events.by_id(tx, number) for number in numbers}
    return {number: event.title for number, event in found.items() if event is not None}


def _sides(counts: Mapping[str, int], sides: Collection[Side]) -> list[Facet]:
    return [
        Facet(audience, sum(counts.get(side, 0) for side in AUDIENCE_SIDES[audience]))
        for audience in (Audience.NORTH, Audience.SOUTH)
        if set(AUDIENCE_SIDES[audience]) <= set(sides)
    ]


def _cities(tx: Tx, within: Mapping[str, str]) -> list[Facet]:
    """Return the cities as most people there write them, in either script."""
    found: list[Facet] = []
    for row in tx.all(_BY_CITY, within):
        place = next((n for n, it in enumerate(found) if same_city(it.value, row["value"])), None)
        if place is None:
            found.append(Facet(row["value"], row["n"]))
        else:
            found[place] = Facet(found[place].value, found[place].n + row["n"])
    return sorted(found, key=lambda facet: (-facet.n, facet.value))


def _roles(tx: Tx, within: Mapping[str, str]) -> list[Facet]:
    coordinators = tx.one(_COORDINATORS, within)
    counts = {
        "coordinator": coordinators["n"] if coordinators else 0,
        "volunteer": len(tx.all(_VOLUNTEERS, within)),
    }
    return [Facet(role, counts[role]) for role in ROLES]


def _skills(tx: Tx, within: Mapping[str, str]) -> list[Facet]:
    offered = [set(row["skills"].split(",")) for row in tx.all(_VOLUNTEERS, within)]
    counts = {skill: sum(skill in one for one in offered) for skill in SKILLS}
    return [Facet(skill, n) for skill, n in counts.items() if n]


def _events(tx: Tx, within: Mapping[str, str], *, now: datetime) -> list[Facet]:
    rows = tx.all(_BY_EVENT, {**within, "since": to_micros(now - RECENT)})
    titles = event_titles(tx, [row["value"] for row in rows])
    return [Facet(str(row["value"]), row["n"], titles.get(row["value"])) for row in rows]


def _unseen(tx: Tx, within: Mapping[str, str], *, now: datetime) -> list[Facet]:
    found = []
    for days in UNSEEN_DAYS:
        row = tx.one(_UNSEEN, {**within, "since": to_micros(now - timedelta(days=days))})
        found.append(Facet(str(days), row["n"] if row else 0))
    return found


def _within(sides: Collection[Side]) -> dict[str, str]:
    listed = [*sides][:4]
    return {f"side_{n + 1}": listed[min(n, len(listed) - 1)] for n in range(4)}
