"""What runs from left to right whatever stands around it, and how fast it is found."""

from time import perf_counter

import pytest

from bot.language.direction import FSI, LRI, PDI, isolated, runs_against


@pytest.mark.parametrize(
    "words",
    [
        "https://t.me/korpu_bot?start=a-b",
        "http://x.org/yol/آد",
        "t.me/korpu",
        "leyla.h+x@mail.example.org",
        "@korpu_bot",
        "/start",
        "/join 12",
        "+49 30 1234567",
        "+994 (50) 123-45-67",
        "2026-03-20",
        "2026-03-20 19:00",
        "40.3777, 49.8920",
    ],
)
def test_technical_words_are_islands_from_left_to_right(words: str) -> None:
    assert isolated(words, rtl=True) == f"{LRI}{words}{PDI}"
    assert isolated(f"باخ {words}، سوْنرا", rtl=True) == f"{FSI}باخ {LRI}{words}{PDI}، سوْنرا{PDI}"
    assert isolated(words, rtl=False) in (words, f"{LRI}{words}{PDI}")


@pytest.mark.parametrize("words", ["@", "/", "1/2", "a@b", "+5", "50+", "https://", "1.5, 2"])
def test_what_only_looks_technical_is_left_alone(words: str) -> None:
    assert isolated(words, rtl=True) == f"{FSI}{words}{PDI}"


@pytest.mark.parametrize(
    "flood",
    [
        "a",
        "a@",
        "a.",
        "/a ",
        "/a 9:",
        "+1(",
        "https://",
        "t.me/",
        "1.1,",
        "2026-",
        "@a",
        "آ",
        "{a}",
    ],
)
def test_a_flood_is_read_in_no_time(flood: str) -> None:
    start = perf_counter()

    isolated(flood * 20_000, rtl=True)

    assert perf_counter() - start < 1


@pytest.mark.parametrize(
    ("words", "rtl", "against"),
    [
        ("فارسی", False, True),
        ("Azərbaycanca", False, False),
        ("فارسی və English", False, False),
        ("75", False, False),
        ("\u2068فارسی\u2069", False, False),
        ("Русский", True, True),
        ("تۆرکجه", True, False),
        ("۷۵", True, False),
    ],
)
def test_the_own_name_of_a_language_runs_against_the_other(
    words: str, rtl: bool, against: bool
) -> None:
    assert runs_against(words, rtl=rtl) == against
