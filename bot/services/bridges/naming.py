"""Who may still be named as the one that is answered: those whose words are to stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.bridges import other
from bot.domain.people import Side
from bot.services.bridges import telling
from bot.storage.bridges import consents, copies, ties
from bot.storage.database import Database, Tx

BELL = telling.NAMES
"""Rung after each commit that gives copies up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An original that answers the message `replied` of somebody at the address `author`.

    `is_copy` says that the answered message is itself a copy of ours.
    """

    original: int
    replied: int
    author: str
    is_copy: bool


class Naming:
    """Tells which names are to go."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def to_go(self, bridge_id: int, side: Side, answers: Sequence[Answer]) -> frozenset[int]:
        """Return the originals of `side` that answer words which are taken back."""
        return await self._db.read(
            lambda tx: frozenset(
                one.original for one in answers if not _stays(tx, bridge_id, side, one)
            )
        )

    async def address(self, bridge_id: int, side: Side, copy: int) -> str | None:
        """Return where a copy of originals of `side` stands; None when it is known no more, as
        after the group has moved and counts its messages anew."""

        def look(tx: Tx) -> str | None:
            bridge = ties.by_id(tx, bridge_id)
            if bridge is None or not copies.is_known(tx, bridge_id, side, copy):
                return None
            return bridge.shore(other(side)).address

        return await self._db.read(look)


def _stays(tx: Tx, bridge_id: int, side: Side, one: Answer) -> bool:
    if one.is_copy:
        return consents.stands(tx, bridge_id, other(side), copy=one.replied)
    if consents.person_at(tx, bridge_id, one.author) is not None:
        return True
    return consents.stands(tx, bridge_id, side, original=one.replied)
