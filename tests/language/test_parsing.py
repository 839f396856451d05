"""When, as people write it: understood, or None, but never guessed and never a crash."""

from datetime import UTC, date, datetime, time
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.parsing import parse_moment, parse_number

NOW = datetime(2026, 11, 21, 22, 15, tzinfo=UTC)
"""A Saturday, 23:15 in Berlin; already Sunday in Baku and Tehran."""

BERLIN = "Europe/Berlin"


def understood(
    words: str, language: str = "en", *, zone: str = BERLIN, now: datetime = NOW
) -> str | None:
    """Return what was understood, in the zone of who wrote it."""
    moment = parse_moment(words, zone=zone, now=now, language=language)
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else None


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("2026-12-01 19:00", "en"),
        ("2026-12-01T19:00", "en"),
        ("01.12.2026 19:00", "az"),
        ("19:00 01.12.2026", "az"),
        ("1.12 19:00", "az"),
        ("1 dekabr 19:00", "az"),
        ("1 DEKABR, saat 19:00", "az"),
        ("1 dekabr saat 19-da", "az"),
        ("dekabrın 1-i saat 19:00-da", "az"),
        ("1 dekabr 2026-cı il 19:00", "az"),
        ("1 December 19:00", "en"),
        ("Dec 1 at 7pm", "en"),
        ("December 1st, 7:00 pm", "en"),
        ("the 1st of December 2026 at 19:00", "en"),
        ("۱ دسامبر ۱۹:۰۰", "azb"),
        ("۱۴۰۵/۹/۱۰ ۱۹:۰۰", "azb"),
        ("١٤٠٥/٩/١٠ ١٩:٠٠", "fa"),
        ("1405/09/10 19:00", "az"),
        ("۱۰ آذر ۱۹:۰۰", "azb"),
        ("۱۰ آذر ۱۴۰۵، ساعات ۱۹:۰۰", "azb"),
        ("10 azər 19:00", "az"),
        ("1 Aralık 19:00", "tr"),
        ("1 декабря в 19:00", "ru"),
        ("1 декабря 2026 г., 19:00", "ru"),
        ("am 1. Dezember um 19 Uhr", "de"),
        ("am 1. Dezember um 19.00 Uhr", "de"),
        ("Tuesday 1 December 19:00", "en"),
        ("2026-12-01 18:00 UTC", "en"),
    ],
    ids=str,
)
def test_the_first_of_december_at_seven_in_many_words(words: str, language: str) -> None:
    assert understood(words, language) == "2026-12-01 19:00"


@pytest.mark.parametrize(
    ("words", "language", "moment"),
    [
        ("today 23:50", "en", "2026-11-21 23:50"),
        ("bu gün 23:50", "az", "2026-11-21 23:50"),
        ("بۇ گۆن ۲۳:۵۰", "azb", "2026-11-21 23:50"),
        ("بو گون ۲۳:۵۰", "azb", "2026-11-21 23:50"),
        ("tomorrow 19:00", "en", "2026-11-22 19:00"),
        ("sabah 19:00", "az", "2026-11-22 19:00"),
        ("Sabah saat 19:00-da", "az", "2026-11-22 19:00"),
        ("صاباح ۱۹:۰۰", "azb", "2026-11-22 19:00"),
        ("فردا ساعت ۱۹:۰۰", "fa", "2026-11-22 19:00"),
        ("завтра в 19:00", "ru", "2026-11-22 19:00"),
        ("morgen um 19 Uhr", "de", "2026-11-22 19:00"),
        ("yarın 19:00", "tr", "2026-11-22 19:00"),
        ("day after tomorrow 19:00", "en", "2026-11-23 19:00"),
        ("Friday 19:00", "en", "2026-11-27 19:00"),
        ("saturday 23:30", "en", "2026-11-21 23:30"),
        ("saturday 23:00", "en", "2026-11-28 23:00"),
        ("cümə 19:00", "az", "2026-11-27 19:00"),
        ("cümə axşamı 19:00", "az", "2026-11-26 19:00"),
        ("çərşənbə axşamı günü saat 19:00", "az", "2026-11-24 19:00"),
        ("çərşənbə 19:00", "az", "2026-11-25 19:00"),
        ("جۆمعه آخشامی ۱۹:۰۰", "azb", "2026-11-26 19:00"),
        ("سه‌شنبه ۱۹:۰۰", "azb", "2026-11-24 19:00"),
        ("سه شنبه ۱۹:۰۰", "fa", "2026-11-24 19:00"),
        ("cuma günü saat 19:00", "tr", "2026-11-27 19:00"),
        ("in 2 hours", "en", "2026-11-22 01:15"),
        ("in 2 hours 30 minutes", "en", "2026-11-22 01:45"),
        ("in an hour", "en", "2026-11-22 00:15"),
        ("2 saat sonra", "az", "2026-11-22 01:15"),
        ("2 saatdan sonra", "az", "2026-11-22 01:15"),
        ("bir saat sonra", "az", "2026-11-22 00:15"),
        ("۲ ساعات سوْنرا", "azb", "2026-11-22 01:15"),
        ("۲ ساعت بعد", "fa", "2026-11-22 01:15"),
        ("через 2 часа", "ru", "2026-11-22 01:15"),
        ("+3h", "en", "2026-11-22 02:15"),
        ("+2d", "en", "2026-11-23 23:15"),
        ("+1h30m", "en", "2026-11-22 00:45"),
        ("+1w", "en", "2026-11-28 23:15"),
    ],
    ids=str,
)
def test_days_and_hours_are_counted_from_now(words: str, language: str, moment: str) -> None:
    assert understood(words, language) == moment


@pytest.mark.parametrize(
    ("words", "language", "moment"),
    [
        ("6 saat", "az", "2026-11-22 05:15"),
        ("6 saatlıq", "az", "2026-11-22 05:15"),
        ("6-saatlıq", "az", "2026-11-22 05:15"),
        ("6 saat müddətinə", "az", "2026-11-22 05:15"),
        ("1 saat 30 dəqiqə", "az", "2026-11-22 00:45"),
        ("3 günlük", "az", "2026-11-24 23:15"),
        ("۶ ساعات", "azb", "2026-11-22 05:15"),
        ("٦ ساعات", "azb", "2026-11-22 05:15"),
        ("۶ ساعاتلیق", "azb", "2026-11-22 05:15"),
        ("۳ گۆنلوک", "azb", "2026-11-24 23:15"),
        ("۲ هفته‌لیک", "azb", "2026-12-05 23:15"),
        ("۶ ساعت", "fa", "2026-11-22 05:15"),
        ("۶ ساعات", "fa", "2026-11-22 05:15"),
        ("۶ ساعته", "fa", "2026-11-22 05:15"),
        ("تا ۶ ساعت دیگر", "fa", "2026-11-22 05:15"),
        ("6 saatliğine", "tr", "2026-11-22 05:15"),
        ("6 hours", "en", "2026-11-22 05:15"),
        ("for a week", "en", "2026-11-28 23:15"),
        ("6 Stunden", "de", "2026-11-22 05:15"),
        ("in 6 Stunden", "de", "2026-11-22 05:15"),
        ("für 2 Tage", "de", "2026-11-23 23:15"),
        ("на 2 дня", "ru", "2026-11-23 23:15"),
    ],
    ids=str,
)
def test_how_long_something_lasts_is_counted_from_now(
    words: str, language: str, moment: str
) -> None:
    assert understood(words, language) == moment


@pytest.mark.parametrize(
    ("words", "language"),
    [
        pytest.param("6 часов", "ru", id="six hours or six o'clock"),
        pytest.param("18h", "de", id="an hour of the day, as many write it"),
        pytest.param("saat 6", "az", id="six o'clock, of an unknown day"),
        pytest.param("ساعت ۶", "fa", id="the same, from right to left"),
        pytest.param("6 saat parkda", "az", id="something else besides"),
    ],
)
def test_what_may_be_a_time_of_day_is_no_length(words: str, language: str) -> None:
    assert understood(words, language) is None


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("", id="nothing"),
        pytest.param("19:00", id="no day"),
        pytest.param("1 dekabr", id="no time of day"),
        pytest.param("tomorrow", id="a day word without a time"),
        pytest.param("12/1/2026 19:00", id="December or January"),
        pytest.param("next friday 19:00", id="this one or the one after"),
        pytest.param("friday 1.12 19:00", id="the day and the date disagree"),
        pytest.param("31.02.2027 19:00", id="no such day"),
        pytest.param("31.02 19:00", id="no such day in any year"),
        pytest.param("1 dekabr 25:00", id="no such hour"),
        pytest.param("1 dekabr 13 pm", id="no such hour of twelve"),
        pytest.param("1 dekabr 19:00 20:00", id="two times of day"),
        pytest.param("1 dekabr 2 dekabr 19:00", id="two days"),
        pytest.param("10.09.1405 دسامبر 19:00", id="a date and a month"),
        pytest.param("۳۰ اسفند ۱۴۰۵ ۱۲:۰۰", id="not a leap year"),
        pytest.param("10 azər 2026 19:00", id="a Jalali month in a Gregorian year"),
        pytest.param("1 dekabr 1405 19:00", id="a Gregorian month in a Jalali year"),
        pytest.param("0999-12-01 19:00", id="a year of neither calendar"),
        pytest.param("in 2 moons", id="no such unit"),
        pytest.param("+3x", id="no such short unit"),
        pytest.param("+3h!?2", id="a distance and something else"),
        pytest.param("see you at seven", id="words"),
        pytest.param("1 dekabr 19:00 " + "at " * 40, id="far too long"),
    ],
)
def test_what_is_unclear_is_not_understood(words: str) -> None:
    assert understood(words, "az") is None


def test_sabah_is_tomorrow_to_azerbaijanis_and_the_morning_to_turks() -> None:
    assert understood("sabah 19:00", "az") == "2026-11-22 19:00"
    assert understood("sabah 19:00", "tr") is None


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        pytest.param("1.12 19:00", "2026-12-01 19:00", id="to come this year"),
        pytest.param("1.2 19:00", "2027-02-01 19:00", id="long past: next year"),
        pytest.param("20.11 19:00", "2026-11-20 19:00", id="yesterday: said as past, not moved"),
        pytest.param("29.2 12:00", "2028-02-29 12:00", id="the next year that has it"),
        pytest.param("1 فروردین 12:00", "2027-03-21 12:00", id="the next Jalali year"),
    ],
)
def test_a_day_without_a_year_is_the_next_one(words: str, moment: str) -> None:
    assert understood(words) == moment


def test_today_is_the_day_where_the_writer_is() -> None:
    assert understood("today 23:50", zone="Asia/Baku") == "2026-11-22 23:50"
    assert understood("today 23:50", zone="America/New_York") == "2026-11-21 23:50"


@pytest.mark.parametrize(
    ("words", "utc"),
    [
        pytest.param("28.03.2027 01:59", "2027-03-28 00:59", id="the last before the jump"),
        pytest.param("28.03.2027 03:00", "2027-03-28 01:00", id="the first after it"),
        pytest.param("25.10.2026 02:30", "2026-10-25 00:30", id="twice: the first"),
        pytest.param("25.10.2026 03:00", "2026-10-25 02:00", id="after both"),
    ],
)
def test_nights_when_the_clocks_change(words: str, utc: str) -> None:
    moment = parse_moment(words, zone=BERLIN, now=NOW, language="az")

    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == utc
    assert moment.tzinfo is UTC


def test_days_keep_the_hour_and_hours_keep_their_length_when_clocks_change() -> None:
    eve = datetime(2027, 3, 27, 18, tzinfo=UTC)  # 19:00 in Berlin, the night before the jump

    assert understood("+1d", now=eve) == "2027-03-28 19:00"
    assert understood("+24h", now=eve) == "2027-03-28 20:00"


def test_a_zone_that_nobody_knows_is_taken_as_utc() -> None:
    moment = parse_moment("2026-12-01 19:00", zone="No/Such", now=NOW, language="en")

    assert moment == datetime(2026, 12, 1, 19, tzinfo=UTC)


TIME_WORDS = [
    *("1", "31", "29.2", "2026-12-01", "1405/9/10", "0/0/0", "12/1/2026", "2", "۲", "²"),
    *("19:00", "7pm", "99:99", "saat", "uhr", "am", "utc"),
    *("+3h", "+9999w", "in", "sonra", "day+9999999999", "weekday+9"),
    *("sabah", "cümə", "axşamı", "dekabr", "آذر"),
]
words_about_time = st.lists(
    st.one_of(
        st.sampled_from(TIME_WORDS),
        st.text(max_size=8),
        st.integers(-(10**30), 10**30).map(str),
    ),
    max_size=6,
).map(" ".join)


@given(
    words=st.one_of(words_about_time, st.text(max_size=200)),
    language=st.sampled_from(["az", "azb", "en", "ru", "tr", "fa", "de", "xx"]),
    zone=st.sampled_from([BERLIN, "Asia/Tehran", "Pacific/Apia", "x"]),
)
def test_no_words_crash_it(words: str, language: str, zone: str) -> None:
    moment = parse_moment(words, zone=zone, now=NOW, language=language)

    assert moment is None or moment.tzinfo is UTC


@given(
    day=st.dates(date(2026, 1, 1), date(2100, 1, 1)),
    hour=st.times(),
    language=st.sampled_from(["az", "azb", "fa"]),
)
def test_a_written_date_is_read_as_it_was_meant(day: date, hour: time, language: str) -> None:
    understood_as = understood(f"{day:%d.%m.%Y} {hour:%H:%M}", language, zone="Asia/Baku")

    assert understood_as == f"{day} {hour:%H:%M}"


def test_a_flood_is_turned_away_at_once() -> None:
    start = perf_counter()

    assert parse_moment("1 " * 50_000, zone=BERLIN, now=NOW, language="az") is None
    assert perf_counter() - start < 0.1


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("20", 20),
        (" ۲۰ ", 20),
        ("٢٠", 20),
        ("007", 7),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("1,000", None),
        ("iyirmi", None),
        ("9" * 5_000, None),
    ],
    ids=lambda it: str(it)[:10],
)
def test_a_number_is_whole_and_in_digits_of_any_script(words: str, number: int | None) -> None:
    assert parse_number(words) == number
