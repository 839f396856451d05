"""A letter in several languages: adding a text, taking one back, saying which one it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.broadcasts import Letter
from bot.domain.languages import language_buttons, language_choice
from bot.domain.media import Content
from bot.domain.messages import Button, Listing, Message, Text, press, row, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.written import may_be
from bot.services.broadcasts import cards, rules
from bot.storage import broadcasts
from bot.storage.database import Tx


def page(tx: Tx, letter_id: int, *, by: Person) -> Message:
    """Return in which languages a draft is written, and the way to write it in another."""
    letter = _with_words(tx, letter_id, by=by)
    words = letter.words
    key = "texts.page" if words.language else "texts.page.unknown"
    beginning = cards.excerpt(words).first
    first = Text(key, {"title": beginning, "languages": named([words.language])})
    also = (text("texts.also", languages=named(words.others)),) if words.others else ()
    body = text("texts.lines", lines=Listing((first, *also, text("texts.why")), "blank"))
    buttons = language_buttons("bc.text", letter.id, first=words.language, there=words.others)
    wrong = Button(text("texts.wrong"), press("bc.lang", letter.id))
    back = Button(text("common.back"), press("bc.show", letter.id))
    return Message(body, (*buttons, row(wrong, back)))


def which_language(tx: Tx, letter_id: int, *, by: Person) -> Message:
    """Return the question in which language a draft was written."""
    letter = _with_words(tx, letter_id, by=by)
    back = row(Button(text("common.back"), press("bc.texts", letter.id)))
    beginning = cards.excerpt(letter.words).first
    return Message(
        text("texts.which", title=beginning), (*language_choice("bc.lang", letter.id), back)
    )


def in_language(tx: Tx, letter_id: int, language: str, *, by: Person) -> Message | None:
    """Return what a draft says in one of its other languages, None where it says nothing."""
    letter = _with_words(tx, letter_id, by=by)
    if language not in letter.words.others:
        return None
    words = replace(letter.words, versions={language: letter.words.versions[language]})
    shown = replace(cards.letter_text(words), language=language)
    body = text("texts.one", language=text(f"language.named.{language}"), words=shown)
    anew = Button(text("texts.anew"), press("bc.text", letter.id, language, "anew"))
    away = Button(text("texts.remove"), press("bc.untext", letter.id, language), style="danger")
    back = Button(text("common.back"), press("bc.texts", letter.id))
    return Message(body, (row(anew, away), row(back)))


def add(
    tx: Tx, letter_id: int, language: str, content: Content, *, by: Person, now: datetime
) -> Letter:
    """Say a draft in one more language; see `Broadcasts.add_text`."""
    letter = _with_words(tx, letter_id, by=by)
    if language == letter.words.language:
        raise Refusal(text("texts.is_first"))
    if content.media is not None or not content.words:
        raise Refusal(text("letter.only_words"))
    _must_be_in(language, content.words)
    words = letter.words.and_in(language, content.words, content.looks)
    return broadcasts.change(tx, replace(letter, words=words), now=now)


def set_language(tx: Tx, letter_id: int, language: str, *, by: Person, now: datetime) -> Letter:
    """Note in which language a draft was written; see `Broadcasts.written_in`."""
    letter = _with_words(tx, letter_id, by=by)
    _must_be_in(language, letter.words.first)
    return broadcasts.change(tx, replace(letter, words=letter.words.written_in(language)), now=now)


def drop(tx: Tx, letter_id: int, language: str, *, by: Person, now: datetime) -> Letter:
    """Take the text of a draft in one language back; never the one it was written in."""
    letter = _with_words(tx, letter_id, by=by)
    return broadcasts.change(tx, replace(letter, words=letter.words.and_in(language, "")), now=now)


def named(languages: Iterable[str]) -> Listing:
    """Return the names of languages, as they stand in a sentence."""
    return Listing(tuple(text(f"language.named.{language}") for language in languages if language))


def _with_words(tx: Tx, letter_id: int, *, by: Person) -> Letter:
    letter = rules.own_draft(tx, letter_id, by=by)
    if not letter.words:
        raise Refusal(text("letter.no_words"))
    return letter


def _must_be_in(language: str, words: str) -> None:
    if not may_be(words, language):
        raise Refusal(text("texts.other_letters", language=text(f"language.named.{language}")))
