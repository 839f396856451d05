"""Letters to an audience: what they say, whom they are for, where they stand."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain import audiences
from bot.domain.audiences import Selection
from bot.domain.broadcasts import Letter, Removal, Stage
from bot.domain.clocktime import from_micros, to_micros
from bot.domain.delivery import State
from bot.domain.formatted import look_from_json, look_to_json
from bot.domain.media import Media, media_from_json, media_to_json
from bot.domain.messages import Words
from bot.storage import ledgers
from bot.storage.database import Row, Tx

_LETTERS = """
SELECT letters.*, (SELECT MAX(id) FROM broadcasts WHERE broadcasts.subject_id = letters.id
                   AND broadcasts.kind IN ('broadcast', 'rewording')) AS broadcast_id
FROM letters
"""

_BY_ID = f"{_LETTERS} WHERE letters.id = :id"

_ADD = """
INSERT INTO letters (author_id, audience, versions, media, silent, state, corrects_id,
                     created_at, changed_at)
VALUES (:author_id, :audience, :versions, :media, :silent, 'draft', :corrects_id, :now, :now)
RETURNING id
"""

_DRAFTS = f"""{_LETTERS}
WHERE letters.state = 'draft' AND letters.author_id = :author_id
ORDER BY letters.changed_at DESC, letters.id DESC LIMIT :most
"""

# An update that is handled again after a kill must find the draft that it left behind.
_SAME_DRAFT = f"""{_LETTERS}
WHERE letters.state = 'draft' AND letters.author_id = :author_id
  AND letters.audience = :audience AND letters.versions = :versions AND letters.media = :media
  AND COALESCE(letters.corrects_id, 0) = COALESCE(:corrects_id, 0)
ORDER BY letters.id LIMIT 1
"""

_CHANGE = """
UPDATE letters SET audience = :audience, versions = :versions, media = :media, silent = :silent,
                   version = version + 1, changed_at = :now
WHERE id = :id AND state = 'draft'
"""

_REWORD = """
UPDATE letters SET versions = :versions, version = version + 1, changed_at = :now
WHERE id = :id AND state = 'sent'
"""

_DISCARD = "DELETE FROM letters WHERE id = :id AND state = 'draft'"

_SEND = """
UPDATE letters SET state = 'sent', sent_at = :now, changed_at = :now
WHERE id = :id AND state = 'draft' AND version = :version
"""

_RECALL = """
UPDATE letters SET state = 'recalled', changed_at = :now WHERE id = :id AND state = 'sent'
"""

_SENT_SINCE = f"""{_LETTERS}
WHERE letters.state = 'sent' AND letters.sent_at > :since AND letters.corrects_id IS NULL
ORDER BY letters.sent_at DESC, letters.id DESC
"""

_AUDIENCES_BEFORE = """
SELECT audience FROM broadcasts WHERE kind = 'broadcast' ORDER BY id DESC LIMIT :most
"""

_COUNT_HOLDERS = """
SELECT COUNT(DISTINCT deliveries.person_id) AS n FROM letters
JOIN broadcasts ON broadcasts.subject_id = letters.id
JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
WHERE (letters.id = :id OR letters.corrects_id = :id)
  AND broadcasts.kind IN ('broadcast', 'rewording') AND deliveries.action = 'send'
  AND deliveries.state IN ('sending', 'sent', 'unknown') AND deliveries.person_id IS NOT NULL
"""

_COUNT_MEANT = """
SELECT CAST(COALESCE(SUM(audience), 0) AS BIGINT) AS n FROM broadcasts
WHERE subject_id = :id AND kind = 'broadcast'
"""

# Copies are changed in their order: what the first is to say now, all are. What it was to say
# before the letter was taken back is another change.
_LAST_WORDS = """
SELECT MAX(contents.id) AS id FROM letters
JOIN deliveries AS edit ON edit.target_id = :copy_id
JOIN contents ON contents.id = edit.content_id AND contents.created_at >= letters.changed_at
WHERE letters.id = :id AND letters.state = 'recalled'
"""

_FIRST_COPY = """
SELECT id FROM deliveries WHERE card = :card AND action = 'send' AND state = 'sent'
ORDER BY id LIMIT 1
"""

# What was on its way then, and did not arrive after all, is nowhere.
_EDITS = """
SELECT state, COUNT(*) AS n FROM deliveries AS edit
WHERE content_id = :content_id AND action = 'edit'
  AND (state IN ('waiting', 'sending', 'sent')
       OR reason IS NOT NULL AND reason <> 'replaced'
          AND EXISTS (SELECT 1 FROM deliveries AS copy
                      WHERE copy.id = edit.target_id AND copy.state = 'sent'))
GROUP BY state
"""

_CORRECTIONS = "SELECT id FROM letters WHERE corrects_id = :id AND state = 'sent' ORDER BY id"

_BROADCASTS = """
SELECT broadcasts.id FROM letters
JOIN broadcasts ON broadcasts.subject_id = letters.id
WHERE (letters.id = :id OR letters.corrects_id = :id)
  AND broadcasts.kind IN ('broadcast', 'rewording')
ORDER BY broadcasts.id
"""


def by_id(tx: Tx, letter_id: int) -> Letter | None:
    """Return the letter numbered so, or None."""
    row = tx.one(_BY_ID, {"id": letter_id})
    return _letter(row) if row else None


def add(
    tx: Tx,
    *,
    selection: Selection,
    words: Words,
    media: Media | None,
    author_id: int,
    now: datetime,
    corrects_id: int | None = None,
) -> Letter:
    """Keep a new letter as a draft; one that the author left just so is returned instead."""
    values = {
        **_said(selection, words, media),
        "author_id": author_id,
        "silent": 0,
        "corrects_id": corrects_id,
        "now": to_micros(now),
    }
    same = tx.one(_SAME_DRAFT, values)
    if same is not None:
        return _letter(same)
    row = tx.one(_ADD, values)
    assert row is not None
    return _again(tx, row["id"])


def drafts_of(tx: Tx, author_id: int, *, most: int) -> list[Letter]:
    """Return what somebody has written and not sent, changed last first."""
    return [_letter(row) for row in tx.all(_DRAFTS, {"author_id": author_id, "most": most})]


def change(tx: Tx, letter: Letter, *, now: datetime) -> Letter:
    """Keep a draft as it is said to be now: whom it is for, what it says, whether it rings."""
    values = {
        **_said(letter.selection, letter.words, letter.media),
        "silent": int(letter.silent),
        "id": letter.id,
        "now": to_micros(now),
    }
    tx.run(_CHANGE, values)
    return _again(tx, letter.id)


def reword(tx: Tx, letter: Letter, words: Words, *, now: datetime) -> Letter:
    """Give a letter that was sent other words."""
    values = {"versions": _versions(words), "id": letter.id, "now": to_micros(now)}
    tx.run(_REWORD, values)
    return _again(tx, letter.id)


def discard(tx: Tx, letter_id: int) -> None:
    """Delete a draft."""
    tx.run(_DISCARD, {"id": letter_id})


def send(tx: Tx, letter: Letter, *, now: datetime) -> bool:
    """Call a draft sent; return False when it is one no more, or was changed meanwhile."""
    values = {"id": letter.id, "version": letter.version, "now": to_micros(now)}
    return tx.run(_SEND, values) > 0


def recall(tx: Tx, letter: Letter, *, now: datetime) -> bool:
    """Call a letter taken back; return False when it was so already."""
    return tx.run(_RECALL, {"id": letter.id, "now": to_micros(now)}) > 0


def sent_since(tx: Tx, since: datetime) -> list[Letter]:
    """Return the letters sent since and not taken back, newest first; corrections are none."""
    return [_letter(row) for row in tx.all(_SENT_SINCE, {"since": to_micros(since)})]


def audiences_before(tx: Tx, *, most: int) -> list[int]:
    """Return how many people the letters sent last were for, newest first."""
    return [row["audience"] for row in tx.all(_AUDIENCES_BEFORE, {"most": most})]


def count_holders(tx: Tx, letter_id: int) -> int:
    """Return how many people have a letter or a correction of it, surely or perhaps."""
    row = tx.one(_COUNT_HOLDERS, {"id": letter_id})
    return int(row["n"]) if row else 0


def count_meant(tx: Tx, letter_id: int) -> int:
    """Return how many people a letter was for when it was sent."""
    row = tx.one(_COUNT_MEANT, {"id": letter_id})
    return int(row["n"]) if row else 0


def removal(tx: Tx, letter: Letter, *, card: str) -> Removal:
    """Return what has become of the copies, called `card`, of a letter that was taken back.

    Who cannot be reached any more keeps theirs; so may those of whom we never learnt whether it
    arrived.
    """
    first = tx.one(_FIRST_COPY, {"card": card})
    if letter.stage is not Stage.RECALLED or letter.broadcast_id is None or first is None:
        return Removal()
    last = tx.one(_LAST_WORDS, {"copy_id": first["id"], "id": letter.id})
    content = {"content_id": last["id"] if last else None}
    ends = {State(row["state"]): int(row["n"]) for row in tx.all(_EDITS, content)}
    counts = ledgers.ledger(tx, letter.broadcast_id)
    copies, perhaps = (
        sum(n for (state, _), n in counts.items() if state in wanted)
        for wanted in ((State.SENDING, State.SENT), (State.UNKNOWN,))
    )
    gone = ends.get(State.SENT, 0)
    kept = sum(ends.get(state, 0) for state in (State.FAILED, State.UNKNOWN, State.SKIPPED))
    return Removal(gone, max(0, copies - gone - kept), kept + perhaps)


def corrections_of(tx: Tx, letter_id: int) -> list[int]:
    """Return the corrections of a letter that went out, oldest first."""
    return [row["id"] for row in tx.all(_CORRECTIONS, {"id": letter_id})]


def broadcasts_of(tx: Tx, letter_id: int) -> list[int]:
    """Return the broadcasts by which a letter, and each correction of it, went out."""
    return [row["id"] for row in tx.all(_BROADCASTS, {"id": letter_id})]


def _again(tx: Tx, letter_id: int) -> Letter:
    letter = by_id(tx, letter_id)
    assert letter is not None
    return letter


def _said(selection: Selection, words: Words, media: Media | None) -> dict[str, str]:
    return {
        "audience": _json(audiences.to_json(selection)),
        "versions": _versions(words),
        "media": _json(media_to_json(media)) if media else "",
    }


def _versions(words: Words) -> str:
    return _json(
        {
            language: [said, [look_to_json(look) for look in words.looks.get(language, ())]]
            for language, said in words.versions.items()
        }
    )


def _words(kept: str) -> Words:
    versions: Mapping[str, Any] = json.loads(kept)
    looks = {it: tuple(map(look_from_json, worn)) for it, (_, worn) in versions.items() if worn}
    return Words({it: said for it, (said, _) in versions.items()}, looks=looks)


def _letter(row: Row) -> Letter:
    return Letter(
        id=row["id"],
        author_id=row["author_id"],
        selection=audiences.from_json(json.loads(row["audience"])),
        words=_words(row["versions"]),
        media=media_from_json(json.loads(row["media"])) if row["media"] else None,
        silent=bool(row["silent"]),
        stage=Stage(row["state"]),
        version=row["version"],
        corrects_id=row["corrects_id"],
        broadcast_id=row["broadcast_id"],
        sent_at=from_micros(row["sent_at"]) if row["sent_at"] is not None else None,
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
