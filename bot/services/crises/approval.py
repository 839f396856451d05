"""The second person: approving an alert, which sends it, or rejecting it."""

from datetime import datetime

from bot.domain.crises.alerts import Alert, AlertState, is_off
from bot.domain.delivery import Lane
from bot.domain.messages import Message, Text, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.countries import parse_country
from bot.services.crises import control, desk, drafting, release, rules
from bot.storage import outbox
from bot.storage.crises import alerts
from bot.storage.database import Tx


def confirm(
    tx: Tx, alert_id: int, *, with_unsaid: bool | None, by: Person, now: datetime
) -> Message:
    """Return the last question before an alert goes out; see `Alerts.confirm`."""
    alert = rules.found(tx, alert_id)
    rules.may_approve(tx, alert, by=by, now=now)
    return _confirm(tx, alert, with_unsaid=_rule(alert, with_unsaid))


def approve(
    tx: Tx,
    alert_id: int,
    *,
    seal: str,
    counted: int,
    with_unsaid: bool,
    by: Person,
    country: str | None,
    now: datetime,
) -> Message:
    """Approve and send; see `Alerts.approve`."""
    alert = rules.found(tx, alert_id)
    if alert.approver_id == by.id and alert.sent_at is not None:
        return control.released(alert)
    rules.may_approve(tx, alert, by=by, now=now)
    with_unsaid = _rule(alert, with_unsaid)
    if not _sealed(tx, alert):
        raise Refusal(text("alert.unsealed"))
    if seal != rules.short_seal(alert, with_unsaid=with_unsaid):
        return _confirm(tx, alert, with_unsaid=with_unsaid, again=text("alert.confirm.changed"))
    n = sum(rules.counts(tx, alert, with_unsaid=with_unsaid).values())
    if is_off(counted=counted, now=n):
        why = text("alert.confirm.count", before=counted)
        return _confirm(tx, alert, with_unsaid=with_unsaid, again=why)
    return _release(tx, alert, with_unsaid=with_unsaid, counted=n, by=by, country=country, now=now)


def country_of(tx: Tx, alert_id: int) -> str | None:
    """Return the country that an alert's area is, in whatever language that says so; None where
    it is none."""
    versions = rules.found(tx, alert_id).wording.all_versions
    named = (
        parse_country(version.area, language or "en") for language, version in versions.items()
    )
    return next(filter(None, named), None)


def reject(tx: Tx, alert_id: int, reason: str, *, by: Person, now: datetime) -> Message:
    """Turn an alert down, saying why; see `Alerts.reject`."""
    alert = rules.found(tx, alert_id)
    if alert.state is not AlertState.REJECTED:
        rules.may_reject(tx, alert, by=by, now=now)
        if not reason.strip():
            raise Refusal(text("alert.flaw.reason_empty"))
        alert = alerts.step(tx, alert, AlertState.REJECTED, by=by.id, now=now, note=reason.strip())
        who = desk.name_of(by.name)
        others = desk.decided(alert, "rejected", by=who, reason=reason.strip())
        drafting.close_requests(tx, alert, others, now=now)
        if alert.author_id is not None:
            told = desk.rejected(alert, by=who, reason=reason.strip())
            outbox.to_person(tx, alert.author_id, told, outbox.Posting(Lane.CRISIS, now))
    return desk.decided(alert, "you_rejected", reason=alerts.reason(tx, alert))


def _release(
    tx: Tx,
    alert: Alert,
    *,
    with_unsaid: bool,
    counted: int,
    by: Person,
    country: str | None,
    now: datetime,
) -> Message:
    alert = alerts.step(tx, alert, AlertState.APPROVED, by=by.id, now=now)
    alerts.note_approval(
        tx,
        alert,
        by=by.id,
        with_unsaid=with_unsaid,
        seal=rules.full_seal(alert, with_unsaid=with_unsaid),
        counted=counted,
        now=now,
    )
    alert = release.send(tx, rules.found(tx, alert.id), by=by, country=country, now=now)
    others = desk.decided(alert, "approved", by=desk.name_of(by.name))
    drafting.close_requests(tx, alert, others, now=now)
    # The approver's own request becomes the way to stop, whichever message they pressed.
    mine, own = drafting.requests_of(alert), control.released(alert)
    outbox.edit_cards(tx, mine, own, lane=Lane.CRISIS, now=now, of=by.id)
    return own


def _confirm(tx: Tx, alert: Alert, *, with_unsaid: bool, again: Text | None = None) -> Message:
    return desk.confirm(
        alert,
        rules.counts(tx, alert, with_unsaid=with_unsaid),
        with_unsaid=with_unsaid,
        seal=rules.short_seal(alert, with_unsaid=with_unsaid),
        again=again,
    )


def _rule(alert: Alert, with_unsaid: bool | None) -> bool:
    """Return whether those who did not say a side get the alert: the approver's word, where the
    alert reaches them at all. Without a word a correction goes where the alert before it went."""
    chosen = alert.with_unsaid if with_unsaid is None else with_unsaid
    return alert.wording.reaches_unsaid and chosen


def _sealed(tx: Tx, alert: Alert) -> bool:
    """Return whether the alert is, to the letter, what its author submitted."""
    return alerts.kept_seal(tx, alert) == rules.full_seal(alert, with_unsaid=alert.with_unsaid)
