"""How much of a message stands under a file, and the rest: written in as many as it needs."""

from collections.abc import Sequence
from functools import partial

from bot.domain.people import Side
from bot.telegram.bridging.calls import Calls, Under
from bot.telegram.bridging.ferry import Ferry
from bot.telegram.bridging.hearing import Heard
from bot.telegram.bridging.line import Line
from bot.telegram.bridging.styled import Styled, cut
from bot.telegram.bridging.wording import Wording
from bot.telegram.fitting import CAPTION_LIMIT, TEXT_LIMIT


class Scribe:
    """Writes the words of one message, in as many parts as they need."""

    def __init__(self, calls: Calls, ferry: Ferry, wording: Wording) -> None:
        self._calls = calls
        self._ferry = ferry
        self._wording = wording

    def captioned(self, heard: Heard, name: str, to: Side) -> tuple[Styled, Sequence[Styled]]:
        """Return what stands under a file, and what does not fit there as messages after it."""
        whole = self._wording.message(heard, name, to)
        if whole.length <= CAPTION_LIMIT:
            return whole, []
        return self._wording.message(heard, name, to, wordless=True), cut(whole, TEXT_LIMIT)

    async def write(
        self, line: Line, rows: list[int], parts: Sequence[Styled], *, replied: int = 0
    ) -> None:
        """Write parts one after the other, the first as an answer to `replied`; where one does
        not arrive, none after it does."""
        for n, row in enumerate(rows):
            button = self._wording.button(row, line.way.to_side)
            under = Under(0 if n else replied, button)
            write = partial(self._calls.write, said=parts[n], under=under)
            if n and not await self._ferry.may_go_on(line, rows[n:]):
                await self._ferry.gave_up(rows[n:])
                return
            if not await self._ferry.deliver(line, write, [row]):
                await self._ferry.gave_up(rows[n + 1 :])
                return
