"""What the carrier asks before it carries anything: is the bridge open, did the person agree?

Words never come here: messages are numbers, people are addresses. One transaction a copy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.addresses import chat_of, in_topic
from bot.domain.bridges import SHORES, Bridge, Trouble, other
from bot.domain.people import Side
from bot.services.bridges import minding, telling
from bot.storage.bridges import consents, copies, removals, ties
from bot.storage.bridges.consents import Voice
from bot.storage.bridges.copies import Copy
from bot.storage.database import Database, Tx
from bot.storage.groups import moving

BELL = telling.BELL
"""Rung after each commit that changes what is carried over."""


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of an open bridge: from a topic at `source` to one at `target`.

    `voices` are those who agreed, by address.
    """

    bridge_id: int
    from_side: Side
    source: str
    target: str
    voices: dict[str, Voice]

    @property
    def to_side(self) -> Side:
        """Return the side that reads what comes this way."""
        return other(self.from_side)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that is to be carried: its number, its author's address, in how many parts.

    `album` names the album it is part of, empty if it stands alone.
    """

    original: int
    author: str
    parts: int = 1
    album: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The message on the other side to which a reply belongs, and whose words are answered."""

    message: int
    name: str


class Carriage:
    """What `bot.telegram.bridging` needs to know and to note."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def ways(self) -> list[Way]:
        """Return both directions of every bridge that is open now."""
        return await self._db.read(_ways)

    async def claim(self, way: Way, wanted: Sequence[Wanted]) -> list[list[int]] | None:
        """Take messages to be carried now; return the map's rows for each, part by part.

        A message gets none when its author does not agree (any more), or when it was taken
        before. None as a whole means that the bridge is not open.
        """
        now = self._clock.now()

        def work(tx: Tx) -> list[list[int]] | None:
            if not _is_open(tx, way):
                return None
            taken = []
            for one in wanted:
                author = consents.person_at(tx, way.bridge_id, one.author)
                rows = (
                    copies.claim(
                        tx,
                        way.bridge_id,
                        way.from_side,
                        one.original,
                        parts=range(one.parts),
                        album=one.album,
                        person_id=author,
                        now=now,
                    )
                    if author is not None
                    else []
                )
                taken.append(rows if len(rows) == one.parts else [])
            return taken

        return await self._db.write(work)

    async def replace(
        self, way: Way, wanted: Wanted, known: Sequence[Copy], surplus: Sequence[Copy]
    ) -> list[int]:
        """Give `surplus` copies of an edited original up, and claim more parts of it; return the
        new rows.

        There are none when one of the `known` copies was taken back meanwhile, when the bridge is
        not open, or when the author does not agree any more.
        """
        now = self._clock.now()

        def work(tx: Tx) -> list[int]:
            standing = _standing(tx, way, wanted.original, wanted.author)
            if not {one.id for one in known} <= {one.id for one in standing}:
                return []
            author = known[0].person_id
            if surplus and author is not None:
                removals.ask(tx, author, [one.id for one in surplus], tell=False, now=now)
            if author is None or not _is_open(tx, way):
                return []
            original = wanted.original
            first = copies.next_part(tx, way.bridge_id, way.from_side, original)
            return copies.claim(
                tx,
                way.bridge_id,
                way.from_side,
                original,
                parts=range(first, first + wanted.parts),
                album=wanted.album,
                person_id=author,
                now=now,
            )

        return await self._db.write(work)

    async def arrived(self, rows: list[int], message: int, *, is_file: bool = False) -> None:
        """Note that these stand on the other side, as the message of this number."""

        def work(tx: Tx) -> None:
            if copies.note(tx, rows, message, is_file=is_file):
                tx.ring(removals.BELL)

        await self._db.write(work)

    async def failed(self, rows: list[int]) -> None:
        """Note that these did not arrive, and never will; whoever took them back hears that they
        are gone."""

        def work(tx: Tx) -> None:
            removals.gone(tx, tuple(rows), "deleted")
            tx.ring(removals.BELL)

        await self._db.write(work)

    async def still_to_go(self, way: Way, rows: Sequence[int]) -> list[int]:
        """Return those of the claimed rows that may still be carried: while they waited the bridge
        may have been shut, or their author have left or taken them back."""
        return await self._db.read(
            lambda tx: copies.still_to_go(tx, rows) if _is_open(tx, way) else []
        )

    async def is_open(self, way: Way) -> bool:
        """Return whether the bridge is still open."""
        return await self._db.read(lambda tx: _is_open(tx, way))

    async def moved(self, way: Way, address: str) -> None:
        """Note that the group on the other side lives at another address."""

        def work(tx: Tx) -> None:
            if moving.move(tx, chat_of(way.target), address, now=now):
                tx.ring(telling.BELL)

        now = self._clock.now()
        await self._db.write(work)

    async def copies_of(self, way: Way, original: int, author: str) -> list[Copy]:
        """Return what stands on the other side for an original that was edited; nothing when the
        bridge is not open or its author does not agree any more."""

        def look(tx: Tx) -> list[Copy]:
            return _standing(tx, way, original, author) if _is_open(tx, way) else []

        return await self._db.read(look)

    async def answered(self, way: Way, replied: int) -> Answered | None:
        """Return where a reply to the message `replied` of the source belongs on the other side.

        That message may be somebody's original, or itself a copy from over there.
        """
        return await self._db.read(lambda tx: _answered(tx, way, replied))

    async def trouble(self, way: Way, trouble: Trouble) -> None:
        """Pause the bridge because nothing reaches the other side; both sides are told."""
        now = self._clock.now()
        await self._db.write(
            lambda tx: minding.note_trouble(tx, way.bridge_id, way.to_side, trouble, now=now)
        )


def _ways(tx: Tx) -> list[Way]:
    found = []
    for bridge in ties.standing(tx):
        if not bridge.is_open:
            continue
        voices = consents.voices(tx, bridge.id)
        found += [_way(bridge, side, voices) for side in SHORES]
    return found


def _way(bridge: Bridge, side: Side, voices: dict[str, Voice]) -> Way:
    near, far = bridge.shore(side), bridge.shore(other(side))
    return Way(
        bridge_id=bridge.id,
        from_side=side,
        source=in_topic(near.address, near.place.thread),
        target=in_topic(far.address, far.place.thread),
        voices=voices,
    )


def _is_open(tx: Tx, way: Way) -> bool:
    bridge = ties.by_id(tx, way.bridge_id)
    return bridge is not None and bridge.is_open


def _standing(tx: Tx, way: Way, original: int, author: str) -> list[Copy]:
    """Return what stands there of somebody who agrees."""
    person = consents.person_at(tx, way.bridge_id, author)
    found = copies.of_original(tx, way.bridge_id, way.from_side, original)
    return [one for one in found if person is not None and one.person_id == person]


def _answered(tx: Tx, way: Way, replied: int) -> Answered | None:
    carried = copies.of_original(tx, way.bridge_id, way.from_side, replied)
    if carried:
        return Answered(carried[0].message, _name(tx, way, carried[0].person_id))
    found = copies.original_of(tx, way.bridge_id, way.to_side, replied)
    return Answered(found[0], _name(tx, way, found[1])) if found else None


def _name(tx: Tx, way: Way, person_id: int | None) -> str:
    known = None if person_id is None else consents.name_of(tx, way.bridge_id, person_id)
    return known or ""
