"""What goes wrong in life: slips of the tongue, groups that move, rates, odd words."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.language.catalogue import Catalogues
from bot.language.script import to_arabic
from tests.flows.conftest import running_town
from tests.flows.town import NORTH, Town, buttons_of, text_of


async def test_a_wrong_word_gets_the_right_form_and_the_rest_is_kept(town: Town) -> None:
    await town.aylin.says("/newevent Söhbət | sabah nə vaxtsa | Kafe | north | 10")
    await town.aylin.sees("form.not_understood")
    await town.aylin.sees("newevent.usage")
    await town.aylin.sees("newevent.ask.when")

    await town.aylin.says("yenə səhv")
    await town.aylin.sees("form.not_understood")
    await town.aylin.says(town.aylin.clock(await town.now() + timedelta(days=2)))

    preview = await town.aylin.sees("event.preview", "Söhbət")
    assert "Kafe" in text_of(preview)


async def test_too_many_fields_get_the_right_form_and_nothing_is_guessed(town: Town) -> None:
    await town.aylin.says("/newevent a | b | c | d | e | f | g")

    usage = await town.aylin.sees("newevent.usage")

    assert "/newevent" in text_of(usage)
    assert not await town.aylin.messages("event.preview")


async def test_a_form_left_for_something_else_goes_on_where_it_stopped(town: Town) -> None:
    await town.aylin.says("/newevent")
    await town.aylin.says("Söhbət")
    await town.aylin.sees("newevent.ask.when")
    await town.aylin.says("/my")
    await town.aylin.sees("event.my.none")

    await town.aylin.says("/newevent")

    await town.aylin.sees("form.resumed")
    await town.aylin.sees("newevent.ask.when")


async def test_a_reply_lends_its_words_to_the_command(town: Town) -> None:
    await town.aylin.says("Şənbə günü piknik")
    [mine] = [
        one for one in await town.page.messages(town.aylin.id) if one["text"] == "Şənbə günü piknik"
    ]

    await town.aylin.says("/newevent", reply_to=mine["id"])

    await town.aylin.sees("newevent.ask.when")
    await town.aylin.says(town.aylin.clock(await town.now() + timedelta(days=2)))
    await town.aylin.says("Park")
    await town.aylin.presses("side.north")
    await town.aylin.presses("f.skip:newevent:places")
    await town.aylin.sees("event.preview", "Şənbə günü piknik")


async def test_one_goes_back_a_question_and_gives_up_a_form(town: Town) -> None:
    await town.aylin.says("/newevent")
    await town.aylin.says("Söhbət")
    await town.aylin.sees("newevent.ask.when")
    await town.aylin.presses("common.back")
    await town.aylin.sees("newevent.ask.title")
    await town.aylin.says("Başqa söhbət")
    await town.aylin.sees("newevent.ask.when")

    await town.aylin.presses("common.cancel")

    cancelled = await town.aylin.sees("form.cancelled")
    assert [one["data"] for one in buttons_of(cancelled)] == ["1:go:menu"]
    await town.aylin.says("sabah 18:00")
    await town.aylin.sees("error.not_understood")


async def test_two_quick_presses_skip_one_question(town: Town) -> None:
    await town.gunel.says("/volunteer")
    await town.gunel.presses("volunteer.choice.skills.talk")
    await town.gunel.presses("common.next")
    await town.gunel.sees("volunteer.ask.languages")
    await town.gunel.presses("f:volunteer:languages:az")
    await town.gunel.presses("common.next")
    await town.gunel.sees("volunteer.ask.country")

    await town.gunel.presses_twice("common.skip")

    await town.gunel.sees("volunteer.ask.hours")
    await town.quiet()
    assert not await town.gunel.messages("volunteer.thanks.offered")


async def test_an_unknown_command_and_idle_words_lead_to_the_menu(town: Town) -> None:
    await town.gunel.says("/nonsense")
    await town.gunel.sees("error.no_such_command")

    await town.gunel.says("necəsən?")

    await town.gunel.sees("error.not_understood")
    await town.gunel.sees("menu.title")


@pytest.mark.parametrize(
    "words",
    [
        "<b>qalın</b> & <script>",
        "a" * 4000,
        "\u202ebir\u2066 iki \u200f",
        "/newevent " + "|" * 50,
        "/newevent@KorpuPlayBot | | | |",
        "🧿" * 500,
        "{title} {0} %s %(name)s",
    ],
    ids=["html", "long", "marks", "bars", "empty", "emoji", "braces"],
)
async def test_odd_words_are_answered(town: Town, words: str) -> None:
    await town.aylin.says(words)
    await town.quiet()

    await town.aylin.says("/menu")

    await town.aylin.sees("menu.title")
    assert not await town.aylin.messages("error.sorry")


async def test_odd_words_in_an_event_arrive_as_they_were_written(town: Town) -> None:
    title = "<b>Çay</b> & söhbət {title} %s"
    await town.aylin.says("/newevent")
    await town.aylin.says(title)
    await town.aylin.says(town.aylin.clock(await town.now() + timedelta(days=2)))
    await town.aylin.says("https://example.org/?a=1&b=<2>")
    await town.aylin.presses("side.north")
    await town.aylin.presses("f.skip:newevent")
    await town.aylin.presses("event.button.publish")

    card = await town.gunel.sees("event.card", title, chat=NORTH)

    assert "https://example.org/?a=1&b=<2>" in text_of(card)


async def test_a_group_that_becomes_a_supergroup_goes_on(town: Town) -> None:
    made = await town.page.in_group(town.aylin.id, "create", title="Şimal — Bakı")
    old = made["id"]
    await town.page.in_group(town.aylin.id, "add_bot", chat=old)
    await town.page.in_group(town.aylin.id, "promote_bot", chat=old)
    await town.aylin.says("/connect north", chat=old)
    await town.aylin.sees("connect.done.north", chat=old)
    await town.aylin.says("/newevent Söhbət | in 30 hours | Kafe | north | -")
    await town.aylin.presses("event.button.publish")
    await town.aylin.sees("event.counts", "Söhbət", chat=old, going=0)

    new = (await town.page.in_group(town.aylin.id, "upgrade", chat=old))["id"]
    await town.quiet()
    await town.aylin.says("/newevent Görüş | in 40 hours | Park | north | -")
    await town.aylin.presses("event.button.publish")

    await town.aylin.sees("event.counts", "Görüş", chat=new)
    await town.aylin.says("/events", chat=new)
    await town.aylin.sees("event.list", "Görüş", chat=new)
    await town.nigar.presses("event.button.going")
    await town.aylin.sees("event.counts", "Görüş", chat=new, going=1)
    await town.quiet()
    await town.nigar.says("/join")
    offered = await town.nigar.sees("join.choose")
    assert "Şimal — Bakı" in [one["text"] for one in buttons_of(offered) if "url" in one]


async def test_a_group_without_the_bot_is_left_in_peace(town: Town) -> None:
    await town.page.in_group(town.elnur.id, "remove_bot", chat=NORTH)
    await town.quiet()

    await town.aylin.says("/newevent Söhbət | in 30 hours | Kafe | north | -")
    await town.aylin.presses("event.button.publish")
    await town.quiet()

    assert not await town.gunel.messages("Söhbət", chat=NORTH)
    assert await town.gunel.messages("Söhbət")


async def test_who_blocked_the_bot_and_comes_back_hears_from_it_again(town: Town) -> None:
    await town.gunel.blocks()
    await town.quiet()
    await town.aylin.says("/newevent Birinci | in 30 hours | Kafe | north | -")
    await town.aylin.presses("event.button.publish")
    await town.quiet()
    assert not await town.gunel.messages("Birinci")

    await town.gunel.blocks(blocked=False)
    await town.gunel.starts()
    await town.gunel.sees("menu.title")
    await town.aylin.says("/newevent İkinci | in 30 hours | Kafe | north | -")
    await town.aylin.presses("event.button.publish")

    await town.gunel.sees("event.card", "İkinci")


@pytest.fixture
async def strict_town(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Town]:
    """A town where Telegram's rates hold, and the bot keeps to them."""
    async with running_town(tmp_path, catalogues, pace=30, limits=True) as town:
        yield town


async def test_within_telegrams_rates_nobody_is_refused(
    strict_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town = strict_town
    await town.aylin.says("/newevent Söhbət | in 30 hours | Kafe | everybody | -")
    await town.aylin.presses("event.button.publish")
    for one in town.members:
        await one.sees("event.card", to_arabic("Söhbət") if one.language == "azb" else "Söhbət")
    for one in town.members:
        await one.presses("event.button.going")
    await town.quiet()

    await town.aylin.sees("event.counts", chat=NORTH, going=9)
    assert town.ask("SELECT COUNT(*) FROM deliveries WHERE attempts > 1") == [(0,)]
    assert "Too Many Requests" not in caplog.text
