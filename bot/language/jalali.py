"""The Solar Hijri calendar of Iran, by persiantools, with types."""

from datetime import date
from typing import NamedTuple

from persiantools.jdatetime import JalaliDate


class JalaliDay(NamedTuple):
    """A day of the Solar Hijri calendar."""

    year: int
    month: int
    day: int


def to_jalali(day: date) -> JalaliDay:
    """Return the Jalali day that is called `day` in the Gregorian calendar."""
    there = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]  # persiantools has none
    return JalaliDay(there.year, there.month, there.day)


def to_gregorian(day: JalaliDay) -> date | None:
    """Return the Gregorian date of `day`, None if there is no such day."""
    try:
        there = JalaliDate(*day)  # type: ignore[no-untyped-call]  # see above
        return there.to_gregorian()
    except ValueError:
        return None
