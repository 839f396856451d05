"""How the playground says no: to a bot in Telegram's words, to the page with a short code."""

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`, as the Bot API gives it.

    `parameters` is what Telegram adds for the program: `retry_after` or `migrate_to_chat_id`.
    """

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class PageError(Exception):
    """What a person on the page cannot do; `code` is a word that the page turns into a sentence."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def bad_request(words: str, **parameters: Any) -> ApiError:
    """Return the refusal that begins with "Bad Request: "."""
    return ApiError(400, f"Bad Request: {words}", parameters or None)


def forbidden(words: str) -> ApiError:
    """Return the refusal that begins with "Forbidden: "."""
    return ApiError(403, f"Forbidden: {words}")
