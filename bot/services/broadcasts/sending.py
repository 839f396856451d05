"""From a draft to a letter on its way to everybody it is for, once."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.broadcasts import (
    SENT_LATELY,
    USUAL_OF,
    WAITS_FOR,
    Letter,
    Stage,
    differs,
    unusual,
)
from bot.domain.delivery import Lane
from bot.domain.messages import Button, Message, Moment, Text, press, row, text
from bot.domain.pausing import NOT_PAUSED, Pause
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.alike import alike
from bot.services.broadcasts import audience, cards, rules, writing
from bot.services.broadcasts.previews import Seen, sides
from bot.storage import broadcasts, coordination, outbox, pausing, progress
from bot.storage.database import Tx

LETTER_RANK = 10
"""Letters go behind what was said before to those who asked for it (rank 0)."""


@dataclass(frozen=True, slots=True)
class Yes:
    """What a pressed *Send* says: the version and the number of people it showed, whether it was
    the second time (`sure`), and the number of the letter sent lately that says nearly the same
    and was shown, 0 for none."""

    version: int
    counted: int
    sure: bool = False
    like: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of a draft before it is sent: `usual` are the audiences of the letters sent
    last, `lately` the letters of the last minutes, newest first; in a `pause` it will wait."""

    seen: Seen
    usual: tuple[int, ...]
    lately: tuple[Letter, ...]
    pause: Pause = NOT_PAUSED

    def alike(self) -> list[Letter]:
        """Return the letters of the last minutes that say nearly the same; takes its time."""
        letter = self.seen.letter
        return [it for it in self.lately if _says_the_same(it, letter)]


def ready(tx: Tx, letter_id: int, *, by: Person, now: datetime) -> Readiness | Letter:
    """Return what is to be known before a draft is sent; the letter itself if it was.

    Raises:
        Refusal: it is not theirs, or something stands in the way.
    """
    letter = rules.its_author(tx, letter_id, by=by)
    if letter.stage is not Stage.DRAFT or letter.corrects_id is not None:
        return letter
    seen = writing.look(tx, letter, by=by, now=now)
    return Readiness(
        seen,
        usual=tuple(broadcasts.audiences_before(tx, most=USUAL_OF)),
        lately=tuple(broadcasts.sent_since(tx, now - SENT_LATELY)),
        pause=Pause(pausing.since(tx), may_end=by.is_owner),
    )


def must_be_ready(seen: Seen) -> None:
    """Refuse to send what may not go, saying why."""
    change = (row(Button(text("letter.button.audience"), press("bc.aud", seen.letter.id))),)
    if seen.outside:
        raise Refusal(text("letter.outside"), change)
    if seen.letter.is_blank:
        write = Button(text("letter.button.write"), press("bc.write", seen.letter.id))
        raise Refusal(text("letter.is_blank"), (row(write),))
    if not seen.n:
        raise Refusal(text("letter.nobody"), change)


def question(ready: Readiness) -> Message:
    """Return the question before a letter goes out: to how many people, and to whom."""
    seen = ready.seen
    yes = Button(
        text("letter.button.send", n=seen.n), _press(seen, sure=False, like=0), style="success"
    )
    asked = Message(_question("letter.confirm", seen), (row(yes), row(_back(seen.letter))))
    return ready.pause.over(asked)


def asks_again(ready: Readiness, yes: Yes, *, like: Letter | None, overlap: int) -> Message | None:
    """Return the question that a *Send* still needs: the audience has changed, is unusually
    large, or `overlap` of these people have just got `like`, nearly the same; None when it needs
    none."""
    n = ready.seen.n
    if differs(n, yes.counted):
        return _again("letter.confirm.changed", ready, sure=False, like=yes.like)
    if unusual(n, before=ready.usual) and not yes.sure:
        return _again("letter.confirm.many", ready, sure=True, like=yes.like)
    if like is not None and overlap:
        at = Moment(like.sent_at, "ago") if like.sent_at else text("letter.earlier")
        why = text("letter.confirm.like", at=at, n=overlap, words=cards.excerpt(like.words))
        return _again(why, ready, sure=yes.sure, like=like.id)
    return None


def send(tx: Tx, ready: Readiness, *, by: Person, now: datetime) -> Letter | None:
    """Put a letter into the outbox for everybody it is for, in one transaction with calling it
    sent; None when it is not what was looked at any more. What was sent is returned as it is."""
    draft = ready.seen.letter
    letter = rules.its_author(tx, draft.id, by=by)
    if letter.stage is not Stage.DRAFT:
        return letter
    lately = broadcasts.sent_since(tx, now - SENT_LATELY)
    known = {it.id for it in ready.lately}
    if letter.version != draft.version or not {it.id for it in lately} <= known:
        return None
    if not rules.may_send_to(tx, letter.selection, by=by):
        raise Refusal(text("letter.outside"))
    broadcasts.send(tx, letter, now=now)
    posting = start(tx, letter, "broadcast", by=by, lane=Lane.BULK, now=now)
    outbox.enlist(tx, letter.selection, cards.message(letter), posting, expected=ready.seen.n)
    coordination.note(tx, by.id, "letter sent", f"letter {letter.id}", now=now)
    return broadcasts.by_id(tx, letter.id)


def start(
    tx: Tx, letter: Letter, kind: str, *, by: Person, lane: Lane, now: datetime
) -> outbox.Posting:
    """Open the ledger of a letter, or of the notice about one; return how it travels."""
    broadcast_id = outbox.start_broadcast(tx, kind, letter.id, lane=lane, by=by.id, now=now)
    progress.watch(tx, broadcast_id, (by.id,), now=now)
    return outbox.Posting(
        lane=lane,
        now=now,
        expires_at=now + WAITS_FOR,
        card=cards.copies_of(letter.id),
        broadcast_id=broadcast_id,
        rank=LETTER_RANK,
    )


def test(tx: Tx, letter_id: int, *, by: Person, now: datetime) -> None:
    """Send a draft to its author alone, as everybody will get it."""
    letter = rules.own_draft(tx, letter_id, by=by)
    if letter.is_blank:
        raise Refusal(text("letter.is_blank"))
    outbox.to_person(tx, by.id, cards.message(letter), outbox.Posting(Lane.NOTICE, now))


def _says_the_same(one: Letter, other: Letter) -> bool:
    if one.words and other.words:
        return alike(one.words, other.words)
    return one.media is not None and one.media == other.media


def _again(why: str | Text, ready: Readiness, *, sure: bool, like: int) -> Message:
    seen = ready.seen
    why = _question(why, seen) if isinstance(why, str) else why
    yes = Button(
        text("letter.button.send_anyway", n=seen.n),
        _press(seen, sure=sure, like=like),
        style="danger",
    )
    return ready.pause.over(Message(why, (row(yes), row(_back(seen.letter)))))


def _question(key: str, seen: Seen) -> Text:
    whom = audience.said(seen.letter.selection, seen.titles)
    return Text(key, {"n": seen.n, "audience": whom, "sides": sides(seen.counts)})


def _press(seen: Seen, *, sure: bool, like: int) -> str:
    return press("bc.yes", seen.letter.id, seen.letter.version, seen.n, int(sure), like)


def _back(letter: Letter) -> Button:
    return Button(text("common.back"), press("bc.show", letter.id))
