"""Moments as readers see them: zones, calendars, digits, change of clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Moment
from bot.language.dates import format_moment, format_span
from bot.language.direction import FSI, PDI
from bot.language.jalali import JalaliDay, to_gregorian, to_jalali
from bot.language.names import jalali_month, weekday_name
from bot.language.numerals import digits_for, latin_digits, number
from bot.language.reader import Reader

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST_OF_DECEMBER = datetime(2026, 12, 1, 15, tzinfo=UTC)
NOVRUZ_2027 = datetime(2027, 3, 20, 20, 24, 32, tzinfo=UTC)
LANGUAGES = ["az", "azb", "en", "ru", "tr", "fa", "de"]


def said(at: datetime, reader: Reader, style: str = "full", zone: str | None = None) -> str:
    """Return the words of a moment, seen at noon on 21 November 2026, without isolates."""
    words = format_moment(Moment(at, style, zone), reader, NOW)
    return words.replace(FSI, "").replace(PDI, "")


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (Reader("en", "Europe/London"), "Tuesday, 1 December, 15:00 (London)"),
        (Reader("az", "Asia/Baku"), "1 dekabr, çərşənbə axşamı, 19:00 (Bakı)"),
        (Reader("azb", "Asia/Tehran"), "سه‌شنبه، ۱۰ آذر (۱ دسامبر)، ۱۸:۳۰ (تهران)"),
        (Reader("azb", "Europe/Berlin", "jalali"), "سه‌شنبه، ۱۰ آذر، ۱۶:۰۰ (برلین)"),
        (Reader("azb", None, "gregorian"), "سه‌شنبه، ۱ دسامبر، ۱۵:۰۰ (UTC)"),
        (Reader("fa", "Asia/Tehran"), "سه‌شنبه ۱۰ آذر (۱ دسامبر)، ۱۸:۳۰ (تهران)"),
        (Reader("tr", "Europe/Istanbul"), "1 Aralık Salı, 18:00 (İstanbul)"),
        (Reader("ru", "Europe/Moscow"), "вторник, 1 декабря, 18:00 (Москва)"),
        (Reader("de", "Europe/Berlin"), "Dienstag, 1. Dezember, 16:00 (Berlin)"),
        (Reader("az", "Asia/Baku", "jalali"), "10 azər, çərşənbə axşamı, 19:00 (Bakı)"),
        (Reader("en", None, "both"), "Tuesday, 1 December (10 Azar), 15:00 (UTC)"),
        (Reader("en", "Etc/GMT-4"), "Tuesday, 1 December, 19:00 (UTC+4)"),
        (Reader("en", "Europe/Kyiv"), "Tuesday, 1 December, 17:00 (Kyiv)"),
        (Reader("az", "Asia/Kolkata"), "1 dekabr, çərşənbə axşamı, 20:30 (Kəlkətə)"),
        (Reader("en", "No/Such_Zone"), "Tuesday, 1 December, 15:00 (UTC)"),
    ],
    ids=lambda it: f"{it.language} {it.zone} {it.calendar}" if isinstance(it, Reader) else "",
)
def test_a_full_moment_says_day_hour_and_place(reader: Reader, words: str) -> None:
    assert said(FIRST_OF_DECEMBER, reader) == words


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (Reader("az", "Asia/Baku"), "1 dekabr"),
        (Reader("az", "Asia/Baku", "jalali"), "10 azər"),
        (Reader("azb", "Asia/Tehran"), "۱۰ آذر"),
        (Reader("azb", "Asia/Tehran", "gregorian"), "۱ دسامبر"),
        (Reader("fa", "Asia/Tehran", "both"), "۱۰ آذر"),
        (Reader("de", "Europe/Berlin", "both"), "1. Dezember"),
    ],
    ids=lambda it: f"{it.language} {it.calendar}" if isinstance(it, Reader) else "",
)
def test_a_date_to_be_typed_is_in_one_calendar(reader: Reader, words: str) -> None:
    assert said(FIRST_OF_DECEMBER, reader, "typed") == words


@pytest.mark.parametrize(
    ("at", "reader", "words"),
    [
        pytest.param(
            datetime(2027, 1, 5, tzinfo=UTC), Reader("en"), "5 January 2027", id="next year"
        ),
        pytest.param(
            datetime(2025, 11, 21, tzinfo=UTC), Reader("ru"), "21 ноября 2025 г.", id="last year"
        ),
        pytest.param(
            datetime(2027, 3, 1, tzinfo=UTC),
            Reader("azb"),
            "۱۰ ایسفند (۱ مارس ۲۰۲۷)",
            id="another Gregorian year, the same Jalali year",
        ),
        pytest.param(
            datetime(2027, 3, 22, tzinfo=UTC),
            Reader("azb"),
            "۲ فروردین ۱۴۰۶ (۲۲ مارس ۲۰۲۷)",
            id="both years are others",
        ),
        pytest.param(
            datetime(2026, 12, 31, 23, tzinfo=UTC),
            Reader("en", "Europe/Berlin"),
            "1 January 2027",
            id="the year turns in the reader's zone",
        ),
    ],
)
def test_a_day_names_its_year_only_when_it_is_not_this_one(
    at: datetime, reader: Reader, words: str
) -> None:
    assert said(at, reader, "day") == words


def test_novruz_2027_falls_on_different_days_in_tehran_and_baku() -> None:
    assert said(NOVRUZ_2027, Reader("az", "Asia/Tehran"), "day") == "20 mart 2027"
    assert said(NOVRUZ_2027, Reader("az", "Asia/Baku"), "day") == "21 mart 2027"
    assert said(NOVRUZ_2027, Reader("azb", "Asia/Tehran", "jalali"), "day") == "۲۹ ایسفند"
    assert said(NOVRUZ_2027, Reader("azb", "Asia/Baku", "jalali"), "day") == "۱ فروردین ۱۴۰۶"


def test_a_joint_card_shows_the_clocks_of_baku_and_tabriz() -> None:
    reader = Reader("en", "America/New_York")

    assert said(NOVRUZ_2027, reader, "clocks").split("\n") == [
        "Saturday, 20 March 2027, 16:24 (New York)",
        "Baku 00:24 (Sunday) · Tabriz 23:54",
    ]
    assert said(NOVRUZ_2027, Reader("azb", "Asia/Baku", "gregorian"), "clocks").split("\n") == [
        "یکشنبه، ۲۱ مارس ۲۰۲۷، ۰۰:۲۴ (باکی)",
        "تبریز ۲۳:۵۴ (شنبه)",
    ]


def test_a_place_with_a_time_of_its_own_wins_over_the_readers_zone() -> None:
    reader = Reader("en", "Europe/Berlin")

    assert said(FIRST_OF_DECEMBER, reader, "time", zone="Asia/Baku") == "19:00 (Baku)"


@pytest.mark.parametrize(
    ("at", "clock"),
    [
        pytest.param(datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "01:59", id="before the jump"),
        pytest.param(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03:00", id="after the jump"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30 UTC+2", id="half past two"),
        pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30 UTC+1", id="once more"),
    ],
)
def test_clocks_change_on_their_nights(at: datetime, clock: str) -> None:
    assert said(at, Reader("en", "Europe/Berlin"), "time") == f"{clock} (Berlin)"


@pytest.mark.parametrize(
    ("distance", "az", "azb", "en"),
    [
        (timedelta(seconds=30), "indicə", "ایندیجه", "just now"),
        (timedelta(minutes=-5), "5 dəqiqə əvvəl", "۵ دقیقه قاباق", "5 minutes ago"),
        (timedelta(hours=23), "23 saat sonra", "۲۳ ساعات سوْنرا", "in 23 hours"),
        (timedelta(hours=25), "1 gün sonra", "۱ گۆن سوْنرا", "in 1 day"),
        (timedelta(days=-13), "13 gün əvvəl", "۱۳ گۆن قاباق", "13 days ago"),
        (timedelta(days=40), "5 həftə sonra", "۵ هفته سوْنرا", "in 5 weeks"),
        (timedelta(days=90), "3 ay sonra", "۳ آی سوْنرا", "in 3 months"),
    ],
    ids=str,
)
def test_a_distance_is_said_in_the_unit_that_fits(
    distance: timedelta, az: str, azb: str, en: str
) -> None:
    shown = [said(NOW + distance, Reader(language), "ago") for language in ("az", "azb", "en")]

    assert shown == [az, azb, en]


@pytest.mark.parametrize(
    ("language", "words"),
    [("az", "1.234"), ("azb", "۱٬۲۳۴"), ("fa", "۱٬۲۳۴"), ("en", "1,234"), ("de", "1.234")],
)
def test_numbers_are_grouped_as_the_language_does(language: str, words: str) -> None:
    assert number(1234, language) == words


moments = st.integers(-25_000 * 86_400, 80_000 * 86_400).map(
    lambda seconds: NOW + timedelta(seconds=seconds)
)
readers = st.builds(
    Reader,
    st.sampled_from(LANGUAGES),
    st.sampled_from([None, "Asia/Baku", "Asia/Tehran", "Pacific/Apia", "Etc/GMT+12", "x"]),
    st.sampled_from([None, "gregorian", "jalali", "both"]),
)


@given(at=moments, reader=readers, style=st.sampled_from(["full", "day", "time", "clocks", "ago"]))
def test_every_moment_can_be_said_to_everybody(at: datetime, reader: Reader, style: str) -> None:
    words = format_moment(Moment(at, style), reader, NOW)

    digits = {letter for letter in words if letter.isdigit()}
    assert digits <= set("۰۱۲۳۴۵۶۷۸۹" if reader.language in ("azb", "fa") else "0123456789")


@given(day=st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_comes_back_from_the_jalali_calendar(day: date) -> None:
    assert to_gregorian(to_jalali(day)) == day


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        (JalaliDay(1405, 9, 10), date(2026, 12, 1)),
        (JalaliDay(1406, 1, 1), date(2027, 3, 21)),
        (JalaliDay(1403, 12, 30), date(2025, 3, 20)),
        (JalaliDay(1404, 12, 30), None),
        (JalaliDay(1405, 13, 1), None),
    ],
    ids=str,
)
def test_jalali_days_and_leap_years(jalali: JalaliDay, gregorian: date | None) -> None:
    assert to_gregorian(jalali) == gregorian


@given(n=st.integers(), language=st.sampled_from(LANGUAGES))
def test_digits_come_back(n: int, language: str) -> None:
    assert latin_digits(digits_for(str(n), language)) == str(n)


def test_arabic_digits_are_understood_too() -> None:
    assert latin_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹") == "0123456789 0123456789"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_twelve_months_and_seven_days(language: str) -> None:
    assert len({jalali_month(month, language) for month in range(1, 13)}) == 12
    assert len({weekday_name(day, language) for day in range(7)}) == 7


@pytest.mark.parametrize(
    ("reader", "hours", "words"),
    [
        (Reader("en", "UTC"), 3, "Tuesday, 1 December, 15:00–18:00 (UTC)"),
        (
            Reader("en", "UTC"),
            12,
            "Tuesday, 1 December, 15:00 – Wednesday, 2 December, 03:00 (UTC)",
        ),
        (Reader("az", "Asia/Baku"), 3, "1 dekabr, çərşənbə axşamı, 19:00–22:00 (Bakı)"),
        (Reader("azb", "Asia/Tehran", "jalali"), 3, "سه‌شنبه، ۱۰ آذر، ۱۸:۳۰–۲۱:۳۰ (تهران)"),
        (Reader("fa", "Asia/Tehran", "jalali"), 3, "سه‌شنبه ۱۰ آذر، ۱۸:۳۰–۲۱:۳۰ (تهران)"),
        (Reader("ru", "Europe/Moscow"), 3, "вторник, 1 декабря, 18:00–21:00 (Москва)"),
        (Reader("tr", "Europe/Istanbul"), 3, "1 Aralık Salı, 18:00–21:00 (İstanbul)"),
        (Reader("de", "Europe/Berlin"), 3, "Dienstag, 1. Dezember, 16:00–19:00 (Berlin)"),
    ],
    ids=lambda it: it.language if isinstance(it, Reader) else "",
)
def test_a_stretch_of_time_says_its_day_and_place_once(
    reader: Reader, hours: int, words: str
) -> None:
    span = format_span(FIRST_OF_DECEMBER, FIRST_OF_DECEMBER + timedelta(hours=hours), reader, NOW)

    assert span.replace(FSI, "").replace(PDI, "") == words


def test_a_stretch_of_time_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        format_span(NOW, NOW - timedelta(seconds=1), Reader("en"), NOW)


@pytest.mark.parametrize(
    ("reader", "month", "number"),
    [
        (Reader("en", "UTC"), "December 2026", "1"),
        (Reader("ru", "UTC"), "декабрь 2026", "1"),
        (Reader("azb", "UTC"), "آذر ۱۴۰۵", "۱۰"),
        (Reader("azb", "UTC", "gregorian"), "دسامبر ۲۰۲۶", "۱"),
        (Reader("az", "UTC", "jalali"), "azər 1405", "10"),
        (Reader("az", "UTC", "both"), "dekabr 2026", "1"),
    ],
)
def test_a_page_of_the_calendar_is_that_on_the_readers_wall(
    reader: Reader, month: str, number: str
) -> None:
    assert said(FIRST_OF_DECEMBER, reader, "month") == month
    assert said(FIRST_OF_DECEMBER, reader, "number") == number
    assert said(FIRST_OF_DECEMBER, reader, "clock") in ("15:00", "۱۵:۰۰")
