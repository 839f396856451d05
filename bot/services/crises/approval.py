"""The second person: approving an alert, which sends it, or rejecting it."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.audiences import ROLES, Selection
from bot.domain.crises.alerts import Alert, AlertState, is_off
from bot.domain.delivery import Lane
from bot.domain.estimates import Pace, forecast
from bot.domain.messages import Message, Text, text
from bot.domain.pausing import Pause
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.countries import parse_country
from bot.services.crises import control, desk, drafting, release, rules
from bot.services.crises.previews import Counts
from bot.storage import outbox, pausing
from bot.storage.crises import alerts, reach
from bot.storage.database import Tx

FIRST_COPY_RANK = 1
"""Where the last of the first copies of alerts stand in the CRISIS lane, who is not in the area;
questions and edits stand behind them."""

_AREA_PARTS = re.compile(r"[,;/()\n،؛]|\s[-–—]\s")
"""What stands between the parts of an area: "Tabriz, Iran"."""


def confirm(
    tx: Tx, alert_id: int, *, with_unsaid: bool | None, by: Person, pace: Pace, now: datetime
) -> Message:
    """Return the last question before an alert goes out; see `Alerts.confirm`."""
    alert = rules.found(tx, alert_id)
    rules.may_approve(tx, alert, by=by, now=now)
    with_unsaid = _rule(alert, with_unsaid)
    counts = rules.counts(tx, alert, with_unsaid=with_unsaid)
    expected = _forecast(tx, alert, counts, pace=pace, now=now)
    prepared = Prepared(counts, release.Line(), expected)
    return _confirm(tx, alert, prepared, with_unsaid=with_unsaid, by=by)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of an alert before it is approved, found out by a reader: the writer, whom
    everybody waits for, counts nobody. The seal tells whether it is still the same alert.

    `expected` says when it will have reached people.
    """

    counts: Counts
    line: release.Line
    expected: Text


def prepare(
    tx: Tx, alert_id: int, *, with_unsaid: bool, by: Person, pace: Pace, now: datetime
) -> Prepared:
    """Count whom an alert is for now, and work out who is first in line."""
    alert = rules.found(tx, alert_id)
    if alert.approver_id == by.id and alert.sent_at is not None:
        return Prepared({}, release.Line(), text("alert.confirm.look"))
    rules.may_approve(tx, alert, by=by, now=now)
    old = rules.corrected(tx, alert)
    counts = rules.counts(tx, alert, with_unsaid=_rule(alert, with_unsaid))
    held = reach.count_holders(tx, old) if old else 0
    places = places_of(alert)
    firsts = (*places, Selection(roles=ROLES))
    line = release.Line(firsts, len(places), counted=sum(counts.values()), held=held)
    return Prepared(counts, line, _forecast(tx, alert, counts, pace=pace, now=now))


def approve(
    tx: Tx,
    alert_id: int,
    prepared: Prepared,
    *,
    seal: str,
    counted: int,
    with_unsaid: bool,
    by: Person,
    now: datetime,
) -> Message:
    """Approve and send; see `Alerts.approve`."""
    alert = rules.found(tx, alert_id)
    if alert.approver_id == by.id and alert.sent_at is not None:
        return _warned(tx, alert, control.released(alert), by=by)
    rules.may_approve(tx, alert, by=by, now=now)
    with_unsaid = _rule(alert, with_unsaid)
    if not _sealed(tx, alert):
        raise Refusal(text("alert.unsealed"))
    n = prepared.line.counted
    if seal != rules.short_seal(alert, with_unsaid=with_unsaid):
        again = text("alert.confirm.changed")
        return _confirm(tx, alert, prepared, with_unsaid=with_unsaid, by=by, again=again)
    if is_off(counted=counted, now=n):
        why = text("alert.confirm.count", before=counted)
        return _confirm(tx, alert, prepared, with_unsaid=with_unsaid, by=by, again=why)
    return _release(tx, alert, prepared.line, with_unsaid=with_unsaid, by=by, now=now)


def places_of(alert: Alert) -> tuple[Selection, ...]:
    """Return who lives where an alert's area is: those in the cities that it names, in whatever
    language, then those in its countries."""
    parts = [
        (part.strip(), language or "en")
        for language, version in alert.wording.all_versions.items()
        for part in _AREA_PARTS.split(version.area)
        if part.strip()
    ]
    named = {part: parse_country(part, language) for part, language in parts}
    countries = tuple(sorted({country for country in named.values() if country}))
    cities = tuple(part for part, country in named.items() if not country)
    places = (Selection(cities=cities), Selection(countries=countries))
    return tuple(place for place in places if not place.is_empty)


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
    tx: Tx, alert: Alert, line: release.Line, *, with_unsaid: bool, by: Person, now: datetime
) -> Message:
    alert = alerts.step(tx, alert, AlertState.APPROVED, by=by.id, now=now)
    alerts.note_approval(
        tx,
        alert,
        by=by.id,
        with_unsaid=with_unsaid,
        seal=rules.full_seal(alert, with_unsaid=with_unsaid),
        counted=line.counted,
        now=now,
    )
    alert = release.send(tx, rules.found(tx, alert.id), by=by, line=line, now=now)
    others = desk.decided(alert, "approved", by=desk.name_of(by.name))
    drafting.close_requests(tx, alert, others, now=now)
    # The approver's own request becomes the way to stop, whichever message they pressed.
    mine, own = drafting.requests_of(alert), control.released(alert)
    # In a pause this edit waits as well, and takes the warning away when sending goes on.
    outbox.edit_cards(tx, mine, own, lane=Lane.CRISIS, now=now, of=by.id)
    return _warned(tx, alert, own, by=by)


def _forecast(tx: Tx, alert: Alert, counts: Counts, *, pace: Pace, now: datetime) -> Text:
    """Return when an alert will have reached how many, behind what waits already."""
    rank = release.CORRECTION_RANK if alert.replaces else FIRST_COPY_RANK
    ahead = reach.count_ahead(tx, rank=rank, now=now)
    old = rules.corrected(tx, alert)
    copies = reach.count_reached(tx, old) if old else 0
    people = sum(counts.values())
    return forecast(people, pace, lane=Lane.CRISIS, ahead=ahead, copies=copies)


def _confirm(
    tx: Tx,
    alert: Alert,
    prepared: Prepared,
    *,
    with_unsaid: bool,
    by: Person,
    again: Text | None = None,
) -> Message:
    question = desk.confirm(
        alert,
        prepared.counts,
        expected=prepared.expected,
        with_unsaid=with_unsaid,
        seal=rules.short_seal(alert, with_unsaid=with_unsaid),
        again=again,
    )
    return _warned(tx, alert, question, by=by)


def _warned(tx: Tx, alert: Alert, message: Message, *, by: Person) -> Message:
    """Return what would send an alert, with the warning that it waits; corrections do not wait."""
    if alert.replaces:
        return message
    return Pause(pausing.since(tx), may_end=by.is_owner).over(message)


def _rule(alert: Alert, with_unsaid: bool | None) -> bool:
    """Return whether those who did not say a side get the alert: the approver's word, where the
    alert reaches them at all. Without a word a correction goes where the alert before it went."""
    chosen = alert.with_unsaid if with_unsaid is None else with_unsaid
    return alert.wording.reaches_unsaid and chosen


def _sealed(tx: Tx, alert: Alert) -> bool:
    """Return whether the alert is, to the letter, what its author submitted."""
    return alerts.kept_seal(tx, alert) == rules.full_seal(alert, with_unsaid=alert.with_unsaid)
