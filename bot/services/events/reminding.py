"""Reminders to those who are going, a day and an hour before."""

from datetime import datetime

from bot.domain.delivery import Lane
from bot.domain.events import Reminder, SignUp
from bot.services.events import cards
from bot.storage import events, outbox
from bot.storage.database import Tx


def send_due(tx: Tx, *, now: datetime) -> int:
    """Claim what is due and queue it; see `Events.send_due_reminders`."""
    return sum(_remind(tx, due, now=now) for due in events.take_due_reminders(tx, now=now))


def _remind(tx: Tx, due: Reminder, *, now: datetime) -> int:
    event = events.by_id(tx, due.event_id)
    going = events.signed_up(tx, due.event_id, SignUp.GOING)
    if event is None or not going:
        return 0
    broadcast = outbox.start_broadcast(tx, "reminder", event.id, lane=Lane.NOTICE, by=None, now=now)
    posting = outbox.Posting(
        lane=Lane.NOTICE,
        now=now,
        # A reminder of what has begun helps nobody.
        expires_at=event.starts_at,
        broadcast_id=broadcast,
    )
    outbox.to_people(tx, going, cards.reminder(event, due.lead), posting)
    outbox.count_audience(tx, broadcast)
    return len(going)
