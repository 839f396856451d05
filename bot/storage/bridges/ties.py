"""Offers to tie a topic, and the bridges that came of them, as they are kept."""

from datetime import datetime

from bot.domain.bridges import Bridge, Offer, Place, Shore, Trouble
from bot.domain.clocktime import from_micros, to_micros
from bot.domain.people import Side
from bot.storage.database import Row, Tx

_BRIDGES = """
SELECT bridges.*,
       north.address AS north_address, north.title AS north_title,
       north.present = 1 AND COALESCE(north.side, '') = 'north' AS north_is_there,
       south.address AS south_address, south.title AS south_title,
       south.present = 1 AND COALESCE(south.side, '') = 'south' AS south_is_there
FROM bridges JOIN groups AS north ON north.id = bridges.north_group_id
             JOIN groups AS south ON south.id = bridges.south_group_id
"""

_BY_ID = f"{_BRIDGES} WHERE bridges.id = :id"

_AT = f"""{_BRIDGES}
WHERE bridges.ended_at IS NULL
  AND ((bridges.north_group_id = :group_id AND bridges.north_thread = :thread)
       OR (bridges.south_group_id = :group_id AND bridges.south_thread = :thread))
"""

_STANDING = f"{_BRIDGES} WHERE bridges.ended_at IS NULL ORDER BY bridges.id"

_TIE = """
INSERT INTO bridges (north_group_id, north_thread, north_topic,
                     south_group_id, south_thread, south_topic, offered_by, tied_by, tied_at)
VALUES (:north_group_id, :north_thread, :north_topic,
        :south_group_id, :south_thread, :south_topic, :offered_by, :tied_by, :now)
RETURNING id
"""

# One statement a column: no statement is built from words.
_PAUSE = {
    Side.NORTH: "UPDATE bridges SET north_paused_at = :now WHERE id = :id AND ended_at IS NULL"
    " AND north_paused_at IS NULL",
    Side.SOUTH: "UPDATE bridges SET south_paused_at = :now WHERE id = :id AND ended_at IS NULL"
    " AND south_paused_at IS NULL",
}

_GO_ON = {
    Side.NORTH: "UPDATE bridges SET north_paused_at = NULL, north_trouble = NULL WHERE id = :id"
    " AND ended_at IS NULL AND (north_paused_at IS NOT NULL OR north_trouble IS NOT NULL)",
    Side.SOUTH: "UPDATE bridges SET south_paused_at = NULL, south_trouble = NULL WHERE id = :id"
    " AND ended_at IS NULL AND (south_paused_at IS NOT NULL OR south_trouble IS NOT NULL)",
}

_TROUBLE = {
    Side.NORTH: "UPDATE bridges SET north_trouble = :trouble WHERE id = :id AND ended_at IS NULL"
    " AND north_trouble IS NULL",
    Side.SOUTH: "UPDATE bridges SET south_trouble = :trouble WHERE id = :id AND ended_at IS NULL"
    " AND south_trouble IS NULL",
}

_END = "UPDATE bridges SET ended_at = :now WHERE id = :id AND ended_at IS NULL"

_RENAME = {
    Side.NORTH: "UPDATE bridges SET north_topic = :topic WHERE north_group_id = :group_id"
    " AND north_thread = :thread AND ended_at IS NULL AND north_topic <> :topic",
    Side.SOUTH: "UPDATE bridges SET south_topic = :topic WHERE south_group_id = :group_id"
    " AND south_thread = :thread AND ended_at IS NULL AND south_topic <> :topic",
}

_RENAME_OFFER = """
UPDATE bridge_offers SET topic = :topic
WHERE group_id = :group_id AND thread = :thread AND topic <> :topic
"""

_OFFERS = """
SELECT bridge_offers.*, groups.title FROM bridge_offers
JOIN groups ON groups.id = bridge_offers.group_id
"""

_OFFER = f"{_OFFERS} WHERE bridge_offers.id = :id AND expires_at > :now"

_OFFER_AT = f"{_OFFERS} WHERE group_id = :group_id AND thread = :thread AND expires_at > :now"

_OFFERS_OF = f"""{_OFFERS}
WHERE bridge_offers.side = :side AND expires_at > :now AND groups.present = 1
  AND groups.side = bridge_offers.side
ORDER BY bridge_offers.id DESC LIMIT 8
"""

_MAKE_OFFER = """
INSERT INTO bridge_offers (group_id, thread, topic, side, person_id, made_at, expires_at)
VALUES (:group_id, :thread, :topic, :side, :by, :now, :expires_at) RETURNING id
"""

_DROP_OFFERS_AT = "DELETE FROM bridge_offers WHERE group_id = :group_id AND thread = :thread"

_DROP_OFFER = "DELETE FROM bridge_offers WHERE id = :id"


def by_id(tx: Tx, bridge_id: int) -> Bridge | None:
    """Return the bridge numbered `bridge_id`, ended ones too."""
    row = tx.one(_BY_ID, {"id": bridge_id})
    return _bridge(row) if row else None


def at(tx: Tx, place: Place) -> Bridge | None:
    """Return the bridge that a topic is tied by; one a topic, ended ones left out."""
    row = tx.one(_AT, {"group_id": place.group_id, "thread": place.thread})
    return _bridge(row) if row else None


def standing(tx: Tx) -> list[Bridge]:
    """Return every bridge that has not ended, the oldest first."""
    return [_bridge(row) for row in tx.all(_STANDING)]


def tie(tx: Tx, offer: Offer, place: Place, *, by: int, now: datetime) -> int:
    """Tie the offered topic with `place` on the other side; return the bridge's number."""
    north, south = (offer.place, place) if offer.side is Side.NORTH else (place, offer.place)
    row = tx.one(
        _TIE,
        {
            "north_group_id": north.group_id,
            "north_thread": north.thread,
            "north_topic": north.topic,
            "south_group_id": south.group_id,
            "south_thread": south.thread,
            "south_topic": south.topic,
            "offered_by": offer.by,
            "tied_by": by,
            "now": to_micros(now),
        },
    )
    assert row is not None
    for one in (north, south):
        drop_offers_at(tx, one)
    return int(row["id"])


def pause(tx: Tx, bridge_id: int, side: Side, *, now: datetime) -> bool:
    """Pause a bridge for one side; return False when it is so already, or over."""
    return tx.run(_PAUSE[side], {"id": bridge_id, "now": to_micros(now)}) == 1


def go_on(tx: Tx, bridge_id: int, side: Side) -> bool:
    """Lift a side's own pause, and forget its trouble; return False when there was none."""
    return tx.run(_GO_ON[side], {"id": bridge_id}) == 1


def note_trouble(tx: Tx, bridge_id: int, side: Side, trouble: Trouble) -> bool:
    """Note why nothing reaches one side; return False when that is known."""
    return tx.run(_TROUBLE[side], {"id": bridge_id, "trouble": trouble}) == 1


def rename(tx: Tx, place: Place) -> bool:
    """Call a topic by the name in `place` from now on; return False where it is tied and offered
    nowhere, or called so already."""
    values = {"group_id": place.group_id, "thread": place.thread, "topic": place.topic}
    changed = sum(tx.run(statement, values) for statement in _RENAME.values())
    return changed + tx.run(_RENAME_OFFER, values) > 0


def end(tx: Tx, bridge_id: int, *, now: datetime) -> bool:
    """End a bridge for good; return False when it has ended before."""
    return tx.run(_END, {"id": bridge_id, "now": to_micros(now)}) == 1


def offer(tx: Tx, place: Place, side: Side, *, by: int, now: datetime, until: datetime) -> int:
    """Note that one side offers a topic, in the place of an earlier offer of it."""
    drop_offers_at(tx, place)
    row = tx.one(
        _MAKE_OFFER,
        {
            "group_id": place.group_id,
            "thread": place.thread,
            "topic": place.topic,
            "side": side,
            "by": by,
            "now": to_micros(now),
            "expires_at": to_micros(until),
        },
    )
    assert row is not None
    return int(row["id"])


def offer_by_id(tx: Tx, offer_id: int, *, now: datetime) -> Offer | None:
    """Return an offer that can still be accepted."""
    row = tx.one(_OFFER, {"id": offer_id, "now": to_micros(now)})
    return _offer(row) if row else None


def offer_at(tx: Tx, place: Place, *, now: datetime) -> Offer | None:
    """Return the open offer of a topic."""
    values = {"group_id": place.group_id, "thread": place.thread, "now": to_micros(now)}
    row = tx.one(_OFFER_AT, values)
    return _offer(row) if row else None


def offers_of(tx: Tx, side: Side, *, now: datetime) -> list[Offer]:
    """Return the latest open offers of one side, at most eight."""
    return [_offer(row) for row in tx.all(_OFFERS_OF, {"side": side, "now": to_micros(now)})]


def drop_offers_at(tx: Tx, place: Place) -> None:
    """Forget the offer of a topic."""
    tx.run(_DROP_OFFERS_AT, {"group_id": place.group_id, "thread": place.thread})


def drop_offer(tx: Tx, offer_id: int) -> None:
    """Forget an offer."""
    tx.run(_DROP_OFFER, {"id": offer_id})


def _bridge(row: Row) -> Bridge:
    return Bridge(
        id=row["id"],
        north=_shore(row, Side.NORTH),
        south=_shore(row, Side.SOUTH),
        offered_by=row["offered_by"],
        tied_by=row["tied_by"],
        tied_at=from_micros(row["tied_at"]),
        ended_at=from_micros(row["ended_at"]) if row["ended_at"] is not None else None,
    )


def _shore(row: Row, side: Side) -> Shore:
    paused_at, trouble = row[f"{side}_paused_at"], row[f"{side}_trouble"]
    return Shore(
        place=Place(row[f"{side}_group_id"], row[f"{side}_thread"], row[f"{side}_topic"]),
        address=row[f"{side}_address"],
        title=row[f"{side}_title"],
        is_there=bool(row[f"{side}_is_there"]),
        paused_at=from_micros(paused_at) if paused_at is not None else None,
        trouble=Trouble(trouble) if trouble else None,
    )


def _offer(row: Row) -> Offer:
    return Offer(
        id=row["id"],
        place=Place(row["group_id"], row["thread"], row["topic"]),
        title=row["title"],
        side=Side(row["side"]),
        by=row["person_id"],
        expires_at=from_micros(row["expires_at"]),
    )
