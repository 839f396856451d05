"""How sure the converter says it is."""

import pytest

from bot.language.script import Converter, Correction, Script

CONVERTER = Converter([Correction("filankəs", "فیلان‌کس")])


def sureness(word: str, to: Script = Script.ARABIC) -> float:
    return CONVERTER.convert(word, to).words[0].confidence


@pytest.mark.parametrize(
    ("surer", "less"),
    [("filankəs", "kitab"), ("kitab", "kitablarımızdan"), ("kitablarımızdan", "brungal")],
    ids=["correction and dictionary", "stem and suffixes", "suffixes and rules"],
)
def test_what_is_known_better_is_surer(surer: str, less: str) -> None:
    assert sureness(surer) > sureness(less)


def test_a_correction_and_a_foreign_word_are_certain() -> None:
    assert sureness("filankəs") == 1
    assert sureness("WhatsApp") == 1


def test_an_unknown_arabic_word_is_a_guess() -> None:
    assert sureness("برنگسل", Script.LATIN) < 0.5


def test_a_text_is_as_sure_as_its_letters() -> None:
    made = CONVERTER.convert("filankəs brungal", Script.ARABIC)

    expected = (8 * 1 + 7 * sureness("brungal")) / 15
    assert made.confidence == pytest.approx(expected)


def test_a_text_without_words_is_certain() -> None:
    assert CONVERTER.convert("18:30 — 😀", Script.ARABIC).confidence == 1
