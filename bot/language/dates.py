"""Moments as a reader sees them: in their zone, their calendar, their digits."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta

from bot.domain.messages import Moment, Span
from bot.language import names
from bot.language.clock_changes import comes_twice
from bot.language.direction import is_rtl, isolated, ltr
from bot.language.jalali import JalaliDay, to_jalali
from bot.language.numerals import digits_for
from bot.language.reader import Reader
from bot.language.zones import place_of, zone_of

JALALI, GREGORIAN, BOTH = "jalali", "gregorian", "both"

READ_BOTH = ("azb", "fa")
"""Languages whose readers live by the Jalali calendar and, abroad, by the Gregorian one too."""

Unit = Literal["minute", "hour", "day", "week", "month"]
_UNITS: tuple[tuple[Unit, timedelta, timedelta], ...] = (
    ("minute", timedelta(minutes=1), timedelta(hours=1)),
    ("hour", timedelta(hours=1), timedelta(days=1)),
    ("day", timedelta(days=1), timedelta(days=14)),
    ("week", timedelta(weeks=1), timedelta(days=60)),
    ("month", timedelta(days=30), timedelta.max),
)
"""A unit, its length, and the distance from which the next one is used."""


def format_moment(moment: Moment, reader: Reader, now: datetime) -> str:
    """Return `moment` in the reader's words, by its style; times name their place."""
    if moment.style == "ago":
        return _ago(moment.at - now, reader.language)
    zone_name = moment.zone or reader.zone
    zone = zone_of(zone_name)
    at, today = moment.at.astimezone(zone), now.astimezone(zone).date()
    time = _time(at, zone_name, reader.language)
    match moment.style:
        case "day":
            words = _date(at.date(), today, reader)
        case "time":
            words = time
        case "clock":
            words = f"{at:%H:%M}"
        case "number":
            words = str(_on_the_wall(at.date(), reader).day)
        case "month":
            words = _month(at.date(), reader)
        case "typed":
            words = _typed(at.date(), today, reader)
        case "clocks":
            words = f"{_full(at, today, time, reader)}\n{_clocks(at, zone_name, reader.language)}"
        case _:
            words = _full(at, today, time, reader)
    return digits_for(words, reader.language)


def _full(at: datetime, today: date, time: str, reader: Reader) -> str:
    order = names.order_of(reader.language)
    weekday = names.weekday_name(at.weekday(), reader.language)
    day = order.with_weekday.format(weekday=weekday, date=_date(at.date(), today, reader))
    return f"{day}{order.comma}{time}"


def _time(at: datetime, zone: str | None, language: str) -> str:
    place = place_of(zone, language)
    if is_rtl(language):
        place = isolated(place, rtl=True)
    return f"{_clock(at, language)} ({place})"


def _clock(at: datetime, language: str) -> str:
    """Return the time of day; where it comes twice that day, with its distance from UTC."""
    if at.tzinfo is None or not comes_twice(at, at.tzinfo):
        return f"{at:%H:%M}"
    minutes = (at.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    words = f"{at:%H:%M} UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    return ltr(words) if is_rtl(language) else words


def _clocks(at: datetime, zone: str | None, language: str) -> str:
    """Return the time in Baku and in Tabriz, with the weekday where it is another day there."""
    cities = (
        (names.BAKU, names.baku(language)),
        (names.TABRIZ, names.tabriz(language)),
    )
    clocks = []
    for city_zone, city in cities:
        if city_zone == zone == names.BAKU:
            continue
        there = at.astimezone(ZoneInfo(city_zone))
        other_day = there.date() != at.date()
        weekday = names.weekday_name(there.weekday(), language)
        clocks.append(f"{city} {there:%H:%M}" + (f" ({weekday})" if other_day else ""))
    # Beside digits of Arabic script a dot in the middle reads as a zero.
    return ("، " if is_rtl(language) else " · ").join(clocks)


def _date(day: date, today: date, reader: Reader) -> str:
    language = reader.language
    calendar = reader.calendar or (BOTH if language in READ_BOTH else GREGORIAN)
    if calendar == JALALI:
        return _jalali(day, today, language)
    if calendar == GREGORIAN:
        return _gregorian(day, today, language)
    first, second = _gregorian(day, today, language), _jalali(day, today, language)
    if language in READ_BOTH:
        first, second = second, first
    return f"{first} ({second})"


def _gregorian(day: date, today: date, language: str) -> str:
    order = names.order_of(language)
    pattern = order.day if day.year == today.year else order.day_of_year
    month = names.gregorian_month(day.month, language)
    return pattern.format(day=day.day, month=month, year=day.year)


def _jalali(day: date, today: date, language: str) -> str:
    order = names.order_of(language)
    there, this_year = to_jalali(day), to_jalali(today).year
    pattern = order.day if there.year == this_year else order.day_of_year
    month = names.jalali_month(there.month, language)
    return pattern.format(day=there.day, month=month, year=there.year)


def wall_calendar(language: str, calendar: str | None) -> str:
    """Return the calendar, `jalali` or `gregorian`, whose months a reader turns over."""
    usual = JALALI if language in READ_BOTH else GREGORIAN
    return usual if calendar in (None, BOTH) else str(calendar)


def _on_the_wall(day: date, reader: Reader) -> "date | JalaliDay":
    jalali = wall_calendar(reader.language, reader.calendar) == JALALI
    return to_jalali(day) if jalali else day


def _typed(day: date, today: date, reader: Reader) -> str:
    jalali = wall_calendar(reader.language, reader.calendar) == JALALI
    return (_jalali if jalali else _gregorian)(day, today, reader.language)


def _month(day: date, reader: Reader) -> str:
    there = _on_the_wall(day, reader)
    if isinstance(there, JalaliDay):
        return f"{names.jalali_month(there.month, reader.language)} {there.year}"
    return f"{names.gregorian_month(there.month, reader.language, alone=True)} {there.year}"


def say_span(span: Span, reader: Reader, now: datetime) -> str:
    """Return `span` in the reader's words, by its style."""
    there = replace(reader, zone=span.zone or reader.zone)
    words = format_span(span.start, span.end, there, now)
    if span.style != "clocks":
        return words
    start = span.start.astimezone(zone_of(there.zone))
    return f"{words}\n{digits_for(_clocks(start, there.zone, reader.language), reader.language)}"


def format_span(start: datetime, end: datetime, reader: Reader, now: datetime) -> str:
    """Return a stretch of time in the reader's words: a day once where it is one day, the place
    once at the end.

    Raises:
        ValueError: it ends before it begins.
    """
    if end < start:
        raise ValueError("a stretch of time that ends before it begins")
    zone = zone_of(reader.zone)
    first, last, today = start.astimezone(zone), end.astimezone(zone), now.astimezone(zone).date()
    until = _time(last, reader.zone, reader.language)
    began = _full(first, today, _clock(first, reader.language), reader)
    if first.date() == last.date():
        # No space at the dash: between two clocks of one day the line is not broken.
        return digits_for(f"{began}–{until}", reader.language)
    ended = _full(last, today, until, reader)
    return digits_for(f"{began} – {ended}", reader.language)


def _ago(distance: timedelta, language: str) -> str:
    length = abs(distance)
    if length < timedelta(minutes=1):
        return names.just_now(language)
    unit, one, _ = next(step for step in _UNITS if length < step[2])
    n = length // one
    if language in names.DISTANCES:
        pattern = names.DISTANCES[language]["later" if distance > timedelta(0) else "ago"]
        return digits_for(pattern.format(n=n, unit=names.DISTANCES[language][unit]), language)
    whole = n * one if distance > timedelta(0) else -n * one
    # Without a threshold Babel would call 23 hours a day and five weeks a month.
    words = format_timedelta(
        whole, granularity=unit, threshold=1e9, add_direction=True, locale=names.locale_of(language)
    )
    return digits_for(words, language)
