"""The budget: each limit for itself, on a clock that is moved."""

from bisect import insort
from random import Random

import pytest

from bot.delivery.budget import Budget
from bot.domain.delivery import Lane
from bot.domain.estimates import Pace
from tests.delivery.traffic import ANSWER, BULK, CRISIS, NOTICE, Traffic, most_within


@pytest.mark.parametrize("per_second", [30, 1000])
def test_the_rate_is_reached(per_second: int) -> None:
    traffic = Traffic(per_second)
    for person in range(20 * per_second):
        traffic.queue(CRISIS, f"telegram:{person}")

    traffic.until(10.0)

    assert len(traffic.went) >= 9.88 * per_second


def test_it_starts_empty() -> None:
    traffic = Traffic()
    for person in range(30):
        traffic.queue(CRISIS, f"telegram:{person}")

    traffic.until(0.5)

    assert len(traffic.went) <= 15


def test_a_crisis_leaves_answers_ten_a_second() -> None:
    traffic = Traffic()
    for person in range(300):
        traffic.queue(ANSWER, f"telegram:{person}")
        traffic.queue(CRISIS, f"telegram:{person + 1000}")

    traffic.until(5.0)

    assert most_within(traffic.times(ANSWER), 1.0) == 10
    assert len(traffic.times(CRISIS)) >= 95


def test_bulk_leaves_room_for_answers() -> None:
    traffic = Traffic()
    for person in range(300):
        traffic.queue(BULK, f"telegram:{person}")

    traffic.until(5.0)

    assert most_within(traffic.times(BULK), 1.0) == 25


def test_a_person_gets_three_at_once_and_then_one_a_second() -> None:
    traffic = Traffic()
    for _ in range(6):
        traffic.queue(ANSWER, "telegram:1")

    traffic.until(10.0)

    assert [round(at) for at in traffic.times()] == [0, 0, 0, 1, 2, 3]


def test_a_group_gets_twenty_a_minute() -> None:
    traffic = Traffic()
    for _ in range(45):
        traffic.queue(NOTICE, "telegram:-1")

    traffic.until(600.0)

    assert most_within(traffic.times(), 60.0) == 20
    assert len(traffic.went) == 45


def test_a_429_holds_its_chat_alone() -> None:
    traffic = Traffic()
    traffic.budget.refused("telegram:1", 5.0, 0.0)
    traffic.queue(CRISIS, "telegram:1")
    traffic.queue(BULK, "telegram:2")

    traffic.until(4.9)
    meanwhile = [row.address for _, row in traffic.went]
    traffic.until(5.1)

    assert meanwhile == ["telegram:2"]
    assert [row.address for _, row in traffic.went] == ["telegram:2", "telegram:1"]


@pytest.mark.parametrize(
    "refusals",
    [
        pytest.param([("telegram:1", 5.0), ("telegram:2", 4.0), ("telegram:3", 3.0)], id="three"),
        pytest.param([("telegram:1", 61.0)], id="one over a minute"),
    ],
)
def test_a_storm_holds_all_and_then_one_crisis_message_probes(
    refusals: list[tuple[str, float]],
) -> None:
    traffic = Traffic()
    for address, seconds in refusals:
        traffic.budget.refused(address, seconds, 0.0)
    over = min(60.0, max(seconds for _, seconds in refusals))
    for person in range(10, 20):
        traffic.queue(ANSWER, f"telegram:{person}")
        traffic.queue(CRISIS, f"telegram:{person + 10}")

    traffic.until(over - 0.01)
    during = list(traffic.went)
    traffic.until(over + 5)
    probes = [row.lane for _, row in traffic.went]
    traffic.budget.answered("telegram:20")
    traffic.until(over + 10)

    assert (during, probes) == ([], [CRISIS])
    assert traffic.waiting == {}


def test_one_chat_that_is_to_wait_for_hours_keeps_nobody_else_for_more_than_a_minute() -> None:
    traffic = Traffic()
    traffic.budget.refused("telegram:-1", 3_600.0, 0.0)
    for address in ("telegram:-1", "telegram:10", "telegram:11", "telegram:12"):
        traffic.queue(CRISIS, address)
    traffic.until(60.1)
    probes = [row.address for _, row in traffic.went]

    traffic.budget.answered("telegram:10")
    traffic.until(3_599.0)
    others = [row.address for _, row in traffic.went]
    traffic.until(3_601.0)

    assert probes == ["telegram:10"]
    assert others == ["telegram:10", "telegram:11", "telegram:12"]
    assert traffic.waiting == {}


def test_a_probe_that_is_refused_holds_all_again() -> None:
    traffic = Traffic()
    traffic.budget.refused("telegram:1", 61.0, 0.0)
    for person in range(10, 13):
        traffic.queue(CRISIS, f"telegram:{person}")
    traffic.until(62.0)
    traffic.budget.refused("telegram:10", 7.0, traffic.now)

    traffic.until(68.9)
    held = len(traffic.went)
    traffic.until(69.1)

    assert (held, len(traffic.went)) == (1, 2)


def test_a_probe_without_an_answer_is_followed_by_another() -> None:
    traffic = Traffic()
    traffic.budget.refused("telegram:1", 61.0, 0.0)
    for person in range(10, 13):
        traffic.queue(CRISIS, f"telegram:{person}")

    traffic.until(99.0)

    assert len(traffic.went) == 2


def test_two_429s_hold_nobody_else() -> None:
    traffic = Traffic()
    traffic.budget.refused("telegram:1", 5.0, 0.0)
    traffic.budget.refused("telegram:2", 5.0, 0.5)
    traffic.budget.refused("telegram:3", 5.0, 2.1)
    traffic.queue(BULK, "telegram:4")

    traffic.until(1.0)

    assert len(traffic.went) == 1


def test_who_leaves_takes_no_turn() -> None:
    traffic = Traffic()
    tickets = [traffic.budget.queue(ANSWER, "telegram:1") for _ in range(5)]

    for ticket in tickets:
        traffic.budget.leave(ticket)

    assert traffic.budget.wait_for("telegram:1", 0.0) == 0.0
    assert traffic.budget.next_at(10.0) is None
    assert traffic.budget.release(10.0) == []


def test_memory_does_not_grow_with_the_audience() -> None:
    traffic = Traffic(1000)
    for person in range(20_000):
        traffic.queue(CRISIS, f"telegram:{person}")

    traffic.until(30.0)

    assert traffic.waiting == {}
    assert len(traffic.budget._chats) < 8000


def test_the_wait_for_a_chat_counts_those_who_queue_for_it() -> None:
    traffic = Traffic()
    for _ in range(5):
        traffic.queue(NOTICE, "telegram:1")

    assert traffic.budget.wait_for("telegram:1", 0.0) == pytest.approx(3.0)
    assert traffic.budget.wait_for("telegram:2", 0.0) == 0.0
    assert traffic.budget.wait_for(None, 0.0) == 0.0


def test_a_patient_answer_lets_every_other_answer_go_first() -> None:
    budget = Budget(Pace(30), now=0.0)
    edits = [budget.queue(Lane.ANSWER, f"telegram:{n}", patient=True) for n in range(100)]
    menu = budget.queue(Lane.ANSWER, "telegram:1000")

    order: list[int] = []
    now = 0.0
    while len(order) < 101:
        now += 0.01
        order += [turn.ticket for turn in budget.release(now)]

    assert order == [menu, *edits]


def test_an_album_takes_the_room_of_all_its_items() -> None:
    traffic = Traffic()
    for person in range(30):
        traffic.queue(CRISIS, f"telegram:{person}", weight=10)

    traffic.until(10.1)

    assert most_within(traffic.times(), 1.0) == 30
    assert len(traffic.went) == 30


@pytest.mark.parametrize(("lane", "most"), [(ANSWER, 30), (NOTICE, 20), (BULK, 20)])
def test_albums_keep_to_the_limits_of_their_lane(lane: Lane, most: int) -> None:
    traffic = Traffic()
    for person in range(30):
        traffic.queue(lane, f"telegram:{person}", weight=10)

    traffic.until(5.0)

    assert most_within(traffic.times(lane), 1.0) == most


def test_an_album_is_not_overtaken_by_those_behind_it() -> None:
    traffic = Traffic()
    for person in range(60):
        traffic.queue(BULK, f"telegram:{person}")
    traffic.until(1.0)
    traffic.queue(NOTICE, "telegram:100", weight=10)
    for person in range(200, 260):
        traffic.queue(NOTICE, f"telegram:{person}")

    traffic.until(5.0)

    notices = [row.address for _, row in traffic.went if row.lane is NOTICE]
    assert notices[0] == "telegram:100"
    assert len(notices) == 61


def test_a_group_gets_two_albums_a_minute() -> None:
    traffic = Traffic()
    for _ in range(3):
        traffic.queue(NOTICE, "telegram:-1", weight=10)

    traffic.until(59.0)

    assert len(traffic.went) == 2


@pytest.mark.parametrize("per_second", [30, 1000])
def test_what_the_way_shifts_does_not_break_the_limit_on_arrival(per_second: int) -> None:
    way = Random(4)
    traffic = Traffic(per_second)
    for person in range(8 * per_second):
        traffic.queue(CRISIS, f"telegram:{person}")
    traffic.until(8.0)

    arrived = sorted(at + way.uniform(0.040, 0.048) for at in traffic.times())

    assert most_within(arrived, 1.0) <= per_second


@pytest.mark.parametrize("per_second", [30, 1000])
def test_what_leaves_late_does_not_break_the_limit(per_second: int) -> None:
    busy, way = Random(4), Random(5)
    traffic = Traffic(per_second)
    for person in range(8 * per_second):
        traffic.queue(CRISIS, f"telegram:{person}")
    left: list[float] = []

    while (at := traffic.budget.next_at(traffic.now)) is not None and at <= 8.0:
        traffic.now = max(at, traffic.now + 1e-9)
        gone = traffic.release()
        traffic.now += busy.choice([0.0, 0.001, 0.001, 0.002] * 5 + [0.03])
        traffic.budget.left(traffic.now)
        left += [traffic.now] * len(gone)

    assert most_within(left, 1.0) <= per_second
    assert most_within([at + way.uniform(0, 0.004) for at in left], 1.0) <= per_second
    assert len(left) >= 7.5 * per_second


@pytest.mark.parametrize("per_second", [30, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_what_waits_for_a_connection_does_not_break_the_limit(per_second: int, seed: int) -> None:
    chance = Random(seed)
    traffic = Traffic(per_second)
    for person in range(8 * per_second):
        traffic.queue(CRISIS, f"telegram:{person}")
    opening: list[tuple[float, float]] = []
    left: list[float] = []

    while (at := traffic.budget.next_at(traffic.now)) is not None and at <= 8.0:
        if opening and opening[0][0] <= at:
            traffic.now, since = opening.pop(0)
            traffic.budget.late(since, traffic.now)
            left.append(traffic.now)
            continue
        traffic.now = max(at, traffic.now + 1e-9)
        for _ in traffic.release():
            if chance.random() < 0.1:
                insort(opening, (traffic.now + chance.uniform(0.005, 0.2), traffic.now))
            else:
                left.append(traffic.now)
        traffic.budget.left(traffic.now)

    assert most_within(left, 1.0) <= per_second
    assert len(left) >= 7 * per_second


def test_what_is_none_of_ours_and_leaves_late_counts_for_nothing() -> None:
    traffic = Traffic()
    traffic.queue(CRISIS, "telegram:1")
    traffic.until(1.0)

    traffic.budget.late(3.0, 3.5)
    traffic.now = 3.5
    for person in range(2, 40):
        traffic.queue(CRISIS, f"telegram:{person}")
    traffic.until(4.55)

    assert len(traffic.went) >= 30


def test_looking_costs_no_more_when_many_wait_in_vain() -> None:
    traffic = Traffic()
    traffic.budget.refused("telegram:1", 50.0, 0.0)
    for _ in range(5000):
        traffic.queue(CRISIS, "telegram:1")
    traffic.release()
    moments = 0

    while (at := traffic.budget.next_at(traffic.now)) is not None and at < 50.0:
        traffic.now = at
        moments += 1

    assert moments == 0
    assert traffic.budget.next_at(traffic.now) == 50.0


def test_nobody_is_forgotten_who_waits_for_their_chat_and_for_their_lane() -> None:
    traffic = Traffic(5)
    for person in [2, 3, 4, 5, 1, 1, 1, 1]:
        traffic.queue(BULK, f"telegram:{person}")

    traffic.until(60.0)

    assert traffic.waiting == {}


def test_three_chats_within_two_seconds_are_a_storm() -> None:
    traffic = Traffic()
    for person, at in ((1, 0.0), (2, 1.5), (3, 1.9)):
        traffic.budget.refused(f"telegram:{person}", 5.0, at)
    traffic.queue(CRISIS, "telegram:4")

    traffic.until(6.8)
    held = len(traffic.went)
    traffic.until(7.0)

    assert (held, len(traffic.went)) == (0, 1)
