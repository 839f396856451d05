"""What can be done with alerts, and with the answers to them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.clock import Clock
from bot.domain.crises.alerts import Alert, CheckIn, Wording
from bot.domain.estimates import Pace
from bot.domain.messages import Message, Text
from bot.domain.people import Person
from bot.services.crises import approval, checkins, correcting, drafting, release, tallies, texts
from bot.services.crises.checkins import Answered
from bot.storage.crises import alerts, escalations
from bot.storage.database import Database, Tx

Pages = tuple[Message, ...]
"""One answer in one message or several; the last one has the buttons."""


class Alerts:
    """The use cases of alerts; each method is one transaction. What takes long to count is read
    before or after it.

    Whoever does something is `by`; what is not theirs to do, or no longer fits the state of the
    alert, is refused with a `Refusal`. Everything may be done twice: the second time gives the
    same answer and tells nobody anything again. `pace` tells how fast messages go now.
    """

    def __init__(self, db: Database, clock: Clock, pace: Callable[[], Pace] = Pace) -> None:
        self._db = db
        self._clock = clock
        self._pace = pace

    # Writing one and asking for approval ------------------------------------------------------

    async def draft(self, wording: Wording, *, like: int | None = None, by: Person) -> Pages:
        """Keep a draft; return it in every language of its audience. Where it says the same words
        as the author's alert `like`, it says them in the same languages."""
        now = self._clock.now()
        return await self._pages(
            await self._db.write(lambda tx: drafting.draft(tx, wording, like=like, by=by, now=now))
        )

    async def change(self, alert_id: int, field: str, value: str, *, by: Person) -> Pages:
        """Change one field of the author's draft; `value` as the form `alert` has it."""
        now = self._clock.now()
        return await self._pages(
            *await self._db.write(
                lambda tx: drafting.change(tx, alert_id, field, value, by=by, now=now)
            )
        )

    async def ask_change(self, alert_id: int, field: str = "", *, by: Person) -> Message:
        """Return the question which field of a draft to change or, for a field with a few
        values, the question for its value."""
        return await self._db.read(lambda tx: drafting.ask_change(tx, alert_id, field, by=by))

    async def texts(self, alert_id: int, *, by: Person) -> Message:
        """Return in which languages the author's draft is written, and the ways to more."""
        return await self._db.read(lambda tx: texts.page(tx, alert_id, by=by))

    async def text_in(
        self, alert_id: int, language: str, *, by: Person
    ) -> tuple[Message | None, dict[str, str]]:
        """Return what the author's draft says in one of its other languages, None for nothing;
        and the fields of the form `alert_text` that need not be asked: of a correction what stays
        as people have it."""
        return await self._db.read(
            lambda tx: (
                texts.in_language(tx, alert_id, language, by=by),
                texts.known(tx, alert_id, language, by=by),
            )
        )

    async def add_text(
        self, alert_id: int, language: str, said: Mapping[str, str], *, by: Person
    ) -> Pages:
        """Say the author's draft in one more language, which is then sealed with the others;
        fields that are empty stay as they were written first."""
        now = self._clock.now()
        return await self._pages(
            await self._db.write(lambda tx: texts.add(tx, alert_id, language, said, by=by, now=now))
        )

    async def ask_language(self, alert_id: int, *, by: Person) -> Message:
        """Return the question in which language the author's draft was written."""
        return await self._db.read(lambda tx: texts.which_language(tx, alert_id, by=by))

    async def written_in(self, alert_id: int, language: str, *, by: Person) -> Pages:
        """Note in which language the author's draft was written, where we took it for another."""
        return await self._pages(
            await self._db.write(lambda tx: texts.set_language(tx, alert_id, language, by=by))
        )

    async def drop_text(self, alert_id: int, language: str, *, by: Person) -> Pages:
        """Take the text of the author's draft in one language back."""
        return await self._pages(
            await self._db.write(lambda tx: texts.drop(tx, alert_id, language, by=by))
        )

    async def discard(self, alert_id: int, *, by: Person) -> None:
        """End the author's draft."""
        now = self._clock.now()
        await self._db.write(lambda tx: drafting.discard(tx, alert_id, by=by, now=now))

    async def submit(self, alert_id: int, *, by: Person) -> Message:
        """Ask all who may approve the author's draft, at once; refused when nobody may, or when
        nobody is in the audience."""
        now = self._clock.now()
        counts = await self._db.read(lambda tx: drafting.count(tx, alert_id))
        return await self._db.write(
            lambda tx: drafting.submit(tx, alert_id, counts, by=by, now=now)
        )

    async def withdraw(self, alert_id: int, *, by: Person) -> Pages:
        """Take back what was submitted: it is the author's draft again."""
        now = self._clock.now()
        return await self._pages(
            await self._db.write(lambda tx: drafting.withdraw(tx, alert_id, by=by, now=now))
        )

    async def wording(self, alert_id: int, *, by: Person) -> Wording:
        """Return what the author's own alert says, to write it anew."""
        return await self._db.read(lambda tx: drafting.own_wording(tx, alert_id, by=by))

    async def _pages(self, alert: Alert, note: Text | None = None) -> Pages:
        # Counting whom an alert is for is nothing that others should wait for.
        return await self._db.read(lambda tx: drafting.pages(tx, alert, note=note))

    # The second person ------------------------------------------------------------------------

    async def confirm(
        self, alert_id: int, *, with_unsaid: bool | None = None, by: Person
    ) -> Message:
        """Return the last question before an alert goes out, with the number of people.

        `with_unsaid` says whether it reaches those who did not say a side; None is the rule
        (severe and extreme alerts to one side do).
        """
        now = self._clock.now()
        return await self._db.read(
            lambda tx: approval.confirm(
                tx, alert_id, with_unsaid=with_unsaid, by=by, pace=self._pace(), now=now
            )
        )

    async def approve(
        self, alert_id: int, *, seal: str, counted: int, with_unsaid: bool, by: Person
    ) -> Message:
        """Approve and send, if the alert is what the approver has seen (`seal`) and its audience
        is about as large (`counted`); else ask again. A correction goes first to those who have
        what it corrects."""
        now = self._clock.now()
        prepared = await self._db.read(
            lambda tx: approval.prepare(
                tx, alert_id, with_unsaid=with_unsaid, by=by, pace=self._pace(), now=now
            )
        )
        return await self._db.write(
            lambda tx: approval.approve(
                tx,
                alert_id,
                prepared,
                seal=seal,
                counted=counted,
                with_unsaid=with_unsaid,
                by=by,
                now=now,
            )
        )

    async def reject(self, alert_id: int, reason: str, *, by: Person) -> Message:
        """Turn an alert down; its author is told why."""
        now = self._clock.now()
        return await self._db.write(
            lambda tx: approval.reject(tx, alert_id, reason, by=by, now=now)
        )

    # While it is out --------------------------------------------------------------------------

    async def stop(self, alert_id: int, *, by: Person) -> Message:
        """Let nobody more get an alert; any coordinator may, at once. Says how many have it."""
        now = self._clock.now()
        await self._db.write(lambda tx: release.stop(tx, alert_id, by=by, now=now))
        return await self._db.read(lambda tx: release.stopped(tx, alert_id))

    async def may_correct(self, alert_id: int, *, by: Person) -> None:
        """Refuse, before a word is asked, a correction that could not be sent for approval."""
        await self._db.read(lambda tx: correcting.may_correct(tx, alert_id, by=by))

    async def correct(self, alert_id: int, changes: Mapping[str, str], *, by: Person) -> Pages:
        """Stop what is wrong at once, and ask a second person to approve the corrected alert,
        which then takes its place. `changes` are fields of the form `alert`, empty ones stay as
        they are. Where people have the alert in several languages, the correction stays a draft
        until it is there in each of them."""
        now = self._clock.now()
        return await self._db.write(
            lambda tx: correcting.correct(tx, alert_id, changes, by=by, now=now)
        )

    async def running(self, *, by: Person) -> Message | None:
        """Return the question for somebody who says stop and may stop an alert that is being
        sent; None when there is nothing they could mean but themselves."""
        now = self._clock.now()
        return await self._db.read(lambda tx: release.running(tx, by, now=now))

    async def ask_once(self, alert_id: int, verb: str, *, by: Person) -> Message:
        """Return the question before an alert is withdrawn (`retract`) or over (`clear`)."""
        return await self._db.read(lambda tx: release.ask_once(tx, alert_id, verb, by=by))

    async def retract(self, alert_id: int, *, by: Person) -> Message:
        """Withdraw an alert; all who have it are told, ahead of everything else."""
        now = self._clock.now()
        held = await self._db.read(lambda tx: release.count_holders(tx, alert_id))
        await self._db.write(lambda tx: release.retract(tx, alert_id, by=by, held=held, now=now))
        return await self._db.read(lambda tx: release.told(tx, alert_id, "retract"))

    async def clear(self, alert_id: int, *, by: Person) -> Message:
        """Say that the danger is over to all who have the alert."""
        now = self._clock.now()
        held = await self._db.read(lambda tx: release.count_holders(tx, alert_id))
        await self._db.write(lambda tx: release.clear(tx, alert_id, by=by, held=held, now=now))
        return await self._db.read(lambda tx: release.told(tx, alert_id, "clear"))

    async def tally(self, alert_id: int, *, by: Person) -> Message:
        """Return the count of answers, with what a coordinator can do now."""
        return await self._db.read(lambda tx: release.tally(tx, alert_id, by=by))

    # Those whom it concerns -------------------------------------------------------------------

    async def answer(self, alert_id: int, said: CheckIn, *, by: Person) -> Answered:
        """Keep how somebody is; the last answer counts. *Need help* opens a case."""
        now = self._clock.now()
        return await self._db.write(lambda tx: checkins.answer(tx, alert_id, said, by=by, now=now))

    async def safe(self, *, by: Person) -> Pages:
        """Answer safe to every alert in force for a person; return these alerts."""
        now = self._clock.now()
        return await self._db.write(lambda tx: checkins.answer_safe(tx, by=by, now=now))

    async def alerts_in_force(self, person: Person) -> Pages:
        """Return the alerts in force for a person, oldest first, with the buttons to answer."""
        now = self._clock.now()
        return await self._db.read(lambda tx: checkins.in_force(tx, person, now=now))

    async def overview(self, *, by: Person) -> Pages:
        """Return the alerts in force; to a coordinator also their counts, one's own drafts and
        what waits for approval."""
        now = self._clock.now()
        return await self._db.read(lambda tx: checkins.overview(tx, by, now=now))

    async def waiting(self, *, by: Person) -> Pages:
        """Return the alerts that wait for approval, as this coordinator sees them."""
        now = self._clock.now()
        return await self._db.read(lambda tx: checkins.waiting(tx, by, now=now))

    async def show(self, alert_id: int, *, by: Person) -> Pages:
        """Return one alert as this person may see it."""
        now = self._clock.now()
        return await self._db.read(lambda tx: checkins.show(tx, alert_id, by=by, now=now))

    # What is due ------------------------------------------------------------------------------

    async def do_due(self) -> int:
        """Do all that is due about alerts; return how much that was."""
        return (
            await self.end_due()
            + await self.finish_due()
            + await self.remind_approvers_due()
            + await self.ask_again_due()
            + await self.refresh_tallies_due()
        )

    async def end_due(self) -> int:
        """End the alerts whose time is over, and the undecided whose author is gone."""
        now = self._clock.now()
        return await self._db.write(lambda tx: release.end_expired(tx, now=now))

    async def finish_due(self) -> int:
        """Call sent the alerts of which no delivery waits any more."""
        now = self._clock.now()
        return await self._db.write(lambda tx: release.finish_delivered(tx, now=now))

    async def remind_approvers_due(self) -> int:
        """Remind those who may approve of what waits for five minutes and longer."""
        now = self._clock.now()
        return await self._db.write(lambda tx: drafting.remind_approvers(tx, now=now))

    async def ask_again_due(self) -> int:
        """Ask those who have an alert for fifteen minutes and are silent, twice at most."""
        now = self._clock.now()
        found = await self._db.read(lambda tx: checkins.silent_due(tx, now=now))
        return await self._db.write(lambda tx: checkins.ask_again(tx, found, now=now))

    async def refresh_tallies_due(self) -> int:
        """Bring the counts up to date that coordinators have before them."""
        now = self._clock.now()
        counted = await self._db.read(lambda tx: tallies.count_due(tx, now=now))
        return await self._db.write(lambda tx: tallies.refresh(tx, counted, now=now))

    async def next_due(self) -> datetime | None:
        """Return when the next thing about alerts is due."""
        return await self._db.read(_next_due)


def _next_due(tx: Tx) -> datetime | None:
    moments = [moment for moment in (escalations.next_due(tx), alerts.next_expiry(tx)) if moment]
    return min(moments, default=None)
