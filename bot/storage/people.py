"""People, their addresses, consents and roles, as they are kept."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.domain.languages import chosen
from bot.domain.people import AUDIENCE_SIDES, Audience, Person, Side
from bot.storage.database import Row, Tx

_BY_ADDRESS = """
SELECT people.*, addresses.address, addresses.reachable,
       EXISTS (SELECT 1 FROM volunteers WHERE volunteers.person_id = people.id
               AND volunteers.state = 'confirmed') AS is_volunteer
FROM addresses JOIN people ON people.id = addresses.person_id
WHERE addresses.address = :address
"""

_BY_ID = """
SELECT people.*, addresses.address, addresses.reachable,
       EXISTS (SELECT 1 FROM volunteers WHERE volunteers.person_id = people.id
               AND volunteers.state = 'confirmed') AS is_volunteer
FROM people JOIN addresses ON people.id = addresses.person_id
WHERE people.id = :id
ORDER BY addresses.reachable DESC LIMIT 1
"""

_ROLES = """
SELECT side FROM roles WHERE person_id = :id AND role = 'coordinator' AND revoked_at IS NULL
"""

_ADD_PERSON = """
INSERT INTO people (language, created_at, seen_at) VALUES (:language, :now, :now) RETURNING id
"""

_ADD_ADDRESS = """
INSERT INTO addresses (address, person_id, reachable, since_at)
VALUES (:address, :person_id, 0, :now)
"""

# Once an hour is enough for "last seen", and spares a write at each press.
_SEEN = "UPDATE people SET seen_at = :now WHERE id = :id AND seen_at < :now - 3600000000"

_SEEN_SINCE = """
SELECT 1 FROM addresses JOIN people ON people.id = addresses.person_id
WHERE addresses.address = :address AND people.seen_at >= :since
"""

# One statement a column: no statement is built from words.
_CHANGE = {
    "language": "UPDATE people SET language = :value WHERE id = :id",
    "side": "UPDATE people SET side = :value WHERE id = :id",
    "country": "UPDATE people SET country = :value WHERE id = :id",
    "city": "UPDATE people SET city = :value WHERE id = :id",
    "zone": "UPDATE people SET zone = :value WHERE id = :id",
    "calendar": "UPDATE people SET calendar = :value WHERE id = :id",
    "reads": "UPDATE people SET reads = :value WHERE id = :id",
    "name": "UPDATE people SET name = :value WHERE id = :id",
}

_WELCOME = "UPDATE people SET greeted = 1, stopped_at = NULL WHERE id = :id"

_RESUME = "UPDATE people SET stopped_at = NULL WHERE id = :id AND stopped_at IS NOT NULL"

_STOP = "UPDATE people SET stopped_at = :now WHERE id = :id AND stopped_at IS NULL"

_REACHABLE = """
UPDATE addresses SET reachable = :reachable, reason = :reason, since_at = :now
WHERE address = :address AND reachable <> :reachable
"""

_CAN_REACH = "SELECT 1 FROM addresses WHERE person_id = :id AND reachable = 1 LIMIT 1"

# CROSS JOIN keeps the order of the tables (SQLite, "Manual control of query plans"): people come
# by number, and the first who fits ends it.
_NEXT_READER = """
SELECT people.id, addresses.address
FROM people CROSS JOIN addresses ON addresses.person_id = people.id AND addresses.reachable = 1
WHERE people.language = :language AND people.id > :after AND people.stopped_at IS NULL
ORDER BY people.id LIMIT 1
"""

_COORDINATORS = """
SELECT DISTINCT roles.person_id AS id FROM roles
JOIN people ON people.id = roles.person_id
WHERE roles.role = 'coordinator' AND roles.revoked_at IS NULL
  AND roles.side IN (:side_1, :side_2) AND people.stopped_at IS NULL
ORDER BY roles.person_id
"""

_COORDINATORS_IN = """
SELECT DISTINCT roles.person_id AS id FROM roles
JOIN people ON people.id = roles.person_id
WHERE roles.role = 'coordinator' AND roles.revoked_at IS NULL
  AND people.country = :country AND people.stopped_at IS NULL
ORDER BY roles.person_id
"""

_LAST_SIDE = """
SELECT side FROM roles WHERE person_id = :id AND role = 'coordinator' AND revoked_at IS NULL
ORDER BY granted_at DESC, id DESC LIMIT 1
"""

_COUNT = """
SELECT people.language AS language, COALESCE(people.side, 'unsaid') AS side, COUNT(*) AS n
FROM people
WHERE people.stopped_at IS NULL
  AND COALESCE(people.side, 'unsaid') IN (:side_1, :side_2, :side_3, :side_4)
  AND EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id
              AND addresses.reachable = 1)
GROUP BY people.language, COALESCE(people.side, 'unsaid')
"""

_CONSENT = """
INSERT INTO consents (person_id, what, given_at) SELECT :person_id, :what, :now
WHERE NOT EXISTS (SELECT 1 FROM consents WHERE person_id = :person_id AND what = :what
                  AND revoked_at IS NULL)
"""

_REVOKE_CONSENT = """
UPDATE consents SET revoked_at = :now
WHERE person_id = :person_id AND what = :what AND revoked_at IS NULL
"""


def by_address(tx: Tx, address: str, *, owners: Collection[str] = ()) -> Person | None:
    """Return the person at `address`, or None; `owners` are the owners' addresses."""
    row = tx.one(_BY_ADDRESS, {"address": address})
    return _person(tx, row, owners) if row else None


def by_id(tx: Tx, person_id: int, *, owners: Collection[str] = ()) -> Person | None:
    """Return the person numbered `person_id`, at the address where they can be reached."""
    row = tx.one(_BY_ID, {"id": person_id})
    return _person(tx, row, owners) if row else None


def register(tx: Tx, address: str, *, language: str, now: datetime) -> int:
    """Add a person met for the first time at `address`; return their number.

    They count as unreachable until they press Start (`set_reachable`).
    """
    row = tx.one(_ADD_PERSON, {"language": language, "now": to_micros(now)})
    assert row is not None
    tx.run(_ADD_ADDRESS, {"address": address, "person_id": row["id"], "now": to_micros(now)})
    return int(row["id"])


def note_seen(tx: Tx, person_id: int, *, now: datetime) -> None:
    """Write down that the person was there, to the hour."""
    tx.run(_SEEN, {"id": person_id, "now": to_micros(now)})


def seen_since(tx: Tx, address: str, since: datetime) -> bool:
    """Return whether somebody is known at `address` and was noted as seen since then."""
    return tx.one(_SEEN_SINCE, {"address": address, "since": to_micros(since)}) is not None


def change(tx: Tx, person_id: int, what: str, value: str | None) -> None:
    """Set one of a person's settings: language, side, country, city, zone, calendar, reads,
    name."""
    tx.run(_CHANGE[what], {"id": person_id, "value": value})


def welcome(tx: Tx, person_id: int) -> None:
    """Note that the person has been welcomed and wants to hear from the bot."""
    tx.run(_WELCOME, {"id": person_id})


def resume(tx: Tx, person_id: int) -> None:
    """Note that the person wants to hear from the bot again."""
    tx.run(_RESUME, {"id": person_id})


def stop(tx: Tx, person_id: int, *, now: datetime) -> None:
    """Note that the person wants nothing more."""
    tx.run(_STOP, {"id": person_id, "now": to_micros(now)})


def set_reachable(
    tx: Tx, address: str, *, reachable: bool, reason: str | None, now: datetime
) -> None:
    """Write down whether the bot may write to `address`, and since when."""
    tx.run(
        _REACHABLE,
        {"address": address, "reachable": int(reachable), "reason": reason, "now": to_micros(now)},
    )


def can_reach(tx: Tx, person_id: int) -> bool:
    """Return whether the bot may write to the person now."""
    return tx.one(_CAN_REACH, {"id": person_id}) is not None


def coordinators(tx: Tx, audience: Audience) -> list[int]:
    """Return the numbers of those who coordinate a side (of both, for everybody)."""
    sides = {
        Audience.NORTH: (Side.NORTH, Side.NORTH),
        Audience.SOUTH: (Side.SOUTH, Side.SOUTH),
        Audience.EVERYBODY: (Side.NORTH, Side.SOUTH),
    }[audience]
    return [row["id"] for row in tx.all(_COORDINATORS, {"side_1": sides[0], "side_2": sides[1]})]


def coordinators_for(tx: Tx, side: Side | None, country: str | None) -> list[int]:
    """Return who coordinates somebody of that side; of somebody who said both or nothing, the
    coordinators in their country, else all."""
    if side in (Side.NORTH, Side.SOUTH):
        return coordinators(tx, Audience(side))
    near = [row["id"] for row in tx.all(_COORDINATORS_IN, {"country": country})]
    return near or coordinators(tx, Audience.EVERYBODY)


def side_granted_last(tx: Tx, person_id: int) -> Side | None:
    """Return the side for which a coordinator counts where sides must agree."""
    row = tx.one(_LAST_SIDE, {"id": person_id})
    return Side(row["side"]) if row else None


def count(tx: Tx, audience: Audience, *, with_unsaid: bool = False) -> dict[tuple[str, Side], int]:
    """Return how many people a message to an audience would go out to now, by language and side.

    Who cannot be written to (blocked, deactivated, never started) is not promised a message;
    `outbox.enlist` writes them down as skipped.
    """
    sides = AUDIENCE_SIDES[audience] + ((Side.UNSAID,) if with_unsaid else ())
    values = {f"side_{n}": sides[n - 1] if n <= len(sides) else sides[0] for n in (1, 2, 3, 4)}
    return {(row["language"], Side(row["side"])): row["n"] for row in tx.all(_COUNT, values)}


def give_consent(tx: Tx, person_id: int, what: str, *, now: datetime) -> None:
    """Write down that the person agrees to `what`, from today."""
    tx.run(_CONSENT, {"person_id": person_id, "what": what, "now": to_micros(now)})


def next_reader(tx: Tx, *, language: str, after: int) -> tuple[int, str] | None:
    """Return the next person after that number who reads the bot in `language` and can be written
    to, with their address; None when there is nobody left."""
    row = tx.one(_NEXT_READER, {"language": language, "after": after})
    return (row["id"], row["address"]) if row else None


def revoke_consent(tx: Tx, person_id: int, what: str, *, now: datetime) -> None:
    """Write down that the person takes the agreement to `what` back."""
    tx.run(_REVOKE_CONSENT, {"person_id": person_id, "what": what, "now": to_micros(now)})


def _person(tx: Tx, row: Row, owners: Collection[str]) -> Person:
    return Person(
        id=row["id"],
        address=row["address"],
        language=row["language"],
        side=Side(row["side"]) if row["side"] else None,
        country=row["country"],
        city=row["city"],
        zone=row["zone"],
        calendar=row["calendar"],
        reads=chosen(row["reads"], row["language"]),
        name=row["name"],
        coordinates=frozenset(Side(role["side"]) for role in tx.all(_ROLES, {"id": row["id"]})),
        is_owner=row["address"] in owners,
        is_volunteer=bool(row["is_volunteer"]),
        greeted=bool(row["greeted"]),
        may_write=bool(row["reachable"]),
    )
