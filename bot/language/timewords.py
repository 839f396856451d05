"""The words in which people say when: months, weekdays, days near today, units of time.

All are folded, and known in every language of the product at once: people mix them. A word that
means different things in two languages is read in the reader's own, and in no other.
"""

import re
from dataclasses import dataclass
from functools import cache

from bot.domain.people import LANGUAGES
from bot.language import names
from bot.language.folding import fold

DAY_WORDS = {
    0: {
        "az": "bu gün,bugün",
        "azb": "بۇ گۆن,بۇگۆن",
        "en": "today",
        "ru": "сегодня",
        "tr": "bugün",
        "fa": "امروز",
        "de": "heute",
    },
    1: {
        "az": "sabah",
        "azb": "صاباح,صباح",
        "en": "tomorrow",
        "ru": "завтра",
        "tr": "yarın",
        "fa": "فردا",
        "de": "morgen",
    },
    2: {
        "az": "birisi gün,birigün,o biri gün",
        "azb": "بیریسی گۆن,او بیری گۆن",
        "en": "day after tomorrow",
        "ru": "послезавтра",
        "tr": "öbür gün",
        "fa": "پس فردا,پسفردا",
        "de": "übermorgen",
    },
}
"""Days from today."""

_MEANS_ELSE = {"tr": ("sabah", "صاباح", "صباح")}
"""Words of another language that mean something else in the reader's: tr sabah, the morning."""

WEEKDAYS = {
    "az": "bazar ertəsi,çərşənbə axşamı,çərşənbə,cümə axşamı,cümə,şənbə,bazar",
    "azb": "دوشنبه,سه‌شنبه,چارشنبه,جۆمعه آخشامی,جۆمعه,شنبه,یکشنبه",
    "en": "monday,tuesday,wednesday,thursday,friday,saturday,sunday",
    "ru": "понедельник,вторник,среда,четверг,пятница,суббота,воскресенье",
    "tr": "pazartesi,salı,çarşamba,perşembe,cuma,cumartesi,pazar",
    "fa": "دوشنبه,سه شنبه,چهارشنبه,پنجشنبه,جمعه,شنبه,یکشنبه",
    "de": "montag,dienstag,mittwoch,donnerstag,freitag,samstag,sonntag",
}
"""Monday first."""

_WEEKDAYS_TOO = {
    "دو شنبه": 0,
    "چرشنبه آخشامی": 1,
    "چارشنبه آخشامی": 1,
    "چهار شنبه": 2,
    "چرشنبه": 2,
    "پنج شنبه": 3,
    "پئنجشنبه": 3,
    "یک شنبه": 6,
    "بازار": 6,
    "среду": 2,
    "пятницу": 4,
    "субботу": 5,
    "sonnabend": 5,
}

UNITS = {
    "minute": "m,min,minute,minutes,dəqiqə,dəq,dakika,dk,دقیقه,минуту,минуты,минут,мин,minuten",
    "hour": "h,hour,hours,hr,hrs,saat,sa,ساعات,ساعت,час,часа,часов,ч,stunde,stunden,std",
    "day": "d,day,days,gün,گۆن,گون,روز,день,дня,дней,tag,tage,tagen",
    "week": "w,week,weeks,həftə,hafta,هفته,неделю,недели,недель,woche,wochen",
}

AMBIGUOUS_UNITS = "m,h,d,w,sa,std,ч,час,часа,часов"
"""Units that may be read as a time of day, or as nothing, where only a length is said: 6 часов."""

BEFORE_LENGTH = "for,für,на,برای,تا"
AFTER_LENGTH = "long,lang,müddətinə,ərzində,boyunca,üçün,için,süreyle,اۆچون,عرضینده,مۆدتینه"
"""What may stand beside how long something lasts."""

BEFORE_DISTANCE = "in,через,nach"
AFTER_DISTANCE = "sonra,سوْنرا,سونرا,بعد,دیگر,later"
FROM = "from,von,с,от,از"
UNTIL = "to,until,till,bis,до,تا"
UNTIL_AFTER = "qədər,kimi,dək,cən,kadar,dek,değin,قدر,کیمی,دک,جن"
"""What stands before a start, between it and an end, and after an end."""

ONE = "a,an,one,bir,بیر,یک,один,einer,einem,eine"

FILLERS = (
    "at,on,the,of,um,uhr,am,den,dem,saat,saati,ساعات,ساعت,в,во,на,года,год,г,günü,گۆنو,gün,گۆن,"
    "روز,ayı,ayının,آیی,آیینین,ماه,il,ili,ایل,ایلی,سال,yıl,yılı,tarixində,tarihinde,tarixi,تاریخ"
)
"""Words that may stand beside a date or a time and say nothing that it does not."""

_MONTH_ENDINGS = ("inin", "unun", "in", "un", "da", "de", "ta", "te", "inda", "unda", "دا", "ده")
"""Case endings of Azerbaijani and Turkish on a month, folded: dekabrın 1-i."""

_NORTHERN_MONTHS = (
    "یانوار,فئورال,مارت,آپرئل,مای,ایۆن,ایۆل,آوقۇست,سئنتیابر,اوْکتیابر,نوْیابر,دئکابر",
    "یانوار,فورال,مارت,آپرل,مای,اییۆن,اییۆل,آوقۇست,سنتیابر,اوْکتیابر,نوْیابر,دکابر",
)
"""The months of the north in southern letters, as people write them who know both."""

_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of one of the two calendars."""

    number: int
    jalali: bool = False


def words_of(listed: str) -> frozenset[str]:
    """Return a list of words, comma between, folded."""
    return frozenset(fold(word) for word in listed.split(","))


@cache
def phrases(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return patterns of day words and weekdays and the token each becomes, longest first.

    The tokens are `day+1` (days from today) and `weekday+3` (0 is Monday).
    """
    tokens: dict[str, str] = {}
    for days, by_language in DAY_WORDS.items():
        for listed in by_language.values():
            tokens.update((fold(word), f"day+{days}") for word in listed.split(","))
    for listed in WEEKDAYS.values():
        for number, name in enumerate(listed.split(",")):
            tokens[fold(name)] = f"weekday+{number}"
    tokens.update((fold(name), f"weekday+{number}") for name, number in _WEEKDAYS_TOO.items())
    for word in _MEANS_ELSE.get(language, ()):
        del tokens[fold(word)]
    longest_first = sorted(tokens, key=len, reverse=True)
    return tuple((re.compile(rf"(?<!\w){re.escape(it)}(?!\w)"), tokens[it]) for it in longest_first)


def month_of(word: str, language: str) -> Month | None:
    """Return the month that a folded word names, with or without a case ending."""
    known = _months(language)
    if word in known:
        return known[word]
    for ending in _MONTH_ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2 and stem in known:
            return known[stem]
    return None


@cache
def _months(language: str) -> dict[str, Month]:
    """Return all months by name; where languages disagree, only what the reader's own says."""
    known: dict[str, Month] = {}
    disputed: set[str] = set()
    for other in LANGUAGES:
        for name, month in _months_in(other).items():
            if known.setdefault(name, month) != month:
                disputed.add(name)
    for name in disputed:
        del known[name]
    return known | _months_in(language if language in LANGUAGES else "en")


@cache
def _months_in(language: str) -> dict[str, Month]:
    known: dict[str, Month] = {}
    if language == "en":
        known = {name: Month(at) for at, name in enumerate(_SHORT_MONTHS.split(), start=1)}
        known["sept"] = Month(9)
    if language == "azb":
        for listed in _NORTHERN_MONTHS:
            known |= {fold(it): Month(at) for at, it in enumerate(listed.split(","), start=1)}
    for number in range(1, 13):
        known[fold(names.jalali_month(number, language))] = Month(number, jalali=True)
        for name in names.gregorian_month_forms(number, language):
            known[fold(name)] = Month(number)
    return known
