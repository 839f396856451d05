"""Alerts and each step of their lives, as they are kept."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from bot.domain.clocktime import from_micros, to_micros
from bot.domain.crises.alerts import (
    STEPS,
    Alert,
    AlertState,
    Certainty,
    Severity,
    Urgency,
    Version,
    Wording,
)
from bot.domain.people import Audience
from bot.storage.database import Row, Tx

_SELECT = """
SELECT alerts.*, older.identifier AS replaces
FROM alerts LEFT JOIN alerts AS older ON older.id = alerts.supersedes_id
"""

_BY_ID = f"{_SELECT} WHERE alerts.id = :id"

_SUCCESSOR = f"{_SELECT} WHERE alerts.supersedes_id = :id AND alerts.sent_at IS NOT NULL"

_UNDECIDED_CORRECTIONS = f"""{_SELECT}
WHERE alerts.supersedes_id = :id AND alerts.state IN ('draft', 'submitted', 'approved')
ORDER BY alerts.id
"""

_BY_STATE = f"""{_SELECT}
WHERE alerts.state IN (:state_1, :state_2, :state_3) ORDER BY alerts.id
"""

_SAME_DRAFT = f"""{_SELECT}
WHERE alerts.state = 'draft' AND alerts.supersedes_id IS NULL AND alerts.author_id = :author_id
  AND alerts.severity = :severity AND alerts.urgency = :urgency
  AND alerts.certainty = :certainty AND alerts.audience = :audience
  AND alerts.area = :area AND alerts.headline = :headline AND alerts.action = :action
  AND alerts.source = :source AND alerts.expires_at = :expires_at
"""

_ADD = """
INSERT INTO alerts (identifier, mode, state, severity, urgency, certainty, audience, area,
                    headline, action, source, language, versions, expires_at, includes_unsaid,
                    supersedes_id, author_id, created_at)
VALUES (:identifier, :mode, :state, :severity, :urgency, :certainty, :audience, :area,
        :headline, :action, :source, :language, :versions, :expires_at, :includes_unsaid,
        :supersedes_id, :author_id, :now)
RETURNING id
"""

_MADE_THAT_DAY = "SELECT COUNT(*) AS n FROM alerts WHERE created_at >= :from_at"

_REWORD = """
UPDATE alerts SET severity = :severity, urgency = :urgency, certainty = :certainty,
    audience = :audience, area = :area, headline = :headline, action = :action, source = :source,
    language = :language, versions = :versions, expires_at = :expires_at,
    includes_unsaid = :includes_unsaid, seal = NULL
WHERE id = :id AND state = 'draft'
"""

_STEP = "UPDATE alerts SET state = :became WHERE id = :id AND state = :was"

_ADD_STEP = """
INSERT INTO alert_steps (alert_id, was, became, person_id, note, taken_at)
VALUES (:alert_id, :was, :became, :person_id, :note, :now)
"""

_SEAL = "UPDATE alerts SET seal = :seal, counted = :counted WHERE id = :id"

_SEALED = "SELECT seal FROM alerts WHERE id = :id"

_RELEASE = """
UPDATE alerts SET approver_id = :approver_id, includes_unsaid = :includes_unsaid, seal = :seal,
    counted = :counted, sent_at = :now
WHERE id = :id AND state = 'approved'
"""

_EXPIRED = f"""{_SELECT}
WHERE alerts.expires_at <= :now AND alerts.state IN
      ('draft', 'submitted', 'approved', 'sending', 'stopped', 'sent')
   OR alerts.author_id IS NULL AND alerts.state IN ('draft', 'submitted')
ORDER BY alerts.id
"""

_NEXT_EXPIRY = """
SELECT MIN(expires_at) AS due_at FROM alerts
WHERE state IN ('draft', 'submitted', 'approved', 'sending', 'stopped', 'sent')
"""

_DELIVERED = """
SELECT alerts.id FROM alerts
WHERE alerts.state = 'sending' AND NOT EXISTS (
    SELECT 1 FROM broadcasts JOIN deliveries ON deliveries.broadcast_id = broadcasts.id
    WHERE broadcasts.subject_id = alerts.id AND broadcasts.kind IN ('alert', 'correction')
      AND deliveries.action = 'send' AND deliveries.state IN ('waiting', 'sending'))
  AND NOT EXISTS (
    SELECT 1 FROM broadcasts JOIN enlistments ON enlistments.broadcast_id = broadcasts.id
    WHERE broadcasts.subject_id = alerts.id AND broadcasts.kind IN ('alert', 'correction'))
ORDER BY alerts.id
"""

_REASON = """
SELECT note FROM alert_steps WHERE alert_id = :id AND became = 'rejected' ORDER BY id DESC LIMIT 1
"""


def add(
    tx: Tx,
    wording: Wording,
    *,
    author_id: int,
    now: datetime,
    corrects: Alert | None = None,
) -> Alert:
    """Keep a new draft of a live alert, or of the correction of one that is out."""
    with_unsaid = corrects.with_unsaid if corrects else wording.reaches_unsaid
    row = tx.one(
        _ADD,
        {
            **_columns(wording),
            "identifier": _identifier(tx, now),
            "mode": "live",
            "state": AlertState.DRAFT,
            "includes_unsaid": int(with_unsaid),
            "supersedes_id": corrects.id if corrects else None,
            "author_id": author_id,
            "now": to_micros(now),
        },
    )
    assert row is not None
    _note_step(tx, row["id"], None, AlertState.DRAFT, by=author_id, note="", now=now)
    # It will expire: the sweep has to know.
    tx.ring("sweep")
    return _must(by_id(tx, row["id"]))


def by_id(tx: Tx, alert_id: int) -> Alert | None:
    """Return the alert numbered `alert_id`."""
    return _one(tx.one(_BY_ID, {"id": alert_id}))


def successor(tx: Tx, alert_id: int) -> Alert | None:
    """Return the correction that took the place of an alert."""
    return _one(tx.one(_SUCCESSOR, {"id": alert_id}))


def undecided_corrections(tx: Tx, alert_id: int) -> list[Alert]:
    """Return the corrections of an alert that nobody has decided on, drafts among them."""
    return [_alert(row) for row in tx.all(_UNDECIDED_CORRECTIONS, {"id": alert_id})]


def same_draft(tx: Tx, wording: Wording, *, author_id: int) -> Alert | None:
    """Return the author's draft that says exactly this: an update handled twice finds it."""
    return _one(tx.one(_SAME_DRAFT, {**_columns(wording), "author_id": author_id}))


def in_states(tx: Tx, states: Iterable[AlertState]) -> list[Alert]:
    """Return the alerts in these states (at most three), oldest first."""
    wanted = list(states)
    values = {f"state_{n}": wanted[min(n, len(wanted)) - 1] for n in (1, 2, 3)}
    return [_alert(row) for row in tx.all(_BY_STATE, values)]


def step(
    tx: Tx, alert: Alert, became: AlertState, *, by: int | None, now: datetime, note: str = ""
) -> Alert:
    """Take one step of an alert's life and write down who took it and when.

    Raises:
        ValueError: the table of allowed steps does not have it; services refuse before that.
    """
    if not alert.may_become(became):
        raise ValueError(f"an alert cannot go from {alert.state} to {became}")
    if not tx.run(_STEP, {"id": alert.id, "was": alert.state, "became": became}):
        raise ValueError(f"alert {alert.id} is no longer {alert.state}")
    _note_step(tx, alert.id, alert.state, became, by=by, note=note, now=now)
    return _must(by_id(tx, alert.id))


def reword(tx: Tx, alert: Alert, wording: Wording) -> Alert:
    """Change what a draft says."""
    values = {"id": alert.id, "includes_unsaid": int(wording.reaches_unsaid)}
    tx.run(_REWORD, {**_columns(wording), **values})
    tx.ring("sweep")
    return _must(by_id(tx, alert.id))


def keep_seal(tx: Tx, alert: Alert, *, seal: str, counted: int) -> None:
    """Keep the seal of what is submitted, and how many people it was for then."""
    tx.run(_SEAL, {"id": alert.id, "seal": seal, "counted": counted})


def kept_seal(tx: Tx, alert: Alert) -> str | None:
    """Return the seal kept when the alert was submitted or approved."""
    row = tx.one(_SEALED, {"id": alert.id})
    return row["seal"] if row else None


def note_approval(
    tx: Tx,
    alert: Alert,
    *,
    by: int,
    with_unsaid: bool,
    seal: str,
    counted: int,
    now: datetime,
) -> None:
    """Write down who approved an approved alert, for whom and under which seal."""
    tx.run(
        _RELEASE,
        {
            "id": alert.id,
            "approver_id": by,
            "includes_unsaid": int(with_unsaid),
            "seal": seal,
            "counted": counted,
            "now": to_micros(now),
        },
    )


def expired(tx: Tx, *, now: datetime) -> list[Alert]:
    """Return the alerts whose time is over and that have not ended yet; and those that nobody
    can approve any more, because their author is gone."""
    return [_alert(row) for row in tx.all(_EXPIRED, {"now": to_micros(now)})]


def delivered(tx: Tx) -> list[Alert]:
    """Return the alerts being sent of which no delivery waits any more."""
    return [_must(by_id(tx, row["id"])) for row in tx.all(_DELIVERED)]


def next_expiry(tx: Tx) -> datetime | None:
    """Return when the next alert will be over."""
    row = tx.one(_NEXT_EXPIRY)
    return from_micros(row["due_at"]) if row and row["due_at"] is not None else None


def reason(tx: Tx, alert: Alert) -> str:
    """Return why an alert was rejected, in the approver's words."""
    row = tx.one(_REASON, {"id": alert.id})
    return str(row["note"]) if row else ""


def _note_step(
    tx: Tx,
    alert_id: int,
    was: AlertState | None,
    became: AlertState,
    *,
    by: int | None,
    note: str,
    now: datetime,
) -> None:
    assert became in STEPS[was]
    tx.run(
        _ADD_STEP,
        {
            "alert_id": alert_id,
            "was": was or "",
            "became": became,
            "person_id": by,
            "note": note,
            "now": to_micros(now),
        },
    )


def _identifier(tx: Tx, now: datetime) -> str:
    """Return the day and the alert's place in it: short enough to be read out on the phone."""
    morning = now.replace(hour=0, minute=0, second=0, microsecond=0)
    row = tx.one(_MADE_THAT_DAY, {"from_at": to_micros(morning)})
    assert row is not None
    return f"K{now:%Y%m%d}-{row['n'] + 1}"


def _columns(wording: Wording) -> dict[str, object]:
    return {
        "severity": wording.severity,
        "urgency": wording.urgency,
        "certainty": wording.certainty,
        "audience": wording.audience,
        "area": wording.area,
        "headline": wording.headline,
        "action": wording.action,
        "source": wording.source,
        "language": wording.language,
        "versions": _versions_to_json(wording),
        "expires_at": to_micros(wording.expires),
    }


def _versions_to_json(wording: Wording) -> str:
    versions = {language: asdict(said) for language, said in wording.versions.items()}
    return json.dumps(versions, ensure_ascii=False)


def _must(alert: Alert | None) -> Alert:
    assert alert is not None
    return alert


def _one(row: Row | None) -> Alert | None:
    return _alert(row) if row else None


def _alert(row: Row) -> Alert:
    return Alert(
        id=row["id"],
        identifier=row["identifier"],
        mode=row["mode"],
        state=AlertState(row["state"]),
        wording=Wording(
            severity=Severity(row["severity"]),
            urgency=Urgency(row["urgency"]),
            certainty=Certainty(row["certainty"]),
            audience=Audience(row["audience"]),
            area=row["area"],
            headline=row["headline"],
            action=row["action"],
            source=row["source"],
            expires=from_micros(row["expires_at"]),
            language=row["language"],
            versions={it: Version(**said) for it, said in json.loads(row["versions"]).items()},
        ),
        with_unsaid=bool(row["includes_unsaid"]),
        created_at=from_micros(row["created_at"]),
        author_id=row["author_id"],
        approver_id=row["approver_id"],
        replaces_id=row["supersedes_id"],
        replaces=row["replaces"] or "",
        sent_at=from_micros(row["sent_at"]) if row["sent_at"] is not None else None,
    )
