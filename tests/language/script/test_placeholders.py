"""What a program puts words into stays as it is when the words around it change their script."""

import pytest

from bot.language.script import to_arabic, to_latin

KEPT = {
    "percent": "%s",
    "a number": "%d",
    "a width": "%-8.2f",
    "by its place": "%1$s",
    "by its name": "%(ad)s",
    "braces": "{x}",
    "braces with a form": "{say:.2f}",
    "a part of something": "{dost.ad}",
    "an entity": "&amp;",
    "an entity by number": "&#1575;",
}


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_a_place_for_other_words_stays_byte_for_byte(kept: str) -> None:
    assert f" {kept} " in to_arabic(f"Salam {kept} necəsən dostum")
    assert f" {kept}، " in to_arabic(f"Salam {kept}, necəsən dostum")
    assert f" {kept} " in to_latin(f"سلام {kept} نئجه‌سن دوستوم")


@pytest.mark.parametrize("words", ["20%-i gəldi", "100%i gəldi", "faiz % işarəsi"])
def test_a_share_of_something_takes_its_ending_along(words: str) -> None:
    put = to_arabic(words)

    assert "%" in put or "٪" in put
    assert not any(letter.isascii() and letter.isalpha() for letter in put), put
