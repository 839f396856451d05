"""A letter: what a coordinator writes to an audience. Its sending is a broadcast."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Any

from bot.domain.audiences import Selection
from bot.domain.media import Media
from bot.domain.messages import Words
from bot.domain.people import AUDIENCE_SIDES, Audience, Person, Side

WAITS_FOR = timedelta(days=1)
"""What has not gone out by then goes out no more: after a long pause, yesterday's news is none."""

SENT_LATELY = timedelta(minutes=10)
"""So long nearly the same words to the same people are asked about."""

MANY = 500
"""An audience over this is asked about twice."""

USUAL_TIMES = 3
"""An audience over so many times the usual one is asked about twice."""

USUAL_OF = 10
"""The usual audience is the median of so many letters sent last; of fewer than three there is
none."""

FEW = 50
"""So few people are never unusually many."""


FIELDS = {
    "side": "audiences",
    "country": "countries",
    "city": "cities",
    "language": "languages",
    "role": "roles",
    "skill": "skills",
    "event": "events",
}
"""The kinds by which an audience is chosen and of which it names several values, and where."""

KINDS = ("everybody", *FIELDS, "unseen")
"""All kinds, in the order in which they are said."""


class Stage(StrEnum):
    """Where a letter stands: written, on its way or there, or taken back."""

    DRAFT = "draft"
    SENT = "sent"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: words and what goes along, and whom it is for.

    `version` counts the changes, so that a button under an earlier preview sends nothing else
    than what it showed. `corrects_id` is the letter whose words these shall replace; `author_id`
    is None once the author is forgotten; `broadcast_id` is the ledger of its sending.
    """

    id: int
    author_id: int | None
    selection: Selection
    words: Words
    media: Media | None
    silent: bool
    stage: Stage
    version: int
    corrects_id: int | None = None
    broadcast_id: int | None = None
    sent_at: datetime | None = None

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing yet."""
        return not self.words and self.media is None

    @property
    def takes_words(self) -> bool:
        """Whether words can go along; a sticker stands alone."""
        return self.media is None or self.media.takes_words

    @property
    def attached(self) -> Media | None:
        """What stands in the chats besides words: words about a place are a text with a link."""
        is_text = self.media is not None and self.media.is_place and bool(self.words)
        return None if is_text else self.media


@dataclass(frozen=True, slots=True)
class Removal:
    """With how many people what a letter carried is gone, since the letter was taken back, has yet
    to go, or perhaps stays."""

    gone: int = 0
    left: int = 0
    stays: int = 0


def may_address(by: Person, selection: Selection, *, own_events: Collection[int]) -> bool:
    """Return whether a person may write to these people.

    An owner and who coordinates both sides may write to all; who coordinates one side to the
    people of that side, to everybody without distinction (as events do), and to those who signed
    up to events of theirs (`own_events`).
    """
    sides = speaks_for(by)
    if by.is_owner or len(sides) == len((Side.NORTH, Side.SOUTH)):
        return True
    if not sides:
        return False
    if selection == Selection(everybody=True):
        return True
    if selection.audiences:
        return set(selection.audiences) <= sides and not selection.with_unsaid
    return bool(selection.events) and set(selection.events) <= set(own_events)


def bounded(selection: Selection, by: Person, *, own_events: Collection[int]) -> Selection:
    """Return a selection that names no side with the side of who may write to one only."""
    nobody = selection.is_empty
    if nobody or selection.audiences or may_address(by, selection, own_events=own_events):
        return selection
    sides = tuple(it for it in Audience if it in speaks_for(by))
    return replace(selection, everybody=False, audiences=sides)


def beginning(by: Person) -> Selection:
    """Return the audience with which a new letter begins: the side of who may write to one only."""
    sides = tuple(it for it in Audience if it in speaks_for(by))
    return Selection(audiences=sides if len(sides) == 1 and not by.is_owner else ())


def reach_of(by: Person) -> tuple[Side, ...]:
    """Return whose numbers a person is shown when choosing: of the sides they may write to."""
    only = beginning(by).audiences
    return AUDIENCE_SIDES[only[0]] if only else AUDIENCE_SIDES[Audience.EVERYBODY]


def speaks_for(by: Person) -> frozenset[Audience]:
    """Return the sides that a person coordinates."""
    return frozenset(Audience(side) for side in by.coordinates if side in (Side.NORTH, Side.SOUTH))


def unusual(n: int, *, before: Collection[int]) -> bool:
    """Return whether so many people are asked about twice; `before` are the audiences of the
    letters sent last."""
    if n > MANY:
        return True
    usual = median(before) if len(before) >= USUAL_TIMES else n
    return n > FEW and n > USUAL_TIMES * usual


def differs(n: int, counted: int) -> bool:
    """Return whether an audience has changed so much since it was counted that it is asked about
    again: by more than a tenth, and by more than twenty people."""
    by = abs(n - counted)
    return by > 20 and by * 10 > counted


def toggled(selection: Selection, kind: str, value: str) -> Selection:
    """Return a selection with one value of a kind put in or, where it is there, taken out.
    Everybody means no side more than the other: it takes the place of sides."""
    if kind == "everybody":
        sides = selection.audiences if selection.everybody else ()
        return replace(selection, everybody=not selection.everybody, audiences=sides)
    if kind == "unseen":
        days = None if selection.unseen_days == int(value) else int(value)
        return replace(selection, unseen_days=days)
    there: tuple[Any, ...] = getattr(selection, FIELDS[kind])
    typed = _typed(kind, value)
    kept = tuple(it for it in there if it != typed)
    changed: dict[str, Any] = {FIELDS[kind]: kept if typed in there else (*there, typed)}
    return replace(selection, **changed)


def toggled_out(selection: Selection, kind: str, value: str) -> Selection:
    """Return a selection with one value of a kind left out or, where it is, left out no more."""
    out = list(selection.without)
    place = next((n for n, it in enumerate(out) if kinds_of(it) == [kind]), len(out))
    before = out[place] if place < len(out) else Selection()
    out[place : place + 1] = [toggled(before, kind, value)]
    return replace(selection, without=tuple(it for it in out if not it.is_empty))


def kinds_of(selection: Selection) -> list[str]:
    """Return the kinds that a selection names."""
    kinds = [kind for kind, field in FIELDS.items() if getattr(selection, field)]
    everybody = ["everybody"] if selection.everybody else []
    return [*everybody, *kinds, *(["unseen"] if selection.unseen_days is not None else [])]


def values_of(selection: Selection, kind: str) -> tuple[str, ...]:
    """Return the values of one kind that a selection names, as buttons carry them."""
    if kind == "unseen":
        return () if selection.unseen_days is None else (str(selection.unseen_days),)
    return tuple(str(value) for value in getattr(selection, FIELDS[kind]))


def _typed(kind: str, value: str) -> str | int | Audience:
    if kind == "event":
        return int(value)
    return Audience(value) if kind == "side" else value
