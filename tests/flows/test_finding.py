"""Something is found by its words in either script, over HTTP."""

from tests.flows.test_event import announced
from tests.flows.town import Town


async def test_an_event_of_everybody_is_found_in_both_scripts(town: Town) -> None:
    await announced(town, town.elnur, "Novruz bayramı şənliyi", side="everybody")

    await town.sevinj.says("/find نووروز بایرامی")
    await town.gunel.says("/find novruz senliyi")

    found = await town.sevinj.sees("🔎", "📅")
    await town.sevinj.presses("ev.show", under=found)
    await town.sevinj.sees("event.card")
    await town.gunel.sees("🔎", "Novruz bayramı")


async def test_nobody_finds_what_is_not_for_them(town: Town) -> None:
    await announced(town, town.aylin, "Şeir gecəsi", side="north")

    await town.ayda.says("/find şeir gecəsi")

    await town.ayda.sees("find.none")


async def test_the_search_is_reached_from_the_menu(town: Town) -> None:
    await town.gunel.presses_menu("menu.find")
    await town.gunel.sees("find.ask.words")

    await town.gunel.says("körpü")

    await town.gunel.sees("👥", "Şimal")


async def test_a_search_for_signs_asks_for_a_letter_and_lists_nothing(town: Town) -> None:
    for words in ("_", "'", "."):
        await town.gunel.says(f"/find {words}")

        await town.gunel.sees("find.no_words")
    assert not await town.gunel.messages("find.page")
