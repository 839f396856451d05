"""What can be done with letters to an audience: write, preview, send, correct, take back."""

import asyncio
from collections.abc import Callable
from functools import partial

from bot.clock import Clock
from bot.domain.audiences import Selection
from bot.domain.broadcasts import Letter
from bot.domain.estimates import Pace
from bot.domain.media import Content
from bot.domain.messages import Message, Text, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.broadcasts import cards, rules, sending, texts, undoing, writing
from bot.services.broadcasts.previews import Measure, Preview, Seen, preview
from bot.services.broadcasts.sending import Readiness, Yes
from bot.storage import audiences
from bot.storage.database import Database, Tx

TRIES = 3
"""So often we look again when something else went out while we were looking."""


class Broadcasts:
    """The use cases of letters; each method is one transaction.

    Whoever does something is `by`; what is not theirs to do, or no longer fits where the letter
    stands, is refused with a `Refusal`. Everything may be done twice: the second time gives the
    same answer and tells nobody anything again. `measure` tells how long a message is as somebody
    reads it, `pace` how fast messages go now.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        measure: Measure | None = None,
        pace: Callable[[], Pace] = Pace,
    ) -> None:
        self._db = db
        self._clock = clock
        self._measure = measure
        self._pace = pace

    # Writing one ------------------------------------------------------------------------------

    async def new(self, *, by: Person) -> Message:
        """Begin a letter by choosing its audience; return the page to choose on."""
        now = self._clock.now()

        letter = await self._db.write(lambda tx: writing.new(tx, by=by, now=now))
        return await self.audience(letter.id, by=by)

    async def draft(self, selection: Selection, content: Content, *, by: Person) -> Preview:
        """Keep a draft; return it in every language of its audience.

        What the author may not send is kept too, so that nothing typed is lost; it cannot go out.
        """
        now = self._clock.now()
        return await self._changed(
            lambda tx: writing.draft(tx, selection, content, by=by, now=now), by=by
        )

    async def show(self, letter_id: int, *, by: Person) -> Preview:
        """Return the author's draft as it is now; a letter that was sent, as it stands."""
        now = self._clock.now()

        def look(tx: Tx) -> Seen | Message:
            ready = sending.ready(tx, letter_id, by=by, now=now)
            if isinstance(ready, Readiness):
                return ready.seen
            if ready.corrects_id is not None and ready.sent_at is None:
                return writing.look(tx, ready, by=by, now=now)
            return undoing.show(tx, letter_id, by=by)

        found = await self._db.read(look)
        return Preview((), found) if isinstance(found, Message) else await self._seen(found, by)

    async def drafts(self, *, by: Person) -> Message:
        """Return what the person has written and not sent, the latest first."""
        return await self._db.read(lambda tx: writing.drafts(tx, by=by))

    async def address(self, letter_id: int, selection: Selection, *, by: Person) -> Preview:
        """Give the author's draft another audience."""
        now = self._clock.now()
        return await self._changed(
            lambda tx: writing.address(tx, letter_id, selection, by=by, now=now), by=by
        )

    async def audience(self, letter_id: int, *, out: bool = False, by: Person) -> Message:
        """Return the page on which the audience of a draft is chosen, or who is left out of it."""
        now = self._clock.now()
        return await self._db.read(lambda tx: writing.page(tx, letter_id, out=out, by=by, now=now))

    async def values(
        self, letter_id: int, kind: str, *, out: bool, first: int, by: Person
    ) -> Message:
        """Return the values of one kind from `first` on, each with how many people it is."""
        now = self._clock.now()
        return await self._db.read(
            lambda tx: writing.page_of_kind(
                tx, letter_id, kind, out=out, first=first, by=by, now=now
            )
        )

    async def choose(
        self, letter_id: int, kind: str, value: str, *, out: bool, first: int, by: Person
    ) -> Message:
        """Put a value into the audience or take it out; return the page it stood on."""
        now = self._clock.now()

        known = await self._db.read(lambda tx: writing.known(tx, kind, by=by, now=now))
        await self._db.write(
            lambda tx: writing.choose(
                tx, letter_id, kind, value, known=known, out=out, by=by, now=now
            )
        )
        if kind == "everybody":
            return await self.audience(letter_id, by=by)
        return await self.values(letter_id, kind, out=out, first=first, by=by)

    async def clear(self, letter_id: int, *, by: Person) -> Message:
        """Choose the audience of a draft anew; return the page to choose on."""
        now = self._clock.now()
        await self._db.write(lambda tx: writing.clear(tx, letter_id, by=by, now=now))
        return await self.audience(letter_id, by=by)

    async def write(self, letter_id: int, content: Content, *, by: Person) -> Preview:
        """Give the author's draft other words, and what goes along."""
        now = self._clock.now()
        return await self._changed(
            lambda tx: writing.write(tx, letter_id, content, by=by, now=now), by=by
        )

    async def may_write(self, letter_id: int, *, by: Person) -> None:
        """Refuse, before a word is asked, other words for what is not the author's draft."""
        await self._db.read(lambda tx: rules.own_draft(tx, letter_id, by=by))

    async def texts(self, letter_id: int, *, by: Person) -> Message:
        """Return in which languages the author's draft is written, and the ways to more."""
        return await self._db.read(lambda tx: texts.page(tx, letter_id, by=by))

    async def ask_language(self, letter_id: int, *, by: Person) -> Message:
        """Return the question in which language the author's draft was written."""
        return await self._db.read(lambda tx: texts.which_language(tx, letter_id, by=by))

    async def text_in(self, letter_id: int, language: str, *, by: Person) -> Message | None:
        """Return what the author's draft says in one of its other languages, None for nothing."""
        return await self._db.read(lambda tx: texts.in_language(tx, letter_id, language, by=by))

    async def add_text(
        self, letter_id: int, language: str, content: Content, *, by: Person
    ) -> Preview:
        """Say the author's draft in one more language."""
        now = self._clock.now()
        return await self._changed(
            lambda tx: (texts.add(tx, letter_id, language, content, by=by, now=now), None), by=by
        )

    async def written_in(self, letter_id: int, language: str, *, by: Person) -> Preview:
        """Note in which language the author's draft was written, where we took it for another."""
        now = self._clock.now()
        return await self._changed(
            lambda tx: (texts.set_language(tx, letter_id, language, by=by, now=now), None), by=by
        )

    async def drop_text(self, letter_id: int, language: str, *, by: Person) -> Preview:
        """Take the text of the author's draft in one language back."""
        now = self._clock.now()
        return await self._changed(
            lambda tx: (texts.drop(tx, letter_id, language, by=by, now=now), None), by=by
        )

    async def hush(self, letter_id: int, *, silent: bool, by: Person) -> Preview:
        """Let the author's draft ring where it arrives, or not."""
        now = self._clock.now()
        return await self._changed(
            lambda tx: (writing.hush(tx, letter_id, silent=silent, by=by, now=now), None), by=by
        )

    async def test(self, letter_id: int, *, by: Person) -> None:
        """Send the draft to its author alone."""
        now = self._clock.now()
        await self._db.write(lambda tx: sending.test(tx, letter_id, by=by, now=now))

    async def discard(self, letter_id: int, *, by: Person) -> None:
        """Delete the author's draft."""
        await self._db.write(lambda tx: writing.discard(tx, letter_id, by=by))

    # Sending it -------------------------------------------------------------------------------

    async def confirm(self, letter_id: int, *, version: int, by: Person) -> Message | Preview:
        """Return the question before a draft goes out; the draft, if it has changed since."""
        ready = await self._ready(letter_id, by=by)
        if isinstance(ready, Letter):
            return await self._standing(ready, by=by)
        if ready.seen.letter.version != version:
            return await self._anew(ready, by)
        sending.must_be_ready(ready.seen)
        return sending.question(ready)

    async def send(self, letter_id: int, yes: Yes, *, by: Person) -> Message | Preview:
        """Send a draft to everybody it is for, once, however often this is said.

        Returns what was done, or the question that is asked first; the draft, if it has changed
        since it was looked at.
        """
        for _ in range(TRIES):
            ready = await self._ready(letter_id, by=by)
            if isinstance(ready, Letter):
                return await self._standing(ready, by=by)
            if ready.seen.letter.version != yes.version:
                return await self._anew(ready, by)
            sending.must_be_ready(ready.seen)
            question = await self._asks_again(ready, yes)
            if question is not None:
                return question
            sent = await self._send(ready, by)
            if sent is not None:
                return cards.on_its_way(sent, n=ready.seen.n)
        raise Refusal(text("letter.busy"))

    async def _send(self, ready: Readiness, by: Person) -> Letter | None:
        now = self._clock.now()
        return await self._db.write(lambda tx: sending.send(tx, ready, by=by, now=now))

    async def _asks_again(self, ready: Readiness, yes: Yes) -> Message | None:
        # Comparing long words takes longer than a press may wait.
        alike = await asyncio.to_thread(ready.alike)
        ours, now = ready.seen.letter.selection, self._clock.now()
        for like in alike:
            if like.id == yes.like:
                break  # What went out before it was there to be seen when it was said.
            overlap = await self._db.read(
                partial(audiences.overlap, one=ours, other=like.selection, now=now)
            )
            if overlap:
                return sending.asks_again(ready, yes, like=like, overlap=overlap)
        return sending.asks_again(ready, yes, like=None, overlap=0)

    # Once it is out ---------------------------------------------------------------------------

    async def sent(self, letter_id: int, *, by: Person) -> Message:
        """Return a letter that was sent, with what can be done about it."""
        return await self._db.read(lambda tx: undoing.show(tx, letter_id, by=by))

    async def may_correct(self, letter_id: int, *, by: Person) -> None:
        """Refuse, before a word is asked, a correction that could not go out."""
        await self._db.read(lambda tx: undoing.may_correct(tx, letter_id, by=by))

    async def correct(self, letter_id: int, content: Content, *, by: Person) -> Preview:
        """Keep other words for a letter that was sent; nothing goes out yet."""
        now = self._clock.now()
        return await self._changed(
            lambda tx: (undoing.correct(tx, letter_id, content, by=by, now=now), None), by=by
        )

    async def amend(
        self, letter_id: int, *, version: int, loud: bool, by: Person
    ) -> Message | Preview:
        """Let a correction go out: everybody who has the letter is told first if `loud`, then
        every copy is edited, and who still waits gets the new words."""
        now = self._clock.now()
        held = await self._db.read(lambda tx: undoing.held(tx, letter_id))
        done = await self._db.write(
            lambda tx: undoing.amend(
                tx, letter_id, version=version, loud=loud, held=held, by=by, now=now
            )
        )
        return done if done is not None else await self.show(letter_id, by=by)

    async def ask_recall(self, letter_id: int, *, by: Person) -> Message:
        """Return the question before a letter is taken back."""
        now, pace = self._clock.now(), self._pace()
        return await self._db.read(
            lambda tx: undoing.ask_recall(tx, letter_id, by=by, pace=pace, now=now)
        )

    async def recall(self, letter_id: int, *, loud: bool, by: Person) -> Message:
        """Take a letter back: who waits gets nothing, every copy says so, or goes if it is a file,
        and everybody who has it is told if `loud`."""
        now = self._clock.now()
        held = await self._db.read(lambda tx: undoing.held(tx, letter_id))
        return await self._db.write(
            lambda tx: undoing.recall(tx, letter_id, loud=loud, held=held, by=by, now=now)
        )

    # ------------------------------------------------------------------------------------------

    async def _ready(self, letter_id: int, *, by: Person) -> Readiness | Letter:
        now = self._clock.now()
        return await self._db.read(lambda tx: sending.ready(tx, letter_id, by=by, now=now))

    async def _standing(self, letter: Letter, *, by: Person) -> Message:
        return await self._db.read(lambda tx: undoing.show(tx, letter.id, by=by))

    async def _anew(self, ready: Readiness, by: Person) -> Preview:
        return await self._seen(ready.seen, by, note=text("letter.changed_since"))

    async def _changed(
        self, change: Callable[[Tx], tuple[Letter, Text | None]], *, by: Person
    ) -> Preview:
        """Change a draft; return how it looks now."""
        letter, note = await self._db.write(change)
        # Counting takes long where many are: nobody's press waits for a reader.
        now = self._clock.now()
        seen = await self._db.read(lambda tx: writing.look(tx, letter, by=by, now=now))
        return await self._seen(seen, by, note=note)

    async def _seen(self, seen: Seen, by: Person, *, note: Text | None = None) -> Preview:
        # What is long is read in a thread: a machine may put it into another script.
        return await asyncio.to_thread(preview, seen, measure=self._measure, note=note)
