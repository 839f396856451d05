"""The word lists are whole, and small enough."""

import gc
import subprocess
import sys
import tracemalloc
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.language.script.dictionary import Dictionary, dictionary, folder, rows_of

FILES = sorted(folder().glob("*.tsv"))
LATIN = set("abcçdeəfgğhxıijkqlmnoöprsştuüvyz '-")
ARABIC = set("آأابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءؤۆۇؽ|\u200c -ًٌَُِّْٰ")


def lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(file.read_text("utf-8").rstrip("\n").split("\n"), 1):
        yield number, line.split("\t")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_a_word_list_is_well_formed(file: Path) -> None:
    rows = list(lines(file))

    assert rows[0][1] == ["latin", "arabic", "kind", "origin"]
    for number, cells in rows[1:]:
        assert len(cells) == 4, number
        latin, arabic, kind, origin = cells
        assert latin
        assert not set(latin.replace("İ", "i").replace("I", "ı").lower()) - LATIN, number
        assert not set(arabic) - ARABIC, number
        assert kind in {"n", "v", "p", "x", "f", "o"}, number
        assert origin in {"tk", "ar", "fa", "eu", "ru"}, number
        assert all(cell == unicodedata.normalize("NFC", cell.strip()) for cell in cells), number


def test_the_dictionary_stays_within_eight_megabytes() -> None:
    rows = [row for file in FILES for row in rows_of(file)]
    gc.collect()
    tracemalloc.start()
    try:
        made = Dictionary(rows)
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(made) > 10_000
    assert size < 8_000_000


ASKED_BY_EIGHT = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from bot.language.script.dictionary import dictionary
together = Barrier(8)
with ThreadPoolExecutor(8) as threads:
    print(len({*threads.map(lambda _: (together.wait(), dictionary())[1], range(8))}))
"""


def test_threads_that_ask_at_once_share_one_dictionary() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASKED_BY_EIGHT],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )

    assert asked.stdout == "1\n"


def test_a_common_stem_is_in_a_word_list() -> None:
    common = (folder() / "common.txt").read_text("utf-8").lower().split()
    missing = [word for word in dict.fromkeys(common) if dictionary().stem(word) is None]

    assert missing == []
