"""Logs hold a sentence and facts; what somebody wrote is in none of them."""

import json
import logging
import sqlite3
import sys
from collections.abc import Callable

import pytest

from bot.logs import JsonLines, TextLines

SECRET = "Leyla 0501234567"


def record(fails: Callable[[], object] | None = None, **facts: object) -> logging.LogRecord:
    """Return a record, with the exception that `fails` raises."""
    trace = None
    if fails:
        try:
            fails()
        except Exception:
            trace = sys.exc_info()
    made = logging.LogRecord("bot.x", logging.ERROR, "x.py", 1, "handling failed", (), trace)
    made.__dict__.update(facts)
    return made


def in_a_group() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


def one_for_another() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error


@pytest.mark.parametrize("style", [TextLines(), JsonLines()], ids=["text", "json"])
@pytest.mark.parametrize("fails", [lambda: int(SECRET), in_a_group, one_for_another])
def test_an_exception_is_logged_by_its_name_and_place_without_its_words(
    style: logging.Formatter, fails: Callable[[], object]
) -> None:
    line = style.format(record(fails, update=7))

    assert SECRET not in line
    assert "0501234567" not in line
    assert "ValueError" in line
    assert "test_logs.py" in line


def missing_table() -> None:
    raise sqlite3.OperationalError("no such table: nowhere")


def test_the_databases_own_words_are_kept() -> None:
    assert "no such table: nowhere" in TextLines().format(record(missing_table))


def test_a_line_is_a_time_a_sentence_and_facts() -> None:
    assert TextLines().format(record(update=7)).endswith("Z error handling failed (update=7)")
    line = json.loads(JsonLines().format(record(update=7)))
    assert (line["level"], line["says"], line["update"]) == ("error", "handling failed", 7)
