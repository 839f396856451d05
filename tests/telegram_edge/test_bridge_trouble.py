"""When the other side cannot be reached, or a copy is to go: paused and said, tried and counted."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Side
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH, SOUTH
from tests.telegram_edge.bridge_span import Span, make_span


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


async def said_to(span: Span, name: str) -> str:
    """Return all that waits to be said to somebody, as JSON."""
    person = span.village.people[name]
    rows = await span.village.rows(
        "SELECT message FROM deliveries JOIN contents ON contents.id = content_id"
        f" WHERE person_id = {person.id}"
    )
    return "".join(row["message"] for row in rows)


async def left(span: Span) -> list[dict[str, Any]]:
    return await span.village.rows("SELECT id FROM bridge_copies")


async def none_left(span: Span) -> None:
    async with asyncio.timeout(30):
        while await left(span):
            await span.telegram.something()


@pytest.mark.parametrize(
    ("status", "words", "trouble"),
    [
        (400, "Bad Request: TOPIC_CLOSED", "topic_closed"),
        (400, "Bad Request: message thread not found", "topic_closed"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "gone"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "no_rights"),
    ],
)
async def test_where_nothing_arrives_the_bridge_pauses_itself_and_both_sides_hear_why(
    span: Span, status: int, words: str, trouble: str
) -> None:
    span.telegram.refuse("sendmessage", status, words)

    async with span.carrying() as traffic:
        span.hear(span.village.says("Leyla", 1, "Hello?"))
        await span.until(lambda: not traffic.lines)

    [bridge] = await span.village.rows("SELECT south_trouble, north_trouble FROM bridges")
    assert bridge == {"south_trouble": trouble, "north_trouble": None}
    for name in ("aylin", "savalan"):
        assert f"bridge.told.{trouble}" in await said_to(span, name)
    assert await left(span) == []


async def test_a_429_is_waited_for_and_a_time_out_is_never_sent_again(span: Span) -> None:
    span.telegram.refuse("sendmessage", 429, "Too Many Requests", retry_after=0.01)

    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "Later"))
        await span.stands(SOUTH)
        span.telegram.refuse("sendmessage", 502, "Bad Gateway")
        span.hear(span.village.says("Leyla", 2, "Perhaps"))
        await span.until(lambda: "Perhaps" in str(span.telegram.calls))
        span.hear(span.village.says("Leyla", 3, "Surely"))
        await span.until(lambda: "Surely" in "".join(span.telegram.words(SOUTH)))

    asked = [words["text"].splitlines()[-1] for _, words in span.telegram.calls]
    assert asked == ["Later", "Later", "Perhaps", "Surely"]
    rows = await span.village.rows("SELECT copy FROM bridge_copies ORDER BY id")
    assert [row["copy"] for row in rows] == [101, None, 102]


async def test_a_group_that_became_a_supergroup_is_found(span: Span) -> None:
    span.telegram.refuse("sendmessage", 400, "Bad Request: upgraded", migrate_to_chat_id=-1009)

    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "Moved?"))
        await span.until(lambda: bool(span.telegram.words(-1009)))


async def test_words_taken_back_leave_a_merged_copy_and_others_stay(span: Span) -> None:
    village = span.village
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(village.says("Leyla", 1, "One"))
        await span.telegram.arrived.wait()
        span.hear(village.says("Leyla", 2, "Two"), village.says("Orxan", 3, "Three"))
        span.telegram.gate.set()
        await span.stands(SOUTH, 2)
        await village.bridges.remove(2, by=village.people["Leyla"])
        await span.until(lambda: "Two" not in span.telegram.words(SOUTH)[1])

    assert "Three" in span.telegram.words(SOUTH)[1]
    button = list(span.telegram.messages.values())[1].facts["reply_markup"]["inline_keyboard"][0]
    assert button[0]["callback_data"] == "1:br.rm:3"


async def test_after_a_restart_a_merged_copy_goes_as_a_whole(span: Span) -> None:
    village = span.village
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(village.says("Leyla", 1, "One"))
        await span.telegram.arrived.wait()
        span.hear(village.says("Leyla", 2, "Two"), village.says("Orxan", 3, "Three"))
        span.telegram.gate.set()
        await span.stands(SOUTH, 2)
    await village.bridges.remove(2, by=village.people["Leyla"])

    async with span.carrying():
        await span.until(lambda: len(span.telegram.words(SOUTH)) == 1)

    assert [row["id"] for row in await left(span)] == [1]


async def test_a_wish_to_remove_outlives_a_kill_and_is_reported_once(
    span: Span, clock: ShiftedClock
) -> None:
    village = span.village
    async with span.carrying():
        span.hear(village.says("Leyla", 1, "Old"))
        await span.stands(SOUTH)
        clock.forward(timedelta(hours=50))
        span.hear(village.says("Leyla", 2, "Young"))
        await span.stands(SOUTH, 2)
    await village.bridges.leave_bridge(None, by=village.people["Leyla"])

    async with span.carrying():
        await none_left(span)
        await span.until(lambda: len(span.telegram.words(SOUTH)) == 1)

    assert "Old" not in span.telegram.words(SOUTH)[0]
    told = await said_to(span, "Leyla")
    assert told.count('"bridge.removed"') == 1
    assert "bridge.removed.deleted" in told
    assert "bridge.removed.blanked" in told


async def test_a_copy_that_is_gone_already_counts_as_deleted(span: Span) -> None:
    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "Gone"))
        await span.stands(SOUTH)
        span.telegram.refuse("deletemessage", 400, "Bad Request: message to delete not found")
        await span.village.bridges.leave_bridge(None, by=span.village.people["Leyla"])
        await none_left(span)

    assert "bridge.removed.deleted" in await said_to(span, "Leyla")


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        pytest.param(False, "blanked", id="its words are emptied, and counted so"),
        pytest.param(True, "failed", id="not even that: owned up to"),
    ],
)
async def test_of_a_file_too_old_to_delete_is_told_what_became(
    span: Span, clock: ShiftedClock, refused: bool, told: str
) -> None:
    photo = span.village.message("Leyla", 1, NORTH, photo=[{"file_id": "p"}])
    async with span.carrying():
        span.hear({"update_id": 1, "message": photo})
        await span.stands(SOUTH)
        clock.forward(timedelta(hours=50))
        span.telegram.refuse("editmessagetext", 400, "Bad Request: there is no text in the message")
        span.telegram.refuse("deletemessage", 400, "Bad Request: message can't be deleted")
        if refused:
            span.telegram.refuse("editmessagecaption", 400, "Bad Request: message can't be edited")
        await span.village.bridges.leave_bridge(None, by=span.village.people["Leyla"])
        await none_left(span)

    said = await said_to(span, "Leyla")
    assert [how for how in ("deleted", "blanked", "failed") if f"bridge.removed.{how}" in said] == [
        told
    ]
    assert ("لیلا" in "".join(span.telegram.words(SOUTH))) is refused


async def test_who_is_forgotten_has_their_copies_removed_and_nobody_knows_whose_they_were(
    span: Span,
) -> None:
    village = span.village
    async with span.carrying():
        span.hear(village.says("Leyla", 1, "Forget me"))
        await span.stands(SOUTH)
    await village.bridges.forget(by=village.people["Leyla"])
    [row] = await village.rows("SELECT person_id, original FROM bridge_copies")
    assert row == {"person_id": None, "original": None}

    async with span.carrying():
        await none_left(span)

    assert span.telegram.words(SOUTH) == []


async def test_a_copy_on_its_way_when_its_author_leaves_is_taken_back_once_it_stands(
    span: Span,
) -> None:
    village = span.village
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(village.says("Leyla", 1, "Too late?"))
        await span.telegram.arrived.wait()
        await village.bridges.leave_bridge(None, by=village.people["Leyla"])
        span.telegram.gate.set()
        await none_left(span)

    assert span.telegram.words(SOUTH) == []


async def test_a_pause_of_either_side_stops_both_directions(span: Span) -> None:
    village = span.village
    await village.bridges.agree(span.bridge_id, called="", by=village.people["savalan"])
    async with span.carrying() as traffic:
        await village.bridges.pause(span.bridge_id, Side.SOUTH, by=village.people["savalan"])
        await span.until(lambda: not traffic.lines)
        span.hear(
            village.says("Leyla", 1, "North"), village.says("savalan", 2, "South", chat=SOUTH)
        )

    assert span.telegram.calls == []
