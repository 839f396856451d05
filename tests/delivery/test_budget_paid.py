"""The budget where alerts are paid for: two rates, one order of lanes."""

import pytest

from bot.delivery.budget import UNPAID_SECONDS, Budget
from bot.domain.delivery import Lane
from bot.domain.estimates import Pace
from tests.delivery.traffic import ANSWER, BULK, CRISIS, NOTICE, Traffic, most_within


def test_beside_alerts_that_are_paid_for_go_ten_answers_a_second_and_nothing_lower() -> None:
    traffic = Traffic(30, 1000)
    for person in range(4500):
        traffic.queue(CRISIS, f"telegram:{person}", paid=True)
    for person in range(5000, 5100):
        traffic.queue(BULK, f"telegram:{person}")
        traffic.queue(ANSWER, f"telegram:{person + 1000}")

    traffic.until(4.0)

    assert 3900 <= len(traffic.times(paid=True)) <= 4000
    assert most_within(traffic.times(paid=True), 1.0) <= 1000
    assert most_within(traffic.times(ANSWER), 1.0) == 10
    assert traffic.times(BULK) == []


def test_after_the_last_alert_that_is_paid_for_the_others_have_their_pace_back() -> None:
    traffic = Traffic(30, 1000)
    for person in range(500):
        traffic.queue(CRISIS, f"telegram:{person}", paid=True)
    for person in range(5000, 5100):
        traffic.queue(BULK, f"telegram:{person}")

    traffic.until(2.6)

    assert traffic.times(BULK)[0] == pytest.approx(0.504, abs=0.1)
    assert most_within(traffic.times(BULK), 1.0) == 25


@pytest.mark.parametrize(
    ("lane", "address"),
    [
        pytest.param(CRISIS, "telegram:-1", id="a group"),
        pytest.param(NOTICE, "telegram:1", id="no alert"),
        pytest.param(ANSWER, "telegram:1", id="an answer"),
    ],
)
def test_nothing_else_is_paid_for(lane: Lane, address: str) -> None:
    budget = Budget(Pace(30, 1000), now=0.0)
    budget.queue(lane, address, paid=True)

    turns = budget.release(1.0)

    assert [turn.paid for turn in turns] == [False]


def test_an_edit_does_not_hold_up_an_alert_that_is_paid_for() -> None:
    traffic = Traffic(30, 1000)
    for person in range(300):
        traffic.queue(CRISIS, f"telegram:{person}")
    for person in range(300):
        traffic.queue(CRISIS, f"telegram:{person + 300}", paid=True)

    traffic.until(0.5)

    assert len(traffic.times(paid=True)) == 300
    assert len(traffic.times(paid=False)) <= 15


def test_what_cannot_be_paid_for_goes_on_at_the_free_pace_in_its_order() -> None:
    traffic = Traffic(30, 1000)
    for person in range(2000):
        traffic.queue(CRISIS, f"telegram:{person}", paid=True)
    traffic.until(1.0)
    paid = len(traffic.went)

    traffic.unpaid()
    traffic.queue(CRISIS, "telegram:5000", paid=True)
    traffic.until(11.0)

    went = [row.address for _, row in traffic.went]
    assert went == [f"telegram:{person}" for person in range(len(went))]
    assert 295 <= len(went) - paid <= 300
    assert traffic.times(paid=True)[-1] <= 1.0


def test_after_an_hour_it_is_tried_again_to_pay() -> None:
    budget = Budget(Pace(30, 1000), now=0.0)

    budget.unpaid(0.0)
    meanwhile = budget.is_paid(UNPAID_SECONDS - 1)
    later = budget.is_paid(UNPAID_SECONDS)
    budget.unpaid(UNPAID_SECONDS)
    budget.pay_again()

    assert (meanwhile, later, budget.is_paid(UNPAID_SECONDS + 1)) == (False, True, True)


def test_after_a_storm_an_alert_that_is_paid_for_probes() -> None:
    traffic = Traffic(30, 1000)
    traffic.budget.refused("telegram:1", 61.0, 0.0)
    for person in range(10, 20):
        traffic.queue(CRISIS, f"telegram:{person}", paid=True)

    traffic.until(65.0)
    probes = len(traffic.went)
    traffic.budget.answered("telegram:10")
    traffic.until(66.0)

    assert probes == 1
    assert len(traffic.times(paid=True)) == 10
