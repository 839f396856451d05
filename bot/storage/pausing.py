"""Whether the bot is paused: then only answers go, and what withdraws an alert."""

from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.storage.database import Tx
from bot.storage.outbox import BELL

_PAUSE = """
INSERT INTO pause (id, since_at, by_id) VALUES (1, :now, :by) ON CONFLICT (id) DO NOTHING
"""

_UNPAUSE = "DELETE FROM pause WHERE id = 1"

_PAUSED = "SELECT since_at, by_id FROM pause WHERE id = 1"


def pause(tx: Tx, by: int, now: datetime) -> bool:
    """Let nothing more be sent but answers and what withdraws an alert; return whether that is
    new. `by` is the number of the person who wants it; who wanted it first stays on record."""
    changed = tx.run(_PAUSE, {"by": by, "now": to_micros(now)}) > 0
    tx.ring(BELL)
    return changed


def unpause(tx: Tx) -> bool:
    """Go on with everything that waits; return whether it was paused."""
    changed = tx.run(_UNPAUSE) > 0
    tx.ring(BELL)
    return changed


def paused(tx: Tx) -> tuple[datetime, int | None] | None:
    """Return since when and by whom the bot is paused, or None; nobody is left of who was
    forgotten since."""
    row = tx.one(_PAUSED)
    return None if row is None else (from_micros(row["since_at"]), row["by_id"])


def since(tx: Tx) -> datetime | None:
    """Return since when the bot is paused, None when it is not."""
    found = paused(tx)
    return found[0] if found else None
