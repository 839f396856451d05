"""One delivery carried out: into words, through its channel, and what came of it."""

import logging
import random
from collections.abc import Mapping
from dataclasses import replace

from bot.delivery.channel import Channel
from bot.delivery.pacing import Pacer
from bot.delivery.wording import Wording
from bot.domain.delivery import (
    Action,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    TryLater,
)
from bot.language.render import Renderer
from bot.language.rendered import Rendered
from bot.storage.deliveries import Claimed
from bot.storage.settlements import Settlement

logger = logging.getLogger(__name__)

LONGEST_BACK_OFF_SECONDS = 60.0

_NOTHING = Rendered("")


class Carrier:
    """Carries deliveries out through `channels`, named by the first part of an address."""

    def __init__(self, channels: Mapping[str, Channel], renderer: Renderer, pacer: Pacer) -> None:
        self._channels = channels
        self._wording = Wording(renderer)
        self._pacer = pacer

    def words_of(self, delivery: Claimed) -> Rendered:
        """Return what a delivery says to its reader; nothing where its action has no words.

        Raises:
            Exception: its content cannot be read or said; that is a bug.
        """
        return self._wording.of(delivery) if delivery.content else _NOTHING

    async def carry(self, delivery: Claimed, rendered: Rendered, *, paid: bool) -> Settlement:
        """Carry one delivery out, whose turn it is; whatever happens, there is a result."""
        language = rendered.language if delivery.content else None
        try:
            outcome = await self._call(delivery, rendered, paid=paid)
            return Settlement(delivery, self._noted(delivery, outcome), language)
        except Exception:
            logger.exception("a delivery failed by a bug", extra={"delivery_id": delivery.id})
            return Settlement(delivery, OutcomeUnknown())

    async def open_ahead(self, connections: int) -> None:
        """Let every channel be ready for so many calls at once."""
        for channel in self._channels.values():
            await channel.open_ahead(connections)

    async def is_up(self) -> bool:
        """Return whether every channel has somebody on its other side."""
        try:
            return all([await channel.is_up() for channel in self._channels.values()])
        except Exception:
            logger.exception("whether anybody answers could not be asked")
            return True

    async def _call(self, delivery: Claimed, rendered: Rendered, *, paid: bool) -> Outcome:
        channel = self._channels.get(delivery.address.partition(":")[0])
        if channel is None:
            return Rejected(Reason.NO_ADDRESS)
        match delivery.action:
            case Action.SEND:
                return await channel.send(delivery.address, rendered, paid=paid)
            case Action.EDIT:
                return await channel.edit(delivery.address, delivery.message_id, rendered)
            case Action.ADMIT:
                return await channel.admit(delivery.address, delivery.person_address)
            case Action.DECLINE:
                return await channel.decline(delivery.address, delivery.person_address)
            case Action.LINK:
                return await channel.link(delivery.address)

    def _noted(self, delivery: Claimed, outcome: Outcome) -> Outcome:
        """Tell the pacer and the log; return the outcome with how long to wait before a retry."""
        self._pacer.note(chat_limited(delivery), outcome)
        if isinstance(outcome, TryLater):
            return replace(outcome, seconds=_back_off(delivery.attempts, outcome))
        if isinstance(outcome, Rejected):
            logger.warning(
                "delivery refused",
                extra={
                    "delivery_id": delivery.id,
                    "reason": str(outcome.reason),
                    "detail": outcome.detail,
                },
            )
        return outcome


def chat_limited(delivery: Claimed) -> str | None:
    """Return the chat whose limits a delivery counts to; only messages do."""
    return delivery.address if delivery.action in (Action.SEND, Action.EDIT) else None


def _back_off(attempts: int, outcome: TryLater) -> float:
    """Return the seconds until the next attempt: doubled each time, and spread.

    A first 429 is taken at its word, so that what comes for this chat meanwhile stays behind.
    """
    if outcome.throttled and not attempts:
        return outcome.seconds
    longest = min(LONGEST_BACK_OFF_SECONDS, 2.0**attempts)
    spread = random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, hides nothing
    return max(outcome.seconds, longest * spread)
