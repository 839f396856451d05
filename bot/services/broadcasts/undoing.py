"""What can be done about a letter that is out: say it right, or take it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.bridges import DELETABLE
from bot.domain.broadcasts import Letter, Removal, Stage
from bot.domain.delivery import Lane
from bot.domain.estimates import Pace
from bot.domain.media import Content
from bot.domain.messages import Message, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.broadcasts import audience, cards, rules, sending, writing
from bot.storage import broadcasts, coordination, facets, outbox, progress
from bot.storage.database import Tx


def show(tx: Tx, letter_id: int, *, by: Person) -> Message:
    """Return a letter that was sent, with what can be done about it."""
    letter = rules.on_their_account(tx, letter_id, by=by)
    letter = writing.corrected(tx, letter) or letter
    whom = audience.said(
        letter.selection, facets.event_titles(tx, writing.events_of(letter.selection))
    )
    held, n = broadcasts.count_holders(tx, letter.id), broadcasts.count_meant(tx, letter.id)
    if letter.stage is not Stage.RECALLED:
        return cards.sent(letter, audience=whom, n=n, held=held)
    removal = Removal()
    if letter.attached:
        removal = broadcasts.removal(tx, letter, card=cards.copies_of(letter.id))
    return cards.sent_and_recalled(letter, audience=whom, n=n, held=held, removal=removal)


def may_correct(tx: Tx, letter_id: int, *, by: Person) -> None:
    """Refuse, before a word is asked, a correction that could not go out."""
    _to_correct(tx, letter_id, by=by)


def correct(tx: Tx, letter_id: int, content: Content, *, by: Person, now: datetime) -> Letter:
    """Keep other words for a letter that was sent, as a draft; see `Broadcasts.correct`."""
    letter = _to_correct(tx, letter_id, by=by)
    content = writing.only_words(content, letter)
    words = writing.worded(content, by=by, before=letter.words.language)
    if words.first == letter.words.first and words.looks == letter.words.looks:
        raise Refusal(text("letter.nothing_changed"))
    return broadcasts.add(
        tx,
        selection=letter.selection,
        words=words,
        media=letter.media,
        author_id=by.id,
        corrects_id=letter.id,
        now=now,
    )


def held(tx: Tx, letter_id: int) -> int:
    """Return how many people have a letter, or the one that these words shall correct."""
    letter = rules.found(tx, letter_id)
    return broadcasts.count_holders(tx, letter.corrects_id or letter.id)


def amend(
    tx: Tx, letter_id: int, *, version: int, loud: bool, held: int, by: Person, now: datetime
) -> Message | None:
    """Let a correction go out; None when it is not what its author looked at. All who have the
    letter are told first if `loud`; then every copy is edited, and who waits gets the new words."""
    letter = rules.its_author(tx, letter_id, by=by)
    original = writing.corrected(tx, letter)
    if original is None:
        raise Refusal(text("press.stale"))
    if letter.stage is Stage.SENT:
        return cards.corrected(original, held=held, loud=loud)
    rules.must_be_out(rules.on_their_account(tx, original.id, by=by))
    if letter.version != version or writing.missing(original, letter):
        return None
    readers = broadcasts.broadcasts_of(tx, original.id)
    original = broadcasts.reword(tx, original, letter.words, now=now)
    _edit_copies(tx, original, cards.message(original), cards.correction(original), now=now)
    broadcasts.send(tx, letter, now=now)
    if loud:
        _stop_notices(tx, original, readers, now=now)
        posting = sending.start(tx, letter, "rewording", by=by, lane=Lane.NOTICE, now=now)
        outbox.enlist_readers(tx, readers, cards.correction(letter), posting, expected=held)
    coordination.note(tx, by.id, "letter corrected", f"letter {original.id}", now=now)
    return cards.corrected(original, held=held, loud=loud)


def ask_recall(tx: Tx, letter_id: int, *, by: Person, pace: Pace, now: datetime) -> Message:
    """Return the question before a letter is taken back."""
    letter = rules.on_their_account(tx, letter_id, by=by)
    rules.must_be_out(letter)
    held = broadcasts.count_holders(tx, letter.id)
    # Everybody is told first, then every copy goes: as many turns as it has files, and one more.
    files = len(letter.attached.items) if letter.attached else 0
    done_at = now + timedelta(seconds=held * (files + 2) / pace.quiet)
    too_old = letter.sent_at is not None and done_at - letter.sent_at >= DELETABLE
    return cards.ask_recall(letter, held=held, too_old=too_old)


def recall(tx: Tx, letter_id: int, *, loud: bool, held: int, by: Person, now: datetime) -> Message:
    """Take a letter back; see `Broadcasts.recall`."""
    letter = rules.on_their_account(tx, letter_id, by=by)
    readers = broadcasts.broadcasts_of(tx, letter.id)
    if broadcasts.recall(tx, letter, now=now):
        for broadcast_id in readers:
            outbox.stop(tx, broadcast_id, now=now)
            progress.hurry(tx, broadcast_id, now=now)
        _edit_copies(tx, letter, cards.recalled(letter), cards.recalled_correction(), now=now)
        if loud:
            posting = sending.start(tx, letter, "recall", by=by, lane=Lane.NOTICE, now=now)
            notice = replace(posting, card=None)
            outbox.enlist_readers(tx, readers, cards.recall_notice(letter), notice, expected=held)
        coordination.note(tx, by.id, "letter recalled", f"letter {letter.id}", now=now)
    letter = rules.found(tx, letter_id)
    return cards.taken_back(letter, held=held)


def _to_correct(tx: Tx, letter_id: int, *, by: Person) -> Letter:
    letter = rules.on_their_account(tx, letter_id, by=by)
    rules.must_be_out(letter)
    if letter.corrects_id is not None:
        raise Refusal(text("press.stale"))
    if not letter.words:
        raise Refusal(text("letter.no_words"))
    return letter


def _stop_notices(tx: Tx, letter: Letter, readers: Sequence[int], *, now: datetime) -> None:
    """Let who still waits for the notice of an earlier correction wait for the next one alone:
    both would say the same."""
    for broadcast_id in readers:
        watched = progress.by_id(tx, broadcast_id)
        is_notice = broadcast_id != letter.broadcast_id
        if is_notice and watched is not None and watched.due is not None:
            outbox.stop(tx, broadcast_id, now=now)
            progress.hurry(tx, broadcast_id, now=now)


def _edit_copies(
    tx: Tx, letter: Letter, message: Message, notice: Message, *, now: datetime
) -> None:
    """Let every copy of a letter say `message`, and every notice that it was corrected `notice`."""
    outbox.edit_cards(tx, cards.copies_of(letter.id), message, lane=Lane.BULK, now=now)
    for correction_id in broadcasts.corrections_of(tx, letter.id):
        outbox.edit_cards(tx, cards.copies_of(correction_id), notice, lane=Lane.BULK, now=now)
