"""The language to begin with."""

import pytest

from bot.language.guess import guess_language

SEVEN = ("az", "azb", "en", "ru", "tr", "fa", "de")


@pytest.mark.parametrize(
    ("code", "with_three", "with_seven"),
    [
        ("az", "az", "az"),
        ("az-Latn-AZ", "az", "az"),
        ("AZ_az", "az", "az"),
        ("azb", "azb", "azb"),
        ("az-Arab", "azb", "azb"),
        ("az-IR", "azb", "azb"),
        ("az-Latn-IR", "az", "az"),
        ("fa", "azb", "azb"),
        ("fa-IR", "azb", "azb"),
        ("tr", "az", "az"),
        ("ru", "en", "ru"),
        ("de-CH", "en", "de"),
        ("en-GB", "en", "en"),
        ("ku", "en", "en"),
        ("", "en", "en"),
        ("---", "en", "en"),
    ],
)
def test_the_client_says_what_to_begin_with(code: str, with_three: str, with_seven: str) -> None:
    assert guess_language(code, ("az", "azb", "en")) == with_three
    assert guess_language(code, SEVEN) == with_seven
