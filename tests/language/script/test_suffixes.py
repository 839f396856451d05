"""What is forbidden stays forbidden: no conversion may lose the negation of a verb."""

import re
from collections.abc import Iterator

import pytest

from benchmarks.language import inflected
from bot.language.script import to_arabic, to_latin
from bot.language.script.dictionary import folder, rows_of
from bot.language.script.letters import lower

NEGATIVE = (
    "mA", "mAyIn", "mAyInIz", "mAsIn", "mAsInlAr", "mIr", "mIrAm", "mIrsInIz", "mIrlAr", "mAdI",
    "mAdIm", "mAdIlAr", "mAmIşAm", "mAyIb", "mAyIblAr", "mAz", "mAzsAn", "mArAm", "mAyAn", "mAdAn",
    "mAsA", "mAsAydI", "mAmAlI", "mAmAlIsInIz", "mAyIncA", "mAyAsAn", "mAyAcAksAn",
)  # fmt: skip
"""Negative endings of verbs, with A and I for the vowels that follow the stem's."""

IN_DANGER = (
    "al", "apar", "at", "aç", "burax", "bax", "çağır", "çıx", "danış", "de", "din", "dön", "döz",
    "düş", "gecik", "get", "gəl", "gir", "gizlət", "gözlə", "ət", "et", "ev", "iç", "in", "itələ",
    "keç", "kəs", "köç", "qaç", "qal", "qalx", "qayıt", "qoy", "qorx", "min", "oyna", "öyrət",
    "sal", "saxla", "sön", "söndür", "tələs", "tərpən", "tərpət", "toxun", "tut", "unut", "uzat",
    "ver", "vur", "yan", "yandır", "yap", "yarat", "yat", "ye", "yoxla", "yüklə",
)  # fmt: skip
"""Verbs of warnings: their negative forms must come back to the letter."""

_ENDS = {
    ending: re.compile(
        ending.replace("A", "[aə]").replace("I", "[ıiuü]").replace("k", "[kq]") + "$"
    )
    for ending in NEGATIVE
}


def verbs() -> list[str]:
    lists = sorted(folder().glob("*.tsv"))
    return sorted({row[0] for file in lists for row in rows_of(file) if row[2] == "v"})


def forms_of(stem: str) -> Iterator[tuple[str, str]]:
    """Yield each negative ending and the word it makes; its last k is a q after a back vowel."""
    for ending in NEGATIVE:
        word = inflected(stem, ending)
        yield ending, word.replace("ak", "aq") if "Ak" in ending else word


@pytest.mark.parametrize("plain", [False, True], ids=["with marks", "plain"])
@pytest.mark.parametrize("stem", sorted({*IN_DANGER} & {*verbs()}))
def test_a_warning_comes_back_to_the_letter(stem: str, plain: bool) -> None:
    words = [word for _, word in forms_of(stem)]

    assert [lower(to_latin(to_arabic(word, plain=plain))) for word in words] == words


def test_no_verb_loses_its_negation_on_the_way_south_and_back() -> None:
    lost = []
    for place, stem in enumerate(verbs()):
        ending, word = list(forms_of(stem))[place % len(NEGATIVE)]
        back = to_latin(to_arabic(word))
        if not _ENDS[ending].search(lower(back)):
            lost.append((word, back))

    assert lost == []


def test_a_negative_verb_is_never_written_like_its_positive_one() -> None:
    pairs = [("mAdI", "dI"), ("mAsIn", "sIn"), ("mAyIb", "Ib"), ("mAz", "Ar"), ("mAyAn", "An")]
    same = [
        inflected(stem, no)
        for stem in IN_DANGER
        for no, yes in pairs
        if to_arabic(inflected(stem, no)) == to_arabic(inflected(stem, yes))
    ]

    assert same == []
