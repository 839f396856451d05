"""After an edit no copy holds the older words, whatever became of their length or their kind."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.language.render import Renderer
from bot.language.script import to_arabic
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH, SOUTH, Json
from tests.telegram_edge.bridge_span import Span, make_span

PHOTO: Json = {"photo": [{"file_id": "small"}, {"file_id": "large"}]}

OLD, NEW = "https://x.az/old", "https://x.az/new"

SHORT, LONG = f"word {OLD}", "word " * 220 + OLD


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


def says(span: Span, number: int, *, edited: bool = False, **facts: Any) -> Json:
    message = span.village.message("Leyla", number, NORTH, **facts)
    return {"update_id": number, "edited_message" if edited else "message": message}


async def follows(span: Span, number: int, **facts: Any) -> str:
    """Let an edit come, and wait until it has been followed; return all that stands there."""
    span.hear(says(span, number, edited=True, **facts))
    await span.until(lambda: OLD not in "".join(span.telegram.words(SOUTH)))
    await span.settled()
    return "\n".join(span.telegram.words(SOUTH))


@pytest.mark.parametrize("before", [SHORT, LONG])
@pytest.mark.parametrize("after", [NEW, "term " * 220 + NEW])
async def test_a_caption_may_grow_and_shrink_over_what_fits_under_a_file(
    span: Span, before: str, after: str
) -> None:
    async with span.carrying():
        span.hear(says(span, 1, **PHOTO, caption=before))
        await span.stands(SOUTH, 2 if before == LONG else 1)
        await follows(span, 1, **PHOTO, caption=after)
        await span.until(lambda: len(span.telegram.words(SOUTH)) == (2 if len(after) > 999 else 1))

    assert NEW in span.telegram.words(SOUTH)[-1]
    assert next(iter(span.telegram.messages.values())).is_file


async def test_a_text_of_two_messages_that_becomes_short_leaves_one(span: Span) -> None:
    async with span.carrying():
        span.hear(says(span, 1, text="word " * 815 + OLD))
        await span.stands(SOUTH, 2)
        await follows(span, 1, text=NEW)
        await span.until(lambda: len(span.telegram.words(SOUTH)) == 1)

    assert NEW in span.telegram.words(SOUTH)[0]


async def test_a_text_that_becomes_long_gets_a_second_message_and_loses_it_again(
    span: Span,
) -> None:
    async with span.carrying():
        span.hear(says(span, 1, text=OLD))
        await span.stands(SOUTH)
        await follows(span, 1, text="term " * 815 + NEW)
        await span.stands(SOUTH, 2)
        await follows(span, 1, text="Short")
        await span.until(lambda: len(span.telegram.words(SOUTH)) == 1)

    assert span.telegram.words(SOUTH)[0].endswith("Short")


async def test_what_is_too_much_is_emptied_where_it_is_too_old_to_delete(
    span: Span, clock: ShiftedClock
) -> None:
    async with span.carrying():
        span.hear(says(span, 1, text="word " * 815 + OLD))
        await span.stands(SOUTH, 2)
        clock.forward(timedelta(hours=50))
        said = await follows(span, 1, text=NEW)

    assert NEW in said
    assert "word" not in said
    assert [name for name, _ in span.telegram.calls].count("deletemessage") == 0


@pytest.mark.parametrize("after", ["/unbridge", "/start again"])
async def test_words_edited_into_a_command_leave_the_other_side(span: Span, after: str) -> None:
    async with span.carrying():
        span.hear(says(span, 1, text=OLD))
        await span.stands(SOUTH)
        said = await follows(span, 1, text=after)

    assert said == ""


async def test_a_caption_edited_into_a_command_leaves_the_file_and_its_name(span: Span) -> None:
    async with span.carrying():
        span.hear(says(span, 1, **PHOTO, caption=LONG))
        await span.stands(SOUTH, 2)
        await follows(span, 1, **PHOTO, caption="/unbridge")
        await span.until(lambda: len(span.telegram.words(SOUTH)) == 1)

    assert to_arabic("Leyla") in span.telegram.words(SOUTH)[0]


async def test_words_edited_into_a_command_while_they_wait_are_not_carried(span: Span) -> None:
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(says(span, 1, text="One"))
        await span.telegram.arrived.wait()
        span.hear(says(span, 2, text=OLD), says(span, 2, edited=True, text="/x"))
        span.hear(says(span, 3, text="Three"))
        span.telegram.gate.set()
        one, three = await span.stands(SOUTH, 2)

    assert (one.endswith("One"), three.endswith("Three")) == (True, True)


async def test_words_edited_into_a_command_leave_a_merged_copy_and_others_stay(
    span: Span,
) -> None:
    async with span.carrying():
        await _merged(span)
        said = await follows(span, 2, text="/x")

    assert "Three" in said


async def test_words_too_long_for_a_merged_copy_leave_it_and_stand_alone(span: Span) -> None:
    async with span.carrying():
        await _merged(span)
        await follows(span, 2, text="term " * 815 + NEW)
        await span.until(lambda: NEW in "".join(span.telegram.words(SOUTH)))

    merged = span.telegram.words(SOUTH)[1]
    assert "Three" in merged
    assert "term" not in merged


@pytest.mark.parametrize("status", [400, 502])
async def test_where_a_copy_cannot_be_edited_it_goes_and_the_newer_words_stand_anew(
    span: Span, status: int
) -> None:
    async with span.carrying():
        span.hear(says(span, 1, text=OLD))
        await span.stands(SOUTH)
        span.telegram.refuse("editmessagetext", status, "Bad Request: no")
        await follows(span, 1, text=NEW)
        await span.until(lambda: NEW in "".join(span.telegram.words(SOUTH)))

    assert len(span.telegram.words(SOUTH)) == 1


async def test_a_copy_deleted_over_there_does_not_come_back_with_an_edit(span: Span) -> None:
    async with span.carrying():
        span.hear(says(span, 1, text=OLD))
        await span.stands(SOUTH)
        span.telegram.messages.clear()
        span.hear(says(span, 1, edited=True, text=NEW), says(span, 2, text="Next"))
        [only] = await span.stands(SOUTH)

    assert only.endswith("Next")


async def test_a_protected_file_named_in_words_is_followed_in_words(span: Span) -> None:
    span.telegram.refuse("copymessage", 400, "Bad Request: message can't be copied")
    async with span.carrying():
        span.hear(says(span, 1, **PHOTO, caption=OLD))
        await span.stands(SOUTH)
        said = await follows(span, 1, **PHOTO, caption=NEW)

    assert NEW in said
    assert "[" in said


async def _merged(span: Span) -> None:
    """Let Leyla's message 2 stand in one copy with Orxan's."""
    span.telegram.gate.clear()
    span.hear(says(span, 1, text="One"))
    await span.telegram.arrived.wait()
    span.hear(says(span, 2, text=OLD), span.village.says("Orxan", 3, "Three"))
    span.telegram.gate.set()
    await span.stands(SOUTH, 2)
