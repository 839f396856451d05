"""Any content on its way in: from a hand to a handler, over HTTP from a real playground."""

from html import unescape

import pytest

from bot.domain.formatted import Look
from bot.domain.media import Content, Media, MediaItem
from bot.domain.messages import Text
from bot.language.direction import cleaned
from bot.language.reader import Reader
from tests.contents.gallery import Gallery, by_bot_with
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA

ARAZ, TEA, POSTER, HELLO, PLAN = (
    f"sample-{name}" for name in ("araz", "tea", "poster", "hello", "plan")
)
MP4, GIF = b"\x00\x00\x00\x18ftypmp42 a film", b"GIF89a a picture that moves"
M4A = b"\x00\x00\x00\x18ftypM4A a song"

PHOTO = MediaItem("photo", "photo.sample-araz.x")
TABRIZ = MediaItem("location", latitude=38.07, longitude=46.3)


async def test_what_is_handed_in_comes_back_whole(gallery: Gallery, page: Page) -> None:
    film = await page.upload(MP4, name="a.mp4", width=640, height=480, duration=2)
    moves, song = await page.upload(GIF, name="a.gif"), await page.upload(M4A, name="a.m4a")
    files = [ARAZ, HELLO, PLAN, film["file"], moves["file"], song["file"]]

    async with gallery.talking():
        for number, file in enumerate(files):
            await gallery.asks()
            await page.say(ANNA, f"**{number}**: söz", files=[file])
            await page.expect(ANNA, fits=by_bot_with(f"{number}: söz"))

    kinds = ["photo", "voice", "document", "video", "animation", "audio"]
    assert [it.media.kind for it in gallery.handed if it.media] == kinds
    assert gallery.handed[0] == Content("0: söz", (Look("bold", 0, 1),), Media((PHOTO,)))
    shown = [one for one in await page.messages(ANNA) if one["from"]["is_bot"] and one["media"]]
    assert [one["media"]["file"] for one in shown] == files


async def test_a_place_is_handed_in_and_comes_back(gallery: Gallery, page: Page) -> None:
    async with gallery.talking():
        await gallery.asks()
        await page.say(ANNA, "", place=[38.07, 46.3])
        await page.expect(ANNA, fits=lambda it: it["from"]["is_bot"] and bool(it["media"]))

    assert gallery.handed == [Content(media=Media((TABRIZ,)))]


async def test_an_album_is_one_answer(gallery: Gallery, page: Page) -> None:
    async with gallery.talking():
        await gallery.asks()
        await page.say(ANNA, "**Novruz**", files=[ARAZ, TEA, POSTER])
        await page.expect(ANNA, fits=by_bot_with("Novruz"))

    [content] = gallery.handed
    assert (content.words, content.looks) == ("Novruz", (Look("bold", 0, 6),))
    assert content.media is not None
    assert [it.file_id for it in content.media.items] == [
        f"photo.{it}.x" for it in (ARAZ, TEA, POSTER)
    ]
    assert not content.media.is_part
    shown = [it for it in await page.messages(ANNA) if it["from"]["is_bot"]]
    assert [bool(it["media"]) for it in shown] == [False, True, True, True]


async def test_a_command_may_stand_under_the_picture_itself(gallery: Gallery, page: Page) -> None:
    async with gallery.talking():
        await page.say(ANNA, "/newevent north | a __b__ | c", files=[ARAZ, TEA])
        await page.expect(ANNA, fits=by_bot_with("a b | c"))

    [content] = gallery.handed
    assert (content.words, content.looks) == ("a b | c", (Look("italic", 2, 3),))
    assert content.media is not None
    assert len(content.media.items) == 2


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_reply_to_any_picture_of_an_album_takes_all_of_it(
    gallery: Gallery, page: Page, which: int
) -> None:
    async with gallery.talking():
        first = await page.say(ANNA, "**Novruz**", files=[ARAZ, TEA, POSTER])
        await page.expect(ANNA, fits=lambda it: it["from"]["is_bot"])
        await page.say(ANNA, "/newevent north", reply_to=first["id"] + which)
        await page.expect(ANNA, fits=by_bot_with("Novruz"))

    [content] = gallery.handed
    assert (content.words, content.looks) == ("Novruz", (Look("bold", 0, 6),))
    assert content.media is not None
    assert [len(content.media.items), content.media.is_part] == [3, False]


async def test_after_a_restart_that_one_picture_is_left_and_says_so(
    gallery: Gallery, page: Page
) -> None:
    async with gallery.talking():
        first = await page.say(ANNA, "Novruz", files=[ARAZ, TEA])
        await page.expect(ANNA, fits=lambda it: it["from"]["is_bot"])
    async with gallery.talking():
        await page.say(ANNA, "/newevent north | **söz**", reply_to=first["id"] + 1)
        await page.expect(ANNA, fits=by_bot_with("söz"))

    [content] = gallery.handed
    assert content.media == Media((MediaItem("photo", f"photo.{TEA}.x"),), is_part=True)
    assert (content.words, content.looks) == ("söz", (Look("bold", 0, 3),))


async def test_words_cannot_go_with_a_sticker(gallery: Gallery, page: Page, bot: BareBot) -> None:
    no_words = cleaned(unescape(gallery.renderer.say(Text("media.takes_no_words"), Reader("az"))))
    sent = await bot.call("sendSticker", chat_id=ANNA, sticker="https://a.example/sticker")

    async with gallery.talking():
        await page.say(ANNA, "/newevent north | söz", reply_to=sent["message_id"])
        said = await page.expect(ANNA, fits=by_bot_with(no_words))

    assert gallery.handed == []
    assert said["media"] is None


async def test_an_empty_answer_is_asked_for_again(gallery: Gallery, page: Page) -> None:
    async with gallery.talking():
        await gallery.asks()
        await page.say(ANNA, "a" * 3001)
        await page.expect(ANNA, fits=lambda it: it["from"]["is_bot"] and "3.001" in it["text"])
        await page.say(ANNA, "söz")
        await page.expect(ANNA, fits=by_bot_with("söz"))

    assert gallery.handed == [Content("söz")]
