"""From a plan to an event that everybody has been told of."""

from datetime import datetime

from bot.domain.audiences import Selection
from bot.domain.delivery import Lane
from bot.domain.events import (
    CalendarEntry,
    Event,
    Plan,
    Reach,
    Seen,
    Stage,
    StartsInThePast,
    calendar_entry,
    check_may_announce,
    may_change,
    reminder_times,
)
from bot.domain.messages import Button, press, row, text
from bot.domain.pausing import Pause
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.events import cards, texts
from bot.storage import events, outbox, pausing, progress
from bot.storage.database import Tx

ANNOUNCEMENT_RANK = 10
"""Announcements go behind what concerns people who have already answered (rank 0)."""


def in_groups(event: Event) -> str:
    """Return the name under which the cards in groups are found."""
    return f"event:{event.id}"


def in_private(event: Event) -> str:
    """Return the name under which the invitations in private are found."""
    return f"event:{event.id}:people"


def draft(tx: Tx, plan: Plan, *, by: Person, now: datetime) -> Seen:
    """Keep the plan; see `Events.draft`."""
    check_may_announce(by, plan.audience)
    event = events.add_draft(
        tx,
        plan,
        languages=(
            texts.language_of(plan.title, plan.place, by=by.language),
            texts.language_of(plan.place, plan.title, by=by.language),
        ),
        zone=by.zone or "UTC",
        organiser_id=by.id,
        now=now,
    )
    return look(tx, event, by=by, now=now)


def reach_of(tx: Tx, event_id: int) -> Reach:
    """Return how many people and groups get an event; nobody where there is none."""
    event = events.by_id(tx, event_id)
    return events.reach(tx, event.audience) if event else Reach(people=0, groups=0)


def publish(tx: Tx, event_id: int, *, expected: int, by: Person, now: datetime) -> Event:
    """Publish a draft to the `expected` people; see `Events.publish`."""
    event = its_own(tx, event_id, by=by)
    check_may_announce(by, event.audience)
    if event.stage is Stage.CANCELLED:
        raise Refusal(text("event.is_cancelled"))
    if event.stage is Stage.DRAFT:
        event = _announce(tx, event, expected=expected, by=by, now=now)
    return event


def discard(tx: Tx, event_id: int, *, by: Person) -> None:
    """Delete a draft; see `Events.discard`."""
    event = events.by_id(tx, event_id)
    if event is None:
        return
    its_own(tx, event_id, by=by)
    if event.stage is not Stage.DRAFT:
        raise Refusal(text("event.already_published"), (row(_look(event)),))
    events.discard(tx, event_id)


def known(tx: Tx, event_id: int, *, by: Person) -> Event:
    """Return the event, unless it is somebody else's draft.

    Raises:
        Refusal: there is no such event for this person.
    """
    event = events.by_id(tx, event_id)
    if event is None or (event.stage is Stage.DRAFT and not may_change(by, event)):
        raise Refusal(text("event.not_found"), (row(cards.to_upcoming()),))
    return event


def its_own(tx: Tx, event_id: int, *, by: Person) -> Event:
    """Return the event, for somebody who may change it.

    Raises:
        Refusal: there is no such event, or it is not for this person to change.
    """
    event = known(tx, event_id, by=by)
    if not may_change(by, event):
        raise Refusal(text("event.not_yours"), (row(_look(event)),))
    return event


def look(tx: Tx, event: Event, *, by: Person, now: datetime) -> Seen:
    """Return the event as this person sees it."""
    return Seen(
        event=event,
        counts=events.counts(tx, event.id),
        mine=events.sign_up(tx, event.id, by.id),
        may_change=may_change(by, event),
        has_begun=event.has_begun(now),
        has_ended=event.has_ended(now),
        reach=events.reach(tx, event.audience) if event.stage is Stage.DRAFT else None,
        pause=Pause(pausing.since(tx), may_end=by.is_owner),
    )


def for_calendar(tx: Tx, event_id: int, *, by: Person, now: datetime) -> CalendarEntry:
    """Return an event for a person's calendar; see `Events.calendar`."""
    event = known(tx, event_id, by=by)
    if event.stage is Stage.DRAFT:
        # The number of a draft that is thrown away goes to another event, whose entry in
        # somebody's calendar it would replace.
        raise Refusal(text("event.not_published"))
    return calendar_entry(event, now=now)


def _announce(tx: Tx, draft: Event, *, expected: int, by: Person, now: datetime) -> Event:
    if draft.has_begun(now):
        raise StartsInThePast((row(Button(text("event.button.time"), press("ev.time", draft.id))),))
    times = reminder_times(draft.starts_at, now=now)
    events.publish(tx, draft.id, now=now)
    events.add_reminders(tx, draft.id, times)
    tx.ring("sweep")
    event = known(tx, draft.id, by=by)
    _tell_everybody(tx, event, expected=expected, by=by, now=now)
    return event


def _tell_everybody(tx: Tx, event: Event, *, expected: int, by: Person, now: datetime) -> None:
    broadcast = outbox.start_broadcast(tx, "event", event.id, lane=Lane.NOTICE, by=by.id, now=now)
    progress.watch(tx, broadcast, (by.id,), now=now)
    card = cards.group_card(event, events.counts(tx, event.id))
    for group_id in events.groups_for(tx, event.audience):
        outbox.to_group(tx, group_id, card, _posting(event, in_groups(event), broadcast, now))
    outbox.count_audience(tx, broadcast)
    whom = Selection(audiences=(event.audience,))
    posting = _posting(event, in_private(event), broadcast, now)
    outbox.enlist(tx, whom, cards.invitation(event), posting, expected=expected)


def _posting(event: Event, card: str, broadcast: int, now: datetime) -> outbox.Posting:
    return outbox.Posting(
        lane=Lane.NOTICE,
        now=now,
        expires_at=event.starts_at,
        card=card,
        broadcast_id=broadcast,
        rank=ANNOUNCEMENT_RANK,
    )


def _look(event: Event) -> Button:
    return Button(text("event.button.show"), press("ev.show", event.id))
