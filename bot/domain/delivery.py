"""What can become of a message on its way to a person: lanes, states and outcomes."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Lane(IntEnum):
    """Who overtakes whom: the lower number goes first, strictly."""

    ANSWER = 0
    CRISIS = 1
    NOTICE = 2
    BULK = 3


class State(StrEnum):
    """Where one delivery stands; see docs/ARCHITECTURE.md for the allowed steps."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Action(StrEnum):
    """What a delivery does at its address."""

    SEND = "send"
    EDIT = "edit"
    ADMIT = "admit"
    DECLINE = "decline"
    LINK = "link"


class Reason(StrEnum):
    """Why a delivery failed or was skipped; each has words under `reason.<value>`."""

    BLOCKED = "blocked"
    NEVER_STARTED = "never_started"
    DEACTIVATED = "deactivated"
    CHAT_GONE = "chat_gone"
    NO_RIGHTS = "no_rights"
    TOPIC_CLOSED = "topic_closed"
    FILE_GONE = "file_gone"
    FILE_STAYS = "file_stays"
    NO_VOICE = "no_voice"
    TAKES_STARS = "takes_stars"
    REJECTED = "rejected"
    TOO_LONG = "too_long"
    BAD_FORMAT = "bad_format"
    NO_ADDRESS = "no_address"
    GAVE_UP = "gave_up"
    EXPIRED = "expired"
    STOPPED = "stopped"
    REPLACED = "replaced"
    LEFT = "left"
    PROCESS_ENDED = "process_ended"


@dataclass(frozen=True, slots=True)
class Sent:
    """It stands in the chat as `message_id` (empty for an action without a message)."""

    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing arrived, and nothing will until the person or group comes back: do not retry."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Rejected:
    """The channel refuses this content (`reason`), or what it asks for: do not retry.

    `detail` is the channel's own word for it, without anything personal.
    """

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TryLater:
    """Nothing happened; try again after `seconds`. `throttled` tells a 429 from an outage."""

    seconds: float
    throttled: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The request left and no answer came: it may or may not have been delivered."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Nothing happened: the bot cannot pay for sending faster. Go on without paying."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Nothing happened; the chat lives at `address` now. Note it and send again there."""

    address: str


Outcome = Sent | Unreachable | Rejected | TryLater | OutcomeUnknown | Unpaid | Moved
"""All that a channel can answer; the worker looks at nothing else."""
