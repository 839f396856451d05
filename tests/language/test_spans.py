"""From when until when, as people write it: understood, or None, but never guessed."""

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.events import LONGEST, When
from bot.domain.people import LANGUAGES
from bot.language.clock_changes import SkippedHour, on_the_wall
from bot.language.dates import format_span
from bot.language.direction import cleaned
from bot.language.reader import Reader
from bot.language.spans import parse_span
from bot.language.zones import zone_of

NOW = datetime(2026, 11, 21, 12, 15, tzinfo=UTC)
"""A Saturday, 13:15 in Berlin."""

BERLIN = "Europe/Berlin"


PIECES = [
    *("18:00", "-", "–", "21", "saat", "uhr", "to", "с", "1.12", "2026-12-01", "+3h", "tomorrow"),
    *("friday", "-dan", "-dək", "utc", "..", "7pm", "29.2", "99:99"),
]


def understood(
    words: str,
    language: str = "en",
    *,
    zone: str = BERLIN,
    day: date | None = None,
    now: datetime = NOW,
) -> str | None:
    """Return what was understood, in the zone of who wrote it."""
    when = parse_span(words, zone=zone, now=now, language=language, day=day)
    if when is None:
        return None
    start, end = (
        f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if at else ""
        for at in (when.starts_at, when.ends_at)
    )
    return f"{start} / {end or ('..' if when.open_end else '')}".removesuffix(" / ")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("20 March 18:00-21:00", "en"),
        ("20 March 2027, 18:00 – 21:00", "en"),
        ("20 March 18:00\u201121:00", "en"),
        ("20 March 18:00−21:00", "en"),
        ("20 March 6pm-9pm", "en"),
        ("20 March from 18:00 to 21:00", "en"),
        ("20 March 6 pm until 9 pm", "en"),
        ("18:00-21:00 20 March", "en"),
        ("20 March 18:00 +3h", "en"),
        ("20 March 17:00-20:00 UTC", "en"),
        ("2027-03-20 18:00 - 2027-03-20 21:00", "en"),
        ("20-03-2027 18:00-21:00", "en"),
        ("20 mart 18:00–21:00", "az"),
        ("20 mart saat 18:00-21:00", "az"),
        ("20 mart saat 18-21", "az"),
        ("20 mart saat 18.00-21.00", "az"),
        ("20 mart 18:00-dan 21:00-dək", "az"),
        ("20 mart saat 18-dən 21-ə qədər", "az"),
        ("martın 20-si 18:00-dan 21:00-a kimi", "az"),
        ("۲۰ مارت ۱۸:۰۰-۲۱:۰۰", "azb"),
        ("۲۰ مارس ۱۸:۰۰–۲۱:۰۰", "azb"),
        ("۲۹ ایسفند ۱۴۰۵ ساعات ۱۸:۰۰-دان ۲۱:۰۰-ا قدر", "azb"),
        ("٢٠ مارت ١٨:٠٠-٢١:٠٠", "azb"),
        ("20 марта 18:00–21:00", "ru"),
        ("20 марта с 18:00 до 21:00", "ru"),
        ("20 Mart 18:00-21:00", "tr"),
        ("20 Mart 18:00'den 21:00'e kadar", "tr"),
        ("20 Mart 18:00’den 21:00’e kadar", "tr"),
        ("۲۰ مارس ۱۸:۰۰-۲۱:۰۰", "fa"),
        ("۲۹ اسفند ۱۴۰۵ از ساعت ۱۸:۰۰ تا ۲۱:۰۰", "fa"),
        ("۲۹ اسفند ۱۴۰۵ ساعت ۱۸ تا ۲۱", "fa"),
        ("20. März 18:00–21:00", "de"),
        ("am 20. März von 18 bis 21 Uhr", "de"),
        ("am 20. März 18.00–21.00 Uhr", "de"),
    ],
    ids=str,
)
def test_the_twentieth_of_march_from_six_to_nine_in_many_words(words: str, language: str) -> None:
    assert understood(words, language) == "2027-03-20 18:00 / 2027-03-20 21:00"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("tomorrow 18:00-21:00", "en"),
        ("sabah 18:00-21:00", "az"),
        ("صاباح ۱۸:۰۰-۲۱:۰۰", "azb"),
        ("завтра 18:00-21:00", "ru"),
        ("yarın 18:00-21:00", "tr"),
        ("فردا ۱۸:۰۰ تا ۲۱:۰۰", "fa"),
        ("morgen 18–21 Uhr", "de"),
        ("18:00-21:00 tomorrow", "en"),
        ("tomorrow 18:00 - tomorrow 21:00", "en"),
        ("sunday 18:00 - sunday 21:00", "en"),
    ],
    ids=str,
)
def test_tomorrow_from_six_to_nine(words: str, language: str) -> None:
    assert understood(words, language) == "2026-11-22 18:00 / 2026-11-22 21:00"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        pytest.param("18:00 - 20:30", "2026-11-21 18:00 / 2026-11-21 20:30", id="still today"),
        pytest.param("22:00-02:00", "2026-11-21 22:00 / 2026-11-22 02:00", id="this night"),
        pytest.param(
            "2027-03-20 18:00 - 2027-03-21 02:00",
            "2027-03-20 18:00 / 2027-03-21 02:00",
            id="two dates",
        ),
        pytest.param(
            "20 March 22:00-02:00", "2027-03-20 22:00 / 2027-03-21 02:00", id="into the next day"
        ),
        pytest.param(
            "friday 22:00 - saturday 02:00",
            "2026-11-27 22:00 / 2026-11-28 02:00",
            id="two weekdays, the second the one after the first",
        ),
        pytest.param(
            "30 December 2027 20:00 - 1 January 02:00",
            "2027-12-30 20:00 / 2028-01-01 02:00",
            id="the end's year is the one after the start",
        ),
        pytest.param(
            "1.12 18:00 - 15.12 18:00", "2026-12-01 18:00 / 2026-12-15 18:00", id="two weeks"
        ),
        pytest.param("tomorrow 18:00 ..", "2026-11-22 18:00 / ..", id="no end"),
        pytest.param("tomorrow 18:00", "2026-11-22 18:00", id="no end said"),
        pytest.param("tomorrow 18:00...", "2026-11-22 18:00", id="dots are not an end"),
        pytest.param("in 2 hours", "2026-11-21 15:15", id="a moment by its distance"),
        pytest.param("in 2 hours +1h30m", "2026-11-21 15:15 / 2026-11-21 16:45", id="and a length"),
        pytest.param("19:00-da 1 dekabr", "2026-12-01 19:00", id="a hyphen that is no dash"),
        pytest.param("10:00 10-12-2026", "2026-12-10 10:00", id="hyphens in a date"),
    ],
)
def test_where_the_end_lies(words: str, meant: str) -> None:
    assert understood(words, "az" if "da " in words else "en") == meant


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("", id="nothing"),
        pytest.param("-", id="a dash"),
        pytest.param("19:00", id="no day"),
        pytest.param("10:00-12:00", id="today, but over"),
        pytest.param("20 mart 18-21", id="days or hours"),
        pytest.param("tomorrow 7-9pm", id="seven in the morning or in the evening"),
        pytest.param("tomorrow 18:00-18:00", id="no length, or a whole day"),
        pytest.param("tomorrow 18:00 -", id="no end"),
        pytest.param("tomorrow 18:00 - late", id="an end that is no time"),
        pytest.param("tomorrow - 21:00", id="no start"),
        pytest.param("18:00 - 20 mart 21:00", id="on which day it starts"),
        pytest.param("tomorrow 18:00 - today 19:00", id="an end before the start"),
        pytest.param("2.12.2026 18:00 - 1.12.2026 19:00", id="a date before the start's"),
        pytest.param("friday 18:00 - sunday 14:00", id="further than a day without a date"),
        pytest.param("1.12 18:00 - 15.12 18:01", id="longer than two weeks"),
        pytest.param("tomorrow 18:00 +25h", id="a length over a day"),
        pytest.param("tomorrow 18:00 +0h", id="no length at all"),
        pytest.param("tomorrow 18:00 - 19:00 - 20:00", id="three times of day"),
        pytest.param("5-6 dekabr 18:00-20:00", id="two days"),
        pytest.param("1 dekabr 18:00 - 31.02.2027 20:00", id="an end on no day"),
        pytest.param("1 dekabr 18:00-25:00", id="no such hour"),
        pytest.param("from dusk till dawn", id="words"),
    ],
)
def test_what_is_unclear_is_not_understood(words: str) -> None:
    assert understood(words) is None


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("19:00", "2026-12-05 19:00"),
        ("saat 19", "2026-12-05 19:00"),
        ("19:00-21:00", "2026-12-05 19:00 / 2026-12-05 21:00"),
        ("22:00-01:00", "2026-12-05 22:00 / 2026-12-06 01:00"),
        ("19:00 +2h", "2026-12-05 19:00 / 2026-12-05 21:00"),
        ("19:00 ..", "2026-12-05 19:00 / .."),
        ("sabah 19:00-21:00", "2026-11-22 19:00 / 2026-11-22 21:00"),
        ("6 dekabr", None),
    ],
    ids=str,
)
def test_bare_hours_are_meant_on_a_day_that_is_known(words: str, meant: str | None) -> None:
    assert understood(words, "az", day=date(2026, 12, 5)) == meant


def test_an_end_without_a_date_may_be_a_day_away_by_the_clock_when_clocks_change() -> None:
    fall = "24.10.2026 23:00-22:30"  # The clocks of Berlin go back in that night.
    before = datetime(2026, 10, 1, tzinfo=UTC)

    assert understood(fall, now=before) == "2026-10-24 23:00 / 2026-10-25 22:30"
    assert understood("28.03.2027 01:30-03:30") == "2027-03-28 01:30 / 2027-03-28 03:30"


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        pytest.param("28.03.2027 02:30", True, id="a start"),
        pytest.param("28.03.2027 02:30 +3h", True, id="a start and a length"),
        pytest.param("28.03.2027 02:30 ..", True, id="a start with an open end"),
        pytest.param("28.03.2027 02:30-05:00", False, id="the start of a stretch"),
        pytest.param("2027-03-28 01:00-02:30", False, id="its end"),
        pytest.param("27.03.2027 22:00 - 28.03.2027 02:15", False, id="an end with a date"),
    ],
)
def test_an_hour_over_which_clocks_go_forward_is_said_to_be_none(words: str, alone: bool) -> None:
    with pytest.raises(SkippedHour) as skipped:
        understood(words)

    assert skipped.value.alone is alone
    assert f"{skipped.value.gone:%d.%m %H:%M} {skipped.value.back:%H:%M}" == "28.03 02:00 03:00"


def test_the_end_of_a_year_that_skips_a_day_is_found() -> None:
    with pytest.raises(SkippedHour) as skipped:
        on_the_wall(date(2011, 12, 30), time(12), zone_of("Pacific/Apia"))

    assert (skipped.value.gone, skipped.value.back, skipped.value.meant) == (
        datetime(2011, 12, 30),  # noqa: DTZ001  # a clock on the wall
        datetime(2011, 12, 31),  # noqa: DTZ001
        datetime(2011, 12, 31, 12),  # noqa: DTZ001
    )


@given(
    start=st.integers(1, 3 * 366 * 24 * 60),
    minutes=st.integers(1, LONGEST // timedelta(minutes=1)),
    language=st.sampled_from(LANGUAGES),
    calendar=st.sampled_from(["gregorian", "jalali"]),
    zone=st.sampled_from(["Asia/Baku", "Asia/Tehran"]),
)
def test_every_span_that_we_write_is_understood_as_it_was_meant(
    start: int, minutes: int, language: str, calendar: str, zone: str
) -> None:
    begins = NOW + timedelta(minutes=start)
    ends = begins + timedelta(minutes=minutes)
    written = cleaned(format_span(begins, ends, Reader(language, zone, calendar), NOW))

    when = parse_span(written.rpartition(" (")[0], zone=zone, now=NOW, language=language)

    assert when == When(begins, ends)


@given(
    words=st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.text(max_size=6),
        ),
        max_size=9,
    ).map(" ".join),
    language=st.sampled_from(["az", "azb", "en", "ru", "tr", "fa", "de", "xx"]),
    zone=st.sampled_from([BERLIN, "Asia/Tehran", "Pacific/Apia", "x"]),
    day=st.sampled_from([None, date(2027, 3, 28), date.max]),
)
@example(words="18:00 +3h", language="en", zone=BERLIN, day=date.max)
def test_no_words_crash_it_and_every_end_is_after_its_start(
    words: str, language: str, zone: str, day: date | None
) -> None:
    try:
        when = parse_span(words, zone=zone, now=NOW, language=language, day=day)
    except SkippedHour:
        when = None

    assert when is None or when.starts_at.tzinfo is UTC
    if when and when.ends_at:
        assert timedelta(0) < when.ends_at - when.starts_at <= LONGEST + timedelta(hours=1)


@pytest.mark.parametrize("words", ["1-" * 50_000, "at - " * 32, "18:00-" * 26, "- " * 80])
def test_a_flood_is_turned_away_at_once(words: str) -> None:
    start = perf_counter()

    assert understood(words) is None
    assert perf_counter() - start < 0.2
