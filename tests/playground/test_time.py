"""Moving the clock."""

from datetime import timedelta

import pytest

from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, NOON, Ground


@pytest.mark.parametrize(
    ("step", "seconds"), [("hour", 3600), ("day", 86400), (90, 90), (0.5, 0.5)], ids=str
)
async def test_the_clock_goes_forward(page: Page, step: float | str, seconds: float) -> None:
    moved = await page.forward(step)

    now = (NOON + timedelta(seconds=seconds)).isoformat()
    assert moved == {"now": now, "moved": seconds}
    assert (await page.state())["now"] == now


async def test_it_goes_to_the_next_thing_that_is_due(ground: Ground, page: Page) -> None:
    ground.due = NOON + timedelta(minutes=7)

    assert (await page.forward("next"))["moved"] == 420
    assert (await page.forward("next"))["moved"] == 0


async def test_with_nothing_due_it_stands(page: Page) -> None:
    assert await page.forward("next") == {"now": NOON.isoformat(), "moved": 0}


@pytest.mark.parametrize("step", [-1, 1e12, True, None, [], "yesterday"], ids=str)
async def test_it_does_not_go_anywhere_else(page: Page, step: object) -> None:
    with pytest.raises(Refused, match="bad_forward"):
        await page.act("time", forward=step)


async def test_messages_carry_the_moved_time(page: Page, bot: BareBot) -> None:
    await page.forward("day")

    sent = await bot.call("sendMessage", chat_id=ANNA, text="a")

    assert sent["date"] == int(NOON.timestamp()) + 86400
