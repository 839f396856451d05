"""What can be done with groups: connected, given rules, asked into, moved."""

import secrets
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.groups import Group, GroupSide, Step, Wish
from bot.domain.messages import Message, Text
from bot.domain.people import Person
from bot.services.groups import connecting, deciding, joining, rules
from bot.services.groups.cards import Pending
from bot.services.groups.deciding import Decision
from bot.services.groups.joining import Accepted
from bot.storage.database import Database
from bot.storage.groups import linked, requests

__all__ = ["Accepted", "Decision", "Groups", "Pending"]

LOOK_AGAIN = timedelta(seconds=5)
"""How soon we look whether a decision has arrived: a message on its way takes a second or two."""


class Groups:
    """The use cases of groups; each method is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def at(self, address: str) -> int | None:
        """Return our number of the group at `address`, if we know it."""
        return await self._db.read(lambda tx: linked.at(tx, address))

    async def seeded(self, address: str, title: str, side: str) -> Group:
        """Connect a group of the playground's cast to `side`, by nobody; again changes nothing."""
        now = self._clock.now()
        return await self._db.write(
            lambda tx: connecting.seeded(tx, address, title, GroupSide(side), now=now)
        )

    async def note_standing(
        self, address: str, title: str, *, present: bool, can_invite: bool
    ) -> Group | None:
        """Note that the bot came into the group, left it, or may do more or less there.

        Returns None where it is no concern of anybody's: an unknown group, or an address that
        the group has left.
        """
        now = self._clock.now()
        return await self._db.write(
            lambda tx: connecting.note_standing(
                tx, address, title, present=present, can_invite=can_invite, now=now
            )
        )

    async def moved(self, address: str, to: str) -> None:
        """Note that a group became a supergroup; it keeps our number and gets a new link."""
        now = self._clock.now()
        await self._db.write(lambda tx: connecting.moved(tx, address, to, now=now))

    async def connect(self, address: str, title: str, wish: Wish, *, by: Person) -> Group:
        """Connect the group at `address` as wished, made known if it is not.

        An empty wish, or one for an admission before there is a side, connects nothing.

        Raises:
            Refusal: the group is, or would become, one of a side that the person does not
                coordinate.
        """
        now = self._clock.now()
        return await self._db.write(
            lambda tx: connecting.connect(tx, address, title, wish, by=by, now=now)
        )

    async def reconnect(self, group_id: int, wish: Wish, *, by: Person) -> Group:
        """Connect a group that is known as wished; see `connect`."""
        now = self._clock.now()
        return await self._db.write(
            lambda tx: connecting.reconnect(tx, group_id, wish, by=by, now=now)
        )

    async def rules_of(self, group_id: int | None) -> Text:
        """Return the rules of a group, else those of the whole community."""
        return await self._db.read(lambda tx: rules.of(tx, group_id))

    async def set_rules(self, group_id: int | None, words: str, *, by: Person) -> Message:
        """Give a group rules of its own; return what is said of it, with a way back.

        Raises:
            Refusal: the group is not connected, not the person's, or the rules are too long.
        """
        return await self._db.write(lambda tx: rules.change(tx, group_id, words, by=by))

    async def take_rules_back(self, group_id: int, version: int, *, by: Person) -> Message:
        """Go back to the rules before `version`.

        Raises:
            Refusal: the group is not the person's, or the rules have been changed since.
        """
        return await self._db.write(lambda tx: rules.take_back(tx, group_id, version, by=by))

    async def offered(self, *, by: Person) -> list[Group]:
        """Return the connected groups of the person's sides, the joint ones last."""
        return await self._db.read(lambda tx: joining.offered(tx, by=by))

    async def ask(self, address: str, *, window: str, number: int, by: Person) -> None:
        """Show the rules to somebody who asked to join, at once, at their `window`.

        Asking again while a request is open is the same request; the same update (`number`)
        asks nothing twice. A group that is not connected lets people in by itself.
        """
        now = self._clock.now()
        await self._db.write(
            lambda tx: joining.ask(tx, address, window=window, number=number, by=by, now=now)
        )

    async def accept(self, request_id: int, *, by: Person) -> Accepted:
        """Note that the person accepts the rules, and ask the coordinators or open the door.

        Raises:
            Refusal: it is not their request, or it has ended.
        """
        now, code = self._clock.now(), secrets.token_urlsafe(16)
        return await self._db.write(
            lambda tx: joining.accept(tx, request_id, code=code, by=by, now=now)
        )

    async def put_off(self, request_id: int, *, by: Person) -> Message:
        """Return what is said to a person who does not accept the rules yet.

        Raises:
            Refusal: it is not their request, or it has ended.
        """
        now = self._clock.now()
        return await self._db.read(lambda tx: joining.put_off(tx, request_id, by=by, now=now))

    async def opened(self, code: str, *, by: Person) -> Message:
        """Return how the request behind a one-time link stands; its asker is reachable now.

        Raises:
            Refusal: the link is somebody else's, or over.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: joining.opened(tx, code, by=by, now=now))

    async def open_requests(self, person: Person) -> Message | None:
        """Return the rules that the person was to be shown and has not accepted yet."""
        now = self._clock.now()
        return await self._db.read(lambda tx: joining.open_requests(tx, by=person, now=now))

    async def standing(self, request_id: int, *, by: Person) -> Message:
        """Return how the person's own request stands: first of all, the rules.

        Raises:
            Refusal: it is not their request, or it has ended.
        """
        now = self._clock.now()
        return await self._db.read(lambda tx: joining.standing(tx, request_id, by=by, now=now))

    async def decide(self, request_id: int, step: Step, *, by: Person) -> Decision:
        """Admit or decline; return the card as it is then. The first decision is the one.

        Raises:
            Refusal: not the person's to decide, or there is nothing to decide.
        """
        now = self._clock.now()
        return await self._db.write(
            lambda tx: deciding.decide(tx, request_id, step, by=by, now=now)
        )

    async def show(self, request_id: int, *, by: Person) -> Message:
        """Return the card of a request, as a coordinator sees it.

        Raises:
            Refusal: there is none, or it is not for the person's eyes.
        """
        return await self._db.read(lambda tx: deciding.show(tx, request_id, by=by))

    async def pending(self, by: Person) -> list[Pending]:
        """Return the requests that the person may decide now, the earliest first."""
        return await self._db.read(lambda tx: deciding.pending(tx, by=by))

    async def expire_due(self) -> int:
        """End the requests that nobody answered for a week, and see what became of decisions."""
        now = self._clock.now()
        if not await self._db.read(lambda tx: deciding.is_due(tx, now=now)):
            return 0
        ended = await self._db.write(lambda tx: deciding.expire_due(tx, now=now))
        return ended + await self.show_untold()

    async def show_untold(self) -> int:
        """Show coordinators which decisions reached nobody or were not carried out."""
        now = self._clock.now()
        return await self._db.write(lambda tx: deciding.show_untold(tx, now=now))

    async def next_due(self) -> datetime | None:
        """Return when the next request expires, or soon while a decision is on its way."""
        expiry, on_its_way = await self._db.read(
            lambda tx: (requests.next_expiry(tx), requests.any_followed(tx))
        )
        soon = self._clock.now() + LOOK_AGAIN if on_its_way else None
        return min((moment for moment in (expiry, soon) if moment), default=None)
