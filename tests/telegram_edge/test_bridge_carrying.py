"""What is written in one topic reaches the other: once, in order, merged when it is lively."""

import pytest

from bot.clock import ShiftedClock
from bot.domain.people import Side
from bot.language.render import Renderer
from bot.language.script import to_arabic
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.bridging import carrier
from tests.bridging import NORTH, SOUTH, TOPIC
from tests.telegram_edge.bridge_span import Span, make_span


@pytest.fixture
async def span(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Span:
    return await make_span(db, clock, renderer)


async def test_words_go_over_under_a_name_in_the_other_script_with_a_button(span: Span) -> None:
    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "Salam, necəsiniz?"))
        [words] = await span.stands(SOUTH)

    assert to_arabic("Salam, necəsiniz?") in words
    assert to_arabic("Leyla") in words
    [(_, asked)] = span.telegram.calls
    assert asked["message_thread_id"] == TOPIC[SOUTH]
    assert asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "1:br.rm:1"


@pytest.mark.parametrize(
    "words",
    ["Hello, how are you today?", "Привет, как дела?", "سلام، من گلیرم", "👍", "https://a.az"],
)
async def test_what_is_foreign_or_in_the_reader_s_script_already_goes_as_it_is(
    span: Span, words: str
) -> None:
    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, words))
        [copy] = await span.stands(SOUTH)

    assert copy.endswith(f":\n{words}")


async def test_a_word_or_two_are_turned_where_the_dictionary_knows_them(span: Span) -> None:
    savalan = span.village.people["savalan"]
    await span.village.bridges.agree(span.bridge_id, called="", by=savalan)
    async with span.carrying():
        span.hear(span.village.says("savalan", 1, "من گلیرم", chat=SOUTH))
        await span.stands(NORTH)
        span.hear(span.village.says("savalan", 2, "چطوری؟", chat=SOUTH))
        ours, foreign = await span.stands(NORTH, 2)

    assert ours.endswith("Mən gəlirəm")
    assert foreign.endswith("چطوری؟")


async def test_who_has_not_agreed_is_not_carried_nor_are_bots_channels_and_commands(
    span: Span,
) -> None:
    says = span.village.says
    bot = says("Leyla", 2, "I am a bot")
    bot["message"]["from"]["is_bot"] = True
    channel = says("Leyla", 3, "I am a channel", sender_chat={"id": -1})
    elsewhere = says("Leyla", 4, "In the general topic")
    del elsewhere["message"]["is_topic_message"]
    joined = {
        "update_id": 6,
        "message": span.village.message("Leyla", 6, NORTH, new_chat_members=[]),
    }

    async with span.carrying():
        span.hear(says("Nigar", 1, "Not me"), bot, channel, elsewhere, joined)
        span.hear(says("Leyla", 5, "/help me"), says("Leyla", 7, "It is me"))
        [copy] = await span.stands(SOUTH)

    assert copy.endswith("It is me")


async def test_an_update_that_comes_again_after_a_kill_is_carried_once(span: Span) -> None:
    update = span.village.says("Leyla", 1, "Only once, please")
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(update)
        await span.telegram.arrived.wait()
        span.telegram.gate.set()
        await span.stands(SOUTH)

    async with span.carrying():
        span.hear(update, span.village.says("Leyla", 2, "And this is new"))
        await span.stands(SOUTH, 2)

    assert [words.splitlines()[-1] for words in span.telegram.words(SOUTH)] == [
        "Only once, please",
        "And this is new",
    ]


async def test_a_copy_under_way_at_a_kill_is_not_sent_again(
    span: Span, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "GRACE_SECONDS", 0.01)
    update = span.village.says("Leyla", 1, "Did it arrive?")
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(update)
        await span.telegram.arrived.wait()

    span.telegram.gate.set()
    async with span.carrying():
        span.hear(update, span.village.says("Leyla", 2, "Next"))
        await span.stands(SOUTH)

    assert [words.splitlines()[-1] for words in span.telegram.words(SOUTH)] == ["Next"]
    rows = await span.village.rows("SELECT copy FROM bridge_copies ORDER BY id")
    assert rows[0] == {"copy": None}


async def test_what_waits_is_merged_each_with_its_name_and_whom_it_answers(span: Span) -> None:
    says = span.village.says
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(says("Leyla", 1, "One goes alone"))
        await span.telegram.arrived.wait()
        span.hear(says("Leyla", 2, "Two"), says("Orxan", 3, "Three"))
        first = span.village.message("Leyla", 1, NORTH)
        span.hear(says("Orxan", 4, "Four", reply_to_message=first))
        span.telegram.gate.set()
        alone, merged = await span.stands(SOUTH, 2)

    leyla, orxan = to_arabic("Leyla"), to_arabic("Orxan")
    assert alone.endswith("One goes alone")
    two, three, four = merged.split("\n\n")
    assert (leyla in two, orxan in three, orxan in four) == (True, True, True)
    assert four.splitlines()[1].endswith(f"↩ \u2068{leyla}\u2069")
    assert len(span.telegram.calls) == 2


async def test_an_edit_in_a_merged_copy_rebuilds_it_and_after_a_restart_stands_below(
    span: Span,
) -> None:
    says = span.village.says
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(says("Leyla", 1, "One"))
        await span.telegram.arrived.wait()
        span.hear(says("Leyla", 2, "Two"), says("Orxan", 3, "Three"))
        span.telegram.gate.set()
        await span.stands(SOUTH, 2)
        span.hear(span.village.edits("Orxan", 3, "Three, corrected"))
        await span.until(lambda: "corrected" in span.telegram.words(SOUTH)[1])
        assert "Two" in span.telegram.words(SOUTH)[1]

    async with span.carrying():
        span.hear(span.village.edits("Leyla", 2, "Two, corrected"))
        await span.stands(SOUTH, 3)

    merged = list(span.telegram.messages.values())[1]
    below = list(span.telegram.messages.values())[2]
    assert below.facts["reply_parameters"]["message_id"] == merged.id
    assert "Two, corrected" in below.text
    assert "Three, corrected" in merged.text


async def test_an_edit_of_what_waits_still_changes_what_is_sent(span: Span) -> None:
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(span.village.says("Leyla", 1, "One"))
        await span.telegram.arrived.wait()
        span.hear(span.village.says("Leyla", 2, "Wrong"), span.village.edits("Leyla", 2, "Right"))
        span.telegram.gate.set()
        await span.stands(SOUTH, 2)

    assert span.telegram.words(SOUTH)[1].endswith("Right")
    assert [name for name, _ in span.telegram.calls] == ["sendmessage", "sendmessage"]


async def test_a_text_too_long_for_one_message_becomes_several_and_an_edit_changes_each(
    span: Span,
) -> None:
    async with span.carrying():
        span.hear(span.village.says("Leyla", 1, "word " * 819 + "end"))
        await span.stands(SOUTH, 2)
        span.hear(span.village.edits("Leyla", 1, "term " * 819 + "end"))
        await span.until(lambda: "term end" in span.telegram.words(SOUTH)[1])

    assert all(len(words) <= 4096 for words in span.telegram.words(SOUTH))
    assert "word" not in "".join(span.telegram.words(SOUTH))


async def test_a_flood_is_owned_up_to_and_silences_nobody_else(span: Span) -> None:
    says = span.village.says
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(says("Leyla", 1, "First"))
        await span.telegram.arrived.wait()
        span.hear(says("Orxan", 2, "I am quiet"))
        span.hear(*(says("Leyla", number, f"flood {number}") for number in range(10, 420)))
        span.telegram.gate.set()
        await span.until(lambda: "flood 419" in "".join(span.telegram.words(SOUTH)))

    said = "\n".join(span.telegram.words(SOUTH))
    assert "I am quiet" in said
    assert "۱۱۱" in said
    assert said.count("flood") == 299


async def test_nothing_goes_over_after_a_pause_however_long_it_waited(span: Span) -> None:
    village, aylin = span.village, span.village.people["aylin"]
    async with span.carrying():
        span.telegram.gate.clear()
        span.hear(village.says("Leyla", 1, "One"))
        await span.telegram.arrived.wait()
        span.hear(village.says("Leyla", 2, "Two"))
        await village.bridges.pause(span.bridge_id, Side.NORTH, by=aylin)
        span.telegram.gate.set()
        await span.until(lambda: not span.traffic or not span.traffic.lines)
        span.hear(village.says("Leyla", 3, "Three"))
        await village.bridges.go_on(span.bridge_id, Side.NORTH, by=aylin)
        await span.until(lambda: bool(span.traffic and span.traffic.lines))
        span.hear(village.says("Leyla", 4, "Four"))
        await span.stands(SOUTH, 2)

    assert [words[-4:].strip() for words in span.telegram.words(SOUTH)] == ["One", "Four"]
