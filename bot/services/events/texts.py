"""An event in several languages: what was written in which, and how one person reads it."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.events import CalendarEntry, Event
from bot.domain.languages import language_buttons, language_choice
from bot.domain.messages import Button, Listing, Message, Text, Words, press, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.direction import TECHNICAL_LINE
from bot.language.reader import Reader
from bot.language.versions import Notes, Versions
from bot.language.written import alphabet_of, may_be, written_in


def written(words: str, *, by: Person, beside: Words | None = None) -> Words:
    """Return what a person wrote, in the language in which it and the words `beside` it are;
    where that cannot be told, in nobody's. Nothing written is no words."""
    own = beside.language if beside and beside.language else by.language
    there = beside.first if beside else ""
    return Words({language_of(words, there, by=own): words} if words else {})


def language_of(words: str, beside: str, *, by: str) -> str:
    """Return the language of words of an event, "" if unknowable: what cannot be told of them
    alone is judged together with those `beside` them in the same letters; see `written_in`."""
    alone = written_in(words, by=by)
    if alone or alphabet_of(beside) != alphabet_of(words):
        return alone
    return written_in(f"{words}\n{beside}", by=by)


def must_be_in(language: str, words: str) -> None:
    """Refuse words that are not in the letters of `language`."""
    if not may_be(words, language):
        raise Refusal(text("texts.other_letters", language=text(f"language.named.{language}")))


def page(event: Event) -> Message:
    """Return in which languages an event is written, and the way to write it in another."""
    title = event.title
    key = "texts.page" if title.language else "texts.page.unknown"
    others = (text("texts.also", languages=_named(title.others)),) if title.others else ()
    said = (Text(key, {"title": title.first, "languages": _named([title.language])}), *others)
    buttons = language_buttons("ev.text", event.id, first=title.language, there=title.others)
    wrong = Button(text("texts.wrong"), press("ev.lang", event.id))
    back = Button(text("common.back"), press("ev.edit", event.id, "here"))
    body = text("texts.lines", lines=Listing((*said, text("texts.why")), "blank"))
    return Message(body, (*buttons, row(wrong, back)))


def which_language(event: Event) -> Message:
    """Return the question in which language an event was written, where we took it for another."""
    back = row(Button(text("common.back"), press("ev.texts", event.id)))
    return Message(
        text("texts.which", title=event.title.first),
        (*language_choice("ev.lang", event.id), back),
    )


def in_language(event: Event, language: str) -> Message:
    """Return what was written of an event in one of its other languages, and what to do with it."""
    words = [it.versions[language] for it in (event.title, event.place) if language in it.versions]
    body = text(
        "texts.one",
        language=text(f"language.named.{language}"),
        words=Listing(tuple(words), "lines"),
    )
    anew = Button(text("texts.anew"), press("ev.text", event.id, language, "anew"))
    away = Button(text("texts.remove"), press("ev.untext", event.id, language), style="danger")
    back = Button(text("common.back"), press("ev.texts", event.id))
    return Message(body, (row(anew, away), row(back)))


def place_has_words(event: Event) -> bool:
    """Tell whether there is something to say in another language about where an event is."""
    return bool(event.place) and not TECHNICAL_LINE.match(event.place.first)


def _named(languages: Iterable[str]) -> Listing:
    return Listing(tuple(text(f"language.named.{language}") for language in languages if language))


def as_read(entry: CalendarEntry, person: Person, versions: Versions) -> CalendarEntry:
    """Return what goes into a calendar in the language and script in which a person reads it."""
    reader, notes = Reader(person.language, reads=person.reads), Notes()
    title, place = entry.event.title, entry.event.place
    read = replace(
        entry,
        title=versions.pick(title, reader, notes),
        place=versions.pick(place, reader, notes),
    )
    if not notes.automatic:
        return read
    first = [versions.pick(it.unconverted(), reader, Notes()) for it in (title, place)]
    return replace(read, original="\n".join(filter(None, first)))
