"""What can be found by its words, as lean as a search of all of it needs."""

import json
from datetime import datetime

from bot.storage.database import Row, Tx
from bot.storage.events import not_over

# By hour, so that of two that fit alike the next comes first.
_EVENTS = """
SELECT id, audience, title, place, versions FROM events
WHERE state = 'published' AND starts_at > :since AND COALESCE(ends_at, starts_at) > :now
ORDER BY starts_at, id
"""

# Of the same events the sum of edits grows with each change; of others one of the sums is another.
_STATE_OF_EVENTS = """
SELECT COUNT(*) AS n, CAST(SUM(id) AS BIGINT) AS ids, CAST(SUM(edits) AS BIGINT) AS edits,
       MAX(id) AS newest, MIN(starts_at) AS next_at, MAX(starts_at) AS last_at
FROM events
WHERE state = 'published' AND starts_at > :since AND COALESCE(ends_at, starts_at) > :now
"""


def state_of_events(tx: Tx, *, now: datetime) -> Row:
    """Return what differs whenever `events_to_come` does; much quicker to be had."""
    row = tx.one(_STATE_OF_EVENTS, not_over(now))
    assert row is not None
    return row


def events_to_come(tx: Tx, *, now: datetime) -> list[Row]:
    """Return the published events that are not over, the next first: id, audience, and for
    `words_of` what is said of each."""
    return tx.all(_EVENTS, not_over(now))


def words_of(row: Row) -> str:
    """Return the title and the place of an event in every language, a line each."""
    others = (said for field in json.loads(row["versions"]).values() for said in field.values())
    return "\n".join((row["title"], row["place"], *others))
