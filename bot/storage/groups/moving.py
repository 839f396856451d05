"""A group that lives at another address from now on: all that has to follow it."""

from datetime import datetime

from bot.storage.bridges import copies
from bot.storage.database import Tx
from bot.storage.groups import linked


def move(tx: Tx, address: str, to: str, *, now: datetime) -> bool:
    """Note that the group that lives at `address` lives at `to` from now on, where message numbers
    mean other messages; return False if it lives elsewhere already, or is not known."""
    group = linked.by_address(tx, address)
    if group is None or group.address != address or to == address:
        return False
    linked.move(tx, group, to, now=now)
    copies.leave_chat(tx, group.id)
    return True
