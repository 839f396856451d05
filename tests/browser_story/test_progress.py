"""A message to many, as those who send it see it go: on phones, in both scripts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app.play import open_playground
from bot.language.catalogue import Catalogues
from tests.browser_story.conftest import PATIENCE_MS
from tests.browser_story.screens import AYLIN, BOT, ELNUR, PHONE, SEVINJ, Room, Words, album

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

CROWD = 500


@pytest.fixture
async def busy_room(
    tmp_path: Path, browser: Browser, catalogues: Catalogues
) -> AsyncIterator[Room]:
    """The cast before their screens, and a crowd that gets what is sent little by little."""
    expect.set_options(timeout=PATIENCE_MS)
    async with open_playground(tmp_path / "play", pace=25, limits=False) as playground:
        await playground.add_crowd(CROWD)
        sitting = Room(browser, playground.url, Words(catalogues), album(tmp_path / "pictures"))
        yield sitting
        await sitting.is_left()


async def test_two_coordinators_watch_what_they_send(busy_room: Room) -> None:
    aylin = await busy_room.screen(AYLIN, page="az", viewport=PHONE)
    sevinj = await busy_room.screen(SEVINJ, page="azb", viewport=PHONE, color_scheme="dark")
    elnur = await busy_room.screen(ELNUR)
    for one in (aylin, sevinj):
        await one.goes_to(BOT)

    looks = []
    for one, wish in (
        (aylin, "/broadcast şimal | Bazar günü saat beşdə parkda görüşürük"),
        (sevinj, "/broadcast گۆنئی | جۆمه آخشامی کیتابخانادا موسیقی دینله‌ییریک"),
    ):
        await one.writes(wish)
        desk = await one.sees("letter.rings")
        await one.presses("letter.button.send", desk)
        await one.presses("letter.button.send", await one.sees("letter.confirm"))
        await one.sees("letter.on_its_way")
        card = await one.sees("progress.card", "progress.pace")
        await one.shows(card, "▰")
        looks.append(await one.looks())
    await busy_room.keep_side_by_side("progress", *looks)

    await elnur.writes("/pause")
    paused = await elnur.sees("pause.on")
    await sevinj.sees("progress.card", "pause.banner")
    await sevinj.sees("pause.news.on")
    looks = [await sevinj.looks()]
    await elnur.presses("pause.button.go_on", paused)
    await sevinj.presses("alert.button.stop", await sevinj.sees("progress.card", "progress.pace"))
    await sevinj.sees("progress.stopped")
    await sevinj.sees("progress.report", "progress.is_stopped")
    await aylin.sees("progress.report", "progress.took")
    looks += [await sevinj.looks(), await aylin.looks()]
    await busy_room.keep_side_by_side("progress-ends", *looks)
