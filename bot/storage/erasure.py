"""Erasing a person: their row and all that hangs on it, and what was said to them or about them."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.delivery import Lane
from bot.domain.messages import Message
from bot.domain.people import Person
from bot.storage import outbox
from bot.storage.database import Tx

_HOLDS_A_ROLE = "SELECT 1 FROM roles WHERE person_id = :id AND revoked_at IS NULL"

# Cards that speak of a person by name, in the hands of others.
_CARDS_ABOUT = """
SELECT 'volunteer:' || person_id AS card FROM volunteers WHERE person_id = :id
UNION ALL SELECT 'join:' || id FROM join_requests WHERE person_id = :id
"""

_SAID_TO = """
SELECT DISTINCT content_id AS id FROM deliveries
WHERE person_id = :id AND broadcast_id IS NULL AND content_id IS NOT NULL
"""

_SAID_ON = """
SELECT DISTINCT deliveries.content_id AS id FROM deliveries
LEFT JOIN deliveries AS target ON target.id = deliveries.target_id
WHERE deliveries.card = :card OR target.card = :card
"""

_CASES = "SELECT id FROM cases WHERE person_id = :id OR taken_by = :id"

_NAMES = """
SELECT name FROM people WHERE id = :id AND name IS NOT NULL
UNION SELECT shown_name FROM cases WHERE person_id = :id AND shown_name <> ''
"""

# Byte for byte, as JSON holds it: names are never folded here.
_SAYING = "SELECT id FROM contents WHERE message <> '' AND REPLACE(message, :words, '') <> message"

_ON_ITS_WAY = """
SELECT 1 FROM deliveries WHERE content_id = :id AND state IN ('waiting', 'sending')
UNION ALL SELECT 1 FROM enlistments WHERE content_id = :id LIMIT 1
"""

_EMPTY = "UPDATE contents SET message = '' WHERE id = :id"

# A broadcast's ledger keeps the row and forgets whose it was. What is on its way right now may
# arrive, and whoever carries it out finds nothing left to write down.
_UNNAME = """
UPDATE deliveries SET
    state = CASE WHEN state = 'sending' OR (state = 'waiting' AND repeats = 1) THEN 'unknown'
                 WHEN state = 'waiting' THEN 'skipped' ELSE state END,
    reason = CASE WHEN state IN ('waiting', 'sending') THEN 'left' ELSE reason END,
    settled_at = COALESCE(settled_at, :now),
    person_id = NULL, address = NULL, message_id = NULL, card = NULL, language = NULL,
    owner = NULL, leased_until_at = NULL
WHERE person_id = :id AND broadcast_id IS NOT NULL
"""

_DROP = "DELETE FROM deliveries WHERE person_id = :id"

# Up to the update that asks for it; what the person sends after it begins anew.
_CLEAR_INBOX = """
UPDATE inbox SET queue = '', payload = NULL, handled_at = COALESCE(handled_at, :now),
    state = CASE state WHEN 'waiting' THEN 'done' ELSE state END
WHERE queue = :address AND number <= :number
"""

_ADDRESSES = "SELECT address FROM addresses WHERE person_id = :id"

_DROP_EVENT_DRAFTS = "DELETE FROM events WHERE organiser_id = :id AND state = 'draft'"

_DROP_LETTER_DRAFTS = "DELETE FROM letters WHERE author_id = :id AND state = 'draft'"

# The steps of an alert stay; words that never left the desk go.
_CLEAR_ALERTS = """
UPDATE alerts SET headline = '', action = '', source = '', area = '-', versions = '{}'
WHERE author_id = :id AND sent_at IS NULL AND state <> 'sending'
"""

_CLEAR_NOTES = "UPDATE alert_steps SET note = '' WHERE person_id = :id"

_DELETE = "DELETE FROM people WHERE id = :id"

_NOTE = """
INSERT INTO erasures (contents, asked_at, due_at) VALUES (:contents, :now, :now) RETURNING id
"""

_OPEN = "SELECT id, contents FROM erasures WHERE due_at <= :now ORDER BY id"

_KEEP_OPEN = "UPDATE erasures SET contents = :contents, due_at = :due_at WHERE id = :id"

_FINISH = "DELETE FROM erasures WHERE id <= :upto AND contents = '[]'"

_IS_OPEN = "SELECT 1 FROM erasures WHERE id = :id"

_NEXT = "SELECT MIN(due_at) AS due_at FROM erasures"


def holds_a_role(tx: Tx, person_id: int) -> bool:
    """Return whether a role of the person is in force."""
    return tx.one(_HOLDS_A_ROLE, {"id": person_id}) is not None


def erase(tx: Tx, person: Person, *, instead: Message, number: int, now: datetime) -> int:
    """Delete a person, all that hangs on them, and what was said to them or about them.

    `instead` takes the place of the cards about them that others hold; `number` is the update
    that asks for it. What speaks of them and is still on its way to others is emptied when it has
    arrived; the ledgers of broadcasts keep their sums. Returns the number of the erasure, which
    is open until it is off the disk (`finish`).
    """
    cards = [row["card"] for row in tx.all(_CARDS_ABOUT, {"id": person.id})]
    said = _contents_about(tx, person.id, cards)
    for card in cards:
        outbox.edit_cards(tx, card, instead, lane=Lane.NOTICE, now=now)
    _clear_inbox(tx, person, number=number, now=now)
    key = {"id": person.id}
    tx.run(_UNNAME, {**key, "now": to_micros(now)})
    tx.run(_DROP, key)
    left = empty(tx, said)
    for sql in (_DROP_EVENT_DRAFTS, _DROP_LETTER_DRAFTS, _CLEAR_ALERTS, _CLEAR_NOTES, _DELETE):
        tx.run(sql, key)
    noted = tx.one(_NOTE, {"contents": json.dumps(left), "now": to_micros(now)})
    assert noted is not None
    return int(noted["id"])


def empty(tx: Tx, contents: Iterable[int]) -> list[int]:
    """Empty contents; return those that are still on their way to somebody and stay."""
    left = []
    for content_id in contents:
        if tx.one(_ON_ITS_WAY, {"id": content_id}):
            left.append(content_id)
        else:
            tx.run(_EMPTY, {"id": content_id})
    return left


def empty_due(tx: Tx, *, now: datetime, again: datetime) -> int | None:
    """Empty what has arrived since; what has not is looked at `again`.

    Returns the newest of the erasures that are due, None when none is.
    """
    newest = None
    for row in tx.all(_OPEN, {"now": to_micros(now)}):
        left = empty(tx, json.loads(row["contents"]))
        values = {"contents": json.dumps(left), "due_at": to_micros(again), "id": row["id"]}
        tx.run(_KEEP_OPEN, values)
        newest = int(row["id"])
    return newest


def finish(tx: Tx, *, upto: int) -> int:
    """Close the erasures up to a number, now that they are off the disk; return how many. Those
    of which something is still on its way stay open."""
    return tx.run(_FINISH, {"upto": upto})


def is_open(tx: Tx, erasure_id: int) -> bool:
    """Return whether something of an erasure is still to be done."""
    return tx.one(_IS_OPEN, {"id": erasure_id}) is not None


def next_due(tx: Tx) -> datetime | None:
    """Return when an erasure is to be looked at next."""
    row = tx.one(_NEXT)
    return from_micros(row["due_at"]) if row and row["due_at"] is not None else None


def _contents_about(tx: Tx, person_id: int, cards: Sequence[str]) -> list[int]:
    """Return the contents that were said to a person alone, or that speak of them: on their
    cards, in the cases they have a part in, or by their name.

    Where others bear the same name, words about them are found too: they have been read, and
    nobody needs them here any more.
    """
    key = {"id": person_id}
    found = {row["id"] for row in tx.all(_SAID_TO, key)}
    for card in cards:
        found |= {row["id"] for row in tx.all(_SAID_ON, {"card": card})}
    words = [json.dumps(row["name"], ensure_ascii=False) for row in tx.all(_NAMES, key)]
    words += [f'"1:case.write:{row["id"]}"' for row in tx.all(_CASES, key)]
    for one in words:
        found |= {row["id"] for row in tx.all(_SAYING, {"words": one})}
    return sorted(number for number in found if number is not None)


def _clear_inbox(tx: Tx, person: Person, *, number: int, now: datetime) -> None:
    known = {row["address"] for row in tx.all(_ADDRESSES, {"id": person.id})}
    for address in known | {person.address}:
        tx.run(_CLEAR_INBOX, {"address": address, "number": number, "now": to_micros(now)})
