"""Countries: their names in our languages, what people write for them, and their zones."""

from functools import cache

from bot.domain.people import LANGUAGES
from bot.language.folding import name_key
from bot.language.names import locale_of
from bot.language.zones import distinct, zone_table

MAIN_ZONES = {
    "AU": "Australia/Sydney Australia/Adelaide",
    "BR": "America/Sao_Paulo America/Manaus",
    "CA": "America/Toronto America/Vancouver America/Edmonton America/Winnipeg America/Halifax",
    "RU": "Europe/Moscow Europe/Samara",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}
"""The zones of most people, where tzdata's zone.tab lists a country from its edge inwards."""

AZB_NAMES = {
    "AE": "بیرلشمیش عرب امیرلیکلری",
    "AF": "افغانیستان",
    "AM": "ائرمنیستان",
    "AT": "اوْتریش",
    "AU": "اوْسترالیا",
    "AZ": "آذربایجان",
    "BE": "بلژیک",
    "CA": "کانادا",
    "CH": "ایسویچره",
    "CN": "چین",
    "CY": "قیبریس",
    "CZ": "چئک",
    "DE": "آلمان",
    "DK": "دانمارک",
    "ES": "ایسپانیا",
    "FI": "فینلاند",
    "FR": "فرانسه",
    "GB": "بریتانیا",
    "GE": "گورجوستان",
    "GR": "یوْنانیستان",
    "HU": "ماجاریستان",
    "IE": "ایرلند",
    "IL": "ایسراییل",
    "IN": "هیندوستان",
    "IQ": "عیراق",
    "IR": "ایران",
    "IT": "ایتالیا",
    "JP": "ژاپون",
    "KG": "قیرقیزیستان",
    "KW": "کویت",
    "KZ": "قازاخیستان",
    "LB": "لۆبنان",
    "MY": "مالزی",
    "NL": "هوْلند",
    "NO": "نوروئژ",
    "PK": "پاکیستان",
    "PL": "لهیستان",
    "PT": "پورتوغال",
    "QA": "قطر",
    "RO": "رۇمانی",
    "RU": "روسیه",
    "SA": "عربیستان",
    "SE": "سوئد",
    "SY": "سوریه",
    "TJ": "تاجیکیستان",
    "TM": "تۆرکمنیستان",
    "TR": "تۆرکیه",
    "UA": "اوکراین",
    "US": "آمریکا",
    "UZ": "اؤزبکیستان",
}
"""Names in South Azerbaijani, as they are used in Iran and adapted; the others are Persian."""

_ALSO_CALLED = {
    "AE": "UAE, Emirates, BƏƏ, ОАЭ, BAE, VAE, امارات",
    "AZ": "Azerbaijan Republic, آذربایجان جمهوریتی, جمهوری آذربایجان",
    "CZ": "Czech Republic, Çexiya, Çek Cumhuriyeti, چک",
    "GB": "UK, United Kingdom, England, Britain, Great Britain, İngiltərə, İngiltere, Англия, "
    "انگلیس, اینگیلیس, اینگیلتره, Scotland, Wales",
    "IR": "Islamic Republic of Iran, Persia",
    "NL": "Holland, Hollandiya, Hollanda, Голландия, هلند",
    "RU": "Russian Federation, Rusiya Federasiyası, РФ, Российская Федерация",
    "TR": "Turkey, Türkiyə Cümhuriyyəti",
    "US": "USA, America, U.S.A., United States of America, ABŞ, Amerika, США, Америка, ABD, "
    "ایالات متحده, امریکا, آمئریکا",
}


def country_name(code: str, language: str) -> str:
    """Return the name of the country `code` (ISO alpha-2); the code itself where nobody has one."""
    code = code.upper()
    if language == "azb" and code in AZB_NAMES:
        return AZB_NAMES[code]
    return str(locale_of(language).territories.get(code, code))


def parse_country(words: str, language: str) -> str | None:
    """Return the ISO alpha-2 code that a code, a flag or a name in any of our languages means.

    A name that means different countries in two languages is read in the reader's own.
    """
    words = words.strip()
    if not words or len(words) > 80:
        return None
    code = _from_flag(words) or words.upper()
    if code in countries_with_zones() and words not in ("no", "No"):  # a no, not Norway
        return code
    key = name_key(words)
    found = _names(language).get(key)
    if found:
        return found
    meanings = {_names(other)[key] for other in LANGUAGES if key in _names(other)}
    return meanings.pop() if len(meanings) == 1 else None


def zones_of(country: str) -> list[str]:
    """Return the IANA zones of a country (ISO alpha-2), the zone of most people first; of several
    whose clocks go alike from now on, only the first."""
    main = MAIN_ZONES.get(country.upper(), "").split()
    return distinct([*main, *(zone for code, zone in zone_table() if code == country.upper())])


def countries_with_zones() -> frozenset[str]:
    """Return the ISO alpha-2 codes of all countries that have a zone."""
    return frozenset(code for code, _ in zone_table())


def _from_flag(words: str) -> str:
    """Return the two letters of a flag emoji, or nothing."""
    letters = [ord(letter) - 0x1F1E6 for letter in words if letter != "\ufe0f"]
    if len(letters) != 2 or not all(0 <= letter < 26 for letter in letters):
        return ""
    return "".join(chr(ord("A") + letter) for letter in letters)


def flag_of(code: str) -> str:
    """Return the flag emoji of the country `code` (ISO alpha-2)."""
    return "".join(chr(ord(letter) - ord("A") + 0x1F1E6) for letter in code.upper())


@cache
def _names(language: str) -> dict[str, str]:
    """Return the countries by their folded names in `language` and by what else is used."""
    called = {
        name_key(name): code for code, more in _ALSO_CALLED.items() for name in more.split(", ")
    }
    for code in countries_with_zones():
        called[name_key(country_name(code, language))] = code
        called.setdefault(name_key(str(locale_of(language).territories.get(code, code))), code)
    return called
