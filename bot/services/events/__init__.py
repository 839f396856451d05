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
    When,
    audiences_of,
    audiences_of_group,
    said_in,
    written_in,
)
from bot.domain.messages import text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.script import Converter
from bot.language.versions import Versions
from bot.services.events import announcing, changing, reminding, signing_up, texts
from bot.services.events.lists import PAGE
from bot.storage import events
from bot.storage.database import Database, Tx

MOST_MINE = 8
"""So many of a person's own events are listed; a keyboard with more is no help."""

MOST_LEFT = 1_000
"""More coming events than anybody has signed up to."""


class Events:
    """The use cases of events; each method is one transaction."""

    def __init__(self, db: Database, clock: Clock, converter: Converter | None = None) -> None:
        self._db = db
        self._clock = clock
        self._versions = Versions(converter or Converter())

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
        reach = await self._db.read(lambda tx: announcing.reach_of(tx, event_id))
        event = await self._db.write(
            lambda tx: announcing.publish(tx, event_id, expected=reach.people, by=by, now=now)
        )
        return event, reach

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
        entry = await self._db.read(
            lambda tx: announcing.for_calendar(tx, event_id, by=by, now=now)
        )
        return texts.as_read(entry, by, self._versions)

    async def upcoming(self, *, by: Person, group: int | None = None, skip: int = 0) -> Page:
        """Return a page of the events that are not over for the sides of a person, or those of a
        group."""
        now = self._clock.now()

        def look(tx: Tx) -> Page:
            audiences = (
                audiences_of(by)
                if group is None
                else audiences_of_group(events.group_side(tx, group))
            )
            found = events.upcoming(tx, audiences, now=now, most=PAGE + 1, skip=skip)
            return Page(tuple(found[:PAGE]), skip=skip, more=len(found) > PAGE, now=now)

        return await self._db.read(look)

    async def mine(self, *, by: Person) -> Mine:
        """Return the events that a person answered or organises and that are not over."""
        now = self._clock.now()

        def look(tx: Tx) -> Mine:
            return Mine(
                answered=tuple(events.answered_by(tx, by.id, now=now, most=MOST_MINE)),
                organised=tuple(events.organised_by(tx, by.id, now=now, most=MOST_MINE)),
                now=now,
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
        maybe, or who wait, what was and what is now. A draft changes in silence. A title or place
        in other languages is gone with the one it was of.

        Raises:
            Refusal: not theirs to change, cancelled, begun, or (`StartsInThePast`) moved there.
        """

        def rename(event: Event) -> Event:
            return replace(event, title=texts.written(title, by=by, beside=event.title))

        return await self._change(event_id, rename, by=by)

    async def reschedule(self, event_id: int, when: When, *, by: Person) -> Changed:
        """Move an event to another time, its reminders with it.

        Without an end it goes on lasting as long as it did, unless its end was said to be open.
        """
        return await self._change(event_id, lambda event: event.moved(when), by=by)

    async def relocate(self, event_id: int, place: str, *, by: Person) -> Changed:
        """Move an event to another place."""

        def move(event: Event) -> Event:
            return replace(event, place=texts.written(place, by=by, beside=event.title))

        return await self._change(event_id, move, by=by)

    async def set_places(self, event_id: int, places: int | None, *, by: Person) -> Changed:
        """Change how many can come; with more places those who wait move up."""
        return await self._change(event_id, lambda event: replace(event, places=places), by=by)

    async def add_text(
        self, event_id: int, language: str, *, title: str, place: str, by: Person
    ) -> Changed:
        """Say what an event is called, and where it is, in one more language; cards are brought
        up to date, nobody is told. A place of "" stays as it was written first.

        Raises:
            Refusal: not theirs to change, cancelled, begun, or not in the letters of `language`.
        """
        texts.must_be_in(language, title)

        def add(event: Event) -> Event:
            if language == event.title.language:
                raise Refusal(text("texts.is_first"))
            return said_in(event, language, title=title, place=place)

        return await self._retell(event_id, add, by=by)

    async def written_in(self, event_id: int, language: str, *, by: Person) -> Changed:
        """Note in which language an event was written, where we took it for another.

        Raises:
            Refusal: as `add_text` refuses.
        """

        def correct(event: Event) -> Event:
            texts.must_be_in(language, event.title.first)
            return written_in(event, language)

        return await self._retell(event_id, correct, by=by)

    async def drop_text(self, event_id: int, language: str, *, by: Person) -> Changed:
        """Take the text of an event in a language back; never the one it was written in."""

        def drop(event: Event) -> Event:
            return said_in(event, language, title="", place="")

        return await self._retell(event_id, drop, by=by)

    async def cancel(self, event_id: int, *, by: Person) -> Changed:
        """Cancel a published event: what is unsent stays unsent, cards say so, those who signed
        up are told. Cancelling again changes and sends nothing.

        Raises:
            Refusal: not theirs to cancel, a draft, or begun.
        """
        now = self._clock.now()
        return await self._db.write(lambda tx: changing.cancel(tx, event_id, by=by, now=now))

    async def leave(self, *, by: Person) -> None:
        """Give up every place of somebody who will be forgotten, where one may still answer; who
        waits for it moves up."""
        now = self._clock.now()

        def work(tx: Tx) -> None:
            for event, said in events.answered_by(tx, by.id, now=now, most=MOST_LEFT):
                if said is not SignUp.NO and not event.has_begun(now):
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

    async def _retell(
        self, event_id: int, renew: Callable[[Event], Event], *, by: Person
    ) -> Changed:
        now = self._clock.now()
        return await self._db.write(lambda tx: changing.retell(tx, event_id, renew, by=by, now=now))
