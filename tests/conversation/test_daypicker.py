"""Choosing a day and an hour by buttons, in the reader's own calendar."""

from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.conversation.outgoing import Toast
from bot.domain.messages import text
from bot.domain.people import Side
from bot.language.direction import RLM
from tests.conftest import NOON
from tests.conversation.talk import Talk, Town


async def asked_when(town: Town, language: str = "en", zone: str = "Europe/Berlin") -> Talk:
    """Return a coordinator who has been asked when their event is; it is Friday, 20 March 2026."""
    talk = await town.member(1, Side.NORTH, Side.SOUTH)
    talk.language = language
    person = await town.services.people.choose_language(language, by=await talk.me())
    await town.services.people.choose_zone(zone, by=person)
    await talk.says("/newevent")
    await talk.says("Poetry evening")
    return talk


def rows(talk: Talk) -> list[list[str]]:
    buttons = talk.spoken[0].rendered.buttons
    return [[button.label.replace(RLM, "") for button in row] for row in buttons]


async def test_a_day_and_an_hour_are_chosen_without_typing(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.taps(text("picker.open"))
    assert "March 2026" in aylin.said[0]
    await aylin.taps(text("picker.after"))
    assert "April 2026" in aylin.said[0]
    await aylin.presses("1:f.day:newevent:when:2026-04-02")
    assert "18:00" in aylin.labels
    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800")

    assert aylin.words(text("newevent.ask.place")) in aylin.said[0]
    draft = await town.services.drafts.of((await aylin.me()).id, "newevent")
    assert draft is not None
    assert draft.answers["when"] == "2026-04-02T16:00:00+00:00"


async def test_the_page_begins_with_this_week_and_marks_what_is_over(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.taps(text("picker.open"))

    assert rows(aylin)[:4] == [
        ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
        ["·", "·", "·", "·", "20", "21", "22"],
        ["23", "24", "25", "26", "27", "28", "29"],
        ["30", "31", "·", "·", "·", "·", "·"],
    ]
    today = [b for row in aylin.spoken[0].rendered.buttons for b in row if b.style == "primary"]
    assert [button.label for button in today] == ["20"]


async def test_a_southern_reader_turns_the_pages_of_the_jalali_calendar(town: Town) -> None:
    aylin = await asked_when(town, "azb", "Asia/Tehran")

    await aylin.taps(text("picker.open"))

    # 20 March 2026 is the last day of 1404; a week begins on Saturday, at the right.
    assert "ایسفند ۱۴۰۴" in aylin.said[0]
    assert rows(aylin)[1] == ["۲۹", "·", "·", "·", "·", "·", "·"]
    assert rows(aylin)[0][-1] == aylin.words(text("picker.weekday.5")).replace(RLM, "")
    await aylin.taps(text("picker.after"))
    assert "فروردین ۱۴۰۵" in aylin.said[0]
    assert rows(aylin)[1] == ["۷", "۶", "۵", "۴", "۳", "۲", "۱"]


async def test_hours_that_are_over_are_not_offered(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.presses("1:f.day:newevent:when:2026-03-20")

    assert "13:00" not in aylin.labels  # It is one o'clock in Berlin.
    assert "13:30" in aylin.labels


async def test_the_hours_of_the_night_are_one_tap_further(town: Town) -> None:
    aylin = await asked_when(town)
    await aylin.presses("1:f.day:newevent:when:2026-04-02")
    assert "03:00" not in aylin.labels

    await aylin.taps(text("picker.night_hours"))

    assert "03:00" in aylin.labels
    await aylin.taps(text("picker.day_hours"))
    assert "18:00" in aylin.labels


async def test_an_hour_that_the_change_of_clocks_leaves_out_is_not_an_answer(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.presses("1:f.at:newevent:when:2026-03-29:0230")

    draft = await town.services.drafts.of((await aylin.me()).id, "newevent")
    assert draft is not None
    assert draft.answers.get("when") in (None, "2026-03-29T01:30:00+00:00")


async def test_one_can_turn_no_further_than_a_year(town: Town) -> None:
    aylin = await asked_when(town)
    await aylin.taps(text("picker.open"))
    for _ in range(20):
        if aylin.words(text("picker.after")) not in aylin.labels:
            break
        await aylin.taps(text("picker.after"))

    assert "March 2027" in aylin.said[0]


async def test_a_place_without_a_day_does_nothing(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.presses("1:f.month:newevent:when")

    assert aylin.answers == (Toast("press-1"),)


@pytest.mark.parametrize(
    "data",
    [
        "1:f.month:newevent:when:2026-03-19",
        "1:f.month:newevent:when:2028-01-01",
        "1:f.month:newevent:when:yesterday",
        "1:f.day:newevent:when:",
        "1:f.at:newevent:when:2026-04-02",
        "1:f.at:newevent:when:2026-04-02:late",
        "1:f.month:nothing:when:0",
        "1:f.month",
    ],
)
async def test_a_button_that_is_not_of_this_page_gets_a_kind_answer(town: Town, data: str) -> None:
    aylin = await asked_when(town)

    await aylin.presses(data)

    assert aylin.toast.words == aylin.words(text("press.stale"))


async def test_a_page_of_another_question_is_left_behind(town: Town) -> None:
    aylin = await asked_when(town)
    await aylin.says("2026-04-02 18:00")

    await aylin.presses("1:f.day:newevent:when:2026-04-02")

    assert aylin.toast.words == aylin.words(text("press.stale"))
    assert aylin.spoken == []


async def test_a_page_that_was_left_open_over_night_offers_what_is_still_to_come(
    town: Town, clock: ShiftedClock
) -> None:
    aylin = await asked_when(town)
    clock.forward(timedelta(days=1))
    assert clock.now() > NOON

    await aylin.presses("1:f.day:newevent:when:2026-03-20")
    assert aylin.toast.words == aylin.words(text("press.stale"))
    await aylin.presses("1:f.month:newevent:when:0")

    assert rows(aylin)[1] == ["·", "·", "·", "·", "·", "21", "22"]
