"""An event as a file that calendars on phones and computers open (iCalendar, RFC 5545)."""

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.events import CalendarEntry, Event, Stage
from bot.language.direction import cleaned

if TYPE_CHECKING:
    import icalendar

CALENDAR_TYPE = "text/calendar"
"""The media type of such a file (RFC 5545, 8.1)."""

_MAKER = "-//Korpu//Korpu//EN"


def calendar_file(entry: CalendarEntry, *, link: str, bot: str) -> bytes:
    """Return the file of one event: UTF-8, lines of at most 75 octets that end in CRLF.

    The start is in UTC, which each calendar shows on its owner's clock, and needs no rules of
    time zones that may be out of date there; so is the end, which an event need not have (3.6.1
    allows it). `link` leads back to the event; `bot`, the bot's username, keeps its events apart
    from those of another community.
    """
    # Few ever ask for a file: the library's eight megabytes come with the first who does.
    import icalendar

    event = entry.event
    facts = icalendar.Event.new(
        uid=f"event-{event.id}.{bot}@korpu",
        sequence=_sequence(event),
        stamp=entry.written_at,
        start=event.starts_at,
        end=event.ends_at,
        summary=_words(entry.title),
        location=_words(entry.place) or None,
        description=_words(entry.original) or None,
        status=icalendar.STATUS.CANCELLED if _is_cancelled(event) else icalendar.STATUS.CONFIRMED,
        # Who shares a calendar at work does not share that they belong to us.
        classification=icalendar.CLASS.PRIVATE,
        url=link,
        subcomponents=[_alarm(entry.title, ahead) for ahead in entry.alarms],
    )
    # Not `Calendar.new`: it gives each file a random number of its own.
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _MAKER)
    calendar.add_component(facts)
    content: bytes = calendar.to_ical()
    return content


def _alarm(title: str, ahead: timedelta) -> "icalendar.Alarm":
    import icalendar

    alarm = icalendar.Alarm.new(description=_words(title))
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", -ahead)
    return alarm


def _sequence(event: Event) -> int:
    # A calendar drops what is not newer than what it holds, and our version stands still when an
    # event is cancelled; nothing comes after that.
    return event.version + 1 if _is_cancelled(event) else event.version


def _is_cancelled(event: Event) -> bool:
    return event.stage is Stage.CANCELLED


def _words(words: str) -> str:
    """Return a person's words without what a line of the format cannot hold (RFC 5545, 3.1)."""
    return "".join(
        letter
        for letter in cleaned(words)
        if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )
