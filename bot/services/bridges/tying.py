"""From a topic that is offered to a bridge: a coordinator of each side has said yes."""

from datetime import datetime

from bot.domain.bridges import (
    OFFER_LASTS,
    Bridge,
    Offer,
    Place,
    check_looks_after,
    check_speaks_for,
    other,
    shore_of,
)
from bot.domain.delivery import Lane
from bot.domain.groups import Group
from bot.domain.messages import Message, text
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.services.bridges import cards, telling
from bot.storage import outbox, people
from bot.storage.bridges import ties
from bot.storage.database import Tx
from bot.storage.groups import linked


def begin(tx: Tx, place: Place, *, by: Person, now: datetime) -> Message:
    """Return what can be done with a topic; see `Bridges.begin`."""
    group, side = _ours(tx, place)
    tied = ties.at(tx, place)
    if tied is not None:
        check_looks_after(by, side)
        return cards.managed(tied, by=by)
    _check_voice(tx, by, side)
    own = ties.offer_at(tx, place, now=now)
    if own is not None:
        return cards.offered(own)
    waiting = ties.offers_of(tx, other(side), now=now)
    if waiting:
        return cards.to_choose(group.title, place, waiting, side)
    return cards.to_offer(group.title, place, side)


def offer(tx: Tx, place: Place, *, by: Person, now: datetime) -> Message:
    """Offer a topic; see `Bridges.offer`. Done twice it stays one offer."""
    _, side = _ours(tx, place)
    _check_voice(tx, by, side)
    _check_free(tx, place)
    standing = ties.offer_at(tx, place, now=now)
    if standing is not None:
        return cards.offered(standing)
    number = ties.offer(tx, place, side, by=by.id, now=now, until=now + OFFER_LASTS)
    made = _known(tx, number, now=now)
    asked = people.coordinators(tx, Audience(other(side)))
    if not asked:
        raise Refusal(text(f"bridge.nobody.{other(side)}"))
    posting = outbox.Posting(
        lane=Lane.NOTICE, now=now, expires_at=made.expires_at, card=cards.of_offer(number)
    )
    outbox.to_people(tx, asked, cards.offer_card(made), posting)
    return cards.offered(made)


def take_back(tx: Tx, offer_id: int, *, by: Person, now: datetime) -> Message:
    """Withdraw an offer; see `Bridges.take_offer_back`."""
    made = ties.offer_by_id(tx, offer_id, now=now)
    if made is not None:
        check_looks_after(by, made.side)
        ties.drop_offer(tx, offer_id)
        _close_card(tx, offer_id, now=now)
    return Message(text("bridge.taken_back"))


def tie(tx: Tx, offer_id: int, place: Place, *, by: Person, now: datetime) -> Message:
    """Tie two topics; see `Bridges.tie`. Done twice it is tied once."""
    _, side = _ours(tx, place)
    standing = ties.at(tx, place)
    if standing is not None:
        check_looks_after(by, side)
        return cards.managed(standing, by=by)
    _check_voice(tx, by, side)
    made = ties.offer_by_id(tx, offer_id, now=now)
    if made is None or made.side is side or made.by == by.id or made.by is None:
        raise Refusal(text("bridge.offer_over"))
    _check_still_meant(tx, made)
    number = ties.tie(tx, made, place, by=by.id, now=now)
    bridge = _again(tx, number)
    _close_card(tx, offer_id, now=now)
    telling.ask_members(tx, bridge, now=now)
    telling.tied(tx, bridge, now=now)
    return cards.managed(bridge, by=by)


def rename(tx: Tx, place: Place, *, now: datetime) -> None:
    """Follow a topic to its new name; see `Bridges.renamed`."""
    if not ties.rename(tx, place):
        return
    bridge = ties.at(tx, place)
    if bridge is not None:
        telling.edited(tx, bridge, now=now)
    offered = ties.offer_at(tx, place, now=now)
    if offered is not None:
        name, card = cards.of_offer(offered.id), cards.offer_card(offered)
        outbox.edit_cards(tx, name, card, lane=Lane.NOTICE, now=now)


def _check_still_meant(tx: Tx, made: Offer) -> None:
    """Refuse an offer whose group has changed sides, or whose maker speaks for it no more."""
    maker = people.by_id(tx, made.by) if made.by is not None else None
    group = linked.by_id(tx, made.place.group_id)
    if maker is None or group is None or group.side != made.side.value:
        raise Refusal(text("bridge.offer_over"))
    if made.side not in maker.coordinates or ties.at(tx, made.place) is not None:
        raise Refusal(text("bridge.offer_over"))


def _ours(tx: Tx, place: Place) -> tuple[Group, Side]:
    group = linked.by_id(tx, place.group_id)
    if group is None:
        raise Refusal(text("press.stale"))
    return group, shore_of(group.side)


def _check_voice(tx: Tx, by: Person, side: Side) -> None:
    check_speaks_for(by, side, granted_last=people.side_granted_last(tx, by.id))


def _check_free(tx: Tx, place: Place) -> None:
    if ties.at(tx, place) is not None:
        raise Refusal(text("bridge.tied_already"))


def _close_card(tx: Tx, offer_id: int, *, now: datetime) -> None:
    over = Message(text("bridge.asked.over"))
    outbox.edit_cards(tx, cards.of_offer(offer_id), over, lane=Lane.NOTICE, now=now)


def _known(tx: Tx, offer_id: int, *, now: datetime) -> Offer:
    made = ties.offer_by_id(tx, offer_id, now=now)
    assert made is not None
    return made


def _again(tx: Tx, bridge_id: int) -> Bridge:
    bridge = ties.by_id(tx, bridge_id)
    assert bridge is not None
    return bridge
