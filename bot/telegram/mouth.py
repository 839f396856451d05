"""Says to the speaker what the conversation decided, in the ANSWER lane."""

import asyncio
import logging

from bot.conversation.outgoing import Outgoing, Toast
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane, Moved, Outcome, TryLater, Unreachable
from bot.language.rendered import Rendered
from bot.telegram.sender import TelegramChannel

logger = logging.getLogger(__name__)

TRIES = 5
"""How often an answer that never left is tried: about half a minute in all."""


class Mouth:
    """Performs what the conversation asks for; an answer that cannot be said is logged."""

    def __init__(self, channel: TelegramChannel, pacer: Pacer) -> None:
        self._channel = channel
        self._pacer = pacer

    async def perform(self, deed: Outgoing) -> None:
        """Say it, trying again while it is certain that it has not been said."""
        if isinstance(deed, Toast):
            await self._channel.toast(deed.press_id, deed.words, alert=deed.popup, url=deed.url)
            return
        outcome = await self._say(deed.address, deed.rendered, deed.replaces)
        if isinstance(outcome, Unreachable) and deed.elsewhere and deed.instead:
            outcome = await self._say(deed.elsewhere, deed.instead, "")

    async def _say(self, address: str, rendered: Rendered, replaces: str) -> Outcome:
        for attempt in range(TRIES):
            await self._pacer.turn(Lane.ANSWER, address)
            if replaces:
                outcome = await self._channel.edit(address, replaces, rendered)
            else:
                outcome = await self._channel.send(address, rendered)
            if isinstance(outcome, Moved):
                address = outcome.address
            elif isinstance(outcome, TryLater):
                await asyncio.sleep(max(outcome.seconds, 0.5 * 2**attempt))
            else:
                break
        return outcome
