"""What can be done: one class a noun, one public method a use case, one transaction each."""

from dataclasses import dataclass

from bot.services.bridges import Bridges
from bot.services.broadcasts import Broadcasts
from bot.services.broadcasts.progress import Progress
from bot.services.coordination import Coordination
from bot.services.crises.alerts import Alerts
from bot.services.crises.cases import Cases
from bot.services.drafts import Drafts
from bot.services.erasures import Erasures
from bot.services.events import Events
from bot.services.finding import Finding
from bot.services.groups import Groups
from bot.services.people import People
from bot.services.retention import Retention
from bot.services.volunteers import Volunteers
from bot.services.wordbook import Wordbook


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that can be done, handed to each handler."""

    people: People
    groups: Groups
    events: Events
    alerts: Alerts
    cases: Cases
    volunteers: Volunteers
    coordination: Coordination
    drafts: Drafts
    erasures: Erasures
    retention: Retention
    bridges: Bridges
    wordbook: Wordbook
    finding: Finding
    broadcasts: Broadcasts
    progress: Progress
