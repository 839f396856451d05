"""From when until when, as people write it. Nothing is guessed: what is unclear is None."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.events import LONGEST, OPEN_END, When
from bot.language.clock_changes import SkippedHour
from bot.language.distances import after_a_while
from bot.language.parsing import (
    AFTER_TIME,
    BEFORE_TIME,
    LONGEST_WORDS,
    Said,
    Unclear,
    heard,
    local,
    moment_of,
    plain,
    tokens_of,
)
from bot.language.timewords import FROM, UNTIL, UNTIL_AFTER, words_of
from bot.language.zones import zone_of

LONGEST_WITHOUT_A_DATE = timedelta(days=1)
"""So long a stretch is believed that does not say the date of its end."""

MOST_DASHES = 12
"""Two dates with a dash between and in them have five; a flood of them is not worth reading."""

_DASHES = "-‐‒–—―−~〜"  # what phones make of a hyphen
_FROM = words_of(FROM)
_UNTIL_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words_of(UNTIL)))})(?!\w)")
_UNTIL_AFTER = "|".join(sorted(words_of(UNTIL_AFTER)))
_FROM_ENDING = re.compile(r"(?<=[0-9])\s?[-'’]?(?:dan|den|tan|ten|دان|دن)(?!\w)")
_UNTIL_ENDING = re.compile(rf"(?<=[0-9])\s?[-'’]?(?:[yn]?[ae]|ی?[اه])?\s?(?:{_UNTIL_AFTER})(?!\w)")
_HOUR = re.compile(r"[0-9]{1,2}(?:\.[0-9]{2})?")


def parse_span(
    words: str, *, zone: str, now: datetime, language: str, day: date | None = None
) -> When | None:
    """Return the time, or the stretch of time, that `words` name for somebody in `zone`.

    Each end is said as in `parse_moment`. An end without a day is on the day of the start, or the
    next when its hour is earlier; one that is further away needs a date, and none is later than
    `LONGEST`. Hours without any day are meant on `day`, else a stretch today if it is to come.
    `18:00 +3h` says how long, `18:00 ..` that there is no end.

    Raises:
        SkippedHour: it is clear, and the clocks go forward over one of its ends.
    """
    if len(words) > 2 * LONGEST_WORDS:
        return None
    reading = _Reading(now.astimezone(zone_of(zone)), language, day)
    if words.rstrip().endswith(f" {OPEN_END}"):
        start = reading.start(words.rstrip().removesuffix(OPEN_END))
        return When(start, open_end=True) if start else None
    start = reading.start(words)
    return When(start) if start else reading.stretch(words)


class _Reading:
    """The reading of words by somebody at a moment `here`."""

    def __init__(self, here: datetime, language: str, day: date | None) -> None:
        self._here = here
        self._language = language
        self._day = day
        self._skipped: SkippedHour | None = None

    def start(self, words: str) -> datetime | None:
        """Return the one moment that is said, where the day may be known."""
        if len(words) > LONGEST_WORDS:
            return None
        try:
            tokens = tokens_of(plain(words, self._language))
            if later := after_a_while(tokens, self._here):
                return later
            said = self._heard(tokens)
            if said is not None and self._day and not said.names_a_day:
                said.day = self._day
            return moment_of(said, self._here) if said else None
        except (Unclear, ValueError, OverflowError):
            return None

    def stretch(self, words: str) -> When | None:
        """Return the stretch that is said, if it is only one, however one takes its dashes."""
        said = plain(words, self._language)
        found = {when for when in (self._lasting(said), *self._readings(said)) if when}
        if not found and self._skipped:
            raise self._skipped
        return found.pop() if len(found) == 1 else None

    def _lasting(self, said: str) -> When | None:
        """Return what `18:00 +3h` says."""
        first, _, length = said.rstrip().rpartition(" ")
        start = self.start(first) if length.startswith("+") else None
        end = after_a_while([length], start) if start else None
        if start is None or end is None or not timedelta(0) < end - start <= LONGEST_WITHOUT_A_DATE:
            return None
        return When(start, end)

    def _readings(self, said: str) -> Iterator[When | None]:
        said = _UNTIL_ENDING.sub(" ", said)
        said = _UNTIL_WORD.sub(" ~ ", _FROM_ENDING.sub(" ~ ", said))
        dashes = [at for at, letter in enumerate(said) if letter in _DASHES]
        for at in dashes if len(dashes) <= MOST_DASHES else ():
            try:
                yield self._between(said[:at], said[at + 1 :])
            except (Unclear, ValueError, OverflowError):
                yield None
            except SkippedHour as skipped:
                skipped.alone = False
                self._skipped = skipped

    def _between(self, left: str, right: str) -> When | None:
        first = [token for token in tokens_of(left) if token not in _FROM]
        first, last = _both_announced(first, tokens_of(right))
        start, end = self._heard(first), self._heard(last)
        if start is None or end is None or None in (start.clock, end.clock):
            return None
        start.in_utc = end.in_utc = start.in_utc or end.in_utc
        if not start.names_a_day and end.names_a_day:
            if not self._clock_comes_first(last):
                return None  # 18:00 - 20 March 21:00: who knows on which day it starts.
            start, end = replace(end, clock=start.clock), Said(clock=end.clock, in_utc=end.in_utc)
        return self._when(start, end)

    def _when(self, start: Said, end: Said) -> When | None:
        is_today = self._day is None and not start.names_a_day
        if not start.names_a_day:
            start.day = self._day or self._here.date()
        begins = moment_of(start, self._here)
        if begins is None or (is_today and begins <= self._here):
            return None
        there = begins.astimezone(UTC if end.in_utc else self._here.tzinfo)
        ends, most = self._end(start, end, there)
        if ends is None or ends <= begins:
            return None
        # By the clock on the wall: a night in which clocks change is a night like another.
        length = ends.astimezone(there.tzinfo).replace(tzinfo=None) - there.replace(tzinfo=None)
        return When(begins, ends) if length <= most else None

    def _end(self, start: Said, end: Said, there: datetime) -> tuple[datetime | None, timedelta]:
        """Return the end, and how far from the start it may be."""
        if end.names_a_day:
            most = LONGEST if end.names_a_date else LONGEST_WITHOUT_A_DATE
            return moment_of(end, there, since=there.date()), most
        if start.clock is None or end.clock is None or end.clock == start.clock:
            return None, LONGEST_WITHOUT_A_DATE
        days = 1 if end.clock < start.clock else 0
        on = there.date() + timedelta(days=days)
        return local(on, end.clock, there), LONGEST_WITHOUT_A_DATE

    def _heard(self, tokens: list[str]) -> Said | None:
        return heard(tokens, self._here, self._language)

    def _clock_comes_first(self, tokens: list[str]) -> bool:
        """Tell whether the time of day stands before the day: 21:00 tomorrow."""
        for length in range(1, len(tokens) + 1):
            said = self._heard(tokens[:length])
            if said and said.clock is not None:
                return not said.names_a_day
        return False


def _both_announced(first: list[str], last: list[str]) -> tuple[list[str], list[str]]:
    """Return both halves such that bare hours are known as such: saat 18-21, 18-21 Uhr."""
    after = next((token for token in last if token in AFTER_TIME), None)
    if after and _HOUR.fullmatch(first[-1]):
        return [*first, after], last
    is_said = any(":" in token for token in last)
    if len(first) > 1 and first[-2] in BEFORE_TIME and _HOUR.fullmatch(last[0]) and not is_said:
        return first, [first[-2], *last]
    return first, last
