"""What the bot is told, and how it fetches it: long polling for one poller at a time."""

import asyncio
from itertools import islice
from typing import Any

from bot.playground.world.refusal import ApiError
from bot.playground.world.state import World
from bot.playground.world.things import Json

ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that come only if `allowed_updates` names them (Bot API, getUpdates)."""

LONGEST_POLL_SECONDS = 50.0

TWO_POLLERS = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Updates:
    """The queue of updates and who waits at its end."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[None] | None = None

    def add(self, kind: str, body: Json) -> None:
        """Tell the bot something, if it has asked for this kind of update."""
        if self.wants(kind):
            self._world.add_update({kind: body})
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_result(None)

    def wants(self, kind: str) -> bool:
        """Say whether the bot gets this kind; an empty list means the default kinds."""
        allowed = self._world.bot.allowed
        return kind in allowed if allowed else kind not in ASKED_FOR

    async def poll(
        self, *, offset: int, limit: int, seconds: float, allowed: list[str] | None
    ) -> list[Json]:
        """Return the next updates, waiting up to `seconds` for the first.

        `offset` confirms all with a lower number; a negative one goes back from the end.

        Raises:
            ApiError: 409, a webhook is set, or another poller has come meanwhile.
        """
        self.interrupt(TWO_POLLERS)
        if self._world.bot.webhook:
            raise ApiError(409, WEBHOOK_ACTIVE)
        self._remember(allowed)
        if offset < 0:
            offset = max(self._world.last_update + 1 + offset, 0)
        self._world.confirm(offset)
        if not self._world.pending and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL_SECONDS))
        return list(islice(self._world.pending.values(), limit))

    def interrupt(self, words: str) -> None:
        """Send whoever waits away with 409."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ApiError(409, words))

    def let_go(self) -> None:
        """End a running poll with what there is: the playground stops."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _remember(self, allowed: list[str] | None) -> None:
        if allowed is not None and allowed != self._world.bot.allowed:
            self._world.bot.allowed = allowed
            self._world.save_bot()

    async def _wait(self, seconds: float) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            return
        finally:
            if self._waiting is waiting:
                self._waiting = None


def allowed_kinds(value: Any) -> list[str] | None:
    """Return the kinds of a getUpdates call; what is not a list of words is no wish at all."""
    if not isinstance(value, list):
        return None
    return [kind for kind in value if isinstance(kind, str)]
