"""The map of copies: which message on the other side stands for which. No words are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.people import Side
from bot.storage.database import Row, Tx

# At most once: a message that stands here was carried, or was being carried when all ended.
_CLAIM = """
INSERT INTO bridge_copies (bridge_id, from_side, original, part, album, person_id, carried_at)
VALUES (:bridge_id, :from_side, :original, :part, :album, :person_id, :now)
ON CONFLICT (bridge_id, from_side, original, part) DO NOTHING
RETURNING id
"""

# Parts that are about to be taken back keep their numbers until they are gone.
_NEXT_PART = """
SELECT COALESCE(MAX(part) + 1, 0) AS next FROM bridge_copies
WHERE bridge_id = :bridge_id AND from_side = :from_side AND original = :original
"""

_NOTE = "UPDATE bridge_copies SET copy = :copy, is_file = :is_file WHERE id = :id"

_UNWANTED = "SELECT 1 FROM bridge_copies WHERE id = :id AND remove_at IS NOT NULL"

# Whoever takes it back, or agrees no more, is not carried over, however long it waited.
_GOES_ON = """
SELECT 1 FROM bridge_copies JOIN bridge_consents
       ON bridge_consents.bridge_id = bridge_copies.bridge_id
      AND bridge_consents.person_id = bridge_copies.person_id
WHERE bridge_copies.id = :id AND remove_at IS NULL AND bridge_consents.revoked_at IS NULL
"""

# A chat that moves counts its messages anew. The old numbers of originals step aside (below zero
# no channel counts); a copy in the old chat is out of reach, as if nobody knew where it stands.
_STEP_ASIDE = """
UPDATE bridge_copies SET original = -original
WHERE original > 0 AND EXISTS (
    SELECT 1 FROM bridges WHERE bridges.id = bridge_copies.bridge_id
       AND CASE from_side WHEN 'north' THEN north_group_id ELSE south_group_id END = :group_id)
"""

_LEAVE_BEHIND = """
UPDATE bridge_copies SET copy = NULL
WHERE EXISTS (
    SELECT 1 FROM bridges WHERE bridges.id = bridge_copies.bridge_id
       AND CASE from_side WHEN 'north' THEN south_group_id ELSE north_group_id END = :group_id)
"""

_IS_KNOWN = """
SELECT 1 FROM bridge_copies
WHERE bridge_id = :bridge_id AND from_side = :from_side AND copy = :copy LIMIT 1
"""

_COPIES_OF = """
SELECT one.id, one.copy, one.person_id, one.album, one.is_file,
       (SELECT COUNT(*) FROM bridge_copies AS shared
        WHERE shared.bridge_id = one.bridge_id AND shared.from_side = one.from_side
          AND shared.copy = one.copy) AS voices
FROM bridge_copies AS one
WHERE one.bridge_id = :bridge_id AND one.from_side = :from_side AND one.original = :original
  AND one.copy IS NOT NULL AND one.remove_at IS NULL
ORDER BY one.part
"""

_ORIGINAL_OF = """
SELECT original, person_id FROM bridge_copies
WHERE bridge_id = :bridge_id AND from_side = :from_side AND copy = :copy AND original > 0
ORDER BY id DESC LIMIT 1
"""

# A press names one row of the copy it stands under: every original of the person in that copy,
# with all its parts and the whole album it belongs to, is meant.
_OWN_UNDER = """
SELECT id FROM bridge_copies AS own
WHERE own.person_id = :person_id AND own.remove_at IS NULL AND EXISTS (
    SELECT 1 FROM bridge_copies AS same JOIN bridge_copies AS pressed
           ON pressed.bridge_id = same.bridge_id AND pressed.from_side = same.from_side
          AND (pressed.copy = same.copy OR pressed.id = same.id)
    WHERE pressed.id = :id AND same.bridge_id = own.bridge_id
      AND same.from_side = own.from_side
      AND (same.original = own.original OR (own.album <> '' AND same.album = own.album)))
"""

_OWN_OF_ORIGINAL = """
SELECT id FROM bridge_copies
WHERE bridge_id = :bridge_id AND from_side = :from_side
  AND person_id = :person_id AND remove_at IS NULL
  AND (original = :original OR album IN (
      SELECT album FROM bridge_copies
      WHERE bridge_id = :bridge_id AND from_side = :from_side AND original = :original
        AND album <> ''))
"""

_OWN_ON_BRIDGE = """
SELECT id FROM bridge_copies
WHERE bridge_id = :bridge_id AND person_id = :person_id AND remove_at IS NULL
"""

_BRIDGES_OF = """
SELECT DISTINCT bridge_id FROM bridge_copies WHERE person_id = :person_id AND remove_at IS NULL
"""

_LATEST = """
SELECT MIN(id) AS id, bridge_id, from_side, original, carried_at FROM bridge_copies
WHERE person_id = :person_id AND remove_at IS NULL AND original IS NOT NULL
GROUP BY bridge_id, from_side, CASE album WHEN '' THEN original ELSE 'album ' || album END
ORDER BY MIN(id) DESC LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """One message on the other side; `is_shared` says that others' words stand in it too.

    `is_file` says that its words are a caption; `album` names the album the original is part of.
    """

    id: int
    message: int
    person_id: int | None
    is_shared: bool
    is_file: bool
    album: str


@dataclass(frozen=True, slots=True)
class Carried:
    """One original of a person that stands on the other side, for their list; an album is one."""

    id: int
    bridge_id: int
    from_side: Side
    original: int
    carried_at: datetime


def claim(
    tx: Tx,
    bridge_id: int,
    side: Side,
    original: int,
    *,
    parts: range,
    album: str = "",
    person_id: int,
    now: datetime,
) -> list[int]:
    """Take an original of `side` to be carried as these parts; return the rows, none when it was
    taken before."""
    rows = []
    for part in parts:
        values = {"bridge_id": bridge_id, "from_side": side, "original": original, "part": part}
        more = {"album": album, "person_id": person_id, "now": to_micros(now)}
        row = tx.one(_CLAIM, values | more)
        rows += [int(row["id"])] if row else []
    return rows


def next_part(tx: Tx, bridge_id: int, side: Side, original: int) -> int:
    """Return the number of the next part of an original."""
    row = tx.one(_NEXT_PART, {"bridge_id": bridge_id, "from_side": side, "original": original})
    return int(row["next"]) if row else 0


def note(tx: Tx, rows: list[int], copy: int, *, is_file: bool) -> bool:
    """Note that these stand on the other side, in the message numbered `copy`.

    Returns whether somebody has asked meanwhile to have one of them taken back.
    """
    noted = {"copy": copy, "is_file": int(is_file)}
    tx.many(_NOTE, [noted | {"id": row} for row in rows])
    return any(tx.one(_UNWANTED, {"id": row}) for row in rows)


def still_to_go(tx: Tx, rows: Iterable[int]) -> list[int]:
    """Return those of the claimed rows whose author still agrees and has not taken them back."""
    return [row for row in rows if tx.one(_GOES_ON, {"id": row})]


def leave_chat(tx: Tx, group_id: int) -> None:
    """Note that a group lives in another chat, where message numbers mean other messages."""
    tx.run(_STEP_ASIDE, {"group_id": group_id})
    tx.run(_LEAVE_BEHIND, {"group_id": group_id})


def is_known(tx: Tx, bridge_id: int, side: Side, copy: int) -> bool:
    """Return whether the map still has the copy, of originals of `side`, with this number."""
    return tx.one(_IS_KNOWN, {"bridge_id": bridge_id, "from_side": side, "copy": copy}) is not None


def of_original(tx: Tx, bridge_id: int, side: Side, original: int) -> list[Copy]:
    """Return what stands on the other side for an original of `side`, part by part."""
    values = {"bridge_id": bridge_id, "from_side": side, "original": original}
    return [
        Copy(
            id=row["id"],
            message=row["copy"],
            person_id=row["person_id"],
            is_shared=row["voices"] > 1,
            is_file=bool(row["is_file"]),
            album=row["album"],
        )
        for row in tx.all(_COPIES_OF, values)
    ]


def original_of(tx: Tx, bridge_id: int, side: Side, copy: int) -> tuple[int, int | None] | None:
    """Return the original on `side` that a copy on the other side stands for, and whose it is;
    of several in one copy the last."""
    values = {"bridge_id": bridge_id, "from_side": side, "copy": copy}
    row = tx.one(_ORIGINAL_OF, values)
    return (int(row["original"]), row["person_id"]) if row else None


def own_under(tx: Tx, copy_id: int, person_id: int) -> list[int]:
    """Return the person's own rows in the copy that a button stands under."""
    return _ids(tx.all(_OWN_UNDER, {"id": copy_id, "person_id": person_id}))


def own_of_original(tx: Tx, bridge_id: int, side: Side, original: int, person_id: int) -> list[int]:
    """Return the person's own rows of one original, and of the album that it is part of."""
    values = {"bridge_id": bridge_id, "from_side": side, "original": original}
    return _ids(tx.all(_OWN_OF_ORIGINAL, {**values, "person_id": person_id}))


def own_on_bridge(tx: Tx, bridge_id: int, person_id: int) -> list[int]:
    """Return all rows of a person on a bridge."""
    return _ids(tx.all(_OWN_ON_BRIDGE, {"bridge_id": bridge_id, "person_id": person_id}))


def bridges_of(tx: Tx, person_id: int) -> list[int]:
    """Return the bridges on which something of a person stands."""
    return [int(row["bridge_id"]) for row in tx.all(_BRIDGES_OF, {"person_id": person_id})]


def latest(tx: Tx, person_id: int, *, most: int) -> list[Carried]:
    """Return a person's latest originals that stand on the other side, the newest first."""
    return [
        Carried(
            row["id"],
            row["bridge_id"],
            Side(row["from_side"]),
            row["original"],
            from_micros(row["carried_at"]),
        )
        for row in tx.all(_LATEST, {"person_id": person_id, "most": most})
    ]


def _ids(rows: list[Row]) -> list[int]:
    return [int(row["id"]) for row in rows]
