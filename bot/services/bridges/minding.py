"""How coordinators look after a bridge: pause, go on, end, and what holds it up by itself."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.bridges import SHORES, Bridge, Trouble, check_looks_after, looks_after
from bot.domain.messages import Button, Message, Text, press, row, text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.services.bridges import cards, telling
from bot.storage.bridges import consents, ties
from bot.storage.database import Tx


def overview(tx: Tx, *, by: Person) -> Message:
    """Return the bridges of a coordinator's sides; see `Bridges.overview`."""
    tied = [one for one in ties.standing(tx) if _is_theirs(one, by)]
    if len(tied) == 1:
        return cards.managed(tied[0], by=by)
    buttons = tuple(row(Button(_both(one), press("br.show", one.id))) for one in tied[:20])
    return Message(text("bridge.overview" if tied else "bridge.overview.none"), buttons)


def shown(tx: Tx, bridge_id: int, *, by: Person) -> Message:
    """Return how a bridge stands; see `Bridges.shown`."""
    return cards.managed(_theirs(tx, bridge_id, by=by), by=by)


def pause(tx: Tx, bridge_id: int, side: Side, *, by: Person, now: datetime) -> Message:
    """Pause for one side; see `Bridges.pause`."""
    _theirs(tx, bridge_id, by=by)
    check_looks_after(by, side)
    return _moved(tx, bridge_id, ties.pause(tx, bridge_id, side, now=now), by=by, now=now)


def go_on(tx: Tx, bridge_id: int, side: Side, *, by: Person, now: datetime) -> Message:
    """Lift one side's pause; see `Bridges.go_on`."""
    _theirs(tx, bridge_id, by=by)
    check_looks_after(by, side)
    return _moved(tx, bridge_id, ties.go_on(tx, bridge_id, side), by=by, now=now)


def ask_end(tx: Tx, bridge_id: int, *, by: Person) -> Message:
    """Return the question before the end; see `Bridges.ask_end`."""
    bridge = _theirs(tx, bridge_id, by=by)
    yes = Button(text("bridge.button.end_yes"), press("br.over", bridge.id), style="danger")
    no = Button(text("common.cancel"), press("br.show", bridge.id))
    north, south = cards.shore_of(bridge.north), cards.shore_of(bridge.south)
    return Message(text("bridge.end_sure", north=north, south=south), (row(yes), row(no)))


def end(tx: Tx, bridge_id: int, *, by: Person, now: datetime) -> Message:
    """End a bridge; see `Bridges.end`."""
    _theirs(tx, bridge_id, by=by)
    ended = ties.end(tx, bridge_id, now=now)
    if ended:
        consents.revoke_all(tx, bridge_id, now=now)
    return _moved(tx, bridge_id, ended, by=by, now=now)


def say_again(tx: Tx, bridge_id: int, *, by: Person, now: datetime) -> Message:
    """Ask the members once more; see `Bridges.say_again`."""
    bridge = _theirs(tx, bridge_id, by=by)
    if bridge.ended_at is None:
        telling.ask_members(tx, bridge, now=now)
    return cards.managed(bridge, by=by)


def note_trouble(tx: Tx, bridge_id: int, side: Side, trouble: Trouble, *, now: datetime) -> bool:
    """Pause a bridge because nothing reaches one side, and tell both; False if that is known."""
    if not ties.note_trouble(tx, bridge_id, side, trouble):
        return False
    bridge = _known(tx, bridge_id)
    telling.changed(tx, bridge, now=now)
    telling.troubled(tx, bridge, side, now=now)
    return True


def open_in(tx: Tx, group_id: int) -> bool:
    """Return whether a bridge that stands in a group has no trouble there that is known."""
    return any(_untroubled_in(tx, group_id))


def note_standing(tx: Tx, group_id: int, trouble: Trouble, *, now: datetime) -> int:
    """Pause every bridge that stands in a group, for what the bot cannot do there; return how
    many."""
    found = list(_untroubled_in(tx, group_id))
    return sum(note_trouble(tx, one, side, trouble, now=now) for one, side in found)


def any_stranded(tx: Tx) -> bool:
    """Return whether a bridge leads to a group that is gone, and nobody has been told."""
    return any(_stranded(bridge) for bridge in ties.standing(tx))


def note_stranded(tx: Tx, *, now: datetime) -> int:
    """Pause the bridges that lead nowhere; return how many."""
    return sum(
        note_trouble(tx, bridge.id, side, Trouble.GONE, now=now)
        for bridge in ties.standing(tx)
        for side in _stranded(bridge)
    )


def _both(bridge: Bridge) -> Text:
    north, south = cards.shore_of(bridge.north), cards.shore_of(bridge.south)
    return text("bridge.both", north=north, south=south)


def _untroubled_in(tx: Tx, group_id: int) -> Iterator[tuple[int, Side]]:
    for bridge in ties.standing(tx):
        for side in SHORES:
            shore = bridge.shore(side)
            if shore.place.group_id == group_id and shore.trouble is None:
                yield bridge.id, side


def _stranded(bridge: Bridge) -> list[Side]:
    shores = ((side, bridge.shore(side)) for side in SHORES)
    return [side for side, shore in shores if not shore.is_there and shore.trouble is None]


def _moved(tx: Tx, bridge_id: int, changed: bool, *, by: Person, now: datetime) -> Message:
    """Tell everybody if something changed; return how the bridge stands now."""
    bridge = _known(tx, bridge_id)
    if changed:
        telling.changed(tx, bridge, now=now)
    return cards.managed(bridge, by=by)


def _theirs(tx: Tx, bridge_id: int, *, by: Person) -> Bridge:
    bridge = ties.by_id(tx, bridge_id)
    if bridge is None:
        raise Refusal(text("press.stale"))
    if not _is_theirs(bridge, by):
        raise Refusal(text("group.coordinators_only"))
    return bridge


def _is_theirs(_bridge: Bridge, by: Person) -> bool:
    """Return whether a person coordinates a side of a bridge; every bridge has both."""
    return any(looks_after(by, side) for side in SHORES)


def _known(tx: Tx, bridge_id: int) -> Bridge:
    bridge = ties.by_id(tx, bridge_id)
    if bridge is None:
        raise Refusal(text("press.stale"))
    return bridge
