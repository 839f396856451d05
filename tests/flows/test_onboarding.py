"""The first minutes: /start in each language, every question skippable, all else by buttons."""

import pytest

from tests.flows.town import Somebody, Town, buttons_of, text_of

MOST_TAPS = 5


def newcomer(town: Town, language: str) -> Somebody:
    """Return somebody new who will read this language."""
    one = {"az": town.lala, "azb": town.yashar, "en": town.murad}[language]
    one.language = language
    return one


@pytest.mark.parametrize("language", ["az", "azb", "en"])
async def test_somebody_new_is_welcomed_after_at_most_five_taps(town: Town, language: str) -> None:
    new = newcomer(town, language)
    taps = 0

    async def tap(button: str) -> None:
        nonlocal taps
        taps += 1
        await new.presses(button)

    await new.starts()
    await tap(f"st.lang:{language}")
    await new.sees("start.side")
    await tap("st.side:both")
    await new.sees("country.ask.country")
    await tap("f:country:country:US")
    await new.sees("start.zone")
    await tap("st.zone")
    await new.sees("start.done")
    await new.sees("menu.title")

    assert taps <= MOST_TAPS - 1, "Start itself is a tap too"
    await new.presses("menu.settings")
    page = await new.sees("settings.page")
    assert town.words.stand("side.both", language, text_of(page))


@pytest.mark.parametrize("language", ["az", "azb", "en"])
async def test_every_question_can_be_skipped(town: Town, language: str) -> None:
    new = newcomer(town, language)

    await new.starts()
    await new.presses(f"st.lang:{language}")
    await new.sees("start.side")
    await new.presses("common.skip")
    await new.sees("country.ask.country")
    await new.presses("common.skip")

    await new.sees("start.done")
    await new.sees("menu.title")
    await new.presses("menu.settings")
    await new.sees("settings.page", "settings.unset")


async def test_the_language_is_guessed_and_may_be_skipped_too(town: Town) -> None:
    await town.yashar.starts()
    question = await town.yashar.sees("start.language")
    first = next(buttons_of(question))
    assert first["data"] == "1:st.lang:azb"

    await town.yashar.presses("common.skip")

    await town.yashar.sees("start.side")


async def test_a_country_with_several_clocks_lets_the_clock_be_skipped(town: Town) -> None:
    await town.murad.starts()
    await town.murad.presses("st.lang:en")
    await town.murad.presses("st.side:unsaid")
    await town.murad.says("Canada")
    await town.murad.sees("start.zone")
    await town.murad.presses("common.skip")

    await town.murad.sees("start.done")


async def test_a_city_can_be_typed_for_its_clock(town: Town) -> None:
    await town.murad.starts()
    await town.murad.presses("st.lang:en")
    await town.murad.presses("st.side:unsaid")
    await town.murad.says("Canada")
    await town.murad.sees("start.zone")
    await town.murad.presses("zone.other")
    await town.murad.sees("zone.ask.zone")
    await town.murad.says("Montreal")

    await town.murad.sees("start.done")
    await town.murad.says("/settings")
    page = await town.murad.sees("settings.page", "Canada")
    assert "Toronto" in text_of(page) or "Montreal" in text_of(page)


async def test_who_leaves_in_the_middle_is_asked_again_and_not_lost(town: Town) -> None:
    await town.murad.starts()
    await town.murad.presses("st.lang:en")
    await town.murad.presses("st.side:north")
    await town.murad.sees("country.ask.country")
    await town.murad.presses("common.cancel")
    await town.murad.sees("form.cancelled")

    await town.murad.presses("menu.menu")
    await town.murad.sees("menu.title")


async def test_the_menu_in_another_language_comes_from_the_settings(town: Town) -> None:
    await town.gunel.says("/language")
    await town.gunel.sees("settings.ask_language")
    await town.gunel.presses("set.lang:azb")
    town.gunel.language = "azb"
    await town.gunel.sees("settings.page")

    await town.gunel.presses("menu.menu")

    menu = await town.gunel.sees("menu.title")
    assert any("؀" <= letter <= "ۿ" for letter in text_of(menu))


async def test_everything_a_member_can_do_is_reached_from_the_menu(town: Town) -> None:
    shown = {
        "menu.events": "event.list.none",
        "menu.my": "event.my.none",
        "menu.join": "join.choose",
        "menu.volunteer": "volunteer.ask.skills",
        "menu.alerts": "alert.none_in_force",
        "menu.safe": "alert.none_in_force",
        "menu.rules": "rules.shown",
        "menu.settings": "settings.page",
        "menu.help": "help.page",
        "menu.needhelp": "case.mine.open",
    }
    await town.quiet()

    for button, page in shown.items():
        await town.gunel.presses_menu(button)
        await town.gunel.sees(page)


async def test_everything_a_coordinator_can_do_is_reached_from_the_menu(town: Town) -> None:
    shown = {
        "menu.newevent": "newevent.ask.title",
        "menu.alert": "alert.ask.severity",
        "menu.approvals": "approvals.none",
        "menu.roster": "roster.page",
        "menu.status": "status.none",
    }

    for button, page in shown.items():
        await town.rashad.presses_menu(button)
        await town.rashad.sees(page)


async def test_help_names_need_help_first_and_only_what_one_may_do(town: Town) -> None:
    await town.gunel.says("/help")
    member = text_of(await town.gunel.sees("help.page"))
    await town.rashad.says("/help")
    coordinator = text_of(await town.rashad.sees("help.page"))

    assert member.index("/needhelp") < member.index("/start")
    assert "/alert " not in member
    assert "/alert " in coordinator


async def test_settings_are_changed_one_by_one_by_buttons(town: Town) -> None:
    await town.gunel.says("/settings")
    await town.gunel.presses("settings.change.side")
    await town.gunel.presses("side.both")
    await town.gunel.sees("settings.page", "side.both")
    await town.gunel.presses("settings.change.calendar")
    await town.gunel.presses("settings.calendar.jalali")
    await town.gunel.sees("settings.page", "settings.calendar.jalali")
    await town.gunel.presses("settings.change.name")
    await town.gunel.says("Günəş")
    await town.gunel.sees("settings.page", "Günəş")
    await town.gunel.presses("settings.change.country")
    await town.gunel.presses("f:country:country:TR")
    await town.gunel.sees("settings.saved")


async def test_stop_is_heard_in_every_spelling_and_taken_back_by_a_button(town: Town) -> None:
    await town.gunel.says("Dayan!")
    await town.gunel.sees("people.stopped")
    await town.aylin.says("/newevent Söhbət | tomorrow 18:00 | Kafe | north | -")
    await town.aylin.presses("event.button.publish")
    await town.quiet()
    assert not await town.gunel.messages("Söhbət")

    await town.gunel.presses("people.again")

    await town.gunel.sees("menu.title")


async def test_who_asks_to_be_forgotten_is_met_as_somebody_new(town: Town) -> None:
    await town.gunel.says("/forgetme")
    await town.gunel.presses("privacy.forget_yes")
    await town.gunel.sees("privacy.forgotten")

    await town.gunel.starts()

    await town.gunel.sees("start.language")


async def test_the_list_of_commands_is_in_the_language_that_was_chosen(town: Town) -> None:
    assert (await town.commands_of(town.sevinj))["join"] == "قروپا قوْشولماق"
    assert await town.commands_of(town.gunel) == {}

    await town.gunel.says("/language")
    await town.gunel.presses("set.lang:azb")
    town.gunel.language = "azb"
    await town.gunel.sees("settings.page")
    await town.quiet()
    assert (await town.commands_of(town.gunel))["join"] == "قروپا قوْشولماق"

    await town.gunel.says("/forgetme")
    await town.gunel.presses("privacy.forget_yes")
    await town.gunel.sees("privacy.forgotten")
    await town.quiet()
    assert await town.commands_of(town.gunel) == {}
