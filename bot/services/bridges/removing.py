"""Taking copies back: one, all of a person's, or those of somebody who is forgotten."""

from datetime import datetime

from bot.domain.addresses import chat_of
from bot.domain.bridges import SHORES, Bridge, Place, looks_after, other
from bot.domain.messages import Message, text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.services.bridges import cards, minding, telling
from bot.storage.bridges import consents, copies, removals, ties
from bot.storage.bridges.copies import Carried
from bot.storage.database import Tx

LATEST = 8
"""Copies on the list of one's own."""


def unbridge(tx: Tx, place: Place | None, original: int, *, by: Person, now: datetime) -> Message:
    """Do what /unbridge means in a group; see `Bridges.unbridge`."""
    bridge = ties.at(tx, place) if place is not None else None
    if place is None or bridge is None:
        raise Refusal(text("bridge.none_here"))
    side = next(one for one in SHORES if bridge.shore(one).place.group_id == place.group_id)
    own = copies.own_of_original(tx, bridge.id, side, original, by.id) if original else []
    if own:
        removals.ask(tx, by.id, own, tell=True, now=now)
        tx.ring(telling.NAMES)
        return Message(text("bridge.removing"))
    if original:
        raise Refusal(text("bridge.not_a_copy"))
    if looks_after(by, side):
        return minding.pause(tx, bridge.id, side, by=by, now=now)
    return withdraw(tx, bridge.id, by=by, now=now)


def withdraw(tx: Tx, bridge_id: int | None, *, by: Person, now: datetime) -> Message:
    """Withdraw consent and take all copies back; see `Bridges.leave_bridge`."""
    agreed = consents.of_person(tx, by.id)
    meant = [bridge_id] if bridge_id is not None else _everywhere(tx, by, agreed)
    revoked = [consents.revoke(tx, one, by.id, now=now) for one in meant]
    rows = [row for one in meant for row in copies.own_on_bridge(tx, one, by.id)]
    tx.ring(telling.BELL)
    if rows:
        removals.ask(tx, by.id, rows, tell=True, now=now)
        tx.ring(telling.NAMES)
        return Message(text("bridge.left.removing", n=len(rows)))
    return Message(text("bridge.left" if any(revoked) else "bridge.left.nothing"))


def remove(tx: Tx, copy_id: int, *, by: Person, now: datetime) -> Message:
    """Take one's own words in one copy back; see `Bridges.remove`."""
    own = copies.own_under(tx, copy_id, by.id)
    if not own:
        raise Refusal(text("bridge.not_yours"))
    removals.ask(tx, by.id, own, tell=False, now=now)
    tx.ring(telling.NAMES)
    return Message(text("bridge.toast.removing"))


def forget(tx: Tx, *, by: Person, now: datetime) -> None:
    """Give up the copies of somebody who is forgotten; see `Bridges.forget`."""
    removals.disown(tx, by.id, now=now)
    for bridge_id in consents.of_person(tx, by.id):
        consents.revoke(tx, bridge_id, by.id, now=now)
    tx.ring(telling.BELL)
    tx.ring(telling.NAMES)


def latest(tx: Tx, *, by: Person) -> Message:
    """Return one's latest copies; see `Bridges.latest`. Words are not kept: hour and link are."""
    found = copies.latest(tx, by.id, most=LATEST)
    if not found:
        return Message(text("bridge.latest.none"))
    known = {one.bridge_id: ties.by_id(tx, one.bridge_id) for one in found}
    rows = [(one.id, one.carried_at, _link(one, known[one.bridge_id])) for one in found]
    return Message(text("bridge.latest", n=len(found)), cards.latest_buttons(rows))


def _everywhere(tx: Tx, by: Person, agreed: dict[int, str]) -> list[int]:
    """Return the bridges on which anything of the person may stand."""
    return sorted({*agreed, *copies.bridges_of(tx, by.id)})


def _link(one: Carried, bridge: Bridge | None) -> str:
    """Return a link to the original; only supergroups have one (t.me/c/…), and only for what was
    written since they are one."""
    if bridge is None or one.original < 0:
        return ""
    shore = bridge.shore(one.from_side)
    number = chat_of(shore.address).removeprefix("telegram:")
    if not number.startswith("-100"):
        return ""
    thread = f"/{shore.place.thread}" if shore.place.thread else ""
    return f"https://t.me/c/{number.removeprefix('-100')}{thread}/{one.original}"


def target_of(bridge: Bridge, from_side: Side) -> str:
    """Return the address of the chat in which copies from a side stand."""
    return bridge.shore(other(from_side)).address
