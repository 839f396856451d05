"""Takes the names of those whose words were taken back out of what others answered them.

Only in merged copies, where a line names whom a message answers; as long as these are known.
"""

import asyncio
import logging
from contextlib import suppress

from bot.delivery.pacing import Pacer
from bot.domain.bridges import other
from bot.domain.delivery import Lane, OutcomeUnknown, TryLater
from bot.services.bridges.naming import Answer, Naming
from bot.telegram.bridging.calls import Calls
from bot.telegram.bridging.recent import Key, Piece, Recent
from bot.telegram.bridging.wording import Wording

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 30.0
"""A copy that was on its way when a name went is found then."""

TROUBLE_SECONDS = 2.0


class Unnaming:
    """Looks through the merged copies each time that copies are given up."""

    def __init__(
        self,
        naming: Naming,
        bell: asyncio.Event,
        *,
        calls: Calls,
        wording: Wording,
        pacer: Pacer,
        recent: Recent,
    ) -> None:
        self._naming = naming
        self._bell = bell
        self._calls = calls
        self._wording = wording
        self._pacer = pacer
        self._recent = recent
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Drop names until `stop`."""
        while not self._stopped.is_set():
            wait = LOOK_AGAIN_SECONDS
            self._bell.clear()
            try:
                if not await self._round():
                    wait = TROUBLE_SECONDS
            except Exception:
                logger.exception("names could not be taken out of copies")
                wait = TROUBLE_SECONDS
            if self._stopped.is_set():
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._bell.wait()

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopped.set()
        self._bell.set()

    async def _round(self) -> bool:
        """Drop every name that is to go; return False when a copy has to wait."""
        done = True
        for key, pieces in self._recent.answering().items():
            if self._stopped.is_set():
                return True
            originals = await self._to_go(key, pieces)
            if originals:
                done = await self._drop(key, originals) and done
        return done

    async def _to_go(self, key: Key, pieces: tuple[Piece, ...]) -> frozenset[int]:
        bridge_id, side, _ = key
        answers = [
            Answer(
                one.heard.where.message,
                one.heard.replied,
                one.heard.answers,
                one.heard.answers_copy,
            )
            for one in pieces
            if one.answering
        ]
        return await self._naming.to_go(bridge_id, side, answers)

    async def _drop(self, key: Key, originals: frozenset[int]) -> bool:
        """Rebuild a copy without these names; return False when that must be tried again."""
        address = await self._naming.address(*key)
        if address is None:
            self._recent.forget(key)
            return True
        await self._pacer.turn(Lane.NOTICE, address)
        async with self._recent.changing:
            before = self._recent.find(key)
            pieces = self._recent.unnamed(key, originals)
            if pieces == before:
                return True
            to = other(key[1])
            said, button = self._wording.merged(pieces, to), self._wording.button(pieces[0].row, to)
            outcome = await self._calls.rewrite(address, key[2], said, button)
            waits = isinstance(outcome, TryLater | OutcomeUnknown)
            if not waits:
                self._recent.keep(key, pieces)
        self._pacer.note(address, outcome)
        return not waits
