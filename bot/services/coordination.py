"""What can be done by those who coordinate: roles given and taken, deliveries looked at."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.clocktime import from_micros
from bot.domain.delivery import Lane, Reason, State
from bot.domain.messages import Message, text
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.storage import coordination, outbox, people
from bot.storage.database import Database, Tx

OFFER_LASTS = timedelta(hours=24)
"""How long the link that offers a role can be opened."""

SHOWN = 8
"""Broadcasts that /status lists."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who coordinates a side; `name` is the chosen one, may be missing."""

    person_id: int
    side: Side
    name: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """One broadcast on the list: how many it is for and how many have it."""

    id: int
    kind: str
    started_at: datetime
    stopped: bool
    audience: int
    sent: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """One broadcast in full: how many deliveries stand where, by reason."""

    id: int
    kind: str
    started_at: datetime
    stopped: bool
    counts: dict[tuple[State, Reason | None], int]

    @property
    def audience(self) -> int:
        """How many people and groups it is for: the sum of all states."""
        return sum(self.counts.values())

    def of(self, state: State) -> int:
        """Return how many deliveries stand in `state`."""
        return sum(n for (found, _), n in self.counts.items() if found is state)


class Coordination:
    """The use cases of coordination; each method is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def offer_role(self, side: Side, *, by: Person) -> str:
        """Return a one-time code; whoever opens its link first is asked to coordinate `side`.

        Raises:
            Refusal: only an owner gives roles.
        """
        if not by.is_owner:
            raise Refusal(text("error.only_for.owner"))
        code = secrets.token_urlsafe(12).replace("-", "A").replace("_", "B")

        def work(tx: Tx) -> str:
            now = self._clock.now()
            coordination.add_code(
                tx,
                code,
                "role",
                {"side": side},
                person_id=by.id,
                now=now,
                expires_at=now + OFFER_LASTS,
            )
            coordination.note(tx, by.id, "role offered", side, now=now)
            return code

        return await self._db.write(work)

    async def offered(self, code: str) -> Side:
        """Return the side that the code offers.

        Raises:
            Refusal: there is no such offer, it has been taken, or it is over.
        """
        return await self._db.read(lambda tx: self._offered(tx, code))

    async def accept_role(self, code: str, *, by: Person) -> Side:
        """Make the person a coordinator; all coordinators of that side and the giver are told.

        Raises:
            Refusal: there is no such offer, somebody else has taken it, or it is over.
        """

        def work(tx: Tx) -> Side:
            now = self._clock.now()
            offer = coordination.code(tx, code, "role")
            if offer is not None and offer["used_by"] == by.id:
                return Side(json.loads(offer["facts"])["side"])
            side = self._offered(tx, code)
            coordination.use_code(tx, code, person_id=by.id, now=now)
            if coordination.appoint(
                tx, by.id, side, by=offer["person_id"] if offer else None, now=now
            ):
                coordination.note(tx, by.id, "role accepted", side, now=now)
                told = {
                    *people.coordinators(tx, Audience(side)),
                    offer["person_id"] if offer else 0,
                }
                self._tell(tx, told - {by.id, 0, None}, "role.news.added", by.name, side)
            return side

        return await self._db.write(work)

    async def appoint(self, person_id: int, side: Side) -> None:
        """Make a person of the playground's cast a coordinator, without asking."""
        now = self._clock.now()
        await self._db.write(lambda tx: coordination.appoint(tx, person_id, side, by=None, now=now))

    async def dismiss(self, person_id: int, side: Side, *, by: Person) -> None:
        """End a coordinator's role; they and the others of that side are told. Twice is once.

        Raises:
            Refusal: only an owner takes roles.
        """
        if not by.is_owner:
            raise Refusal(text("error.only_for.owner"))

        def work(tx: Tx) -> None:
            now = self._clock.now()
            name = next(
                (row["name"] for row in coordination.holders(tx) if row["person_id"] == person_id),
                None,
            )
            others = set(people.coordinators(tx, Audience(side))) - {by.id}
            if not coordination.dismiss(tx, person_id, side, now=now):
                return
            coordination.note(tx, by.id, "role taken", f"person {person_id} {side}", now=now)
            self._tell(tx, others, "role.news.removed", name, side)

        await self._db.write(work)

    async def holders(self) -> list[Holder]:
        """Return who coordinates what, North first."""
        rows = await self._db.read(coordination.holders)
        return [Holder(row["person_id"], Side(row["side"]), row["name"]) for row in rows]

    async def latest(self) -> list[Progress]:
        """Return the latest broadcasts, newest first."""
        rows = await self._db.read(lambda tx: coordination.broadcasts(tx, limit=SHOWN))
        return [
            Progress(
                row["id"],
                row["kind"],
                from_micros(row["started_at"]),
                row["stopped_at"] is not None,
                row["audience"],
                row["sent"],
            )
            for row in rows
        ]

    async def ledger(self, broadcast_id: int) -> Ledger:
        """Return where every delivery of one broadcast stands.

        Raises:
            Refusal: there is no such broadcast.
        """

        def work(tx: Tx) -> Ledger:
            row = coordination.broadcast(tx, broadcast_id)
            if row is None:
                raise Refusal(text("press.stale"))
            return Ledger(
                row["id"],
                row["kind"],
                from_micros(row["started_at"]),
                row["stopped_at"] is not None,
                outbox.ledger(tx, broadcast_id),
            )

        return await self._db.read(work)

    def _offered(self, tx: Tx, code: str) -> Side:
        offer = coordination.code(tx, code, "role")
        if offer is None or offer["used_at"] is not None:
            raise Refusal(text("role.offer_gone"))
        if from_micros(offer["expires_at"]) <= self._clock.now():
            raise Refusal(text("role.offer_gone"))
        return Side(json.loads(offer["facts"])["side"])

    def _tell(self, tx: Tx, told: set[int], key: str, name: str | None, side: Side) -> None:
        who = name if name else text("role.somebody")
        message = Message(text(key, name=who, side=text(f"side.{side}")))
        posting = outbox.Posting(Lane.NOTICE, self._clock.now())
        outbox.to_people(tx, sorted(told), message, posting)
