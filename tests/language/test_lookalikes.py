"""Names that look the same compare the same, whichever alphabet their letters are of."""

import pytest

from bot.language.lookalikes import eye_key, from_cyrillic, without_blanks


@pytest.mark.parametrize(
    "name", ["Аylin", "AyIin", "ay1in", "AYLİN", "Ａｙｌｉｎ", "A-y_l.i n", "Аylιn"]
)
def test_a_look_alike_meets_the_name_that_it_imitates(name: str) -> None:
    assert eye_key(name) == eye_key("Aylin")


@pytest.mark.parametrize("name", ["Ayla", "Aylina", "Leyla", "آیلین"])
def test_another_name_stays_another(name: str) -> None:
    assert eye_key(name) != eye_key("Aylin")


def test_cyrillic_letters_are_written_as_they_sound() -> None:
    assert eye_key(from_cyrillic("Кёрпю")) == eye_key("Körpü")
    assert eye_key(from_cyrillic("Айлин")) == eye_key("Aylin")


def test_letters_that_show_nothing_go() -> None:
    assert without_blanks("a\u3164b\u2800") == "ab"
