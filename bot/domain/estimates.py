"""What sending takes: how fast messages may go, how long that is for an audience, what it costs."""

from dataclasses import dataclass

from bot.domain.delivery import Lane
from bot.domain.durations import lasting
from bot.domain.messages import Listing, Text, text

WINDOW_SECONDS = 1.008
"""The second in which we count. The extra is for the way: what we send a second apart may arrive
a little closer together."""

PAID_PER_SECOND = 1_000
MESSAGES_A_STAR = 10
"""Source: Bot API, sendMessage, `allow_paid_broadcast`: "Pass True to allow up to 1000 messages per
second, ignoring broadcasting limits for a fee of 0.1 Telegram Stars per message"."""

FEW = 20
"""So few people have a message so soon that parts of them say nothing."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages a second may go: `per_second` to all together, and besides them
    `paid_per_second` alerts to people that are paid for, if that is more than 0."""

    per_second: int = 30
    paid_per_second: int = 0

    @property
    def quiet(self) -> int:
        """What NOTICE and BULK get of it together: 25 of 30."""
        return max(1, self.per_second * 5 // 6)

    @property
    def answers(self) -> int:
        """What ANSWER gets of it while a crisis message could go: 10 of 30."""
        return max(1, self.per_second // 3)

    @property
    def free(self) -> "Pace":
        """The same without what is paid for."""
        return Pace(self.per_second)

    def of(self, lane: Lane) -> int:
        """Return how many of a lane's messages to people may go a second, when only they go."""
        if lane >= Lane.NOTICE:
            return self.quiet
        if lane is Lane.CRISIS and self.paid_per_second:
            return self.paid_per_second
        return self.per_second


@dataclass(frozen=True, slots=True)
class Estimate:
    """When an audience has a message, in seconds from now, if nothing comes between; and what that
    costs at most: Telegram takes Stars only for what was delivered, and beyond 30 a second.

    Source: Bot API, "Paid Broadcasts".
    """

    first: float
    half: float
    most: float
    all: float
    stars: int = 0


def estimate(people: int, pace: Pace, *, lane: Lane, ahead: int = 0, weight: int = 1) -> Estimate:
    """Return what sending to so many people takes after `ahead` messages that go first. `weight` is
    how many messages it is for each of them; `most` is 95 in a hundred of them."""
    each = WINDOW_SECONDS / pace.of(lane)

    def has(count: int) -> float:
        return (ahead + count * weight) * each if count else 0.0

    is_paid = lane is Lane.CRISIS and pace.paid_per_second > 0
    return Estimate(
        first=has(min(people, 1)),
        half=has(share(people, 50)),
        most=has(share(people, 95)),
        all=has(people),
        stars=stars_for(people * weight) if is_paid else 0,
    )


def estimate_edits(copies: int, pace: Pace) -> float:
    """Return the seconds that editing so many copies takes: edits cannot be paid for."""
    return copies * WINDOW_SECONDS / pace.per_second


def share(people: int, percent: int) -> int:
    """Return the least number of people that is so many in a hundred of them."""
    return -(-people * percent // 100)


def stars_for(messages: int) -> int:
    """Return how many Stars so many paid messages cost, a part of one as a whole one."""
    return -(-messages // MESSAGES_A_STAR)


def forecast(people: int, pace: Pace, *, lane: Lane, ahead: int = 0, copies: int = 0) -> Text:
    """Return in words when so many people will have a message and, where it is paid for, what that
    costs and how long it would take for nothing; `copies` are edited when all have it."""
    expected = estimate(people, pace, lane=lane, ahead=ahead)
    lines = [_times(expected, people)]
    if expected.stars:
        free = estimate(people, pace.free, lane=lane, ahead=ahead)
        lines.append(text("estimate.paid", n=expected.stars, times=_times(free, people)))
    elif lane is Lane.CRISIS and people > FEW:
        # Presses come all the while, and have a third of the pace.
        lines.append(text("estimate.answers"))
    if ahead:
        lines.append(text("estimate.ahead", n=ahead))
    if copies > FEW:
        lines.append(text("estimate.edits", all=lasting(estimate_edits(copies, pace))))
    return text("estimate.lines", lines=Listing(tuple(lines), "lines"))


def _times(expected: Estimate, people: int) -> Text:
    if people <= FEW:
        return text("estimate.few", all=lasting(expected.all))
    return text("estimate.many", half=lasting(expected.half), most=lasting(expected.most))
