"""Updates that are ours: stored before they are confirmed; their number alone is left once
they are handled."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.storage.database import Row, Tx, Values

_TAKE_IN = """
INSERT INTO inbox (number, queue, payload, received_at)
VALUES (:number, :queue, :payload, :now) ON CONFLICT (number) DO NOTHING RETURNING number
"""

_HANDLED = """
UPDATE inbox SET state = :state, payload = NULL, queue = '', handled_at = :now
WHERE number = :number
"""

_WAITING = """
SELECT number, queue, payload, attempts FROM inbox WHERE state = 'waiting' ORDER BY number
"""

_CLEARED = "UPDATE inbox SET attempts = 0 WHERE number = :number"

_COUNT_TRY = "UPDATE inbox SET attempts = attempts + 1 WHERE number = :number"

_GIVE_UP = """
UPDATE inbox SET state = 'skipped', payload = NULL, queue = '', handled_at = :now
WHERE state = 'waiting' AND attempts >= :most RETURNING number
"""


def take_in(tx: Tx, updates: Sequence[Values], *, now: datetime) -> list[int]:
    """Store updates (`number`, `queue`, `payload`); return the numbers that are new."""
    fresh = []
    for update in updates:
        row = tx.one(_TAKE_IN, {**update, "now": to_micros(now)})
        if row is not None:
            fresh.append(int(row["number"]))
    return fresh


def settle(tx: Tx, number: int, *, state: str, now: datetime) -> None:
    """Mark an update `done` or `skipped`; erase its words and whose it was."""
    tx.run(_HANDLED, {"number": number, "state": state, "now": to_micros(now)})


def take_up_again(tx: Tx, *, most: int, now: datetime) -> tuple[list[Row], list[int]]:
    """Return the updates an earlier process left unhandled, oldest first, and the numbers of
    those given up because they have been tried again `most` times."""
    given_up = tx.all(_GIVE_UP, {"most": most, "now": to_micros(now)})
    return tx.all(_WAITING), [int(row["number"]) for row in given_up]


def clear(tx: Tx, number: int) -> None:
    """Note that the process did not end over this update; only its answer is still to be said."""
    tx.run(_CLEARED, {"number": number})


def try_again(tx: Tx, number: int) -> None:
    """Count that an update which an earlier process left is being handled once more."""
    tx.run(_COUNT_TRY, {"number": number})
