"""Whatever comes in: never a crash, never slow, and a conversion is never converted again."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.script import Converter, Script, script_of, to_arabic, to_latin

CONVERTER = Converter()

anything = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Mn", "Cf", "Lo", "Nd", "Co"]),
        st.sampled_from("abcəğıİI ŞşQqx'’-.,?!1234۵ءئؤۆۇاآهعی\u200c\u0651\u0652\u0307"),
    ),
    max_size=80,
)


@given(anything, st.sampled_from(Script), st.booleans())
@settings(max_examples=400)
def test_a_conversion_converted_is_itself(text: str, to: Script, plain: bool) -> None:
    once = CONVERTER.convert(text, to, plain=plain)
    twice = CONVERTER.convert(once.text, to, plain=plain)

    assert twice.text == once.text


@given(anything, st.sampled_from(Script))
def test_words_lie_where_they_say(text: str, to: Script) -> None:
    made = CONVERTER.convert(text, to)

    for word in made.words:
        assert text[word.start : word.start + len(word.source)] == word.source
        assert 0 <= word.confidence <= 1
    assert 0 <= made.confidence <= 1


@given(anything)
def test_both_ways_of_asking_answer_alike(text: str) -> None:
    assert CONVERTER.convert(text, Script.ARABIC).text == to_arabic(text)
    assert CONVERTER.convert(text, Script.LATIN).text == to_latin(text)
    assert script_of(text) in (*Script, None)


@pytest.mark.parametrize("to", Script)
def test_every_block_of_unicode_comes_through(to: Script) -> None:
    for start in range(0, sys.maxunicode + 1, 256):
        block = "".join(map(chr, range(start, start + 256)))
        for letter in (block[0], block[77], block[255]):
            CONVERTER.convert(f"a{letter}b", to)
        CONVERTER.convert(block, to)


LONG = {
    "a letter": "a",
    "letters": "abcdefgh",
    "an Arabic letter": "ب",
    "an Arabic word": "کیتاب",
    "suffixes": "lar",
    "combining marks": "\u0301",
    "Arabic marks": "ب\u0651\u0650",
    "mixed scripts": "aب",
    "digits": "1",
    "digits and brackets": "1(",
    "dots": "a.",
    "ats": "a@",
    "ticks": "`",
    "slashes": "/a",
    "hyphens": "a-",
    "colons": "a:/",
    "braces": "{<&",
    "surrogates": "\ud83d",
    "ZWNJ": "ا\u200c",
    "apostrophes": "a'",
    "capitals": "aB",
    "spaces": " ",
    "plus": "+1 ",
    "numbers with commas": "1,",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
@pytest.mark.parametrize("to", Script)
@pytest.mark.timeout(20)
def test_a_hundred_kilobytes_without_a_space_pass(piece: str, to: Script) -> None:
    text = piece * (100_000 // len(piece))

    assert Converter().convert(text, to).text


def steps_of(work: Callable[[], object]) -> int:
    """Return how many lines of Python ran; unlike seconds they are the same on every machine."""
    steps = 0

    def count(*_: object) -> object:
        nonlocal steps
        steps += 1
        return None

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.parametrize("word", ["qəhrəmanlıqdan", "قهرمانلیقدان", "xyzb", "برنگ"])
@pytest.mark.parametrize("to", Script)
def test_a_word_eight_times_as_long_costs_at_most_ten_times_as_much(word: str, to: Script) -> None:
    CONVERTER.convert(word, to)

    short = steps_of(lambda: Converter().convert(word * 500, to))
    long = steps_of(lambda: Converter().convert(word * 4000, to))

    assert long < 10 * short
