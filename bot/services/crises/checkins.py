"""Answers to an alert: safe, need help, can help; asking again; what is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.crises.alerts import (
    ANSWERABLE,
    ASK_AGAIN_AFTER,
    ASK_AGAIN_TIMES,
    IN_FORCE,
    Alert,
    AlertState,
    CheckIn,
)
from bot.domain.delivery import Lane
from bot.domain.messages import Message, Text, text
from bot.domain.people import Person
from bot.services.crises import cards, casework, control, drafting, rules, tallies
from bot.storage import enlistments, outbox
from bot.storage.crises import alerts, checkins, escalations, reach
from bot.storage.database import Tx

REASK_RANK = 10
"""First copies of every alert go before questions to those who have theirs."""

BEING_WRITTEN = timedelta(minutes=30)
"""So long a correction that nobody has sent for approval keeps the silent from being asked."""

TOGETHER = timedelta(minutes=1)
"""Those who got an alert within the same minute are asked again together."""

Silent = tuple[list[int], datetime | None]
"""Who has an alert and is silent, and when the first of those was told whose time is not up."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody who pressed an answer is shown: the short word and, in private, the alert
    with the answer.

    `needs_link` says that the bot cannot write to somebody who needs help; `case` is the page of
    their request.
    """

    toast: Text
    message: Message
    alert_id: int
    needs_link: bool = False
    case: Message | None = None


def answer(tx: Tx, alert_id: int, said: CheckIn, *, by: Person, now: datetime) -> Answered:
    """Keep somebody's answer; see `Alerts.answer`."""
    alert = _newest(tx, rules.found(tx, alert_id))
    rules.must_be_public(alert)
    if not alert.answerable(now):
        return Answered(text("checkin.over"), _over(tx, alert), alert.id)
    if checkins.put(tx, alert.id, by.id, said, now=now):
        tallies.touch(tx, alert.id, now=now)
    page = None
    if said is CheckIn.HELP:
        page = casework.own_page(tx, casework.open_case(tx, by, alert_id=alert.id, now=now))
    message = cards.answered(alert, said, notes=_notes(tx, said, by))
    needs_link = said is CheckIn.HELP and not by.may_write
    return Answered(text(f"checkin.toast.{said}"), message, alert.id, needs_link, page)


def answer_safe(tx: Tx, *, by: Person, now: datetime) -> tuple[Message, ...]:
    """Answer safe to every alert in force for a person; see `Alerts.safe`."""
    return tuple(
        answer(tx, alert.id, CheckIn.SAFE, by=by, now=now).message
        for alert in _in_force(tx, by, now=now)
    )


def in_force(tx: Tx, person: Person, *, now: datetime) -> tuple[Message, ...]:
    """Return the alerts in force for a person, with their answers; see `Alerts.alerts_in_force`."""
    return tuple(_for_reader(tx, alert, person) for alert in _in_force(tx, person, now=now))


def overview(tx: Tx, by: Person, *, now: datetime) -> tuple[Message, ...]:
    """Return the alerts in force and, for a coordinator, what waits; see `Alerts.overview`."""
    reading = in_force(tx, by, now=now)
    if not by.is_coordinator:
        return reading
    running = [
        control.tally_card(alert, checkins.tally(tx, alert.id))
        for alert in alerts.in_states(tx, ANSWERABLE)
        if not alert.expired(now)
    ]
    drafts = [
        page
        for alert in alerts.in_states(tx, (AlertState.DRAFT,))
        if alert.author_id == by.id and not alert.expired(now)
        for page in drafting.pages(tx, alert)
    ]
    return (*reading, *running, *waiting(tx, by, now=now), *drafts)


def waiting(tx: Tx, by: Person, *, now: datetime) -> tuple[Message, ...]:
    """Return the alerts that wait for approval, as this coordinator sees them; an owner of the
    bot who coordinates no side decides on none."""
    rules.may_halt(by)
    if not by.coordinates:
        return ()
    return tuple(
        page
        for alert in alerts.in_states(tx, (AlertState.SUBMITTED,))
        if not alert.expired(now)
        for page in to_coordinator(tx, alert, by=by)
    )


def show(tx: Tx, alert_id: int, *, by: Person, now: datetime) -> tuple[Message, ...]:
    """Return one alert as this person may see it; see `Alerts.show`."""
    alert = rules.found(tx, alert_id)
    if by.is_coordinator and alert.sent_at is None:
        rules.must_coordinate(by)
        return to_coordinator(tx, alert, by=by)
    rules.must_be_public(alert)
    alert = _newest(tx, alert)
    return (_for_reader(tx, alert, by) if alert.answerable(now) else _over(tx, alert),)


def to_coordinator(tx: Tx, alert: Alert, *, by: Person) -> tuple[Message, ...]:
    """Return an alert that has not gone out as a coordinator sees it: one's own draft, one's own
    that others decide on, or the request to decide."""
    own = alert.author_id == by.id
    if alert.state is AlertState.DRAFT and own:
        return drafting.pages(tx, alert)
    rules.must_be(alert, AlertState.SUBMITTED)
    return (drafting.submitted(tx, alert),) if own else drafting.request_pages(tx, alert)


def silent_due(tx: Tx, *, now: datetime) -> dict[int, Silent]:
    """Return who is silent of the alerts about which it is time to ask again, and when the first
    of the others was told; a reader looks for them, so that nobody's press waits for it."""
    found = {}
    for row in escalations.due(tx, "reask", now=now):
        alert = alerts.by_id(tx, row["alert_id"])
        if alert is not None and alert.in_force(now):
            found[alert.id] = _silent(tx, alert, now=now)
    return found


def ask_again(tx: Tx, found: Mapping[int, Silent], *, now: datetime) -> int:
    """Ask those who have an alert and are silent, as they were found; return how many people were
    asked."""
    asked = 0
    for row in escalations.take_due(tx, "reask", now=now):
        alert = alerts.by_id(tx, row["alert_id"])
        if alert is None or not alert.in_force(now):
            continue
        if _is_being_corrected(tx, alert, now=now):
            # Nobody is asked with words of which we know that they are wrong.
            escalations.arm(tx, "reask", alert_id=alert.id, round_=row["round"], due=now + TOGETHER)
            continue
        if alert.id not in found:
            escalations.arm(tx, "reask", alert_id=alert.id, round_=row["round"], due=now)
            continue
        # In a small community whoever has answered since is not asked.
        silent, told = _silent(tx, alert, now=now) if enlistments.is_small(tx) else found[alert.id]
        asked += len(silent)
        if silent:
            _ask(tx, alert, silent, now=now)
        due = _next_round(alert, silent=silent, told=told, now=now)
        if due is not None:
            round_ = row["round"] + 1
            escalations.arm(tx, "reask", alert_id=alert.id, round_=round_, due=due)
    return asked


def _silent(tx: Tx, alert: Alert, *, now: datetime) -> Silent:
    told_before = now - ASK_AGAIN_AFTER + TOGETHER
    return reach.silent(tx, alert, told_before=told_before, times=ASK_AGAIN_TIMES, now=now)


def _is_being_corrected(tx: Tx, alert: Alert, *, now: datetime) -> bool:
    """Return whether a correction waits for approval, or is just being written: in the languages
    of an alert that takes a while."""
    return any(
        correction.state is AlertState.SUBMITTED or now - correction.created_at < BEING_WRITTEN
        for correction in alerts.undecided_corrections(tx, alert.id)
    )


def _ask(tx: Tx, alert: Alert, people: list[int], *, now: datetime) -> None:
    broadcast = outbox.start_broadcast(tx, "reask", alert.id, lane=Lane.CRISIS, by=None, now=now)
    posting = outbox.Posting(
        lane=Lane.CRISIS,
        now=now,
        expires_at=alert.wording.expires,
        broadcast_id=broadcast,
        rank=REASK_RANK,
    )
    outbox.to_people(tx, people, cards.reask(alert), posting)
    outbox.count_audience(tx, broadcast)


def _next_round(
    alert: Alert, *, silent: list[int], told: datetime | None, now: datetime
) -> datetime | None:
    """Return when to look again, or None when nobody is left to be asked."""
    moments = []
    if silent or alert.state is AlertState.SENDING:
        moments.append(now + ASK_AGAIN_AFTER)
    if told is not None:
        moments.append(max(told + ASK_AGAIN_AFTER, now + TOGETHER))
    return min(moments, default=None)


def _in_force(tx: Tx, person: Person, *, now: datetime) -> list[Alert]:
    return [
        alert
        for alert in alerts.in_states(tx, IN_FORCE)
        if alert.in_force(now) and alert.concerns(person)
    ]


def _for_reader(tx: Tx, alert: Alert, person: Person) -> Message:
    said = checkins.answer_of(tx, alert.id, person.id)
    return cards.answered(alert, said) if said else cards.alert_message(alert)


def _newest(tx: Tx, alert: Alert) -> Alert:
    """Return the last correction of an alert: old buttons answer it too."""
    newer = alerts.successor(tx, alert.id)
    return _newest(tx, newer) if newer else alert


def _over(tx: Tx, alert: Alert) -> Message:
    newer = alerts.successor(tx, alert.id)
    return cards.over(alert, newer=newer.identifier if newer else "")


def _notes(tx: Tx, said: CheckIn, by: Person) -> tuple[Text, ...]:
    """Return what somebody should know besides their answer."""
    notes = []
    if said is CheckIn.CAN and not by.is_volunteer:
        notes.append(text("checkin.be_volunteer"))
    if said is not CheckIn.HELP and checkins.has_open_case(tx, by.id):
        notes.append(text("checkin.case_open"))
    return tuple(notes)
