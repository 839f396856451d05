"""When and where, as people write it. Nothing is guessed: what is unclear is None."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.language.clock_changes import on_the_wall
from bot.language.countries import country_name, parse_country, zones_of
from bot.language.distances import after_a_while, lasting_from
from bot.language.folding import fold
from bot.language.jalali import JalaliDay, to_gregorian, to_jalali
from bot.language.timewords import (
    FILLERS,
    Month,
    month_of,
    phrases,
    words_of,
)
from bot.language.zones import parse_zone, zone_of

__all__ = [
    "country_name",
    "parse_country",
    "parse_moment",
    "parse_number",
    "parse_zone",
    "zones_of",
]

LONGEST_WORDS = 80
"""Characters; nobody needs more to say when, and a flood is not worth reading."""

RECENT = timedelta(days=31)
"""A day without a year is taken as just past within this, so that a slip is refused as past and
not put a year ahead; longer ago it is the next year's."""

_NUMERIC_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})\.?"
    r"|(?P<d2>[0-9]{1,2})(?P<s2>[-/.])(?P<m2>[0-9]{1,2})(?P=s2)(?P<y2>[0-9]{4})\.?"
)
_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?(?:-?(?:da|de|ta|te|دا|ده))?")
_DOTTED_TIME = re.compile(r"([0-9]{1,2})\.([0-9]{2})")
_HOUR = re.compile(r"([0-9]{1,2})(?:-?(?:da|de|ta|te|دا|ده))?")
_TWELVE_HOURS = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(am|pm)")
_DAY = re.compile(
    r"([0-9]{1,2})(?:\.|st|nd|rd|th|-?(?:i|si|u|su|de|da|inde|sinde|ی|سی|و|سو|ده|دا))?"
)
_YEAR = re.compile(r"([0-9]{4})(?:-?(?:ci|cu|جی|جو))?")
BEFORE_TIME = words_of("at,um,saat,ساعات,ساعت,в")
AFTER_TIME = words_of("uhr")
_FILLERS = words_of(FILLERS)


@dataclass(slots=True)
class Said:
    """What has been understood of some words; a thing said twice is not understood at all.

    `counted` tells that the day was counted from today, as in *tomorrow*.
    """

    day: date | None = None
    weekday: int | None = None
    day_number: int | None = None
    month: Month | None = None
    year: int | None = None
    clock: time | None = None
    in_utc: bool = False
    counted: bool = False

    @property
    def names_a_day(self) -> bool:
        """Whether a day was said, or a part of one."""
        parts = (self.day, self.weekday, self.day_number, self.month, self.year)
        return any(part is not None for part in parts)

    @property
    def names_a_date(self) -> bool:
        """Whether a date was said, and not only which day of those near by."""
        return self.day_number is not None or (self.day is not None and not self.counted)


class Unclear(Exception):  # noqa: N818  # never leaves this package
    """The words do not say one thing."""


def parse_moment(words: str, *, zone: str, now: datetime, language: str) -> datetime | None:
    """Return the moment (UTC) that `words` name for somebody in `zone`, None if they are unclear.

    A day needs a time of day and a time of day needs a day; `in 2 hours` needs neither, and
    `6 hours`, how long something lasts, is from now on. Years 1300-1500 are Jalali. A day without
    a year is the next such day, unless it has just passed (`RECENT`). An hour that comes twice is
    its first.

    Raises:
        SkippedHour: it is clear, and the clocks go forward over it.
    """
    if len(words) > LONGEST_WORDS:
        return None
    here = now.astimezone(zone_of(zone))
    try:
        tokens = tokens_of(plain(words, language))
        distance = after_a_while(tokens, here) or lasting_from(tokens, here)
        return distance or _at_a_time(tokens, here, language)
    except (Unclear, ValueError, OverflowError):
        return None


def parse_number(words: str) -> int | None:
    """Return the whole number that `words` are, in digits of any of our scripts, else None."""
    digits = fold(words[:LONGEST_WORDS]).strip()
    return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else None


def plain(words: str, language: str) -> str:
    """Return `words` folded, days near today and weekdays as the tokens of `phrases`."""
    said = fold(words)
    for pattern, token in phrases(language):
        said = pattern.sub(f" {token} ", said)
    said = re.sub(r"(?<=[0-9])t(?=[0-9]{2}:)", " ", said)
    return re.sub(r"(?<=[0-9]) (?=[ap]m(?!\w))", "", said)


def tokens_of(said: str) -> list[str]:
    """Return the words of what `plain` returned, one after the other; one empty for none."""
    return re.split(r"[\s,،;]+", said.strip(" \t\n.,،;!"))


def _at_a_time(tokens: list[str], here: datetime, language: str) -> datetime | None:
    """Return the moment of a day and a time of day, said in any order."""
    said = heard(tokens, here, language)
    return moment_of(said, here) if said else None


def heard(tokens: list[str], here: datetime, language: str) -> Said | None:
    """Return what is said of a day and a time of day; None if there is a word of something else.

    Raises:
        Unclear: a thing is said twice, or cannot be.
        ValueError: there is no such day or hour.
    """
    said = Said()
    for at, token in enumerate(tokens):
        beside = (tokens[at - 1] if at else "", tokens[at + 1] if at + 1 < len(tokens) else "")
        if not (
            _is_near_day(said, token, here)
            or _is_time(said, token, *beside)
            or _is_date(said, token, language)
            or token.rstrip(".") in _FILLERS
        ):
            return None
    return said


def moment_of(said: Said, here: datetime, *, since: date | None = None) -> datetime | None:
    """Return the moment of what was said, None if it is not a day and a time of day.

    `here` is the moment from which weekdays are counted. A day without a year is the first one
    `since` that day.

    Raises:
        Unclear: the date cannot be.
        ValueError: there is no such day.
        SkippedHour: the clocks go forward over it.
    """
    if said.clock is None:
        return None
    if said.in_utc:
        here = here.astimezone(UTC)
    return _moment(said, said.clock, here, since or here.date() - RECENT)


def _is_near_day(said: Said, token: str, here: datetime) -> bool:
    """Take in a day counted from today, a weekday, or that all is meant in UTC."""
    kind, _, number = token.partition("+")
    if kind == "day" and number:
        _put(said, "day", here.date() + timedelta(days=int(number)))
        _put(said, "counted", True)
    elif kind == "weekday" and number:
        _put(said, "weekday", int(number))
    elif token in ("utc", "gmt", "z"):
        _put(said, "in_utc", True)
    else:
        return False
    return True


def _is_time(said: Said, token: str, before: str, after: str) -> bool:
    """Take in a time of day: 19:00, 7pm, saat 19, 19 Uhr, and 19.00 after such a word."""
    if found := _TWELVE_HOURS.fullmatch(token):
        hour, minute = int(found[1]), int(found[2] or 0)
        if not 1 <= hour <= 12:
            raise Unclear
        _put(said, "clock", time(hour % 12 + (12 if found[3] == "pm" else 0), minute))
        return True
    announced = before in BEFORE_TIME or after in AFTER_TIME
    found = _TIME.fullmatch(token) or (_DOTTED_TIME.fullmatch(token) if announced else None)
    if found:
        _put(said, "clock", time(int(found[1]), int(found[2])))
        return True
    if announced and (hour_only := _HOUR.fullmatch(token)) and month_of(after, "en") is None:
        _put(said, "clock", time(int(hour_only[1])))
        return True
    return False


def _is_date(said: Said, token: str, language: str) -> bool:
    """Take in a date or a part of one."""
    if found := _NUMERIC_DATE.fullmatch(token):
        year, month, day = (int(found[name] or found[f"{name}2"]) for name in "ymd")
        if found["d2"] and "/" in token and max(month, day) <= 12 and month != day:
            raise Unclear  # 12/1/2026 is a day in December to some and in January to others
        _put(said, "day", _date(year, month, day))
    elif found := _DAY_AND_MONTH.fullmatch(token):
        _put(said, "day_number", int(found[1]))
        _put(said, "month", Month(int(found[2])))
    elif month_named := month_of(token.rstrip("."), language):
        _put(said, "month", month_named)
    elif found := _DAY.fullmatch(token):
        _put(said, "day_number", int(found[1]))
    elif found := _YEAR.fullmatch(token):
        _put(said, "year", int(found[1]))
    else:
        return False
    return True


def _put(said: Said, name: str, value: object) -> None:
    if getattr(said, name) not in (None, False):
        raise Unclear
    setattr(said, name, value)


def _date(year: int, month: int, day: int) -> date:
    """Return the date, Jalali or Gregorian as its year tells.

    Raises:
        Unclear: the year is of neither, or there is no such day.
    """
    if 1300 <= year <= 1500:
        there = to_gregorian(JalaliDay(year, month, day))
        if there is None:
            raise Unclear
        return there
    if not 1900 <= year <= 2200:
        raise Unclear
    return date(year, month, day)


def _moment(said: Said, clock: time, here: datetime, since: date) -> datetime | None:
    """Return the moment of what was said, None if no day was, or days that disagree."""
    named = said.day_number is not None or said.month is not None
    if named:
        if said.day is not None:
            return None
        said.day = _named_day(said, since)
    elif said.year is not None:
        return None
    if said.day is None:
        return None if said.weekday is None else _next_weekday(said.weekday, clock, here)
    if said.weekday not in (None, said.day.weekday()):
        return None
    return local(said.day, clock, here)


def _named_day(said: Said, since: date) -> date:
    """Return the date of a day and a month, in the year that was said or the first `since`."""
    if said.day_number is None or said.month is None:
        raise Unclear
    jalali, month, day = said.month.jalali, said.month.number, said.day_number
    if said.year is not None:
        if jalali != (1300 <= said.year <= 1500):
            raise Unclear
        return _date(said.year, month, day)
    this_year = to_jalali(since).year if jalali else since.year
    for year in range(this_year, this_year + 9):
        there = _day_in(year, month, day, jalali)
        if there is not None and there >= since:
            return there
    raise Unclear


def _day_in(year: int, month: int, day: int, jalali: bool) -> date | None:
    """Return the date in that year; None in a year without it, as for 29 February."""
    if jalali:
        return to_gregorian(JalaliDay(year, month, day))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next_weekday(weekday: int, clock: time, here: datetime) -> datetime:
    """Return the next such weekday; today's if the hour is still to come."""
    day = here.date() + timedelta(days=(weekday - here.weekday()) % 7)
    if day == here.date() and clock <= here.time():
        return local(day + timedelta(days=7), clock, here)
    moment = local(day, clock, here)
    return moment if moment > here else local(day + timedelta(days=7), clock, here)


def local(day: date, clock: time, here: datetime) -> datetime:
    """Return the moment (UTC) at which the clock where `here` is shows `clock` on a day.

    Raises:
        SkippedHour: it never does.
    """
    return on_the_wall(day, clock, here.tzinfo)
