"""The one place where Telegram's errors and Telegram's words become our outcomes."""

import re
from datetime import timedelta
from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
)

from bot.domain.delivery import (
    Moved,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    Sent,
    TryLater,
    Unpaid,
    Unreachable,
)
from bot.telegram.failures import NeverSent

NEVER_SENT_WAIT_SECONDS = 1.0
"""When to try again after a request that never left; whoever retries lengthens it."""

NOT_ADMITTED_WAIT_SECONDS = 60.0
"""When to try again after the bot itself was turned away (token, second poller)."""

_WORDS: Final[tuple[tuple[str, Outcome], ...]] = (
    # The person, in private.
    ("blocked by the user", Unreachable(Reason.BLOCKED)),
    ("user_is_blocked", Unreachable(Reason.BLOCKED)),
    ("can't initiate conversation", Unreachable(Reason.NEVER_STARTED)),
    ("user is deactivated", Unreachable(Reason.DEACTIVATED)),
    ("input_user_deactivated", Unreachable(Reason.DEACTIVATED)),
    # The group.
    ("bot was kicked", Unreachable(Reason.CHAT_GONE)),
    ("bot is not a member", Unreachable(Reason.CHAT_GONE)),
    ("chat not found", Unreachable(Reason.CHAT_GONE)),
    ("chat was deleted", Unreachable(Reason.CHAT_GONE)),
    ("chat was deactivated", Unreachable(Reason.CHAT_GONE)),
    ("chat was upgraded", Unreachable(Reason.CHAT_GONE)),
    ("peer_id_invalid", Unreachable(Reason.CHAT_GONE)),
    ("channel_private", Unreachable(Reason.CHAT_GONE)),
    # What the bot may do there.
    ("not enough rights", Rejected(Reason.NO_RIGHTS)),
    ("have no rights", Rejected(Reason.NO_RIGHTS)),
    ("administrator rights", Rejected(Reason.NO_RIGHTS)),
    ("chat_admin_required", Rejected(Reason.NO_RIGHTS)),
    ("chat_write_forbidden", Rejected(Reason.NO_RIGHTS)),
    ("chat_send_", Rejected(Reason.NO_RIGHTS)),
    ("chat_restricted", Rejected(Reason.NO_RIGHTS)),
    ("topic_closed", Rejected(Reason.TOPIC_CLOSED)),
    ("topic_deleted", Rejected(Reason.TOPIC_CLOSED)),
    ("message thread not found", Rejected(Reason.TOPIC_CLOSED)),
    # What was written.
    ("message is too long", Rejected(Reason.TOO_LONG)),
    ("message_too_long", Rejected(Reason.TOO_LONG)),
    ("caption is too long", Rejected(Reason.TOO_LONG)),
    ("caption_too_long", Rejected(Reason.TOO_LONG)),
    ("can't parse entities", Rejected(Reason.BAD_FORMAT)),
    ("entity_", Rejected(Reason.BAD_FORMAT)),
    ("entities_", Rejected(Reason.BAD_FORMAT)),
    # A reader who takes Stars for each message.
    ("allow_payment_required", Unreachable(Reason.TAKES_STARS)),
    # Paying for speed. Telegram does not document these words.
    ("payment required", Unpaid()),
    ("payment_required", Unpaid()),
    ("balance_too_low", Unpaid()),
    ("balance is too low", Unpaid()),
    ("not enough stars", Unpaid()),
    ("not enough telegram stars", Unpaid()),
    ("insufficient balance", Unpaid()),
    ("not enough balance", Unpaid()),
    ("paid broadcast", Unpaid()),
    ("paid_broadcast", Unpaid()),
    ("paid_floodskip", Unpaid()),
    # What goes along with the words.
    ("wrong file identifier", Rejected(Reason.FILE_GONE)),
    ("wrong remote file identifier", Rejected(Reason.FILE_GONE)),
    ("can't use file of type", Rejected(Reason.FILE_GONE)),
    ("file_reference_", Rejected(Reason.FILE_GONE)),
    ("voice_messages_forbidden", Rejected(Reason.NO_VOICE)),
    # Already as we want it.
    ("message is not modified", Sent()),
    ("message_not_modified", Sent()),
    ("hide_requester_missing", Sent()),
    ("user_already_participant", Sent()),
)


def outcome_of(error: Exception) -> Outcome:
    """Return what `error` means for the delivery that met it.

    Whatever is not known to have done nothing is `OutcomeUnknown`.
    """
    match error:
        case RetryAfter():
            return TryLater(_seconds(error), throttled=True)
        case ChatMigrated():
            return Moved(f"telegram:{error.new_chat_id}")
        case Forbidden():
            return _by_words(error.message) or Unreachable(Reason.REJECTED)
        case BadRequest():
            return _by_words(error.message) or Rejected(Reason.REJECTED, _detail(error.message))
        case NeverSent():
            return TryLater(NEVER_SENT_WAIT_SECONDS)
        case InvalidToken() | EndPointNotFound() | Conflict():
            return TryLater(NOT_ADMITTED_WAIT_SECONDS)
        case _:
            return OutcomeUnknown()


def is_answer(error: Exception) -> bool:
    """Return whether an error is what Telegram itself said, and not that nobody answered."""
    said = (
        RetryAfter,
        ChatMigrated,
        Forbidden,
        BadRequest,
        InvalidToken,
        EndPointNotFound,
        Conflict,
    )
    return isinstance(error, said) and not isinstance(error, NeverSent)


def _by_words(description: str) -> Outcome | None:
    description = description.lower()
    for words, outcome in _WORDS:
        if words in description:
            return outcome
    return None


def _detail(description: str) -> str:
    # What follows a colon or a quote may be people's words, a long number somebody's id.
    start = re.split(r"[:\"“«(<]| '", description, maxsplit=1)[0]
    return re.sub(r"\d{5,}", "…", start).strip()[:80]


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
