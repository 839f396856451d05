"""Texts put into words for one reader: values, plurals, numbers, dates, direction."""

import re
from dataclasses import replace
from functools import lru_cache
from html import escape, unescape

from bot.clock import Clock
from bot.domain.formatted import Formatted
from bot.domain.messages import Listing, Message, Moment, Passage, Span, Text, Value, Words, text
from bot.language import direction
from bot.language.captions import accompanied, letters_in
from bot.language.catalogue import Catalogues
from bot.language.countries import country_name, flag_of
from bot.language.dates import format_moment, say_span
from bot.language.formatted import html_of, isolated_html
from bot.language.lists import joined
from bot.language.numerals import number
from bot.language.reader import Reader
from bot.language.rendered import Rendered, RenderedButton
from bot.language.script import Converter
from bot.language.versions import Notes, Versions

__all__ = ["Reader", "Renderer", "uses_moments", "uses_words"]

_PIECES = re.compile(
    r"(?P<code><(?:code|pre)>[^<]*</(?:code|pre)>)|(?P<tag><[^<>]*>)"
    rf"|(?P<technical>{direction.TECHNICAL})|\{{(?P<name>\w+)\}}"
)
_COUNTRY = re.compile(r"country\.([A-Z]{2})")
"""Keys that no catalogue holds: countries have their names from Babel."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_AROUND_WORDS = re.compile(r"^[\W_]+|[\W_]+$")
_TAG = re.compile(r"<[^<>]*>")


PASSAGE_LETTERS = 3000
"""How many letters a passage and what a machine made of it may have together.

Source: Bot API, sendMessage, `text`: 4096 characters; the rest is for what stands round it.
"""

MESSAGES_KEPT = 64
"""So many messages are kept as they were said last: in an alert thousands press the same button
and read the same card."""


class Renderer:
    """Says texts in the words of a reader. Nothing here raises for a fault in a catalogue."""

    def __init__(
        self, catalogues: Catalogues, clock: Clock, converter: Converter | None = None
    ) -> None:
        self._catalogues = catalogues
        self._clock = clock
        self._versions = Versions(converter or Converter())
        self._said_of_late = lru_cache(MESSAGES_KEPT)(self._render)

    def render(self, message: Message, reader: Reader) -> Rendered:
        """Return `message` in the reader's words, ready for a channel."""
        second = int(self._clock.now().timestamp())
        return self._said_of_late(message, reader, second, self._versions.edition)

    def _render(self, message: Message, reader: Reader, _second: int, _edition: int) -> Rendered:
        notes = Notes()
        html = self._said(message.body, reader, notes)
        rows = (
            tuple(
                RenderedButton(
                    self.label(button.label, reader), button.press, button.url, button.style
                )
                for button in line
                if notes.automatic or not button.if_automatic
            )
            for line in message.buttons
        )
        rendered = Rendered(
            html=html,
            buttons=tuple(line for line in rows if line),
            silent=message.silent,
            language=reader.language,
            withdrawn=message.withdrawn,
        )
        if message.media is None:
            return rendered
        if message.withdrawn:
            # What goes needs no map to a place, and words although a sticker has no room for them.
            return replace(rendered, media=message.media)
        return accompanied(rendered, message.media, lambda words: self.say(words, reader))

    def say(self, text: Text, reader: Reader) -> str:
        """Return `text` as the simple HTML of Telegram, what people wrote escaped; at its end it
        says which of their words are automatic, or in another language."""
        return self._said(text, reader, Notes())

    def label(self, text: Text, reader: Reader) -> str:
        """Return `text` as plain words for buttons and toasts: no tags, nothing escaped."""
        words, language = self._worded(text, reader, Notes(), html=False)
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

    def _said(self, text: Text, reader: Reader, notes: Notes) -> str:
        words, language = self._worded(text, reader, notes, html=True)
        words += self._remarks(notes, reader)
        return direction.marked(words, rtl=direction.is_rtl(language), html=True)

    def _worded(self, text: Text, reader: Reader, notes: Notes, *, html: bool) -> tuple[str, str]:
        """Return the words of `text` and the language they are in."""
        if text.language:
            return self._worded_in(text, reader, html=html)
        if country := _COUNTRY.fullmatch(text.key):
            name = country_name(country[1], reader.language)
            return f"{flag_of(country[1])} {name}", reader.language
        n = text.values.get("n")
        phrase = self._catalogues.find(
            text.key, reader.language, n=n if isinstance(n, int) else None, reads=reader.reads
        )
        template, language = phrase.words, phrase.language
        if phrase.to_convert:
            template, language = self._converted(template, reader.language), reader.language
            notes.automatic = True
        speech = _Speech(self, text, language, reader, notes, html=html)
        template = template if html else unescape(_TAG.sub("", template))
        return _PIECES.sub(speech.piece, template), language

    def _worded_in(self, text: Text, reader: Reader, *, html: bool) -> tuple[str, str]:
        """Return a text in the language it fixes, as a reader of that language gets it."""
        notes, there = Notes(), Reader(text.language, reader.zone, reader.calendar)
        words, language = self._worded(replace(text, language=""), there, notes, html=html)
        return (words + self._remarks(notes, there) if html else words), language

    def _remarks(self, notes: Notes, reader: Reader) -> str:
        """Return the lines that say what a machine did, and which words are in other languages."""
        keys = ["words.automatic"] if notes.automatic else []
        keys += [f"words.in.{language or 'author'}" for language in notes.foreign]
        said = (self._worded(Text(key), reader, Notes(), html=True)[0] for key in keys)
        return "".join(f"\n{line}" for line in said)

    def _converted(self, template: str, language: str) -> str:
        """Return a template in the other script: what stands between tags, places and links."""
        converted, at = [], 0
        for piece in (*_PIECES.finditer(template), None):
            words = unescape(template[at : piece.start() if piece else None])
            converted.append(escape(self._versions.convert(words, language), quote=False))
            if piece:
                converted.append(piece[0])
                at = piece.end()
        return "".join(converted)

    def value(
        self, value: Value, language: str, reader: Reader, notes: Notes, *, html: bool
    ) -> str:
        """Return one value as it stands in a text of `language`."""
        rtl = direction.is_rtl(language)
        match value:
            case Words(looks=looks) if html and looks:
                return isolated_html(self._versions.wear(value, reader, notes), rtl=rtl)
            case str() | Words():
                words = direction.isolated(self.bare(value, reader, notes), rtl=rtl)
                return escape(words, quote=False) if html else words
            case int():
                return number(value, language)
            case Moment() | Span():
                at_home = Reader(language, reader.zone, reader.calendar)
                now = self._clock.now()
                if isinstance(value, Span):
                    return say_span(value, at_home, now)
                return format_moment(value, at_home, now)
            case Text() | Passage():
                words, found = (
                    self._passage(value, reader, html=html)
                    if isinstance(value, Passage)
                    else self._worded(value, reader, notes, html=html)
                )
                against = direction.runs_against(_TAG.sub("", words), rtl=rtl)
                keeps = direction.is_rtl(found) == rtl and not against
                return words if keeps else direction.islands(words)
            case Formatted():
                words = html_of(value) if html else direction.cleaned(value.words)
                return words if value.rtl == rtl else direction.islands(words)
            case Listing():
                items = [
                    self.value(item, language, reader, notes, html=html) for item in value.items
                ]
                return joined(items, value.joiner, language)

    def bare(self, words: str | Words, reader: Reader, notes: Notes) -> str:
        """Return what a person wrote, the version for this reader, without marks of direction."""
        said = words if isinstance(words, str) else self._versions.pick(words, reader, notes)
        return direction.cleaned(said)

    def _passage(self, passage: Passage, reader: Reader, *, html: bool) -> tuple[str, str]:
        notes = Notes()
        words, language = self._worded(passage.text, reader, notes, html=html)
        if not html:
            return words, language
        if passage.beside is None or not notes.unconverted:
            return words + self._remarks(notes, reader), language
        beside, why = self._worded(passage.beside, reader, Notes(), html=True)[0], ""
        if not self._versions.are_sure(notes.unconverted, reader.language):
            why = "words.unsure"
        elif letters_in(words) + letters_in(beside) > PASSAGE_LETTERS // (2 if reader.half else 1):
            why = "words.too_long"
        if why:
            beside, _ = self._worded(text(why), reader, Notes(), html=True)
            beside = f"{self._remarks(notes, reader).lstrip()}\n{beside}"
        return f"{words}\n\n{beside}", language

    def missing(self, key: str, name: str, language: str) -> str:
        """Return a placeholder that was given no value as it is, and log the key once."""
        self._catalogues.report(f"{key} {{{name}}}", language, "value missing in a text")
        return f"{{{name}}}"


class _Speech:
    """One text being filled with its values."""

    def __init__(
        self,
        renderer: Renderer,
        text: Text,
        language: str,
        reader: Reader,
        notes: Notes,
        *,
        html: bool,
    ) -> None:
        self._renderer = renderer
        self._text = text
        self._language = language
        self._reader = reader
        self._notes = notes
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
        return self._said(self._text.values[name])

    def _bare(self, name: str, *, quote: bool = False) -> str:
        """Return a value inside a link, a command, code or a tag, where a mark would break it."""
        value = self._text.values.get(name)
        if isinstance(value, str | Words):
            words = self._renderer.bare(value, self._reader, self._notes)
            return escape(words, quote=quote) if self._html else words
        if isinstance(value, int):
            return str(value)
        if value is None:
            return self._renderer.missing(self._text.key, name, self._language)
        return self._said(value)

    def _said(self, value: Value) -> str:
        return self._renderer.value(
            value, self._language, self._reader, self._notes, html=self._html
        )


def uses_moments(message: Message) -> bool:
    """Tell whether the reader's zone or calendar changes how `message` reads."""
    return _holds((Moment, Span), message)


def uses_words(message: Message) -> bool:
    """Tell whether `message` holds words that a machine may have to put into another script."""
    return _holds((Words,), message)


def _holds(kinds: tuple[type, ...], message: Message) -> bool:
    labels = (button.label for line in message.buttons for button in line)
    return any(_is_in(kinds, value) for value in (message.body, *labels))


def _is_in(kinds: tuple[type, ...], value: Value) -> bool:
    match value:
        case Text():
            return any(_is_in(kinds, item) for item in value.values.values())
        case Listing():
            return any(_is_in(kinds, item) for item in value.items)
        case Passage():
            return _is_in(kinds, value.text)
        case _:
            return isinstance(value, kinds)
