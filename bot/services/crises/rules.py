"""Who may do what with an alert; each rule refuses with what the person is told."""

from datetime import datetime

from bot.domain.crises import Alert, AlertState, seal
from bot.domain.messages import text
from bot.domain.people import Audience, Person
from bot.domain.refusals import Refusal
from bot.services.crises import cards, desk
from bot.storage import people
from bot.storage.crises import alerts
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
    """Refuse whoever is not a coordinator; the routes do so too, a role may have ended since."""
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


def may_approve(tx: Tx, alert: Alert, *, by: Person, now: datetime) -> None:
    """Refuse whoever may not decide about an alert, or when there is nothing to decide."""
    must_coordinate(by)
    must_be(alert, AlertState.SUBMITTED)
    if alert.author_id == by.id:
        raise Refusal(text("alert.own"))
    if not _sides_differ(tx, alert, by.id):
        raise Refusal(text("alert.other_side"))
    if alert.expired(now):
        raise Refusal(text("alert.flaw.expires_past"))


def approvers(tx: Tx, alert: Alert) -> list[int]:
    """Return who may approve an alert: every coordinator but the author, for an alert to
    everybody only those of the other side."""
    return [
        person_id
        for person_id in people.coordinators(tx, Audience.EVERYBODY)
        if person_id != alert.author_id and _sides_differ(tx, alert, person_id)
    ]


def counts(tx: Tx, alert: Alert, *, with_unsaid: bool) -> desk.Counts:
    """Return how many people an alert is for now, by language and side."""
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


def _sides_differ(tx: Tx, alert: Alert, person_id: int) -> bool:
    if alert.wording.audience is not Audience.EVERYBODY or alert.author_id is None:
        return True
    authors = people.side_granted_last(tx, alert.author_id)
    theirs = people.side_granted_last(tx, person_id)
    return authors is None or (theirs is not None and theirs is not authors)
