"""A correction: what is wrong stops at once, by one person; the new words need a second one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.crises.alerts import Alert, AlertState, Wording, as_values
from bot.domain.messages import Message, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.crises import checkins, desk, drafting, release, rules, texts
from bot.storage import outbox
from bot.storage.crises import alerts, reach
from bot.storage.database import Tx


def may_correct(tx: Tx, alert_id: int, *, by: Person) -> None:
    """Refuse a correction that could not be sent for approval; see `Alerts.may_correct`."""
    rules.must_coordinate(by)
    old = release.released(tx, alert_id, by=by)
    rules.must_become(old, AlertState.SUPERSEDED)
    rules.must_be_alone(tx, old)
    if not rules.approvers(tx, replace(old, author_id=by.id)):
        raise Refusal(text("alert.correct.nobody_approves"), desk.alone(old))


def correct(
    tx: Tx, alert_id: int, changes: Mapping[str, str], *, by: Person, now: datetime
) -> tuple[Message, ...]:
    """Stop an alert and submit the words that shall take its place; see `Alerts.correct`."""
    rules.must_coordinate(by)
    old = release.released(tx, alert_id, by=by)
    wording = drafting.reworded(old, changes, by=by, now=now)
    same = _same(tx, old, wording, by=by)
    if same is not None:
        return checkins.to_coordinator(tx, same, by=by)
    may_correct(tx, alert_id, by=by)
    _quiet(tx, old, by=by, now=now)
    new = alerts.add(tx, wording, author_id=by.id, now=now, corrects=old)
    if not new.wording.language or texts.missing(tx, new):
        return drafting.pages(tx, new)
    counts = drafting.count(tx, new.id)
    return (drafting.submit(tx, new.id, counts, by=by, now=now),)


def _same(tx: Tx, old: Alert, wording: Wording, *, by: Person) -> Alert | None:
    """Return the correction that says exactly this already: an update handled twice finds it.
    Other languages may have been added to it since."""
    said = as_values(wording)
    waiting = alerts.undecided_corrections(tx, old.id)
    return next(
        (it for it in waiting if it.author_id == by.id and as_values(it.wording) == said), None
    )


def _quiet(tx: Tx, old: Alert, *, by: Person, now: datetime) -> None:
    """Let nobody more get what is wrong, nor be asked again with its words."""
    if old.state is AlertState.SENDING:
        release.stop(tx, old.id, by=by, now=now)
    for broadcast in reach.open_reasks(tx, old):
        outbox.stop(tx, broadcast, now=now)
