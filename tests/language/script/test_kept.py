"""What was worked out once is kept, and no more of it than there is room for."""

from bot.language.script import Converter, Correction, Script
from bot.language.script.kept import Kept
from bot.language.script.lexicon import Lexicon


def test_what_is_missing_is_made_once() -> None:
    made = iter(["first", "second"])
    kept: Kept[str, str] = Kept(lambda _: next(made), 10)

    assert [kept["su"], kept["su"], kept["od"]] == ["first", "first", "second"]


def test_what_comes_to_nothing_is_kept_too() -> None:
    made: list[str] = []
    kept: Kept[str, None] = Kept(made.append, 10)

    assert [kept["su"], kept["su"]] == [None, None]
    assert made == ["su"]


def test_there_is_never_more_than_there_is_room_for() -> None:
    kept = Kept(str.upper, 3)
    sizes = []

    for word in "abcdefgh":
        kept[word]
        sizes.append(len(kept))

    assert max(sizes) == 3


def test_what_others_made_takes_room_too() -> None:
    kept = Kept(str.upper, 3)

    kept.put(["a", "b"], ["1", "2"])
    kept.put(["c", "d"], ["3", "4"])

    assert kept == {"c": "3", "d": "4"}


def test_words_are_read_alike_one_by_one_and_together() -> None:
    words = ["کیتابلار", "كيتاب", "۱۲", "ab", "سلامab", "گؤزله‌مه‌دی", "اوّل", "کتابها", "Я"]

    together = Lexicon(()).all_northward(words)

    assert together == [Lexicon(()).northward(word) for word in words]


def test_corrections_win_when_words_are_read_together() -> None:
    converter = Converter([Correction("kompüter", "کامپیوتر")])

    assert converter.text("بو کامپیوترلر و ۲ کامپیوتر", Script.LATIN) == (
        "Bu kompüterlər və 2 kompüter"
    )


def test_a_text_of_more_words_than_are_read_together_comes_out_whole() -> None:
    words = ["سو", "داغ", "ائو"] * 1000

    assert (
        Converter().text(" ".join(words), Script.LATIN).split()[1:]
        == (["su", "dağ", "ev"] * 1000)[1:]
    )
