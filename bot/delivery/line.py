"""Claimed deliveries that wait for their turn."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.delivery.carrying import Carrier, chat_limited
from bot.delivery.pacing import Pacer
from bot.delivery.paying import Payments
from bot.domain.delivery import Action, Lane, Reason, Rejected
from bot.language.rendered import Rendered
from bot.storage.deliveries import Claimed
from bot.storage.settlements import GivenBack, Settlement

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 5.0
"""Who waits longer for a turn is given back, so that a claim is never old."""

CHAT_PATIENCE_SECONDS = 0.5
"""Who would wait longer for their chat alone is given back at once, and holds up nobody."""


@dataclass(slots=True)
class Waiting:
    """A claimed delivery that waits for its turn, put into words."""

    delivery: Claimed
    rendered: Rendered
    since: float
    ticket: int = 0

    @property
    def weight(self) -> int:
        """How many calls it is at most: an album as many as it has items, and what is taken back
        with its files one more, for where they cannot be deleted."""
        if self.rendered.withdrawn and self.rendered.media is not None:
            return self.rendered.weight + 1
        return self.rendered.weight if self.delivery.action is Action.SEND else 1


class Line:
    """Queues deliveries at the pacer and lets each go when its turn comes.

    `go` gets who has their turn, and whether it is to be paid for; `back` what goes back untried;
    `left` is called whenever one has left, either way.
    """

    def __init__(
        self,
        carrier: Carrier,
        pacer: Pacer,
        payments: Payments,
        *,
        go: Callable[[Waiting, bool], None],
        back: Callable[[Settlement], None],
        left: Callable[[], None],
    ) -> None:
        self._carrier = carrier
        self._pacer = pacer
        self._payments = payments
        self._go = go
        self._back = back
        self._left = left
        self._waiting: dict[int, Waiting] = {}
        self._lanes: Counter[Lane] = Counter()
        self._weeding: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def ahead_of(self, lane: Lane) -> int:
        """Return how many wait whom a lane's next would wait for; answers share its turns, and
        do not count with the others."""
        highest = min(lane, Lane.CRISIS)
        return sum(self._lanes[other] for other in Lane if highest <= other <= lane)

    def join(self, claimed: Sequence[Claimed]) -> None:
        """Queue for the turns of what was claimed; who would wait for long goes back at once."""
        now = asyncio.get_running_loop().time()
        for delivery in claimed:
            wait = self._pacer.wait_for(chat_limited(delivery))
            if wait > CHAT_PATIENCE_SECONDS:
                self._back(Settlement(delivery, GivenBack(wait)))
            else:
                self._queue(delivery, now)
        if self._waiting and self._weeding is None:
            self._weed()

    def _queue(self, delivery: Claimed, now: float) -> None:
        try:
            waiting = Waiting(delivery, self._carrier.words_of(delivery), now)
        except Exception:
            logger.exception("words that fail by a bug", extra={"delivery_id": delivery.id})
            self._back(Settlement(delivery, Rejected(Reason.REJECTED)))
            return
        self._waiting[delivery.id] = waiting
        self._lanes[delivery.lane] += 1

        def then(paid: bool) -> None:
            self._leaves(waiting)
            self._go(waiting, paid)

        waiting.ticket = self._pacer.queue(
            delivery.lane,
            chat_limited(delivery),
            then,
            paid=self._payments.takes(delivery),
            weight=waiting.weight,
        )

    def give_back(self, who: Callable[[Claimed], bool] = lambda _: True) -> None:
        """Give back those for whom `who` is true: nothing was tried."""
        for waiting in [it for it in self._waiting.values() if who(it.delivery)]:
            self._pacer.leave(waiting.ticket)
            wait = self._pacer.wait_for(chat_limited(waiting.delivery))
            self._back(Settlement(waiting.delivery, GivenBack(wait)))
            self._leaves(waiting)

    def close(self) -> None:
        """Give everybody back, for good."""
        self.give_back()
        if self._weeding is not None:
            self._weeding.cancel()

    def _leaves(self, waiting: Waiting) -> None:
        del self._waiting[waiting.delivery.id]
        self._lanes[waiting.delivery.lane] -= 1
        self._left()

    def _weed(self) -> None:
        """Give back who has waited for too long, and look again later."""
        loop = asyncio.get_running_loop()
        tired = loop.time() - PATIENCE_SECONDS
        old = {it.delivery.id for it in self._waiting.values() if it.since <= tired}
        self.give_back(lambda delivery: delivery.id in old)
        self._weeding = None
        if self._waiting:
            self._weeding = loop.call_later(PATIENCE_SECONDS / 10, self._weed)
