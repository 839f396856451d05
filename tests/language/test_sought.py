"""Words are found in either script, loosely written; what is something else is not."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.script import Converter, Correction, to_arabic, to_latin
from bot.language.sought import Sought
from tests.conftest import HOME

SOUGHT = Sought(Converter())

PAIRS = HOME / "tests" / "language" / "script" / "pairs.tsv"


def fit(words: str, title: str) -> int:
    return SOUGHT.fit(SOUGHT.keys(words), SOUGHT.line(title))


def pairs() -> list[str]:
    with PAIRS.open(encoding="utf-8") as file:
        return [row["latin"] for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        pytest.param("kitab", "کیتاب بایرامی", id="a Latin word finds one in Arabic script"),
        pytest.param("کیتاب", "Kitab bayramı", id="and the other way round"),
        pytest.param("کتاب", "Kitab bayramı", id="spelled as in Persian"),
        pytest.param("seir gecesi", "Şeir gecəsi", id="without the letters of one's keyboard"),
        pytest.param("ŞEİR", "şeir gecəsi", id="in capitals"),
        pytest.param("كيتاب", "کیتاب", id="with Arabic letters for Persian ones"),
        pytest.param("کتاب لار", "Kitablar sərgisi", id="with a blank where ZWNJ should be"),
        pytest.param("کیتابلار", "کیتاب‌لار سرگیسی", id="without ZWNJ"),
        pytest.param("گول بهار", "Gülbahar bacının evi", id="in two words instead of one"),
        pytest.param("gülbahar", "گول بهار", id="in one word instead of two"),
        pytest.param("nov", "نووروز بایرامی", id="the beginning of a word"),
        pytest.param("bayram novruz", "Novruz bayramı", id="in any order"),
        pytest.param("ev", "ائو", id="a short word"),
        pytest.param("موسیقی", "شب موسیقی ایرانی", id="Persian in Persian"),
        pytest.param("вечер", "Вечер поэзии", id="Russian in Russian"),
        pytest.param("۲۰۲۷", "Novruz 2027", id="digits of the south"),
    ],
)
def test_words_find_a_title(words: str, title: str) -> None:
    assert fit(words, title) > 0


@pytest.mark.parametrize(
    ("words", "title"),
    [
        pytest.param("kitab", "Şeir gecəsi", id="another word"),
        pytest.param("novruz kitab", "Novruz bayramı", id="only one of two words"),
        pytest.param("tab", "Kitab", id="the end of a word"),
        pytest.param("ev", "Oba yolu", id="a short word by its consonants alone"),
        pytest.param("", "Kitab", id="nothing"),
        pytest.param("?!", "Kitab?!", id="signs"),
    ],
)
def test_words_do_not_find_another_title(words: str, title: str) -> None:
    assert fit(words, title) == 0


def test_what_stands_there_as_written_comes_before_what_only_resembles_it() -> None:
    assert fit("kitab", "Kitab") > fit("kitab", "Kitablar") > fit("kitab", "Kətəb") > 0


def test_of_our_own_pairs_nearly_all_are_found_in_both_scripts() -> None:
    titles = pairs()
    southward = [title for title in titles if fit(to_arabic(title), title)]
    northward = [title for title in titles if fit(title, to_arabic(title))]
    back = [title for title in titles if fit(to_latin(to_arabic(title)), to_arabic(title))]

    assert len(titles) > 500
    assert len(southward) >= 0.99 * len(titles)
    assert len(northward) >= 0.99 * len(titles)
    assert len(back) >= 0.99 * len(titles)


@given(st.lists(st.sampled_from(pairs()), min_size=1, max_size=3))
def test_a_title_in_its_own_spelling_is_always_found_however_its_words_are_joined(
    words: list[str],
) -> None:
    title = " ".join(words)

    assert fit(title, title) > 0
    assert fit(title.upper().replace("I", "İ"), title) > 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_letters_of_any_kind_are_too_much(words: str, title: str) -> None:
    assert fit(words, title) >= 0
    keys = SOUGHT.keys(words)
    if keys and fit(words, title):
        assert any(needle in part for needle in SOUGHT.needles(keys) for part in SOUGHT.line(title))


def test_a_word_that_was_taught_is_found_by_how_it_is_read_now() -> None:
    converter = Converter()
    sought = Sought(converter)
    assert not sought.finds("Ay", ["اۇو"])

    converter.correct([Correction("Ay", "اۇو")])
    sought.forget()

    assert sought.finds("Ay", ["اۇو"])
