"""Who is called what on the other side, as people meet it."""

from bot.language.script import to_arabic
from tests.flows.bridging import agrees, appears, tie
from tests.flows.town import NORTH, Town, text_of


async def test_a_name_that_is_not_one_s_own_is_refused_kindly_and_the_next_one_counts(
    town: Town,
) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    await town.gunel.says("/settings")
    await town.gunel.presses("br.mine")
    await town.gunel.presses("br.name")
    await town.gunel.sees("bridgename.ask.name")

    for name, fault in (
        ("Körpü", "ours"),
        ("کؤرپو", "ours"),
        ("Aylin (avtomatik)", "ours"),
        ("آیلین", "taken"),
        ("\u200c", "empty"),
        ("@aylin", "signs"),
    ):
        await town.gunel.says(name)
        await town.gunel.sees(f"bridge.name.{fault}")
    await town.gunel.says("Ulduz")
    await town.gunel.sees("bridge.mine")
    await town.quiet()

    await tied.north.says(town.gunel, "Salam dostlar\n\nAylin:\nbu gün görüşə gəlin")
    copy = await appears(tied.south, town.ayda, to_arabic("dostlar"))
    assert text_of(copy).startswith(to_arabic("Ulduz"))
    [quote] = [one for one in copy["entities"] if one["type"] == "blockquote"]
    assert quote["offset"] + quote["length"] == len(copy["text"])
    assert copy["text"][: quote["offset"]].count("\n") == 1
