"""From a wish to an alert that waits for a second person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.crises.alerts import (
    WORDS_MOST,
    Alert,
    AlertState,
    Wording,
    as_values,
    flaw,
    remind_approvers_after,
    wording_from,
)
from bot.domain.delivery import Lane
from bot.domain.languages import language_choice
from bot.domain.messages import Message, Text, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.crises import desk, rules, texts
from bot.services.crises.previews import Counts
from bot.storage import outbox
from bot.storage.crises import alerts, escalations
from bot.storage.database import Tx

REQUEST_RANK = -10
"""Requests to approve go ahead of the alerts that are being sent."""


def draft(tx: Tx, wording: Wording, *, like: int | None, by: Person, now: datetime) -> Alert:
    """Keep a new draft; see `Alerts.draft`."""
    rules.must_coordinate(by)
    wording = texts.in_its_language(wording, by=by)
    if like is not None:
        old = rules.its_author(tx, like, by=by).wording
        if old.first == wording.first:
            wording = replace(wording, language=old.language)
        wording = replace(wording, versions=texts.kept(old, wording))
    _must_be_whole(wording, now)
    alert = alerts.same_draft(tx, wording, author_id=by.id)
    if alert is None:
        alert = alerts.add(tx, wording, author_id=by.id, now=now)
    return alert


def pages(tx: Tx, alert: Alert, *, note: Text | None = None) -> tuple[Message, ...]:
    """Return a draft as its author sees it, with what must be said before it can be submitted:
    its language, if that is not certain; the languages that a correction still needs."""
    counts = rules.counts(tx, alert, with_unsaid=alert.with_unsaid)
    if not alert.wording.language:
        which = language_choice("al.lang", alert.id)
        return desk.draft_pages(alert, counts, note=text("alert.which_language"), missing=which)
    missing = texts.missing(tx, alert)
    note = texts.needed(alert, missing) if missing else note
    return desk.draft_pages(alert, counts, note=note, missing=texts.ways_to(alert, missing))


def change(
    tx: Tx, alert_id: int, field: str, value: str, *, by: Person, now: datetime
) -> tuple[Alert, Text | None]:
    """Change one field of a draft, and return it with what to say of it; see `Alerts.change`."""
    alert = rules.own_draft(tx, alert_id, by=by)
    wording = _with(alert.wording, {field: value}, by=by)
    _must_be_whole(wording, now)
    alert = alerts.reword(tx, alert, wording)
    if field not in WORDS_MOST or not wording.versions:
        return alert, None
    look_again = text("alert.look_again", languages=texts.named(wording.versions))
    return alert, look_again


def ask_change(tx: Tx, alert_id: int, field: str, *, by: Person) -> Message:
    """Return the question what to change, or to what; see `Alerts.ask_change`."""
    alert = rules.own_draft(tx, alert_id, by=by)
    return desk.choices(alert, field) if field else desk.change_menu(alert)


def reworded(alert: Alert, changes: Mapping[str, str], *, by: Person, now: datetime) -> Wording:
    """Return what a correction says: the fields given anew, the others as they were. With other
    words than before, it says them in no other language yet.

    Raises:
        Refusal: nothing is different, or the new wording is not whole.
    """
    changes = {name: value for name, value in changes.items() if value}
    base = texts.to_correct(alert.wording, changes, by=by)
    wording = _with(base, changes, by=by)
    if as_values(wording) == as_values(base):
        raise Refusal(text("alert.nothing_changed"))
    wording = replace(wording, versions=texts.kept(alert.wording, wording))
    _must_be_whole(wording, now)
    return wording


def own_wording(tx: Tx, alert_id: int, *, by: Person) -> Wording:
    """Return what the author's own alert says; see `Alerts.wording`."""
    return rules.its_author(tx, alert_id, by=by).wording


def discard(tx: Tx, alert_id: int, *, by: Person, now: datetime) -> None:
    """End a draft that nobody has got; see `Alerts.discard`."""
    alert = rules.its_author(tx, alert_id, by=by)
    if alert.state is AlertState.ENDED and alert.sent_at is None:
        return
    rules.must_be(alert, AlertState.DRAFT)
    alerts.step(tx, alert, AlertState.ENDED, by=by.id, now=now, note="discarded")


def count(tx: Tx, alert_id: int) -> Counts:
    """Return whom an alert is for now, for `submit`: counting is for a reader."""
    alert = alerts.by_id(tx, alert_id)
    return rules.counts(tx, alert, with_unsaid=alert.with_unsaid) if alert else {}


def submit(tx: Tx, alert_id: int, counts: Counts, *, by: Person, now: datetime) -> Message:
    """Ask for approval; see `Alerts.submit`."""
    alert = rules.its_author(tx, alert_id, by=by)
    asked = rules.approvers(tx, alert)
    if alert.state is AlertState.SUBMITTED:
        return submitted(tx, alert)
    rules.must_be(alert, AlertState.DRAFT)
    _must_be_whole(alert.wording, now)
    texts.must_have_language(alert)
    if not counts:
        raise Refusal(text("alert.nobody"))
    _must_find_approvers(tx, alert, asked)
    _must_be_in_every_language(tx, alert)
    _must_be_wanted(tx, alert, now=now)
    alert = alerts.step(tx, alert, AlertState.SUBMITTED, by=by.id, now=now)
    seal = rules.full_seal(alert, with_unsaid=alert.with_unsaid)
    alerts.keep_seal(tx, alert, seal=seal, counted=sum(counts.values()))
    _ask_approvers(tx, alert, asked, request_pages(tx, alert, counts), now)
    escalations.arm(tx, "approval", alert_id=alert.id, due=now + remind_approvers_after(1))
    return submitted(tx, alert)


def submitted(tx: Tx, alert: Alert) -> Message:
    """Return a submitted alert as its author sees it."""
    asked = len(rules.approvers(tx, alert))
    return desk.submitted(alert, asked=asked, before=rules.before(tx, alert))


def request_pages(tx: Tx, alert: Alert, counts: Counts | None = None) -> tuple[Message, ...]:
    """Return a submitted alert as those see it who may approve it; without `counts`, of now."""
    if counts is None:
        counts = rules.counts(tx, alert, with_unsaid=alert.with_unsaid)
    author = rules.name_of(tx, alert.author_id)
    return desk.request_pages(alert, counts, author=author, before=rules.before(tx, alert))


def withdraw(tx: Tx, alert_id: int, *, by: Person, now: datetime) -> Alert:
    """Take a submitted alert back; see `Alerts.withdraw`."""
    alert = rules.its_author(tx, alert_id, by=by)
    if alert.state is not AlertState.DRAFT:
        rules.must_be(alert, AlertState.SUBMITTED)
        alert = alerts.step(tx, alert, AlertState.DRAFT, by=by.id, now=now)
        close_requests(tx, alert, desk.decided(alert, "withdrawn"), now=now)
    return alert


def remind_approvers(tx: Tx, *, now: datetime) -> int:
    """Remind those who may approve of what still waits; return how many alerts that were."""
    due = escalations.take_due(tx, "approval", now=now)
    for row in due:
        alert = alerts.by_id(tx, row["alert_id"])
        if alert is None or alert.state is not AlertState.SUBMITTED or alert.expired(now):
            continue
        reminder = desk.reminder(alert, author=rules.name_of(tx, alert.author_id))
        outbox.to_people(tx, rules.approvers(tx, alert), reminder, _posting(alert, now))
        round_ = row["round"] + 1
        due_at = now + remind_approvers_after(round_)
        escalations.arm(tx, "approval", alert_id=alert.id, round_=round_, due=due_at)
    return len(due)


def close_requests(tx: Tx, alert: Alert, message: Message, *, now: datetime) -> None:
    """Let every request to approve say what has become of it, and remind nobody any more."""
    outbox.edit_cards(tx, requests_of(alert), message, lane=Lane.CRISIS, now=now)
    escalations.cancel(tx, "approval", alert_id=alert.id, now=now)


def requests_of(alert: Alert) -> str:
    """Return the name under which the requests to approve are found."""
    return f"approval:{alert.id}"


def _ask_approvers(
    tx: Tx, alert: Alert, asked: list[int], request: tuple[Message, ...], now: datetime
) -> None:
    *first, last = request
    for page in first:
        plain = outbox.Posting(lane=Lane.CRISIS, now=now, rank=REQUEST_RANK)
        outbox.to_people(tx, asked, page, plain)
    outbox.to_people(tx, asked, last, _posting(alert, now))


def _posting(alert: Alert, now: datetime) -> outbox.Posting:
    return outbox.Posting(
        lane=Lane.CRISIS,
        now=now,
        expires_at=alert.wording.expires,
        card=requests_of(alert),
        rank=REQUEST_RANK,
    )


def _must_be_wanted(tx: Tx, alert: Alert, *, now: datetime) -> None:
    old = rules.corrected(tx, alert)
    if old is not None:
        rules.may_supersede(tx, alert, now=now)
        rules.must_be_alone(tx, old)


def _must_find_approvers(tx: Tx, alert: Alert, asked: list[int]) -> None:
    """Refuse what nobody may approve; a correction with what one person can do at once."""
    if asked:
        return
    old = rules.corrected(tx, alert)
    if old is None:
        raise Refusal(text("alert.nobody_approves"))
    raise Refusal(text("alert.correct.nobody_approves"), desk.alone(old))


def _must_be_in_every_language(tx: Tx, alert: Alert) -> None:
    """Refuse a correction that some who have the alert could not read in the same language."""
    missing = texts.missing(tx, alert)
    old = rules.corrected(tx, alert)
    if missing and old is not None:
        buttons = (*texts.ways_to(alert, missing), *desk.alone(old))
        raise Refusal(texts.needed(alert, missing), buttons)


def _with(wording: Wording, changes: Mapping[str, str], *, by: Person) -> Wording:
    try:
        new = wording_from({**as_values(wording), **changes})
    except ValueError as error:
        raise Refusal(text("press.stale")) from error
    if new.first == wording.first:
        return replace(new, language=wording.language, versions=wording.versions)
    known = replace(new, language=wording.language, versions=wording.versions)
    return texts.in_its_language(known, by=by)


def _must_be_whole(wording: Wording, now: datetime) -> None:
    wrong = flaw(wording, now=now)
    if wrong:
        raise Refusal(text(f"alert.flaw.{wrong}"))
