"""What can be done with a request for help: opened, taken, written about, closed."""

from datetime import datetime

from bot.clock import Clock
from bot.domain.crises.cases import CLIMBS, CLIMBS_AFTER, DELICATE, Case, CaseState, Kind
from bot.domain.delivery import Lane
from bot.domain.messages import Button, Message, press, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.crises import casework
from bot.storage import coordination, outbox, people
from bot.storage.crises import cases, escalations
from bot.storage.database import Database, Tx


class Cases:
    """The use cases of cases; each method is one transaction.

    Whoever does something is `by`. What is not theirs, or is over, is refused kindly.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def open(self, *, by: Person) -> Message:
        """Open a case, or find the person's own; volunteers are asked at once."""

        def work(tx: Tx) -> Message:
            now = self._clock.now()
            case = casework.open_case(tx, by, alert_id=None, now=now)
            return casework.own_page(tx, case)

        return await self._db.write(work)

    async def say_kind(self, case_id: int, kind: Kind, *, by: Person) -> Message:
        """Say what kind of help is needed; what is delicate stays with who is trusted with it."""

        def work(tx: Tx) -> Message:
            now = self._clock.now()
            before = _own(tx, case_id, by)
            if kind is not before.kind:
                cases.say_kind(tx, case_id, kind)
                self._pass_on(tx, _own(tx, case_id, by), before.kind, now=now)
            return casework.own_page(tx, _own(tx, case_id, by))

        return await self._db.write(work)

    async def say_words(self, case_id: int, words: str, *, by: Person) -> Message:
        """Keep what the person writes; only whoever takes the case sees it."""

        def work(tx: Tx) -> Message:
            case = _own(tx, case_id, by)
            if case.words != words:
                cases.say_words(tx, case_id, words)
                if case.taken_by is not None:
                    page = casework.takers_page(_own(tx, case_id, by))
                    casework.tell(tx, case.taken_by, page, now=self._clock.now())
            return casework.own_page(tx, _own(tx, case_id, by))

        return await self._db.write(work)

    async def take(self, case_id: int, *, by: Person) -> Message:
        """Take an open case; the person is told that a confirmed volunteer has taken it.

        Raises:
            Refusal: somebody has taken it, it is over, or it is not for this volunteer.
        """

        def work(tx: Tx) -> Message:
            now = self._clock.now()
            case = _any(tx, case_id)
            if case.taken_by == by.id and case.in_hand:
                return casework.takers_page(case)
            _check_may_help(tx, case, by)
            if not cases.take(tx, case_id, by=by.id, now=now):
                raise Refusal(text(f"case.gone.{case.state}"))
            cases.note(tx, case_id, "taken", by=by.id, now=now)
            case = _any(tx, case_id)
            casework.show(tx, case, now=now)
            mine = casework.askers_page(case, asked=0)
            who = by.name or text("case.a_volunteer")
            news = Message(text("case.news.taken", name=who), mine.buttons)
            casework.tell(tx, case.person_id, news, now=now)
            return casework.takers_page(case)

        return await self._db.write(work)

    async def write(self, case_id: int, words: str, *, by: Person) -> None:
        """Pass words on between the person in need and the volunteer; neither sees the other's
        address."""

        def work(tx: Tx) -> None:
            case = _any(tx, case_id)
            other = {case.person_id: case.taken_by, case.taken_by: case.person_id}.get(by.id)
            if case.state is not CaseState.TAKEN or other is None:
                raise Refusal(text("press.stale"))
            answer = Button(text("case.answer"), press("case.write", case_id), style="primary")
            name = case.shown_name if by.id == case.person_id else by.name
            who = name or text("role.somebody")
            note = Message(text("case.note", name=who, words=words), (row(answer),))
            casework.tell(tx, other, note, now=self._clock.now())

        await self._db.write(work)

    async def partner(self, case_id: int, *, by: Person) -> None:
        """Refuse who has no part in a case that is taken."""

        def work(tx: Tx) -> None:
            case = _any(tx, case_id)
            if case.state is not CaseState.TAKEN or by.id not in (case.person_id, case.taken_by):
                raise Refusal(text("press.stale"))

        await self._db.read(work)

    async def done(self, case_id: int, *, by: Person) -> None:
        """Close a case; the other side of it is told. Twice is once."""

        def work(tx: Tx) -> None:
            now = self._clock.now()
            case = _any(tx, case_id)
            if by.id not in (case.person_id, case.taken_by):
                raise Refusal(text("press.stale"))
            if not cases.end(tx, case_id, CaseState.CLOSED, now=now):
                return
            cases.note(tx, case_id, "closed", by=by.id, now=now)
            casework.show(tx, _any(tx, case_id), now=now)
            other = case.taken_by if by.id == case.person_id else case.person_id
            if other is not None:
                key = "case.news.solved" if by.id == case.person_id else "case.news.closed"
                casework.tell(tx, other, Message(text(key)), now=now)

        await self._db.write(work)

    async def withdraw(self, case_id: int, *, by: Person) -> None:
        """Take one's own case back; nobody is asked any more."""

        def work(tx: Tx) -> None:
            now = self._clock.now()
            case = _own(tx, case_id, by, over=True)
            if cases.end(tx, case_id, CaseState.WITHDRAWN, now=now):
                cases.note(tx, case_id, "withdrawn", by=by.id, now=now)
                casework.show(tx, _any(tx, case_id), now=now)
                if case.taken_by is not None:
                    casework.tell(tx, case.taken_by, Message(text("case.news.solved")), now=now)

        await self._db.write(work)

    async def refuse(self, case_id: int, *, by: Person) -> Message:
        """Ask for somebody else than the volunteer who has taken one's case."""

        def work(tx: Tx) -> Message:
            now = self._clock.now()
            case = _own(tx, case_id, by)
            self._open_again(tx, case, "refused", "case.news.refused", now=now)
            case = _own(tx, case_id, by)
            return casework.own_page(tx, case)

        return await self._db.write(work)

    async def give_back(self, case_id: int, *, by: Person) -> None:
        """Give a case back that one has taken but cannot help with."""

        def work(tx: Tx) -> None:
            now = self._clock.now()
            case = _any(tx, case_id)
            if case.taken_by != by.id:
                raise Refusal(text("press.stale"))
            self._give_back(tx, case, now=now)

        await self._db.write(work)

    async def let_go(self, person_id: int) -> None:
        """Give back every case of somebody who is no volunteer any more."""

        def work(tx: Tx) -> None:
            for case in cases.taken_by(tx, person_id):
                self._give_back(tx, case, now=self._clock.now())

        await self._db.write(work)

    async def leave(self, *, by: Person) -> None:
        """Let nothing hang on somebody who will be forgotten: what they have taken goes back to
        the others, what they have asked for is withdrawn."""
        await self.let_go(by.id)
        own = await self._db.read(lambda tx: cases.of(tx, by.id))
        if own is not None:
            await self.withdraw(own.id, by=by)

    async def report(self, case_id: int, *, by: Person) -> None:
        """Report the volunteer to the coordinators, also when it is over; once a case and
        volunteer."""

        def work(tx: Tx) -> None:
            now = self._clock.now()
            case = _own(tx, case_id, by, over=True)
            if case.taken_by is None:
                raise Refusal(text("press.stale"))
            step = f"reported {case.taken_by}"
            if cases.has_step(tx, case_id, step):
                return
            cases.note(tx, case_id, step, by=by.id, now=now)
            volunteer = people.by_id(tx, case.taken_by)
            who = (volunteer.name if volunteer else None) or text("role.somebody")
            open_ = Button(text("menu.roster"), press("vo.open", case.taken_by))
            news = Message(text("case.news.reported", number=case_id, name=who), (row(open_),))
            told = casework.coordinators_of(tx, case, but=case.taken_by)
            outbox.to_people(tx, told, news, outbox.Posting(Lane.CRISIS, now))
            coordination.note(tx, by.id, "volunteer reported", f"case {case_id}", now=now)

        await self._db.write(work)

    async def climb_due(self) -> int:
        """Tell the coordinators of cases that nobody has taken; return how many."""

        def work(tx: Tx) -> int:
            now = self._clock.now()
            climbed = 0
            for due in escalations.take_due(tx, "case", now=now):
                case = cases.by_id(tx, due["case_id"])
                if case is None or case.state is not CaseState.OPEN:
                    continue
                casework.tell_coordinators(tx, case, now=now)
                cases.note(tx, case.id, "climbed", by=None, now=now)
                climbed += 1
                if due["round"] < CLIMBS:
                    again = now + CLIMBS_AFTER
                    escalations.arm(tx, "case", case_id=case.id, due=again, round_=due["round"] + 1)
            return climbed

        return await self._db.write(work)

    async def next_due(self) -> datetime | None:
        """Return when the next case climbs."""
        return await self._db.read(cases.next_climb)

    def _pass_on(self, tx: Tx, case: Case, was: Kind, *, now: datetime) -> None:
        """Bring a case whose kind has changed before those who may help with it now."""
        if case.state is CaseState.TAKEN:
            if _may_help(tx, case, case.taken_by):
                casework.tell(tx, case.taken_by or 0, casework.takers_page(case), now=now)
            else:
                self._open_again(tx, case, "passed on", "case.news.passed_on", now=now)
        elif (case.kind in DELICATE) != (was in DELICATE):
            casework.withhold(tx, case, now=now)
            casework.ask_volunteers(tx, case, now=now)
        else:
            casework.show(tx, case, now=now)

    def _give_back(self, tx: Tx, case: Case, *, now: datetime) -> None:
        self._open_again(tx, case, "given back", "", now=now)
        again = casework.own_page(tx, _any(tx, case.id))
        news = Message(text("case.news.given_back"), again.buttons)
        casework.tell(tx, case.person_id, news, now=now)

    def _open_again(self, tx: Tx, case: Case, step: str, news: str, *, now: datetime) -> None:
        volunteer = case.taken_by
        if volunteer is None or not cases.give_back(tx, case.id):
            return
        cases.note(tx, case.id, step, by=volunteer, now=now)
        if news:
            casework.tell(tx, volunteer, Message(text(news)), now=now)
        again = _any(tx, case.id)
        casework.withhold(tx, again, now=now)
        casework.ask_volunteers(tx, again, now=now, but=volunteer)


def _any(tx: Tx, case_id: int) -> Case:
    found = cases.by_id(tx, case_id)
    if found is None:
        raise Refusal(text("press.stale"))
    return found


def _own(tx: Tx, case_id: int, by: Person, *, over: bool = False) -> Case:
    found = _any(tx, case_id)
    if found.person_id != by.id:
        raise Refusal(text("press.stale"))
    if not found.in_hand and not over:
        raise Refusal(text("case.over"))
    return found


def _check_may_help(tx: Tx, case: Case, by: Person) -> None:
    if case.person_id == by.id:
        raise Refusal(text("case.not_oneself"))
    if not _may_help(tx, case, by.id) or cases.was_refused(tx, case.id, by.id):
        raise Refusal(text("case.not_for_you"))


def _may_help(tx: Tx, case: Case, person_id: int | None) -> bool:
    """Return whether a case may be in somebody's hands: a volunteer's, or a coordinator's."""
    coordinators = casework.coordinators_of(tx, case)
    return person_id in coordinators or person_id in cases.who_may_help(tx, case)
