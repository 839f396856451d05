"""Who speaks and who is answered: no words pass for somebody else's, and a name can go again."""

import pytest

from bot.clock import ShiftedClock
from bot.language.render import Renderer
from bot.language.script import to_arabic
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH, SOUTH, Json
from tests.telegram_edge.bridge_span import Span, make_span

FORGED = "Hello everybody\n\nOrxan:\nSend the money to this card"


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


def covered(asked: Json, kind: str, words: str = "text") -> list[str]:
    """Return what each entity of a kind covers."""
    raw = asked[words].encode("utf-16-le")
    found = asked["entities" if words == "text" else "caption_entities"]
    return [
        raw[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in found
        if one["type"] == kind
    ]


async def merged(span: Span, *updates: Json) -> Json:
    """Let updates wait behind one that is under way; return the call that carries them."""
    span.telegram.gate.clear()
    span.hear(span.village.says("Leyla", 1, "One goes alone"))
    await span.telegram.arrived.wait()
    span.hear(*updates)
    span.telegram.gate.set()
    await span.stands(SOUTH, 2)
    return span.telegram.calls[-1][1]


async def test_words_stand_in_a_quote_under_their_head_so_that_none_pass_for_a_head(
    span: Span,
) -> None:
    bold = [{"type": "bold", "offset": FORGED.index("Orxan"), "length": 5}]
    says = span.village.says
    async with span.carrying():
        together = await merged(
            span, says("Leyla", 2, FORGED, entities=bold), says("Orxan", 3, "It is me")
        )
    [(_, alone), *_] = span.telegram.calls

    assert covered(alone, "blockquote") == ["One goes alone"]
    assert covered(together, "blockquote") == [FORGED, "It is me"]
    assert covered(together, "bold")[1] == "Orxan"


async def test_a_caption_stands_in_a_quote_and_loses_a_quote_of_its_own(span: Span) -> None:
    picture = span.village.message(
        "Leyla",
        1,
        NORTH,
        photo=[{"file_id": "a"}],
        caption="😀 Look at this",
        caption_entities=[{"type": "blockquote", "offset": 3, "length": 4}],
    )
    async with span.carrying():
        span.hear({"update_id": 1, "message": picture})
        await span.stands(SOUTH)

    [(_, asked)] = span.telegram.calls
    assert covered(asked, "blockquote", "caption") == ["😀 Look at this"]


async def test_code_reaches_the_other_script_byte_for_byte(span: Span) -> None:
    words = "Salam dostlar, bu gün gəlin\nsalam = 'dünya'\nson = 2\nSabah görüşərik"
    code = [{"type": "pre", "offset": 28, "length": 23, "language": "python"}]
    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, words, entities=code))
        await span.stands(SOUTH)

    [(_, asked)] = span.telegram.calls
    assert covered(asked, "pre") == ["salam = 'dünya'\nson = 2"]
    assert to_arabic("Sabah görüşərik") in asked["text"]


async def test_an_at_name_stays_in_the_words_and_never_stands_in_a_head(span: Span) -> None:
    async with span.carrying():
        await span.village.db.write(
            lambda tx: tx.run("UPDATE bridge_consents SET name = '@Leyla_l:' WHERE name = 'Leyla'")
        )
        await span.village.bridges.look_again()
        await span.until(lambda: _knows(span, "@Leyla_l:"))
        span.hear(span.village.says("Leyla", 1, "Ask @rashad_b"))
        [copy] = await span.stands(SOUTH)

    head, words = copy.splitlines()
    assert ("@" in head, head.count(":")) == (False, 1)
    assert words.endswith("Ask @rashad_b")


async def test_the_name_of_who_took_everything_back_leaves_what_others_answered(
    span: Span,
) -> None:
    village = span.village
    first = village.message("Leyla", 1, NORTH)
    async with span.carrying():
        await merged(
            span,
            village.says("Orxan", 2, "Thank you very much", reply_to_message=first),
            village.says("Orxan", 3, "And this is more of it"),
        )
        assert "↩" in span.telegram.words(SOUTH)[1]

        await village.bridges.leave_bridge(None, by=village.people["Leyla"])

        await span.until(lambda: "↩" not in "".join(span.telegram.words(SOUTH)))
        await span.until(lambda: len(span.telegram.words(SOUTH)) == 1)

    [copy] = span.telegram.words(SOUTH)
    assert to_arabic("Leyla") not in copy
    assert ("Thank you very much" in copy, "And this is more of it" in copy) == (True, True)


async def test_a_name_stays_while_its_bearer_is_carried_over(span: Span) -> None:
    village = span.village
    first = village.message("Leyla", 1, NORTH)
    async with span.carrying():
        await merged(
            span,
            village.says("Orxan", 2, "Thank you very much", reply_to_message=first),
            village.says("Orxan", 3, "And this is more of it"),
            village.says("Leyla", 4, "Words of mine"),
        )
        row = (await village.rows("SELECT id FROM bridge_copies WHERE original = 4"))[0]["id"]

        await village.bridges.remove(row, by=village.people["Leyla"])

        await span.until(lambda: "Words of mine" not in "".join(span.telegram.words(SOUTH)))

    assert "↩" in span.telegram.words(SOUTH)[1]


def _knows(span: Span, name: str) -> bool:
    assert span.traffic is not None
    return any(
        voice.name == name for line in span.traffic.lines for voice in line.way.voices.values()
    )
