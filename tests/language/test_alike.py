"""Nearly the same is asked about, something else is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import Words
from bot.language.alike import MOST, alike, nearly_same

MEETING = "We meet on Sunday at five in the park behind the library"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        pytest.param(MEETING, MEETING, True, id="the same"),
        pytest.param(MEETING, MEETING.upper() + "!!", True, id="louder"),
        pytest.param(MEETING, MEETING.replace("five", "six"), True, id="another hour"),
        pytest.param(MEETING, f"Dear all, {MEETING}", False, id="a greeting before it"),
        pytest.param(MEETING, "The library stays closed on Monday", False, id="something else"),
        pytest.param("Sabah görüşürük", "sabah gorusuruk", True, id="without the right keyboard"),
        pytest.param("صاباح گؤروشوروک", "صاباح گوروشوروک", True, id="a mark less"),
        pytest.param(
            "Bazar günü saat beşdə kitabxanada görüşürük, hamınız gəlin",
            "بازار گۆنو ساعات بئش‌ده کیتابخانادا گؤروشوروک، هامینیز گلین",
            True,
            id="in the other script",
        ),
        pytest.param(
            "Bazar günü saat beşdə kitabxanada görüşürük, hamınız gəlin",
            "بازار گۆنو ساعات آلتی‌دا پارکدا چای ایچیریک، هامینیز گلین",
            False,
            id="something else in the other script",
        ),
        pytest.param("Yes", "No", False, id="short and different"),
        pytest.param("Yes", "Yes!", True, id="short and the same"),
        pytest.param("", "", False, id="nothing"),
        pytest.param("18:00", "19:00", False, id="so short that a letter is much"),
    ],
)
def test_words_are_compared_as_people_read_them(first: str, second: str, *, same: bool) -> None:
    assert alike(Words({"az": first}), Words({"en": second})) is same


def test_one_version_that_is_nearly_the_same_is_enough() -> None:
    first = Words({"en": MEETING, "az": "Bazar günü görüşürük"})
    second = Words({"ru": "Встречаемся", "az": "Bazar günü görüşürük."})

    assert alike(first, second)
    assert not alike(first, Words({"ru": "Встречаемся"}))


def distance(one: str, other: str) -> int:
    """Return the edit distance, worked out in full."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for place, beside in enumerate(other, start=1):
            changed = before[place - 1] + (letter != beside)
            here.append(min(changed, before[place] + 1, here[-1] + 1))
        before = here
    return before[-1]


FEW_LETTERS = st.text("abc", max_size=60)


@given(FEW_LETTERS, FEW_LETTERS)
def test_the_short_way_finds_what_the_long_way_finds(one: str, other: str) -> None:
    most = min(min(len(one), len(other)) // 10, MOST)

    assert nearly_same(one, other) is (distance(one, other) <= most)


@given(st.text("abcdefgh", min_size=40, max_size=200), st.data())
def test_few_slips_leave_words_nearly_the_same(words: str, data: st.DataObject) -> None:
    changed = list(words)
    for _ in range(data.draw(st.integers(0, len(words) // 12))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.sampled_from("xyz"))

    assert nearly_same(words, "".join(changed))


def test_four_thousand_letters_are_compared_at_once() -> None:
    long = "".join(chr(ord("a") + n * n % 23) for n in range(4096))

    assert nearly_same(long, f"x{long[:-1]}")
    assert not nearly_same(long, "".join(sorted(long)))
