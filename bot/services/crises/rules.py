"""Who may do what with an alert; each rule refuses with what the person is told."""

from datetime import datetime

from bot.domain.crises.alerts import Alert, AlertState, seal
from bot.domain.messages import Button, press, row, text
from bot.domain.people import Audience, Person
from bot.domain.refusals import Refusal
from bot.services.crises import cards, desk
from bot.services.crises.previews import Counts
from bot.storage import people
from bot.storage.crises import alerts, reach
from bot.storage.database import Tx

SEAL_LETTERS = 12
"""How much of a seal travels in a button, whose data has 64 bytes."""


def found(tx: Tx, alert_id: int) -> Alert:
    """Return the alert, or refuse: the button is older than the database."""
    alert = alerts.by_id(tx, alert_id)
    if alert is None:
        raise Refusal(text("press.stale"))
    return alert


def own_draft(tx: Tx, alert_id: int, *, by: Person) -> Alert:
    """Return an alert that its author may still change."""
    alert = its_author(tx, alert_id, by=by)
    must_be(alert, AlertState.DRAFT)
    return alert


def its_author(tx: Tx, alert_id: int, *, by: Person) -> Alert:
    """Return an alert to the person who wrote it, refuse everybody else."""
    alert = found(tx, alert_id)
    must_coordinate(by)
    if alert.author_id != by.id:
        raise Refusal(text("alert.not_yours"))
    return alert


def must_coordinate(by: Person) -> None:
    """Refuse whoever coordinates no side, an owner too: owning the bot is no voice for a side.

    The routes do so too; a role may have ended since.
    """
    if by.coordinates:
        return
    if by.is_owner:
        roles = Button(text("menu.role"), press("go", "role"), style="primary")
        raise Refusal(text("alert.owner_has_no_side"), (row(roles),))
    raise Refusal(text("alert.coordinators_only"))


def may_halt(by: Person) -> None:
    """Refuse whoever may not stop or retract: any coordinator may, and an owner of the bot, since
    it is safer to withdraw wrongly than late."""
    if not by.is_coordinator:
        raise Refusal(text("alert.coordinators_only"))


def must_be(alert: Alert, state: AlertState) -> None:
    """Refuse what no longer fits the state of an alert, saying how it stands."""
    if alert.state is not state:
        raise Refusal(text(f"alert.is.{alert.state}"))


def must_be_public(alert: Alert) -> None:
    """Refuse to show or answer what has not gone out."""
    if alert.sent_at is None:
        raise Refusal(text("press.stale"))


def must_become(alert: Alert, state: AlertState) -> None:
    """Refuse a step that the table of allowed steps does not have, saying how the alert stands."""
    if not alert.may_become(state):
        raise Refusal(text(f"alert.is.{alert.state}"))


def may_reject(tx: Tx, alert: Alert, *, by: Person, now: datetime) -> None:
    """Refuse whoever may not decide about an alert, or when there is nothing to decide."""
    must_coordinate(by)
    must_be(alert, AlertState.SUBMITTED)
    if alert.author_id == by.id:
        raise Refusal(text("alert.own"))
    if _has_author(tx, alert) and not _sides_differ(tx, alert, by.id):
        raise Refusal(text("alert.other_side"))
    if alert.expired(now):
        raise Refusal(text("alert.flaw.expires_past"))


def may_approve(tx: Tx, alert: Alert, *, by: Person, now: datetime) -> None:
    """Refuse whoever may not send an alert on its way.

    Where the author is gone, or coordinates no more, nobody may: nobody can tell whether the
    approver is a second person.
    """
    may_reject(tx, alert, by=by, now=now)
    if not _has_author(tx, alert):
        raise Refusal(text("alert.author_gone"))
    may_supersede(tx, alert, now=now)


def may_supersede(tx: Tx, alert: Alert, *, now: datetime) -> None:
    """Refuse a correction of what can be corrected no more. An alert whose time is over still
    can: those who have it must hear what was wrong."""
    old = corrected(tx, alert)
    if old is not None and not (old.state is AlertState.ENDED and old.expired(now)):
        must_become(old, AlertState.SUPERSEDED)


def corrected(tx: Tx, alert: Alert) -> Alert | None:
    """Return the alert that a correction is about."""
    return alerts.by_id(tx, alert.replaces_id) if alert.replaces_id is not None else None


def waiting_correction(tx: Tx, alert: Alert) -> Alert | None:
    """Return the correction of an alert that waits for approval."""
    waiting = alerts.undecided_corrections(tx, alert.id)
    return next((one for one in waiting if one.state is AlertState.SUBMITTED), None)


def must_be_alone(tx: Tx, alert: Alert) -> None:
    """Refuse a second correction of an alert while one waits: approvers decide on one at a time."""
    waiting = waiting_correction(tx, alert)
    if waiting is not None:
        raise Refusal(text("alert.correct.waits"), (row(desk.read_button(waiting)),))


def before(tx: Tx, alert: Alert) -> desk.Before | None:
    """Return what a correction is about, as its approver sees it."""
    old = corrected(tx, alert)
    if old is None:
        return None
    held = reach.count_held(tx, old)
    earlier = reach.count_reached(tx, old) - held
    return desk.Before(old, held=held, earlier=earlier, left=reach.count_left(tx, old))


def approvers(tx: Tx, alert: Alert) -> list[int]:
    """Return who may approve an alert: every coordinator but the author, for an alert to
    everybody only those of the other side; nobody, when its author is gone."""
    if not _has_author(tx, alert):
        return []
    return [
        person_id
        for person_id in people.coordinators(tx, Audience.EVERYBODY)
        if person_id != alert.author_id and _sides_differ(tx, alert, person_id)
    ]


def counts(tx: Tx, alert: Alert, *, with_unsaid: bool) -> Counts:
    """Return how many people an alert is for now, by language and side; a correction is for those
    too who have what it corrects."""
    old = corrected(tx, alert)
    if old is not None:
        return reach.count_with_holders(tx, alert, old, with_unsaid=with_unsaid)
    return people.count(tx, alert.wording.audience, with_unsaid=with_unsaid)


def name_of(tx: Tx, person_id: int | None) -> desk.Name:
    """Return the chosen name of a coordinator, or a neutral word."""
    person = people.by_id(tx, person_id) if person_id is not None else None
    return desk.name_of(person.name if person else None)


def short_seal(alert: Alert, *, with_unsaid: bool) -> str:
    """Return the part of the seal that a button carries."""
    return full_seal(alert, with_unsaid=with_unsaid)[:SEAL_LETTERS]


def full_seal(alert: Alert, *, with_unsaid: bool) -> str:
    """Return the seal of an alert as it stands now."""
    return seal(alert, cards.alert_message(alert), with_unsaid=with_unsaid)


def _has_author(tx: Tx, alert: Alert) -> bool:
    """Return whether the author is still here, and still coordinates."""
    return alert.author_id is not None and people.side_granted_last(tx, alert.author_id) is not None


def _sides_differ(tx: Tx, alert: Alert, person_id: int) -> bool:
    if not _reaches_both(tx, alert):
        return True
    assert alert.author_id is not None, "asked only where there is an author"
    authors = people.side_granted_last(tx, alert.author_id)
    theirs = people.side_granted_last(tx, person_id)
    return None not in (authors, theirs) and theirs is not authors


def _reaches_both(tx: Tx, alert: Alert) -> bool:
    """Return whether both sides read an alert: a correction goes to whoever has what it corrects,
    whatever audience it names itself."""
    audience, old = alert.wording.audience, corrected(tx, alert)
    if audience is Audience.EVERYBODY:
        return True
    return old is not None and (old.wording.audience is not audience or _reaches_both(tx, old))
