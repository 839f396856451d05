"""What can be done with people: met, asked, reached, left alone."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.domain.languages import chosen
from bot.domain.people import Person, Side
from bot.storage import people
from bot.storage.database import Database, Tx

SEEN_AGAIN = timedelta(hours=1)
"""How coarsely we note that somebody was there: too coarse to follow them."""


class People:
    """The use cases of people; each method is one transaction.

    `owners` are the addresses that the settings name; who owns the bot is kept nowhere else.
    `controller` is who runs it, in the settings' own words, or empty.
    """

    def __init__(
        self, db: Database, clock: Clock, *, owners: Collection[str] = (), controller: str = ""
    ) -> None:
        self._db = db
        self._clock = clock
        self._owners = frozenset(owners)
        self.controller = controller

    async def meet(self, address: str, *, language: str, opened: bool) -> Person:
        """Return the person at `address`, added when new.

        `opened` means that they wrote to the bot in private, so it may write to them.
        """
        person = await self._db.read(lambda tx: self._known(tx, address))
        if person is not None and (person.may_write or not opened):
            return person
        return await self._db.write(
            lambda tx: self._met(tx, address, language=language, opened=opened)
        )

    async def choose_language(self, language: str, *, by: Person) -> Person:
        """Speak to the person in `language` from now on."""
        return await self._change(by, "language", language)

    async def choose_side(self, side: Side, *, by: Person) -> Person:
        """Keep the person's side, with their consent to keep it; `UNSAID` takes both back."""

        def work(tx: Tx) -> Person:
            now = self._clock.now()
            people.change(tx, by.id, "side", side.value)
            if side is Side.UNSAID:
                people.revoke_consent(tx, by.id, "side", now=now)
            else:
                people.give_consent(tx, by.id, "side", now=now)
            return self._again(tx, by)

        return await self._db.write(work)

    async def choose_country(self, country: str, zones: Collection[str], *, by: Person) -> Person:
        """Keep the person's country; where it has one time zone, that is theirs too."""

        def work(tx: Tx) -> Person:
            people.change(tx, by.id, "country", country)
            if len(zones) == 1:
                people.change(tx, by.id, "zone", next(iter(zones)))
            elif by.zone not in zones:
                people.change(tx, by.id, "zone", None)
            return self._again(tx, by)

        return await self._db.write(work)

    async def choose_zone(self, zone: str, *, by: Person) -> Person:
        """Write times in `zone` for the person from now on."""
        return await self._change(by, "zone", zone)

    async def choose_calendar(self, calendar: str, *, by: Person) -> Person:
        """Write dates in the calendar the person lives by: gregorian, jalali or both."""
        return await self._change(by, "calendar", calendar)

    async def choose_reads(self, reads: Collection[str], *, by: Person) -> Person:
        """Give the person what is not in their language in this order of other languages; no
        order, or the usual one, takes the choice back."""
        return await self._change(by, "reads", ",".join(chosen(",".join(reads), by.language)))

    async def choose_name(self, name: str, *, by: Person) -> Person:
        """Keep the name by which the person wants to be called; empty takes it back."""
        return await self._change(by, "name", name or None)

    async def greet(self, *, by: Person) -> Person:
        """Note that the person has been welcomed, and that they want to hear from the bot."""

        def work(tx: Tx) -> Person:
            people.welcome(tx, by.id)
            return self._again(tx, by)

        return await self._db.write(work)

    async def resume(self, *, by: Person) -> Person:
        """Note that somebody who pressed Start wants to hear from the bot (again)."""

        def work(tx: Tx) -> Person:
            people.resume(tx, by.id)
            return self._again(tx, by)

        return await self._db.write(work)

    async def settle_crowd(self, crowd: Sequence[tuple[str, str, str, str, str]]) -> None:
        """Make the playground's pretend members known: address, language, side, country, zone."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            for address, language, side, country, zone in crowd:
                if people.by_address(tx, address) is not None:
                    continue
                person_id = people.register(tx, address, language=language, now=now)
                people.set_reachable(tx, address, reachable=True, reason=None, now=now)
                for what, value in (("side", side), ("country", country), ("zone", zone)):
                    people.change(tx, person_id, what, value)
                people.welcome(tx, person_id)

        await self._db.write(work)

    async def stop(self, *, by: Person) -> None:
        """Send the person nothing more, until they press Start again."""
        await self._db.write(lambda tx: people.stop(tx, by.id, now=self._clock.now()))

    async def lost(self, address: str) -> None:
        """Note that the person blocked the bot: nothing more is tried until they come back."""
        await self._db.write(
            lambda tx: people.set_reachable(
                tx, address, reachable=False, reason="blocked", now=self._clock.now()
            )
        )

    async def _change(self, by: Person, what: str, value: str | None) -> Person:
        def work(tx: Tx) -> Person:
            people.change(tx, by.id, what, value)
            return self._again(tx, by)

        return await self._db.write(work)

    def _known(self, tx: Tx, address: str) -> Person | None:
        seen_since = self._clock.now() - SEEN_AGAIN
        if not people.seen_since(tx, address, seen_since):
            return None
        return people.by_address(tx, address, owners=self._owners)

    def _met(self, tx: Tx, address: str, *, language: str, opened: bool) -> Person:
        now = self._clock.now()
        person = people.by_address(tx, address, owners=self._owners)
        if person is None:
            people.register(tx, address, language=language, now=now)
        else:
            people.note_seen(tx, person.id, now=now)
        if opened:
            people.set_reachable(tx, address, reachable=True, reason=None, now=now)
        met = people.by_address(tx, address, owners=self._owners)
        assert met is not None
        return met

    def _again(self, tx: Tx, person: Person) -> Person:
        again = people.by_address(tx, person.address, owners=self._owners)
        assert again is not None
        return again
