"""Time zones: by name, by distance, by city, and how they are called."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot.domain.people import LANGUAGES
from bot.language import names
from bot.language.folding import fold, name_key

_BROKEN_HOURS = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
}
"""Offsets that are no whole hours and belong to one place only."""

_CITIES = {
    "Asia/Baku": "Gəncə Ganja Sumqayıt Sumgait Naxçıvan Nakhchivan Lənkəran Şəki Şuşa Mingəçevir "
    "گنجه نخجوان سومقاییت Гянджа Сумгаит Нахичевань",
    "Asia/Tehran": "Təbriz Tabriz Tebriz Täbris Ərdəbil Ardabil Urmiya Urmia Orumiyeh Zəncan "
    "Zanjan Marağa Maragheh Xoy Khoy Mərənd Isfahan Şiraz Shiraz Qəzvin Qazvin Kərəc Karaj Qum "
    "Mashhad تبریز اردبیل اورمیه ارومیه زنجان ماراغا مراغه خوی مرند اصفهان شیراز قزوین کرج قم "
    "مشهد همدان Тебриз Ардебиль Урмия Зенджан Исфахан",
    "Europe/Istanbul": "Ankara İzmir Bursa Antalya Iğdır Kars ایستانبول آنکارا ازمیر Анкара Измир",
    "Europe/Berlin": "Hamburg München Munich Münih Köln Cologne Frankfurt Stuttgart Düsseldorf "
    "Leipzig Bonn هامبورگ مونیخ کلن فرانکفورت Гамбург Мюнхен Кёльн Франкфурт",
    "Europe/Moscow": "Sankt_Peterburq Sankt_Petersburg Saint_Petersburg St_Petersburg "
    "سن‌پترزبورگ Санкт-Петербург",
    "America/New_York": "Boston Philadelphia Miami Atlanta بوستون",
    "America/Los_Angeles": "San_Francisco San_Diego Seattle Sacramento",
    "America/Chicago": "Houston Dallas Austin",
    "America/Toronto": "Ottawa Montreal Montréal اتاوا مونترال",
    "Europe/Zurich": "Geneva Genf Basel ژنو",
    "Europe/Rome": "Milan Milano میلان",
    "Europe/London": "Manchester Edinburgh",
    "Europe/Paris": "Lyon Marseille",
    "Europe/Amsterdam": "Rotterdam Utrecht",
    "Europe/Stockholm": "Göteborg Gothenburg Malmö",
    "Australia/Sydney": "Canberra",
}
"""Cities that no zone is named after, in the spellings their people use."""


def zone_of(name: str | None) -> tzinfo:
    """Return the zone called `name`; UTC for none, and for one that nobody knows any more."""
    if name is None or name in ("UTC", "Etc/UTC"):
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return UTC


def place_of(zone: str | None, language: str) -> str:
    """Return a short name of a zone for its times: its city, or UTC with a distance."""
    if zone is None or zone_of(zone) is UTC:
        return "UTC"
    if zone.startswith("Etc/"):
        # The signs of these zones are the wrong way round by the custom of POSIX.
        return zone[4:].replace("GMT", "UTC").translate(str.maketrans("+-", "-+"))
    return _city(zone, language)


def parse_zone(words: str) -> str | None:
    """Return the zone that a city, an IANA name or a distance such as UTC+4 names, else None."""
    words = words.strip()
    if len(words) > 60:
        return None
    return _by_distance(fold(words)) or _by_name().get(fold(words)) or _by_city(name_key(words))


@cache
def zone_table() -> tuple[tuple[str, str], ...]:
    """Return tzdata's pairs of country and zone, in its order."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple((row[0], row[2]) for row in rows)


def distinct(zones: Iterable[str]) -> list[str]:
    """Return the first of all zones whose clocks go alike from now on, in the order given."""
    first: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        first.setdefault(_offsets(zone), zone)
    return list(first.values())


@cache
def _offsets(zone: str) -> tuple[timedelta | None, ...]:
    """Return the distance from UTC week by week in a year for which all changes known today have
    come into force."""
    start = datetime(2035, 1, 1, tzinfo=UTC)
    there = zone_of(zone)
    return tuple((start + timedelta(weeks=n)).astimezone(there).utcoffset() for n in range(52))


@cache
def _by_name() -> dict[str, str]:
    listed = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return {fold(zone): zone for zone in listed if "/" in zone or zone == "UTC"}


def _by_distance(words: str) -> str | None:
    """Return the zone of `utc+4`, `gmt-3:30` or `+04:00`."""
    distance = words.replace(" ", "").replace("\u2212", "-")
    for start in ("utc", "gmt"):
        distance = distance.removeprefix(start)
    if not distance:
        return "UTC" if words else None
    sign, _, rest = distance[0], "", distance[1:]
    hours, _, minutes = rest.partition(":")
    if sign not in "+-" or not (hours.isascii() and hours.isdigit()) or len(hours) > 2:
        return None
    if minutes not in ("", "00"):
        return _BROKEN_HOURS.get(f"{sign}{int(hours)}:{minutes}")
    if int(hours) == 0:
        return "UTC"
    name = f"Etc/GMT{'-' if sign == '+' else '+'}{int(hours)}"
    return name if fold(name) in _by_name() else None


def is_city(words: str) -> bool:
    """Tell whether `words` are a city that we know: one a zone is named after, or one beside it,
    in any of our languages."""
    return name_key(words[:60]) in _cities()


def _by_city(key: str) -> str | None:
    return _city_index().get(key) if key else None


@cache
def _cities() -> dict[str, str]:
    """Return zones by the folded names of their cities in every language of the product."""
    index: dict[str, str] = {}
    for zone, cities in _CITIES.items():
        index.update((name_key(city), zone) for city in cities.split())
    for _, zone in zone_table():
        index.setdefault(name_key(zone.rsplit("/", 1)[-1]), zone)
        for language in LANGUAGES:
            index.setdefault(name_key(_city(zone, language)), zone)
    return index


@cache
def _city_index() -> dict[str, str]:
    """Return zones by the folded names of their cities, and by what else they were ever called."""
    index = dict(_cities())
    for zone in _by_name().values():
        if not zone.startswith("Etc/"):
            index.setdefault(name_key(zone.rsplit("/", 1)[-1]), zone)
    return index


def _city(zone: str, language: str) -> str:
    """Return the city of a zone as CLDR calls it, else as the zone itself does."""
    if zone == names.BAKU:
        return names.baku(language)
    known = names.locale_of(language).time_zones
    for name in (zone, *_former_names().get(zone, ())):
        city = known.get(name, {}).get("city")
        if city:
            return str(city)
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@cache
def _former_names() -> dict[str, list[str]]:
    """Return the names under which CLDR still keeps zones that were renamed."""
    former: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        former.setdefault(new, []).append(old)
    return former
