"""One person's request for help: its kinds, its states, and who may be asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.people import Side


class Kind(StrEnum):
    """What somebody needs; `UNSAID` until they have said it."""

    UNSAID = "unsaid"
    MEDICAL = "medical"
    SHELTER = "shelter"
    MONEY = "money"
    TALK = "talk"
    LEGAL = "legal"
    DOCUMENTS = "documents"
    DETENTION = "detention"
    FAMILY = "family"
    OTHER = "other"


DELICATE = frozenset({Kind.LEGAL, Kind.DOCUMENTS, Kind.DETENTION, Kind.FAMILY})
"""Kinds that only volunteers confirmed for them are asked about."""


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


CLIMBS_AFTER = timedelta(minutes=10)
"""A case that nobody takes for so long climbs to the coordinators."""

CLIMBS = 3
"""So often coordinators are told of a case that stays open: at 10, 20 and 30 minutes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `words` and `shown_name` are seen only by whoever has taken it."""

    id: int
    person_id: int
    kind: Kind
    words: str
    shown_name: str
    country: str | None
    side: Side
    state: CaseState
    taken_by: int | None
    opened_at: datetime

    @property
    def in_hand(self) -> bool:
        """Whether it is still open or taken."""
        return self.state in (CaseState.OPEN, CaseState.TAKEN)
