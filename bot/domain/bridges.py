"""What is true of bridges between groups: who may tie and pause, what can be taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.groups import GroupSide
from bot.domain.messages import text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal

OFFER_LASTS = timedelta(days=7)
"""How long the other side can say yes to an offer."""

DELETABLE = timedelta(hours=48)
"""How old a bot's own message may be to be deleted; an older one can only be emptied.

Source: Bot API, `deleteMessage`.
"""

NAME_MOST = 40
"""Letters of the name under which somebody is carried over."""

SHORES = (Side.NORTH, Side.SOUTH)
"""The two ends of every bridge."""


class Trouble(StrEnum):
    """Why nothing can be carried to one end; each has words under `bridge.trouble.<value>`."""

    GONE = "gone"
    TOPIC_CLOSED = "topic_closed"
    NO_RIGHTS = "no_rights"
    BLIND = "blind"


class Sight(StrEnum):
    """What the bot can do in a group: all that a bridge needs, or what is missing."""

    ALL = "all"
    BLIND = "blind"
    MUTE = "mute"
    ABSENT = "absent"


TROUBLES = {Sight.BLIND: Trouble.BLIND, Sight.MUTE: Trouble.NO_RIGHTS, Sight.ABSENT: Trouble.GONE}
"""What it means for a bridge that the bot can do less in a group than one needs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A topic of a group, or (`thread` 0) a group without topics. `topic` is its name, if known."""

    group_id: int
    thread: int = 0
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Shore:
    """One end of a bridge: its group and topic, and whether it is paused or in trouble there."""

    place: Place
    address: str
    title: str
    is_there: bool
    paused_at: datetime | None = None
    trouble: Trouble | None = None

    @property
    def is_open(self) -> bool:
        """Return whether this side lets words through."""
        return self.is_there and self.paused_at is None and self.trouble is None


@dataclass(frozen=True, slots=True)
class Bridge:
    """A topic of the North and one of the South, tied together."""

    id: int
    north: Shore
    south: Shore
    offered_by: int | None
    tied_by: int | None
    tied_at: datetime
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Return whether anything is carried over now."""
        return self.ended_at is None and self.north.is_open and self.south.is_open

    def shore(self, side: Side) -> Shore:
        """Return the end on this side."""
        return self.north if side is Side.NORTH else self.south


@dataclass(frozen=True, slots=True)
class Offer:
    """One side's wish to tie a topic; it waits for a yes of the other side."""

    id: int
    place: Place
    title: str
    side: Side
    by: int | None
    expires_at: datetime


def other(side: Side) -> Side:
    """Return the opposite shore."""
    return Side.SOUTH if side is Side.NORTH else Side.NORTH


def shore_of(side: GroupSide | None) -> Side:
    """Return the shore on which a group stands.

    Raises:
        Refusal: it has no side yet, or belongs to both.
    """
    if side is None:
        raise Refusal(text("bridge.connect_first"))
    if side is GroupSide.JOINT:
        raise Refusal(text("bridge.joint"))
    return Side(side.value)


def check_speaks_for(person: Person, side: Side, *, granted_last: Side | None) -> None:
    """Let only those tie a topic who speak for its side.

    Who coordinates both sides counts as the side granted last, so that two people agree; an owner
    of the bot has no voice for a side until they hold its role.

    Raises:
        Refusal: they coordinate the other side only, or count for it, or for none.
    """
    if side not in person.coordinates:
        raise Refusal(text(f"group.not_your_side.{side}"))
    if len(person.coordinates) > 1 and granted_last is not side:
        raise Refusal(text(f"bridge.counts_for.{other(side)}"))


def looks_after(person: Person, side: Side) -> bool:
    """Return whether the person may pause and end what is tied on this side."""
    return person.is_owner or side in person.coordinates


def check_looks_after(person: Person, side: Side) -> None:
    """Refuse whoever may not pause or end a bridge on this side.

    Raises:
        Refusal: they do not coordinate the side.
    """
    if not looks_after(person, side):
        raise Refusal(text(f"group.not_your_side.{side}"))


def can_be_deleted(carried_at: datetime, *, now: datetime) -> bool:
    """Return whether a copy is young enough to be deleted; a minute is left for the way."""
    return now - carried_at < DELETABLE - timedelta(minutes=1)
