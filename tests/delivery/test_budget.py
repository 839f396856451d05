"""The budget: every limit at once, on a clock that is moved."""

from bisect import bisect_left
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.budget import SLICE_SECONDS, WINDOW_SECONDS, Budget, ChatLimits
from bot.domain.delivery import Lane

A_LITTLE = 1e-6
ANSWER, CRISIS, NOTICE, BULK = Lane
LIMITS = ChatLimits()


@dataclass
class Traffic:
    """A budget driven from one moment to the next, and what it let through."""

    per_second: int = 30
    now: float = 0.0
    waiting: dict[int, tuple[Lane, str]] = field(default_factory=dict)
    went: list[tuple[float, Lane, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budget = Budget(self.per_second, now=self.now)

    def queue(self, lane: Lane, address: str) -> None:
        self.waiting[self.budget.queue(lane, address)] = (lane, address)

    def release(self) -> list[tuple[Lane, str]]:
        released = [self.waiting.pop(ticket) for ticket in self.budget.release(self.now)]
        self.went += [(self.now, lane, address) for lane, address in released]
        return released

    def until(self, end: float) -> None:
        """Release all that may go up to `end`, at the moments that the budget names."""
        self.release()
        while (at := self.budget.next_at(self.now)) is not None and at <= end:
            assert at >= self.now
            self.now = max(at, self.now + 1e-9)
            self.release()
        self.now = max(self.now, end)

    def times(self, *lanes: Lane) -> list[float]:
        return [at for at, lane, _ in self.went if lane in (lanes or tuple(Lane))]


def most_within(times: list[float], seconds: float) -> int:
    """Return the most that stand in any stretch of `seconds`, its end not counted."""
    return max(
        (bisect_left(times, at + seconds - A_LITTLE) - n for n, at in enumerate(times)), default=0
    )


def chat_is_free(went: list[tuple[float, Lane, str]], address: str, at: float) -> bool:
    """Say by the rules alone whether a chat takes one more: another reckoning than the budget's."""
    own = [then for then, _, chat in went if chat == address]
    if ":-" in address and sum(then > at - 61 for then in own) >= LIMITS.group_per_minute:
        return False
    # With a burst of three and one a second, n messages take n - 3 seconds at least.
    later = [*own, at]
    return all(at - later[-n] >= (n - LIMITS.burst) - A_LITTLE for n in range(1, len(later) + 1))


addresses = st.one_of(
    st.integers(1, 40).map("telegram:{}".format), st.integers(1, 2).map("telegram:-{}".format)
)
arrivals = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.0, 0.004, 0.05, 0.7, 3.0]), st.sampled_from(Lane), addresses
    ),
    max_size=150,
)


@given(arrivals, st.sampled_from([5, 30, 300]))
@settings(max_examples=150, deadline=None)
def test_no_limit_is_broken_in_any_window(
    plan: list[tuple[float, Lane, str]], per_second: int
) -> None:
    traffic = Traffic(per_second)
    for gap, lane, address in plan:
        traffic.until(traffic.now + gap)
        traffic.queue(lane, address)
    traffic.until(traffic.now + 600)

    assert traffic.waiting == {}
    assert most_within(traffic.times(), 1.0) <= per_second
    assert most_within(traffic.times(), SLICE_SECONDS) <= max(1, per_second // 50)
    assert most_within(traffic.times(NOTICE, BULK), 1.0) <= max(1, per_second * 5 // 6)
    for number, (at, _, address) in enumerate(traffic.went):
        assert chat_is_free(traffic.went[:number], address, at)


@given(arrivals)
@settings(max_examples=150, deadline=None)
def test_nobody_goes_before_somebody_higher_who_could_go(
    plan: list[tuple[float, Lane, str]],
) -> None:
    traffic = Traffic()
    for _, lane, address in plan:
        traffic.queue(lane, address)
    while traffic.waiting:
        answers = [at for at in traffic.times(ANSWER) if at > traffic.now - WINDOW_SECONDS]
        could = {
            lane
            for lane, address in traffic.waiting.values()
            if chat_is_free(traffic.went, address, traffic.now)
        }
        order = [CRISIS, ANSWER] if len(answers) >= 10 else [ANSWER, CRISIS]
        first = next((lane for lane in [*order, NOTICE, BULK] if lane in could), None)
        for lane, _ in traffic.release():
            assert lane == first
        next_at = traffic.budget.next_at(traffic.now)
        traffic.now = max(next_at or 0, traffic.now + 1e-9)


@given(arrivals)
@settings(max_examples=150, deadline=None)
def test_it_is_never_idle_while_a_row_could_go(plan: list[tuple[float, Lane, str]]) -> None:
    traffic = Traffic()
    for gap, lane, address in plan:
        end = traffic.now + gap
        traffic.release()
        while traffic.now < end:
            next_at = traffic.budget.next_at(traffic.now) or end
            check_nothing_could_go(traffic, (traffic.now + min(next_at, end)) / 2)
            traffic.now = min(max(next_at, traffic.now + 1e-9), end)
            traffic.release()
        traffic.queue(lane, address)


def check_nothing_could_go(traffic: Traffic, at: float) -> None:
    times = traffic.times()
    last = times[-1] if times else 0.0
    in_window = sum(then > at - WINDOW_SECONDS for then in times)
    quiet_in_window = sum(then > at - WINDOW_SECONDS for then in traffic.times(NOTICE, BULK))
    if at - last < WINDOW_SECONDS / 30 or in_window >= 30:
        return
    for lane, address in traffic.waiting.values():
        is_quiet = lane >= NOTICE and quiet_in_window >= 25
        assert is_quiet or not chat_is_free(traffic.went, address, at), (lane, address)


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
    meanwhile = [address for _, _, address in traffic.went]
    traffic.until(5.1)

    assert meanwhile == ["telegram:2"]
    assert [address for _, _, address in traffic.went] == ["telegram:2", "telegram:1"]


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
    over = max(seconds for _, seconds in refusals)
    for person in range(10, 20):
        traffic.queue(ANSWER, f"telegram:{person}")
        traffic.queue(CRISIS, f"telegram:{person + 10}")

    traffic.until(over - 0.01)
    during = list(traffic.went)
    traffic.until(over + 5)
    probes = [lane for _, lane, _ in traffic.went]
    traffic.budget.answered("telegram:20")
    traffic.until(over + 10)

    assert (during, probes) == ([], [CRISIS])
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

    traffic.until(100.0)

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
    budget = Budget(30, now=0.0)
    edits = [budget.queue(Lane.ANSWER, f"telegram:{n}", patient=True) for n in range(100)]
    menu = budget.queue(Lane.ANSWER, "telegram:1000")

    order: list[int] = []
    now = 0.0
    while len(order) < 101:
        now += 0.01
        order += budget.release(now)

    assert order == [menu, *edits]
