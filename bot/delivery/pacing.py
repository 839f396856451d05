"""Waiting for one's turn: the budget put on the event loop's clock."""

import asyncio
import logging
import time
from collections.abc import Callable

from bot.delivery.budget import Budget, ChatLimits
from bot.domain.addresses import chat_of
from bot.domain.delivery import Lane, Outcome, TryLater
from bot.domain.estimates import Pace

logger = logging.getLogger(__name__)


class Pacer:
    """The one budget of a token, shared by answers and deliveries.

    `monotonic` counts seconds and never goes back. `per_second` is for all lanes together;
    NOTICE and BULK get at most five sixths of it (25 of 30), and ANSWER a third (10 of 30) while
    a CRISIS message could go. Besides, `paid_per_second` CRISIS messages to people go for Stars;
    0 pays for none.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        per_second: int = 30,
        *,
        paid_per_second: int = 0,
        chats: ChatLimits | None = None,
    ) -> None:
        self._pace = Pace(per_second, paid_per_second)
        self._monotonic = monotonic
        self._budget = Budget(self._pace, now=monotonic(), chats=chats)
        self._waiting: dict[int, Callable[[bool], None]] = {}
        self._alarm: asyncio.TimerHandle | asyncio.Handle | None = None
        self._alarm_at = 0.0

    @property
    def is_paid(self) -> bool:
        """Whether CRISIS messages to people are paid for now."""
        return self._budget.is_paid(self._monotonic())

    @property
    def pace(self) -> Pace:
        """How fast messages may go now: without what is paid for after a refusal."""
        return self._pace if self.is_paid else self._pace.free

    def per_second(self, lane: Lane, *, paid: bool = True) -> int:
        """Return how many messages of a lane may go a second now, when only they go; with `paid`
        those that can be paid for."""
        pace = self.pace if paid else self._pace.free
        return pace.of(lane)

    async def turn(
        self,
        lane: Lane,
        address: str | None = None,
        *,
        patient: bool = False,
        paid: bool = False,
        weight: int = 1,
    ) -> bool:
        """Wait until a message of `lane` may go to `address`; one turn is one call. Return whether
        it is to be paid for.

        A `patient` answer lets every other answer go before it. `paid` says that the call can be
        paid for, `weight` how many messages it is: an album is as many as it has items.
        """
        may_go: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def go(is_paid: bool) -> None:
            if not may_go.done():
                may_go.set_result(is_paid)

        ticket = self.queue(lane, address, go, patient=patient, paid=paid, weight=weight)
        try:
            return await may_go
        finally:
            self.leave(ticket)

    def queue(
        self,
        lane: Lane,
        address: str | None,
        then: Callable[[bool], None],
        *,
        patient: bool = False,
        paid: bool = False,
        weight: int = 1,
    ) -> int:
        """Call `then` once a message of `lane` may go to `address`, with whether it is to be paid
        for; return the ticket. The rest as for `turn`.

        `then` must not raise: others wait behind it.
        """
        ticket = self._budget.queue(
            lane, _chat_of(address), patient=patient, paid=paid and self.is_paid, weight=weight
        )
        self._waiting[ticket] = then
        self._wake_at(0.0)
        return ticket

    def leave(self, ticket: int) -> None:
        """Give a ticket back that is not needed any more; one whose turn has come is gone."""
        if self._waiting.pop(ticket, None) is not None:
            self._budget.leave(ticket)

    def wait_for(self, address: str | None) -> float:
        """Return the seconds until the chat at `address` takes one more message."""
        return self._budget.wait_for(_chat_of(address), self._monotonic())

    def refused(self, address: str | None, seconds: float) -> None:
        """Note a 429: nothing goes to `address` for `seconds`, or to nobody if all are meant."""
        was_held = self._budget.is_held
        self._budget.refused(_chat_of(address), seconds, self._monotonic())
        if self._budget.is_held and not was_held:
            logger.warning("Telegram asks to wait: all is held", extra={"seconds": seconds})
        self._wake_at(0.0)

    def answered(self, address: str | None) -> None:
        """Note that the other side has answered, whatever it was but a 429."""
        if self._budget.answered(_chat_of(address)):
            logger.warning("Telegram answers again: sending goes on")
            self._wake_at(0.0)

    def note(self, address: str | None, outcome: Outcome) -> None:
        """Note what the other side said of a call for `address`: a 429 holds it, all else is an
        answer."""
        if isinstance(outcome, TryLater) and outcome.throttled:
            self.refused(address, outcome.seconds)
        else:
            self.answered(address)

    def unpaid(self) -> None:
        """Note that the bot cannot pay for sending faster: nothing is paid for during an hour, or
        until `pay_again`."""
        if not self.is_paid:
            return
        pace = {"per_second": self._pace.per_second}
        logger.warning("too few Stars for paid broadcast: on at the free pace", extra=pace)
        self._budget.unpaid(self._monotonic())
        self._wake_at(0.0)

    def pay_again(self) -> None:
        """Try again to pay, from the next message that queues."""
        self._budget.pay_again()

    def late(self, seconds: float) -> None:
        """Note that something left only now whose turn had come so long ago."""
        now = self._monotonic()
        self._budget.late(now - seconds, now)

    def look_again(self) -> None:
        """Look at once who may go: `monotonic` has made a jump."""
        self._wake_at(0.0)

    def _release(self) -> None:
        self._alarm = None
        now = self._monotonic()
        turns = self._budget.release(now)
        for ticket, is_paid in turns:
            self._waiting.pop(ticket)(is_paid)
        if turns:
            # Behind the tasks that these turns have woken: by then each has written its request,
            # or waits for a connection.
            asyncio.get_running_loop().call_soon(self._left)
        else:
            self._look_ahead(now)

    def _left(self) -> None:
        now = self._monotonic()
        self._budget.left(now)
        self._look_ahead(now)

    def _look_ahead(self, now: float) -> None:
        next_at = self._budget.next_at(now) if self._waiting else None
        if next_at is not None:
            self._wake_at(next_at)

    def _wake_at(self, moment: float) -> None:
        """Look who may go at `moment`, unless we look before; all that comes now is one look."""
        if self._alarm is not None:
            if self._alarm_at <= moment:
                return
            self._alarm.cancel()
        loop = asyncio.get_running_loop()
        self._alarm_at = moment
        wait = moment - self._monotonic() if moment else 0.0
        self._alarm = (
            loop.call_later(wait, self._release) if wait > 0 else loop.call_soon(self._release)
        )


def _chat_of(address: str | None) -> str | None:
    """Return the chat whose limits count: a topic has none of its own."""
    return None if address is None else chat_of(address)
