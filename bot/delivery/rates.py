"""Limits in time: so many in any window, evenly, in slices. All on any monotonic clock."""

from bisect import bisect_left, bisect_right
from collections import deque
from math import ceil, inf

from bot.domain.estimates import WINDOW_SECONDS

SLICE_SECONDS = 0.01
"""Messages go in slices this far apart, so that a second's worth never goes at once."""

GRACE_SECONDS = WINDOW_SECONDS - 1.004
"""So late may a message leave after its turn without counting as later: what `WINDOW_SECONDS` has
more than a second is half for us, half for the way."""

CATCH_UP_SECONDS = 0.1
"""So much of a time in which nothing could go (a busy moment of this process) is made up for."""


class Window:
    """At most so many in any stretch of `seconds`; what weighs more takes the whole of it."""

    __slots__ = ("_leaving", "_most", "_seconds", "_times")

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)
        self._leaving = 0

    def free_at(self, weight: int = 1, *, ahead: int = 0, now: float = 0.0) -> float:
        """Return when `weight` more may go, after `ahead` others that go from `now` on."""
        position = len(self._times) + ahead + min(weight, self._most) - 1 - self._most
        if position < 0:
            return -inf
        made = self._times[position] if position < len(self._times) else now
        return made + self._seconds

    def note(self, now: float, weight: int = 1) -> None:
        """Count what goes now."""
        self._leaving += weight
        if weight == 1:
            self._times.append(now)
        else:
            self._times.extend([now] * weight)

    def left(self, now: float) -> None:
        """Count what went since the last call as if it had gone now, but for a grace."""
        leaving, self._leaving = min(self._leaving, len(self._times)), 0
        now -= GRACE_SECONDS
        for place in range(-leaving, 0):
            if self._times[place] >= now:
                break  # so are those after it
            self._times[place] = now

    def late(self, since: float, now: float) -> None:
        """Count the first of those that went in the slice before `since` as if it had gone now, but
        for a grace.

        Nothing is counted later where nothing went then: it was not one of ours.
        """
        place = bisect_left(self._times, since - SLICE_SECONDS)
        now -= GRACE_SECONDS
        if place == len(self._times) or self._times[place] > min(since, now):
            return
        del self._times[place]
        self._times.insert(bisect_right(self._times, now), now)

    def is_fresh(self, now: float) -> bool:
        """Return whether it is as if nothing had ever gone."""
        return not self._times or self._times[-1] + self._seconds <= now


class Even:
    """One every `interval` seconds; up to `lag` seconds that were not used may be made up for."""

    __slots__ = ("_interval", "_lag", "_next")

    def __init__(self, interval: float, lag: float, *, start: float = -inf) -> None:
        self._interval = interval
        self._lag = lag
        self._next = start + interval

    def free_at(self, *, ahead: int = 0, now: float = -inf) -> float:
        """Return when one more may go, after `ahead` others that go from `now` on."""
        if not ahead:
            return self._next
        return max(self._next, now - self._lag) + ahead * self._interval

    def note(self, now: float, weight: int = 1, *, lag: float = 0.0) -> None:
        """Count what goes now, to which `lag` seconds may be made up for, if that is more."""
        self._next = max(self._next, now - max(lag, self._lag)) + weight * self._interval

    def is_fresh(self, now: float) -> bool:
        """Return whether it is as if nothing had ever gone."""
        return self._next <= now - self._lag


class Rate:
    """So many a second to all together: in any window, evenly, and a slice at a time."""

    __slots__ = ("_even", "_interval", "_left", "_opens_at", "_slice", "_slice_at", "_window")

    def __init__(self, per_second: int, *, now: float) -> None:
        self._interval = WINDOW_SECONDS / per_second
        self._even = Even(self._interval, CATCH_UP_SECONDS, start=now)
        self._window = Window(per_second, WINDOW_SECONDS)
        self._slice = max(1, ceil(1.5 * per_second * SLICE_SECONDS))
        self._slice_at = now
        self._left = 0
        self._opens_at = self._even.free_at()

    def begin(self, now: float) -> None:
        """Begin a slice, if it is time for one."""
        self._left = self._slice if now >= self._slice_at else 0

    def takes(self, weight: int, now: float) -> bool:
        """Return whether so many may go in the slice that has begun."""
        if self._left <= 0 or self._opens_at > now:
            return False
        return weight == 1 or self._window.free_at(weight) <= now

    def free_at(self, weight: int = 1) -> float:
        """Return when so many may go in a slice that has not begun."""
        opens_at = max(self._slice_at, self._opens_at)
        return opens_at if weight == 1 else max(opens_at, self._window.free_at(weight))

    def note(self, now: float, weight: int) -> None:
        """Count what goes now."""
        # What weighs more has waited for its room in the window: that is not asked of it twice.
        self._even.note(now, weight, lag=(weight - 1) * self._interval)
        self._window.note(now, weight)
        self._opens_at = max(self._even.free_at(), self._window.free_at())
        self._left -= weight
        self._slice_at = now + SLICE_SECONDS

    def left(self, now: float) -> None:
        """Count what went since the last call as if it had gone now, but for a grace."""
        self._window.left(now)
        self._opens_at = max(self._opens_at, self._window.free_at())

    def late(self, since: float, now: float) -> None:
        """Count one that went at about `since` as if it had gone now, but for a grace."""
        self._window.late(since, now)
        self._opens_at = max(self._opens_at, self._window.free_at())
