"""Answers to an event: going, maybe, no, and the list of those who wait for a place."""

from datetime import datetime

from bot.domain.delivery import Lane
from bot.domain.events import Event, Seen, SignUp, Stage, places_left
from bot.domain.messages import row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.events import cards
from bot.services.events.announcing import in_groups, known, look
from bot.storage import events, outbox
from bot.storage.database import Tx


def answer(tx: Tx, event_id: int, wish: SignUp, *, by: Person, now: datetime) -> Seen:
    """Write down an answer; see `Events.answer`."""
    event = _open(tx, event_id, by=by, now=now)
    before = events.sign_up(tx, event_id, by.id)
    said = _granted(tx, event, wish, before)
    if said is not before:
        events.answer(tx, event_id, by.id, said, now=now)
        promote(tx, event, now=now)
        show_counts(tx, event, now=now)
    return look(tx, event, by=by, now=now)


def promote(tx: Tx, event: Event, *, now: datetime) -> list[int]:
    """Give free places to those who have waited longest, and tell them; return who they are."""
    promoted: list[int] = []
    while places_left(event, events.counts(tx, event.id)) != 0:
        person_id = events.first_waiting(tx, event.id)
        if person_id is None:
            break
        events.answer(tx, event.id, person_id, SignUp.GOING, now=now)
        promoted.append(person_id)
    for person_id in promoted:
        outbox.to_person(tx, person_id, cards.promotion(event), _promptly(event, now))
    return promoted


def show_counts(tx: Tx, event: Event, *, now: datetime) -> None:
    """Bring the cards in groups up to date."""
    card = cards.group_card(event, events.counts(tx, event.id))
    outbox.edit_cards(tx, in_groups(event), card, lane=Lane.NOTICE, now=now)


def _open(tx: Tx, event_id: int, *, by: Person, now: datetime) -> Event:
    event = known(tx, event_id, by=by)
    if event.stage is Stage.DRAFT:
        raise Refusal(text("event.not_published"))
    if event.stage is Stage.CANCELLED:
        raise Refusal(text("event.is_cancelled"), (row(cards.to_upcoming()),))
    if event.has_begun(now):
        raise cards.too_late(event, now)
    return event


def _granted(tx: Tx, event: Event, wish: SignUp, before: SignUp | None) -> SignUp:
    """Return what the wish comes to: who has a place keeps it, who waits goes on waiting."""
    if wish is not SignUp.GOING or before is SignUp.GOING:
        return wish
    full = places_left(event, events.counts(tx, event.id)) == 0
    return SignUp.WAITING if full else SignUp.GOING


def _promptly(event: Event, now: datetime) -> outbox.Posting:
    return outbox.Posting(lane=Lane.NOTICE, now=now, expires_at=event.starts_at)
