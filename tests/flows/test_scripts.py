"""A message read in one's own script, and a word that a coordinator puts right, over HTTP."""

import pytest

from tests.flows.town import NORTH, SOUTH, Town, link_of, text_of

SOUTHERN = "بو آخشام ساعات یئددیده پارکدا توپلاشیریق، هامی گلسین"
NORTHERN = "Bu axşam saat yeddidə parkda görüşürük, hamı gəlsin"


async def test_a_message_of_the_other_side_is_forwarded_and_read(town: Town) -> None:
    said = await town.page.say(town.ayda.id, f"**{SOUTHERN}**: https://korpu.example/a", SOUTH)

    await town.page.carry(town.timur.id, said["id"], SOUTH)

    answer = await town.timur.sees("words.automatic", "Bu axşam saat yeddidə parkda")
    assert text_of(answer).count("https://korpu.example/a") == 1
    assert answer["reply_to"]["text"].startswith(SOUTHERN)
    [bold] = [one for one in answer["entities"] if one["type"] == "bold"]
    assert bold["offset"] == 0


async def test_a_forward_of_ones_own_script_is_offered_in_the_other(town: Town) -> None:
    said = await town.page.say(town.gunel.id, NORTHERN, NORTH)
    await town.page.carry(town.gunel.id, said["id"], NORTH)
    offer = await town.gunel.sees("script.same")

    await town.gunel.presses("sc.to:arabic", under=offer)

    shown = await town.gunel.sees("پارکدا")
    assert shown["id"] == offer["id"]


async def test_what_is_no_azerbaijani_is_answered_kindly_and_left(town: Town) -> None:
    persian = "سلام دوست من، امروز هوا خیلی خوب است و می‌خواهم بروم"
    said = await town.page.say(town.ayda.id, persian, SOUTH)

    await town.page.carry(town.timur.id, said["id"], SOUTH)

    await town.timur.sees("script.foreign")


async def test_a_group_is_not_shown_what_one_reader_asks_for(town: Town) -> None:
    said = await town.page.say(town.ayda.id, SOUTHERN, SOUTH)

    await town.timur.says("/script", chat=SOUTH, reply_to=said["id"])

    answer = await town.timur.sees("words.automatic", "parkda", SOUTHERN)
    assert any(one["type"] == "expandable_blockquote" for one in answer["entities"])
    assert not await town.ayda.messages("words.automatic", chat=SOUTH)


async def test_who_cannot_be_written_to_is_shown_the_way(town: Town) -> None:
    said = await town.page.say(town.ayda.id, SOUTHERN, SOUTH)
    await town.timur.blocks()

    await town.timur.says("/script", chat=SOUTH, reply_to=said["id"])

    shown = await town.timur.sees("group.press_start", chat=SOUTH)
    assert "start=" in link_of(shown)


async def test_a_corrected_word_is_right_the_next_time_for_everybody(town: Town) -> None:
    words = "بۇ گۆن زۇرقالی کندینده توْی وار، هامی گلسین"
    await town.aylin.says(f"/script {words}")
    before = await town.aylin.sees("words.automatic")
    await town.aylin.presses("wd.list", under=before)
    await town.aylin.presses("wd.fix:latin:زۇرقالی", under=await town.aylin.sees("wordbook.which"))
    await town.aylin.sees("teach.ask.word")

    await town.aylin.says("Zoğallı")
    await town.aylin.presses("wd.keep", under=await town.aylin.sees("wordbook.sure", "Zoğallı"))

    await town.aylin.sees("wordbook.kept")
    assert "Zoğallı" not in text_of(before)
    await town.gunel.says(words)
    await town.gunel.sees("words.automatic", "Zoğallı kəndində")
    await town.sevinj.says("Zoğallı çox gözəl kənddir, gəlin")
    await town.sevinj.sees("words.automatic", "زۇرقالی")


async def test_a_word_that_is_taught_is_kept_and_a_text_that_was_read_is_not(town: Town) -> None:
    await town.aylin.says("/words")
    await town.aylin.presses("wd.new")
    await town.aylin.sees("teach.ask.word")
    await town.aylin.says("Zoğallı = زۇرقالی")
    await town.aylin.presses("wd.keep")
    await town.aylin.sees("wordbook.kept")
    await town.gunel.says(SOUTHERN)
    await town.gunel.sees("words.automatic")
    await town.quiet()

    assert town.ask("SELECT latin, arabic, state FROM spellings") == [
        ("Zoğallı", "زۇرقالی", "kept")
    ]
    assert town.ask("SELECT payload FROM inbox WHERE payload IS NOT NULL") == []
    assert town.ask("SELECT COUNT(*) FROM drafts") == [(0,)]


async def test_a_member_is_not_offered_to_correct_and_cannot(town: Town) -> None:
    await town.gunel.says(SOUTHERN)

    answer = await town.gunel.sees("words.automatic")

    assert await town.gunel.labels(answer) == []
    await town.gunel.says("/words")
    await town.gunel.sees("error.only_for.coordinator")


@pytest.mark.parametrize(
    "link",
    [
        "https://korpu.example/a?b=1&c=2#d",
        "https://az.wikipedia.org/wiki/Novruz_(bayram)",
        "https://korpu.example/yol-yol_2",
    ],
)
async def test_a_link_stays_clickable_and_exact_in_arabic_script(town: Town, link: str) -> None:
    await town.sevinj.says(f"/script {NORTHERN} {link}, oxuyun")

    answer = await town.sevinj.sees("words.automatic", "پارکدا")

    units = answer["text"].encode("utf-16-le")
    shown = [
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in answer["entities"]
        if one["type"] == "url"
    ]
    assert link in shown
    assert set(shown) == {link}


async def test_words_in_both_scripts_are_read_and_can_be_put_into_the_other(town: Town) -> None:
    await town.gunel.says("Salam دوستلار, sabah parkda görüşürük")

    answer = await town.gunel.sees("script.was_mixed", "Salam dostlar, sabah parkda")
    await town.gunel.presses("sc.to:arabic", under=answer)

    await town.gunel.sees("سلام دوستلار، صاباح پارکدا")


async def test_places_for_other_words_pass_unchanged(town: Town) -> None:
    await town.sevinj.says("/script Salam %s və {x}, %d nəfər &amp; dostlar parkda görüşürlər")

    answer = await town.sevinj.sees("words.automatic", "سلام")
    for kept in ("%s", "{x}", "%d", "&amp;"):
        assert kept in text_of(answer)
