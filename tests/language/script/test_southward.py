"""How Latin words are written in Arabic script; the numbers are the sections of the standard."""

import pytest

from bot.language.script import Converter, Correction, Script, to_arabic

CASES = {
    "2.1: a at the start": ("ata", "آتا"),
    "2.1: e at the start": ("el", "ائل"),
    "2.1: i and ı look alike": ("iki", "ایکی"),
    "2.1: o is marked in the first syllable": ("yox", "یوْخ"),
    "2.1: ö carries its hamza everywhere": ("görünüş", "گؤرونوش"),
    "9/6: marks stand in the first syllable only": ("düyün", "دۆیون"),
    "1.2: ə at the start": ("əl", "ال"),
    "1.2: ə at the end": ("dədə", "دده"),
    "1.2: ə of one syllable": ("nə", "نه"),
    "1.2: no ə in a closed syllable": ("gəlmək", "گلمک"),
    "1.2: no ə in the first open syllable": ("gətir", "گتیر"),
    "1.2: ə at the end of a morpheme": ("gözləmədi", "گؤزله‌مه‌دی"),
    "1.2: ə of a suffix": ("gələcək", "گله‌جک"),
    "1.2: what has no suffix goes by syllables": ("kəpənək", "کپه‌نک"),
    "1.2: among is a word by itself": ("dillərarası", "دیللرآراسی"),
    "1.2: a stem keeps its spelling": ("gözəlim", "گؤزلیم"),
    "1.2: a suffix keeps its spelling": ("Təbrizdənəm", "تبریزدنم"),
    "1.3: e next to y": ("şey", "شئی"),
    "1.3: e of a loan": ("telefon", "تلفون"),
    "1.4: y between two i": ("gətirdiyim", "گتیردیگیم"),
    "1.4: k softens": ("çörəyim", "چؤرگیم"),
    "1.4: k of a suffix softens": ("gələcəyəm", "گله‌جگم"),
    "1.4: q softens": ("ayağım", "آیاغیم"),
    "1.4: öv": ("dövlət", "دؤولت"),
    "1.4: native doubles are written twice": ("doqquz", "دوْققوز"),
    "1.5: consonants of Arabic, vowels as said": ("müəllim", "مۆعلّیم"),
    "1.5: a loan takes our suffixes": ("kitabçılar", "کیتابچیلار"),
    "1.5: a stem that loses its vowel": ("fikri", "فیکری"),
    "1.6: suffixes attach": ("insanlar", "اینسانلار"),
    "1.6: ZWNJ after ه": ("nənənin", "ننه‌نین"),
    "1.6: ZWNJ before a linking consonant": ("mahnıya", "ماهنی‌یا"),
    "1.6: no ZWNJ in əllər": ("əllər", "اللر"),
    "1.6: the same letters kept apart": ("nəsillər", "نسیل‌لر"),
    "1.6: nothing to keep apart after a letter that does not join": ("yollar", "یوْللار"),
    "1.6: the same in a longer word": ("suallar", "سۇاللار"),
    "1.6: mi at the end of a word": ("gəldimi", "گلدی‌می"),
    "1.6: mi after a consonant": ("gəlirsənmi", "گلیرسن‌می"),
    "1.6: mi inside a word": ("gəlirmisən", "گلیرمیسن"),
    "1.6: mi after a letter that does not join": ("varmı", "وارمی"),
    "my door is no question": ("qapımı", "قاپیمی"),
    "1.2: a stem of one syllable before a suffix": ("nədir", "نه‌دیر"),
    "1.2: the last but one ə": ("gözləmə", "گؤزله‌مه"),
    "do not do": ("etməyin", "ائتمه‌یین"),
    "do not wait": ("gözləməyin", "گؤزله‌مه‌یین"),
    "do not run": ("qaçmayın", "قاچمایین"),
    "do not touch it": ("toxunmayın", "توْخونمایین"),
    "do not enter, politely": ("girməyiniz", "گیرمه‌یینیز"),
    "until one comes": ("gəlməyincə", "گلمه‌یینجه"),
    "going to do it stays a noun": ("etməyi", "ائتمگی"),
    "k of a verb stays hard": ("gecikir", "گئجیکیر"),
    "a name with a hyphen": ("Nyu-Yorkda", "نیویورکدا"),
    "an unknown name that begins with a known one": ("Həsənriz", "حسن‌ریز"),
    "a town with abad": ("Bədəlabad", "بدل آباد"),
}


@pytest.mark.parametrize(("latin", "arabic"), CASES.values(), ids=CASES)
def test_a_word_is_written_by_the_standard(latin: str, arabic: str) -> None:
    assert to_arabic(latin) == arabic


@pytest.mark.parametrize(("latin", "arabic"), CASES.values(), ids=CASES)
def test_plain_writing_has_no_marks(latin: str, arabic: str) -> None:
    plain = to_arabic(latin, plain=True)

    assert not set(plain) & set("\u200c\u0651\u0652ۇۆ")
    assert len(plain) <= len(arabic)


def test_case_is_turkic() -> None:
    assert to_arabic("İSTİ IŞIQ") == to_arabic("isti ışıq")


def test_the_signs_of_a_sentence_turn_too() -> None:
    assert to_arabic("Gəl, otur; necəsən?") == "گل، اوْتور؛ نئجه‌سن؟"


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("2-ci", "۲-جی"),
        ("3-cü", "۳-جو"),
        ("10-cusu", "۱۰-جوسو"),
        ("11-də", "۱۱-ده"),
        ("1990-cı", "۱۹۹۰-جی"),
    ],
)
def test_a_number_with_a_suffix_has_persian_digits(latin: str, arabic: str) -> None:
    assert to_arabic(latin) == arabic


def test_a_number_by_itself_stays() -> None:
    assert to_arabic("Otaq 240 boşdur") == "اوْتاق 240 بوْشدور"


def test_an_unknown_word_can_still_be_read_aloud() -> None:
    made = Converter([]).convert("brungalmışdılar", Script.ARABIC)

    assert made.text == "برۇنگالمیشدیلار"
    assert made.confidence < 0.6


def test_a_name_from_a_village_list_stands_apart() -> None:
    assert to_arabic("Quzumoba") == "قۇزوم اوْبا"


def test_a_place_in_a_place_loses_its_i() -> None:
    assert to_arabic("Ağbulaq-i Meydan").endswith("مئیدان")
    assert "-" not in to_arabic("Ağbulaq-i Meydan")


def test_a_correction_shows_in_both_directions() -> None:
    converter = Converter([Correction("Urmu", "اورمو")])

    assert converter.convert("Urmuda", Script.ARABIC).text == "اورمودا"
    assert converter.convert("اورمودا", Script.LATIN).text == "Urmuda"
