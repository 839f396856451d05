"""What must be true of every ledger and of every delivery, whenever one looks."""

from collections.abc import Mapping
from typing import Final

from bot.storage.database import Row, Tx

# Of an old broadcast only totals are left, and nobody is left of who was forgotten since.
_SUMS: Final = """
SELECT broadcasts.id, broadcasts.kind, broadcasts.audience,
       (SELECT COUNT(CASE WHEN state IN ('waiting', 'sending', 'sent', 'failed', 'unknown',
                                         'skipped') THEN 1 END)
        FROM deliveries WHERE broadcast_id = broadcasts.id AND action = 'send')
     + (SELECT COALESCE(SUM(n), 0) FROM delivery_totals WHERE broadcast_id = broadcasts.id)
       AS accounted
FROM broadcasts
"""

_LIES: Final = """
SELECT id, action, state, owner, reason, message_id, settled_at FROM deliveries
WHERE (state = 'sending') <> (owner IS NOT NULL)
   OR (owner IS NULL) <> (leased_until_at IS NULL)
   OR state IN ('waiting', 'sending') AND (settled_at IS NOT NULL OR reason IS NOT NULL)
   OR state NOT IN ('waiting', 'sending') AND settled_at IS NULL
   OR state IN ('failed', 'skipped') AND (reason IS NULL OR message_id IS NOT NULL)
   OR state = 'sent' AND reason IS NOT NULL
   OR state = 'sent' AND action = 'send' AND message_id IS NULL
      AND (person_id IS NOT NULL OR group_id IS NOT NULL)
   OR repeats > may_repeat
   OR repeats > 1
"""


ENDS: Final = ("sent", "failed", "unknown", "skipped")

STEPS: Final = {
    ("waiting", "sending"),
    *(("waiting", end) for end in ENDS),
    ("sending", "waiting"),
    *(("sending", end) for end in ENDS),
}
"""All that may happen to a row between two looks; what has ended stays as it is."""


def untrue(tx: Tx) -> list[Row]:
    """Return the broadcasts that do not account for their whole audience, and the deliveries
    whose state is a lie: settled without a reason or a message, held by nobody, and so on."""
    sums = [row for row in tx.all(_SUMS) if row["accounted"] != row["audience"]]
    return sums + tx.all(_LIES)


def must_have_gone_as_they_may(before: Mapping[int, Row], now: Mapping[int, Row]) -> None:
    """Compare two looks at the rows, by their numbers.

    Raises:
        AssertionError: one is gone, or went a way that there is not.
    """
    assert before.keys() <= now.keys()
    for number, was in before.items():
        row = now[number]
        if was["state"] in ENDS:
            assert was == row, (was, row)
        elif was["state"] != row["state"]:
            assert (was["state"], row["state"]) in STEPS, (was, row)
