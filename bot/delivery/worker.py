"""Carrying out what stands in the outbox: claim, wait for the turn, send, write down."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.delivery.carrying import Carrier
from bot.delivery.channel import Channel
from bot.delivery.line import Line, Waiting
from bot.delivery.outage import Outage
from bot.delivery.pacing import Pacer
from bot.delivery.paying import Payments
from bot.domain.delivery import Lane, Unpaid
from bot.domain.messages import Message, text
from bot.domain.people import Audience
from bot.language.render import Renderer
from bot.storage import outbox, people
from bot.storage.database import Database, Tx
from bot.storage.deliveries import Claimed, claim, next_due
from bot.storage.outbox import BELL, Posting
from bot.storage.pausing import paused
from bot.storage.settlements import GivenBack, Settlement, recover, settle

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than a claimed delivery waits for its turn and a call takes at most."""

LEAST_IN_HAND = 128
MOST_IN_HAND = 1_024
"""So many, or a second's worth if that is between, may be claimed and not yet written down: what
the pace needs when each answer takes most of a second. A kill leaves no more than these in doubt,
and memory does not grow with the audience."""

MOST_AHEAD = 256
"""A tenth of a second's worth is claimed ahead of its turn, and never more than this: more would
only be more that is in doubt after a kill."""

ANSWER_SECONDS = 0.16
"""How long an answer may take for the connections that are opened ahead of an alert to be enough;
further ones open as they are needed."""

OPENING_SECONDS = 0.7
"""An alert waits no longer for that."""

REFUSED_RANK = -200
"""That the bot cannot pay overtakes the alert it is about: only meanwhile does a top-up help."""

LONGEST_REST_SECONDS = 30.0
TROUBLE_REST_SECONDS = 1.0
BETWEEN_SETTLES_SECONDS = 0.05


class Worker:
    """Empties the outbox through `channels`, named by the first part of an address.

    `owner` is a name that no other process has or had: claims carry it. `renderer` says the
    words, `clock` what is due, `pacer` whose turn it is. `owners` are the addresses of those who
    are told, with the coordinators, when the bot cannot pay.
    """

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Channel],
        renderer: Renderer,
        clock: Clock,
        pacer: Pacer,
        *,
        owner: str,
        owners: Collection[str] = (),
    ) -> None:
        self._db = db
        self._carrier = Carrier(channels, renderer, pacer)
        self._clock = clock
        self._pacer = pacer
        self._owner = owner
        self._owners = owners
        self._bell = db.bell(BELL)
        self._moved = asyncio.Event()
        self._finished = asyncio.Event()
        self._results: list[Settlement] = []
        self._tasks = asyncio.TaskGroup()
        self._in_hand = 0
        self._steps = 0
        self._claiming = False
        self._full: list[Lane] = []
        self._is_looking = False
        self._is_paused = False
        self._is_broke = False
        self._payments = Payments()
        self._line = Line(
            self._carrier,
            pacer,
            self._payments,
            go=self._go,
            back=self._finish,
            left=self._look_for_room,
        )
        self._outage = Outage(self._carrier.is_up, began=self._hold_back, over=self._bell.set)
        self._may_pay = True
        self._is_ready = False
        self._stopping = False
        self._claims_are_over = False

    async def run(self) -> None:
        """Work until `stop`, then finish what is on its way and leave the rest waiting."""
        await self._recover()
        try:
            async with self._tasks:
                self._tasks.create_task(self._write_down())
                while not self._stopping:
                    self._bell.clear()
                    claimed = await self._claim()
                    await self._get_ready(claimed)
                    self._line_up(claimed)
                    self._moved.set()
                    await self._rest()
                self._claims_are_over = True
                self._finished.set()
        finally:
            self._line.close()
            self._outage.stop()
        self._moved.set()

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopping = True
        self._line.give_back()
        self._bell.set()

    async def idle(self) -> None:
        """Return once nothing is on its way and nothing waits that is due; for tests."""
        self._bell.set()
        while not self._stopping:
            self._moved.clear()
            if await self._is_idle():
                return
            await self._moved.wait()

    async def _is_idle(self) -> bool:
        steps = self._steps
        due, is_enlisting = await self._db.read(_look)
        is_due = due is not None and due <= self._clock.now()
        busy = is_due or is_enlisting or self._claiming or self._in_hand
        return not (busy or steps != self._steps)

    async def _recover(self) -> None:
        recovered = await self._db.write(
            partial(recover, owner=self._owner, now=self._clock.now(), alone=True)
        )
        if recovered:
            logger.warning("deliveries left in the middle", extra={"deliveries": recovered})

    async def _claim(self) -> list[Claimed]:
        """Take what may go next; nothing when enough is in hand or the database is in trouble."""
        rooms = {lane: self._room(lane) for lane in Lane}
        if not any(rooms.values()):
            return []
        self._claiming = True
        self._steps += 1
        try:
            is_paused, claimed = await self._db.write(partial(self._take, rooms=rooms))
        except Exception:
            logger.exception("nothing could be claimed")
            await asyncio.sleep(TROUBLE_REST_SECONDS)
            return []
        finally:
            self._claiming = False
        self._in_hand += len(claimed)
        if is_paused and not self._is_paused:
            self._line.give_back(lambda it: it.lane is not Lane.ANSWER and not it.withdraws)
        elif self._is_paused and not is_paused:
            self._pacer.pay_again()
        self._is_paused = is_paused
        return claimed

    def _take(self, tx: Tx, *, rooms: Mapping[Lane, int]) -> tuple[bool, list[Claimed]]:
        now = self._clock.now()
        recover(tx, owner=self._owner, now=now)
        is_paused = paused(tx) is not None
        take = partial(claim, tx, owner=self._owner, now=now, lease=LEASE, paused=is_paused)
        # Answers do not count against the others: they share the turns, not the room.
        answers = take(lanes=[Lane.ANSWER], limit=rooms[Lane.ANSWER])
        others: list[Claimed] = []
        for lane in (Lane.CRISIS,) if is_paused else (Lane.CRISIS, Lane.NOTICE, Lane.BULK):
            room = rooms[lane] - len(others)
            others += take(lanes=[lane], limit=max(0, room))
            # While a lane has more than we can take, the lower ones wait in the table.
            if rooms[lane] <= len(others):
                break
        return is_paused, answers + others

    def _room(self, lane: Lane) -> int:
        """Return how many more of a lane we may take; what is queued below it does not count.

        Small rooms count as none: a claim is a commit.
        """
        if self._outage.is_on and lane is not Lane.ANSWER:
            return 0
        pace = self._pacer.per_second(lane, paid=self._may_pay)
        ahead = min(MOST_AHEAD, max(4, pace // 10))
        in_hand = min(MOST_IN_HAND, max(LEAST_IN_HAND, pace))
        # The last quarter of what may be on its way is kept for the upper lanes.
        most = in_hand if lane <= Lane.CRISIS else in_hand * 3 // 4
        room = min(ahead - self._line.ahead_of(lane), most - self._in_hand)
        return room if room >= ahead // 2 else 0

    def _line_up(self, claimed: Sequence[Claimed]) -> None:
        if self._stopping:
            for delivery in claimed:
                self._finish(Settlement(delivery, GivenBack()))
            return
        self._line.join(claimed)
        crisis = [delivery for delivery in claimed if delivery.lane is Lane.CRISIS]
        # As those who came last: no more edits are claimed than may go unpaid.
        self._may_pay = any(map(self._payments.takes, crisis)) or not crisis

    async def _get_ready(self, claimed: Sequence[Claimed]) -> None:
        """Before an alert goes to many: open its connections, not while it is on its way.

        Messages that wait for a connection would leave together, faster than the pace.
        """
        if not self._line and not claimed:
            self._is_ready = False
        many = sum(delivery.lane is Lane.CRISIS for delivery in claimed) > 1
        if not many or self._is_ready:
            return
        self._is_ready = True
        needed = min(MOST_AHEAD, int(self._pacer.per_second(Lane.CRISIS) * ANSWER_SECONDS))
        with suppress(TimeoutError):
            async with asyncio.timeout(OPENING_SECONDS):
                await self._carrier.open_ahead(needed)

    def _go(self, turn: Waiting, paid: bool) -> None:
        """Send what has its turn now."""
        self._tasks.create_task(self._deliver(turn, paid=paid))

    async def _deliver(self, turn: Waiting, *, paid: bool) -> None:
        result = await self._carrier.carry(turn.delivery, turn.rendered, paid=paid)
        self._outage.note(result.outcome)
        self._finish(self._payments.judge(result, paid=paid))
        if self._payments.are_refused():
            self._stop_paying()

    def _finish(self, result: Settlement) -> None:
        if isinstance(result.outcome, Unpaid):
            self._stop_paying()
        self._results.append(result)
        self._finished.set()

    def _stop_paying(self) -> None:
        if self._pacer.is_paid:
            self._pacer.unpaid()
            self._is_broke = True

    def _hold_back(self) -> None:
        self._line.give_back(lambda it: it.lane is not Lane.ANSWER)

    def _look_for_room(self) -> None:
        """Ring if there is room again, once for all who leave in this turn of the loop."""
        if self._full and not self._is_looking:
            self._is_looking = True
            asyncio.get_running_loop().call_soon(self._ring_for_room)

    def _ring_for_room(self) -> None:
        self._is_looking = False
        if any(map(self._room, self._full)):
            self._bell.set()

    async def _rest(self) -> None:
        """Wait for the bell, or until the next delivery is due."""
        seconds = LONGEST_REST_SECONDS
        # With a lane full there is always something on its way, and it rings when it has gone.
        self._full = [lane for lane in Lane if not self._room(lane)]
        if not self._full:
            due = await self._next_due_in()
            seconds = min(seconds, max(0.0, due))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()

    async def _next_due_in(self) -> float:
        try:
            due, _ = await self._db.read(_look)
        except Exception:
            logger.exception("the outbox could not be read")
            return TROUBLE_REST_SECONDS
        if due is None:
            return LONGEST_REST_SECONDS
        return (due - self._clock.now()).total_seconds()

    async def _write_down(self) -> None:
        """Settle what has finished, all that has come together in one transaction."""
        while self._in_hand or not self._claims_are_over:
            await self._finished.wait()
            self._finished.clear()
            results, self._results = self._results, []
            if results:
                await self._settle(results)
                self._in_hand -= len(results)
                self._steps += 1
                self._moved.set()
                self._look_for_room()
                await asyncio.sleep(BETWEEN_SETTLES_SECONDS)

    async def _settle(self, results: list[Settlement]) -> None:
        is_broke, self._is_broke = self._is_broke, False
        # Until it is written down nobody may take it for undone, so we do not give up.
        while True:
            try:
                await self._db.write(partial(self._record, results=results, is_broke=is_broke))
            except Exception:
                logger.exception("deliveries not settled", extra={"deliveries": len(results)})
                await asyncio.sleep(TROUBLE_REST_SECONDS)
                if self._stopping:
                    return
            else:
                return

    def _record(self, tx: Tx, *, results: Sequence[Settlement], is_broke: bool) -> None:
        now = self._clock.now()
        settle(tx, results, now)
        if is_broke:
            in_charge = set(people.coordinators(tx, Audience.EVERYBODY))
            owners = (people.by_address(tx, address) for address in self._owners)
            in_charge |= {owner.id for owner in owners if owner is not None}
            word = Message(text("paid.refused", n=self._pacer.pace.per_second))
            posting = Posting(Lane.CRISIS, now, rank=REFUSED_RANK)
            outbox.to_people(tx, sorted(in_charge), word, posting)


def _look(tx: Tx) -> tuple[datetime | None, bool]:
    """Return when the next delivery is due, and whether some are still to be queued."""
    return next_due(tx, paused=paused(tx) is not None), outbox.is_enlisting(tx)
