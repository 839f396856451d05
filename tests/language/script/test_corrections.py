"""Corrections by coordinators win over the dictionary."""

import threading

from bot.language.script import Converter, Correction, Script


def test_a_correction_wins_whatever_the_case() -> None:
    converter = Converter([Correction("kompüter", "کامپیوتر")])

    assert converter.convert("KOMPÜTER", Script.ARABIC).text == "کامپیوتر"
    assert converter.convert("کامپیوتر", Script.LATIN).text == "Kompüter"


def test_a_corrected_stem_serves_its_other_forms() -> None:
    converter = Converter([Correction("kompüter", "کامپیوتر")])

    assert converter.convert("kompüterlərimizdən", Script.ARABIC).text == "کامپیوترلریمیزدن"
    assert converter.convert("کامپیوترلریمیزدن", Script.LATIN).text == "Kompüterlərimizdən"


def test_a_short_correction_leaves_longer_words_alone() -> None:
    before = Converter().convert("ada", Script.ARABIC).text

    assert Converter([Correction("ad", "اد")]).convert("ada", Script.ARABIC).text == before


def test_a_correction_may_have_several_words() -> None:
    converter = Converter([Correction("ana dili", "آنا دیلی‌میز")])

    assert converter.convert("Bu, Ana dili.", Script.ARABIC).text == "بۇ، آنا دیلی‌میز."
    assert converter.convert("بو آنا دیلی‌میز", Script.LATIN).text == "Bu ana dili"


def test_new_corrections_take_the_place_of_the_old() -> None:
    converter = Converter([Correction("kompüter", "کامپیوتر")])
    usual = Converter().convert("kompüter", Script.ARABIC).text

    converter.correct([])

    assert converter.convert("kompüter", Script.ARABIC).text == usual


def test_corrections_may_change_while_others_convert() -> None:
    converter = Converter()
    made: list[str] = []

    def convert() -> None:
        made.extend(converter.convert("kompüter", Script.ARABIC).text for _ in range(300))

    threads = [threading.Thread(target=convert) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(30):
        converter.correct([Correction("kompüter", "کامپیوتر")])
    for thread in threads:
        thread.join()

    usual = Converter().convert("kompüter", Script.ARABIC).text
    assert len(made) == 900
    assert set(made) <= {usual, "کامپیوتر"}


def test_odd_corrections_do_no_harm() -> None:
    odd = [Correction("", ""), Correction("a|b", "ا|ب"), Correction("a\nb", "ا\nب")]

    assert Converter(odd).convert("kitab", Script.ARABIC).text == "کیتاب"
