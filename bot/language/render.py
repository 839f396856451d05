"""Texts put into words for one reader: values, plurals, numbers, dates, direction."""

import re
from collections.abc import Mapping
from html import escape, unescape

from bot.clock import Clock
from bot.domain.messages import Listing, Message, Moment, Text
from bot.language import direction
from bot.language.catalogue import Catalogues
from bot.language.countries import country_name, flag_of
from bot.language.dates import format_moment
from bot.language.lists import joined
from bot.language.numerals import number
from bot.language.reader import Reader
from bot.language.rendered import Rendered, RenderedButton

__all__ = ["Reader", "Renderer", "uses_moments"]

Value = str | int | Moment | Text | Listing
Values = Mapping[str, Value]

_PIECES = re.compile(
    r"(?P<code><(?:code|pre)>[^<]*</(?:code|pre)>)|(?P<tag><[^<>]*>)"
    rf"|(?P<technical>{direction.TECHNICAL})|\{{(?P<name>\w+)\}}"
)
_COUNTRY = re.compile(r"country\.([A-Z]{2})")
"""Keys that no catalogue holds: countries have their names from Babel."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_AROUND_WORDS = re.compile(r"^[\W_]+|[\W_]+$")
_TAG = re.compile(r"<[^<>]*>")


class Renderer:
    """Says texts in the words of a reader. Nothing here raises for a fault in a catalogue."""

    def __init__(self, catalogues: Catalogues, clock: Clock) -> None:
        self._catalogues = catalogues
        self._clock = clock

    def render(self, message: Message, reader: Reader) -> Rendered:
        """Return `message` in the reader's words, ready for a channel."""
        return Rendered(
            html=self.say(message.body, reader),
            buttons=tuple(
                tuple(
                    RenderedButton(
                        self.label(button.label, reader), button.press, button.url, button.style
                    )
                    for button in line
                )
                for line in message.buttons
            ),
            silent=message.silent,
            language=reader.language,
        )

    def say(self, text: Text, reader: Reader) -> str:
        """Return `text` as the simple HTML of Telegram, what people wrote escaped."""
        words, language = self._worded(text, reader, html=True)
        return direction.marked(words, rtl=direction.is_rtl(language), html=True)

    def label(self, text: Text, reader: Reader) -> str:
        """Return `text` as plain words for buttons and toasts: no tags, nothing escaped."""
        words, language = self._worded(text, reader, html=False)
        return direction.marked(words, rtl=direction.is_rtl(language), html=False)

    def labels(self, key: str) -> tuple[str, ...]:
        """Return what `key` is called in every language, casefolded, for comparing typed words.

        A label with an emoji counts without it too.
        """
        found: dict[str, None] = {}
        for language in sorted(self._catalogues.languages):
            if self._catalogues.has(key, language):
                said = self._catalogues.find(key, language).words
                plain = direction.cleaned(unescape(_TAG.sub("", said))).casefold().strip()
                found |= dict.fromkeys((plain, _AROUND_WORDS.sub("", plain)))
        return tuple(found)

    def _worded(self, text: Text, reader: Reader, *, html: bool) -> tuple[str, str]:
        """Return the words of `text` and the language they were found in."""
        if text.language:
            reader = Reader(text.language, reader.zone, reader.calendar)
        if country := _COUNTRY.fullmatch(text.key):
            name = country_name(country[1], reader.language)
            return f"{flag_of(country[1])} {name}", reader.language
        n = text.values.get("n")
        phrase = self._catalogues.find(
            text.key, reader.language, n=n if isinstance(n, int) else None
        )
        speech = _Speech(self, text, phrase.language, reader, html=html)
        template = phrase.words if html else unescape(_TAG.sub("", phrase.words))
        return _PIECES.sub(speech.piece, template), phrase.language

    def value(self, value: Value, language: str, reader: Reader, *, html: bool) -> str:
        """Return one value as it stands in a text of `language`."""
        rtl = direction.is_rtl(language)
        match value:
            case str():
                words = direction.isolated(direction.cleaned(value), rtl=rtl)
                return escape(words, quote=False) if html else words
            case int():
                return number(value, language)
            case Moment():
                at_home = Reader(language, reader.zone, reader.calendar)
                return format_moment(value, at_home, self._clock.now())
            case Text():
                words, found = self._worded(value, reader, html=html)
                return words if direction.is_rtl(found) == rtl else direction.islands(words)
            case Listing():
                items = [self.value(item, language, reader, html=html) for item in value.items]
                return joined(items, value.joiner, language)

    def missing(self, key: str, name: str, language: str) -> str:
        """Return a placeholder that was given no value as it is, and log the key once."""
        self._catalogues.report(f"{key} {{{name}}}", language, "value missing in a text")
        return f"{{{name}}}"


class _Speech:
    """One text being filled with its values."""

    def __init__(
        self, renderer: Renderer, text: Text, language: str, reader: Reader, *, html: bool
    ) -> None:
        self._renderer = renderer
        self._text = text
        self._language = language
        self._reader = reader
        self._html = html

    def piece(self, found: re.Match[str]) -> str:
        """Return a piece of the template as it is said: tag, technical word or value."""
        if found["tag"]:
            return _PLACEHOLDER.sub(lambda name: self._bare(name[1], quote=True), found["tag"])
        technical = found["code"] or found["technical"]
        if technical:
            words = _PLACEHOLDER.sub(lambda name: self._bare(name[1]), technical)
            island = direction.is_rtl(self._language) and "\n" not in words
            return direction.ltr(words) if island else words
        name = found["name"]
        if name not in self._text.values:
            return self._renderer.missing(self._text.key, name, self._language)
        return self._renderer.value(
            self._text.values[name], self._language, self._reader, html=self._html
        )

    def _bare(self, name: str, *, quote: bool = False) -> str:
        """Return a value inside a link, a command, code or a tag, where a mark would break it."""
        value = self._text.values.get(name)
        if isinstance(value, str):
            words = direction.cleaned(value)
            return escape(words, quote=quote) if self._html else words
        if isinstance(value, int):
            return str(value)
        if value is None:
            return self._renderer.missing(self._text.key, name, self._language)
        return self._renderer.value(value, self._language, self._reader, html=self._html)


def uses_moments(message: Message) -> bool:
    """Tell whether the reader's zone or calendar changes how `message` reads."""
    labels = (button.label for line in message.buttons for button in line)
    return any(map(_has_moment, (message.body, *labels)))


def _has_moment(value: Value) -> bool:
    match value:
        case Moment():
            return True
        case Text():
            return any(map(_has_moment, value.values.values()))
        case Listing():
            return any(map(_has_moment, value.items))
        case _:
            return False
