"""What time it is: `SystemClock` in life, `ShiftedClock` in the playground and in tests."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where every part of the bot asks for the time."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that can be moved forward.

    With `start` it stands still there until moved (tests); without, it runs with the machine's
    clock, ahead by `offset`.
    """

    def __init__(self, start: datetime | None = None, *, offset: timedelta = timedelta(0)) -> None:
        self._start = start
        self.offset = offset

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return (self._start or datetime.now(UTC)) + self.offset

    def forward(self, by: timedelta) -> None:
        """Move the clock ahead.

        Raises:
            ValueError: `by` is negative; what has been sent cannot be unsent.
        """
        if by < timedelta(0):
            raise ValueError("time moves forward only")
        self.offset += by
