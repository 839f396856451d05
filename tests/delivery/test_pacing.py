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
        pacer.look_again()

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
    pacer.look_again()
    await waiting

    assert held


async def test_a_turn_says_whether_it_is_paid_for() -> None:
    pacer = Pacer(per_second=30, paid_per_second=1000)

    alert = await pacer.turn(Lane.CRISIS, "telegram:1", paid=True)
    edit = await pacer.turn(Lane.CRISIS, "telegram:2")
    group = await pacer.turn(Lane.CRISIS, "telegram:-1", paid=True)

    assert (alert, edit, group) == (True, False, False)


async def test_who_waits_when_the_stars_run_out_goes_unpaid(
    caplog: pytest.LogCaptureFixture,
) -> None:
    began: list[float] = []
    pacer = Pacer(lambda: time.monotonic() - began[0] if began else 0.0, 500, paid_per_second=1000)
    waiting = [
        asyncio.ensure_future(pacer.turn(Lane.CRISIS, f"telegram:{person}", paid=True))
        for person in range(3)
    ]
    await asyncio.sleep(0)

    pacer.unpaid()
    pacer.unpaid()
    began.append(time.monotonic())
    pacer.look_again()

    assert await asyncio.gather(*waiting) == [False, False, False]
    assert not pacer.is_paid
    assert [record.message for record in caplog.records] == [
        "too few Stars for paid broadcast: on at the free pace"
    ]


async def test_after_a_pause_it_pays_again() -> None:
    pacer = Pacer(per_second=500, paid_per_second=1000)
    pacer.unpaid()

    pacer.pay_again()

    assert await pacer.turn(Lane.CRISIS, "telegram:1", paid=True)


@pytest.mark.parametrize(
    ("lane", "paid", "per_second"),
    [
        pytest.param(Lane.CRISIS, True, 1000, id="alerts"),
        pytest.param(Lane.CRISIS, False, 30, id="edits of alerts"),
        pytest.param(Lane.ANSWER, True, 30, id="answers"),
        pytest.param(Lane.BULK, True, 25, id="broadcasts"),
    ],
)
def test_each_lane_has_its_pace(lane: Lane, paid: bool, per_second: int) -> None:
    pacer = Pacer(lambda: 0.0, per_second=30, paid_per_second=1000)

    assert pacer.per_second(lane, paid=paid) == per_second
