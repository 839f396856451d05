"""From a group that the bot was added to, to one that people can ask to join."""

from datetime import datetime

from bot.domain.delivery import Lane
from bot.domain.groups import (
    Admission,
    Group,
    GroupSide,
    Wish,
    check_may_give,
    check_may_look_after,
)
from bot.domain.messages import text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.storage import outbox
from bot.storage.database import Tx
from bot.storage.groups import linked, moving


def seeded(tx: Tx, address: str, title: str, side: GroupSide, *, now: datetime) -> Group:
    """Connect a group of the cast; see `Groups.seeded`."""
    group = linked.by_address(tx, address) or linked.add(tx, address, title, now=now)
    if group.side is not None:
        return group
    linked.note_standing(tx, group.id, present=True, can_invite=True)
    linked.connect(tx, group.id, side, Admission.ASK, by=None, now=now)
    return _with_link(tx, group.id, now=now)


def note_standing(
    tx: Tx, address: str, title: str, *, present: bool, can_invite: bool, now: datetime
) -> Group | None:
    """Note how the bot stands to a group; see `Groups.note_standing`."""
    group = linked.by_address(tx, address)
    if group is None and present:
        group = linked.add(tx, address, title, now=now)
    if group is None or group.address != address:
        return None
    linked.name(tx, group.id, title)
    linked.note_standing(tx, group.id, present=present, can_invite=can_invite)
    return _with_link(tx, group.id, now=now)


def moved(tx: Tx, address: str, to: str, *, now: datetime) -> None:
    """Note a group's new address; see `Groups.moved`."""
    moving.move(tx, address, to, now=now)
    group = linked.by_address(tx, address)
    if group is not None:
        _with_link(tx, group.id, now=now)


def connect(tx: Tx, address: str, title: str, wish: Wish, *, by: Person, now: datetime) -> Group:
    """Connect the group at an address; see `Groups.connect`."""
    group = linked.by_address(tx, address)
    if group is not None:
        linked.name(tx, group.id, title)
        return _connect(tx, group, wish, by=by, now=now)
    group = linked.add(tx, address, title, now=now)
    # The bot was here before it ran: what it may do shows when it tries.
    _make_link(tx, group, now=now)
    return _connect(tx, group, wish, by=by, now=now)


def reconnect(tx: Tx, group_id: int, wish: Wish, *, by: Person, now: datetime) -> Group:
    """Connect a known group; see `Groups.connect`."""
    group = linked.by_id(tx, group_id)
    if group is None:
        raise Refusal(text("press.stale"))
    return _connect(tx, group, wish, by=by, now=now)


def _connect(tx: Tx, group: Group, wish: Wish, *, by: Person, now: datetime) -> Group:
    side = wish.side or group.side
    if side is None or wish == Wish():
        return linked.again(tx, group.id)
    check_may_look_after(by, group.side)
    check_may_look_after(by, side)
    check_may_give(by, group.side, side)
    admission = wish.admission or group.admission
    if (side, admission, True) != (group.side, group.admission, group.present):
        linked.connect(tx, group.id, side, admission, by=by.id, now=now)
    return _with_link(tx, group.id, now=now)


def _with_link(tx: Tx, group_id: int, *, now: datetime) -> Group:
    """Ask the channel for a link if the group needs one; return the group as it is now."""
    group = linked.again(tx, group_id)
    if group.side and group.present and group.can_invite and group.link is None:
        _make_link(tx, group, now=now)
    return group


def _make_link(tx: Tx, group: Group, *, now: datetime) -> None:
    if not linked.link_is_under_way(tx, group.id):
        outbox.make_link(tx, group.id, outbox.Posting(lane=Lane.NOTICE, now=now))
