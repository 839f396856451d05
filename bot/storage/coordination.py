"""Roles, one-time codes, the audit and the ledger of broadcasts, as they are kept."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.clocktime import to_micros
from bot.domain.people import Side
from bot.storage.database import Row, Tx

_ADD_CODE = """
INSERT INTO codes (code, kind, facts, person_id, created_at, expires_at)
VALUES (:code, :kind, :facts, :person_id, :now, :expires_at)
"""

_CODE = """
SELECT code, kind, facts, person_id, expires_at, used_at, used_by FROM codes
WHERE code = :code AND kind = :kind
"""

_USE_CODE = """
UPDATE codes SET used_at = :now, used_by = :person_id
WHERE code = :code AND used_at IS NULL AND expires_at > :now
"""

_APPOINT = """
INSERT INTO roles (person_id, role, side, granted_by, granted_at)
SELECT :person_id, 'coordinator', :side, :by, :now
WHERE NOT EXISTS (SELECT 1 FROM roles WHERE person_id = :person_id AND role = 'coordinator'
                  AND side = :side AND revoked_at IS NULL)
"""

_DISMISS = """
UPDATE roles SET revoked_at = :now
WHERE person_id = :person_id AND role = 'coordinator' AND side = :side AND revoked_at IS NULL
"""

_HOLDERS = """
SELECT roles.person_id, roles.side, people.name
FROM roles JOIN people ON people.id = roles.person_id
WHERE roles.role = 'coordinator' AND roles.revoked_at IS NULL
ORDER BY roles.side, roles.granted_at, roles.id
"""

_NOTE = """
INSERT INTO audit (person_id, action, subject, noted_at)
VALUES (:person_id, :action, :subject, :now)
"""

_BROADCASTS = """
SELECT id, kind, started_at, stopped_at FROM broadcasts
WHERE kind <> 'case' ORDER BY id DESC LIMIT :limit
"""

_BROADCAST = "SELECT id, kind, subject_id, started_at, stopped_at FROM broadcasts WHERE id = :id"


def add_code(
    tx: Tx,
    code: str,
    kind: str,
    facts: Mapping[str, Any],
    *,
    person_id: int | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Keep a one-time code with what it stands for."""
    tx.run(
        _ADD_CODE,
        {
            "code": code,
            "kind": kind,
            "facts": json.dumps(dict(facts)),
            "person_id": person_id,
            "now": to_micros(now),
            "expires_at": to_micros(expires_at),
        },
    )


def code(tx: Tx, code: str, kind: str) -> Row | None:
    """Return the code, whether used or not, or None."""
    return tx.one(_CODE, {"code": code, "kind": kind})


def use_code(tx: Tx, code: str, *, person_id: int, now: datetime) -> bool:
    """Use the code up; return False when it was used or is over."""
    return tx.run(_USE_CODE, {"code": code, "person_id": person_id, "now": to_micros(now)}) > 0


def appoint(tx: Tx, person_id: int, side: Side, *, by: int | None, now: datetime) -> bool:
    """Make the person a coordinator of `side`; return False when they are already."""
    values = {"person_id": person_id, "side": side, "by": by, "now": to_micros(now)}
    return tx.run(_APPOINT, values) > 0


def dismiss(tx: Tx, person_id: int, side: Side, *, now: datetime) -> bool:
    """End the person's role for `side`; return False when they do not hold it."""
    return tx.run(_DISMISS, {"person_id": person_id, "side": side, "now": to_micros(now)}) > 0


def holders(tx: Tx) -> list[Row]:
    """Return who coordinates what: person_id, side, name."""
    return tx.all(_HOLDERS)


def note(tx: Tx, person_id: int | None, action: str, subject: str, *, now: datetime) -> None:
    """Write into the audit who did what; numbers only."""
    values = {"person_id": person_id, "action": action, "subject": subject, "now": to_micros(now)}
    tx.run(_NOTE, values)


def broadcasts(tx: Tx, *, limit: int) -> list[Row]:
    """Return the latest broadcasts, newest first: id, kind, started_at, stopped_at."""
    return tx.all(_BROADCASTS, {"limit": limit})


def broadcast(tx: Tx, broadcast_id: int) -> Row | None:
    """Return one broadcast: id, kind, subject_id, started_at, stopped_at."""
    return tx.one(_BROADCAST, {"id": broadcast_id})
