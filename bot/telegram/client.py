"""The bot's account on Telegram: who it is, and what has been written to it."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.domain.delivery import TryLater
from bot.telegram.failures import show_hidden_bug
from bot.telegram.http import ApiRequest
from bot.telegram.outcomes import outcome_of

ANSWER_CONNECTIONS = 64
"""Connections for answers to the speaker and for reading updates: as many as updates are handled
at once, so that a press never waits behind a broadcast."""

BROADCAST_CONNECTIONS = 512
"""Connections for the outbox at most: enough for 1,000 messages a second at 500 ms. They open as
they are needed."""

POLL_GRACE_SECONDS = 10.0
"""How much later than agreed the answer to a long poll may come."""

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
)
"""The kinds of updates we ask for; the last two never come unasked (Bot API, `getUpdates`)."""


class WrongToken(Exception):  # noqa: N818 - named by what happened
    """Telegram does not know this token."""


class ApiUnreachable(Exception):  # noqa: N818 - named by what happened
    """The Bot API did not answer, or not sensibly; `seconds` is the wait it asked for, else 0."""

    def __init__(self, why: str, *, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


class AnotherPoller(Exception):  # noqa: N818 - named by what happened
    """Somebody else reads this bot's updates: a second process or, if `webhook`, a webhook."""

    def __init__(self, *, webhook: bool) -> None:
        super().__init__("webhook" if webhook else "getUpdates")
        self.webhook = webhook


class Bots:
    """One account with two pools of connections, open while in `async with`.

    `interactive` is for answers to whoever is speaking, `broadcast` for the outbox.
    """

    # The library's `initialize` is never called: it puts the token into the text of an exception,
    # and once it has run, a revoked token is reported as an unknown method.

    def __init__(self, token: str, api: str) -> None:
        self._requests = (
            ApiRequest(ANSWER_CONNECTIONS),
            ApiRequest(BROADCAST_CONNECTIONS),
        )
        self.interactive, self.broadcast = (
            Bot(
                token,
                base_url=f"{api}/bot",
                base_file_url=f"{api}/file/bot",
                request=request,
                get_updates_request=request,
            )
            for request in self._requests
        )

    def when_late(self, tell: Callable[[float], None]) -> None:
        """Call `tell` whenever a request had to wait for its connection, with for how many
        seconds."""
        for request in self._requests:
            request.when_late(tell)

    async def __aenter__(self) -> Self:
        for request in self._requests:
            await request.initialize()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for request in self._requests:
            await request.shutdown()

    async def identify(self) -> dict[str, Any]:
        """Return the bot's own account as Telegram writes it (`getMe`).

        Raises:
            WrongToken, ApiUnreachable: as their names say.
        """
        with _named_errors():
            me = await self.interactive.do_api_request("getme")
        if not isinstance(me, dict):
            raise ApiUnreachable("GarbageAnswer")
        return me

    async def get_updates(self, offset: int, timeout: float, limit: int) -> list[Any]:  # noqa: ASYNC109 - Telegram waits, not we
        """Return up to `limit` (1 to 100) updates from number `offset` on, waiting up to `timeout`
        seconds for the first: JSON as it came, not looked into. Asking with a higher `offset` is
        what confirms the earlier ones.

        Raises:
            WrongToken, ApiUnreachable, AnotherPoller: as their names say.
        """
        with _named_errors():
            updates = await self.interactive.do_api_request(
                "getupdates",
                api_kwargs={
                    "offset": offset,
                    "timeout": int(timeout),
                    "limit": limit,
                    "allowed_updates": list(ALLOWED_UPDATES),
                },
                read_timeout=timeout + POLL_GRACE_SECONDS,
            )
        if not isinstance(updates, list):
            raise ApiUnreachable("GarbageAnswer")
        return updates

    async def call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Call `method` (in small letters) on the connections for answers; return its result.

        Raises:
            WrongToken, ApiUnreachable, AnotherPoller: as their names say.
        """
        with _named_errors():
            return await self.interactive.do_api_request(method, api_kwargs=parameters)


def make_bots(token: str, api: str) -> Bots:
    """Return the account behind `token` at `api` (`https://api.telegram.org`), not yet open.

    Raises:
        WrongToken: it cannot be one; nothing was asked.
    """
    if not re.fullmatch(r"[A-Za-z0-9:_-]+", token):
        raise WrongToken("not the shape of a token")
    # Below INFO the library writes the URL, which holds the token, and what people wrote.
    logging.getLogger("telegram").setLevel(logging.INFO)
    return Bots(token, api.rstrip("/"))


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except InvalidToken:
        raise WrongToken("Telegram refused it") from None
    except Conflict as error:
        raise AnotherPoller(webhook="webhook" in error.message.lower()) from None
    except RetryAfter as error:
        wait = outcome_of(error)
        seconds = wait.seconds if isinstance(wait, TryLater) else 0.0
        raise ApiUnreachable("Throttled", seconds=seconds) from None
    except TelegramError as error:
        show_hidden_bug(error)
        raise ApiUnreachable(str(error)) from None
