"""Whose words a forward holds never agreed: it is named, and nothing of it goes over."""

from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.language.render import Renderer
from bot.language.script import to_arabic
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH, SOUTH, Json
from tests.telegram_edge.bridge_span import Span, make_span

SECRET = "https://x.az/secret"

PHOTO: Json = {"photo": [{"file_id": "p"}], "caption": SECRET}

OF_OTHERS: list[Json] = [
    {"type": "user", "sender_user": {"id": 999, "is_bot": False}},
    {"type": "hidden_user", "sender_user_name": "Leyla"},
    {"type": "chat", "sender_chat": {"id": -5}},
    {"type": "channel", "chat": {"id": -5}, "message_id": 1},
]


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


def forwards(span: Span, number: int, origin: Json, **facts: Any) -> Json:
    message = span.village.message("Leyla", number, NORTH, forward_origin=origin, **facts)
    return {"update_id": number, "message": message}


@pytest.mark.parametrize("origin", OF_OTHERS, ids=lambda origin: str(origin["type"]))
@pytest.mark.parametrize("facts", [{"text": SECRET}, PHOTO, {"voice": {"file_id": "v"}}])
async def test_what_others_wrote_is_named_under_who_forwards_it(
    span: Span, origin: Json, facts: Json
) -> None:
    async with span.carrying():
        span.hear(forwards(span, 1, origin, **facts))
        [words] = await span.stands(SOUTH)
        edited = forwards(span, 1, origin, **facts)["message"]
        span.hear({"update_id": 2, "edited_message": edited})
        span.hear(span.village.says("Leyla", 3, "Mine"))
        await span.stands(SOUTH, 2)

    head, kind = words.splitlines()
    assert to_arabic("Leyla") in head
    assert kind.strip("\u200f").startswith("[یوْللانمیش")
    assert SECRET not in str(span.telegram.calls)
    assert {name for name, _ in span.telegram.calls} == {"sendmessage", "editmessagetext"}


async def test_an_album_of_others_is_named_once(span: Span) -> None:
    async with span.carrying():
        for number in (1, 2, 3):
            span.hear(forwards(span, number, OF_OTHERS[0], media_group_id="a", **PHOTO))
        span.hear(span.village.says("Leyla", 4, "Mine"))
        await span.until(lambda: "Mine" in "".join(span.telegram.words(SOUTH)))

    said = "".join(span.telegram.words(SOUTH))
    assert said.count("[") == 1
    assert SECRET not in said


async def test_who_forwards_what_they_wrote_themselves_is_carried(span: Span) -> None:
    leyla = span.village.message("Leyla", 1, NORTH)["from"]
    async with span.carrying():
        span.hear(forwards(span, 1, {"type": "user", "sender_user": leyla}, text="Still mine"))
        [words] = await span.stands(SOUTH)

    assert words.endswith("Still mine")
