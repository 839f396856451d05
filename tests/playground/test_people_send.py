"""What people send and change: pictures, voices, albums, bold words, replies, edits."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import bot.playground
from tests.playground.client import BareBot, Page, Refused
from tests.playground.conftest import ANNA, BORIS, CIRO, CLUB, KEYS, Ground

Json = dict[str, Any]

STATIC = Path(bot.playground.__file__).parent / "static"
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"

ARAZ, TEA, HELLO, PLAN = "sample-araz", "sample-tea", "sample-hello", "sample-plan"


async def told(bot: BareBot, kind: str = "message") -> Json:
    found: Json = (await bot.updates())[-1][kind]
    return found


async def test_a_photo_comes_in_several_sizes_with_its_caption(page: Page, bot: BareBot) -> None:
    said = await page.say(BORIS, "**Araz** körpüsü", CLUB, files=[ARAZ])

    message = await told(bot)
    photo = message["photo"]
    assert [max(size["width"], size["height"]) for size in photo] == [90, 320, 640]
    assert (
        len({size["file_id"] for size in photo}) == len({s["file_unique_id"] for s in photo}) == 3
    )
    assert photo[-1]["file_size"] == (STATIC / "sample-araz.jpg").stat().st_size
    assert message["caption"] == "Araz körpüsü"
    assert message["caption_entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert message.keys().isdisjoint({"text", "entities", "media_group_id"})
    assert (said["media"]["kind"], said["media"]["file"]) == ("photo", ARAZ)


async def test_a_voice_says_how_long_it_is(page: Page, bot: BareBot) -> None:
    await page.say(BORIS, "", CLUB, files=[HELLO])

    message = await told(bot)
    assert (message["voice"]["duration"], message["voice"]["mime_type"]) == (2, "audio/wav")
    assert message.keys().isdisjoint({"caption", "text"})


async def test_a_document_keeps_its_name(page: Page, bot: BareBot) -> None:
    await page.say(BORIS, "", files=[PLAN])

    assert (await told(bot))["document"]["file_name"] == "plan.txt"


@pytest.mark.parametrize(
    ("content", "kind", "mime"),
    [
        (b"\x00\x00\x00\x18ftypmp42 a film", "video", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A a song", "audio", "audio/mp4"),
        (b"GIF89a moves", "animation", "image/gif"),
    ],
    ids=["film", "song", "animation"],
)
async def test_films_songs_and_animations_are_told_by_their_first_bytes(
    page: Page, bot: BareBot, content: bytes, kind: str, mime: str
) -> None:
    file = await page.upload(content, name="a.txt", width=64, height=48, duration=7)

    await page.say(BORIS, "look", files=[file["file"]])

    message = await told(bot)
    assert (message[kind]["mime_type"], message[kind]["duration"]) == (mime, 7)
    assert ("document" in message) == (kind == "animation")
    assert await page.file(file["file"]) == (mime, content)


async def test_a_place_goes_without_words_and_files(page: Page, bot: BareBot) -> None:
    await page.say(BORIS, "here", files=[ARAZ], place=[38.07, 46.3])

    message = await told(bot)
    assert message["location"] == {"latitude": 38.07, "longitude": 46.3}
    assert message.keys().isdisjoint({"text", "caption", "photo"})


@pytest.mark.parametrize("place", [[91, 0], [0, 181], [1], "x", [None, 1], 5])
async def test_no_place_at_all_is_refused(page: Page, place: object) -> None:
    with pytest.raises(Refused, match="bad_place"):
        await page.say(BORIS, "", place=place)


async def test_an_album_is_a_message_a_picture_with_the_words_under_the_first(
    page: Page, bot: BareBot
) -> None:
    await page.say(BORIS, "Novruz", CLUB, files=[ARAZ, TEA])

    first, second = [update["message"] for update in await bot.updates()]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second.get("caption")) == ("Novruz", None)


async def test_ones_own_picture_is_taken_shown_and_sent(page: Page, bot: BareBot) -> None:
    file = await page.upload(PNG, name="../../me.png", width=1000, height=500)

    said = await page.say(BORIS, "", CLUB, files=[file["file"]])

    photo = (await told(bot))["photo"]
    assert [(one["width"], one["height"]) for one in photo] == [(90, 45), (320, 160), (1000, 500)]
    assert said["media"]["file_name"] == "me.png"
    assert await page.file(said["media"]["file"]) == ("image/png", PNG)


async def test_the_pages_own_files_can_be_had(page: Page) -> None:
    for file in (await page.state())["files"]:
        kind, content = await page.file(file["file"])
        assert content == (STATIC / f"sample-{file['file_name']}").read_bytes()
        assert kind.startswith({"photo": "image/", "voice": "audio/"}.get(file["kind"], "applic"))


async def test_what_is_not_a_picture_is_a_document_whatever_it_is_called(page: Page) -> None:
    file = await page.upload(b"<svg onload='alert(1)'/>", name="a.png")

    assert file["kind"] == "document"
    assert await page.file(file["file"]) == (
        "application/octet-stream",
        b"<svg onload='alert(1)'/>",
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"x" * ((1 << 20) + 1), "file_too_large")],
    ids=["nothing", "too much"],
)
async def test_a_file_that_cannot_be_taken_is_refused(
    page: Page, content: bytes, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        await page.upload(content)


async def test_a_file_that_is_not_there_cannot_be_sent(page: Page) -> None:
    with pytest.raises(Refused, match="unknown_file"):
        await page.say(BORIS, "", files=["nothing"])


async def test_files_of_ones_own_outlive_a_restart_and_end_with_a_reset(
    ground: Ground, page: Page
) -> None:
    file = await page.upload(PNG)
    await ground.stop()
    async with Page((await ground.start()).url) as again:
        kept = await again.file(file["file"])
        await again.reset()

        assert kept == ("image/png", PNG)
        with pytest.raises(Refused, match="unknown_file"):
            await again.say(BORIS, "", files=[file["file"]])
    assert list((ground.folder / "var" / "playground-files").iterdir()) == []


async def test_the_bot_passes_a_photo_on_by_any_of_its_ids(page: Page, bot: BareBot) -> None:
    await page.say(BORIS, "", CLUB, files=[ARAZ])
    photo = (await told(bot))["photo"]

    for size in photo:
        sent = await bot.call("sendPhoto", chat_id=ANNA, photo=size["file_id"])
        assert sent["photo"] == photo
    assert (await page.last(ANNA))["media"]["file"] == ARAZ


async def test_a_file_is_not_sent_as_something_else(page: Page, bot: BareBot) -> None:
    await page.say(BORIS, "", CLUB, files=[HELLO])
    voice = (await told(bot))["voice"]["file_id"]

    assert await bot.refusal("sendPhoto", chat_id=ANNA, photo=voice) == (
        "Bad Request: can't use file of type VoiceNote as Photo"
    )
    assert await bot.refusal("sendPhoto", chat_id=ANNA, photo="no-such-id") == (
        "Bad Request: wrong file identifier/HTTP URL specified"
    )


async def test_a_copy_leaves_its_album_and_takes_the_words_it_is_given(
    page: Page, bot: BareBot
) -> None:
    said = await page.say(BORIS, "Novruz", CLUB, files=[ARAZ, TEA])
    source = {"chat_id": ANNA, "from_chat_id": CLUB, "message_id": said["id"]}
    bold = {"type": "bold", "offset": 0, "length": 6}

    await bot.call("copyMessage", caption="Nigar: x", caption_entities=[bold], **source)
    await bot.call("copyMessage", caption="", **source)
    await bot.call("copyMessage", **source)

    copies = await page.messages(ANNA)
    assert [copy["text"] for copy in copies] == ["Nigar: x", "", "Novruz"]
    assert copies[0]["entities"][0] == bold
    assert {copy["album"] for copy in copies} == {""}
    assert {copy["media"]["file"] for copy in copies} == {ARAZ}


async def test_a_caption_of_a_copy_has_the_length_of_any(page: Page, bot: BareBot) -> None:
    said = await page.say(BORIS, "", CLUB, files=[ARAZ])
    source = {"chat_id": ANNA, "from_chat_id": CLUB, "message_id": said["id"]}

    assert await bot.refusal("copyMessage", caption="a" * 1025, **source) == (
        "Bad Request: message caption is too long"
    )


async def test_a_picture_can_be_replaced_and_a_voice_cannot(page: Page, bot: BareBot) -> None:
    photo = await bot.call("sendPhoto", chat_id=ANNA, photo="photo.sample-araz.x", caption="a")
    voice = await bot.call("sendVoice", chat_id=ANNA, voice="voice.sample-hello.x")
    other = {"type": "photo", "media": "photo.sample-tea.x", "caption": "b"}

    async def change(message: Json) -> Json:
        which = {"chat_id": ANNA, "message_id": message["message_id"]}
        return await bot.answer("editMessageMedia", media=other, **which)

    assert (await change(photo))["result"]["caption"] == "b"
    assert (await page.messages(ANNA))[0]["media"]["file"] == TEA
    assert (await change(voice))["description"] == "Bad Request: message can't be edited"


async def test_an_item_of_an_album_becomes_only_what_goes_with_the_others(
    page: Page, bot: BareBot
) -> None:
    files = ("document.sample-plan.x", "document.sample-plan.x")
    album = await bot.call(
        "sendMediaGroup",
        chat_id=ANNA,
        media=[{"type": "document", "media": file} for file in files],
    )
    which = {"chat_id": ANNA, "message_id": album[0]["message_id"]}
    photo = {"type": "photo", "media": "photo.sample-tea.x"}

    assert await bot.refusal("editMessageMedia", media=photo, **which) == (
        "Bad Request: can't change media type in the album"
    )
    document = {"type": "document", "media": files[0], "caption": "b"}
    assert (await bot.call("editMessageMedia", media=document, **which))["caption"] == "b"


@pytest.mark.parametrize(
    ("typed", "plain", "entities"),
    [
        ("**a** b", "a b", [("bold", 0, 1)]),
        ("😀 __a__", "😀 a", [("italic", 3, 1)]),
        ("~~a~~ ||b||", "a b", [("strikethrough", 0, 1), ("spoiler", 2, 1)]),
        ("`a_b` **c `d`**", "a_b c d", [("code", 0, 3), ("bold", 4, 3), ("code", 6, 1)]),
        ("```\na\n```", "a", [("pre", 0, 1)]),
        ("[here](https://a.example)", "here", [("text_link", 0, 4)]),
        ("2 ** 3 ** 4", "2 ** 3 ** 4", []),
        ("snake_case a__b", "snake_case a__b", []),
    ],
)
async def test_marks_that_people_type_become_entities(
    page: Page, bot: BareBot, typed: str, plain: str, entities: list[tuple[str, int, int]]
) -> None:
    await page.say(BORIS, typed)

    message = await told(bot)
    found = [(one["type"], one["offset"], one["length"]) for one in message.get("entities", [])]
    assert (message["text"], found) == (plain, entities)


async def test_a_reply_shows_the_bot_what_it_answers_and_quotes(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "😀 come at six", CLUB)

    await page.say(BORIS, "not at seven?", CLUB, reply_to=said["id"], quote="six")

    message = await told(bot)
    assert message["reply_to_message"]["text"] == "😀 come at six"
    assert message["quote"] == {"text": "six", "position": 11, "is_manual": True}


async def test_the_bot_can_quote_only_what_is_there(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "come at six")

    async def reply(quote: str) -> Json:
        wish = {"message_id": said["id"], "quote": quote}
        return await bot.answer("sendMessage", chat_id=ANNA, text="a", reply_parameters=wish)

    assert (await reply("six"))["result"]["quote"]["position"] == 8
    assert (await reply("seven"))["description"] == "Bad Request: QUOTE_TEXT_INVALID"


async def test_an_edit_is_told_with_its_entities(page: Page, bot: BareBot) -> None:
    said = await page.say(BORIS, "one", CLUB)

    await page.edit(BORIS, said["id"], "**two**", CLUB)

    message = await told(bot, "edited_message")
    assert (message["text"], message["entities"][0]["type"]) == ("two", "bold")
    assert message["edit_date"] >= message["date"]


async def test_the_words_under_a_picture_can_be_changed_and_taken_away(
    page: Page, bot: BareBot
) -> None:
    said = await page.say(BORIS, "one", CLUB, files=[ARAZ])

    await page.edit(BORIS, said["id"], "__two__", CLUB)
    changed = await told(bot, "edited_message")
    await page.edit(BORIS, said["id"], "", CLUB)

    assert (changed["caption"], changed["caption_entities"][0]["type"]) == ("two", "italic")
    assert "caption" not in await told(bot, "edited_message")


async def test_the_bot_is_not_told_when_people_delete(page: Page, bot: BareBot) -> None:
    said = await page.say(BORIS, "one", CLUB)
    await bot.updates()

    await page.delete(BORIS, said["id"], CLUB)

    assert await bot.updates() == []


async def test_an_administrator_may_delete_what_others_said_for_48_hours(
    ground: Ground, page: Page, bot: BareBot
) -> None:
    ids = [(await page.say(BORIS, words, CLUB))["id"] for words in "abc"]
    which = [{"chat_id": CLUB, "message_id": one} for one in ids]

    await bot.call("deleteMessage", **which[0])
    await page.in_group(ANNA, "promote_bot", chat=CLUB, rights=["can_invite_users"])
    without_right = await bot.refusal("deleteMessage", **which[1])
    await page.in_group(ANNA, "promote_bot", chat=CLUB, rights=["can_delete_messages"])
    ground.clock.forward(timedelta(hours=48, seconds=1))
    too_old = await bot.refusal("deleteMessage", **which[2])

    assert without_right == "Bad Request: message can't be deleted"
    assert too_old == "Bad Request: message can't be deleted for everyone"
    assert [one["text"] for one in await page.messages(ANNA, CLUB) if one["text"]] == ["b", "c"]


async def test_a_message_that_a_person_forwards_says_whose_it_was(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "**Araz**", CLUB, files=[ARAZ])

    carried = await page.carry(BORIS, said["id"], CLUB)

    message = await told(bot)
    assert (message["chat"]["id"], message["from"]["id"]) == (BORIS, BORIS)
    assert message["forward_origin"]["sender_user"]["id"] == ANNA
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("Araz", "bold")
    assert message["photo"][-1]["file_unique_id"] == ARAZ
    assert carried["forward"] == {"name": "Anna"}


async def test_what_is_forwarded_again_stays_the_first_writers(page: Page, bot: BareBot) -> None:
    said = await page.say(ANNA, "news", CLUB)
    once = await page.carry(BORIS, said["id"], CLUB)

    await page.carry(BORIS, once["id"], page.bot, CLUB)

    message = await told(bot)
    assert (message["chat"]["id"], message["forward_origin"]["sender_user"]["id"]) == (CLUB, ANNA)


async def test_only_what_one_sees_can_be_forwarded(page: Page) -> None:
    said = await page.say(ANNA, "secret", CLUB)

    with pytest.raises(Refused, match="not_a_member"):
        await page.carry(CIRO, said["id"], CLUB)
    with pytest.raises(Refused, match="no_such_message"):
        await page.carry(BORIS, 99, CLUB)


async def test_a_press_carries_what_its_message_answers(page: Page, bot: BareBot) -> None:
    said = await page.say(BORIS, "question", CLUB)
    reply = {"message_id": said["id"]}
    await bot.call("sendMessage", chat_id=CLUB, text="a", reply_parameters=reply, reply_markup=KEYS)
    await bot.updates()

    pressing = asyncio.ensure_future(page.press(BORIS, await page.last(BORIS, CLUB), "Yes", CLUB))
    query = (await bot.updates(seconds=5))[-1]["callback_query"]
    await bot.call("answerCallbackQuery", callback_query_id=query["id"])
    await pressing

    assert query["message"]["reply_to_message"]["message_id"] == said["id"]
