"""In which script a text is Azerbaijani, if it is."""

import pytest

from bot.language.script import Script, script_of
from bot.language.script.letters import bare

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
    "two English words": "don't stop",
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


AZERBAIJANI = (
    "سلام، صاباح گؤروشریک",
    "سلام، یاخشی سیز؟",
    "سلام، نئجه‌سیز؟",
    "صاباحینیز خئییر",
    "گئجه‌نیز خئییره قالسین",
    "چوخ ساغ اولون",
    "یولداشلار هارداسیز؟",
    "گلیرم",
    "گلدیم",
    "ائوده‌یم",
    "من ائوده‌یم",
    "آتام خسته‌دیر",
    "زلزله اولدو، ائودن چیخین",
    "قاپی‌نین آغزیندا گؤزله‌ییرم",
    "سو یوخدور",
    "چؤرک گتیرین",
    "اوشاقلار یاتیب",
    "صاباح ساعات بئشده گؤروشریک",
    "یاغیش یاغیر",
    "یول باغلیدیر",
    "کؤرپو داغیلیب",
    "منه زنگ ووردو",
    "کیتابی اوخودوم",
    "بو گون هاوا سویوقدور",
    "تبریزه گئدیریک",
    "آنام گلمه‌دی",
    "قورخمایین",
    "ائشیکدن چیخمایین",
    "ایندی گلیرم",
    "تشکور ائدیرم",
    "بایرامینیز موبارک",
    "نوروز بایرامینیز موبارک اولسون",
    "دوستلار صاباح توپلاشیریق",
    "یارالیلار وار",
    "کیمسه‌نین خبری وارمی؟",
    "اوردا نه وار؟",
    "بیزیم محله‌ده ایشیق گئدیب",
    "گؤزلیم، نئجه‌سن؟",
    "یاخشییام",
    "ساغ اول قارداش",
)
PERSIAN = (
    "سلام، حال شما چطور است؟",
    "سلام، خوبی؟",
    "سلام، خوب هستید؟",
    "سلام به همه",
    "سلام دوست عزیز",
    "صبح بخیر",
    "شب بخیر دوستان",
    "خسته نباشید",
    "ممنونم از کمک شما",
    "خیلی متشکرم",
    "فردا می‌آیم",
    "من در خانه هستم",
    "کجا هستید؟",
    "زلزله آمد، بیرون نروید",
    "لطفا به طبقه بالا بروید",
    "آب و نان کافی داریم",
    "بچه‌ها کجا هستند؟",
    "برق رفته است",
    "کسی اینجا زخمی شده",
    "به آتش نشانی زنگ بزنید",
    "این راه بسته است",
    "شماره تلفن من را داری؟",
    "کتاب جدید خریدم",
    "هوا امروز سرد بود",
    "ما فردا جلسه داریم",
    "عید شما مبارک",
    "نوروز مبارک",
    "خدا حافظ",
    "باشه، فردا می‌بینمت",
    "دلم برای تبریز تنگ شده",
    "تبریز شهر زیبایی است",
    "مادرم مریض است و به دارو نیاز دارد",
    "پدرم دیروز رفت تهران",
    "همین الان رسیدم",
    "چنین چیزی ندیدم",
    "زمین لرزید",
    "تو کجایی؟",
    "ساعت چند است؟",
    "قیمت بلیط چقدر است؟",
    "دوستان عزیز، جلسه لغو شد",
)


@pytest.mark.parametrize("sentence", AZERBAIJANI)
def test_a_short_sentence_of_ours_is_known_with_marks_and_without(sentence: str) -> None:
    assert script_of(sentence) is Script.ARABIC
    assert script_of(bare(sentence)) is Script.ARABIC


@pytest.mark.parametrize("sentence", PERSIAN)
def test_no_persian_sentence_is_called_ours(sentence: str) -> None:
    assert script_of(sentence) is None
