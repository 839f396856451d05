"""Groups, their addresses and their rules, as they are kept."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.clocktime import to_micros
from bot.domain.groups import Admission, Group, GroupSide
from bot.storage.database import Row, Tx

_AT = "SELECT group_id FROM group_addresses WHERE address = :address"

_BY_ID = "SELECT * FROM groups WHERE id = :id"

_BY_ADDRESS = """
SELECT groups.* FROM group_addresses JOIN groups ON groups.id = group_addresses.group_id
WHERE group_addresses.address = :address
"""

_ADD = """
INSERT INTO groups (address, title, created_at) VALUES (:address, :title, :now) RETURNING id
"""

_ADD_ADDRESS = """
INSERT INTO group_addresses (address, group_id, since_at) VALUES (:address, :id, :now)
ON CONFLICT (address) DO UPDATE SET group_id = excluded.group_id
"""

_TITLE = "UPDATE groups SET title = :title WHERE id = :id AND title <> :title"

# A link that the bot made dies with its leaving.
_STANDING = """
UPDATE groups SET present = :present, can_invite = :can_invite,
                  link = CASE WHEN :present = 1 THEN link END
WHERE id = :id
"""

_CONNECT = """
UPDATE groups SET side = :side, admission = :admission, present = 1,
                  connected_by = :by, connected_at = :now
WHERE id = :id
"""

_LINK_UNDER_WAY = """
SELECT 1 FROM deliveries
WHERE group_id = :id AND action = 'link' AND state IN ('waiting', 'sending') LIMIT 1
"""

_OF_SIDES = """
SELECT * FROM groups WHERE present = 1 AND side IN (:side_1, :side_2, :side_3)
ORDER BY CASE side WHEN 'joint' THEN 1 ELSE 0 END, title, id
"""

_MOVE = """
UPDATE groups SET address = :address, present = 1, can_invite = :can_invite, link = NULL
WHERE id = :id
"""

# The new address may have been heard of first, as a group of its own: it becomes part of this one.
_TAKE_DELIVERIES = "UPDATE deliveries SET group_id = :id WHERE group_id = :other"

_TAKE_REQUESTS = """
UPDATE join_requests SET group_id = :id
WHERE group_id = :other
  AND NOT EXISTS (SELECT 1 FROM join_requests AS own
                  WHERE own.group_id = :id AND own.person_id = join_requests.person_id
                    AND own.state IN ('asked', 'accepted'))
"""

_TAKE_ADDRESSES = "UPDATE group_addresses SET group_id = :id WHERE group_id = :other"

_DELETE = "DELETE FROM groups WHERE id = :other"

_SET_RULES = """
UPDATE groups SET earlier_rules = rules, rules = :rules, rules_version = rules_version + 1
WHERE id = :id AND (rules IS NULL OR rules <> :rules)
"""

_TAKE_RULES_BACK = """
UPDATE groups SET rules = earlier_rules, earlier_rules = rules, rules_version = rules_version + 1
WHERE id = :id AND rules_version = :version
"""


def at(tx: Tx, address: str) -> int | None:
    """Return our number of the group at `address`, also at an address it has left."""
    row = tx.one(_AT, {"address": address})
    return int(row["group_id"]) if row else None


def by_id(tx: Tx, group_id: int) -> Group | None:
    """Return the group numbered `group_id`."""
    row = tx.one(_BY_ID, {"id": group_id})
    return _group(row) if row else None


def by_address(tx: Tx, address: str) -> Group | None:
    """Return the group at `address`, also at an address it has left."""
    row = tx.one(_BY_ADDRESS, {"address": address})
    return _group(row) if row else None


def add(tx: Tx, address: str, title: str, *, now: datetime) -> Group:
    """Make a group known that was heard of for the first time."""
    row = tx.one(_ADD, {"address": address, "title": title, "now": to_micros(now)})
    assert row is not None
    tx.run(_ADD_ADDRESS, {"address": address, "id": row["id"], "now": to_micros(now)})
    return again(tx, int(row["id"]))


def again(tx: Tx, group_id: int) -> Group:
    """Return the group as it stands now; it must exist."""
    group = by_id(tx, group_id)
    assert group is not None
    return group


def name(tx: Tx, group_id: int, title: str) -> None:
    """Note how the group is called now."""
    tx.run(_TITLE, {"id": group_id, "title": title})


def note_standing(tx: Tx, group_id: int, *, present: bool, can_invite: bool) -> None:
    """Note whether the bot is in the group, and whether it may make links there."""
    values = {"id": group_id, "present": int(present), "can_invite": int(can_invite)}
    tx.run(_STANDING, values)


def connect(
    tx: Tx, group_id: int, side: GroupSide, admission: Admission, *, by: int | None, now: datetime
) -> None:
    """Note whose group it is and how people come in."""
    values = {"side": side, "admission": admission, "by": by, "now": to_micros(now)}
    tx.run(_CONNECT, {"id": group_id, **values})


def link_is_under_way(tx: Tx, group_id: int) -> bool:
    """Return whether the channel is being asked for a link already."""
    return tx.one(_LINK_UNDER_WAY, {"id": group_id}) is not None


def of_sides(tx: Tx, sides: Collection[GroupSide]) -> list[Group]:
    """Return the connected groups of these sides (one to three), the joint ones last."""
    wanted = sorted(sides)
    padded = {f"side_{n}": wanted[min(n, len(wanted)) - 1] for n in (1, 2, 3)}
    return [_group(row) for row in tx.all(_OF_SIDES, padded)]


def move(tx: Tx, group: Group, address: str, *, now: datetime) -> None:
    """Note that the group lives at a new address; its links ended with the old one."""
    other = by_address(tx, address)
    can_invite = group.can_invite
    if other is not None and other.id != group.id:
        can_invite = other.can_invite
        for statement in (_TAKE_DELIVERIES, _TAKE_REQUESTS, _TAKE_ADDRESSES):
            tx.run(statement, {"id": group.id, "other": other.id})
        tx.run(_DELETE, {"other": other.id})
    tx.run(_MOVE, {"id": group.id, "address": address, "can_invite": int(can_invite)})
    tx.run(_ADD_ADDRESS, {"address": address, "id": group.id, "now": to_micros(now)})


def set_rules(tx: Tx, group_id: int, rules: str) -> None:
    """Give the group rules of its own; those before are kept to go back to."""
    tx.run(_SET_RULES, {"id": group_id, "rules": rules})


def take_rules_back(tx: Tx, group_id: int, version: int) -> bool:
    """Go back to the rules before `version`; return False when others have come since."""
    return tx.run(_TAKE_RULES_BACK, {"id": group_id, "version": version}) == 1


def _group(row: Row) -> Group:
    return Group(
        id=row["id"],
        address=row["address"],
        title=row["title"],
        side=GroupSide(row["side"]) if row["side"] else None,
        admission=Admission(row["admission"]),
        rules=row["rules"],
        rules_version=row["rules_version"],
        link=row["link"],
        present=bool(row["present"]),
        can_invite=bool(row["can_invite"]),
    )
