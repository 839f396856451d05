"""In which language somebody wrote, by letters, by words that are known, and by their setting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import LANGUAGES
from bot.language.written import may_be, surely_in, written_in


@pytest.mark.parametrize(
    ("words", "by", "language"),
    [
        pytest.param("Sabah şəhər kitabxanasında görüşürük", "az", "az", id="own words"),
        pytest.param("Sabah şəhər kitabxanasında görüşürük", "ru", "az", id="known words"),
        pytest.param("شهرین یئنی مکتبی گؤزل‌دیر", "az", "azb", id="the other script"),
        pytest.param("گۆن", "en", "", id="letters of the South, and of Kurdish"),
        pytest.param("نشست هفتگی انجمن", "azb", "", id="own letters, not recognised"),
        pytest.param("نشست هفتگی انجمن", "az", "fa", id="Persian by a reader of Latin"),
        pytest.param("نشست هفتگی انجمن", "fa", "fa", id="Persian"),
        pytest.param("Park", "en", "en", id="one word of many languages is one's own"),
        pytest.param("Park", "az", "az", id="and this one's"),
        pytest.param("Meeting", "az", "", id="Azerbaijani only when recognised"),
        pytest.param("Bahar buluşması parkta", "tr", "tr", id="Turkish"),
        pytest.param("Frühstück im Park", "de", "de", id="German"),
        pytest.param("Встреча", "az", "ru", id="Cyrillic"),
        pytest.param("Meeting", "ru", "", id="Latin letters of nobody knows which language"),
        pytest.param("Meeting", "azb", "", id="Latin letters by a reader of the South"),
        pytest.param("გამარჯობა", "az", "", id="letters of no language of ours"),
        pytest.param("18:00 ☕️", "de", "de", id="no letters"),
        pytest.param("", "fa", "fa", id="nothing"),
    ],
)
def test_words_are_in_the_language_that_letters_words_and_setting_tell(
    words: str, by: str, language: str
) -> None:
    assert written_in(words, by=by) == language


@given(words=st.text(max_size=200), by=st.sampled_from(LANGUAGES))
def test_whatever_is_written_has_a_language_of_ours_or_none(words: str, by: str) -> None:
    language = written_in(words, by=by)

    assert language in ("", *LANGUAGES)
    assert isinstance(may_be(words, by), bool)


@pytest.mark.parametrize(
    ("words", "language", "fits"),
    [
        ("Söhbət", "az", True),
        ("Söhbət", "azb", False),
        ("صؤحبت", "azb", True),
        ("صؤحبت", "fa", True),
        ("Zoom: Беседа о языке", "ru", True),
        ("Zoom 18:00", "ru", False),
        ("18:00", "ru", True),
    ],
)
def test_words_fit_a_language_when_most_letters_are_of_its_alphabet(
    words: str, language: str, *, fits: bool
) -> None:
    assert may_be(words, language) == fits


@pytest.mark.parametrize(
    ("headline", "action", "area", "by", "language"),
    [
        pytest.param(
            "Təbriz yaxınlığında güclü zəlzələ", "Açıq yerə çıxın", "Tabriz", "az", "az", id="ours"
        ),
        pytest.param(
            "زلزله شدید در نزدیکی تبریز", "دور شوید", "تبریز، گۆنئی", "azb", "", id="Persian"
        ),
        pytest.param(
            "تبریزده گۆجلو زلزله اوْلدو", "دور شوید", "تبریز", "azb", "", id="half Persian"
        ),
        pytest.param(
            "Tebriz yakınında deprem", "Binadan uzak durun", "Tebriz", "az", "", id="Turkish"
        ),
        pytest.param(
            "Tebriz yakınında deprem", "Binadan uzak durun", "Şeki", "en", "", id="not English"
        ),
        pytest.param("Fire", "Leave", "Baku", "az", "", id="English words"),
        pytest.param("Fire", "Leave", "Baku", "azb", "", id="English words from the South"),
        pytest.param("Fire", "Leave", "Baku", "en", "en", id="English by who speaks it"),
        pytest.param("Пожар", "Уходите", "Баку", "az", "ru", id="Cyrillic"),
        pytest.param("Пожар", "Leave", "Баку", "ru", "", id="two alphabets"),
        pytest.param("زلزله", "دور شوید", "تبریز", "fa", "fa", id="Persian by who speaks it"),
    ],
)
def test_the_language_of_an_alert_is_certain_or_its_author_is_asked(
    headline: str, action: str, area: str, by: str, language: str
) -> None:
    told = surely_in((headline, action, area), sentences=(headline, action), by=by)

    assert told == language
