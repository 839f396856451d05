"""A stranger: from Start over the first questions to a seat in a group."""

import pytest
from playwright.async_api import expect

from tests.browser_story.screens import AYLIN, BOT, MURAD, PHONE, Room
from tests.flows.town import NORTH

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

GROUP = "Şimal — Körpü"


async def test_a_stranger_presses_start_and_ends_up_among_friends(room: Room) -> None:
    aylin = await room.screen(AYLIN)
    murad = await room.screen(MURAD, viewport=PHONE)
    await murad.goes_to(BOT)

    # Start, three questions, and the menu.
    await murad.tab.get_by_test_id("start-button").click()
    question = await murad.sees("start.language")
    first = await murad.looks()
    await murad.presses("language.en", question)
    question = await murad.sees("start.side")
    second = await murad.looks()
    await murad.presses("side.north", question)
    await murad.sees("country.ask.country")
    await murad.writes("United Arab Emirates")
    await murad.sees("start.done")
    await murad.sees("menu.title")
    await room.keep_side_by_side("onboarding", first, second, await murad.looks())

    # A group is asked for, and its rules are accepted.
    await murad.chooses("join")
    await murad.presses(GROUP, await murad.sees("join.choose"))
    await murad.confirms()
    await expect(murad.tab.get_by_test_id("withdraw-button")).to_be_visible()
    await murad.goes_to(BOT)
    await murad.presses("join.button.accept", await murad.sees("join.rules"))
    await murad.sees("join.told.accepted")

    # A coordinator admits.
    card = await aylin.sees("join.card")
    await aylin.presses("join.button.admit", card)
    await aylin.sees("join.card.admitted")
    await murad.sees("join.told.admitted")
    await murad.goes_to(NORTH)
    await murad.writes("Salam!")
    await aylin.goes_to(NORTH)
    await expect(aylin.tab.get_by_test_id("messages")).to_contain_text("Salam!")
