"""An alert on its way: sending, stopping, retracting, ending."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.audiences import Selection
from bot.domain.crises.alerts import ASK_AGAIN_AFTER, UNDECIDED, Alert, AlertState
from bot.domain.delivery import Lane
from bot.domain.messages import Message, text
from bot.domain.people import Audience, Person
from bot.domain.refusals import Refusal
from bot.services.crises import cards, control, desk, drafting, rules, tallies
from bot.storage import outbox, people, progress
from bot.storage.crises import alerts, checkins, escalations, reach
from bot.storage.database import Tx

CORRECTION_RANK = -100
"""Corrections and retractions go ahead of everything else in a crisis."""

CLEAR_RANK = 5
"""That a danger is over can wait for the first copies of another alert, not for its re-asks."""

EDITS_RANK = 1_000
"""Copies are edited when no alert, notice or question waits any more: an edit takes as long as a
message, and who only sees older words has been told in a message of their own."""


def in_groups(alert: Alert) -> str:
    """Return the name under which the alert's cards in groups are found."""
    return f"alert:{alert.id}"


@dataclass(frozen=True, slots=True)
class Line:
    """What a reader has found out before an alert goes out, for it takes long: who is first in
    line (`ahead` of them ahead of all other alerts), how many people the alert is for, and how many
    have what it corrects.

    The numbers are only shown; who gets it is worked out when it is queued.
    """

    firsts: tuple[Selection, ...] = ()
    ahead: int = 0
    counted: int = 0
    held: int = 0


def send(tx: Tx, alert: Alert, *, by: Person, line: Line, now: datetime) -> Alert:
    """Queue an approved alert for its audience, its groups and those who watch over it.

    Before everybody else, those who have what a correction corrects.
    """
    alert = alerts.step(tx, alert, AlertState.SENDING, by=by.id, now=now)
    old = rules.corrected(tx, alert)
    kind = "correction" if old else "alert"
    broadcast = outbox.start_broadcast(tx, kind, alert.id, lane=Lane.CRISIS, by=by.id, now=now)
    progress.watch(tx, broadcast, (by.id, alert.author_id), now=now)
    posting = _posting(alert, broadcast, now)
    groups = reach.groups_for(tx, alert.wording.audience)
    if old is not None:
        groups = _supersede(tx, old, alert, groups, posting, by=by, held=line.held)
    message = cards.first_message(alert)
    _to_groups(tx, groups, alert, message, posting)
    outbox.count_audience(tx, broadcast)
    rest = max(0, line.counted - line.held)
    whom = audience_of(alert, with_unsaid=alert.with_unsaid)
    outbox.enlist(tx, whom, message, posting, firsts=line.firsts, ahead=line.ahead, expected=rest)
    _watch(tx, alert, now=now)
    return alert


def audience_of(alert: Alert, *, with_unsaid: bool) -> Selection:
    """Return whom an alert is for."""
    return Selection(audiences=(alert.wording.audience,), with_unsaid=with_unsaid)


def stop(tx: Tx, alert_id: int, *, by: Person, now: datetime) -> None:
    """Let nobody more get an alert; see `Alerts.stop`."""
    alert = released(tx, alert_id, by=by)
    if alert.state is AlertState.SENDING:
        _stop_broadcasts(tx, alert, now=now)
        alert = alerts.step(tx, alert, AlertState.STOPPED, by=by.id, now=now)
        tallies.show(tx, alert, now=now)
    elif alert.state not in (AlertState.STOPPED, AlertState.SENT):
        rules.must_become(alert, AlertState.STOPPED)


def stopped(tx: Tx, alert_id: int) -> Message:
    """Return how many have an alert that was stopped; see `Alerts.stop`."""
    alert = rules.found(tx, alert_id)
    return control.stopped(alert, held=reach.count_held(tx, alert))


def running(tx: Tx, by: Person, *, now: datetime) -> Message | None:
    """Return the question which of the alerts being sent to stop; see `Alerts.running`."""
    if not by.is_coordinator:
        return None
    sends = [
        (alert, reach.count_held(tx, alert))
        for alert in alerts.in_states(tx, (AlertState.SENDING,))
        if not alert.expired(now)
    ]
    return control.running(sends) if sends else None


def retract(tx: Tx, alert_id: int, *, by: Person, held: int, now: datetime) -> None:
    """Withdraw an alert and tell the `held` people who have it; see `Alerts.retract`."""
    alert = released(tx, alert_id, by=by)
    if alert.state is not AlertState.RETRACTED:
        _finish(tx, alert, AlertState.RETRACTED, "retraction", by=by, held=held, now=now)


def clear(tx: Tx, alert_id: int, *, by: Person, held: int, now: datetime) -> None:
    """Say that the danger is over to the `held` people who have an alert; see `Alerts.clear`."""
    rules.must_coordinate(by)
    alert = released(tx, alert_id, by=by)
    if not reach.has_told(tx, alert, "all_clear"):
        _finish(tx, alert, AlertState.ENDED, "all_clear", by=by, held=held, now=now)


def told(tx: Tx, alert_id: int, verb: str) -> Message:
    """Return for how many people the notice is that an alert was withdrawn or is over."""
    alert = rules.found(tx, alert_id)
    kind = {"retract": "retraction", "clear": "all_clear"}[verb]
    return control.told(alert, verb, n=reach.count_told(tx, alert, kind))


def count_holders(tx: Tx, alert_id: int) -> int:
    """Return how many people are to hear what becomes of an alert."""
    alert = alerts.by_id(tx, alert_id)
    return reach.count_holders(tx, alert) if alert and alert.sent_at else 0


def ask_once(tx: Tx, alert_id: int, verb: str, *, by: Person) -> Message:
    """Return the question before an alert is withdrawn or ended; see `Alerts.ask_once`."""
    alert = released(tx, alert_id, by=by)
    becomes = {"retract": AlertState.RETRACTED, "clear": AlertState.ENDED}[verb]
    rules.must_become(alert, becomes)
    return control.ask_once(alert, verb, held=reach.count_holders(tx, alert))


def tally(tx: Tx, alert_id: int, *, by: Person) -> Message:
    """Return the count of an alert's answers; see `Alerts.tally`."""
    return control.tally_card(released(tx, alert_id, by=by), checkins.tally(tx, alert_id))


def finish_delivered(tx: Tx, *, now: datetime) -> int:
    """Call sent what no delivery waits for any more; return how many alerts that were."""
    done = alerts.delivered(tx)
    for alert in done:
        sent = alerts.step(tx, alert, AlertState.SENT, by=None, now=now)
        tallies.show(tx, sent, now=now)
    return len(done)


def end_expired(tx: Tx, *, now: datetime) -> int:
    """End what is over; return how many alerts that were. What still waits is not sent."""
    over = alerts.expired(tx, now=now)
    for alert in over:
        undecided = alert.state in UNDECIDED
        why = "expired" if alert.expired(now) else "author_gone"
        ended = alerts.step(tx, alert, AlertState.ENDED, by=None, now=now, note=why)
        if undecided:
            _close_undecided(tx, ended, why, now=now)
        else:
            _stop_broadcasts(tx, ended, now=now)
            _show_over(tx, ended, now=now)
    return len(over)


def _supersede(
    tx: Tx,
    old: Alert,
    new: Alert,
    groups: list[int],
    posting: outbox.Posting,
    *,
    by: Person,
    held: int,
) -> list[int]:
    """Let a correction take an alert's place: whoever has the alert gets it first, pointing back.

    Returns those of `groups` that have nothing yet.
    """
    now = posting.now
    holding = reach.groups_holding(tx, old)
    _stop_broadcasts(tx, old, now=now)
    if old.may_become(AlertState.SUPERSEDED):
        old = alerts.step(tx, old, AlertState.SUPERSEDED, by=by.id, now=now)
    _drop_corrections(tx, old, by=by, now=now)
    checkins.carry(tx, to=new, since=old)
    message, first = cards.alert_message(new), replace(posting, rank=CORRECTION_RANK)
    _to_groups(tx, holding, new, message, first)
    outbox.enlist_holders(tx, old.id, message, first, expected=held)
    _show_over(tx, old, newer=new.identifier, now=now)
    return [group_id for group_id in groups if group_id not in holding]


def _drop_corrections(tx: Tx, alert: Alert, *, by: Person, now: datetime) -> None:
    """End the corrections of an alert that wait, now that there is nothing to correct."""
    for correction in alerts.undecided_corrections(tx, alert.id):
        ended = alerts.step(tx, correction, AlertState.ENDED, by=by.id, now=now, note="no_need")
        _close_undecided(tx, ended, "no_need", now=now)


def _finish(
    tx: Tx,
    alert: Alert,
    became: AlertState,
    kind: str,
    *,
    by: Person,
    held: int,
    now: datetime,
) -> None:
    rules.must_become(alert, became)
    groups = reach.groups_holding(tx, alert)
    _stop_broadcasts(tx, alert, now=now)
    alert = alerts.step(tx, alert, became, by=by.id, now=now)
    _drop_corrections(tx, alert, by=by, now=now)
    notice = cards.retraction(alert) if kind == "retraction" else cards.all_clear(alert)
    broadcast = outbox.start_broadcast(tx, kind, alert.id, lane=Lane.CRISIS, by=by.id, now=now)
    progress.watch(tx, broadcast, (by.id,), now=now)
    # That an alert is withdrawn or over stays true when its own time is over.
    posting = replace(_posting(alert, broadcast, now), rank=CORRECTION_RANK, expires_at=None)
    if kind == "all_clear":
        posting = replace(posting, rank=CLEAR_RANK, may_repeat=False)
    _to_groups(tx, groups, alert, notice, posting)
    outbox.count_audience(tx, broadcast)
    outbox.enlist_holders(tx, alert.id, notice, posting, expected=held)
    _show_over(tx, alert, now=now)


def _to_groups(
    tx: Tx, groups: list[int], alert: Alert, message: Message, posting: outbox.Posting
) -> None:
    for group_id in groups:
        outbox.to_group(tx, group_id, message, replace(posting, card=in_groups(alert)))


def _posting(alert: Alert, broadcast: int, now: datetime) -> outbox.Posting:
    return outbox.Posting(
        lane=Lane.CRISIS,
        now=now,
        expires_at=alert.wording.expires,
        broadcast_id=broadcast,
        may_repeat=True,
    )


def _watch(tx: Tx, alert: Alert, *, now: datetime) -> None:
    """Give coordinators and the author the live count, and ask the silent ones in due time."""
    watchers = people.coordinators(tx, Audience.EVERYBODY)
    if alert.author_id is not None and alert.author_id not in watchers:
        watchers.append(alert.author_id)
    tallies.give(tx, alert, watchers, now=now)
    escalations.arm(tx, "reask", alert_id=alert.id, due=now + ASK_AGAIN_AFTER)


def _stop_broadcasts(tx: Tx, alert: Alert, *, now: datetime) -> None:
    """Skip what still waits of an alert and of the questions about it; ask nobody again."""
    for broadcast in reach.open_broadcasts(tx, alert):
        outbox.stop(tx, broadcast, now=now)
        progress.hurry(tx, broadcast, now=now)
    escalations.cancel(tx, "reask", alert_id=alert.id, now=now)


def _show_over(tx: Tx, alert: Alert, *, newer: str = "", now: datetime) -> None:
    """Let the cards in groups and the live count say that an alert counts no more, and after
    everybody has been notified each copy that people have of what was wrong."""
    card = cards.over(alert, newer=newer)
    outbox.edit_cards(tx, in_groups(alert), card, lane=Lane.CRISIS, now=now)
    if alert.state in (AlertState.RETRACTED, AlertState.SUPERSEDED):
        posting = outbox.Posting(Lane.CRISIS, now, rank=EDITS_RANK)
        outbox.edit_copies(tx, reach.broadcasts(tx, alert), card, posting)
    tallies.show(tx, alert, now=now)


def _close_undecided(tx: Tx, alert: Alert, why: str, *, now: datetime) -> None:
    """Tell those who were asked, and the author, that there is nothing to decide any more."""
    drafting.close_requests(tx, alert, desk.decided(alert, why), now=now)
    if alert.author_id is not None:
        told = desk.yours_ended(alert, why)
        outbox.to_person(tx, alert.author_id, told, outbox.Posting(Lane.NOTICE, now))


def released(tx: Tx, alert_id: int, *, by: Person) -> Alert:
    """Return an alert that has gone out, to whoever may stop it."""
    rules.may_halt(by)
    alert = rules.found(tx, alert_id)
    if alert.sent_at is None:
        raise Refusal(text(f"alert.is.{alert.state}"))
    return alert
