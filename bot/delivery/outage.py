"""An outage of the other side: what cannot be sent twice is not spent on it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.delivery import Outcome, OutcomeUnknown, TryLater
from bot.storage.settlements import GivenBack

logger = logging.getLogger(__name__)

DOUBTS = 3
"""After so many messages in a row without an answer the other side is asked whether it is there."""

LOOK_AGAIN_SECONDS = 5.0


class Outage:
    """Looks at what comes of messages, and says when nothing but answers should go.

    A message whose fate nobody knows is lost if it is a notice, and has one repeat if it is an
    alert. So in an outage `is_up` is asked, which costs nobody anything, until it says yes.
    `began` and `over` are called when an outage begins and ends.
    """

    def __init__(
        self,
        is_up: Callable[[], Awaitable[bool]],
        *,
        began: Callable[[], None],
        over: Callable[[], None],
    ) -> None:
        self._is_up = is_up
        self._began = began
        self._over = over
        self._doubts = 0
        self._waiting: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        """Whether nothing but answers should go."""
        return self._waiting is not None

    def note(self, outcome: Outcome | GivenBack) -> None:
        """Note what came of a message."""
        match outcome:
            case OutcomeUnknown() | TryLater(throttled=False):
                self._doubts += 1
            case _:
                self._doubts = 0
        if self._doubts >= DOUBTS and self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_task(self._wait())
            self._began()

    def stop(self) -> None:
        """Ask no more."""
        if self._waiting is not None:
            self._waiting.cancel()

    async def _wait(self) -> None:
        was_down = False
        while not await self._is_up():
            if not was_down:
                logger.warning("nobody answers: all but answers to presses waits")
            was_down = True
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        if was_down:
            logger.warning("somebody answers again: sending goes on")
        self._doubts, self._waiting = 0, None
        self._over()
