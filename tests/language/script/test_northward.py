"""How Arabic script is read, in each of the three spellings in use."""

import pytest

from bot.language.script import Converter, Script, to_latin

CASES = {
    "marks and ZWNJ": ("گؤزله‌مه‌دی", "Gözləmədi"),
    "without ZWNJ": ("گؤزلهمهدی", "Gözləmədi"),
    "without the ه before a suffix": ("ایزلمک", "İzləmək"),
    "bare و is u": ("اولدوز", "Ulduz"),
    "bare و is o": ("اولدو", "Oldu"),
    "bare و is ü": ("گونلر", "Günlər"),
    "the mark decides": ("اوْت", "Ot"),
    "full Persian spelling": ("معلملر", "Müəllimlər"),
    "phonetic spelling": ("موعللیملر", "Müəllimlər"),
    "e not written": ("تلفون", "Telefon"),
    "e written": ("تئلئفون", "Telefon"),
    "shadda left out": ("ملت", "Millət"),
    "k that was softened": ("چؤرگیم", "Çörəyim"),
    "k of a suffix": ("گله‌جگم", "Gələcəyəm"),
    "q that was softened": ("آیاغیم", "Ayağım"),
    "the stem's harmony": ("کیتابلاریمیزدان", "Kitablarımızdan"),
    "front harmony": ("ائولریمیزدن", "Evlərimizdən"),
    "a lost vowel": ("فیکری", "Fikri"),
    "Arabic letters of another keyboard": ("كيتابي", "Kitabı"),
    "a name has a capital": ("سن علی‌سن", "Sən Əlisən"),
    "a suffix set apart": ("کیتاب لار", "Kitablar"),
    "a place of two words": ("آغ کند", "Ağkənd"),
    "sukun says o": ("اوْلا", "Ola"),
    "u is marked": ("سۇیو", "Suyu"),
    "ü is marked": ("دۆز", "Düz"),
    "shadda": ("اوّل", "Əvvəl"),
    "shadda on ی": ("هدیّه", "Hədiyyə"),
    "no sinema in do not be broken": ("سینماسام", "Sınmasam"),
    "t softened to d": ("قاییدیب", "Qayıdıb"),
    "t softened to d in a back word": ("اوزادیر", "Uzadır"),
    "the ə of an open syllable": ("اؤیره‌دیر", "Öyrədir"),
    "an e that others leave out": ("تئلفون", "Telefon"),
    "a hard k of a verb": ("گئجیکیر", "Gecikir"),
    "stayed, not a mould": ("قالیب", "Qalıb"),
    "a lost vowel and no other reading": ("فصلی", "Fəsli"),
    "as far as": ("یارینادک", "Yarınadək"),
    "if you are near": ("یاخینینیزسا", "Yaxınınızsa"),
    "hamza on ا": ("تأمین", "Təmin"),
    "گ for k": ("سکگیز", "Səkkiz"),
    "do not do": ("ائتمه‌یین", "Etməyin"),
    "do not go, without ه": ("گئتمیین", "Getməyin"),
    "do not go out": ("چیخمایین", "Çıxmayın"),
    "they have not come": ("گلمییبلر", "Gəlməyiblər"),
    "a name with a hyphen": ("نیویورک", "Nyu-York"),
    "lower in a place": ("آشاغا قیشلاق", "Aşağı qışlaq"),
    "a time": ("ساعات ۱۸:۳۰-دا", "Saat 18:30-da"),
    "between languages": ("دیللرآراسی", "Dillərarası"),
    "between languages, without آ": ("دیللراراسی", "Dillərarası"),
    "a village with oba": ("بو خان اوبا دیر", "Bu Xanobadır"),
}


@pytest.mark.parametrize(("arabic", "latin"), CASES.values(), ids=CASES)
def test_a_word_is_read(arabic: str, latin: str) -> None:
    assert to_latin(arabic) == latin


def test_sentences_begin_with_a_capital() -> None:
    assert to_latin("سلام. نئجه‌سن؟ یاخشییام!") == "Salam. Necəsən? Yaxşıyam!"


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("۲-جی", "2-ci"), ("۳-جو", "3-cü"), ("۶-جی", "6-cı"), ("۱۰-جو", "10-cu"), ("۱۱-ده", "11-də")],
)
def test_a_suffix_goes_with_the_spoken_number(arabic: str, latin: str) -> None:
    assert to_latin(arabic) == latin


@pytest.mark.parametrize("word", ["فصلی", "بالیغی", "بئینی", "بۇرنو", "یارادیب", "اوزادیر"])
def test_a_stem_that_changes_before_a_suffix_is_read_with_confidence(word: str) -> None:
    assert Converter([]).convert(word, Script.LATIN).confidence >= 0.9


def test_an_unknown_word_gets_the_vowels_it_needs() -> None:
    assert to_latin("برنگلشدیرمک") == "Brəngləşdirmək" or to_latin("برنگلشدیرمک").count("ə") >= 3
