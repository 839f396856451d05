from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.crises.alerts import (
    STEPS,
    Alert,
    AlertState,
    Certainty,
    CheckIn,
    Severity,
    Tally,
    Urgency,
    Wording,
    as_values,
    flaw,
    is_off,
    remind_approvers_after,
    seal,
    wording_from,
)
from bot.domain.messages import Message, text
from bot.domain.people import Audience

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
WORDING = Wording(
    severity=Severity.SEVERE,
    urgency=Urgency.IMMEDIATE,
    certainty=Certainty.OBSERVED,
    audience=Audience.SOUTH,
    area="Tabriz",
    headline="Earthquake",
    action="Go out",
    source="Centre",
    expires=NOON + timedelta(hours=6),
)
ALERT = Alert(
    id=1,
    identifier="K20260320-1",
    mode="live",
    state=AlertState.SUBMITTED,
    wording=WORDING,
    with_unsaid=True,
    created_at=NOON,
)
MESSAGE = Message(text("alert.text", area="Tabriz"))


@pytest.mark.parametrize("state", AlertState)
def test_every_state_is_in_the_table_and_can_be_reached(state: AlertState) -> None:
    assert state in STEPS
    assert any(state in became for became in STEPS.values())


@pytest.mark.parametrize(
    ("was", "became"),
    [
        (AlertState.DRAFT, AlertState.APPROVED),
        (AlertState.DRAFT, AlertState.SENDING),
        (AlertState.SUBMITTED, AlertState.SENDING),
        (AlertState.REJECTED, AlertState.SUBMITTED),
        (AlertState.STOPPED, AlertState.SENDING),
        (AlertState.RETRACTED, AlertState.SENT),
        (AlertState.ENDED, AlertState.SENDING),
    ],
    ids=str,
)
def test_no_state_can_be_skipped_and_no_end_undone(was: AlertState, became: AlertState) -> None:
    assert not replace(ALERT, state=was).may_become(became)


@pytest.mark.parametrize("became", [AlertState.SUPERSEDED, AlertState.RETRACTED])
def test_an_alert_can_be_corrected_and_retracted_while_it_is_being_sent(
    became: AlertState,
) -> None:
    assert replace(ALERT, state=AlertState.SENDING).may_become(became)


@pytest.mark.parametrize("choices", [Severity, Urgency, Certainty])
def test_there_is_no_unknown(choices: type[Severity]) -> None:
    assert "unknown" not in [choice.value for choice in choices]


def test_the_seal_is_the_same_for_the_same_alert() -> None:
    assert seal(ALERT, MESSAGE, with_unsaid=True) == seal(ALERT, MESSAGE, with_unsaid=True)


@pytest.mark.parametrize("field", as_values(WORDING))
def test_the_seal_breaks_when_one_field_changes(field: str) -> None:
    other = {
        "severity": "extreme",
        "urgency": "past",
        "certainty": "likely",
        "side": "north",
        "expires": (NOON + timedelta(hours=7)).isoformat(),
    }
    values = as_values(WORDING)
    values[field] = other.get(field, values[field] + ".")
    changed = replace(ALERT, wording=wording_from(values))

    assert seal(changed, MESSAGE, with_unsaid=True) != seal(ALERT, MESSAGE, with_unsaid=True)


def test_the_seal_breaks_when_the_text_or_the_audience_rule_changes() -> None:
    whole = seal(ALERT, MESSAGE, with_unsaid=True)

    assert seal(ALERT, MESSAGE, with_unsaid=False) != whole
    assert seal(ALERT, Message(text("alert.text", area="Urmia")), with_unsaid=True) != whole


def test_the_seal_of_a_correction_breaks_when_it_points_elsewhere() -> None:
    correction = replace(ALERT, replaces_id=7, replaces="K20260320-7")
    elsewhere = replace(correction, replaces_id=8)

    assert seal(correction, MESSAGE, with_unsaid=True) != seal(ALERT, MESSAGE, with_unsaid=True)
    assert seal(correction, MESSAGE, with_unsaid=True) != seal(elsewhere, MESSAGE, with_unsaid=True)


def test_every_alert_is_born_as_a_draft() -> None:
    assert STEPS[None] == {AlertState.DRAFT}


def test_a_wording_survives_its_fields() -> None:
    assert wording_from(as_values(WORDING)) == WORDING


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, None),
        ({"area": ""}, "area_empty"),
        ({"source": ""}, "source_empty"),
        ({"headline": "a" * 160}, None),
        ({"headline": "a" * 161}, "headline_long"),
        ({"action": "a" * 501}, "action_long"),
        ({"expires": NOON}, "expires_past"),
    ],
    ids=["whole", "no area", "no source", "160", "161", "501", "expired"],
)
def test_what_is_wrong_with_a_wording(change: dict[str, object], wrong: str | None) -> None:
    assert flaw(replace(WORDING, **change), now=NOON) == wrong  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("severity", "audience", "reaches"),
    [
        (Severity.EXTREME, Audience.NORTH, True),
        (Severity.SEVERE, Audience.SOUTH, True),
        (Severity.MODERATE, Audience.SOUTH, False),
        (Severity.EXTREME, Audience.EVERYBODY, False),
    ],
    ids=["extreme", "severe", "moderate", "everybody: in it anyway"],
)
def test_whether_an_alert_to_one_side_reaches_who_said_none(
    severity: Severity, audience: Audience, reaches: bool
) -> None:
    assert replace(WORDING, severity=severity, audience=audience).reaches_unsaid is reaches


@pytest.mark.parametrize(
    ("counted", "now", "off"),
    [
        (412, 412, False),
        (412, 433, False),
        (412, 455, True),
        (100, 120, False),
        (100, 121, True),
        (100, 79, True),
        (10, 30, False),
        (1000, 1100, False),
    ],
)
def test_an_audience_is_off_by_more_than_a_tenth_and_more_than_twenty(
    counted: int, now: int, off: bool
) -> None:
    assert is_off(counted=counted, now=now) is off


def test_approvers_are_reminded_often_at_first() -> None:
    assert remind_approvers_after(1) == timedelta(minutes=5)
    assert remind_approvers_after(13) == timedelta(hours=1)


def test_an_alert_in_force_ends_at_its_moment() -> None:
    sent = replace(ALERT, state=AlertState.SENT)

    assert sent.in_force(WORDING.expires - timedelta(microseconds=1))
    assert not sent.in_force(WORDING.expires)


def test_a_stopped_alert_can_be_answered_but_is_not_shown_to_newcomers() -> None:
    stopped = replace(ALERT, state=AlertState.STOPPED)

    assert stopped.answerable(NOON)
    assert not stopped.in_force(NOON)


def test_a_tally_adds_up_to_all_who_are_registered() -> None:
    tally = Tally({CheckIn.SAFE: 3, CheckIn.HELP: 1}, silent=4, waiting=2, unreachable=5, stopped=6)

    assert tally.registered == 21


@pytest.mark.parametrize("area", ["", " ", "-", ".", "\u2060", "\u200b\u00ad", "\u3164", "\u2800"])
def test_an_area_that_only_looks_like_one_means_nobody(area: str) -> None:
    assert flaw(replace(WORDING, area=area), now=NOON) == "area_empty"


@pytest.mark.parametrize("area", ["Təbriz", "تبریز", "7", "🏠"])
def test_an_area_is_any_word_number_or_picture(area: str) -> None:
    assert flaw(replace(WORDING, area=area), now=NOON) is None
