"""What stays byte for byte, whatever stands around it, in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.script import Script, to_arabic, to_latin
from bot.language.script.converter import Converter

KEPT = {
    "link": "https://example.az/yol?a=1&b=2#son",
    "link in brackets": "http://example.org/a_(b)",
    "bare link": "korpu.example.com/qapı",
    "www": "www.example.az",
    "address": "ana.dili@example.com",
    "name": "@ana_dili",
    "tag": "#yardım2026",
    "command": "/start",
    "command with a name": "/help@korpu_bot",
    "code": "`pip install salam`",
    "block of code": "```\nsalam = 1\n```",
    "phone": "+994 50 123 45 67",
    "local phone": "(012) 498-12-34",
    "unit": "5 km",
    "percent": "20%",
    "decimal": "3,5 kq",
    "money": "15 ₼",
    "time": "18:30",
    "date": "21.03.2026",
    "ISO date": "2026-03-21",
    "emoji": "👩‍👩‍👧‍👦",
    "flag": "🇦🇿",
    "keycap": "1️⃣",
    "placeholder": "{name}",
    "tag of HTML": "<b>",
    "brand": "YouTube",
    "foreign letters": "Straße",
    "w": "WhatsApp",
    "Cyrillic": "Азәрбајҹан",
    "abbreviation": "BMTX",
    "file": "foto.jpg",
    "id": "A12B-77",
}


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_it_stays_in_an_azerbaijani_sentence(kept: str) -> None:
    assert f" {kept} " in to_arabic(f"Bura bax {kept} və mənə de.")
    assert f" {kept} " in to_latin(f"بورا باخ {kept} و منه دئ.")


@given(st.sampled_from(sorted(KEPT.values())), st.text("abcəı ,.", max_size=30))
def test_it_stays_among_any_words(kept: str, words: str) -> None:
    assert kept in to_arabic(f"{words} {kept} {words}")


@pytest.mark.parametrize(
    "sentence",
    [
        "The house is on fire and we are in it.",
        "Bu akşam için çok güzel bir plan değil.",
        "Das Haus ist nicht weit von hier.",
    ],
    ids=["English", "Turkish", "German"],
)
def test_a_sentence_in_another_latin_language_stays(sentence: str) -> None:
    assert to_arabic(sentence) == sentence
    assert to_arabic(f"Salam, dostlar! {sentence}").endswith(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["این کتاب را از کجا می‌خرید؟", "هذا الكتاب من المدرسة التي في القرية."],
    ids=["Persian", "Arabic"],
)
def test_a_sentence_in_another_arabic_script_language_stays(sentence: str) -> None:
    assert to_latin(sentence) == sentence


@pytest.mark.parametrize(
    ("text", "to"),
    [("سلام, «دوست»; ۵ نفر?", Script.ARABIC), ("Salam، dost؛ 5 nəfər؟", Script.LATIN)],
)
def test_text_in_the_script_already_stays_signs_and_all(text: str, to: Script) -> None:
    assert Converter().convert(text, to).text == text
