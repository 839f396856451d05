"""How far a broadcast is, and how that is said."""

from datetime import timedelta

import pytest

from bot.domain.delivery import Reason, State
from bot.domain.durations import about, lasting
from bot.domain.messages import Text, text
from bot.domain.progress import (
    GAP,
    LATE_GAP,
    Report,
    Sample,
    Standing,
    bar,
    from_json,
    gap,
    pace,
    remembered,
    stop_press,
    to_json,
)
from tests.conftest import NOON


def standing(**n: int) -> Standing:
    return Standing({(State(state), None): count for state, count in n.items()})


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("counts", "percent", "cells"),
    [
        ({"waiting": 1000}, 0, 0),
        ({"waiting": 999, "sent": 1}, 0, 0),
        ({"waiting": 500, "sent": 400, "failed": 50, "skipped": 50}, 50, 5),
        ({"sending": 1, "sent": 999}, 99, 9),
        ({"sent": 1000}, 100, 10),
        ({}, 0, 0),
    ],
    ids=["none", "one in a thousand", "half, in whatever way", "all but one", "all", "nobody"],
)
def test_the_bar_is_full_only_when_all_is_done(
    counts: dict[str, int], percent: int, cells: int
) -> None:
    found = standing(**counts)
    assert found.percent == percent
    assert bar(found) == text("progress.bar", full="▰" * cells, empty="▱" * (10 - cells))


def test_whoever_may_have_it_counts_as_having_it() -> None:
    found = standing(waiting=4, sending=3, sent=10, unknown=2, failed=1, skipped=1)
    assert (found.held, found.gone, found.open, found.audience) == (15, 13, 7, 21)


@pytest.mark.parametrize(
    ("samples", "rate"),
    [
        ([(0, 0)], None),
        ([(0, 0), (0.5, 15)], None),
        ([(0, 0), (3, 90)], 30),
        ([(0, 100), (5, 100)], 0),
        ([(0, 0), (10, 2)], 1),
    ],
    ids=["one look", "too close", "thirty", "nothing went", "slow is not nothing"],
)
def test_the_pace_is_what_really_went(samples: list[tuple[float, int]], rate: int | None) -> None:
    assert pace([Sample(NOON + after(at), gone) for at, gone in samples]) == rate


def test_the_pace_is_that_of_the_last_seconds_however_far_apart_the_looks_are() -> None:
    looks = [Sample(NOON + after(at), 30 * at) for at in (0, 3, 8, 13)]
    kept: tuple[Sample, ...] = ()
    for look in looks:
        kept = remembered(kept, look)
    assert [look.gone for look in kept] == [90, 240, 390]

    late = Sample(NOON + after(100), 420)
    assert [look.gone for look in remembered(kept, late)] == [390, 420]


def test_the_time_left_comes_from_the_real_pace() -> None:
    found = Standing({(State.WAITING, None): 300, (State.SENT, None): 100}, rate=25)
    assert found.seconds_left == 12
    assert Standing(found.counts, rate=0).seconds_left is None
    assert Standing(found.counts).seconds_left is None


def test_a_card_is_edited_after_three_seconds_then_every_five_then_every_fifteen() -> None:
    moments, age = [], timedelta(0)
    while age < timedelta(seconds=110):
        age += gap(age)
        moments.append(age.total_seconds())
    assert moments[:3] == [3, 8, 13]
    assert gap(after(59)) == GAP
    assert gap(after(60)) == LATE_GAP
    assert moments[-3:] == [93, 108, 123]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, text("time.seconds", n=1)),
        (59, text("time.seconds", n=59)),
        (60, text("time.minutes", n=1)),
        (
            200,
            text("time.both", longer=text("time.minutes", n=3), shorter=text("time.seconds", n=20)),
        ),
        (25 * 60 + 10, text("time.minutes", n=25)),
        (
            7_500,
            text("time.both", longer=text("time.hours", n=2), shorter=text("time.minutes", n=5)),
        ),
        (7_200, text("time.hours", n=2)),
    ],
)
def test_how_long_it_took_is_said_as_exactly_as_it_matters(seconds: float, said: Text) -> None:
    assert lasting(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.4, text("time.seconds", n=1)),
        (7, text("time.seconds", n=7)),
        (43, text("time.seconds", n=45)),
        (170, text("time.minutes", n=3)),
        (80 * 60, text("time.minutes", n=80)),
        (3 * 3600, text("time.hours", n=3)),
    ],
)
def test_how_long_it_will_take_is_said_roughly(seconds: float, said: Text) -> None:
    assert about(seconds) == said


def test_what_the_cards_say_survives_being_kept() -> None:
    counts = {(State.SENT, None): 9, (State.FAILED, Reason.BLOCKED): 3}
    for found in (
        Standing(counts, rate=30, paused_since=NOON),
        Standing(counts, rate=0, behind=7),
        Standing(counts, is_stopped=True, is_over=True, report=Report(12, 5, 11)),
        Standing({}),
    ):
        assert from_json(to_json(found)) == found


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("alert", "1:al.stop:7"),
        ("correction", "1:al.stop:7"),
        ("broadcast", "1:snd.stop:3"),
        ("event", "1:snd.stop:3"),
        ("retraction", ""),
        ("all_clear", ""),
        ("recall", ""),
    ],
)
def test_what_withdraws_something_cannot_be_stopped(kind: str, data: str) -> None:
    assert stop_press(kind, 7, 3) == data
