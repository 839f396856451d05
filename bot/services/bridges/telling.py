"""Who is told what of a bridge: both topics, and the coordinators of both sides."""

from datetime import datetime

from bot.domain.addresses import in_topic
from bot.domain.bridges import SHORES, Bridge, Shore
from bot.domain.delivery import Lane
from bot.domain.messages import Message, text
from bot.domain.people import Audience, Side
from bot.services.bridges import cards
from bot.storage import outbox, people
from bot.storage.database import Tx

BELL = "bridges"
"""Rung after each commit that changes what is carried over: ties, pauses, consents, names."""

NAMES = "bridge names"
"""Rung after each commit that gives copies up: whom they answer is then named no more."""


def ask_members(tx: Tx, bridge: Bridge, *, now: datetime) -> None:
    """Put the question to members into both topics, each in its own script."""
    for side in SHORES:
        posting = outbox.Posting(lane=Lane.NOTICE, now=now, card=_card(bridge, side))
        _to_topic(tx, bridge.shore(side), cards.question(bridge, side), posting)
    tx.ring(BELL)


def changed(tx: Tx, bridge: Bridge, *, now: datetime) -> None:
    """Bring the cards in both topics up to date, and say there how the bridge stands now."""
    edited(tx, bridge, now=now)
    for side in SHORES:
        posting = outbox.Posting(lane=Lane.NOTICE, now=now)
        if bridge.shore(side).is_there and bridge.shore(side).trouble is None:
            _to_topic(tx, bridge.shore(side), cards.news(bridge), posting)


def edited(tx: Tx, bridge: Bridge, *, now: datetime) -> None:
    """Bring the cards in both topics up to date; nobody is told."""
    for side in SHORES:
        card = cards.question(bridge, side)
        outbox.edit_cards(tx, _card(bridge, side), card, lane=Lane.NOTICE, now=now)
    tx.ring(BELL)


def tied(tx: Tx, bridge: Bridge, *, now: datetime) -> None:
    """Tell who made the offer that the other side has said yes."""
    maker = people.by_id(tx, bridge.offered_by) if bridge.offered_by is not None else None
    if maker is not None:
        said = cards.managed(bridge, by=maker)
        outbox.to_person(tx, maker.id, said, outbox.Posting(lane=Lane.NOTICE, now=now))


def troubled(tx: Tx, bridge: Bridge, side: Side, *, now: datetime) -> None:
    """Tell the coordinators of both sides that nothing reaches one of them, and what to do."""
    trouble = bridge.shore(side).trouble or "gone"
    words = text(f"bridge.told.{trouble}", place=cards.shore_of(bridge.shore(side)))
    told = people.coordinators(tx, Audience.EVERYBODY)
    outbox.to_people(tx, told, Message(words), outbox.Posting(lane=Lane.NOTICE, now=now))


def _card(bridge: Bridge, side: Side) -> str:
    """Return the name of the card in one topic: the two say different things."""
    return f"{cards.of_bridge(bridge.id)}:{side}"


def _to_topic(tx: Tx, shore: Shore, message: Message, posting: outbox.Posting) -> None:
    group, thread = shore.place.group_id, shore.place.thread
    outbox.to_topic(tx, group, in_topic(shore.address, thread), message, posting)
