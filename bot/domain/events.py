"""What is true of events: what they are, who may announce them, when people are reminded."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.messages import Keyboard, Moment, Span, Text, Words, text
from bot.domain.pausing import NOT_PAUSED, Pause
from bot.domain.people import AUDIENCE_SIDES, Audience, Person, Side
from bot.domain.refusals import Refusal

MOST_PLACES = 100_000
"""More is a slip of the finger."""

LONGEST = timedelta(days=14)
"""So long an event may last, by the clock on the wall there; more is a slip of the finger."""

OPEN_END_LASTS = timedelta(hours=12)
"""So long after its start an event that has no end counts as over: a day or an evening."""

OPEN_END = ".."
"""What stands in place of an end where it was said that there is none (ISO 8601-2, 4.2)."""


class Stage(StrEnum):
    """Where an event stands; a draft is seen by those who may change it only."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SignUp(StrEnum):
    """A person's answer to an event; `WAITING` is *going* without a place yet."""

    GOING = "going"
    MAYBE = "maybe"
    NO = "no"
    WAITING = "waiting"


class Lead(StrEnum):
    """How long before the start people are reminded."""

    DAY = "day"
    HOUR = "hour"


LEADS = {Lead.DAY: timedelta(days=1), Lead.HOUR: timedelta(hours=1)}
"""The reminders of every event, earliest first."""


@dataclass(frozen=True, slots=True)
class When:
    """When something is: a start, and an end where one was said.

    `open_end` tells that somebody said it has no end, which is more than saying none. Written as
    the start or as a time interval of ISO 8601, `start/end` or `start/..`.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    open_end: bool = False

    def __str__(self) -> str:
        end = self.ends_at.isoformat() if self.ends_at else OPEN_END if self.open_end else ""
        return "/".join(filter(None, (self.starts_at.isoformat(), end)))

    @classmethod
    def from_iso(cls, words: str) -> "When":
        """Return what `str` of it wrote.

        Raises:
            ValueError: it is nothing of the kind.
        """
        start, _, end = words.partition("/")
        is_open = end == OPEN_END
        ends_at = datetime.fromisoformat(end) if end and not is_open else None
        return cls(datetime.fromisoformat(start), ends_at, is_open)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a coordinator says of an event; `places` is None when everybody finds room, `ends_at`
    where no end was said."""

    title: str
    starts_at: datetime
    place: str
    audience: Audience
    places: int | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting. `zone` (IANA name) is where its clock hangs; `version` counts its changes; it
    need not have an end, `ends_at`.

    `title` and `place` may be there in several languages; a place need not be in all of them.
    """

    id: int
    title: Words
    starts_at: datetime
    zone: str
    place: Words
    audience: Audience
    places: int | None
    stage: Stage
    version: int
    organiser_id: int | None
    ends_at: datetime | None = None

    def has_begun(self, now: datetime) -> bool:
        """Return whether it is too late to sign up for it or to change it."""
        return self.starts_at <= now

    def has_ended(self, now: datetime) -> bool:
        """Return whether it is over; one without an end is so `OPEN_END_LASTS` after its start."""
        return (self.ends_at or self.starts_at + OPEN_END_LASTS) <= now

    def when(self, style: str = "full", zone: str | None = None) -> Moment | Span:
        """Return when it is, with its end if it has one; `style` is `full` or `clocks`."""
        if self.ends_at is None:
            return Moment(self.starts_at, style, zone)
        return Span(self.starts_at, self.ends_at, zone, style)

    def moved(self, when: When) -> "Event":
        """Return the event at another time; where only a start is said, it lasts as long."""
        ends_at = when.ends_at
        if self.ends_at and not when.open_end:
            ends_at = ends_at or when.starts_at + (self.ends_at - self.starts_at)
        return replace(self, starts_at=when.starts_at, ends_at=ends_at)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people gave each answer that matters to others."""

    going: int = 0
    maybe: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people and groups get an event when it is published, as far as one knows now."""

    people: int
    groups: int


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as one person sees it. `mine` is their own answer: WAITING where they wanted to go
    and all places were taken, None before there is one. `reach` is there for drafts only."""

    event: Event
    counts: Counts
    mine: SignUp | None
    may_change: bool
    has_begun: bool
    has_ended: bool
    reach: Reach | None = None
    pause: Pause = NOT_PAUSED


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a change.

    `told` is how many people are told of it, `unreached` how many signed up in a group without
    ever having opened the bot; `is_new` is False when everything was so already. `lost` are the
    languages whose texts said what is no longer so, and are gone.
    """

    seen: Seen
    told: int
    unreached: int = 0
    is_new: bool = True
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some events that are not over at `now`: `skip` stand before them, `more` says that others
    follow."""

    events: tuple[Event, ...]
    skip: int
    more: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person answered, and what they organise, of what is not over at `now`; the next
    first."""

    answered: tuple[tuple[Event, SignUp], ...]
    organised: tuple[Event, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder whose hour has come."""

    id: int
    event_id: int
    lead: Lead
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event as it goes into a person's own calendar, as of `written_at`. `alarms` say how long
    before the start that calendar rings. `title` and `place` are as that person reads them,
    `original` what was written where a machine put it into their script, else ""."""

    event: Event
    written_at: datetime
    alarms: tuple[timedelta, ...]
    title: str
    place: str
    original: str = ""


class StartsInThePast(Refusal):
    """An event must lie ahead of those who are invited to it."""

    def __init__(self, buttons: Keyboard = ()) -> None:
        super().__init__(text("event.starts_in_the_past"), buttons)


def reminder_times(starts_at: datetime, *, now: datetime) -> list[tuple[Lead, datetime]]:
    """Return when to remind people of an event, earliest first.

    A reminder that would already be due is left out: an event announced forty minutes ahead gets
    none, because the announcement itself has just been read.

    Raises:
        StartsInThePast: `starts_at` is not after `now`.
    """
    if starts_at <= now:
        raise StartsInThePast
    times = [(lead, starts_at - ahead) for lead, ahead in LEADS.items()]
    return [(lead, due) for lead, due in times if due > now]


def calendar_entry(event: Event, *, now: datetime) -> CalendarEntry:
    """Return how an event goes into a calendar, which rings when we remind people.

    Some calendars ring at once for an hour that is over; those are left out, and a cancelled
    event rings no more.
    """
    is_on = event.stage is Stage.PUBLISHED
    alarms = [ahead for ahead in LEADS.values() if is_on and event.starts_at - ahead > now]
    return CalendarEntry(event, now, tuple(alarms), event.title.first, event.place.first)


def said_in(event: Event, language: str, *, title: str, place: str) -> Event:
    """Return the event with its words in one more language; a place of "" is said as it was."""
    return replace(
        event,
        title=event.title.and_in(language, title),
        place=event.place.and_in(language, place if event.place else ""),
    )


def written_in(event: Event, language: str) -> Event:
    """Return the event as one that was written in another language than was believed."""
    believed, place = event.title.language, event.place
    return replace(
        event,
        title=event.title.written_in(language),
        place=place.written_in(language) if place.language == believed else place,
    )


def lost_languages(old: Event, new: Event) -> tuple[str, ...]:
    """Return the languages in which something was said of an event and is said no longer."""
    pairs = ((old.title, new.title), (old.place, new.place))
    gone = (it for was, now in pairs for it in was.others if it not in now.versions)
    return tuple(dict.fromkeys(gone))


def places_left(event: Event, counts: Counts) -> int | None:
    """Return how many may still come, None without a limit.

    Never negative: who has a place keeps it when the number of places is lowered.
    """
    return None if event.places is None else max(0, event.places - counts.going)


def places_from(words: str) -> int | None:
    """Return the number of places that `words` (digits, or nothing) mean; 0 means no limit.

    Raises:
        Refusal: not a number, or more than `MOST_PLACES`.
    """
    if not words:
        return None
    if not (words.isascii() and words.isdigit() and len(words) < 10) or int(words) > MOST_PLACES:
        raise Refusal(text("event.too_many_places", most=MOST_PLACES))
    return int(words) or None


def check_may_announce(person: Person, audience: Audience) -> None:
    """Let coordinators speak for a side they coordinate, and any of them to everybody.

    Raises:
        Refusal: it is the other side's, or the person coordinates nothing.
    """
    if not _speaks_for(person, audience):
        raise Refusal(_OTHER_SIDE[audience])


def may_change(person: Person, event: Event) -> bool:
    """Return whether the person organises the event or may announce to those it is for."""
    return person.id == event.organiser_id or _speaks_for(person, event.audience)


def audiences_of(person: Person) -> frozenset[Audience]:
    """Return whose events concern the person: those of their side, and those of the sides they
    coordinate. Who has not said a side gets everybody's."""
    own = {audience for audience in Audience if _belongs(person.side, audience)}
    return frozenset(own | {audience for audience in Audience if _coordinates(person, audience)})


def audiences_of_group(side: str | None) -> frozenset[Audience]:
    """Return whose events stand in a group: a joint one shows all, one without a side
    everybody's."""
    if side == "joint":
        return frozenset(Audience)
    return frozenset(a for a in Audience if a is Audience.EVERYBODY or a == side)


def group_sides(audience: Audience) -> tuple[str, ...]:
    """Return the sides of the groups that get an event's card."""
    if audience is Audience.EVERYBODY:
        return ("north", "south", "joint")
    return (audience.value, "joint")


_OTHER_SIDE: dict[Audience, Text] = {
    Audience.NORTH: text("event.not_your_side.north"),
    Audience.SOUTH: text("event.not_your_side.south"),
    Audience.EVERYBODY: text("event.coordinators_only"),
}


def _belongs(side: Side | None, audience: Audience) -> bool:
    return (side or Side.UNSAID) in AUDIENCE_SIDES[audience]


def _coordinates(person: Person, audience: Audience) -> bool:
    return any(side in AUDIENCE_SIDES[audience] for side in person.coordinates)


def _speaks_for(person: Person, audience: Audience) -> bool:
    return person.is_owner or _coordinates(person, audience)
