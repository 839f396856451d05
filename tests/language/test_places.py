"""Countries and zones, as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.countries import countries_with_zones
from bot.language.parsing import country_name, parse_country, parse_zone, zones_of
from bot.language.zones import zone_of

LANGUAGES = ["az", "azb", "en", "ru", "tr", "fa", "de"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("AZ", "AZ"),
        ("de", "DE"),
        ("🇮🇷", "IR"),
        ("Azərbaycan", "AZ"),
        ("azerbaijan", "AZ"),
        ("آذربایجان", "AZ"),
        ("Азербайджан", "AZ"),
        ("Almaniya", "DE"),
        ("Deutschland", "DE"),
        ("آلمان", "DE"),
        ("تۆرکیه", "TR"),
        ("تورکیه", "TR"),
        ("ترکیه", "TR"),
        ("turkiye", "TR"),
        ("Turkey", "TR"),
        ("İRAN", "IR"),
        ("گۆرجوستان", "GE"),
        ("چك", "CZ"),
        ("ABŞ", "US"),
        ("USA", "US"),
        ("UK", "GB"),
        ("İngiltərə", "GB"),
        ("Hollanda", "NL"),
        ("", None),
        ("no", None),
        ("NO", "NO"),
        ("XX", None),
        ("🇪🇺", None),
        ("the moon", None),
        ("Germany and Iran", None),
    ],
    ids=str,
)
def test_a_country_is_known_by_code_flag_or_name(words: str, code: str | None) -> None:
    assert parse_country(words, "az") == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_found_by_its_own_name(language: str) -> None:
    wrong = {
        code: name
        for code in countries_with_zones()
        if parse_country(name := country_name(code, language), language) != code
    }

    assert wrong == {}


def test_a_country_without_a_name_keeps_its_code() -> None:
    assert country_name("xx", "az") == "XX"


@pytest.mark.parametrize(
    ("country", "first", "count"),
    [
        ("AZ", "Asia/Baku", 1),
        ("ir", "Asia/Tehran", 1),
        ("DE", "Europe/Berlin", 1),
        ("RU", "Europe/Moscow", None),
        ("US", "America/New_York", None),
        ("CA", "America/Toronto", None),
        ("UA", "Europe/Kyiv", 2),
    ],
)
def test_the_zone_of_most_people_comes_first(country: str, first: str, count: int | None) -> None:
    zones = zones_of(country)

    assert zones[0] == first
    assert len(set(zones)) == len(zones)
    assert count in (None, len(zones))


@pytest.mark.parametrize("country", ["AR", "AU", "BR", "CA", "CN", "DE", "KZ", "MX", "RU", "US"])
def test_no_two_zones_of_a_country_show_the_same_clock(country: str) -> None:
    weeks = [datetime(2035, 1, 1, tzinfo=UTC) + timedelta(weeks=n) for n in range(52)]

    zones = zones_of(country)

    clocks = {tuple(week.astimezone(zone_of(zone)).utcoffset() for week in weeks) for zone in zones}
    assert len(clocks) == len(zones)


def test_a_country_that_nobody_knows_has_no_zones() -> None:
    assert zones_of("XX") == []


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Baku", "Asia/Baku"),
        ("Bakı", "Asia/Baku"),
        ("باکی", "Asia/Baku"),
        ("Gəncə", "Asia/Baku"),
        ("Təbriz", "Asia/Tehran"),
        ("تبریز", "Asia/Tehran"),
        ("اورمیه", "Asia/Tehran"),
        ("New York", "America/New_York"),
        ("نیویورک", "America/New_York"),
        ("San Francisco", "America/Los_Angeles"),
        ("münchen", "Europe/Berlin"),
        ("Kiev", "Europe/Kyiv"),
        ("Киев", "Europe/Kyiv"),
        ("europe/berlin", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("GMT", "UTC"),
        ("UTC+4", "Etc/GMT-4"),
        ("utc + 4", "Etc/GMT-4"),
        ("gmt-5", "Etc/GMT+5"),
        ("+04:00", "Etc/GMT-4"),
        ("UTC+۴", "Etc/GMT-4"),
        ("UTC+3:30", "Asia/Tehran"),
        ("UTC+3:20", None),
        ("UTC+15", None),
        ("utc-1x", None),
        ("+", None),
        ("", None),
        ("Asia", None),
        ("nowhere at all", None),
    ],
    ids=str,
)
def test_a_zone_is_known_by_city_name_or_distance(words: str, zone: str | None) -> None:
    assert parse_zone(words) == zone


@given(
    words=st.one_of(st.text(max_size=100), st.from_regex(r"\A(utc)?[+-][0-9]{1,3}(:[0-9]{2})?\Z"))
)
def test_no_words_crash_it_and_every_zone_exists(words: str) -> None:
    zone = parse_zone(words)
    country = parse_country(words, "azb")

    assert zone is None or ZoneInfo(zone).key == zone
    assert country is None or country in countries_with_zones()
