"""The traffic over all bridges, put together: what is heard, carried over, and taken back."""

import asyncio

from bot.clock import Clock
from bot.delivery.budget import ChatLimits
from bot.delivery.pacing import Pacer
from bot.language.render import Renderer
from bot.language.script import Converter
from bot.services.bridges import carrying, naming, taking_back
from bot.services.bridges.carrying import Carriage
from bot.services.bridges.naming import Naming
from bot.services.bridges.taking_back import TakingBack
from bot.storage.database import Database
from bot.telegram.bridging.calls import Calls
from bot.telegram.bridging.carrier import Carrier
from bot.telegram.bridging.ferry import Ferry
from bot.telegram.bridging.hearing import Raw
from bot.telegram.bridging.line import Line
from bot.telegram.bridging.porter import Porter
from bot.telegram.bridging.recent import Recent
from bot.telegram.bridging.remover import Remover
from bot.telegram.bridging.rhythm import Rhythm
from bot.telegram.bridging.unnaming import Unnaming
from bot.telegram.bridging.wording import Wording
from bot.telegram.client import Bots


class Traffic:
    """Runs the carrier, the remover and what drops names; `chats` is what one chat takes,
    Telegram's if None."""

    def __init__(
        self,
        bots: Bots,
        db: Database,
        clock: Clock,
        *,
        renderer: Renderer,
        converter: Converter,
        pacer: Pacer,
        chats: ChatLimits | None = None,
    ) -> None:
        calls, wording, recent = Calls(bots.broadcast), Wording(renderer, converter), Recent()
        self._wording = wording
        carriage = Carriage(db, clock)
        porter = Porter(carriage, calls, Ferry(carriage, pacer), wording, recent)
        self._carrier = Carrier(carriage, db.bell(carrying.BELL), porter, pacer, Rhythm(chats))
        self._remover = Remover(
            TakingBack(db, clock),
            db.bell(taking_back.BELL),
            calls=calls,
            wording=wording,
            pacer=pacer,
            recent=recent,
            clock=clock,
        )

        self._unnaming = Unnaming(
            Naming(db),
            db.bell(naming.BELL),
            calls=calls,
            wording=wording,
            pacer=pacer,
            recent=recent,
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are open now, for who watches."""
        return self._carrier.lines

    def overhear(self, raw: Raw) -> None:
        """Take what is to be carried out of an update; see `Carrier.overhear`."""
        self._carrier.overhear(raw)

    async def run(self) -> None:
        """Carry and take back until `stop`."""
        # The dictionaries are read at the first use; the first message does not wait for that.
        await asyncio.to_thread(self._wording.warm_up)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._carrier.run())
            tasks.create_task(self._remover.run())
            tasks.create_task(self._unnaming.run())

    def stop(self) -> None:
        """Let `run` come to its end; what waits to be carried is let go."""
        self._carrier.stop()
        self._remover.stop()
        self._unnaming.stop()
