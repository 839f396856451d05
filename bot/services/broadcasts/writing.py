"""Writing a letter: whom it is for, what it says in which language, until it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.audiences import Selection
from bot.domain.broadcasts import Letter, beginning, reach_of
from bot.domain.media import Content
from bot.domain.messages import Listing, Message, Text, Words, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.written import may_be, written_in
from bot.services.broadcasts import audience, cards, rules, texts
from bot.services.broadcasts.previews import Seen
from bot.storage import audiences, broadcasts, facets
from bot.storage.database import Tx
from bot.storage.facets import Facet

NO_WORDS = Words({})

DRAFTS_MOST = 8
"""So many drafts are listed; a keyboard with more is no help."""


def new(tx: Tx, *, by: Person, now: datetime) -> Letter:
    """Begin a letter that says nothing yet; who may write to one side only begins with it."""
    rules.must_coordinate(by)
    return broadcasts.add(
        tx, selection=beginning(by), words=NO_WORDS, media=None, author_id=by.id, now=now
    )


def draft(
    tx: Tx, selection: Selection, content: Content, *, by: Person, now: datetime
) -> tuple[Letter, Text | None]:
    """Keep a new letter; see `Broadcasts.draft`."""
    rules.must_coordinate(by)
    words = worded(content, by=by)
    reach = rules.within_reach(tx, selection, by=by)
    letter = broadcasts.add(
        tx, selection=reach, words=words, media=content.media, author_id=by.id, now=now
    )
    return letter, _narrowed(selection, reach)


def look(tx: Tx, letter: Letter, *, by: Person, now: datetime) -> Seen:
    """Return a draft as its author looks at it."""
    selection = letter.selection
    original = corrected(tx, letter)
    if original is not None:
        counts = audiences.count(tx, selection, now=now)
        held = broadcasts.count_holders(tx, original.id)
        return Seen(letter, counts, {}, missing=missing(original, letter), holders=held)
    titles = facets.event_titles(tx, events_of(selection))
    if selection.is_empty or not rules.may_send_to(tx, selection, by=by):
        return Seen(letter, {}, titles, outside=not selection.is_empty)
    return Seen(letter, audiences.count(tx, selection, now=now), titles)


def corrected(tx: Tx, letter: Letter) -> Letter | None:
    """Return the letter whose words these shall replace."""
    return broadcasts.by_id(tx, letter.corrects_id) if letter.corrects_id is not None else None


def missing(original: Letter, letter: Letter) -> tuple[str, ...]:
    """Return the languages in which people have a letter, and in which its correction does not
    exist: until it does, it cannot go out."""
    return tuple(it for it in original.words.versions if it and it not in letter.words.versions)


def address(
    tx: Tx, letter_id: int, selection: Selection, *, by: Person, now: datetime
) -> tuple[Letter, Text | None]:
    """Give a draft another audience; see `Broadcasts.address`."""
    letter = _to_address(tx, letter_id, by=by)
    reach = rules.within_reach(tx, selection, by=by)
    letter = broadcasts.change(tx, replace(letter, selection=reach), now=now)
    return letter, _narrowed(selection, reach)


def known(tx: Tx, kind: str, *, by: Person, now: datetime) -> list[Facet]:
    """Return the values of a kind that a person can choose."""
    if kind == "everybody":
        return []
    return facets.facets(tx, kind, sides=reach_of(by), now=now)


def choose(
    tx: Tx,
    letter_id: int,
    kind: str,
    value: str,
    *,
    known: Sequence[Facet],
    out: bool,
    by: Person,
    now: datetime,
) -> Letter:
    """Put a value into the audience of a draft or take it out; see `Broadcasts.choose`."""
    letter = _to_address(tx, letter_id, by=by)
    chosen = audience.chosen_anew(letter.selection, kind, value, known, out=out)
    if chosen is None:
        raise Refusal(text("press.stale"))
    reach = rules.within_reach(tx, chosen, by=by)
    return broadcasts.change(tx, replace(letter, selection=reach), now=now)


def clear(tx: Tx, letter_id: int, *, by: Person, now: datetime) -> Letter:
    """Empty the audience of a draft."""
    letter = _to_address(tx, letter_id, by=by)
    return broadcasts.change(tx, replace(letter, selection=Selection()), now=now)


def page(tx: Tx, letter_id: int, *, out: bool, by: Person, now: datetime) -> Message:
    """Return the page on which the audience of a draft is chosen."""
    seen = look(tx, _to_address(tx, letter_id, by=by), by=by, now=now)
    if out:
        return audience.page_of_exclusions(seen.letter, seen.n, seen.titles)
    others = [it for it in broadcasts.drafts_of(tx, by.id, most=DRAFTS_MOST) if it.id != letter_id]
    return audience.page(seen.letter, seen.n, seen.titles, drafts=len(others))


def drafts(tx: Tx, *, by: Person) -> Message:
    """Return what somebody has written and not sent; see `Broadcasts.drafts`."""
    rules.must_coordinate(by)
    return cards.drafts(broadcasts.drafts_of(tx, by.id, most=DRAFTS_MOST))


def page_of_kind(
    tx: Tx, letter_id: int, kind: str, *, out: bool, first: int, by: Person, now: datetime
) -> Message:
    """Return the values of one kind to choose from."""
    seen = look(tx, _to_address(tx, letter_id, by=by), by=by, now=now)
    values = known(tx, kind, by=by, now=now)
    return audience.page_of_kind(
        seen.letter, kind, values, seen.n, seen.titles, out=out, first=first
    )


def write(
    tx: Tx, letter_id: int, content: Content, *, by: Person, now: datetime
) -> tuple[Letter, Text | None]:
    """Give a draft other words; see `Broadcasts.write`."""
    letter = rules.own_draft(tx, letter_id, by=by)
    if letter.corrects_id is not None:
        content = only_words(content, letter)
    words = worded(content, by=by, before=letter.words.language)
    lost = tuple(it for it in letter.words.others if it)
    if words.first == letter.words.first:
        first, looks = letter.words.language, words.looks.get(words.language, ())
        words, lost = letter.words.and_in(first, words.first, looks), ()
    letter = broadcasts.change(tx, replace(letter, words=words, media=content.media), now=now)
    note = text("texts.lost", languages=texts.named(lost)) if lost else None
    return letter, note


def hush(tx: Tx, letter_id: int, *, silent: bool, by: Person, now: datetime) -> Letter:
    """Let a draft ring, or not."""
    letter = rules.own_draft(tx, letter_id, by=by)
    return broadcasts.change(tx, replace(letter, silent=silent), now=now)


def discard(tx: Tx, letter_id: int, *, by: Person) -> None:
    """Delete a draft; one that is gone already is as good."""
    rules.must_coordinate(by)
    if broadcasts.by_id(tx, letter_id) is None:
        return
    rules.own_draft(tx, letter_id, by=by)
    broadcasts.discard(tx, letter_id)


def worded(content: Content, *, by: Person, before: str = "") -> Words:
    """Return the words of what somebody hands in, in their language as far as it can be told; what
    cannot be told is in the one in which they were `before`, if it has such letters."""
    if content.words and content.media and not content.media.takes_words:
        raise Refusal(text("media.takes_no_words"))
    if not content.words:
        return NO_WORDS
    language = written_in(content.words, by=by.language)
    if not language and before and may_be(content.words, before):
        language = before
    return NO_WORDS.and_in(language, content.words, content.looks)


def only_words(content: Content, letter: Letter) -> Content:
    """Return the words of a correction: what went along stays as it is."""
    if content.media is not None or not content.words:
        raise Refusal(text("letter.only_words"))
    return replace(content, media=letter.media)


def _to_address(tx: Tx, letter_id: int, *, by: Person) -> Letter:
    letter = rules.own_draft(tx, letter_id, by=by)
    if letter.corrects_id is not None:
        raise Refusal(text("press.stale"))
    return letter


def _narrowed(wanted: Selection, reach: Selection) -> Text | None:
    """Return what is said when a selection was kept within the side of its author."""
    if wanted == reach:
        return None
    return text(
        "letter.narrowed", sides=Listing(tuple(text(f"side.{it}") for it in reach.audiences))
    )


def events_of(selection: Selection) -> list[int]:
    """Return the events that a selection names, also among those it leaves out."""
    return [*selection.events, *(number for it in selection.without for number in it.events)]
