"""Who reads: what wording, dates and clocks depend on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """The language, zone (IANA name) and calendar (`gregorian`, `jalali` or `both`) of a reader.

    A zone of None shows UTC and says so; a calendar of None is the custom of the language.
    `reads` is the order in which they want other languages, empty for the usual one. `half` tells
    that only half of a message is theirs, the other half somebody else's.
    """

    language: str
    zone: str | None = None
    calendar: str | None = None
    reads: tuple[str, ...] = ()
    half: bool = False
