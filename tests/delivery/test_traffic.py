"""The budget under any traffic: no limit broken, nobody starved, nothing idle."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.delivery.budget import PROBE_SECONDS, UNPAID_SECONDS
from bot.delivery.rates import SLICE_SECONDS
from bot.domain.delivery import Lane
from bot.domain.estimates import WINDOW_SECONDS
from tests.delivery.traffic import (
    ANSWER,
    BULK,
    CRISIS,
    NOTICE,
    Plan,
    Traffic,
    addresses,
    arrivals,
    beside_paid,
    chat_is_free,
    check_limits,
    check_nothing_could_go,
    most_within,
    weights,
)

paces = st.sampled_from([(5, 0), (30, 0), (30, 1000), (300, 0), (30, 60)])


@given(arrivals, paces)
@settings(max_examples=80, deadline=None)
def test_no_limit_is_broken_in_any_window(plan: Plan, pace: tuple[int, int]) -> None:
    traffic = Traffic(*pace)
    for gap, lane, address, weight, paid in plan:
        traffic.until(traffic.now + gap)
        traffic.queue(lane, address, weight=weight, paid=paid)
    traffic.until(traffic.now + 3000)

    assert traffic.waiting == {}
    check_limits(traffic)
    calls = [at for at, row in traffic.went if not row.paid]
    assert most_within(calls, SLICE_SECONDS) <= max(1, traffic.per_second // 50)


@given(arrivals, paces)
@settings(max_examples=80, deadline=None)
def test_nobody_goes_before_somebody_higher_who_could_go(plan: Plan, pace: tuple[int, int]) -> None:
    traffic = Traffic(*pace)
    for _, lane, address, weight, paid in plan:
        traffic.queue(lane, address, weight=weight, paid=paid)
    while traffic.waiting:
        free = [row for row in traffic.waiting.values() if not row.paid]
        could = [row for row in free if chat_is_free(traffic.went, row, traffic.now)]
        answers = [at for at in traffic.times(ANSWER) if at > traffic.now - WINDOW_SECONDS]
        answer = next((row for row in could if row.lane is ANSWER), None)
        needed = min(answer.weight, traffic.pace.answers) if answer else 0
        gives_way = len(answers) + needed > traffic.pace.answers
        order = [CRISIS, ANSWER, NOTICE, BULK] if gives_way else list(Lane)
        if beside_paid(traffic, traffic.now):
            order = [CRISIS] if answer is None or gives_way else [ANSWER, CRISIS]
        first = next((lane for lane in order if any(row.lane is lane for row in could)), None)
        gone = [row for row in traffic.release() if not row.paid]
        for row in gone[:1]:
            assert row.lane == first
        next_at = traffic.budget.next_at(traffic.now)
        traffic.now = max(next_at or 0, traffic.now + 1e-9)


@given(arrivals, st.sampled_from([(30, 0), (30, 60)]))
@settings(max_examples=80, deadline=None)
def test_it_is_never_idle_while_a_row_could_go(plan: Plan, pace: tuple[int, int]) -> None:
    traffic = Traffic(*pace)
    for gap, lane, address, weight, paid in plan:
        end = traffic.now + gap
        traffic.release()
        while traffic.now < end:
            next_at = traffic.budget.next_at(traffic.now) or end
            check_nothing_could_go(traffic, (traffic.now + min(next_at, end)) / 2)
            traffic.now = min(max(next_at, traffic.now + 1e-9), end)
            traffic.release()
        traffic.queue(lane, address, weight=weight, paid=paid)


class Anything(RuleBasedStateMachine):
    """Whatever happens to a budget, in any order; the holds are reckoned by their rules."""

    @initialize(paid=st.sampled_from([0, 60, 1000]))
    def begin(self, paid: int) -> None:
        self.traffic = Traffic(30, paid)
        self.refusals: list[tuple[float, str, float]] = []
        self.held: dict[str, float] = {}
        self.all_until: float | None = None
        self.probe: tuple[str, float] | None = None
        self.unpaid_at = -UNPAID_SECONDS

    @rule(
        lane=st.sampled_from(Lane),
        address=addresses,
        weight=weights,
        paid=st.booleans(),
        times=st.integers(1, 8),
    )
    def queue(self, lane: Lane, address: str, weight: int, paid: bool, times: int) -> None:
        for _ in range(times):
            self.traffic.queue(lane, address, weight=weight, paid=paid)

    @rule(seconds=st.sampled_from([0.003, 0.03, 0.5, 2.0, 25.0]))
    def wait(self, seconds: float) -> None:
        end = self.traffic.now + seconds
        self.release()
        while (at := self.traffic.budget.next_at(self.traffic.now)) is not None and at <= end:
            self.traffic.now = max(at, self.traffic.now + 1e-9)
            self.release()
        self.traffic.now = end

    @rule(address=addresses, seconds=st.sampled_from([0.5, 3.0, 30.0, 61.0, 3600.0]))
    def refuse(self, address: str, seconds: float) -> None:
        now = self.traffic.now
        self.traffic.budget.refused(address, seconds, now)
        self.held[address] = max(self.held.get(address, 0.0), now + seconds)
        self.refusals = [one for one in self.refusals if one[0] >= now - 2.0]
        self.refusals.append((now, address, now + seconds))
        is_probe = self.probe is not None and self.probe[0] == address
        is_storm = len({key for _, key, _ in self.refusals}) >= 3
        if is_storm or is_probe or seconds > 60:
            until = min(max(until for _, _, until in self.refusals), now + 60)
            self.all_until = max(self.all_until or 0, until)
            self.probe = None

    @precondition(lambda self: self.probe is not None)
    @rule()
    def answer_the_probe(self) -> None:
        assert self.probe is not None
        self.traffic.budget.answered(self.probe[0])
        self.refusals, self.all_until, self.probe = [], None, None

    @precondition(lambda self: self.traffic.waiting)
    @rule(which=st.integers(0, 10_000))
    def leave(self, which: int) -> None:
        tickets = list(self.traffic.waiting)
        self.traffic.leave(tickets[which % len(tickets)])

    @rule()
    def unpaid(self) -> None:
        self.traffic.unpaid()
        self.unpaid_at = self.traffic.now

    @rule()
    def pay_again(self) -> None:
        self.traffic.budget.pay_again()
        self.unpaid_at = -UNPAID_SECONDS

    def release(self) -> None:
        """Let go who may, and look at each by the rules of holds and payment."""
        traffic, now = self.traffic, self.traffic.now
        could = [
            row for row in traffic.waiting.values() if chat_is_free(traffic.went, row, now)
            and self.held.get(row.address, 0.0) <= now
        ]  # fmt: skip
        rows = traffic.release()
        for row in rows:
            assert self.held.get(row.address, 0.0) <= now
            assert not row.paid or now >= self.unpaid_at + UNPAID_SECONDS or self.unpaid_at < 0
        if self.all_until is not None and rows:
            assert len(rows) == 1
            assert now >= self.all_until
            assert self.probe is None or now >= self.probe[1] + PROBE_SECONDS
            if any(row.lane is CRISIS for row in could):
                assert rows[0].lane is CRISIS
            self.probe = (rows[0].address, now)

    @invariant()
    def limits_hold(self) -> None:
        if hasattr(self, "traffic"):
            check_limits(self.traffic)

    def teardown(self) -> None:
        """Nobody is forgotten: once every probe is answered, all go."""
        if not hasattr(self, "traffic"):
            return
        for _ in range(200):
            if self.probe is not None:
                self.answer_the_probe()
            self.wait(25.0)
        assert self.traffic.waiting == {}


def test_whatever_happens_the_limits_hold_and_nobody_is_forgotten() -> None:
    run_state_machine_as_test(
        Anything, settings=settings(max_examples=30, stateful_step_count=40, deadline=None)
    )


def test_albums_among_others_take_no_more_time_than_their_items() -> None:
    traffic = Traffic()
    for person in range(160):
        traffic.queue(CRISIS, f"telegram:{person}", weight=10 if person % 20 == 10 else 1)

    traffic.until(60.0)

    messages = traffic.times(CRISIS)
    assert messages[-1] < len(messages) * WINDOW_SECONDS / 30 + 0.05


def test_an_album_that_waits_counts_as_its_items() -> None:
    traffic = Traffic()
    traffic.queue(NOTICE, "telegram:1", weight=10)

    assert traffic.budget.wait_for("telegram:1", 0.0) == 8.0
