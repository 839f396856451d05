"""What the card of a broadcast says while another one goes first."""

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Side
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.broadcasting import NORTH, STORM
from tests.services.test_progress import CROWD, Desk


@pytest.fixture
async def turns(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Desk:
    desk = Desk(db, clock, renderer)
    await desk.open()
    for _ in range(CROWD):
        await desk.person(Side.NORTH)
    return desk


async def test_a_letter_that_waits_names_the_one_that_goes_first(turns: Desk) -> None:
    await turns.posted(NORTH)
    first = await turns.number()
    await turns.look()
    await turns.posted(NORTH, STORM)
    await turns.look(seconds=1)
    assert f"Number {first} goes first" in await turns.card()

    await turns.arrive(30)
    await turns.look(seconds=20)
    assert f"Number {first} goes first" in await turns.card()

    await turns.arrive(30)
    await turns.look(seconds=20)
    await turns.look(seconds=20)

    assert "goes first" not in await turns.card()


async def test_an_alert_overtakes_a_letter_whose_card_says_so(turns: Desk) -> None:
    await turns.posted(NORTH)
    await turns.look()
    await turns.raised()
    await turns.look(seconds=20)

    number = await turns.number("alert")
    assert f"Number {number} goes first" in await turns.card()
    assert "goes first" not in (await turns.cards_of("alert"))[0][1]


async def test_a_letter_waits_for_none_that_is_stopped(turns: Desk) -> None:
    await turns.posted(NORTH)
    first = await turns.number()
    await turns.look()
    await turns.posted(NORTH, STORM)
    await turns.progress.stop(first, by=turns.north)
    await turns.look(seconds=20)

    assert "goes first" not in await turns.card()
