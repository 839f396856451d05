"""Says to the speaker what the conversation decided, in the ANSWER lane."""

import asyncio
import logging
from dataclasses import replace

from bot.conversation.answers import AnswerFile
from bot.conversation.outgoing import Outgoing, ShowMenu, Toast
from bot.delivery.pacing import Pacer
from bot.domain.delivery import (
    Lane,
    Moved,
    Outcome,
    OutcomeUnknown,
    Rejected,
    Sent,
    TryLater,
    Unreachable,
)
from bot.language.rendered import Rendered
from bot.telegram.menus import Menus
from bot.telegram.sender import TelegramChannel

logger = logging.getLogger(__name__)

TRIES = 5
"""How often an answer that never left is tried: about half a minute in all."""

TOASTS = 2
TOAST_WAIT = 5.0
"""A word at a button is tried twice, if the wait is short: after that nobody looks at it."""

LONGEST_WAIT = 60.0
"""Seconds; who is asked to wait longer for an answer has asked again by then."""


class Mouth:
    """Performs what the conversation asks for; an answer that cannot be said is logged."""

    def __init__(self, channel: TelegramChannel, pacer: Pacer, menus: Menus) -> None:
        self._channel = channel
        self._pacer = pacer
        self._menus = menus

    async def perform(self, deed: Outgoing) -> None:
        """Say it, trying again while it is certain that it has not been said."""
        if isinstance(deed, Toast):
            await self._toast(deed)
            return
        if isinstance(deed, ShowMenu):
            await self._menus.show(deed.address, deed.language)
            return
        outcome = await self._say(
            deed.address,
            deed.rendered,
            deed.replaces,
            deed.file,
            answers=deed.answers,
            patient=deed.patient,
        )
        if isinstance(outcome, Rejected) and deed.replaces and not deed.rendered.media:
            # The message is gone, or too old to be changed: nobody is left without an answer.
            outcome = await self._say(deed.address, deed.rendered, "")
        if isinstance(outcome, Rejected) and deed.rendered.media and deed.rendered.html:
            # A file that is gone, or that nobody may send there: the words at least.
            outcome = await self._say(deed.address, replace(deed.rendered, media=None), "")
        if isinstance(outcome, Unreachable) and deed.elsewhere and deed.instead:
            outcome = await self._say(deed.elsewhere, deed.instead, "")
        if not isinstance(outcome, Sent | OutcomeUnknown):
            what = {"outcome": type(outcome).__name__}
            logger.warning("an answer could not be said", extra=what)

    async def _toast(self, deed: Toast) -> None:
        for _ in range(TOASTS):
            outcome = await self._channel.toast(
                deed.press_id, deed.words, alert=deed.popup, url=deed.url
            )
            if not isinstance(outcome, TryLater) or outcome.seconds > TOAST_WAIT:
                return
            await asyncio.sleep(outcome.seconds)

    async def _say(
        self,
        address: str,
        rendered: Rendered,
        replaces: str,
        file: AnswerFile | None = None,
        *,
        answers: int = 0,
        patient: bool = False,
    ) -> Outcome:
        for attempt in range(TRIES):
            await self._pacer.turn(Lane.ANSWER, address, patient=patient, weight=rendered.weight)
            if file:
                outcome = await self._channel.send_file(
                    address, file.name, file.content, rendered, mime=file.mime
                )
            elif replaces and rendered.media is None:
                outcome = await self._channel.edit(address, replaces, rendered)
            else:
                outcome = await self._channel.send(address, rendered, answers=answers)
            self._pacer.note(address, outcome)
            if isinstance(outcome, Moved):
                address = outcome.address
            elif isinstance(outcome, TryLater) and outcome.seconds <= LONGEST_WAIT:
                await asyncio.sleep(max(outcome.seconds, 0.5 * 2**attempt))
            else:
                break
        return outcome
