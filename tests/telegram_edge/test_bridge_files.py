"""Files over a bridge: with their words, by name where they cannot be copied, and in albums."""

from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.language.render import Renderer
from bot.language.script import to_arabic
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH, SOUTH, Json
from tests.telegram_edge.bridge_span import Span, make_span

PHOTO = {"photo": [{"file_id": "small"}, {"file_id": "large"}]}


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


def sends(span: Span, number: int, **facts: Any) -> Json:
    message = span.village.message("Leyla", number, NORTH, **facts)
    return {"update_id": number, "message": message}


@pytest.mark.parametrize("kind", ["animation", "video", "audio", "document", "voice"])
async def test_a_file_is_copied_with_its_caption_in_the_other_script(span: Span, kind: str) -> None:
    facts: Json = {kind: {"file_id": "f"}, "caption": "Salam, dostlar"}
    if kind == "animation":
        facts["document"] = {"file_id": "f"}
    async with span.carrying():
        span.hear(sends(span, 1, **facts))
        [caption] = await span.stands(SOUTH)

    [(method, asked)] = span.telegram.calls
    assert method == "copymessage"
    assert (asked["from_chat_id"], asked["message_id"]) == (NORTH, 1)
    assert to_arabic("Salam, dostlar") in caption


@pytest.mark.parametrize("kind", ["sticker", "video_note"])
async def test_a_file_without_words_says_whose_it_is_on_its_button(span: Span, kind: str) -> None:
    async with span.carrying():
        span.hear(sends(span, 1, **{kind: {"file_id": "f"}}))
        await span.stands(SOUTH)

    [(_, asked)] = span.telegram.calls
    assert "caption" not in asked
    assert to_arabic("Leyla") in asked["reply_markup"]["inline_keyboard"][0][0]["text"]


@pytest.mark.parametrize("kind", ["poll", "location", "contact", "dice", "paid_media", "story"])
async def test_what_cannot_go_over_is_named(span: Span, kind: str, renderer: Renderer) -> None:
    async with span.carrying():
        span.hear(sends(span, 1, **{kind: {"id": "1"}}))
        [words] = await span.stands(SOUTH)

    [(method, _)] = span.telegram.calls
    assert method == "sendmessage"
    assert words.splitlines()[1].strip("\u200f").startswith("[")


async def test_a_file_that_the_group_protects_is_named_in_words(span: Span) -> None:
    span.telegram.refuse("copymessage", 400, "Bad Request: message can't be copied")

    async with span.carrying():
        span.hear(sends(span, 1, **PHOTO, caption="Salam, dostlar"))
        [words] = await span.stands(SOUTH)

    assert words.splitlines()[1].strip("\u200f").startswith("[شکیل")
    assert to_arabic("Salam, dostlar") in words
    assert await span.village.rows("SELECT copy FROM bridge_copies") == [{"copy": 101}]


async def test_a_file_that_its_author_deleted_meanwhile_leaves_no_trace(span: Span) -> None:
    span.telegram.refuse("copymessage", 400, "Bad Request: message to copy not found")

    async with span.carrying():
        span.hear(sends(span, 1, **PHOTO), span.village.says("Leyla", 2, "Still here"))
        await span.until(lambda: "Still here" in "".join(span.telegram.words(SOUTH)))

    assert len(await span.village.rows("SELECT id FROM bridge_copies")) == 1


async def test_a_caption_too_long_stands_below_the_file(span: Span) -> None:
    async with span.carrying():
        span.hear(sends(span, 1, **PHOTO, caption="long " * 204))
        head, words = await span.stands(SOUTH, 2)

    assert len(head) < 40
    assert "long long" in words
    rows = await span.village.rows("SELECT part, copy FROM bridge_copies ORDER BY part")
    assert rows == [{"part": 0, "copy": 101}, {"part": 1, "copy": 102}]


async def test_the_files_of_an_album_go_over_as_one_and_each_can_be_taken_back(span: Span) -> None:
    album = {"media_group_id": "a"}
    async with span.carrying():
        span.hear(sends(span, 1, **PHOTO, **album, caption="Salam, dostlar"))
        span.hear(sends(span, 2, video={"file_id": "v"}, **album))
        span.hear(sends(span, 3, **PHOTO))
        await span.stands(SOUTH, 3)

    (method, asked), (alone, _) = span.telegram.calls
    assert (method, alone) == ("sendmediagroup", "copymessage")
    assert [(one["type"], one["media"]) for one in asked["media"]] == [
        ("photo", "large"),
        ("video", "v"),
    ]
    assert to_arabic("dostlar") in asked["media"][0]["caption"]
    assert len(await span.village.rows("SELECT id FROM bridge_copies WHERE copy > 0")) == 3


async def test_an_edited_caption_is_followed(span: Span) -> None:
    async with span.carrying():
        span.hear(sends(span, 1, **PHOTO, caption="Before"))
        await span.stands(SOUTH)
        edited = span.village.message("Leyla", 1, NORTH, **PHOTO, caption="After")
        span.hear({"update_id": 2, "edited_message": edited})
        await span.until(lambda: "After" in span.telegram.words(SOUTH)[0])

    assert span.telegram.calls[1][0] == "editmessagecaption"
