"""A letter to many, from the first word to the day it is taken back, as everybody sees it."""

from bot.language.script import to_latin
from tests.flows.town import Somebody, Town, text_of

PICNIC = "Bazar günü saat beşdə kitabxanada görüşürük, hamınız gəlin"
PICNIC_SOUTH = "بازار گۆنو ساعات بئش‌ده کیتابخانادا گؤروشوروک، هامینیز گلین"
PICNIC_ENGLISH = "We meet on Sunday at five in the library"
OF_NORTH = 6
"""Aylin, Rəşad, Nigar and Günel, and of both sides Elnur and Timur."""


async def shown(by: Somebody, wish: str) -> None:
    """Let somebody write a letter in one message and see how it will look."""
    await by.says(wish)
    await by.sees("letter.rings")


async def sent(town: Town, by: Somebody, wish: str, *, n: int) -> None:
    """Let somebody write a letter in one message and send it."""
    await shown(by, wish)
    await by.presses("bc.send")
    await by.sees("letter.confirm", n=n)
    await by.presses("bc.yes")
    await by.sees("letter.on_its_way", n=n)
    await town.quiet()


async def have(town: Town, words: str) -> list[int]:
    """Return who has these words from the bot, but not as a preview, once for each copy."""
    return [
        one.id
        for one in town.members
        for message in await one.messages(words)
        if not message["buttons"] and text_of(message).startswith(words)
    ]


async def test_a_letter_is_written_question_by_question(town: Town) -> None:
    await town.aylin.presses_menu("menu.broadcast")
    await town.aylin.sees("broadcast.ask.audience")
    await town.aylin.presses("side.north")
    await town.aylin.sees("broadcast.ask.text")
    await town.aylin.says(PICNIC)
    await town.aylin.sees("letter.sample", PICNIC)
    await town.aylin.sees("letter.rings")
    assert not await town.gunel.messages(PICNIC)
    await town.aylin.presses("bc.send")
    await town.aylin.sees("letter.confirm", "Şimal", n=OF_NORTH)
    await town.aylin.presses("bc.yes")

    await town.gunel.sees(PICNIC)
    await town.quiet()
    for one in (town.sevinj, town.babek, town.ayda):
        assert not await one.messages(PICNIC)


async def test_a_southern_letter_reaches_each_in_their_own_script(town: Town) -> None:
    await shown(town.sevinj, f"/broadcast هامی | {PICNIC_SOUTH}")
    preview = await town.sevinj.sees("letter.how.automatic", "language.named.azb")
    assert to_latin("هامینیز گلین").casefold() in text_of(preview).casefold()
    await town.sevinj.presses("bc.send")
    await town.sevinj.sees("letter.confirm", n=9)
    await town.sevinj.presses("bc.yes")
    await town.quiet()

    assert await town.ayda.messages(PICNIC_SOUTH)
    northern = await town.gunel.sees("words.automatic")
    assert "kitabxanada" in text_of(northern).casefold()
    assert not await town.gunel.messages(PICNIC_SOUTH)


async def test_an_english_owner_chooses_by_buttons_and_leaves_people_out(town: Town) -> None:
    elnur = town.elnur
    await elnur.presses_menu("menu.broadcast")
    await elnur.sees("broadcast.ask.audience")
    await elnur.presses("broadcast.more.audience")
    await elnur.sees("audience.page", "audience.nobody", n=0)
    await elnur.presses("side.everybody")
    await elnur.sees("audience.page", n=9)
    await elnur.presses("audience.kind.language")
    await elnur.sees("audience.values", n=9)
    await elnur.presses("language.named.az")
    await elnur.sees("audience.values", n=4)
    await elnur.presses("common.back")
    await elnur.sees("audience.page", "language.named.az", n=4)
    await elnur.presses("audience.button.without")
    await elnur.sees("audience.page.without", n=4)
    await elnur.presses("audience.kind.country")
    await elnur.sees("audience.values.without", n=4)
    await elnur.presses("Germany")
    await elnur.sees("audience.values.without", "Left out", "Germany", n=3)
    await elnur.presses("common.back")
    await elnur.sees("audience.page.without", n=3)
    await elnur.presses("common.back")
    await elnur.sees("audience.page", n=3)
    await elnur.presses("letter.button.write")
    await elnur.sees("lettertext.ask.text")
    await elnur.says(PICNIC_ENGLISH)
    await elnur.sees("letter.for", n=3)
    await elnur.presses("bc.send")
    await elnur.sees("letter.confirm", "Germany", n=3)
    await elnur.presses("bc.yes")
    await elnur.sees("letter.on_its_way", n=3)
    await town.quiet()

    assert await have(town, PICNIC_ENGLISH) == [town.rashad.id, town.nigar.id, town.gunel.id]


async def test_the_audience_of_a_draft_can_be_typed_anew(town: Town) -> None:
    await shown(town.aylin, f"/broadcast Şimal | {PICNIC}")
    await town.aylin.presses("letter.button.audience")
    await town.aylin.presses("audience.button.type")
    await town.aylin.sees("letteraudience.ask.audience")
    await town.aylin.says("Şimal + Almaniya, Marsiya")
    await town.aylin.sees("audience.unclear.unknown", "Marsiya")
    await town.aylin.says("Şimal + İsveç")
    await town.aylin.sees("letter.for", "İsveç", n=1)


async def test_what_is_unclear_in_one_message_is_named_and_the_text_is_kept(town: Town) -> None:
    await town.elnur.says(f"/broadcast North + ru | {PICNIC_ENGLISH}")
    await town.elnur.sees("audience.unclear.several", "Language ru")
    await town.elnur.says("North + language ru")
    await town.elnur.sees("letter.sample", PICNIC_ENGLISH)


async def test_a_message_is_sent_on_by_replying_to_it(town: Town) -> None:
    said = await town.page.say(town.aylin.id, f"**Vacib:** {PICNIC}")
    await town.aylin.says("/broadcast Şimal", reply_to=said["id"])
    await town.aylin.sees("letter.rings")
    await town.aylin.presses("bc.send")
    await town.aylin.presses("bc.yes")
    await town.quiet()

    message = await town.gunel.sees("Vacib", PICNIC)
    assert [one["type"] for one in message["entities"]] == ["bold"]


async def test_a_picture_goes_along_and_is_shown_before(town: Town) -> None:
    await town.page.say(town.aylin.id, f"/broadcast Şimal | {PICNIC}", files=["sample-araz"])
    await town.aylin.sees("letter.rings")
    [preview] = [one for one in await town.aylin.messages(PICNIC) if one.get("media")]
    assert preview["media"]["kind"] == "photo"
    await town.aylin.presses("bc.send")
    await town.aylin.presses("bc.yes")
    await town.quiet()

    assert (await town.gunel.sees(PICNIC))["media"]["kind"] == "photo"


async def test_a_test_reaches_its_author_alone(town: Town) -> None:
    await shown(town.aylin, f"/broadcast Şimal | {PICNIC}")
    await town.aylin.presses("letter.button.test")
    await town.quiet()

    assert await have(town, PICNIC) == [town.aylin.id]


async def test_pressed_twice_it_goes_once(town: Town) -> None:
    await shown(town.aylin, f"/broadcast Şimal | {PICNIC}")
    await town.aylin.presses("bc.send")
    await town.aylin.sees("letter.confirm")
    await town.aylin.presses_twice("bc.yes")
    await town.quiet()

    copies = await have(town, PICNIC)
    assert sorted(copies) == sorted(set(copies))
    assert len(copies) == OF_NORTH


async def test_an_older_preview_sends_nothing_but_shows_the_newer(town: Town) -> None:
    await shown(town.aylin, f"/broadcast Şimal | {PICNIC}")
    await town.aylin.presses("bc.send")
    question = await town.aylin.sees("letter.confirm")
    await town.aylin.says("/menu")
    await town.aylin.presses("bc.show", under=question)
    desk = await town.aylin.sees("letter.rings")
    await town.aylin.presses("letter.button.reword", under=desk)
    await town.aylin.says("Bazar günü kitabxana bağlıdır, gəlməyin")
    await town.aylin.sees("letter.sample", "bağlıdır")
    await town.aylin.presses("bc.send", under=desk)

    await town.aylin.sees("letter.changed_since")
    await town.quiet()
    assert await have(town, PICNIC) == []


async def test_a_coordinator_does_not_write_to_the_other_side(town: Town) -> None:
    await town.aylin.says(f"/broadcast Cənub | {PICNIC}")
    desk = await town.aylin.sees("letter.outside")

    assert not any(":bc.send:" in one.get("data", "") for row in desk["buttons"] for one in row)


async def test_nearly_the_same_from_a_second_coordinator_is_asked_about(town: Town) -> None:
    await sent(town, town.aylin, f"/broadcast Şimal | {PICNIC}", n=OF_NORTH)
    await shown(town.rashad, f"/broadcast Şimal | {PICNIC}!!")
    await town.rashad.presses("bc.send")
    await town.rashad.presses("bc.yes")

    await town.rashad.sees("letter.confirm.like", n=OF_NORTH)
    await town.quiet()
    assert len(await have(town, PICNIC)) == OF_NORTH


async def test_the_ledger_shows_it_and_leads_to_it(town: Town) -> None:
    await sent(town, town.aylin, f"/broadcast Şimal | {PICNIC}", n=OF_NORTH)

    await town.rashad.says("/status")
    await town.rashad.presses("del")
    await town.rashad.sees("status.ledger", "broadcast.broadcast", audience=OF_NORTH)
    await town.rashad.presses("letter.button.look")
    await town.rashad.sees("letter.sent", PICNIC, held=OF_NORTH, n=OF_NORTH)


async def test_a_correction_is_told_to_all_and_every_copy_says_it(town: Town) -> None:
    await sent(town, town.aylin, f"/broadcast Şimal | {PICNIC}", n=OF_NORTH)
    newer = PICNIC.replace("beşdə", "altıda")
    await town.aylin.presses("letter.button.correct")
    await town.aylin.sees("lettercorrection.ask.text")
    await town.aylin.says(newer)
    await town.aylin.sees("letter.for_holders", n=OF_NORTH)
    await town.aylin.presses("letter.button.correct_loud")
    await town.aylin.sees("letter.corrected.loud", n=OF_NORTH)
    await town.quiet()

    await town.gunel.sees("letter.correction", newer)
    assert len(await have(town, newer)) == OF_NORTH
    assert await have(town, PICNIC) == []


async def test_a_letter_is_taken_back_wherever_it_stands(town: Town) -> None:
    await sent(town, town.aylin, f"/broadcast Şimal | {PICNIC}", n=OF_NORTH)
    await town.aylin.presses("letter.button.recall")
    await town.aylin.sees("letter.ask_recall", n=OF_NORTH)
    await town.aylin.presses("letter.button.recall_loud")
    await town.aylin.sees("letter.taken_back", n=OF_NORTH)
    await town.quiet()

    await town.gunel.sees("letter.recall_notice")
    await town.gunel.sees("letter.recalled")
    assert await have(town, PICNIC) == []
