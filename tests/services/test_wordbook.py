"""The converter reads for whoever asks, and learns what coordinators teach it."""

import unicodedata
from datetime import timedelta

import pytest

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.domain.retention import KEPT_FOR, Kept
from bot.domain.wordbook import LONGEST, Proposal, Spelling
from bot.language.render import Renderer
from bot.language.script import Converter, Entity, Script
from bot.services.wordbook import PAGE, Wordbook
from bot.services.wordbook.reading import MOST_PIECES, PIECE
from bot.storage.sqlite import SqliteDatabase
from tests.services.help import Community

LATIN, ARABIC = "Zoğallı", "زۇرقالی"


@pytest.fixture
def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Community:
    return Community(db, clock, renderer)


@pytest.fixture
def converter() -> Converter:
    return Converter()


@pytest.fixture
def book(db: SqliteDatabase, clock: ShiftedClock, converter: Converter) -> Wordbook:
    return Wordbook(db, clock, converter)


@pytest.fixture
async def aylin(town: Community) -> Person:
    """Coordinates the North."""
    return await town.named("Aylin", Side.NORTH, Side.NORTH)


@pytest.fixture
async def sevinj(town: Community) -> Person:
    """Coordinates the South."""
    return await town.named("Sevinj", Side.SOUTH, Side.SOUTH)


async def taught(book: Wordbook, typed: str, *, by: Person) -> Spelling:
    """Let somebody teach a word, and say yes to all it replaces."""
    proposal = await book.propose(typed, source="", by=by)
    rival = proposal.instead_of
    made = await book.keep(proposal.spelling.id, instead_of=rival.id if rival else 0, by=by)
    assert isinstance(made, Spelling)
    return made


async def states(town: Community) -> list[tuple[str, str]]:
    rows = await town.all("SELECT arabic, state FROM spellings ORDER BY id")
    return [(row["arabic"], row["state"]) for row in rows]


async def test_a_word_wins_over_the_dictionary_at_once_and_in_both_directions(
    book: Wordbook, converter: Converter, aylin: Person
) -> None:
    before = converter.convert(LATIN, Script.ARABIC).text

    await taught(book, f"{LATIN} = {ARABIC}", by=aylin)

    assert before != ARABIC
    assert converter.convert(LATIN, Script.ARABIC).text == ARABIC
    assert converter.convert(ARABIC, Script.LATIN).text == LATIN
    assert converter.convert("Zoğallıda", Script.ARABIC).text.startswith(ARABIC)
    assert converter.convert("زۇرقالیدا", Script.LATIN).text == "Zoğallıda"


async def test_nothing_holds_before_the_yes(
    book: Wordbook, converter: Converter, town: Community, aylin: Person
) -> None:
    await book.propose(ARABIC, source=LATIN, by=aylin)
    await book.learn()

    assert converter.convert(LATIN, Script.ARABIC).text != ARABIC
    assert await states(town) == [(ARABIC, "asked")]


async def test_a_new_process_knows_what_was_taught(
    book: Wordbook, db: SqliteDatabase, clock: ShiftedClock, aylin: Person
) -> None:
    await taught(book, f"{LATIN} = {ARABIC}", by=aylin)
    fresh = Converter()

    assert await Wordbook(db, clock, fresh).learn() == 1

    assert fresh.convert(LATIN, Script.ARABIC).text == ARABIC


async def test_what_handles_words_is_told_whenever_they_change(
    db: SqliteDatabase, clock: ShiftedClock, aylin: Person
) -> None:
    told: list[int] = []
    book = Wordbook(db, clock, Converter(), learnt=lambda: told.append(1))

    one = await taught(book, f"{LATIN} = {ARABIC}", by=aylin)
    await book.take_back(one.id, by=aylin)

    assert len(told) == 2


async def test_pressing_keep_twice_keeps_once(
    book: Wordbook, town: Community, aylin: Person
) -> None:
    proposal = await book.propose(ARABIC, source=LATIN, by=aylin)

    first = await book.keep(proposal.spelling.id, instead_of=0, by=aylin)
    again = await book.keep(proposal.spelling.id, instead_of=0, by=aylin)

    assert first == again
    audit = await town.all("SELECT action FROM audit WHERE action = 'word taught'")
    assert len(audit) == 1


async def test_an_update_that_comes_twice_asks_once(
    book: Wordbook, town: Community, aylin: Person
) -> None:
    first = await book.propose(ARABIC, source=LATIN, by=aylin)

    assert await book.propose(ARABIC, source=LATIN, by=aylin) == first
    assert len(await states(town)) == 1


async def test_the_same_latin_word_spelled_anew_replaces_and_the_old_one_is_history(
    book: Wordbook, town: Community, converter: Converter, aylin: Person
) -> None:
    await taught(book, f"{LATIN} = {ARABIC}", by=aylin)

    await taught(book, f"{LATIN} = زوغالی", by=aylin)

    assert await states(town) == [(ARABIC, "replaced"), ("زوغالی", "kept")]
    assert converter.convert(LATIN, Script.ARABIC).text == "زوغالی"


async def test_another_coordinators_word_is_replaced_only_by_who_was_told_so(
    book: Wordbook, town: Community, aylin: Person, sevinj: Person
) -> None:
    late = await book.propose("زوغالی", source=LATIN, by=sevinj)
    assert late.instead_of is None
    hers = await taught(book, f"{LATIN} = {ARABIC}", by=aylin)

    asked = await book.keep(late.spelling.id, instead_of=0, by=sevinj)

    assert isinstance(asked, Proposal)
    assert asked.instead_of == hers
    assert asked.is_another
    assert await states(town) == [("زوغالی", "asked"), (ARABIC, "kept")]
    made = await book.keep(late.spelling.id, instead_of=hers.id, by=sevinj)
    assert isinstance(made, Spelling)
    assert await states(town) == [("زوغالی", "kept"), (ARABIC, "replaced")]


async def test_one_spelling_for_two_latin_words_is_said_and_allowed(
    book: Wordbook, converter: Converter, aylin: Person
) -> None:
    await taught(book, "oldu = اولدو", by=aylin)

    proposal = await book.propose("اولدو", source="öldü", by=aylin)
    await book.keep(proposal.spelling.id, instead_of=0, by=aylin)

    assert proposal.alike == ("oldu",)
    assert converter.convert("oldu", Script.ARABIC).text == "اولدو"
    assert converter.convert("öldü", Script.ARABIC).text == "اولدو"


async def test_a_word_taken_back_is_the_dictionarys_again(
    book: Wordbook, converter: Converter, aylin: Person, sevinj: Person
) -> None:
    before = converter.convert(LATIN, Script.ARABIC).text
    one = await taught(book, f"{LATIN} = {ARABIC}", by=aylin)

    await book.take_back(one.id, by=sevinj)
    await book.take_back(one.id, by=sevinj)

    assert converter.convert(LATIN, Script.ARABIC).text == before
    with pytest.raises(Refusal, match=r"wordbook\.gone"):
        await book.show(one.id)


async def test_thinking_better_of_it_leaves_nothing(
    book: Wordbook, town: Community, aylin: Person
) -> None:
    proposal = await book.propose(ARABIC, source=LATIN, by=aylin)

    await book.think_better(proposal.spelling.id)

    assert await states(town) == []
    with pytest.raises(Refusal, match=r"press\.stale"):
        await book.keep(proposal.spelling.id, instead_of=0, by=aylin)


@pytest.mark.parametrize(
    ("source", "typed", "key"),
    [
        pytest.param(LATIN, "iki söz", "not_a_pair", id="two words"),
        pytest.param(LATIN, "Zogallı", "not_a_pair", id="twice the same script"),
        pytest.param(LATIN, "زоغ", "not_a_pair", id="letters of two scripts"),
        pytest.param(LATIN, "ز" * (LONGEST + 1), "not_a_pair", id="too long"),
        pytest.param(LATIN, "123", "not_a_pair", id="no letters"),
        pytest.param("", ARABIC, "not_a_pair", id="one spelling alone"),
        pytest.param("", "= کیتاب", "not_a_pair", id="half a pair"),
        pytest.param("", "сад = باغ", "not_a_pair", id="neither script"),
        pytest.param("", "a = b = c", "not_a_pair", id="three"),
        pytest.param(LATIN, "ز" + "\u064e" * 30, "not_a_pair", id="a flood of marks"),
    ],
)
async def test_what_is_not_one_word_in_each_script_is_refused_with_an_example(
    book: Wordbook, town: Community, aylin: Person, source: str, typed: str, key: str
) -> None:
    with pytest.raises(Refusal, match=key):
        await book.propose(typed, source=source, by=aylin)

    assert await states(town) == []


async def test_both_orders_are_understood_and_marks_of_direction_are_not_kept(
    book: Wordbook, aylin: Person
) -> None:
    proposal = await book.propose(f"\u202b{ARABIC}\u202c = \u200e{LATIN}", source="", by=aylin)

    assert (proposal.spelling.latin, proposal.spelling.arabic) == (LATIN, ARABIC)


async def test_marks_of_a_vowelled_word_are_kept_and_a_joiner_at_its_end_is_not(
    book: Wordbook, aylin: Person
) -> None:
    proposal = await book.propose("milli = مِلَّی\u200c", source="", by=aylin)

    assert proposal.spelling.arabic == unicodedata.normalize("NFC", "مِلَّی")


async def test_what_holds_already_is_not_asked_again(book: Wordbook, aylin: Person) -> None:
    await taught(book, f"{LATIN} = {ARABIC}", by=aylin)

    with pytest.raises(Refusal, match=r"wordbook\.already"):
        await book.propose(ARABIC, source=LATIN, by=aylin)


async def test_the_list_comes_in_pages_and_is_looked_through_in_either_script(
    book: Wordbook, aylin: Person
) -> None:
    for word in ("alma", "bulud", "ceyran", "daş", "ev", "fil", "gül", "hava", "inək"):
        arabic = Converter().convert(word, Script.ARABIC).text
        await taught(book, f"{word} = {arabic}", by=aylin)

    first, second = await book.page(), await book.page(skip=PAGE)

    assert [one.latin for one in (*first.spellings, *second.spellings)][:3] == [
        "alma",
        "bulud",
        "ceyran",
    ]
    assert (len(first.spellings), len(second.spellings), first.total) == (PAGE, 1, 9)
    assert await book.page(skip=1000) == second
    assert [one.latin for one in (await book.page(sought="گۆل")).spellings] == ["gül"]
    assert [one.latin for one in (await book.page(sought="gul")).spellings] == ["gül"]


async def test_who_taught_a_word_is_forgotten_and_the_word_stays(
    book: Wordbook, town: Community, db: SqliteDatabase, clock: ShiftedClock, aylin: Person
) -> None:
    await taught(book, f"{LATIN} = {ARABIC}", by=aylin)
    owner = await town.services.people.meet("telegram:99", language="en", opened=True)
    services = make_services(db, clock, owners=frozenset({"telegram:99"}))
    await services.coordination.dismiss(aylin.id, Side.NORTH, by=owner)

    await services.erasures.forget(number=1, by=await town.again(aylin))

    rows = await town.all("SELECT person_id, latin, state FROM spellings")
    assert [tuple(row.values()) for row in rows] == [(None, LATIN, "kept")]


async def test_what_was_not_said_yes_to_goes_after_a_day_and_history_after_a_year(
    book: Wordbook, town: Community, clock: ShiftedClock, aylin: Person
) -> None:
    await book.propose("باغچا", source="bağça", by=aylin)
    old = await taught(book, f"{LATIN} = {ARABIC}", by=aylin)
    await taught(book, "alma = آلما", by=aylin)
    await book.take_back(old.id, by=aylin)

    clock.forward(KEPT_FOR[Kept.WORDS_ASKED] + timedelta(seconds=1))
    await town.services.retention.tidy()
    assert await states(town) == [(ARABIC, "dropped"), ("آلما", "kept")]

    clock.forward(KEPT_FOR[Kept.WORDS_ENDED])
    await town.services.retention.tidy()
    assert await states(town) == [("آلما", "kept")]


async def test_words_that_are_guesses_are_underlined(book: Wordbook) -> None:
    made = await book.read("Bu axşam Qzrplvistanda olacağıq", (), Script.ARABIC)

    [piece] = made.pieces
    [look] = piece.looks
    assert made.guesses
    assert look.kind == "underline"
    assert piece.words[look.start : look.end] == piece.words.split()[2]


async def test_a_long_text_comes_in_pieces_and_says_when_it_was_too_long(book: Wordbook) -> None:
    sentence = "Bu axşam parkda görüşürük, hamı gəlsin. "

    whole = await book.read(sentence * 100, (), Script.ARABIC)
    long = await book.read(sentence * 1000, (), Script.ARABIC)

    assert len(whole.pieces) == 2
    assert not whole.shortened
    assert len(long.pieces) == MOST_PIECES
    assert long.shortened
    assert all(piece.length <= PIECE for piece in (*whole.pieces, *long.pieces))


async def test_the_least_certain_words_come_first_each_once_and_protected_ones_never(
    book: Wordbook,
) -> None:
    words = "Kitab aldım. Qzrplv kitab https://a.b/kitab 12 km"

    found = await book.doubtful(words, [Entity("url", 27, 19)], Script.ARABIC)

    assert found[0].source == "qzrplv"
    assert [word.source for word in found].count("kitab") == 1
    assert {word.source for word in found} == {"qzrplv", "kitab", "aldım"}
