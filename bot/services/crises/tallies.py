"""The live count of an alert's answers: one card for each coordinator, edited at a calm pace."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.crises.alerts import Alert, AlertState, Tally
from bot.domain.delivery import Lane
from bot.services.crises import control
from bot.storage import enlistments, outbox
from bot.storage.crises import alerts, checkins, escalations
from bot.storage.database import Tx

PACE = timedelta(seconds=3)
"""How long presses gather before the cards are edited: counting 100,000 rows at each of a
thousand presses would delay the presses."""

PACE_OF_MANY = timedelta(seconds=10)
"""The same in a large community: a count of 100,000 takes a quarter of a second of a core."""


def give(tx: Tx, alert: Alert, watchers: Sequence[int], *, now: datetime) -> None:
    """Queue the card for those who watch over an alert, and begin to keep it up to date."""
    card = control.tally_card(alert, checkins.tally(tx, alert.id))
    posting = outbox.Posting(lane=Lane.CRISIS, now=now, card=_name(alert.id))
    outbox.to_people(tx, watchers, card, posting)
    touch(tx, alert.id, now=now)


def touch(tx: Tx, alert_id: int, *, now: datetime) -> None:
    """Let the cards be brought up to date soon; many touches become one edit."""
    pace = PACE if enlistments.is_small(tx) else PACE_OF_MANY
    escalations.arm_once(tx, "tally", alert_id=alert_id, due=now + pace)


def show(tx: Tx, alert: Alert, *, now: datetime) -> None:
    """Bring the cards up to date at once: the state of the alert has changed. In a large
    community, where counting takes long, that is as soon as the sweep has counted."""
    if enlistments.is_small(tx):
        _edit(tx, alert, checkins.tally(tx, alert.id), now=now)
    else:
        escalations.cancel(tx, "tally", alert_id=alert.id, now=now)
        escalations.arm(tx, "tally", alert_id=alert.id, due=now)


def count_due(tx: Tx, *, now: datetime) -> dict[int, Tally]:
    """Return the counts of the alerts whose cards are to be brought up to date; a reader counts,
    so that nobody's press waits for it."""
    due = escalations.due(tx, "tally", now=now)
    return {row["alert_id"]: checkins.tally(tx, row["alert_id"]) for row in due}


def refresh(tx: Tx, counted: Mapping[int, Tally], *, now: datetime) -> int:
    """Bring up to date what was touched, as it was counted; return how many alerts that were."""
    due = escalations.take_due(tx, "tally", now=now)
    for row in due:
        alert = alerts.by_id(tx, row["alert_id"])
        if alert is None:
            continue
        if alert.id not in counted:
            escalations.arm(tx, "tally", alert_id=alert.id, due=now)  # touched since
            continue
        _edit(tx, alert, counted[alert.id], now=now)
        if alert.state is AlertState.SENDING:
            touch(tx, alert.id, now=now)
    return len(due)


def _edit(tx: Tx, alert: Alert, tally: Tally, *, now: datetime) -> None:
    card = control.tally_card(alert, tally)
    outbox.edit_cards(tx, _name(alert.id), card, lane=Lane.CRISIS, now=now)


def _name(alert_id: int) -> str:
    return f"tally:{alert_id}"
