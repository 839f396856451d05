"""What whoever sends to many sees while it goes out; and how it is stopped, and paused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.language.catalogue import Catalogues
from bot.playground.page.crowd import FIRST_ID
from tests.flows.alerting import HEADLINE, submitted
from tests.flows.conftest import running_town
from tests.flows.town import Somebody, Town, buttons_of, text_of

BASKET = "🧺"
PICNIC = f"{BASKET} Bazar günü saat beşdə parkda görüşürük"
CROWD = 120

HAVE_IT = """
SELECT COUNT(*) FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id
WHERE kind = 'broadcast' AND state = 'sent'
"""

THE_SENDER_HAS_IT = f"{HAVE_IT} AND deliveries.address = 'telegram:1005'"

UNDER_WAY = f"{HAVE_IT} AND (SELECT COUNT(*) FROM deliveries WHERE state = 'waiting') > 0"


@pytest.fixture
async def busy_town(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Town]:
    """A town with a crowd, where messages leave one by one."""
    async with running_town(tmp_path, catalogues, pace=40) as town:
        await town.page.crowd(CROWD, safe=0, help=0, can=0, block=0, silent=1)
        yield town


async def begins(town: Town) -> None:
    """Let Aylin and the owner agree that a letter goes to all, and some get it."""
    await town.elnur.says(f"/broadcast everybody | {PICNIC}")
    await town.elnur.sees("letter.rings")
    await town.elnur.presses("bc.send")
    await town.elnur.sees("letter.confirm")
    await town.elnur.presses("bc.yes")
    await town.elnur.sees("letter.on_its_way")
    await town.elnur.sees("progress.card")
    await town.until(UNDER_WAY)


async def received(town: Town) -> int:
    """Return how many have the letter, as the server of the playground knows it; without the
    sender, who has previews of it, too."""
    crowd = range(FIRST_ID + 1, FIRST_ID + CROWD + 1)
    pages = [
        await town.page.messages(who, limit=200)
        for who in (*crowd, *(one.id for one in town.members if one is not town.elnur))
    ]
    return sum(any(text_of(it).startswith(BASKET) for it in page) for page in pages)


async def card_of(one: Somebody) -> str:
    """Return the words of the only card or report that somebody has."""
    [card] = [*await one.messages("progress.report"), *await one.messages("progress.card")]
    return text_of(card)


async def test_a_card_shows_how_far_it_is_and_ends_as_a_report_that_is_true(
    busy_town: Town,
) -> None:
    town = busy_town
    await town.gunel.blocks()
    await begins(town)
    under_way = await town.elnur.sees("progress.card", "▰", "a second")
    assert [one["data"] for one in buttons_of(under_way)] == ["1:snd.stop:1"]

    report = await town.elnur.sees("progress.report", "It took")
    assert [one["data"] for one in buttons_of(report)] == ["1:del:1"]
    assert await card_of(town.elnur) == text_of(report)
    [(has_it,)] = town.ask(HAVE_IT)
    assert has_it == await received(town) + 1 == CROWD + len(town.members) - 1
    assert f"{has_it} of {has_it + 1} have it" in text_of(report)
    assert "skipped, cannot be written to: 1" in text_of(report)
    await town.elnur.presses("letter.button.ledger", under=report)
    await town.elnur.sees("status.ledger")


async def test_stop_under_the_card_stops_at_once_and_twice_is_answered_the_same(
    busy_town: Town,
) -> None:
    town = busy_town
    await begins(town)

    await town.elnur.presses_twice("snd.stop")
    await town.elnur.sees("progress.stopped")
    await town.quiet()
    said = [text_of(one) for one in await town.elnur.messages("progress.stopped")]
    [(has_it,)] = town.ask(HAVE_IT)
    assert len(said) == 2
    [(the_sender,)] = town.ask(THE_SENDER_HAS_IT)
    assert 0 < has_it < CROWD
    assert has_it == await received(town) + the_sender
    report = await town.elnur.sees("progress.report", "progress.is_stopped")
    assert f"skipped, sending was stopped: {CROWD + len(town.members) - has_it}" in text_of(report)


async def test_the_word_stop_means_the_letter_first(busy_town: Town) -> None:
    town = busy_town
    await begins(town)

    await town.elnur.says("stop")
    question = await town.elnur.sees("progress.running", "progress.running.line")
    stop, unsubscribe = await town.elnur.labels(question)
    assert town.words.stand("alert.button.stop_held", "en", stop)
    assert town.words.stand("people.unsubscribe", "en", unsubscribe)
    await town.elnur.presses("alert.button.stop_held", under=question)
    await town.elnur.sees("progress.stopped")
    await town.elnur.says("/stop")
    await town.elnur.sees("people.stopped")
    assert await received(town) < CROWD


async def test_a_pause_stops_everything_until_it_goes_on(busy_town: Town) -> None:
    town = busy_town
    await begins(town)

    await town.elnur.says("/pause")
    said = await town.elnur.sees("pause.on")
    for one in (town.aylin, town.sevinj, town.rashad, town.babek):
        await one.sees("pause.news.on")
    await town.elnur.sees("progress.card", "pause.banner")
    has_it = await received(town)
    assert has_it < CROWD
    await town.aylin.says("/status")
    page = await town.aylin.sees("pause.standing", "status.page")
    assert "▱" in text_of(page)
    assert not [one for one in buttons_of(page) if "pause.off" in one["data"]]
    await town.elnur.says("/approvals")
    await town.elnur.sees("pause.standing", "approvals.none")
    await submitted(town, town.sevinj)
    assert await received(town) == has_it

    await town.elnur.presses("pause.button.go_on", under=said)
    await town.elnur.sees("pause.off")
    await town.aylin.sees("pause.news.off")
    await town.elnur.sees("progress.report")
    assert await received(town) == CROWD + len(town.members) - 1
    await town.elnur.says("/unpause")
    await town.elnur.sees("pause.none")


async def test_an_alert_in_a_pause_warns_its_approver_and_waits(busy_town: Town) -> None:
    town = busy_town
    await town.elnur.presses_menu("menu.status")
    await town.elnur.presses("pause.button.pause")
    await town.elnur.sees("pause.on")
    await town.sevinj.sees("pause.news.on")
    await submitted(town, town.sevinj)
    await town.aylin.says("/approvals")
    await town.aylin.sees("alert.request")
    await town.aylin.presses("alert.button.approve")
    await town.aylin.sees("pause.banner", "alert.confirm")
    await town.aylin.presses("al.yes")
    await town.aylin.sees("pause.banner", "alert.released")
    card = await town.aylin.sees("progress.card", "pause.banner")
    assert not await town.ayda.messages(HEADLINE)

    await town.elnur.says("/unpause")
    await town.ayda.sees(HEADLINE)
    await town.aylin.presses("alert.button.stop", under=card)
    await town.aylin.sees("alert.stopped")


async def test_only_owners_pause(town: Town) -> None:
    await town.aylin.says("/pause")
    await town.aylin.sees("error.only_for.owner")
    await town.elnur.says("/unpause")
    await town.elnur.sees("pause.none")
    for one, listed in ((town.elnur, True), (town.aylin, False)):
        await one.says("/help")
        assert ("/pause" in text_of(await one.sees("help.members"))) is listed
