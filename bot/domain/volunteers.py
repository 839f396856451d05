"""Who can help, and with what."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Side

SKILLS = (
    "first_aid", "medical", "legal", "translation", "transport", "shelter", "talk", "tech", "other",
)  # fmt: skip
"""What a volunteer can offer; each has words under `volunteer.choice.skills.<value>`."""

HOURS = ("mornings", "afternoons", "evenings", "nights", "weekends")
"""When a volunteer has time, in their own zone."""


class Standing(StrEnum):
    """Where a volunteer stands: offered, and by a coordinator confirmed or declined; or left."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One volunteer as a coordinator sees them. `trusted` also for legal, documents, detention and
    family contact."""

    person_id: int
    name: str | None
    side: Side | None
    country: str | None
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    hours: tuple[str, ...]
    standing: Standing
    trusted: bool
