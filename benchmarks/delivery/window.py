"""How many arrived in a second, whichever second one looks at."""

from collections import deque
from collections.abc import Sequence

SECOND = 1_000_000_000
"""Nanoseconds: moments here are the server's `monotonic_ns`."""


class Window:
    """At most `most` in any sliding second; 0 means any number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: deque[int] = deque()

    def take(self, now: int) -> bool:
        """Return whether one more may come now, and count it if so."""
        if not self._most:
            return True
        while self._taken and self._taken[0] <= now - SECOND:
            self._taken.popleft()
        if len(self._taken) >= self._most:
            return False
        self._taken.append(now)
        return True


def most_in_a_second(moments: Sequence[int]) -> int:
    """Return the most of `moments` (in order) that fall into one second, beginning anywhere."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - SECOND:
            first += 1
        most = max(most, last - first + 1)
    return most


def each_second(moments: Sequence[int], start: int, *, step: float = 1.0) -> list[float]:
    """Return how many a second there were in each `step` seconds from `start` on."""
    counts: list[float] = []
    for moment in moments:
        place = int((moment - start) / (step * SECOND))
        if place >= 0:
            counts += [0.0] * (place + 1 - len(counts))
            counts[place] += 1 / step
    return counts
