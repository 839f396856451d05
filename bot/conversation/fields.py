"""How the words of a person become the value of a form's field."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.conversation.audiences import read_audience
from bot.conversation.contents import kept_content
from bot.conversation.routes import Field
from bot.domain.people import Audience
from bot.language.clock_changes import SkippedHour
from bot.language.folding import fold
from bot.language.parsing import parse_country, parse_moment, parse_number, parse_zone
from bot.language.spans import parse_span

_LEFT_OUT = ("", "-", "—")
"""How one says in words that an optional question is left out."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What reading a value needs to know: the person's language and zone, the moment, the label
    of each choice in each language, so that typed words count as a press, and on which day a bare
    hour is meant."""

    language: str
    zone: str
    now: datetime
    labels: Callable[[str], tuple[str, ...]]
    day: date | None = None


def read_field(field: Field, form: str, words: str, know: Understanding) -> str | None:
    """Return the value of `field` that `words` mean, or None when they are not certain."""
    try:
        return _read(field, form, words, know)
    except SkippedHour:
        return None


def skipped_hour(field: Field, form: str, words: str, know: Understanding) -> SkippedHour | None:
    """Return why `words` that are certain are no time all the same: the clocks go forward over it;
    None where that is not the reason."""
    try:
        _read(field, form, words, know)
    except SkippedHour as skipped:
        return skipped
    return None


def _read(field: Field, form: str, words: str, know: Understanding) -> str | None:
    words = " ".join(words.split()) if field.kind not in _AS_WRITTEN else words.strip()
    if field.optional and words in _LEFT_OUT:
        return ""
    return _READERS[field.kind](field, form, words, know) if words else None


def _words(field: Field, form: str, words: str, know: Understanding) -> str | None:
    return words if len(words) <= field.most else None


def _number(field: Field, form: str, words: str, know: Understanding) -> str | None:
    number = parse_number(words)
    return str(number) if number is not None and 0 < number <= 1_000_000 else None


def _moment(field: Field, form: str, words: str, know: Understanding) -> str | None:
    moment = parse_moment(words, zone=know.zone, now=know.now, language=know.language)
    return moment.isoformat() if moment else None


def _span(field: Field, form: str, words: str, know: Understanding) -> str | None:
    when = parse_span(words, zone=know.zone, now=know.now, language=know.language, day=know.day)
    return str(when) if when else None


def _choice(field: Field, form: str, words: str, know: Understanding) -> str | None:
    for choice in field.choices:
        if _means(words, choice, f"{form}.choice.{field.name}.{choice}", know):
            return choice
    return None


def _many(field: Field, form: str, words: str, know: Understanding) -> str | None:
    parts = [part for part in words.replace("،", ",").split(",") if part.strip()]
    found = [_choice(field, form, part.strip(), know) for part in parts]
    if not found or None in found:
        return None
    return ",".join(choice for choice in field.choices if choice in found)


def _side(field: Field, form: str, words: str, know: Understanding) -> str | None:
    for audience in Audience:
        if _means(words, audience, f"side.{audience}", know):
            return audience.value
    return None


def _means(words: str, value: str, key: str, know: Understanding) -> bool:
    wanted = fold(words)
    return wanted == fold(value) or any(wanted == fold(label) for label in know.labels(key))


def _country(field: Field, form: str, words: str, know: Understanding) -> str | None:
    return parse_country(words, know.language)


def _zone(field: Field, form: str, words: str, know: Understanding) -> str | None:
    return parse_zone(words)


def _content(field: Field, form: str, words: str, know: Understanding) -> str | None:
    content = kept_content(words)
    if content is None or not content.is_possible or len(content.words) > field.most:
        return None
    is_left_out = field.optional and not content.media and content.words in _LEFT_OUT
    return "" if is_left_out else content.to_json()


def _audience(field: Field, form: str, words: str, know: Understanding) -> str | None:
    return read_audience(words, language=know.language, labels=know.labels)


_AS_WRITTEN = ("words", "content")

_READERS: dict[str, Callable[[Field, str, str, Understanding], str | None]] = {
    "words": _words,
    "content": _content,
    "audience": _audience,
    "number": _number,
    "moment": _moment,
    "span": _span,
    "choice": _choice,
    "many": _many,
    "side": _side,
    "country": _country,
    "zone": _zone,
}
