"""Drafts of forms, as they are kept."""

from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.storage.database import Row, Tx

_ACTIVE = """
SELECT form, field, answers, update_number FROM drafts
WHERE person_id = :person_id AND active = 1
"""

_OF = """
SELECT form, field, answers, update_number FROM drafts
WHERE person_id = :person_id AND form = :form
"""

_REST = "UPDATE drafts SET active = 0 WHERE person_id = :person_id AND active = 1"

_KEEP = """
INSERT INTO drafts (person_id, form, field, answers, active, update_number, started_at, updated_at)
VALUES (:person_id, :form, :field, :answers, 1, :number, :now, :now)
ON CONFLICT (person_id, form) DO UPDATE SET
    field = excluded.field, answers = excluded.answers, active = 1,
    update_number = excluded.update_number, updated_at = excluded.updated_at
"""

_END = "DELETE FROM drafts WHERE person_id = :person_id AND form = :form"


def active(tx: Tx, person_id: int) -> Row | None:
    """Return the draft that the person is filling in now."""
    return tx.one(_ACTIVE, {"person_id": person_id})


def of(tx: Tx, person_id: int, form: str) -> Row | None:
    """Return the person's draft of `form`."""
    return tx.one(_OF, {"person_id": person_id, "form": form})


def keep(
    tx: Tx, person_id: int, form: str, *, field: str, answers: str, number: int, now: datetime
) -> None:
    """Write the answers so far; every other draft of the person rests."""
    tx.run(_REST, {"person_id": person_id})
    tx.run(
        _KEEP,
        {
            "person_id": person_id,
            "form": form,
            "field": field,
            "answers": answers,
            "number": number,
            "now": to_micros(now),
        },
    )


def rest(tx: Tx, person_id: int) -> None:
    """Let the person's drafts rest."""
    tx.run(_REST, {"person_id": person_id})


def end(tx: Tx, person_id: int, form: str) -> bool:
    """Delete the draft; return whether there was one."""
    return tx.run(_END, {"person_id": person_id, "form": form}) > 0
