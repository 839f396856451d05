"""A channel that keeps what it is asked for, and a worker that runs for a while."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from bot.clock import Clock
from bot.delivery.budget import ChatLimits
from bot.delivery.channel import Channel
from bot.delivery.pacing import Pacer
from bot.delivery.queueing import Queueing
from bot.delivery.worker import Worker
from bot.domain.delivery import Action, Outcome, Sent
from bot.language.render import Renderer
from bot.language.rendered import Rendered
from bot.storage.database import Database

NO_CHAT_LIMITS = ChatLimits(burst=10_000, seconds_between=0.001, group_per_minute=10_000)

_owners = count(1)


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that a channel was asked to do; `about` is an edited message or a person."""

    action: Action
    address: str
    html: str = ""
    about: str = ""
    rendered: Rendered | None = None
    paid: bool = False


class RecorderChannel:
    """Writes every call down and answers as it was told to, else that it is sent.

    `pays` is what every call that is paid for is answered, if it is not None; `down` what comes of
    every call while nobody is there.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.began = asyncio.Event()
        self.opened = 0
        self.pays: Outcome | None = None
        self.down: Outcome | None = None
        self.looked_for = asyncio.Event()
        self._answers: dict[str, deque[Outcome | Exception]] = defaultdict(deque)
        self._open = asyncio.Event()
        self._open.set()
        self._numbers = count(1)

    def answer(self, address: str, *outcomes: Outcome | Exception) -> None:
        """Answer the next calls for `address` so, in this order; an exception is raised."""
        self._answers[address].extend(outcomes)

    def hold(self) -> None:
        """Let no call come to its end until `let_go`."""
        self._open.clear()

    def let_go(self) -> None:
        """Let all calls come to their end."""
        self._open.set()

    def words(self) -> list[str]:
        """Return what was said, in order."""
        return [call.html for call in self.calls]

    def addresses(self) -> list[str]:
        """Return who was asked for, in order."""
        return [call.address for call in self.calls]

    async def send(self, address: str, rendered: Rendered, *, paid: bool = False) -> Outcome:
        call = Call(Action.SEND, address, rendered.html, rendered=rendered, paid=paid)
        return await self._note(call)

    async def open_ahead(self, connections: int) -> None:
        self.opened = connections

    async def is_up(self) -> bool:
        self.looked_for.set()
        return self.down is None

    async def edit(self, address: str, message_id: str, rendered: Rendered) -> Outcome:
        call = Call(Action.EDIT, address, rendered.html, message_id, rendered)
        return await self._note(call)

    async def admit(self, group: str, person: str) -> Outcome:
        return await self._note(Call(Action.ADMIT, group, about=person))

    async def decline(self, group: str, person: str) -> Outcome:
        return await self._note(Call(Action.DECLINE, group, about=person))

    async def link(self, group: str) -> Outcome:
        return await self._note(Call(Action.LINK, group))

    async def _note(self, call: Call) -> Outcome:
        self.calls.append(call)
        self.began.set()
        await self._open.wait()
        if self.down is not None:
            return self.down
        if call.paid and self.pays is not None:
            return self.pays
        if not self._answers[call.address]:
            return Sent(f"m{next(self._numbers)}")
        answer = self._answers[call.address].popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer


@asynccontextmanager
async def working(
    db: Database,
    channel: Channel,
    renderer: Renderer,
    clock: Clock,
    *,
    pacer: Pacer | None = None,
    owners: Collection[str] = (),
) -> AsyncIterator[Worker]:
    """Run a worker, and what queues for it, beside the body; stop them gracefully at its end.

    Its pacer keeps to no limits of chats, unless one is given.
    """
    worker = Worker(
        db,
        {"telegram": channel},
        renderer,
        clock,
        pacer or Pacer(per_second=10_000, chats=NO_CHAT_LIMITS),
        owner=f"test-{next(_owners)}",
        owners=owners,
    )
    queueing = Queueing(db, clock)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        tasks.create_task(queueing.run())
        try:
            yield worker
        finally:
            queueing.stop()
            worker.stop()
