"""What can be done with events: announce, answer, change, cancel, be reminded."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.events import (
    CalendarEntry,
    Changed,
    Event,
    Mine,
    Page,
    Plan,
    Reach,
    Seen,
    SignUp,
    audiences_of,
    audiences_of_group,
)
from bot.domain.people import Person
from bot.services.events import announcing, changing, reminding, signing_up
from bot.services.events.cards import PAGE
from bot.storage import events
from bot.storage.database import Database, Tx

MOST_MINE = 8
"""So many of a person's own events are listed; a keyboard with more is no help."""

MOST_LEFT = 1_000
"""More coming events than anybody has signed up to."""


class Events:
    """The use cases of events; each method is one transaction."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def draft(self, plan: Plan, *, by: Person) -> Seen:
        """Keep the plan as a draft that only those see who may change it.

        A time that is over is kept too, so that nothing typed is lost; it cannot be published.

        Raises:
            Refusal: the audience is not this coordinator's.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: announcing.draft(tx, plan, by=by, now=now))

    async def publish(self, event_id: int, *, by: Person) -> tuple[Event, Reach]:
        """Send a draft to the groups and people it is for, and set its reminders.

        Publishing again changes and sends nothing.

        Raises:
            Refusal: not theirs to publish, cancelled, or (`StartsInThePast`) too late.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: announcing.publish(tx, event_id, by=by, now=now))

    async def discard(self, event_id: int, *, by: Person) -> None:
        """Delete a draft; one that is gone already is as good.

        Raises:
            Refusal: not theirs, or published.
        """
        await self._db.write(lambda tx: announcing.discard(tx, event_id, by=by))

    async def answer(self, event_id: int, wish: SignUp, *, by: Person) -> Seen:
        """Write down a person's answer; whoever holds the card may give one.

        Without a free place GOING becomes WAITING; a place given up goes to the first who waits.

        Raises:
            Refusal: not published, cancelled, or begun.
        """
        now = self._clock.now()
        return await self._db.write(
            lambda tx: signing_up.answer(tx, event_id, wish, by=by, now=now)
        )

    async def show(self, event_id: int, *, by: Person) -> Seen:
        """Return an event as this person sees it.

        Raises:
            Refusal: there is none, or it is somebody else's draft.
        """
        now = self._clock.now()

        def look(tx: Tx) -> Seen:
            event = announcing.known(tx, event_id, by=by)
            return announcing.look(tx, event, by=by, now=now)

        return await self._db.read(look)

    async def calendar(self, event_id: int, *, by: Person) -> CalendarEntry:
        """Return an event as it goes into this person's own calendar, a cancelled one as such.

        Raises:
            Refusal: there is none for this person, or it is a draft.
        """
        now = self._clock.now()
        return await self._db.read(lambda tx: announcing.for_calendar(tx, event_id, by=by, now=now))

    async def upcoming(self, *, by: Person, group: int | None = None, skip: int = 0) -> Page:
        """Return a page of the events to come for the sides of a person, or those of a group."""
        now = self._clock.now()

        def look(tx: Tx) -> Page:
            audiences = (
                audiences_of(by)
                if group is None
                else audiences_of_group(events.group_side(tx, group))
            )
            found = events.upcoming(tx, audiences, now=now, most=PAGE + 1, skip=skip)
            return Page(tuple(found[:PAGE]), skip=skip, more=len(found) > PAGE)

        return await self._db.read(look)

    async def mine(self, *, by: Person) -> Mine:
        """Return the coming events that a person answered or organises."""
        now = self._clock.now()

        def look(tx: Tx) -> Mine:
            return Mine(
                answered=tuple(events.answered_by(tx, by.id, now=now, most=MOST_MINE)),
                organised=tuple(events.organised_by(tx, by.id, now=now, most=MOST_MINE)),
            )

        return await self._db.read(look)

    async def to_change(self, event_id: int, *, by: Person) -> Changed:
        """Return an event that is open to changes by this person, and whom a change would reach.

        Raises:
            Refusal: not theirs to change, cancelled, or begun.
        """
        now = self._clock.now()
        return await self._db.read(lambda tx: changing.to_change(tx, event_id, by=by, now=now))

    async def rename(self, event_id: int, title: str, *, by: Person) -> Changed:
        """Give an event another title.

        This and the three below bring every card up to date, and tell those who said going or
        maybe, or who wait, what was and what is now. A draft changes in silence.

        Raises:
            Refusal: not theirs to change, cancelled, begun, or (`StartsInThePast`) moved there.
        """
        return await self._change(event_id, lambda event: replace(event, title=title), by=by)

    async def reschedule(self, event_id: int, starts_at: datetime, *, by: Person) -> Changed:
        """Move an event to another time, its reminders with it."""
        return await self._change(
            event_id, lambda event: replace(event, starts_at=starts_at), by=by
        )

    async def relocate(self, event_id: int, place: str, *, by: Person) -> Changed:
        """Move an event to another place."""
        return await self._change(event_id, lambda event: replace(event, place=place), by=by)

    async def set_places(self, event_id: int, places: int | None, *, by: Person) -> Changed:
        """Change how many can come; with more places those who wait move up."""
        return await self._change(event_id, lambda event: replace(event, places=places), by=by)

    async def cancel(self, event_id: int, *, by: Person) -> Changed:
        """Cancel a published event: what is unsent stays unsent, cards say so, those who signed
        up are told. Cancelling again changes and sends nothing.

        Raises:
            Refusal: not theirs to cancel, a draft, or begun.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: changing.cancel(tx, event_id, by=by, now=now))

    async def leave(self, *, by: Person) -> None:
        """Give up every place of somebody who will be forgotten; who waits for it moves up."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            for event, said in events.answered_by(tx, by.id, now=now, most=MOST_LEFT):
                if said is not SignUp.NO:
                    signing_up.answer(tx, event.id, SignUp.NO, by=by, now=now)

        await self._db.write(work)

    async def send_due_reminders(self) -> int:
        """Queue the reminders whose hour has come, for those who said going; return how many.

        What is found late is sent once, late; what is found after the start is noted as missed.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: reminding.send_due(tx, now=now))

    async def next_due(self) -> datetime | None:
        """Return when the next reminder is due."""
        return await self._db.read(events.next_reminder)

    async def _change(
        self, event_id: int, renew: Callable[[Event], Event], *, by: Person
    ) -> Changed:
        now = self._clock.now()
        return await self._db.write(lambda tx: changing.change(tx, event_id, renew, by=by, now=now))
