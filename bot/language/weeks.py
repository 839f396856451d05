"""Weeks and months as a reader's calendar hangs on the wall."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale, UnknownLocaleError

from bot.language.dates import JALALI, wall_calendar
from bot.language.jalali import JalaliDay, to_gregorian, to_jalali

MONDAY, SATURDAY = 0, 5
HOME_OF = {"az": "AZ", "azb": "IR", "de": "DE", "en": "GB", "fa": "IR", "ru": "RU", "tr": "TR"}
"""Where a language is at home, for readers who have not said where they live."""


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month: its days in order, and the weekday (Monday is 0) in the first column."""

    days: tuple[date, ...]
    first_weekday: int

    @property
    def weeks(self) -> tuple[tuple[date | None, ...], ...]:
        """The rows of the page, seven places each, None where the month has no day."""
        empty = (self.days[0].weekday() - self.first_weekday) % 7
        places: list[date | None] = [*([None] * empty), *self.days]
        places += [None] * (-len(places) % 7)
        return tuple(tuple(places[n : n + 7]) for n in range(0, len(places), 7))

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The weekdays (Monday is 0) at the head of the columns."""
        return tuple((self.first_weekday + n) % 7 for n in range(7))


def first_weekday(language: str, calendar: str | None, country: str | None) -> int:
    """Return the weekday (Monday is 0) on which the reader's week begins.

    The Jalali week begins on Saturday wherever it is read; else it is the custom of the country
    (ISO 3166), or of the home of the language where no country has been said. Source: CLDR.
    """
    if wall_calendar(language, calendar) == JALALI:
        return SATURDAY
    try:
        return Locale.parse(f"und_{country or HOME_OF.get(language, '001')}").first_week_day
    except (UnknownLocaleError, ValueError):
        return MONDAY


def month_page(day: date, language: str, calendar: str | None, country: str | None) -> MonthPage:
    """Return the month in which `day` lies, in the reader's calendar.

    Raises:
        OverflowError: the month reaches beyond the years that dates can have.
    """
    if wall_calendar(language, calendar) == JALALI:
        here = to_jalali(day)
        first = day - timedelta(days=here.day - 1)
        last = first + timedelta(days=_jalali_length(here) - 1)
    else:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    return MonthPage(days, first_weekday(language, calendar, country))


def _jalali_length(here: JalaliDay) -> int:
    """Return how many days a month has: the last day that there is."""
    return next(n for n in (31, 30, 29) if to_gregorian(JalaliDay(here.year, here.month, n)))
