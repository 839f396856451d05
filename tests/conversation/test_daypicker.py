"""Choosing a day and an hour by buttons, in the reader's own calendar."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ShiftedClock
from bot.conversation.outgoing import Toast
from bot.domain.clocktime import from_micros
from bot.domain.messages import Text, text
from bot.domain.people import Side
from bot.language.direction import FSI, PDI, RLM
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


def example_in(question: str) -> str:
    """Return the example that stands in italics below a question."""
    found = re.search(r"<i>[^<]*?: ([^<]*)</i>", question)
    assert found is not None
    return found[1]


async def forward(talk: Talk) -> bool:
    """Turn to the next month; return whether there is a page."""
    arrow = talk.words(text("picker.after", month="")).strip(f" {RLM}{FSI}{PDI}")
    for line in talk.spoken[0].rendered.buttons:
        for button in line:
            if arrow in button.label:
                await talk.presses(button.press)
                return True
    return False


async def kept(town: Town, talk: Talk) -> str | None:
    """Return what stands in the draft as the answer to "when?"."""
    draft = await town.services.drafts.of((await talk.me()).id, "newevent")
    assert draft is not None
    return draft.answers.get("when")


async def test_a_day_an_hour_and_a_length_are_chosen_without_typing(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.taps(text("picker.open"))
    assert "March 2026" in aylin.said[0]
    await forward(aylin)
    assert "April 2026" in aylin.said[0]
    await aylin.presses("1:f.day:newevent:when:2026-04-02")
    assert "18:00" in aylin.labels
    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800")
    assert "Thursday, 2 April, 18:00 (Berlin)" in aylin.said[0]
    assert aylin.labels[:6] == ["1 hour", "1½ hours", "2 hours", "3 hours", "4 hours", "Open end"]
    await aylin.taps(text("picker.hours", n=3))

    assert aylin.words(text("newevent.ask.place")) in aylin.said[0]
    span = "2026-04-02T16:00:00+00:00/2026-04-02T19:00:00+00:00"
    assert await kept(town, aylin) == span


@pytest.mark.parametrize(
    ("label", "when"),
    [
        (text("picker.hours", n=1), "2026-04-02T16:00:00+00:00/2026-04-02T17:00:00+00:00"),
        (
            text("picker.hours_and_half", n=1),
            "2026-04-02T16:00:00+00:00/2026-04-02T17:30:00+00:00",
        ),
        (text("picker.open_end"), "2026-04-02T16:00:00+00:00/.."),
    ],
    ids=["an hour", "an hour and a half", "no end"],
)
@pytest.mark.parametrize("language", ["az", "azb", "en", "ru", "tr", "fa", "de"])
async def test_every_length_is_what_its_button_says(
    town: Town, label: Text, when: str, language: str
) -> None:
    aylin = await asked_when(town, language)
    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800")

    await aylin.taps(label)

    assert await kept(town, aylin) == when


@pytest.mark.parametrize("language", ["az", "azb", "en", "ru", "tr", "fa", "de"])
@pytest.mark.parametrize("calendar", ["gregorian", "jalali", "both", None])
async def test_the_example_that_we_give_is_understood(
    town: Town, language: str, calendar: str | None
) -> None:
    aylin = await asked_when(town, language)
    if calendar:
        await town.services.people.choose_calendar(calendar, by=await aylin.me())

    await aylin.says("/back")
    await aylin.says("Poetry evening")
    await aylin.says(example_in(aylin.said[0]))

    span = "2026-04-03T16:00:00+00:00/2026-04-03T19:00:00+00:00"
    assert await kept(town, aylin) == span


@pytest.mark.parametrize(
    ("language", "calendar", "example"),
    [
        ("az", None, "3 aprel 18:00–21:00"),
        ("az", "jalali", "14 fərvərdin 1405 18:00–21:00"),
        ("azb", None, "۱۴ فروردین ۱۴۰۵ ۱۸:۰۰–۲۱:۰۰"),
        ("azb", "gregorian", "۳ آوریل ۱۸:۰۰–۲۱:۰۰"),
        ("fa", None, "۱۴ فروردین ۱۴۰۵ ۱۸:۰۰–۲۱:۰۰"),
    ],
)
async def test_the_example_is_a_day_to_come_in_the_readers_own_calendar(
    town: Town, language: str, calendar: str | None, example: str
) -> None:
    aylin = await asked_when(town, language)
    if calendar:
        await town.services.people.choose_calendar(calendar, by=await aylin.me())

    await aylin.says("/newevent Poetry evening | whenever")

    assert example in aylin.said[0]
    assert example in aylin.said[1]
    assert example_in(aylin.said[2]) == example


async def test_the_second_of_two_quick_presses_of_an_hour_or_a_length_does_no_harm(
    town: Town,
) -> None:
    aylin = await asked_when(town)
    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800")
    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800")
    assert "Open end" in aylin.labels

    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800:120")
    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800:120")

    assert aylin.words(text("newevent.ask.place")) in aylin.said[0]
    span = "2026-04-02T16:00:00+00:00/2026-04-02T18:00:00+00:00"
    assert await kept(town, aylin) == span


async def test_from_the_lengths_one_goes_back_to_the_hours_one_came_from(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.presses("1:f.at:newevent:when:2026-04-02:0330")
    await aylin.taps(text("picker.night_hours"))
    assert "03:30" in aylin.labels
    await aylin.presses("1:f.at:newevent:when:2026-04-02:1800")
    await aylin.taps(text("picker.day_hours"))

    assert "18:00" in aylin.labels


async def test_an_hour_of_an_alerts_end_is_the_answer_at_once(town: Town) -> None:
    aylin = await town.member(1, Side.NORTH)
    me = await aylin.me()
    await town.services.drafts.keep(
        me.id, "alert", field="expires", answers={"severity": "severe"}, number=0
    )

    await aylin.presses("1:f.at:alert:expires:2026-04-02:1800")

    draft = await town.services.drafts.of(me.id, "alert")
    assert draft is not None
    assert draft.answers["expires"] == "2026-04-02T18:00:00+00:00"
    assert draft.field != "expires"


async def test_a_bare_hour_is_meant_on_the_day_of_the_event_that_is_being_moved(
    town: Town,
) -> None:
    aylin = await asked_when(town)
    for words in ("2026-04-02 18:00-21:00", "Library", "north", "-"):
        await aylin.says(words)
    await aylin.taps(text("event.button.publish"))
    await aylin.presses("1:ev.time:1")

    await aylin.says("19:00 - 20:30")

    (row,) = await town.db.read(lambda tx: tx.all("SELECT starts_at, ends_at FROM events"))
    at = [from_micros(row[end]) for end in ("starts_at", "ends_at")]
    assert at == [datetime(2026, 4, 2, 17, tzinfo=UTC), datetime(2026, 4, 2, 18, 30, tzinfo=UTC)]


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
    await forward(aylin)
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
    await aylin.presses("1:f.night:newevent:when:2026-03-29")
    assert "01:30" in aylin.labels
    assert "02:00" not in aylin.labels
    assert "02:30" not in aylin.labels
    assert "03:00" in aylin.labels

    for pressed in ("0230", "0230:60"):
        await aylin.presses(f"1:f.at:newevent:when:2026-03-29:{pressed}")

        [said] = aylin.said
        assert "from 02:00 straight to 03:00" in said
        assert await kept(town, aylin) is None
    await aylin.presses("1:f.at:newevent:when:2026-03-29:0330:60")
    span = "2026-03-29T01:30:00+00:00/2026-03-29T02:30:00+00:00"
    assert await kept(town, aylin) == span


@pytest.mark.parametrize("language", ["az", "azb", "en", "ru", "tr", "fa", "de"])
async def test_a_typed_hour_that_is_left_out_is_answered_with_one_that_is_there(
    town: Town, language: str
) -> None:
    aylin = await asked_when(town, language)

    await aylin.says("2026-03-29 02:30")

    assert await kept(town, aylin) is None
    assert aylin.words(text("picker.open")) in aylin.labels
    [[at], *_] = [[button.press for button in row] for row in aylin.spoken[0].rendered.buttons]
    assert at == "1:f.at:newevent:when:2026-03-29:0330"
    await aylin.presses(f"{at}:60")
    assert (await kept(town, aylin) or "").startswith("2026-03-29T01:30")


async def test_one_message_with_an_hour_that_is_left_out_keeps_the_rest(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.says("/newevent Poetry | 2026-03-29 02:30 | Library | north")

    assert "from 02:00 straight to 03:00" in aylin.said[0]
    assert aylin.words(text("newevent.ask.when")) in aylin.said[1]
    await aylin.says("2026-03-29 03:30")
    await aylin.says("/skip")
    assert "Poetry" in aylin.said[0]
    assert "03:30" in aylin.said[0]


async def test_an_hour_that_comes_twice_is_its_first_and_the_preview_says_so(town: Town) -> None:
    aylin = await asked_when(town)

    await aylin.says("/newevent Poetry | 2026-10-25 02:30 | Library | north | -")

    assert "02:30 UTC+2 (Berlin)" in aylin.said[0]
    assert "this time comes twice" in aylin.said[0]


async def test_one_can_turn_no_further_than_a_year(town: Town) -> None:
    aylin = await asked_when(town)
    await aylin.taps(text("picker.open"))
    for _ in range(20):
        if not await forward(aylin):
            break

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
        "1:f.at:newevent:when:2026-04-02:1817",
        "1:f.at:newevent:when:2026-03-19:1800",
        "1:f.at:newevent:when:2026-04-02:1800:long",
        "1:f.at:newevent:when:2026-04-02:1800:99999",
        "1:f.at:nothing:when:2026-04-02:1800",
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

    for data in ("1:f.day:newevent:when:2026-04-02", "1:f.at:newevent:when:2026-04-02:1800"):
        await aylin.presses(data)

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
