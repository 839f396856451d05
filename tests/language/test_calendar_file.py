"""Calendar files, read back by the library and looked at octet by octet."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.events import Event, Stage, calendar_entry
from bot.domain.messages import Words
from bot.domain.people import Audience
from bot.language.calendar_file import calendar_file

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
POETRY = Event(
    12,
    Words({"az": "Şeir gecəsi"}),
    NOW + timedelta(days=3),
    "Asia/Baku",
    Words({"az": "Kitabxana"}),
    Audience.NORTH,
    None,
    Stage.PUBLISHED,
    2,
    1,
)
LINK = "https://t.me/korpu_bot?start=e_12"


def written(event: Event = POETRY, *, now: datetime = NOW) -> bytes:
    return calendar_file(calendar_entry(event, now=now), link=LINK, bot="KorpuBot")


def read(content: bytes) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(content)
    assert isinstance(calendar, icalendar.Calendar)
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//Korpu//Korpu//EN")
    [event] = calendar.events
    return event


def alarms_in(event: icalendar.Event) -> list[icalendar.Alarm]:
    return [one for one in event.subcomponents if isinstance(one, icalendar.Alarm)]


def test_a_calendar_reads_what_the_event_is() -> None:
    event = read(written())

    assert event["UID"] == "event-12.KorpuBot@korpu"
    assert event.sequence == 2
    assert event.DTSTAMP == NOW
    assert NOW + timedelta(days=3) == event.DTSTART
    assert (event["SUMMARY"], event["LOCATION"]) == ("Şeir gecəsi", "Kitabxana")
    assert event["STATUS"] == "CONFIRMED"
    assert (event["CLASS"], event["URL"]) == ("PRIVATE", LINK)
    assert "DTEND" not in event
    assert "DURATION" not in event


def test_the_start_is_written_in_utc_whatever_the_place() -> None:
    content = written(replace(POETRY, zone="Asia/Tehran"))

    assert b"\r\nDTSTART:20260323T120000Z\r\n" in content
    assert b"\r\nDTSTAMP:20260320T120000Z\r\n" in content
    assert b"TZID" not in content


def test_the_end_is_written_in_utc_too() -> None:
    ends_at = POETRY.starts_at + timedelta(hours=14)

    content = written(replace(POETRY, ends_at=ends_at))

    assert b"\r\nDTEND:20260324T020000Z\r\n" in content
    assert ends_at == read(content).DTEND


def test_it_rings_a_day_and_an_hour_before() -> None:
    alarms = alarms_in(read(written()))

    assert [alarm.TRIGGER for alarm in alarms] == [timedelta(days=-1), timedelta(hours=-1)]
    assert {alarm["ACTION"] for alarm in alarms} == {"DISPLAY"}
    assert {alarm["DESCRIPTION"] for alarm in alarms} == {"Şeir gecəsi"}


def test_it_does_not_ring_for_an_hour_that_is_over() -> None:
    alarms = alarms_in(read(written(now=NOW + timedelta(days=2, hours=5))))

    assert [alarm.TRIGGER for alarm in alarms] == [timedelta(hours=-1)]


def test_a_cancelled_event_replaces_what_the_calendar_holds_and_is_silent() -> None:
    before, after = read(written()), read(written(replace(POETRY, stage=Stage.CANCELLED)))

    assert after["UID"] == before["UID"]
    assert after.sequence > before.sequence
    assert after["STATUS"] == "CANCELLED"
    assert alarms_in(after) == []


def test_the_same_facts_make_the_same_file() -> None:
    assert written() == written()


def test_an_event_without_a_place_has_none() -> None:
    assert "LOCATION" not in read(written(replace(POETRY, place=Words({}))))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Çay; süd, şəkər \\ və s.", id="what the format uses itself"),
        pytest.param("BEGIN:VEVENT", id="its own words"),
        pytest.param("şeir\ngecəsi", id="two lines"),
        pytest.param("شعر گئجه‌سی، ۲-جی اوْتاق؛ چای", id="Arabic script with ZWNJ"),
        pytest.param("گؤروشنه‌دک " * 30, id="long Arabic script"),
        pytest.param("🎉" * 60, id="emoji"),
    ],
)
def test_words_come_back_as_they_were(words: str) -> None:
    event = read(written(replace(POETRY, title=Words({"az": words}), place=Words({"az": words}))))

    assert (event["SUMMARY"], event["LOCATION"]) == (words, words)


def test_nobody_writes_lines_of_their_own_or_turns_words_around() -> None:
    title = "Çay\r\nSTATUS:CANCELLED\x00\x07\u202e\ud800"

    content = written(replace(POETRY, title=Words({"az": title})))

    assert b"\r\nSUMMARY:" + "Çay\\nSTATUS:CANCELLED\ufffd\r\n".encode() in content
    assert read(content)["STATUS"] == "CONFIRMED"


@settings(deadline=None)
@given(st.text(max_size=200), st.text(alphabet="شعرگئجه‌سیؤآۇ ۱۲،;\\", max_size=200))
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_letter(title: str, place: str) -> None:
    content = written(replace(POETRY, title=Words({"az": title}), place=Words({"az": place})))

    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        assert line.decode()
    assert read(content).get("LOCATION", "") == place


def test_nothing_of_the_library_is_loaded_before_the_first_file() -> None:
    program = "import sys, bot.app.parts; sys.exit('icalendar' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
