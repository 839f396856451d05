"""How far away a moment is, as people write it: in 2 hours; and how long something lasts."""

import re
from datetime import UTC, datetime, timedelta

from bot.language.timewords import (
    AFTER_DISTANCE,
    AFTER_LENGTH,
    AMBIGUOUS_UNITS,
    BEFORE_DISTANCE,
    BEFORE_LENGTH,
    ONE,
    UNITS,
    words_of,
)

_DISTANCE = re.compile(r"([0-9]{1,4})([a-z]+)")
_ONE = words_of(ONE)
_IN, _LATER = words_of(BEFORE_DISTANCE), words_of(AFTER_DISTANCE)
_UNITS = {word: unit for unit, listed in UNITS.items() for word in words_of(listed)}
_CLEAR_UNITS = {
    word: unit for word, unit in _UNITS.items() if word not in words_of(AMBIGUOUS_UNITS)
}
_FOR, _LONG = words_of(BEFORE_LENGTH), words_of(AFTER_LENGTH)
_HOW_LONG = re.compile(r"(?<=..)(?:l[iu](?:[qk]|g[iu]?n?[ae])|لیق|لوق|لیک|لوک|لیگینه|ه|ای)$")
"""What turns a unit into a length, folded: saatlıq, günlük, saatliğine, ساعاتلیق, ساعته."""

_FROM_ENDING = re.compile(r"(?<=..)(?:dan|den|دان|دن)$")
_JOINED = re.compile(r"([0-9]{1,4})-?([^\W\d_]+)")


def after_a_while(tokens: list[str], here: datetime) -> datetime | None:
    """Return the moment of `in 2 hours`, `2 saat sonra`, `+3h`; None if it is none of them."""
    first, last = tokens[0], tokens[-1]
    if len(tokens) == 1 and first.startswith("+"):
        parts = _DISTANCE.findall(first[1:])
        if "".join(n + unit for n, unit in parts) != first[1:]:
            return None
    elif first in _IN and len(tokens) > 2:
        parts = _pairs(tokens[1:])
    elif last in _LATER and len(tokens) > 2:
        parts = _pairs(tokens[:-1])
    else:
        return None
    if not parts or any(unit not in _UNITS for _, unit in parts):
        return None
    there = here
    for n, unit in parts:
        there = _later(there, int(n), _UNITS[unit])
    return there.astimezone(UTC)


def lasting_from(tokens: list[str], here: datetime) -> datetime | None:
    """Return when something is over that begins now and lasts so long: `6 hours`, `6 saatlıq`,
    `für 2 Tage`; None if no length is said, and nothing else."""
    said = [part for token in tokens for part in _apart(token)]
    if len(said) > 2 and said[0] in _FOR:
        said = said[1:]
    if len(said) > 2 and said[-1] in _LONG | _LATER:
        said = said[:-1]
    parts = [(n, _unit_of(word)) for n, word in _pairs(said)]
    if not parts or any(unit is None for _, unit in parts):
        return None
    there = here
    for n, unit in parts:
        there = _later(there, int(n), str(unit))
    return there.astimezone(UTC)


def _apart(token: str) -> tuple[str, ...]:
    """Return a number and what is written onto it as two words: 6-saatlıq."""
    joined = _JOINED.fullmatch(token)
    return (joined[1], joined[2]) if joined else (token,)


def _unit_of(word: str) -> str | None:
    return _CLEAR_UNITS.get(word) or _CLEAR_UNITS.get(_HOW_LONG.sub("", word))


def _pairs(tokens: list[str]) -> list[tuple[str, str]]:
    """Return numbers and units: `2 hours 30 minutes`; `saatdan` counts as `saat`."""
    if len(tokens) % 2:
        return []
    pairs = []
    for n, unit in zip(tokens[::2], tokens[1::2], strict=True):
        number = "1" if n in _ONE else n
        if not re.fullmatch(r"[0-9]{1,4}", number):
            return []
        pairs.append((number, unit if unit in _UNITS else _FROM_ENDING.sub("", unit)))
    return pairs


def _later(there: datetime, n: int, unit: str) -> datetime:
    """Return `there` moved on: days and weeks by the calendar, hours and minutes by the clock."""
    match unit:
        case "day" | "week":
            # Aware arithmetic keeps the wall clock, as people mean it across a change of clocks.
            return there + timedelta(days=n if unit == "day" else 7 * n)
        case "hour":
            length = timedelta(hours=n)
        case _:
            length = timedelta(minutes=n)
    return (there.astimezone(UTC) + length).astimezone(there.tzinfo)
