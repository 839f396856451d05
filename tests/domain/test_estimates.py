"""When an audience has a message, and what that costs."""

import pytest

from bot.delivery.budget import Budget
from bot.domain.delivery import Lane
from bot.domain.estimates import (
    Pace,
    estimate,
    estimate_edits,
    forecast,
    share,
    stars_for,
)
from bot.domain.messages import Listing

FREE, PAID = Pace(30), Pace(30, 1000)


def simulated(
    people: int, pace: Pace, *, lane: Lane, ahead: int = 0, weight: int = 1
) -> list[float]:
    """Return when each of so many people has it by what the budget really does."""
    budget, now = Budget(pace, now=0.0), 0.0
    went: list[float] = []
    queued = 0
    while len(went) < people + ahead:
        # As the worker does: a few ahead of their turn, not a whole audience.
        while queued < min(people + ahead, len(went) + 256):
            weighs = weight if queued >= ahead else 1
            budget.queue(lane, f"telegram:{queued}", paid=True, weight=weighs)
            queued += 1
        went += [now] * len(budget.release(now))
        now = max(budget.next_at(now) or now, now + 1e-9)
    return went[ahead:]


@pytest.mark.parametrize(
    ("people", "pace", "lane"),
    [
        pytest.param(people, pace, lane, id=f"{people} {lane.name.lower()} {name}")
        for people, name, pace, lane in [
            (100, "free", FREE, Lane.CRISIS),
            (100, "paid", PAID, Lane.CRISIS),
            (1_000, "free", FREE, Lane.CRISIS),
            (1_000, "paid", PAID, Lane.CRISIS),
            (1_000, "free", FREE, Lane.BULK),
            (10_000, "free", FREE, Lane.CRISIS),
            (10_000, "paid", PAID, Lane.CRISIS),
            (10_000, "free", FREE, Lane.BULK),
            (100_000, "free", FREE, Lane.CRISIS),
            (100_000, "paid", PAID, Lane.CRISIS),
        ]
    ],
)
def test_it_is_within_five_per_cent_of_what_the_budget_does(
    people: int, pace: Pace, lane: Lane
) -> None:
    expected = estimate(people, pace, lane=lane)

    went = simulated(people, pace, lane=lane)

    a_slice = 0.02
    assert expected.half == pytest.approx(went[share(people, 50) - 1], rel=0.05, abs=a_slice)
    assert expected.most == pytest.approx(went[share(people, 95) - 1], rel=0.05, abs=a_slice)
    assert expected.all == pytest.approx(went[-1], rel=0.05, abs=a_slice)
    assert expected.first == pytest.approx(went[0], rel=0.05, abs=a_slice)


def test_who_waits_behind_others_waits_longer() -> None:
    expected = estimate(1_000, FREE, lane=Lane.CRISIS, ahead=300)

    went = simulated(1_000, FREE, lane=Lane.CRISIS, ahead=300)

    assert expected.first == pytest.approx(went[0], rel=0.05)
    assert expected.all == pytest.approx(went[-1], rel=0.05)


def test_an_album_takes_as_long_as_its_items() -> None:
    expected = estimate(100, FREE, lane=Lane.BULK, weight=10)

    went = simulated(100, FREE, lane=Lane.BULK, weight=10)

    # Of 25 a second two albums take 20: what is left is too little for a third.
    assert expected.all == pytest.approx(went[-1], rel=0.25)


def test_ten_thousand_people_at_thirty_a_second() -> None:
    expected = estimate(10_000, FREE, lane=Lane.CRISIS)

    assert round(expected.half) == 168
    assert round(expected.most) == 319
    assert round(expected.all) == 336
    assert expected.stars == 0


def test_a_hundred_thousand_edits_take_an_hour_less_four_minutes_whoever_pays() -> None:
    assert round(estimate_edits(100_000, FREE) / 60) == 56
    assert estimate_edits(100_000, PAID) == estimate_edits(100_000, FREE)


@pytest.mark.parametrize(
    ("messages", "stars"), [(0, 0), (1, 1), (10, 1), (11, 2), (412, 42), (100_000, 10_000)]
)
def test_ten_messages_cost_a_star_and_a_part_of_one_a_whole(messages: int, stars: int) -> None:
    assert stars_for(messages) == stars


@pytest.mark.parametrize(("lane", "stars"), [(Lane.CRISIS, 100), (Lane.NOTICE, 0), (Lane.BULK, 0)])
def test_only_alerts_cost_anything(lane: Lane, stars: int) -> None:
    assert estimate(1_000, PAID, lane=lane).stars == stars


@pytest.mark.parametrize(("people", "percent", "count"), [
    (1, 50, 1), (3, 50, 2), (100, 95, 95), (101, 95, 96), (0, 95, 0),
])  # fmt: skip
def test_a_share_is_whole_people(people: int, percent: int, count: int) -> None:
    assert share(people, percent) == count


def test_nobody_takes_no_time() -> None:
    assert estimate(0, FREE, lane=Lane.CRISIS, ahead=500).all == 0.0


def lines_of(people: int, pace: Pace, *, ahead: int = 0) -> list[str]:
    lines = forecast(people, pace, lane=Lane.CRISIS, ahead=ahead).values["lines"]
    assert isinstance(lines, Listing)
    return [str(getattr(item, "key", item)) for item in lines.items]


def test_it_is_said_in_words_as_short_as_it_can_be() -> None:
    assert lines_of(12, FREE) == ["estimate.few"]
    assert lines_of(412, FREE) == ["estimate.many", "estimate.answers"]
    assert lines_of(412, FREE, ahead=3) == ["estimate.many", "estimate.answers", "estimate.ahead"]
    assert lines_of(412, PAID) == ["estimate.many", "estimate.paid"]
