"""Who is in the community: sides, roles, and what we know of a person."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """What a person said of where they belong; `UNSAID` is an answer too."""

    NORTH = "north"
    SOUTH = "south"
    BOTH = "both"
    UNSAID = "unsaid"


class Audience(StrEnum):
    """Whom a message is for: a side with those of both, or everybody."""

    NORTH = "north"
    SOUTH = "south"
    EVERYBODY = "everybody"


LANGUAGES = ("az", "azb", "en", "ru", "tr", "fa", "de")
"""The languages of the product, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Person:
    """A human on one or more channels, as a handler sees them.

    `side`, `country` (ISO 3166 alpha-2), `zone` (IANA name) and `name` (the chosen one) are None
    until said. `coordinates` holds the audiences a coordinator speaks for: north, south or both.
    `reads` is the order in which they want what is not in their language, empty for the usual one.
    `address` is where the person is being answered now, `telegram:12345`.
    """

    id: int
    address: str
    language: str
    side: Side | None = None
    country: str | None = None
    city: str | None = None
    zone: str | None = None
    calendar: str | None = None
    reads: tuple[str, ...] = ()
    name: str | None = None
    coordinates: frozenset[Side] = frozenset()
    is_owner: bool = False
    is_volunteer: bool = False
    greeted: bool = False
    may_write: bool = True

    @property
    def is_coordinator(self) -> bool:
        """Whether the person coordinates any side."""
        return bool(self.coordinates) or self.is_owner


AUDIENCE_SIDES: dict[Audience, tuple[Side, ...]] = {
    Audience.NORTH: (Side.NORTH, Side.BOTH),
    Audience.SOUTH: (Side.SOUTH, Side.BOTH),
    Audience.EVERYBODY: (Side.NORTH, Side.SOUTH, Side.BOTH, Side.UNSAID),
}
"""Who belongs to an audience: North = North + both, South = South + both, everybody = all four."""
