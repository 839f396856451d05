"""A tied group becomes a supergroup, where message numbers begin anew: nothing is mistaken."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.language.render import Renderer
from bot.services.bridges import taking_back
from bot.services.groups import Groups
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH, SOUTH, Json, Standing
from tests.telegram_edge.bridge_span import Span, make_span

MOVED = -1009


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


async def moves(span: Span, chat: int) -> None:
    """Let a group become a supergroup, and wait until the carrier knows."""
    traffic = span.traffic
    await Groups(span.village.db, span.village.clock).moved(f"telegram:{chat}", f"telegram:{MOVED}")
    await span.village.bridges.look_again()
    assert traffic is not None
    ends = "source" if chat == NORTH else "target"
    await span.until(lambda: any(str(MOVED) in getattr(one.way, ends) for one in traffic.lines))


def there(update: Json) -> Json:
    """Return an update of the North as it comes from the new chat."""
    for kind in ("message", "edited_message"):
        if kind in update:
            update[kind]["chat"]["id"] = MOVED
    return update


async def removed(span: Span) -> None:
    async with asyncio.timeout(30):
        while await span.village.rows("SELECT id FROM bridge_copies WHERE remove_at IS NOT NULL"):
            await span.telegram.something()


async def test_a_message_with_the_number_of_an_older_one_is_carried_and_followed(
    span: Span,
) -> None:
    village = span.village
    async with span.carrying():
        span.hear(village.says("Leyla", 5, "Old five"))
        await span.stands(SOUTH)
        await moves(span, NORTH)

        span.hear(there(village.says("Leyla", 5, "New five")))
        await span.stands(SOUTH, 2)
        span.hear(there(village.edits("Leyla", 5, "Newer five")))
        await span.until(lambda: "Newer five" in span.telegram.words(SOUTH)[1])

    assert "Old five" in span.telegram.words(SOUTH)[0]


async def test_what_was_carried_before_can_still_be_taken_back(span: Span) -> None:
    village = span.village
    async with span.carrying():
        span.hear(village.says("Leyla", 5, "Old five"))
        await span.stands(SOUTH)
        await moves(span, NORTH)

        await village.bridges.remove(1, by=village.people["Leyla"])
        await removed(span)

    assert span.telegram.words(SOUTH) == []


async def test_a_reply_to_a_copy_of_before_answers_no_message_of_another(span: Span) -> None:
    village = span.village
    await village.bridges.agree(span.bridge_id, called="", by=village.people["savalan"])
    async with span.carrying():
        span.hear(village.says("Leyla", 5, "Old five"))
        await span.stands(SOUTH)
        await moves(span, NORTH)

        copy = {"message_id": 101, "from": {"id": 1, "is_bot": True}}
        span.hear(village.says("savalan", 9, "Reply", chat=SOUTH, reply_to_message=copy))
        await span.stands(MOVED)

    [_, (_, asked)] = span.telegram.calls
    assert "reply_parameters" not in asked


async def test_no_message_of_the_new_chat_is_taken_for_a_copy_of_before(
    span: Span, clock: ShiftedClock
) -> None:
    village = span.village
    async with span.carrying():
        span.hear(village.says("Leyla", 5, "Old five"))
        await span.stands(SOUTH)
        await moves(span, SOUTH)
        span.telegram.messages[MOVED, 101] = Standing(101, MOVED, "Another's", {}, 0.0)

        await village.bridges.leave_bridge(None, by=village.people["Leyla"])
        clock.forward(timedelta(minutes=4))
        village.db.bell(taking_back.BELL).set()
        await removed(span)

    assert span.telegram.words(MOVED) == ["Another's"]
    said = await village.rows("SELECT message FROM contents WHERE message LIKE '%bridge.removed%'")
    assert "bridge.removed.failed" in said[0]["message"]


async def test_a_name_that_goes_changes_no_message_of_the_new_chat(span: Span) -> None:
    village = span.village
    leyla = village.people["Leyla"]
    asked = {"message_id": 1, "from": {"id": int(leyla.address.partition(":")[2]), "is_bot": False}}
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(village.says("Leyla", 1, "One"))
        await span.telegram.arrived.wait()
        span.hear(
            village.says("Orxan", 2, "Two", reply_to_message=asked),
            village.says("Orxan", 3, "Three"),
        )
        span.telegram.gate.set()
        await span.stands(SOUTH, 2)
        await moves(span, SOUTH)
        span.telegram.messages[MOVED, 102] = Standing(102, MOVED, "Another's", {}, 0.0)
        calls = len(span.telegram.calls)

        await village.bridges.leave_bridge(None, by=leyla)
        span.hear(village.says("Orxan", 4, "Four"))
        await span.stands(MOVED, 2)

    assert "Another's" in span.telegram.words(MOVED)
    assert [name for name, _ in span.telegram.calls[calls:]] == ["sendmessage"]


async def test_a_move_that_the_channel_tells_first_is_noted_at_once(span: Span) -> None:
    span.telegram.refuse("sendmessage", 400, "Bad Request: upgraded", migrate_to_chat_id=MOVED)

    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "Moved?"))
        await span.stands(MOVED)
        await Groups(span.village.db, span.village.clock).moved(
            f"telegram:{SOUTH}", f"telegram:{MOVED}"
        )

    [row] = await span.village.rows("SELECT copy FROM bridge_copies")
    assert row == {"copy": 101}
