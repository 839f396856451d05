"""What can be found by its words, as lean as a search of all of it needs."""

import json
from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.storage.database import Row, Tx

# By hour, so that of two that fit alike the next comes first.
_EVENTS = """
SELECT id, audience, title, place, versions FROM events
WHERE state = 'published' AND starts_at > :now ORDER BY starts_at, id
"""


def events_to_come(tx: Tx, *, now: datetime) -> list[Row]:
    """Return the published events that have not begun, the next first: id, audience, and for
    `words_of` what is said of each."""
    return tx.all(_EVENTS, {"now": to_micros(now)})


def words_of(row: Row) -> str:
    """Return the title and the place of an event in every language, a line each."""
    others = (said for field in json.loads(row["versions"]).values() for said in field.values())
    return "\n".join((row["title"], row["place"], *others))
