"""What somebody finds by words: events, groups, alerts, and for coordinators volunteers."""

from dataclasses import dataclass

from bot.domain.crises.alerts import Alert
from bot.domain.events import Event
from bot.domain.groups import Group
from bot.domain.volunteers import Volunteer

MOST_EVENTS = 6
MOST_OTHERS = 3
"""So many of a kind are shown; who looks for one more adds a word."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found by `words`, the best of each kind first; `more` fitted and is not shown."""

    words: str
    alerts: tuple[Alert, ...] = ()
    events: tuple[Event, ...] = ()
    groups: tuple[Group, ...] = ()
    volunteers: tuple[Volunteer, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.alerts or self.events or self.groups or self.volunteers)
