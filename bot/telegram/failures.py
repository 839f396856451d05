"""What went wrong on the wire, told apart by the one thing that matters: did anything happen?"""

import json
from datetime import timedelta
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

UNSAID_WAIT_SECONDS = 5.0
"""How long a 429 holds that does not say; our own choice."""

LONGEST_WAIT_SECONDS = 7 * 86_400.0
"""No answer holds anything longer, whatever number stands in it; our own choice."""


class NeverSent(NetworkError):  # noqa: N818 - named by what happened
    """The request never left this machine: nothing happened."""


class OutcomeUnknown(TimedOut):
    """The request left and no answer came that can be understood: it may have happened."""


class Throttled(RetryAfter):
    """Too many requests: nothing happened.

    The library's own class warns whenever it is made or read, because `retry_after` will become a
    `timedelta`; here it is one already.
    """

    @property
    def retry_after(self) -> timedelta:
        """How long to wait; fractions of a second are kept."""
        return self._retry_after


def answer_of(payload: bytes) -> dict[str, Any]:
    """Return the answer in a 2xx response, whole.

    Raises:
        OutcomeUnknown: it is not what the Bot API writes when something was done.
    """
    answer = _json_object(payload)
    if answer.get("ok") is not True or "result" not in answer:
        raise OutcomeUnknown("GarbageAnswer")
    return answer


def refusal_of(status: int, payload: bytes, retry_after: str | None = None) -> TelegramError:
    """Return what a response outside 2xx means; `retry_after` is the header of that name.

    A proxy between us and Telegram answers 403 or 404 with a page of its own. Only the Bot API's
    own JSON counts as a refusal; else a stranger's page would mark people as unreachable.
    """
    answer = _json_object(payload)
    parameters = answer.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    if status == 429 or (status < 500 and "retry_after" in parameters):
        return Throttled(_wait(parameters.get("retry_after"), retry_after))
    if not 400 <= status < 500 or answer.get("ok") is not False:
        return OutcomeUnknown(f"Http{status}")
    moved_to = parameters.get("migrate_to_chat_id")
    if isinstance(moved_to, int):
        return ChatMigrated(moved_to)
    return _refusal_class(status)(str(answer.get("description") or f"Http{status}"))


def show_hidden_bug(error: TelegramError) -> None:
    """Raise the exception that the library wrapped into `error`, if it is a mistake of ours.

    Whatever breaks inside our transport comes back as a `NetworkError`, which would be taken for
    bad weather.
    """
    cause = error.__cause__
    if cause is not None and not isinstance(cause, TelegramError):
        raise cause


def _refusal_class(status: int) -> type[TelegramError]:
    # 404 is a malformed token or an unknown method (Bot API, "Making requests").
    return {401: InvalidToken, 403: Forbidden, 404: InvalidToken, 409: Conflict}.get(
        status, BadRequest
    )


def _json_object(payload: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _wait(*said: object) -> timedelta:
    for seconds in said:
        try:
            wait = float(str(seconds))
        except ValueError:
            continue
        if wait > 0:
            return timedelta(seconds=min(wait, LONGEST_WAIT_SECONDS))
    return timedelta(seconds=UNSAID_WAIT_SECONDS)
