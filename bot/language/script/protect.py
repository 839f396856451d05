"""What no conversion may touch: links, addresses, commands, code, numbers that carry a meaning."""

import re
from collections.abc import Iterable

from bot.language.script.entities import place_of, units
from bot.language.script.model import Entity

Span = tuple[int, int]
"""Where something begins and ends, in characters."""

KEPT_ENTITIES = frozenset(
    {
        "bot_command",
        "cashtag",
        "code",
        "custom_emoji",
        "email",
        "hashtag",
        "mention",
        "phone_number",
        "pre",
        "url",
    }
)
"""Kinds of entity whose text stays byte for byte."""

_DIGIT = "[0-9۰-۹٠-٩]"
_NUMBER = rf"{_DIGIT}{{1,40}}(?:[.,:/٫٬·×x–-]{_DIGIT}{{1,40}}){{0,20}}"
_UNITS = (
    "km²|km2|m²|m2|m³|m3|sm²|km/saat|km/s|m/s|km/h|kVt·s|kVt|MVt|Vt|kHz|MHz|GHz|Hz|kPa|hPa|MPa|Pa|"
    "kkal|kal|KB|MB|GB|TB|Mbit|kbit|AZN|USD|EUR|IRR|IRT|TRY|RUB|GBP|km|sm|mm|mkm|nm|dm|kg|kq|mq|mg|mkq|"
    "ml|ha|m|q|g|t|l|V|A|W|°C|°F|℃|°|%|٪|‰|₼|€|£|₺|₽|﷼|[$]"
)

_PLACES = {
    "`": r"```[^`]{1,20000}```|`[^`\n]{1,4000}`",
    "@": r"(?<![\w@])@\w{1,64}",
    "#": r"(?<![\w#])#\w{1,140}",
    "$": r"(?<![\w$])[$][A-Z]{1,8}\b",
    "/": r"(?<![\w/.:<])/[A-Za-z]\w{0,63}(?:@\w{1,64})?",
    "<": r"</?[A-Za-z][^<>\n]{0,400}>",
    "&": r"&(?:#?\w{1,12});",
    "{": r"\{[\w.:!<>+%-]{0,40}\}",
    "%": r"(?<!\d)%(?:\(\w{1,40}\)|\d[$])?[-+0#]{0,3}\d{0,4}(?:\.\d{1,4})?[a-zA-Z](?!\w)",
}
"""What begins with a sign of its own."""

_SIGNED = re.compile("|".join(_PLACES.values()))

_LINK = re.compile(
    r"\w[\w+.-]{0,30}://\S{1,4000}|(?:www\.|mailto:|tel:|tg:|geo:)\S{1,4000}", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ENDINGS = (
    "az|ir|com|org|net|info|biz|tr|ru|de|uk|us|eu|ge|iq|fr|nl|se|at|ch|tv|io|me|app|dev|ai|gov|edu|int|"
    "news|online|site|xyz|pdf|jpg|jpeg|png|gif|webp|mp3|mp4|ogg|doc|docx|xls|xlsx|csv|txt|zip|apk|exe|"
    "html|htm|php|json|py|md"
)
_BARE_LINK = re.compile(
    rf"(?<![\w@.-])[A-Za-z0-9_-]{{1,63}}(?:\.[A-Za-z0-9_-]{{1,63}}){{0,6}}\.(?:{_ENDINGS})"
    r"(?![\w-])(?::[0-9]{1,5})?(?:[/?#]\S{0,4000})?"
)
_NUMBERS = re.compile(
    rf"\+{_DIGIT}[0-9۰-۹٠-٩ ()\-]{{5,24}}{_DIGIT}"
    rf"|(?<![\w])\(?0{_DIGIT}{{1,3}}\)?(?:[ -]{_DIGIT}{{2,4}}){{2,4}}(?!\w)"
    rf"|[$€£₼₺₽﷼] ?{_NUMBER}"
    rf"|{_NUMBER}[ \u00a0\u202f]?(?:{_UNITS})(?![\w²³/])"
    rf"|{_DIGIT}{{1,40}}(?:[.,:/٫٬·×–-]{_DIGIT}{{1,40}}){{1,20}}"
)
_PERSIAN_TIME = re.compile("[۰-۹]{1,2}:[۰-۹]{2}(?:[-–][۰-۹]{1,2}:[۰-۹]{2})?")
"""A time in Persian digits: readers of the north get their own, for them ۱۸:۳۰ is no help."""

_TRAILING = ".,;:!?)]}'\"»”’…،؛؟"

_TRIGGER = re.compile(r"[`@#$/<&{%]|://|\w\.\w|www\.|(?:mailto|tel|tg|geo):")
_HAS_NUMBER = re.compile(_DIGIT)


def protected(text: str, entities: Iterable[Entity] = ()) -> list[Span]:
    """Return the stretches of `text` that stay byte for byte, in order, none touching another."""
    spans: list[Span] = []
    if _TRIGGER.search(text):
        spans += [match.span() for match in _SIGNED.finditer(text)]
        if ":" in text or "www." in text:
            spans += [_trimmed(match) for match in _LINK.finditer(text)]
        if "@" in text:
            spans += [match.span() for match in _ADDRESS.finditer(text)]
        if "." in text:
            spans += [_trimmed(match) for match in _BARE_LINK.finditer(text)]
    if _HAS_NUMBER.search(text):
        spans += [
            match.span()
            for match in _NUMBERS.finditer(text)
            if not _PERSIAN_TIME.fullmatch(match.group())
        ]
    kept = [entity for entity in entities if entity.type in KEPT_ENTITIES]
    if kept:
        places = units(text)
        for entity in kept:
            start = place_of(places, entity.offset)
            spans.append((start, place_of(places, entity.offset + entity.length, up=True)))
    return _merged(spans)


def _trimmed(match: re.Match[str]) -> Span:
    """Return where a link stands, without the stop or bracket that belongs to the sentence."""
    link = match.group()
    end = match.start() + len(link.rstrip(_TRAILING))
    if link[end - match.start() :].startswith(")") and "(" in link:
        end += 1
    return match.start(), end


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged
