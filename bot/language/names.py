"""Names of months, days and cities, and the order of a date, beside what CLDR has.

CLDR has no dates for South Azerbaijani: its Gregorian months and weekdays are those of the az_IR
locale of glibc, its Jalali months those of the 2001 orthography. Babel keeps no Jalali months.
"""

from dataclasses import dataclass

from babel import Locale


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How the parts of a date stand together in a language."""

    with_weekday: str = "{weekday}, {date}"
    day: str = "{day} {month}"
    day_of_year: str = "{day} {month} {year}"
    comma: str = ", "


ORDERS = {
    "az": DateOrder(with_weekday="{date}, {weekday}"),
    "azb": DateOrder(with_weekday="{weekday}، {date}", comma="، "),
    "en": DateOrder(),
    "ru": DateOrder(day_of_year="{day} {month} {year} г."),
    "tr": DateOrder(with_weekday="{date} {weekday}"),
    "fa": DateOrder(with_weekday="{weekday} {date}", comma="، "),
    "de": DateOrder(day="{day}. {month}", day_of_year="{day}. {month} {year}"),
}

JALALI_MONTHS = {
    "az": "fərvərdin ordibehişt xordad tir mordad şəhrivər mehr aban azər dey bəhmən isfənd",
    "azb": "فروردین اوْردیبهیشت خۇرداد تیر مۇرداد شهریور مهر آبان آذر دی بهمن ایسفند",
    "en": "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
    "ru": "фарвардин ордибехешт хордад тир мордад шахривер мехр абан азер дей бахман эсфанд",
    "tr": "Ferverdin Ordibeheşt Hordad Tir Mordad Şehriver Mehr Aban Azer Dey Behmen Esfend",
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "de": "Farwardin Ordibehescht Chordad Tir Mordad Schahriwar Mehr Aban Asar Dei Bahman Essfand",
}

_AZB_MONTHS = "ژانویه فوریه مارس آوریل مئی ژوئن جولای آقۇست سپتامبر اوْکتوْبر نوْوامبر دسامبر"
_AZB_WEEKDAYS = ("دوشنبه", "سه‌شنبه", "چارشنبه", "جۆمعه آخشامی", "جۆمعه", "شنبه", "یکشنبه")

BAKU, TABRIZ = "Asia/Baku", "Asia/Tehran"
"""Zones of the two cities that joint cards show; Tabriz keeps the time of Tehran."""

BAKU_NAMES = {
    "az": "Bakı",
    "azb": "باکی",
    "en": "Baku",
    "ru": "Баку",
    "tr": "Bakü",
    "fa": "باکو",
    "de": "Baku",
}
TABRIZ_NAMES = {
    "az": "Təbriz",
    "azb": "تبریز",
    "en": "Tabriz",
    "ru": "Тебриз",
    "tr": "Tebriz",
    "fa": "تبریز",
    "de": "Täbris",
}

NOW = {
    "az": "indicə",
    "azb": "ایندیجه",
    "en": "just now",
    "ru": "только что",
    "tr": "az önce",
    "fa": "همین حالا",
    "de": "gerade eben",
}
"""A moment less than a minute away, in the past or to come."""

DISTANCES = {
    "az": {
        "minute": "dəqiqə",
        "hour": "saat",
        "day": "gün",
        "week": "həftə",
        "month": "ay",
        "ago": "{n} {unit} əvvəl",
        "later": "{n} {unit} sonra",
    },
    "azb": {
        "minute": "دقیقه",
        "hour": "ساعات",
        "day": "گۆن",
        "week": "هفته",
        "month": "آی",
        "ago": "{n} {unit} قاباق",
        "later": "{n} {unit} سوْنرا",
    },
}
"""Relative times; CLDR's `az` says "5 həftə ərzində", within five weeks, for in five weeks."""


def order_of(language: str) -> DateOrder:
    """Return how a date is put together; a language without data does as English does."""
    return ORDERS.get(language, ORDERS["en"])


def baku(language: str) -> str:
    """Return the name of Baku."""
    return BAKU_NAMES.get(language, BAKU_NAMES["en"])


def tabriz(language: str) -> str:
    """Return the name of Tabriz."""
    return TABRIZ_NAMES.get(language, TABRIZ_NAMES["en"])


def just_now(language: str) -> str:
    """Return what is said of a moment less than a minute away."""
    return NOW.get(language, NOW["en"])


_LOCALES = {"azb": "fa", "en": "en_GB"}


def locale_of(language: str) -> Locale:
    """Return the Babel locale with the nearest data; South Azerbaijani leans on Persian."""
    return Locale.parse(_LOCALES.get(language, language))


def gregorian_month(month: int, language: str, *, alone: bool = False) -> str:
    """Return the name of Gregorian month 1-12 as it stands after a day, or `alone`."""
    if language == "azb":
        return _AZB_MONTHS.split()[month - 1]
    form = "stand-alone" if alone else "format"
    return str(locale_of(language).months[form]["wide"][month])


def gregorian_month_forms(month: int, language: str) -> set[str]:
    """Return the forms of the name of a month that people may write."""
    return {gregorian_month(month, language), gregorian_month(month, language, alone=True)}


def jalali_month(month: int, language: str) -> str:
    """Return the name of Jalali month 1-12."""
    return JALALI_MONTHS.get(language, JALALI_MONTHS["en"]).split()[month - 1]


def weekday_name(weekday: int, language: str) -> str:
    """Return the name of weekday 0-6, Monday first."""
    if language == "azb":
        return _AZB_WEEKDAYS[weekday]
    return str(locale_of(language).days["format"]["wide"][weekday])
