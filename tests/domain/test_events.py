from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.events import (
    Counts,
    Event,
    Lead,
    Stage,
    StartsInThePast,
    When,
    audiences_of,
    audiences_of_group,
    calendar_entry,
    check_may_announce,
    group_sides,
    may_change,
    places_from,
    places_left,
    reminder_times,
)
from bot.domain.messages import Words
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
NORTH, SOUTH, EVERYBODY = Audience.NORTH, Audience.SOUTH, Audience.EVERYBODY


def person(side: Side | None = None, *coordinates: Side, owner: bool = False) -> Person:
    return Person(1, "telegram:1", "en", side, coordinates=frozenset(coordinates), is_owner=owner)


def event(audience: Audience, *, places: int | None = None, organiser: int = 2) -> Event:
    return Event(
        7,
        Words({"en": "Picnic"}),
        NOW,
        "Europe/Berlin",
        Words({"en": "Park"}),
        audience,
        places,
        Stage.PUBLISHED,
        1,
        organiser,
    )


@pytest.mark.parametrize(
    ("ahead", "leads"),
    [
        pytest.param(timedelta(days=3), [Lead.DAY, Lead.HOUR], id="three days: both"),
        pytest.param(timedelta(days=1, seconds=1), [Lead.DAY, Lead.HOUR], id="over a day: both"),
        pytest.param(timedelta(days=1), [Lead.HOUR], id="a day: already due"),
        pytest.param(timedelta(hours=5), [Lead.HOUR], id="five hours: an hour before"),
        pytest.param(timedelta(minutes=40), [], id="forty minutes: none"),
    ],
)
def test_people_are_reminded_only_of_what_is_still_ahead(
    ahead: timedelta, leads: list[Lead]
) -> None:
    times = reminder_times(NOW + ahead, now=NOW)

    assert [lead for lead, _ in times] == leads
    assert all(NOW < due < NOW + ahead for _, due in times)


@pytest.mark.parametrize(
    ("ahead", "alarms"),
    [
        pytest.param(timedelta(days=3), [timedelta(days=1), timedelta(hours=1)], id="both"),
        pytest.param(timedelta(hours=5), [timedelta(hours=1)], id="five hours: an hour before"),
        pytest.param(timedelta(minutes=40), [], id="forty minutes: none"),
        pytest.param(timedelta(days=-1), [], id="over: none"),
    ],
)
def test_a_calendar_rings_when_we_remind_people(ahead: timedelta, alarms: list[timedelta]) -> None:
    entry = calendar_entry(replace(event(NORTH), starts_at=NOW + ahead), now=NOW)

    assert (entry.written_at, list(entry.alarms)) == (NOW, alarms)


def test_a_calendar_does_not_ring_for_a_cancelled_event() -> None:
    ahead = replace(event(NORTH), starts_at=NOW + timedelta(days=3), stage=Stage.CANCELLED)

    assert calendar_entry(ahead, now=NOW).alarms == ()


@pytest.mark.parametrize("behind", [timedelta(0), timedelta(days=1)], ids=["now", "yesterday"])
def test_nobody_can_be_reminded_of_the_past(behind: timedelta) -> None:
    with pytest.raises(StartsInThePast):
        reminder_times(NOW - behind, now=NOW)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        pytest.param(person(Side.NORTH, Side.NORTH), {NORTH, EVERYBODY}, id="of the North"),
        pytest.param(person(Side.NORTH, Side.SOUTH), {SOUTH, EVERYBODY}, id="of the South"),
        pytest.param(person(None, Side.NORTH, Side.SOUTH), set(Audience), id="of both"),
        pytest.param(person(None, owner=True), set(Audience), id="owner"),
        pytest.param(person(Side.BOTH), set(), id="member"),
    ],
)
def test_coordinators_announce_to_their_side_and_to_everybody(
    who: Person, allowed: set[Audience]
) -> None:
    for audience in allowed:
        check_may_announce(who, audience)
    for audience in set(Audience) - allowed:
        with pytest.raises(Refusal):
            check_may_announce(who, audience)


def test_an_event_is_changed_by_its_organiser_and_by_coordinators_of_its_side() -> None:
    assert may_change(person(), event(NORTH, organiser=1))
    assert may_change(person(None, Side.NORTH), event(NORTH))
    assert not may_change(person(None, Side.SOUTH), event(NORTH))
    assert not may_change(person(Side.NORTH), event(NORTH))


@pytest.mark.parametrize(
    ("who", "audiences"),
    [
        pytest.param(person(Side.NORTH), {NORTH, EVERYBODY}, id="north"),
        pytest.param(person(Side.BOTH), set(Audience), id="both"),
        pytest.param(person(Side.UNSAID), {EVERYBODY}, id="not said"),
        pytest.param(person(None), {EVERYBODY}, id="not asked yet"),
        pytest.param(person(None, Side.SOUTH), {SOUTH, EVERYBODY}, id="coordinator"),
    ],
)
def test_people_see_the_events_of_their_side(who: Person, audiences: set[Audience]) -> None:
    assert audiences_of(who) == audiences


@pytest.mark.parametrize(
    ("side", "audiences"),
    [
        ("north", {NORTH, EVERYBODY}),
        ("south", {SOUTH, EVERYBODY}),
        ("joint", set(Audience)),
        (None, {EVERYBODY}),
    ],
)
def test_a_group_shows_the_events_of_its_side(side: str | None, audiences: set[Audience]) -> None:
    assert audiences_of_group(side) == audiences


def test_a_joint_group_gets_the_events_of_either_side() -> None:
    assert group_sides(NORTH) == ("north", "joint")
    assert group_sides(EVERYBODY) == ("north", "south", "joint")


@pytest.mark.parametrize(
    ("places", "going", "left"), [(None, 50, None), (20, 5, 15), (20, 20, 0), (3, 5, 0)]
)
def test_places_left_are_never_negative(places: int | None, going: int, left: int | None) -> None:
    assert places_left(event(NORTH, places=places), Counts(going=going)) == left


@pytest.mark.parametrize(("words", "places"), [("", None), ("0", None), ("40", 40)])
def test_no_number_means_room_for_all(words: str, places: int | None) -> None:
    assert places_from(words) == places


@pytest.mark.parametrize("words", ["100001", "many", "-3", "٣", "9" * 30])
def test_a_number_of_places_that_cannot_be_is_refused(words: str) -> None:
    with pytest.raises(Refusal):
        places_from(words)


THREE_HOURS = timedelta(hours=3)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(NOW), "2026-03-20T12:00:00+00:00"),
        (
            When(NOW, NOW + THREE_HOURS),
            "2026-03-20T12:00:00+00:00/2026-03-20T15:00:00+00:00",
        ),
        (When(NOW, open_end=True), "2026-03-20T12:00:00+00:00/.."),
    ],
    ids=["a start", "a start and an end", "an open end"],
)
def test_when_is_written_as_an_interval_and_comes_back(when: When, words: str) -> None:
    assert str(when) == words
    assert When.from_iso(words) == when


@pytest.mark.parametrize("words", ["", "/", "soon", "2026-03-20T12:00:00+00:00/soon"])
def test_what_is_no_interval_is_none(words: str) -> None:
    with pytest.raises(ValueError, match="isoformat"):
        When.from_iso(words)


@pytest.mark.parametrize(
    ("lasts", "when", "ends"),
    [
        pytest.param(THREE_HOURS, When(NOW), NOW + THREE_HOURS, id="it lasts as long as it did"),
        pytest.param(
            THREE_HOURS, When(NOW, NOW + 2 * THREE_HOURS), NOW + 2 * THREE_HOURS, id="a new end"
        ),
        pytest.param(THREE_HOURS, When(NOW, open_end=True), None, id="the end is taken away"),
        pytest.param(None, When(NOW), None, id="it had none and gets none"),
        pytest.param(None, When(NOW, NOW + THREE_HOURS), NOW + THREE_HOURS, id="it gets an end"),
    ],
)
def test_an_event_that_is_moved_keeps_its_length_unless_its_end_is_said(
    lasts: timedelta | None, when: When, ends: datetime | None
) -> None:
    before = NOW + timedelta(days=5)
    old = replace(event(NORTH), starts_at=before, ends_at=before + lasts if lasts else None)

    moved = old.moved(when)

    assert (moved.starts_at, moved.ends_at) == (NOW, ends)
