"""Any content on its way out: through the outbox and over HTTP to a real playground."""

import pytest

from bot.domain.formatted import Look
from bot.domain.media import Content, Media, MediaItem
from bot.domain.messages import Button, row, text
from bot.language.direction import cleaned
from tests.contents.gallery import Gallery, said_by
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CLUB

PHOTO = MediaItem("photo", "photo.sample-araz.x")
TABRIZ = MediaItem("location", latitude=38.07, longitude=46.3)
MOSQUE = MediaItem("venue", "", 38.07, 46.3, "Göy məscid", "Təbriz")
KINDS = ("photo", "document", "voice", "video", "audio", "animation", "sticker", "video_note")

NOTHING = said_by(Content())


async def item_of(bot: BareBot, kind: str) -> MediaItem:
    """Return a file of a kind that this Telegram holds."""
    if kind == "location":
        return TABRIZ
    if kind == "venue":
        return MOSQUE
    method = f"send{kind.title().replace('_', '')}"
    sent = await bot.call(method, chat_id=ANNA, **{kind: f"https://a.example/{kind}"})
    return MediaItem(kind, (sent[kind][-1] if kind == "photo" else sent[kind])["file_id"])


async def topic(page: Page) -> int:
    await page.in_group(ANNA, "make_forum", chat=CLUB)
    group = await page.in_group(ANNA, "create_topic", chat=CLUB, name="Söhbət")
    return int(group["topics"][-1]["id"])


@pytest.mark.parametrize("kind", [*KINDS, "location", "venue"])
async def test_each_kind_arrives_in_private_and_in_a_topic(
    gallery: Gallery, page: Page, bot: BareBot, kind: str
) -> None:
    media = Media((await item_of(bot, kind),))
    thread = await topic(page)
    link = (row(Button(text("menu.menu"), url="https://a.example")),)

    at_home = await gallery.send(BORIS, NOTHING, media, buttons=link)
    there = await gallery.send(
        ANNA, NOTHING, media, address=f"telegram:{CLUB}/{thread}", buttons=link
    )

    assert (at_home[:2], there[:2]) == (("sent", None),) * 2
    private, public = await page.last(BORIS), await page.last(ANNA, CLUB)
    for seen, number in ((private, at_home[2]), (public, there[2])):
        assert seen["media"]["kind"] == kind
        assert seen["text"] == ""
        assert len(seen["buttons"]) == 1
        assert str(seen["id"]) == number
    assert (private["thread"], public["thread"]) == (0, thread)


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "audio", "animation"])
async def test_words_with_their_looks_stand_under_each_file(
    gallery: Gallery, page: Page, bot: BareBot, kind: str
) -> None:
    words = Content("Bu axşam toplaşırıq", (Look("bold", 3, 8),))

    await gallery.send(BORIS, said_by(words), Media((await item_of(bot, kind),)))

    seen = await page.last(BORIS)
    assert "Bu axşam toplaşırıq" in cleaned(seen["text"])
    assert seen["entities"][0]["type"] == "bold"


@pytest.mark.parametrize("language", ["az", "azb", "fa"])
async def test_a_caption_is_in_the_readers_language_with_its_looks(
    gallery: Gallery, page: Page, language: str
) -> None:
    town = await gallery.db.write(
        lambda tx: tx.run(
            "UPDATE people SET language = :it WHERE id = :id",
            {"it": language, "id": gallery.people[BORIS]},
        )
    )
    assert town == 1
    said = Content("Bu axşam burada", (Look("bold", 3, 8), Look("text_link", 9, 15, "https://a.b")))

    await gallery.send(BORIS, said_by(said), Media((PHOTO,)))

    seen = await page.last(BORIS)
    units = seen["text"].encode("utf-16-le")
    worn = {
        one["type"]: cleaned(
            units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        )
        for one in seen["entities"]
        if one["type"] != "italic"
    }
    bold, here = ("آخشام", "بۇرادا") if language == "azb" else ("axşam", "burada")
    assert worn == {"bold": bold, "text_link": here}


@pytest.mark.parametrize("language", ["az", "azb", "fa"])
async def test_a_caption_beyond_its_room_is_shortened_with_its_looks(
    gallery: Gallery, page: Page, language: str
) -> None:
    await gallery.db.write(
        lambda tx: tx.run(
            "UPDATE people SET language = :it WHERE id = :id",
            {"it": language, "id": gallery.people[BORIS]},
        )
    )
    words = "Bu axşam toplaşırıq. " * 80
    said = Content(words.strip(), (Look("italic", 0, len(words.strip())),))

    state, _, _ = await gallery.send(BORIS, said_by(said), Media((PHOTO,)))

    seen = await page.last(BORIS)
    assert state == "sent"
    assert len(seen["text"].encode("utf-16-le")) // 2 <= 1024
    assert seen["text"].endswith("…")
    assert seen["entities"][0]["type"] == "italic"


async def test_an_album_of_ten_is_one_delivery_with_its_words_under_the_first(
    gallery: Gallery, page: Page
) -> None:
    album = Media((PHOTO,) * 10)
    link = (row(Button(text("menu.menu"), url="https://a.example/x")),)

    state, _, numbers = await gallery.send(
        BORIS, said_by(Content("Novruz")), album, buttons=link, silent=True
    )

    seen = await page.messages(BORIS)
    assert state == "sent"
    assert numbers == ",".join(str(one["id"]) for one in seen)
    assert len({one["album"] for one in seen}) == 1
    assert len(seen) == 10
    assert [bool(one["text"]) for one in seen] == [True, *[False] * 9]
    assert "Novruz" in seen[0]["text"]
    assert "https://a.example/x" in [it.get("url") for it in seen[0]["entities"]]


async def test_a_picture_that_is_covered_stays_covered(gallery: Gallery, page: Page) -> None:
    covered = MediaItem("photo", PHOTO.file_id, spoiler=True)

    await gallery.send(BORIS, NOTHING, Media((covered,)))
    await gallery.send(BORIS, NOTHING, Media((covered, PHOTO)))

    assert [one["media"].get("spoiler", False) for one in await page.messages(BORIS)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "media",
    [
        pytest.param(Media((MediaItem("photo", "no-such-id"),)), id="no such file"),
        pytest.param(Media((MediaItem("video", PHOTO.file_id),)), id="of another kind"),
        pytest.param(Media((PHOTO, MediaItem("photo", "no-such-id"))), id="in an album"),
    ],
)
async def test_a_wrong_file_ends_as_failed_with_words(
    gallery: Gallery, page: Page, media: Media
) -> None:
    state, reason, number = await gallery.send(BORIS, said_by(Content("Novruz")), media)

    assert (state, reason, number) == ("failed", "file_gone", None)
    assert await page.messages(BORIS) == []


async def test_the_words_under_a_file_are_corrected_and_the_file_stays(
    gallery: Gallery, page: Page
) -> None:
    for media in (Media((PHOTO,)), Media((PHOTO, PHOTO))):
        await gallery.send(BORIS, said_by(Content("one")), media)

    await gallery.change(said_by(Content("two", (Look("bold", 0, 3),))), Media((PHOTO,)))

    seen = await page.messages(BORIS)
    assert [cleaned(one["text"]).strip()[:3] for one in seen] == ["two", "two", ""]
    assert [one["media"]["kind"] for one in seen] == ["photo"] * 3
    assert seen[0]["entities"][0]["type"] == "bold"


async def test_a_text_that_takes_the_place_of_a_caption_stands_under_the_file(
    gallery: Gallery, page: Page
) -> None:
    for media in (Media((PHOTO,)), Media((PHOTO, PHOTO))):
        await gallery.send(BORIS, said_by(Content("one")), media)

    await gallery.change(said_by(Content("gone")), None)

    seen = await page.messages(BORIS)
    assert [cleaned(one["text"]).strip()[:4] for one in seen] == ["gone", "gone", ""]


async def test_words_about_a_place_can_be_corrected_where_they_stand(
    gallery: Gallery, page: Page
) -> None:
    await gallery.send(BORIS, said_by(Content("one")), Media((TABRIZ,)))
    await gallery.change(said_by(Content("two")), Media((TABRIZ,)))

    seen = await page.last(BORIS)
    assert seen["media"] is None
    assert "two" in seen["text"]
    assert any("openstreetmap" in one.get("url", "") for one in seen["entities"])
