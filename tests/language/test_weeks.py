"""Months as pages: every day once, in its column, in either calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import LANGUAGES
from bot.language.jalali import to_jalali
from bot.language.weeks import first_weekday, month_page

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
CALENDARS = st.sampled_from([None, "gregorian", "jalali", "both"])
COUNTRIES = st.sampled_from([None, "AZ", "IR", "DE", "US", "XX"])


@pytest.mark.parametrize(
    ("language", "calendar", "country", "begins"),
    [
        ("az", None, None, MONDAY),
        ("az", "jalali", "AZ", SATURDAY),
        ("azb", None, None, SATURDAY),
        ("azb", None, "DE", SATURDAY),
        ("azb", "gregorian", "DE", MONDAY),
        ("azb", "gregorian", None, SATURDAY),
        ("fa", None, "SE", SATURDAY),
        ("en", None, None, MONDAY),
        ("en", None, "US", SUNDAY),
        ("ru", None, None, MONDAY),
        ("tr", None, "TR", MONDAY),
        ("de", None, "XX", MONDAY),
    ],
)
def test_the_week_begins_where_the_reader_expects_it(
    language: str, calendar: str | None, country: str | None, begins: int
) -> None:
    assert first_weekday(language, calendar, country) == begins


def test_the_page_of_novruz_is_another_one_in_the_jalali_calendar() -> None:
    page = month_page(date(2027, 3, 21), "azb", None, None)

    assert (page.days[0], page.days[-1]) == (date(2027, 3, 21), date(2027, 4, 20))
    assert page.weeks[0][1] == date(2027, 3, 21)
    assert month_page(date(2027, 3, 21), "az", None, None).days[0] == date(2027, 3, 1)


def test_a_leap_year_has_its_last_day() -> None:
    assert len(month_page(date(2025, 3, 20), "azb", None, None).days) == 30
    assert len(month_page(date(2026, 3, 20), "azb", None, None).days) == 29
    assert len(month_page(date(2028, 2, 1), "az", None, None).days) == 29


@given(DAYS, st.sampled_from(LANGUAGES), CALENDARS, COUNTRIES)
def test_every_page_holds_each_day_of_its_month_once_in_the_column_of_its_weekday(
    day: date, language: str, calendar: str | None, country: str | None
) -> None:
    page = month_page(day, language, calendar, country)

    placed = [place for week in page.weeks for place in week if place]
    assert day in placed
    assert placed == [page.days[0] + timedelta(days=n) for n in range(len(page.days))]
    for week in page.weeks:
        assert len(week) == 7
        for place, weekday in zip(week, page.weekdays, strict=True):
            assert place is None or place.weekday() == weekday


@given(DAYS)
def test_the_pages_of_the_jalali_calendar_follow_each_other_without_a_gap(day: date) -> None:
    page = month_page(day, "fa", None, None)
    after = month_page(page.days[-1] + timedelta(days=1), "fa", None, None)

    assert {to_jalali(one).month for one in page.days} == {to_jalali(day).month}
    assert to_jalali(after.days[0]).day == 1
