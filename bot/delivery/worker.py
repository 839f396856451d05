"""Carrying out what stands in the outbox: claim, wait for the turn, send, write down."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.delivery.channel import Channel
from bot.delivery.pacing import Pacer
from bot.delivery.wording import Wording
from bot.domain.delivery import (
    Action,
    Lane,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    TryLater,
)
from bot.language.render import Renderer
from bot.language.rendered import Rendered
from bot.storage.database import Database, Tx
from bot.storage.deliveries import Claimed, claim, next_due
from bot.storage.outbox import BELL
from bot.storage.settlements import GivenBack, Settlement, recover, settle

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than a claimed delivery waits for its turn and a call takes at most."""

LEAST_IN_HAND = 128
"""At least so many, and a second's worth, may be claimed and not yet written down: what the pace
needs when each answer takes most of a second. A kill leaves no more than these in doubt."""

PATIENCE_SECONDS = 5.0
"""Who waits longer for a turn is given back, so that a claim is never old."""

CHAT_PATIENCE_SECONDS = 0.5
"""Who would wait longer for their chat alone is given back at once, and holds up nobody."""

LONGEST_REST_SECONDS = 30.0
LONGEST_BACK_OFF_SECONDS = 60.0
TROUBLE_REST_SECONDS = 1.0
BETWEEN_SETTLES_SECONDS = 0.02


class Worker:
    """Empties the outbox through `channels`, named by the first part of an address.

    `owner` is a name that no other process has or had: claims carry it. `renderer` says the
    words, `clock` what is due, `pacer` whose turn it is.
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
    ) -> None:
        self._db = db
        self._channels = channels
        self._wording = Wording(renderer)
        self._clock = clock
        self._pacer = pacer
        self._owner = owner
        # A tenth of a second's worth is claimed ahead of its turn: more would only be more that
        # is in doubt after a kill.
        self._ahead = max(4, pacer.per_second // 10)
        self._most = max(LEAST_IN_HAND, pacer.per_second)
        self._bell = db.bell(BELL)
        self._moved = asyncio.Event()
        self._finished = asyncio.Event()
        self._results: list[Settlement] = []
        self._queued: Counter[Lane] = Counter()
        self._patience: set[asyncio.Timeout] = set()
        self._in_hand = 0
        self._steps = 0
        self._claiming = False
        self._is_full = False
        self._stopping = False
        self._claims_are_over = False

    async def run(self) -> None:
        """Work until `stop`, then finish what is on its way and leave the rest waiting."""
        await self._recover()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._write_down())
            while not self._stopping:
                self._bell.clear()
                claimed = await self._claim()
                for delivery in claimed:
                    tasks.create_task(self._deliver(delivery))
                self._moved.set()
                await self._rest()
            self._claims_are_over = True
            self._finished.set()
        self._moved.set()

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopping = True
        now = asyncio.get_running_loop().time()
        for patience in self._patience:
            if not patience.expired():
                patience.reschedule(now)
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
        due = await self._db.read(next_due)
        is_due = due is not None and due <= self._clock.now()
        return not (is_due or self._claiming or self._in_hand or steps != self._steps)

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
            claimed = await self._db.write(partial(self._take, rooms=rooms))
        except Exception:
            logger.exception("nothing could be claimed")
            await asyncio.sleep(TROUBLE_REST_SECONDS)
            return []
        finally:
            self._claiming = False
        self._in_hand += len(claimed)
        self._queued.update(delivery.lane for delivery in claimed)
        return claimed

    def _take(self, tx: Tx, *, rooms: Mapping[Lane, int]) -> list[Claimed]:
        now = self._clock.now()
        recover(tx, owner=self._owner, now=now)
        # Answers do not count against the others: they share the turns, not the room.
        answers = self._take_lane(tx, Lane.ANSWER, rooms[Lane.ANSWER], now=now)
        others: list[Claimed] = []
        for lane in (Lane.CRISIS, Lane.NOTICE, Lane.BULK):
            room = rooms[lane] - len(others)
            others += self._take_lane(tx, lane, max(0, room), now=now)
            # While a lane has more than we can take, the lower ones wait in the table.
            if rooms[lane] <= len(others):
                break
        return answers + others

    def _take_lane(self, tx: Tx, lane: Lane, room: int, *, now: datetime) -> list[Claimed]:
        return claim(tx, owner=self._owner, lanes=[lane], limit=room, now=now, lease=LEASE)

    def _room(self, lane: Lane) -> int:
        """Return how many more of a lane we may take; what is queued below it does not count.

        Small rooms count as none: a claim is a commit.
        """
        highest = min(lane, Lane.CRISIS)
        queued = sum(self._queued[other] for other in Lane if highest <= other <= lane)
        # The last quarter of what may be on its way is kept for the upper lanes.
        most = self._most if lane <= Lane.CRISIS else self._most * 3 // 4
        room = min(self._ahead - queued, most - self._in_hand)
        return room if room >= self._ahead // 4 else 0

    async def _rest(self) -> None:
        """Wait for the bell, or until the next delivery is due."""
        seconds = LONGEST_REST_SECONDS
        # With a lane full there is always something on its way, and it rings when it has gone.
        self._is_full = not all(self._room(lane) for lane in Lane)
        if not self._is_full:
            due = await self._next_due_in()
            seconds = min(seconds, max(0.0, due))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()

    async def _next_due_in(self) -> float:
        try:
            due = await self._db.read(next_due)
        except Exception:
            logger.exception("the outbox could not be read")
            return TROUBLE_REST_SECONDS
        if due is None:
            return LONGEST_REST_SECONDS
        return (due - self._clock.now()).total_seconds()

    async def _deliver(self, delivery: Claimed) -> None:
        """Carry one delivery out; whatever happens, it is settled and the worker lives."""
        result = Settlement(delivery, GivenBack())
        failure: Outcome = Rejected(Reason.REJECTED)
        try:
            if await self._turn(delivery):
                rendered = self._wording.of(delivery) if delivery.content else Rendered("")
                failure = OutcomeUnknown()
                outcome = await self._call(delivery, rendered)
                language = rendered.language if delivery.content else None
                result = Settlement(delivery, self._noted(delivery, outcome), language)
            else:
                result = Settlement(delivery, GivenBack(self._pacer.wait_for(_chat(delivery))))
        except Exception:
            logger.exception("a delivery failed by a bug", extra={"delivery_id": delivery.id})
            result = Settlement(delivery, failure)
        self._results.append(result)
        self._finished.set()

    async def _turn(self, delivery: Claimed) -> bool:
        """Wait for the turn of a delivery; return False when it would wait for too long."""
        try:
            if self._stopping or self._pacer.wait_for(_chat(delivery)) > CHAT_PATIENCE_SECONDS:
                return False
            async with asyncio.timeout(PATIENCE_SECONDS) as patience:
                self._patience.add(patience)
                try:
                    await self._pacer.turn(delivery.lane, _chat(delivery))
                finally:
                    self._patience.discard(patience)
        except TimeoutError:
            return False
        finally:
            self._queued[delivery.lane] -= 1
            self._ring_for_room(delivery.lane)
        return True

    def _ring_for_room(self, lane: Lane) -> None:
        if self._is_full and self._room(lane):
            self._bell.set()

    async def _call(self, delivery: Claimed, rendered: Rendered) -> Outcome:
        channel = self._channels.get(delivery.address.partition(":")[0])
        if channel is None:
            return Rejected(Reason.NO_ADDRESS)
        match delivery.action:
            case Action.SEND:
                return await channel.send(delivery.address, rendered)
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
        self._pacer.note(_chat(delivery), outcome)
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
                for lane in Lane:
                    self._ring_for_room(lane)
                await asyncio.sleep(BETWEEN_SETTLES_SECONDS)

    async def _settle(self, results: list[Settlement]) -> None:
        # Until it is written down nobody may take it for undone, so we do not give up.
        while True:
            try:
                await self._db.write(partial(settle, results=results, now=self._clock.now()))
            except Exception:
                logger.exception("deliveries not settled", extra={"deliveries": len(results)})
                await asyncio.sleep(TROUBLE_REST_SECONDS)
                if self._stopping:
                    return
            else:
                return


def _chat(delivery: Claimed) -> str | None:
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
