"""The word lists in data/language: whole rows, right letters, nothing twice."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from bot.language.script.dictionary import folder

LISTS = sorted(folder().glob("*.tsv"))
LATIN = re.compile(r"[abcçdeəfgğhxıijkqlmnoöprsştuüvyzâ'’ -]+", re.IGNORECASE)
ARABIC = re.compile("[آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءأؤئۇۆؽ\u064b-\u0652\u200c -]+")
KINDS = {"n", "v", "p", "x", "f", "o"}
ORIGINS = {"tk", "ar", "fa", "eu", "ru"}


def rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text("utf-8").splitlines()[1:]]


def test_there_are_names_and_places_enough() -> None:
    sizes = {file.stem: len(rows(file)) for file in LISTS}

    assert sizes["names"] >= 1500
    assert sizes["places"] >= 1500


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_every_row_has_four_cells_and_known_marks(file: Path) -> None:
    assert file.read_text("utf-8").splitlines()[0] == "latin\tarabic\tkind\torigin"
    for row in rows(file):
        assert len(row) == 4, row
        assert row[2] in KINDS, row
        assert row[3] in ORIGINS, row


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_every_word_is_written_in_the_letters_of_its_alphabet(file: Path) -> None:
    for latin, arabic, _, _ in rows(file):
        assert LATIN.fullmatch(latin.replace("İ", "i")), latin
        for spelling in arabic.split("|") if arabic else ():
            assert ARABIC.fullmatch(spelling), latin
            assert spelling == spelling.strip(" \u200c"), latin
        assert unicodedata.is_normalized("NFC", latin + arabic), latin


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_no_word_of_one_kind_stands_twice(file: Path) -> None:
    seen = Counter((latin, kind) for latin, _, kind, _ in rows(file))

    assert [word for word, times in seen.items() if times > 1] == []
