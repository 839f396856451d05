"""Waiting for one's turn to send, within every limit that the platform sets."""

import asyncio
import time
from collections.abc import Callable

from bot.delivery.budget import Budget, ChatLimits
from bot.domain.addresses import chat_of
from bot.domain.delivery import Lane, Outcome, TryLater


class Pacer:
    """The one budget of a token, shared by answers and deliveries.

    `monotonic` counts seconds and never goes back. `per_second` is for all lanes together;
    NOTICE and BULK get at most five sixths of it (25 of 30), and ANSWER a third (10 of 30) while
    a CRISIS message could go.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        per_second: int = 30,
        *,
        chats: ChatLimits | None = None,
    ) -> None:
        self.per_second = per_second
        self._monotonic = monotonic
        self._budget = Budget(per_second, now=monotonic(), chats=chats)
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._alarm: asyncio.TimerHandle | None = None

    async def turn(self, lane: Lane, address: str | None = None, *, patient: bool = False) -> None:
        """Wait until a message of `lane` may go to `address`; one turn is one call.

        A `patient` answer lets every other answer go before it.
        """
        ticket = self._budget.queue(lane, _chat_of(address), patient=patient)
        may_go = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = may_go
        self._release()
        try:
            await may_go
        finally:
            if self._waiting.pop(ticket, None) is not None:
                self._budget.leave(ticket)

    def wait_for(self, address: str | None) -> float:
        """Return the seconds until the chat at `address` takes one more message."""
        return self._budget.wait_for(_chat_of(address), self._monotonic())

    def refused(self, address: str | None, seconds: float) -> None:
        """Note a 429: nothing goes to `address` for `seconds`, or to nobody if all are meant."""
        self._budget.refused(_chat_of(address), seconds, self._monotonic())
        self._release()

    def answered(self, address: str | None) -> None:
        """Note that the other side has answered, whatever it was but a 429."""
        self._budget.answered(_chat_of(address))
        self._release()

    def note(self, address: str | None, outcome: Outcome) -> None:
        """Note what the other side said of a call for `address`: a 429 holds it, all else is an
        answer."""
        if isinstance(outcome, TryLater) and outcome.throttled:
            self.refused(address, outcome.seconds)
        else:
            self.answered(address)

    def _release(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if not self._waiting:
            return
        now = self._monotonic()
        for ticket in self._budget.release(now):
            may_go = self._waiting.pop(ticket)
            if not may_go.done():
                may_go.set_result(None)
        next_at = self._budget.next_at(now)
        if next_at is not None:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(max(0.0, next_at - now), self._release)


def _chat_of(address: str | None) -> str | None:
    """Return the chat whose limits count: a topic has none of its own."""
    return None if address is None else chat_of(address)
