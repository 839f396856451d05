"""What whoever sends to many sees while it goes out, and how it is stopped."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil

from bot.clock import Clock
from bot.domain.delivery import Lane, State
from bot.domain.events import may_change
from bot.domain.messages import Message, text
from bot.domain.people import Person
from bot.domain.progress import (
    LETTERS,
    SOONEST,
    WATCHED_FROM,
    Report,
    Sample,
    Standing,
    gap,
    pace,
    remembered,
)
from bot.domain.refusals import Refusal
from bot.services.broadcasts import progress_cards as cards
from bot.services.broadcasts import rules
from bot.storage import broadcasts, coordination, events, ledgers, outbox, pausing, progress
from bot.storage.database import Database, Tx
from bot.storage.progress import Watched

CARD_RANK = -200
"""The cards overtake what they are about: to two people, once in five seconds."""

QUEUEING_GAP = timedelta(milliseconds=300)
"""So soon we look again while the first people are still to be queued."""


class Progress:
    """The use cases of broadcasts on their way; each method is one transaction, or a reading one
    before it where rows are counted.

    Everything may be done twice: the second time gives the same answer.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def show_due(self) -> int:
        """Bring the cards up to date that are due; return how many broadcasts that were."""
        now = self._clock.now()
        due = await self._db.read(lambda tx: progress.due(tx, now=now))
        for broadcast_id in due:
            look = await self._db.read(partial(_look, broadcast_id=broadcast_id, now=now))
            if look is not None:
                await self._db.write(partial(_show, look=look, now=now))
        return len(due)

    async def next_due(self) -> datetime | None:
        """Return when cards are to be brought up to date next."""
        return await self._db.read(progress.next_due)

    async def stop(self, broadcast_id: int, *, by: Person) -> Message:
        """Let nobody more get a message to many, at once; say how many have it.

        Raises:
            Refusal: there is no such message, or it is not theirs to stop.
        """
        now = self._clock.now()
        await self._db.write(lambda tx: _stop(tx, broadcast_id, by=by, now=now))
        return await self._db.read(lambda tx: _stopped(tx, broadcast_id))

    async def running(self, *, by: Person) -> Message | None:
        """Return the question for somebody who says stop and may stop messages now on their way;
        None when there are none."""
        return await self._db.read(lambda tx: _running(tx, by=by))


@dataclass(frozen=True, slots=True)
class _Look:
    """A broadcast as it was found, and where it stands."""

    watched: Watched
    standing: Standing
    samples: tuple[Sample, ...]


def _look(tx: Tx, *, broadcast_id: int, now: datetime) -> _Look | None:
    watched = progress.by_id(tx, broadcast_id)
    if watched is None or watched.due is None:
        return None
    found = Standing(
        ledgers.ledger(tx, broadcast_id),
        paused_since=pausing.since(tx),
        is_stopped=watched.is_stopped,
    )
    samples = remembered(watched.samples, Sample(now, found.gone))
    if found.open or watched.is_enlisting:
        rate = pace(samples)
        behind = None if rate else _ahead_of(tx, watched, found)
        return _Look(watched, replace(found, rate=rate, behind=behind), samples)
    report = _report(tx, watched, has_it=found.of(State.SENT))
    return _Look(watched, replace(found, paused_since=None, is_over=True, report=report), samples)


def _ahead_of(tx: Tx, watched: Watched, standing: Standing) -> int | None:
    """Return which broadcast goes before one that does not move, None if that is not the reason:
    one of a higher lane, or of the same that began before."""
    if standing.is_stopped or standing.paused_since is not None or standing.of(State.SENDING):
        return None
    turn = (watched.lane, watched.broadcast_id)
    for other in sorted(progress.running(tx), key=lambda it: (it.lane, it.broadcast_id)):
        if (other.lane, other.broadcast_id) >= turn:
            return None
        if not other.is_stopped:
            return other.broadcast_id
    return None


def _report(tx: Tx, watched: Watched, *, has_it: int) -> Report | None:
    last = ledgers.last_settled(tx, watched.broadcast_id)
    places = [max(0, ceil(share * has_it) - 1) for share in (0.5, 0.95)]
    half, most = (ledgers.had_by(tx, watched.broadcast_id, place) for place in places)
    if last is None or half is None or most is None:
        return None
    took, half_in, most_in = (
        round((moment - watched.started_at).total_seconds()) for moment in (last, half, most)
    )
    return Report(took, half_in, most_in)


def _show(tx: Tx, *, look: _Look, now: datetime) -> None:
    """Write down what was seen; send the cards, or edit them when it is time."""
    was, standing = look.watched, look.standing
    shows = _shows(was, standing, now)
    calm_until = now + gap(now - was.started_at) if shows else was.calm_until
    found = replace(
        was,
        due=None if standing.is_over else _next_look(was, standing, calm_until, now),
        calm_until=calm_until,
        cards_sent=was.cards_sent or shows,
        card=standing if shows or standing.is_over else was.card,
        samples=() if standing.is_over else look.samples,
    )
    if not progress.move_on(tx, was, found):
        return
    if shows:
        _say(tx, was, standing, now)
    if standing.is_over:
        progress.drop_watchers(tx, was.broadcast_id)


def _shows(was: Watched, standing: Standing, now: datetime) -> bool:
    """Return whether the cards are to say something else, or to be sent first."""
    if not was.cards_sent or was.card is None:
        return standing.audience >= WATCHED_FROM
    if standing.is_news_after(was.card):
        return True
    return standing != was.card and now >= was.calm_until


def _next_look(was: Watched, standing: Standing, calm_until: datetime, now: datetime) -> datetime:
    if was.is_enlisting and standing.audience < WATCHED_FROM:
        return now + QUEUEING_GAP
    turn = calm_until if calm_until > now else now + gap(now - was.started_at)
    left = standing.seconds_left
    if left is None:
        return turn
    # The report comes as soon as it is over, not at the next turn of the card.
    return min(turn, now + max(SOONEST, timedelta(seconds=left)))


def _say(tx: Tx, was: Watched, standing: Standing, now: datetime) -> None:
    name, message = f"progress:{was.broadcast_id}", cards.card(was, standing)
    # What is said to the sender about a pause is an answer: it goes during the pause.
    lane = Lane.CRISIS if was.lane is Lane.CRISIS else Lane.NOTICE
    lane = lane if standing.paused_since is None else Lane.ANSWER
    if was.cards_sent:
        outbox.edit_cards(tx, name, message, lane=lane, now=now, rank=CARD_RANK)
        return
    posting = outbox.Posting(lane, now, card=name, rank=CARD_RANK)
    outbox.to_people(tx, progress.watchers(tx, was.broadcast_id), message, posting)


def _stop(tx: Tx, broadcast_id: int, *, by: Person, now: datetime) -> None:
    found = coordination.broadcast(tx, broadcast_id)
    if found is None or not _may_stop(tx, found["kind"], found["subject_id"], by=by):
        raise Refusal(text("progress.not_yours" if found else "press.stale"))
    if found["stopped_at"] is None and _is_on_its_way(tx, broadcast_id):
        outbox.stop(tx, broadcast_id, now=now)
        progress.hurry(tx, broadcast_id, now=now)
        coordination.note(tx, by.id, "sending stopped", f"broadcast {broadcast_id}", now=now)


def _is_on_its_way(tx: Tx, broadcast_id: int) -> bool:
    watched = progress.by_id(tx, broadcast_id)
    return watched is not None and watched.due is not None


def _stopped(tx: Tx, broadcast_id: int) -> Message:
    watched = progress.by_id(tx, broadcast_id)
    if watched is None:
        raise Refusal(text("press.stale"))
    return cards.stopped(watched, Standing(ledgers.ledger(tx, broadcast_id)))


def _running(tx: Tx, *, by: Person) -> Message | None:
    sends = [
        (watched, Standing(ledgers.ledger(tx, watched.broadcast_id)))
        for watched in progress.running(tx)
        if not watched.is_stopped and _may_stop(tx, watched.kind, watched.subject_id, by=by)
    ]
    return cards.running(sends) if sends else None


def _may_stop(tx: Tx, kind: str, subject_id: int | None, *, by: Person) -> bool:
    """Return whether somebody may stop such a message: who may change what it is about."""
    if subject_id is None or not by.is_coordinator:
        return False
    if kind == "event":
        event = events.by_id(tx, subject_id)
        return event is not None and (by.is_owner or may_change(by, event))
    letter = broadcasts.by_id(tx, subject_id) if kind in LETTERS else None
    if letter is None:
        return False
    return letter.author_id == by.id or rules.may_send_to(tx, letter.selection, by=by)
