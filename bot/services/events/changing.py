"""Changing and cancelling an event; whoever signed up is told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.delivery import Lane
from bot.domain.events import (
    Changed,
    Event,
    SignUp,
    Stage,
    StartsInThePast,
    lost_languages,
    reminder_times,
)
from bot.domain.messages import Message, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.events import cards
from bot.services.events.announcing import in_groups, in_private, its_own, look
from bot.services.events.signing_up import promote
from bot.storage import events, outbox, people
from bot.storage.database import Tx

CONCERNED = (SignUp.GOING, SignUp.MAYBE, SignUp.WAITING)
"""Whose plans a change may touch."""


def to_change(tx: Tx, event_id: int, *, by: Person, now: datetime) -> Changed:
    """Return an event that this person may change; see `Events.to_change`."""
    event = _changeable(tx, event_id, by=by, now=now)
    concerned = events.signed_up(tx, event_id, *CONCERNED)
    return Changed(look(tx, event, by=by, now=now), *_reach(tx, concerned))


def change(
    tx: Tx, event_id: int, renew: Callable[[Event], Event], *, by: Person, now: datetime
) -> Changed:
    """Put what `renew` makes of an event in its place; see `Events.rename`."""
    old = _changeable(tx, event_id, by=by, now=now)
    new = renew(old)
    if new == old:
        return Changed(look(tx, old, by=by, now=now), told=0, is_new=False)
    if old.stage is Stage.PUBLISHED:
        if new.has_begun(now):
            raise StartsInThePast
        new = replace(new, version=old.version + 1)
    events.change(tx, new)
    told = _spread(tx, old, new, by=by, now=now) if old.stage is Stage.PUBLISHED else ()
    lost = lost_languages(old, new)
    return Changed(look(tx, new, by=by, now=now), *_reach(tx, told), lost=lost)


def retell(
    tx: Tx, event_id: int, renew: Callable[[Event], Event], *, by: Person, now: datetime
) -> Changed:
    """Let an event say the same in more or fewer languages; see `Events.add_text`."""
    old = _changeable(tx, event_id, by=by, now=now)
    new = renew(old)
    if new != old:
        events.change(tx, new)
        if old.stage is Stage.PUBLISHED:
            _edit_cards(tx, new, now=now)
    return Changed(look(tx, new, by=by, now=now), told=0, is_new=new != old)


def cancel(tx: Tx, event_id: int, *, by: Person, now: datetime) -> Changed:
    """Cancel a published event; see `Events.cancel`."""
    event = its_own(tx, event_id, by=by)
    concerned = events.signed_up(tx, event_id, *CONCERNED)
    if event.stage is not Stage.CANCELLED:
        event = _changeable(tx, event_id, by=by, now=now)
        if event.stage is Stage.DRAFT:
            raise Refusal(text("event.not_published"))
        events.cancel(tx, event_id, now=now)
        event = replace(event, stage=Stage.CANCELLED)
        events.cancel_reminders(tx, event_id, now=now)
        for kind in ("event", "reminder", "notice"):
            _stop(tx, event, kind, now=now)
        _tell(tx, event, concerned, cards.cancel_notice(event), by=by, now=now)
        _edit_cards(tx, event, now=now)
    return Changed(look(tx, event, by=by, now=now), *_reach(tx, concerned))


def _changeable(tx: Tx, event_id: int, *, by: Person, now: datetime) -> Event:
    event = its_own(tx, event_id, by=by)
    if event.stage is Stage.CANCELLED:
        raise Refusal(text("event.is_cancelled"), (row(cards.to_upcoming()),))
    if event.stage is Stage.PUBLISHED and event.has_begun(now):
        raise cards.too_late(event, now)
    return event


def _spread(tx: Tx, old: Event, new: Event, *, by: Person, now: datetime) -> Sequence[int]:
    """Let everybody and everything know of a change; return who is told."""
    if new.starts_at != old.starts_at:
        _reschedule(tx, new, now=now)
    # Who gets a place by this change hears of the place, and not of the change besides.
    promoted = promote(tx, new, now=now)
    concerned = [
        person_id
        for person_id in events.signed_up(tx, new.id, *CONCERNED)
        if person_id not in promoted
    ]
    _tell(tx, new, concerned, cards.change_notice(old, new), by=by, now=now)
    _edit_cards(tx, new, now=now)
    return [*concerned, *promoted]


def _reach(tx: Tx, concerned: Sequence[int]) -> tuple[int, int]:
    """Return how many are told, and how many only see it on the card in their group."""
    told = sum(people.can_reach(tx, person_id) for person_id in concerned)
    return told, len(concerned) - told


def _reschedule(tx: Tx, event: Event, *, now: datetime) -> None:
    events.cancel_reminders(tx, event.id, now=now)
    # A reminder that is still on its way names the old time.
    _stop(tx, event, "reminder", now=now)
    events.add_reminders(tx, event.id, reminder_times(event.starts_at, now=now))
    tx.ring("sweep")


def _stop(tx: Tx, event: Event, kind: str, *, now: datetime) -> None:
    for broadcast_id in events.open_broadcasts(tx, event.id, kind):
        outbox.stop(tx, broadcast_id, now=now)


def _tell(
    tx: Tx, event: Event, to: Sequence[int], message: Message, *, by: Person, now: datetime
) -> None:
    if not to:
        return
    broadcast = outbox.start_broadcast(tx, "notice", event.id, lane=Lane.NOTICE, by=by.id, now=now)
    posting = outbox.Posting(lane=Lane.NOTICE, now=now, broadcast_id=broadcast)
    outbox.to_people(tx, to, message, posting)
    outbox.count_audience(tx, broadcast)


def _edit_cards(tx: Tx, event: Event, *, now: datetime) -> None:
    card = cards.group_card(event, events.counts(tx, event.id))
    outbox.edit_cards(tx, in_groups(event), card, lane=Lane.NOTICE, now=now)
    # There are as many of these as people: nobody's notice waits behind them.
    invitation = cards.invitation(event)
    outbox.edit_cards(tx, in_private(event), invitation, lane=Lane.BULK, now=now)
