"""How much work a word is: calls are counted, for they are alike on every machine."""

from pathlib import Path

import pytest

from bot.language.script import Converter, Script, Word, to_arabic
from bot.language.script.codes import latin_codes, sound_code
from bot.language.script.columns import sounds_by_rule
from bot.language.script.dictionary import Dictionary, folder, rows_of
from bot.language.script.letters import lower
from bot.language.script.spelling import spelled
from tests.language.script.test_bad_input import steps_of

ROWS = [row for file in sorted(folder().glob("*.tsv")) for row in rows_of(file)]
PROSE = Path(__file__).with_name("running.txt").read_text("utf-8")


def calls_a_word(text: str, to: Script) -> float:
    """Return how many calls and returns a word costs a converter that remembers none."""
    Converter().convert(text, to)

    cold = Converter()
    return steps_of(lambda: cold.convert(text, to)) / len(text.split())


def test_a_stem_sounds_in_a_column_as_it_does_by_itself() -> None:
    stems = [lower(row[0]) for row in ROWS]

    together = sounds_by_rule(latin_codes("\n".join(stems))).split(b"\n")

    assert dict(zip(stems, together, strict=True)) == {
        stem: sound_code(spelled(stem)) for stem in stems
    }


def test_a_row_is_read_with_few_calls() -> None:
    calls = steps_of(lambda: Dictionary(ROWS))

    assert calls < 10 * len(ROWS)


def test_a_cold_word_takes_few_calls_southward() -> None:
    assert calls_a_word(PROSE, Script.ARABIC) < 75


def test_a_cold_word_takes_few_calls_northward() -> None:
    assert calls_a_word(to_arabic(PROSE), Script.LATIN) < 55


def test_a_word_that_is_remembered_takes_hardly_any() -> None:
    converter = Converter()
    converter.convert(PROSE, Script.ARABIC)

    calls = steps_of(lambda: converter.convert(PROSE, Script.ARABIC))

    assert calls < 15 * len(PROSE.split())


@pytest.mark.parametrize("to", Script)
def test_the_words_of_a_text_are_told_apart_when_they_are_asked_for(to: Script) -> None:
    converter = Converter()
    text = PROSE if to is Script.ARABIC else to_arabic(PROSE)
    converter.convert(text, to)

    alone = steps_of(lambda: converter.convert(text, to))
    with_words = steps_of(lambda: converter.convert(text, to).words)
    words = converter.convert(text, to).words

    assert alone * 2 < with_words
    assert len(words) > 1000
    assert all(isinstance(word, Word) for word in words)
