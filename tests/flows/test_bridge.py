"""A topic of the North and one of the South tied together: asked, agreed, carried, taken back."""

from bot.language.script import to_arabic
from tests.flows.bridging import agrees, appears, gone, tie
from tests.flows.town import NORTH, SOUTH, Town, text_of


async def test_words_appear_in_the_other_topic_in_its_script_under_their_author_s_name(
    town: Town,
) -> None:
    tied = await tie(town)
    toast = await agrees(town, town.gunel, NORTH)
    assert "Günel" in toast["toast"]

    await tied.north.says(town.gunel, "Salam, bu gün görüşə kim gəlir?")

    copy = await appears(tied.south, town.ayda, to_arabic("salam"))
    assert copy["thread"] == tied.south.thread
    head, words = text_of(copy).splitlines()
    assert head.startswith(to_arabic("Günel"))
    assert words.startswith(to_arabic("salam"))


async def test_both_ways_a_reply_stays_a_reply(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    await agrees(town, town.ayda, SOUTH)
    asked = await tied.north.says(town.gunel, "Salam, bu gün görüşə kim gəlir?")
    copy = await appears(tied.south, town.ayda, to_arabic("salam"))

    await tied.south.says(town.ayda, "من گلیرم، ساغ اوْلون", reply_to=copy["id"])

    answer = await appears(tied.north, town.gunel, "gəlirəm")
    assert answer["reply_to"]["id"] == asked["id"]
    again = await tied.north.says(town.gunel, "Çox sağ ol, gözləyirəm", reply_to=answer["id"])
    assert again["thread"] == tied.north.thread
    thanks = await appears(tied.south, town.ayda, to_arabic("gözləyirəm"), after=copy["id"])
    assert thanks["reply_to"]["text"].startswith("من گلیرم")


async def test_an_edit_is_followed_and_formatting_comes_along(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    said = await tied.north.says(town.gunel, "Görüş **sabah** saat 18:00 olacaq")
    copy = await appears(tied.south, town.ayda, "18:00")
    *_, mark = [one for one in copy["entities"] if one["type"] == "bold"]
    assert to_arabic("sabah") in _covered(copy, mark)

    await town.page.edit(town.gunel.id, said["id"], "Görüş saat 19:00 olacaq", NORTH)

    newer = await appears(tied.south, town.ayda, "19:00")
    assert newer["id"] == copy["id"]
    assert newer["buttons"] == copy["buttons"]


async def test_pictures_voices_and_albums_come_along_with_their_words(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)

    await tied.north.says(town.gunel, "Bizim kənd budur", files=["sample-araz"])
    await tied.north.says(town.gunel, "", files=["sample-hello"])
    await tied.north.says(town.gunel, "Çay hazırdır", files=["sample-tea", "sample-poster"])

    picture = await appears(tied.south, town.ayda, to_arabic("kənd"))
    assert picture["media"]["kind"] == "photo"
    album = await appears(tied.south, town.ayda, to_arabic("çay"))
    assert album["album"]
    copies = await tied.south.copies(town.ayda)
    assert [one["media"]["kind"] for one in copies] == ["photo", "voice", "photo", "photo"]
    assert all(to_arabic("Günel") in text_of(one) for one in copies[:3])


async def test_who_has_not_agreed_is_not_carried_over_and_nothing_of_it_is_stored(
    town: Town,
) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)

    await tied.north.says(town.nigar, "Mən razı deyiləm, gizli qalsın")
    await tied.north.says(town.gunel, "Mən isə razıyam, oxusunlar")

    await appears(tied.south, town.ayda, to_arabic("razı"))
    assert len(await tied.south.copies(town.ayda)) == 1
    await town.quiet()
    assert "gizli qalsın" not in _everything(town)
    assert "oxusunlar" not in _everything(town)
    assert to_arabic("razı") not in _everything(town)


async def test_remove_mine_works_for_the_author_and_for_nobody_else(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.timur, NORTH)
    await tied.north.says(town.timur, "Bunu sonra siləcəyəm, dostlar")
    copy = await appears(tied.south, town.ayda, to_arabic("dostlar"))

    toast = await town.ayda.presses("br.rm", chat=SOUTH, under=copy)
    assert town.words.stand("bridge.not_yours", "azb", toast["toast"])
    assert await tied.south.copies(town.ayda)
    await town.timur.presses("br.rm", chat=SOUTH, under=copy)

    await gone(tied.south, town.ayda, copy["id"])
    await town.until("SELECT COUNT(*) = 0 FROM bridge_copies")


async def test_the_author_answers_their_own_message_with_unbridge_and_the_copy_goes(
    town: Town,
) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    said = await tied.north.says(town.gunel, "Bu mesajı səhv yazdım")
    copy = await appears(tied.south, town.ayda, to_arabic("mesajı"))
    await tied.north.says(town.gunel, "Bu isə qalsın, əziz dostlar")
    await appears(tied.south, town.ayda, to_arabic("dostlar"))

    await tied.north.says(town.gunel, "/unbridge", reply_to=said["id"])

    await town.gunel.sees("bridge.removing")
    await gone(tied.south, town.ayda, copy["id"])
    await town.gunel.sees("bridge.removed", "bridge.removed.deleted")
    assert len(await tied.south.copies(town.ayda)) == 1


async def test_unbridge_takes_everything_of_a_person_back_young_deleted_old_emptied(
    town: Town,
) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    await tied.north.says(town.gunel, "Köhnə sözlər burada dayanır")
    old = await appears(tied.south, town.ayda, to_arabic("sözlər"))
    await town.forward(hours=60)
    await tied.north.says(town.gunel, "Təzə sözlər də burada dayanır")
    young = await appears(tied.south, town.ayda, to_arabic("sözlər"), after=old["id"])

    await town.gunel.says("/unbridge")

    await town.gunel.sees("bridge.left.removing", n=2)
    await gone(tied.south, town.ayda, young["id"])
    emptied = await appears(tied.south, town.ayda, "یازانی")
    assert emptied["id"] == old["id"]
    assert to_arabic("sözlər") not in emptied["text"]
    assert emptied["buttons"] == []
    await town.gunel.sees("bridge.removed.deleted", "bridge.removed.blanked", n=1)
    await tied.north.says(town.gunel, "Bu artıq keçməsin, razı deyiləm")
    await town.quiet()
    assert len(await tied.south.copies(town.ayda)) == 1


def _covered(message: dict[str, object], mark: dict[str, int]) -> str:
    """Return the words that an entity covers."""
    words = str(message["text"]).encode("utf-16-le")
    return words[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])].decode("utf-16-le")


def _everything(town: Town) -> str:
    """Return all text that the bot has on its disk."""
    tables = town.ask("SELECT name FROM sqlite_master WHERE type = 'table'")
    return "\n".join(repr(row) for (table,) in tables for row in town.ask(f"SELECT * FROM {table}"))
