"""Traffic for a budget on a clock that is moved; its limits are reckoned another way here."""

from bisect import bisect_left
from dataclasses import dataclass, field

from hypothesis import strategies as st

from bot.delivery.budget import Budget, ChatLimits
from bot.domain.delivery import Lane
from bot.domain.estimates import WINDOW_SECONDS, Pace

A_LITTLE = 1e-6
HEAVIEST = 10
"""An album has ten items at most."""

ANSWER, CRISIS, NOTICE, BULK = Lane
LIMITS = ChatLimits()


@dataclass(frozen=True, slots=True)
class Row:
    """Something to send; `paid` says that it can be paid for, once it has gone that it was."""

    lane: Lane
    address: str
    weight: int = 1
    paid: bool = False


Went = tuple[float, Row]


@dataclass
class Traffic:
    """A budget driven from one moment to the next, and what it let through."""

    per_second: int = 30
    paid_per_second: int = 0
    now: float = 0.0
    waiting: dict[int, Row] = field(default_factory=dict)
    went: list[Went] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pace = Pace(self.per_second, self.paid_per_second)
        self.budget = Budget(self.pace, now=self.now)

    def queue(self, lane: Lane, address: str, *, weight: int = 1, paid: bool = False) -> int:
        """Queue; what can be paid for does so while the bot can pay."""
        pays = paid and self.budget.is_paid(self.now)
        ticket = self.budget.queue(lane, address, weight=weight, paid=pays)
        is_paid = pays and lane is CRISIS and ":-" not in address
        self.waiting[ticket] = Row(lane, address, weight, is_paid)
        return ticket

    def leave(self, ticket: int) -> None:
        """Leave the queue."""
        del self.waiting[ticket]
        self.budget.leave(ticket)

    def unpaid(self) -> None:
        """Refuse to go on for Stars: nobody is paid for any more."""
        self.budget.unpaid(self.now)
        for ticket, row in self.waiting.items():
            self.waiting[ticket] = Row(row.lane, row.address, row.weight)

    def release(self) -> list[Row]:
        """Let go who may now."""
        turns = self.budget.release(self.now)
        rows = [self.waiting.pop(turn.ticket) for turn in turns]
        assert [turn.paid for turn in turns] == [row.paid for row in rows]
        self.went += [(self.now, row) for row in rows]
        return rows

    def until(self, end: float) -> None:
        """Release all that may go up to `end`, at the moments that the budget names."""
        self.release()
        while (at := self.budget.next_at(self.now)) is not None and at <= end:
            assert at >= self.now
            self.now = max(at, self.now + 1e-9)
            self.release()
        self.now = max(self.now, end)

    def times(self, *lanes: Lane, paid: bool | None = None) -> list[float]:
        """Return when messages went: of these lanes or all, a heavy one as often as it counts."""
        return [
            at
            for at, row in self.went
            if row.lane in (lanes or tuple(Lane)) and paid in (None, row.paid)
            for _ in range(row.weight)
        ]


def most_within(times: list[float], seconds: float) -> int:
    """Return the most that stand in any stretch of `seconds`, its end not counted."""
    return max(
        (bisect_left(times, at + seconds - A_LITTLE) - n for n, at in enumerate(times)), default=0
    )


def chat_is_free(went: list[Went], row: Row, at: float) -> bool:
    """Say by the rules alone whether a chat takes one more: another reckoning than the budget's."""
    own = [
        then for then, other in went if other.address == row.address for _ in range(other.weight)
    ]
    in_minute = sum(then > at - 61 for then in own) + row.weight
    if ":-" in row.address and in_minute > LIMITS.group_per_minute:
        return False
    # With a burst of three and one a second, n messages take n - 3 seconds at least.
    later = [*own, *[at] * min(row.weight, LIMITS.burst)]
    return all(at - later[-n] >= (n - LIMITS.burst) - A_LITTLE for n in range(1, len(later) + 1))


def check_limits(traffic: Traffic) -> None:
    """No limit was broken in any window."""
    pace, went = traffic.pace, traffic.went
    heavy = HEAVIEST if any(row.weight > 1 for _, row in went) else 1
    free, paid = traffic.times(paid=False), traffic.times(paid=True)
    assert most_within(free, 1.0) <= max(pace.per_second, heavy)
    assert most_within(paid, 1.0) <= max(pace.paid_per_second, heavy)
    assert most_within(traffic.times(NOTICE, BULK), 1.0) <= max(pace.quiet, heavy)
    for number, (at, row) in enumerate(went):
        assert chat_is_free(went[:number], row, at), row


def beside_paid(traffic: Traffic, at: float) -> bool:
    """Say whether an alert that is paid for could go but for its rate: few others go beside it."""
    paid = [row for row in traffic.waiting.values() if row.paid]
    return any(chat_is_free(traffic.went, row, at) for row in paid)


def check_nothing_could_go(traffic: Traffic, at: float) -> None:
    """At a moment when nothing goes, nobody could who waits."""
    free = [row for row in traffic.waiting.values() if not row.paid]
    paid = [row for row in traffic.waiting.values() if row.paid]
    could = [row for row in paid if chat_is_free(traffic.went, row, at)]
    assert not could or _is_full(traffic, could, at, traffic.pace.paid_per_second, paid=True)
    could = [row for row in free if chat_is_free(traffic.went, row, at)]
    urgent = [row for row in could if row.lane <= CRISIS]
    if beside_paid(traffic, at):
        in_window = _weight_since(traffic, at, ANSWER)
        answers = [row for row in urgent if row.lane is ANSWER]
        if in_window + max((row.weight for row in answers), default=0) > traffic.pace.answers:
            urgent = [row for row in urgent if row.lane is CRISIS]
        if not urgent:
            return
    quiet = [row for row in could if row.lane is NOTICE] or [
        row for row in could if row.lane is BULK
    ]
    if _is_full(traffic, urgent or quiet, at, traffic.per_second, paid=False):
        return
    assert not urgent
    in_window = _weight_since(traffic, at, NOTICE, BULK)
    assert all(in_window + row.weight > traffic.pace.quiet for row in quiet[:1]), quiet


def _is_full(traffic: Traffic, rows: list[Row], at: float, most: int, *, paid: bool) -> bool:
    """Say whether a rate has no room for the rows that are first: the heaviest is what counts."""
    last = [(then, row.weight) for then, row in traffic.went if row.paid == paid][-1:]
    interval = WINDOW_SECONDS / most
    if any(at - then < weight * interval for then, weight in last) or (not last and at < interval):
        return True
    used = sum(then > at - WINDOW_SECONDS for then in traffic.times(paid=paid))
    return used + max((row.weight for row in rows), default=0) > most


def _weight_since(traffic: Traffic, at: float, *lanes: Lane) -> int:
    return sum(then > at - WINDOW_SECONDS for then in traffic.times(*lanes))


people = st.integers(1, 40).map("telegram:{}".format)
groups = st.integers(1, 2).map("telegram:-{}".format)
addresses = st.one_of(people, people, groups)
gaps = st.sampled_from([0.0, 0.0, 0.0, 0.004, 0.05, 0.7, 3.0])
weights = st.sampled_from([1, 1, 1, 1, 1, 2, HEAVIEST])
arrivals = st.lists(
    st.tuples(gaps, st.sampled_from(Lane), addresses, weights, st.booleans()), max_size=100
)
Plan = list[tuple[float, Lane, str, int, bool]]
