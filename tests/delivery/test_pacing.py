"""Waiting for one's turn."""

import asyncio
import time

import pytest

from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane
from tests.recorder import NO_CHAT_LIMITS


async def test_turns_come_lane_by_lane() -> None:
    began: list[float] = []
    pacer = Pacer(lambda: time.monotonic() - began[0] if began else 0.0, 500, chats=NO_CHAT_LIMITS)
    order: list[Lane] = []

    async def go(lane: Lane, person: int) -> None:
        await pacer.turn(lane, f"telegram:{person}")
        order.append(lane)

    async with asyncio.TaskGroup() as tasks:
        for person in range(10):
            for lane in reversed(Lane):
                tasks.create_task(go(lane, person))
        # Time stands still until all of them wait, however busy the machine is.
        await asyncio.sleep(0)
        began.append(time.monotonic())
        pacer.answered(None)

    assert order == sorted(order)


async def test_who_gives_up_waiting_takes_no_turn() -> None:
    pacer = Pacer(per_second=1, chats=NO_CHAT_LIMITS)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await pacer.turn(Lane.CRISIS, "telegram:1")

    assert pacer.wait_for("telegram:1") == 0.0


async def test_a_hold_ends_for_those_who_wait() -> None:
    ahead = [0.0]
    pacer = Pacer(lambda: time.monotonic() + ahead[0], 1000)
    pacer.refused("telegram:1", 30)
    waiting = asyncio.ensure_future(pacer.turn(Lane.NOTICE, "telegram:1"))
    await pacer.turn(Lane.BULK, "telegram:2")
    held = not waiting.done()

    ahead[0] = 30.0
    pacer.answered("telegram:2")
    await waiting

    assert held
