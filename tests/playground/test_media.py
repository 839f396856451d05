"""Photos, files and places: their kind and caption are shown."""

import io
import json

import aiohttp
import pytest

from bot.playground import Playground
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, TOKEN

PHOTO = "photo.sample-araz.x"

KINDS = ("photo", "document", "voice", "video", "audio", "animation")
WORDLESS = {"sendSticker": "sticker", "sendVideoNote": "video_note"}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_file_is_sent_by_a_link_and_then_by_its_id(
    page: Page, bot: BareBot, kind: str
) -> None:
    sent = await bot.call(
        f"send{kind.capitalize()}",
        chat_id=ANNA,
        caption="<b>look</b>",
        parse_mode="HTML",
        **{kind: "https://a.example/file"},
    )
    file = sent[kind][-1] if kind == "photo" else sent[kind]
    again = await bot.call(f"send{kind.capitalize()}", chat_id=BORIS, **{kind: file["file_id"]})

    seen = await page.last(ANNA)
    assert again[kind] == sent[kind]
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("look", "bold")
    assert "text" not in sent
    assert (seen["media"]["kind"], seen["text"]) == (kind, "look")


async def test_a_file_can_be_uploaded_and_sent_again_by_its_id(
    playground: Playground, page: Page, bot: BareBot
) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(ANNA))
    form.add_field("document", io.BytesIO(b"x" * 2_000_000), filename="plan.pdf")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{playground.url}/bot{TOKEN}/sendDocument", data=form) as answer,
    ):
        sent = (await answer.json())["result"]

    again = await bot.call("sendDocument", chat_id=BORIS, document=sent["document"]["file_id"])

    assert sent["document"]["file_size"] == 2_000_000
    shown = (await page.last(ANNA))["media"]
    assert (shown["kind"], shown["file_name"]) == ("document", "plan.pdf")
    assert again["document"]["file_id"] == sent["document"]["file_id"]


async def test_a_caption_of_more_than_1024_characters_is_refused(bot: BareBot) -> None:
    words = await bot.refusal("sendPhoto", chat_id=ANNA, photo=PHOTO, caption="a" * 1025)

    assert words == "Bad Request: message caption is too long"


async def test_nothing_to_send_is_refused(bot: BareBot) -> None:
    words = await bot.refusal("sendPhoto", chat_id=ANNA)

    assert words == "Bad Request: there is no photo in the request"


async def test_a_place_is_sent(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendLocation", chat_id=ANNA, latitude="38.08", longitude=46.29)

    assert sent["location"] == {"latitude": 38.08, "longitude": 46.29}
    assert (await page.last(ANNA))["media"]["kind"] == "location"
    assert await bot.refusal("sendLocation", chat_id=ANNA, latitude=99, longitude=0) == (
        "Bad Request: wrong location specified"
    )


async def test_a_place_with_a_name_is_a_venue(page: Page, bot: BareBot) -> None:
    where = {"latitude": 38.08, "longitude": 46.29}

    sent = await bot.call("sendVenue", chat_id=ANNA, title="Göy məscid", address="Təbriz", **where)

    assert sent["venue"] == {"location": where, "title": "Göy məscid", "address": "Təbriz"}
    assert sent["location"] == where
    seen = (await page.last(ANNA))["media"]
    assert (seen["kind"], seen["title"], seen["address"]) == ("venue", "Göy məscid", "Təbriz")
    assert await bot.refusal("sendVenue", chat_id=ANNA, title="a", **where) == (
        "Bad Request: address is empty"
    )


@pytest.mark.parametrize(("method", "kind"), WORDLESS.items())
async def test_what_stands_alone_is_sent_without_words(
    page: Page, bot: BareBot, method: str, kind: str
) -> None:
    link = {kind: "https://a.example/file"}
    sent = await bot.call(method, chat_id=ANNA, caption="look", **link)
    again = await bot.call(method, chat_id=BORIS, **{kind: sent[kind]["file_id"]})

    assert again[kind] == sent[kind]
    assert "caption" not in sent
    assert (await page.last(ANNA))["media"]["kind"] == kind


@pytest.mark.parametrize("method", ["sendLocation", "sendSticker"])
async def test_what_has_no_caption_gets_none(bot: BareBot, method: str) -> None:
    parts = {"latitude": 1, "longitude": 2, "sticker": "https://a.example/file"}
    sent = await bot.call(method, chat_id=ANNA, **parts)
    which = {"chat_id": ANNA, "message_id": sent["message_id"]}

    assert await bot.refusal("editMessageCaption", caption="a", **which) == (
        "Bad Request: there is no caption in the message to edit"
    )


async def test_a_picture_can_be_covered(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendPhoto", chat_id=ANNA, photo=PHOTO, has_spoiler=True)
    plain = await bot.call("sendDocument", chat_id=ANNA, document="https://a.b/c", has_spoiler=True)

    assert sent["has_media_spoiler"] is True
    assert "has_media_spoiler" not in plain
    assert [one["media"].get("spoiler") for one in await page.messages(ANNA)] == [True, None]


async def test_an_album_says_which_of_its_files_cannot_be_had(page: Page, bot: BareBot) -> None:
    items = [{"type": "photo", "media": one} for one in (PHOTO, "no-such-id")]

    assert await bot.refusal("sendMediaGroup", chat_id=ANNA, media=items) == (
        "Bad Request: failed to send message #2 with the error message "
        '"Wrong file identifier/HTTP URL specified"'
    )
    assert await page.messages(ANNA) == []


async def test_an_album_is_several_messages_of_one_group(page: Page, bot: BareBot) -> None:
    items = [
        {"type": "photo", "media": PHOTO, "caption": "first"},
        {"type": "video", "media": "https://a.example/two"},
    ]

    sent = await bot.call("sendMediaGroup", chat_id=ANNA, media=items)

    assert [one["media_group_id"] for one in sent] == [sent[0]["media_group_id"]] * 2
    assert [one["media"]["kind"] for one in await page.messages(ANNA)] == ["photo", "video"]
    assert await bot.refusal("sendMediaGroup", chat_id=ANNA, media=items[:1]) == (
        "Bad Request: media group must include 2-10 items"
    )


WRONG_ALBUMS: list[tuple[tuple[str, str], str]] = [
    (("voice", "photo"), "can't parse InputMedia: unsupported type specified"),
    (("photo", "document"), "document can't be mixed with other media types"),
    (("audio", "video"), "audio can't be mixed with other media types"),
]


@pytest.mark.parametrize(
    ("kinds", "words"), WRONG_ALBUMS, ids=["+".join(k) for k, _ in WRONG_ALBUMS]
)
async def test_an_album_takes_pictures_together_or_files_of_one_kind(
    bot: BareBot, kinds: tuple[str, str], words: str
) -> None:
    items = [{"type": kind, "media": "https://a.example/f"} for kind in kinds]

    assert await bot.refusal("sendMediaGroup", chat_id=ANNA, media=items) == f"Bad Request: {words}"


async def test_an_album_can_be_uploaded(playground: Playground, page: Page) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(ANNA))
    items = [{"type": "document", "media": f"attach://file{n}"} for n in (1, 2)]
    form.add_field("media", json.dumps(items))
    for n in (1, 2):
        form.add_field(f"file{n}", b"x", filename=f"{n}.txt")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{playground.url}/bot{TOKEN}/sendMediaGroup", data=form) as answer,
    ):
        assert answer.status == 200

    names = [one["media"]["file_name"] for one in await page.messages(ANNA)]
    assert names == ["1.txt", "2.txt"]


async def test_a_caption_can_be_edited_and_a_text_in_its_place_cannot(bot: BareBot) -> None:
    sent = await bot.call("sendPhoto", chat_id=ANNA, photo=PHOTO, caption="a")
    which = {"chat_id": ANNA, "message_id": sent["message_id"]}

    edited = await bot.call("editMessageCaption", caption="b", **which)

    assert edited["caption"] == "b"
    assert await bot.refusal("editMessageText", text="c", **which) == (
        "Bad Request: there is no text in the message to edit"
    )


async def test_a_copy_of_a_file_can_have_another_caption(page: Page, bot: BareBot) -> None:
    sent = await bot.call("sendPhoto", chat_id=ANNA, photo=PHOTO, caption="a")

    await bot.call(
        "copyMessage",
        chat_id=BORIS,
        from_chat_id=ANNA,
        message_id=sent["message_id"],
        caption="b",
    )

    copy = await page.last(BORIS)
    assert (copy["media"]["kind"], copy["text"]) == ("photo", "b")


async def test_typing_is_shown_while_it_lasts(page: Page, bot: BareBot) -> None:
    async with page.events(ANNA) as events:
        await bot.call("sendChatAction", chat_id=ANNA, action="typing")
        assert await events.wait("typing") == {"chat": page.bot, "thread": 0}

    assert await bot.refusal("sendChatAction", chat_id=ANNA, action="dancing") == (
        "Bad Request: wrong parameter action in request"
    )
