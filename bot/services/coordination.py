"""What can be done by those who coordinate: roles given and taken, deliveries looked at."""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.clocktime import from_micros
from bot.domain.delivery import Lane
from bot.domain.messages import Keyboard, Message, row, text
from bot.domain.pausing import Pause, go_on
from bot.domain.people import Audience, Person, Side
from bot.domain.progress import Standing
from bot.domain.refusals import Refusal
from bot.storage import coordination, ledgers, outbox, pausing, people, progress
from bot.storage.database import Database, Row, Tx

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
class Sending:
    """One broadcast on the list, and where it stands."""

    id: int
    kind: str
    started_at: datetime
    standing: Standing


@dataclass(frozen=True, slots=True)
class Paused:
    """What stands still: since when everything is paused (None: it is not, or not any more), and
    how many messages wait."""

    since: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """One broadcast in full: how many deliveries stand where, by reason."""

    id: int
    kind: str
    started_at: datetime
    standing: Standing
    subject_id: int | None = None


class Coordination:
    """The use cases of coordination; each method is one transaction.

    `owners` are the addresses that the settings name.
    """

    def __init__(self, db: Database, clock: Clock, *, owners: Collection[str] = ()) -> None:
        self._db = db
        self._clock = clock
        self._owners = frozenset(owners)

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

    async def pause(self, *, by: Person) -> Paused:
        """Let nothing more be sent but answers and what withdraws an alert, at once; those who
        coordinate, and the other owners, are told. Twice is once.

        Raises:
            Refusal: only an owner pauses everything.
        """
        _must_own(by)

        def work(tx: Tx) -> None:
            now = self._clock.now()
            if pausing.pause(tx, by.id, now):
                coordination.note(tx, by.id, "everything paused", "", now=now)
                self._tell_of_pause(tx, "pause.news.on", by, now, (row(go_on()),))

        await self._db.write(work)
        return await self._db.read(_paused)

    async def unpause(self, *, by: Person) -> Paused:
        """Go on with all that waits; those who coordinate are told again. Twice is once.

        Raises:
            Refusal: only an owner lets everything go on.
        """
        _must_own(by)
        before = await self._db.read(_paused)

        def work(tx: Tx) -> None:
            now = self._clock.now()
            if pausing.unpause(tx):
                coordination.note(tx, by.id, "everything goes on", "", now=now)
                self._tell_of_pause(tx, "pause.news.off", by, now, ())

        await self._db.write(work)
        return before

    async def paused(self, *, by: Person) -> Pause:
        """Return whether everything is paused, as this person sees it."""
        return await self._db.read(lambda tx: Pause(pausing.since(tx), by.is_owner))

    async def latest(self) -> list[Sending]:
        """Return the broadcasts that are on their way, then the latest others, newest first."""
        return await self._db.read(_latest)

    async def ledger(self, broadcast_id: int) -> Ledger:
        """Return where every delivery of one broadcast stands.

        Raises:
            Refusal: there is no such broadcast.
        """

        def work(tx: Tx) -> Ledger:
            found = coordination.broadcast(tx, broadcast_id)
            if found is None:
                raise Refusal(text("press.stale"))
            at, subject = from_micros(found["started_at"]), found["subject_id"]
            return Ledger(found["id"], found["kind"], at, _standing(tx, found), subject)

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

    def _tell_of_pause(
        self, tx: Tx, key: str, by: Person, now: datetime, for_owners: Keyboard
    ) -> None:
        """Tell all who coordinate or own the bot but `by`, in the lane that is never paused; the
        cards of what is on its way say it, too."""
        body = text(key, name=by.name or text("pause.an_owner"))
        known = (people.by_address(tx, address) for address in self._owners)
        owners = {owner.id for owner in known if owner is not None} - {by.id}
        others = set(people.coordinators(tx, Audience.EVERYBODY)) - owners - {by.id}
        for told, buttons in ((owners, for_owners), (others, ())):
            posting = outbox.Posting(Lane.ANSWER, now)
            if told:
                outbox.to_people(tx, sorted(told), Message(body, buttons), posting)
        progress.hurry(tx, now=now)


def _must_own(by: Person) -> None:
    if not by.is_owner:
        raise Refusal(text("error.only_for.owner"))


def _paused(tx: Tx) -> Paused:
    return Paused(pausing.since(tx), ledgers.waiting(tx))


def _latest(tx: Tx) -> list[Sending]:
    known = coordination.broadcasts(tx, limit=SHOWN)
    running = [watched.broadcast_id for watched in progress.running(tx)]
    more = (coordination.broadcast(tx, number) for number in running)
    rows = {found["id"]: found for found in (*more, *known) if found is not None}
    sends = [
        Sending(number, found["kind"], from_micros(found["started_at"]), _standing(tx, found))
        for number, found in list(rows.items())[: max(SHOWN, len(running))]
    ]
    return sorted(sends, key=lambda send: (send.standing.is_over, -send.id))


def _standing(tx: Tx, found: Row) -> Standing:
    """Return where a broadcast stands; what is over is not counted anew each time."""
    watched = progress.by_id(tx, found["id"])
    if watched and watched.card and watched.card.is_over:
        return watched.card
    counts = Standing(ledgers.ledger(tx, found["id"]))
    is_over = not (counts.open or (watched and watched.due))
    return replace(counts, is_stopped=found["stopped_at"] is not None, is_over=is_over)
