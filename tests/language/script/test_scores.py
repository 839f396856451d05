"""How much of our own pairs and prose the converter must get right; `make bench` prints the rest.

The floors stand a little below the measured figures: a change of the rules or of the word lists
that loses more than a few words shows here.
"""

import re
from pathlib import Path

import pytest

from benchmarks.language import RUNNING, round_trip
from benchmarks.pairs import (
    OWN,
    PairsError,
    Scores,
    groups_of,
    half_of,
    latin,
    light,
    scored,
    strict,
)
from bot.language.script import to_arabic, to_latin

# The shares that must come out right: strict, light, and from Arabic to Latin.
FLOORS = {
    "word": (0.98, 0.98, 0.97),
    "event": (0.90, 0.96, 0.85),
    "name": (0.96, 0.98, 0.95),
    "place": (0.98, 0.98, 0.96),
    "crisis": (0.90, 0.92, 0.96),
    "sentence": (0.93, 0.97, 0.88),
}


@pytest.fixture(scope="module")
def scores() -> dict[str, Scores]:
    return {kind: scored([group], to_arabic, to_latin) for kind, group in groups_of(OWN).items()}


def test_every_kind_of_pair_has_its_floor() -> None:
    assert set(groups_of(OWN)) == set(FLOORS)


@pytest.mark.parametrize("kind", FLOORS)
def test_our_own_pairs_come_out_right(scores: dict[str, Scores], kind: str) -> None:
    strictly, lightly, back = FLOORS[kind]

    assert scores[kind].strict.share() >= strictly
    assert scores[kind].light.share() >= lightly
    assert scores[kind].back.share() >= back


def test_prose_comes_back_from_plain_arabic_script() -> None:
    assert round_trip(RUNNING.read_text("utf-8")) >= 0.95


def test_the_prose_is_long_enough_to_mean_something() -> None:
    assert len(re.findall(r"\w+", RUNNING.read_text("utf-8"))) >= 2000


def test_each_pair_stands_once_and_no_spelling_twice() -> None:
    rows = [line.split("\t") for line in OWN.read_text("utf-8").splitlines()]

    words = [(row[0], row[2]) for row in rows]
    assert len(words) == len(set(words)) >= 600
    for row in rows:
        spellings = list(map(strict, row[1].split("|")))
        assert len(spellings) == len(set(spellings)), row[0]


def test_strict_sees_marks_and_zwnj_and_light_does_not() -> None:
    assert strict("ك\u200cي") == "ک\u200cی"
    assert light("گؤز\u200cلۆ مکّه") == "گؤزلو مکه"


def test_latin_is_compared_without_capitals_the_turkic_way() -> None:
    assert latin("İSTİ’IŞIQ") == "istiışıq"


def test_the_halves_are_about_equal() -> None:
    words = [word for group in groups_of(OWN).values() for word in group.southward]

    odd = sum(half_of(word) == "odd" for word in words)
    assert 0.4 < odd / len(words) < 0.6


def test_a_wrong_answer_lowers_the_score_of_its_direction_only() -> None:
    right = scored(groups_of(OWN).values(), to_arabic, to_latin)
    wrong = scored(groups_of(OWN).values(), to_arabic, str)

    assert wrong.light.right == right.light.right
    assert wrong.back.share() == 0.0
    assert wrong.back.asked == right.back.asked


def test_pairs_of_strangers_are_read_from_two_columns(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.tsv"
    theirs.write_text("latin\tarabic\nsu\tسۇ\nsu\tسو\n", "utf-8")

    group = groups_of(theirs)["theirs"]

    assert group.southward == {"su": {"سۇ", "سو"}}
    assert scored([group], to_arabic, to_latin).light.share() == 1.0


def test_a_file_without_the_two_columns_is_told_so(tmp_path: Path) -> None:
    other = tmp_path / "other.tsv"
    other.write_text("word\tmeaning\nsu\twater\n", "utf-8")

    with pytest.raises(PairsError, match="latin and arabic"):
        groups_of(other)
