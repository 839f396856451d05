"""The words that coordinators taught the converter, as they are kept."""

from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.wordbook import Spelling, Standing
from bot.storage.database import Row, Tx

_ASK = """
INSERT INTO spellings (latin, arabic, latin_key, arabic_key, state, person_id, asked_at)
VALUES (:latin, :arabic, :latin_key, :arabic_key, 'asked', :person_id, :now)
RETURNING *
"""

# An update that is handled again after a kill asks no second time.
_ASKED = """
SELECT * FROM spellings
WHERE state = 'asked' AND person_id = :person_id AND latin = :latin AND arabic = :arabic
ORDER BY id LIMIT 1
"""

_BY_ID = "SELECT * FROM spellings WHERE id = :id"

_RIVAL = """
SELECT kept.* FROM spellings JOIN spellings AS kept ON kept.latin_key = spellings.latin_key
WHERE spellings.id = :id AND kept.id <> :id AND kept.state = 'kept'
"""

_ALIKE = """
SELECT kept.latin FROM spellings JOIN spellings AS kept ON kept.arabic_key = spellings.arabic_key
WHERE spellings.id = :id AND kept.latin_key <> spellings.latin_key AND kept.state = 'kept'
ORDER BY kept.latin
"""

_KEEP = "UPDATE spellings SET state = 'kept', kept_at = :now WHERE id = :id AND state = 'asked'"

_END = """
UPDATE spellings SET state = :state, ended_at = :now, ended_by = :by
WHERE id = :id AND state = 'kept'
"""

_FORGET = "DELETE FROM spellings WHERE id = :id AND state = 'asked'"

# What was kept last comes last: where two are read from one spelling, the newer one wins.
_KEPT = "SELECT * FROM spellings WHERE state = 'kept' ORDER BY kept_at, id"


def ask(
    tx: Tx, latin: str, arabic: str, *, keys: tuple[str, str], by: int, now: datetime
) -> Spelling:
    """Write a spelling down that waits for its coordinator's yes; `keys` are what counts as the
    same word in Latin and in Arabic script."""
    values = {"latin": latin, "arabic": arabic, "person_id": by}
    row = tx.one(_ASKED, values)
    if row is None:
        found = {"latin_key": keys[0], "arabic_key": keys[1], "now": to_micros(now)}
        row = tx.one(_ASK, {**values, **found})
    assert row is not None
    return _spelling(row)


def by_id(tx: Tx, spelling_id: int) -> Spelling | None:
    """Return the spelling numbered so, whatever became of it."""
    row = tx.one(_BY_ID, {"id": spelling_id})
    return _spelling(row) if row else None


def rival(tx: Tx, spelling_id: int) -> Spelling | None:
    """Return the spelling that holds now for the same Latin word."""
    row = tx.one(_RIVAL, {"id": spelling_id})
    return _spelling(row) if row else None


def alike(tx: Tx, spelling_id: int) -> tuple[str, ...]:
    """Return the other Latin words that are written the same in Arabic script."""
    return tuple(row["latin"] for row in tx.all(_ALIKE, {"id": spelling_id}))


def keep(tx: Tx, spelling_id: int, *, now: datetime) -> None:
    """Let a spelling that was asked hold; the one it replaces must have ended."""
    tx.run(_KEEP, {"id": spelling_id, "now": to_micros(now)})


def end(tx: Tx, spelling_id: int, standing: Standing, *, by: int, now: datetime) -> bool:
    """Let a spelling hold no more; return False when it did not."""
    values = {"id": spelling_id, "state": standing, "by": by, "now": to_micros(now)}
    return tx.run(_END, values) > 0


def forget(tx: Tx, spelling_id: int) -> None:
    """Delete a spelling that still waits."""
    tx.run(_FORGET, {"id": spelling_id})


def kept(tx: Tx) -> list[Spelling]:
    """Return every spelling that holds, the newest last."""
    return [_spelling(row) for row in tx.all(_KEPT)]


def _spelling(row: Row) -> Spelling:
    since = from_micros(row["kept_at"]) if row["kept_at"] is not None else None
    return Spelling(
        row["id"], row["latin"], row["arabic"], Standing(row["state"]), row["person_id"], since
    )
