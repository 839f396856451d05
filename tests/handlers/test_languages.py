"""The page of the settings on which one orders the languages one reads."""

from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.domain.messages import text
from bot.domain.people import LANGUAGES
from bot.language.direction import cleaned
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.conversation.talk import Talk, Town


@pytest.fixture
async def leyla(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Talk:
    """Reads the Arabic script."""
    talk = await Town(db, clock, renderer).member()
    await talk.services.people.choose_language("azb", by=await talk.me())
    talk.language = "azb"
    return talk


async def reads(talk: Talk) -> tuple[str, ...]:
    return (await talk.me()).reads


def lines(talk: Talk) -> list[str]:
    """Return the languages on the page, in order."""
    names = {cleaned(talk.words(text(f"language.{it}"))): it for it in LANGUAGES}
    return [
        names[name]
        for line in cleaned(talk.said[0]).split("\n")
        for name in names
        if line[:1].isdigit() and name in line
    ]


def buttons(talk: Talk) -> list[list[Any]]:
    return [list(line) for line in talk.spoken[0].rendered.buttons]


async def test_the_page_lies_behind_the_settings_and_leads_back(leyla: Talk) -> None:
    await leyla.says("/settings")
    await leyla.taps(text("languages.button"))

    assert lines(leyla) == ["azb", "az", "fa", "en"]
    automatic = leyla.words(text("languages.automatic", language=text("language.az")))
    assert cleaned(automatic) in cleaned(leyla.said[0])
    assert leyla.words(text("languages.usual")) not in leyla.labels
    await leyla.taps(text("common.back"))
    assert leyla.words(text("languages.button")) in leyla.labels


async def test_languages_go_up_and_down_come_and_go_and_back_to_usual(leyla: Talk) -> None:
    await leyla.presses("1:rl")

    await leyla.presses(buttons(leyla)[1][0].press)
    assert await reads(leyla) == ("fa", "az", "en")
    await leyla.presses(buttons(leyla)[0][1].press)
    assert await reads(leyla) == ()
    await leyla.presses(buttons(leyla)[0][2].press)
    assert await reads(leyla) == ("fa", "en")
    await leyla.taps(text("texts.add", language=text("language.ru")))
    assert await reads(leyla) == ("fa", "en", "ru")
    assert lines(leyla) == ["azb", "fa", "en", "ru"]
    await leyla.taps(text("languages.usual"))
    assert await reads(leyla) == ()


async def test_the_last_language_cannot_be_removed(leyla: Talk) -> None:
    await leyla.presses("1:rl.to:fa")

    assert leyla.words(text("languages.remove")) not in leyla.labels
    assert await reads(leyla) == ("fa",)


async def test_a_press_that_comes_twice_does_the_same_once(leyla: Talk) -> None:
    await leyla.presses("1:rl")
    up = buttons(leyla)[2][0].press

    for _ in range(2):
        await leyla.presses(up)

    assert await reads(leyla) == ("az", "en", "fa")


@pytest.mark.parametrize("data", ["1:rl.to:xx", "1:rl.to:fa.fa", "1:rl.to:fa.azb.az.'"])
async def test_a_button_that_is_none_of_ours_is_answered_kindly(leyla: Talk, data: str) -> None:
    await leyla.presses(data)

    assert leyla.toast.words == leyla.words(text("press.stale"))
    assert await reads(leyla) == ()


async def test_ones_own_language_is_never_in_the_order(leyla: Talk) -> None:
    await leyla.presses("1:rl.to:ru.az")

    await leyla.services.people.choose_language("ru", by=await leyla.me())

    assert await reads(leyla) == ("az",)


async def test_every_button_fits_into_what_telegram_carries(leyla: Talk) -> None:
    await leyla.presses("1:rl.to:" + ".".join(it for it in LANGUAGES if it != "azb"))

    presses = [button.press for line in buttons(leyla) for button in line]
    assert max(len(press.encode()) for press in presses) <= 64
    assert await reads(leyla) == ("az", "en", "ru", "tr", "fa", "de")
