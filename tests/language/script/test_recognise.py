"""In which script a text is Azerbaijani, if it is."""

import pytest

from bot.language.script import Script, script_of

OURS = {
    "Salam, necəsən?": Script.LATIN,
    "Sabah saat 18:30-da görüşək": Script.LATIN,
    "Yardım lazımdır": Script.LATIN,
    "https://example.com bura bax, qardaş": Script.LATIN,
    "سلام، نئجه‌سن؟": Script.ARABIC,
    "بو گون هاوا چوخ یاخشی‌دیر": Script.ARABIC,
    "منه کؤمک لازیمدیر": Script.ARABIC,
    "Biz həmişə bir yerdəyik, YouTube kanalımız var": Script.LATIN,
}
OTHERS = {
    "nothing": "",
    "digits": "18:30 😀",
    "English": "Hello, how are you?",
    "Turkish": "Merhaba, nasılsınız? Bugün hava çok güzel.",
    "German": "Guten Morgen, wie geht es dir?",
    "Russian": "Привет, как дела?",
    "Persian": "سلام، حال شما چطور است؟",
    "more Persian": "این کتاب را از کتابخانه گرفتم",
    "Arabic": "السلام عليكم، كيف حالك؟",
    "both scripts": "Salam سلام dost دوست",
    "Cyrillic Azerbaijani": "Салам, нечәсән?",
}


@pytest.mark.parametrize(("text", "script"), OURS.items(), ids=OURS)
def test_our_language_is_recognised(text: str, script: Script) -> None:
    assert script_of(text) is script


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_nothing_else_is_taken_for_it(text: str) -> None:
    assert script_of(text) is None
