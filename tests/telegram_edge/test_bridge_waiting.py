"""What waits on its way over a bridge is not carried once its author has left, or a side paused."""

import asyncio
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.delivery.budget import ChatLimits
from bot.domain.people import Side
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH
from tests.telegram_edge.bridge_span import Span, make_span

LONG = "word " * 819 + "end"
"""Two messages' worth."""

A_SECOND_EACH = ChatLimits(burst=1, seconds_between=0.2)

HELD_SECONDS = 0.3


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


async def stops(span: Span, how: str) -> None:
    """Let Leyla decline or leave, or the South pause."""
    bridges, people = span.village.bridges, span.village.people
    if how == "declines":
        await bridges.decline(span.bridge_id, by=people["Leyla"])
    elif how == "leaves":
        await bridges.leave_bridge(None, by=people["Leyla"])
    else:
        await bridges.pause(span.bridge_id, Side.SOUTH, by=people["savalan"])


async def nothing_claimed(span: Span) -> None:
    """Wait until nothing waits to be carried or taken back, as the map says."""
    async with asyncio.timeout(30):
        while await span.village.rows("SELECT id FROM bridge_copies WHERE copy IS NULL"):
            await span.telegram.something()


async def told(span: Span, name: str) -> str:
    """Return all that waits to be said to somebody, as JSON."""
    person = span.village.people[name]
    rows = await span.village.rows(
        "SELECT message FROM deliveries JOIN contents ON contents.id = content_id"
        f" WHERE person_id = {person.id}"
    )
    return "".join(row["message"] for row in rows)


def shown(span: Span) -> list[str]:
    """Begin to note every text that ever stands in a topic, and return these notes."""
    notes: list[str] = []
    span.telegram.watch = lambda message: notes.append(message.text)
    return notes


def held_from_now(span: Span, notes: list[str], words: str) -> None:
    """Note a text that stands there; after the first one the topic is held for a moment."""
    notes.append(words)
    if len(notes) == 1:
        span.telegram.refuse("sendmessage", 429, "Too Many Requests", retry_after=HELD_SECONDS)


@pytest.mark.parametrize("how", ["declines", "leaves", "pauses"])
async def test_what_a_429_holds_back_is_not_sent_after_its_author_left(
    span: Span, how: str
) -> None:
    notes = shown(span)
    span.telegram.refuse("sendmessage", 429, "Too Many Requests", retry_after=HELD_SECONDS)

    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "Never mind"))
        await span.until(lambda: len(span.telegram.calls) == 1)
        await stops(span, how)
        await nothing_claimed(span)

    assert notes == []


async def test_who_left_while_nothing_of_theirs_had_arrived_hears_that_it_is_gone(
    span: Span,
) -> None:
    span.telegram.refuse("sendmessage", 429, "Too Many Requests", retry_after=HELD_SECONDS)

    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "Never mind"))
        await span.until(lambda: len(span.telegram.calls) == 1)
        await stops(span, "leaves")
        async with asyncio.timeout(30):
            while "bridge.removed" not in await told(span, "Leyla"):
                await span.telegram.something()

    assert "bridge.removed.deleted" in await told(span, "Leyla")


@pytest.mark.parametrize("how", ["declines", "leaves"])
async def test_who_leaves_while_a_merged_copy_waits_is_not_in_it_and_the_others_are(
    span: Span, how: str
) -> None:
    says = span.village.says
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(says("Leyla", 1, "One"))
        await span.telegram.arrived.wait()
        span.hear(says("Leyla", 2, "Never mind"), says("Orxan", 3, "Three"))
        notes: list[str] = []
        span.telegram.watch = lambda message: held_from_now(span, notes, message.text)
        span.telegram.gate.set()
        await span.until(lambda: len(span.telegram.calls) == 2)
        await stops(span, how)
        await span.until(lambda: any("Three" in words for words in notes))
        await span.settled()

    assert not any("Never mind" in words for words in notes)
    [row] = await span.village.rows("SELECT id, copy FROM bridge_copies WHERE original = 3")
    [copy] = [one for one in span.telegram.messages.values() if one.id == row["copy"]]
    button = copy.facts["reply_markup"]["inline_keyboard"][0][0]
    assert button["callback_data"] == f"1:br.rm:{row['id']}"


@pytest.mark.parametrize("how", ["declines", "leaves", "pauses"])
async def test_the_rest_of_a_long_text_is_not_sent_after_its_author_left(
    span: Span, how: str
) -> None:
    notes = shown(span)
    async with span.carrying(A_SECOND_EACH):
        span.hear(span.village.says("Leyla", 1, LONG))
        await span.until(lambda: len(notes) == 1)
        await stops(span, how)
        await nothing_claimed(span)

    assert not any(words.endswith("end") for words in notes)


@pytest.mark.parametrize("how", ["declines", "leaves", "pauses"])
async def test_an_album_that_waits_for_room_is_not_sent_after_its_author_left(
    span: Span, how: str
) -> None:
    async with span.carrying(A_SECOND_EACH) as traffic:
        for number in range(1, 6):
            span.hear(picture(span, number))
        [line] = [one for one in traffic.lines if one.way.from_side is Side.NORTH]
        await span.until(lambda: line.busy)
        await stops(span, how)
        await span.until(lambda: not line.busy)

    assert span.telegram.calls == []
    assert await span.village.rows("SELECT id FROM bridge_copies") == []


def picture(span: Span, number: int) -> dict[str, Any]:
    """Return the update with one picture of an album of Leyla's."""
    photo = {"photo": [{"file_id": "large"}], "media_group_id": "a"}
    message = span.village.message("Leyla", number, NORTH, **photo)
    return {"update_id": number, "message": message}
