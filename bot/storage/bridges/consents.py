"""Who agreed to be carried over a bridge, since when, and under which name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.domain.people import Side
from bot.storage.database import Tx

_GIVE = """
INSERT INTO bridge_consents (bridge_id, person_id, name, given_at)
SELECT :bridge_id, :person_id, :name, :now
WHERE NOT EXISTS (SELECT 1 FROM bridge_consents WHERE bridge_id = :bridge_id
                  AND person_id = :person_id AND revoked_at IS NULL)
"""

_REVOKE = """
UPDATE bridge_consents SET revoked_at = :now, name = ''
WHERE bridge_id = :bridge_id AND person_id = :person_id AND revoked_at IS NULL
"""

_REVOKE_ALL = """
UPDATE bridge_consents SET revoked_at = :now, name = ''
WHERE bridge_id = :bridge_id AND revoked_at IS NULL
"""

_RENAME = """
UPDATE bridge_consents SET name = :name WHERE person_id = :person_id AND revoked_at IS NULL
"""

_NAME = """
SELECT name FROM bridge_consents
WHERE bridge_id = :bridge_id AND person_id = :person_id AND revoked_at IS NULL
"""

_OF_PERSON = """
SELECT bridge_id, name FROM bridge_consents
WHERE person_id = :person_id AND revoked_at IS NULL ORDER BY bridge_id
"""

_NAMES = """
SELECT addresses.address, bridge_consents.name, bridge_consents.person_id FROM bridge_consents
JOIN addresses ON addresses.person_id = bridge_consents.person_id
WHERE bridge_consents.bridge_id = :bridge_id AND bridge_consents.revoked_at IS NULL
"""

_OTHERS = """
SELECT name FROM bridge_consents
WHERE bridge_id = :bridge_id AND person_id <> :person_id AND revoked_at IS NULL
"""

_COORDINATORS = """
SELECT people.name FROM people WHERE people.name IS NOT NULL AND people.id <> :person_id
AND EXISTS (SELECT 1 FROM roles WHERE roles.person_id = people.id
            AND roles.role = 'coordinator' AND roles.revoked_at IS NULL)
"""

_BY_ADDRESS = """
SELECT bridge_consents.person_id FROM bridge_consents
JOIN addresses ON addresses.person_id = bridge_consents.person_id
WHERE addresses.address = :address AND bridge_consents.bridge_id = :bridge_id
  AND bridge_consents.revoked_at IS NULL
"""

_STANDS = """
SELECT 1 FROM bridge_copies
WHERE bridge_id = :bridge_id AND from_side = :from_side AND remove_at IS NULL
  AND (original = :original OR copy = :copy) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who is carried over: our number of them, and the name that is shown."""

    person_id: int
    name: str


def give(tx: Tx, bridge_id: int, person_id: int, name: str, *, now: datetime) -> bool:
    """Note that the person agrees, from today; return False when they had."""
    values = {"bridge_id": bridge_id, "person_id": person_id, "name": name, "now": to_micros(now)}
    return tx.run(_GIVE, values) == 1


def revoke(tx: Tx, bridge_id: int, person_id: int, *, now: datetime) -> bool:
    """Note that the person takes it back, and forget the name; return False when none was given."""
    values = {"bridge_id": bridge_id, "person_id": person_id, "now": to_micros(now)}
    return tx.run(_REVOKE, values) == 1


def revoke_all(tx: Tx, bridge_id: int, *, now: datetime) -> None:
    """End every consent to a bridge that has ended."""
    tx.run(_REVOKE_ALL, {"bridge_id": bridge_id, "now": to_micros(now)})


def rename(tx: Tx, person_id: int, name: str) -> int:
    """Show the person under this name from now on; return over how many bridges."""
    return tx.run(_RENAME, {"person_id": person_id, "name": name})


def name_of(tx: Tx, bridge_id: int, person_id: int) -> str | None:
    """Return the name under which the person is carried over, None without consent."""
    row = tx.one(_NAME, {"bridge_id": bridge_id, "person_id": person_id})
    return str(row["name"]) if row else None


def of_person(tx: Tx, person_id: int) -> dict[int, str]:
    """Return the bridges that the person agreed to, each with the name that is shown."""
    rows = tx.all(_OF_PERSON, {"person_id": person_id})
    return {row["bridge_id"]: row["name"] for row in rows}


def names_of_others(tx: Tx, bridge_ids: Iterable[int], person_id: int) -> list[str]:
    """Return the names that are somebody else's: on these bridges, or a coordinator's."""
    rows = tx.all(_COORDINATORS, {"person_id": person_id})
    for bridge_id in bridge_ids:
        rows += tx.all(_OTHERS, {"bridge_id": bridge_id, "person_id": person_id})
    return [str(row["name"]) for row in rows if row["name"]]


def voices(tx: Tx, bridge_id: int) -> dict[str, Voice]:
    """Return everybody who is carried over a bridge, by each of their addresses."""
    rows = tx.all(_NAMES, {"bridge_id": bridge_id})
    return {row["address"]: Voice(row["person_id"], row["name"]) for row in rows}


def person_at(tx: Tx, bridge_id: int, address: str) -> int | None:
    """Return our number of the person at an address, if they agree now."""
    row = tx.one(_BY_ADDRESS, {"bridge_id": bridge_id, "address": address})
    return int(row["person_id"]) if row else None


def stands(tx: Tx, bridge_id: int, side: Side, *, original: int = 0, copy: int = 0) -> bool:
    """Tell whether anything of an original of `side`, or in a copy of such, is to stay."""
    values = {"bridge_id": bridge_id, "from_side": side, "original": original, "copy": copy}
    return tx.one(_STANDS, values) is not None
