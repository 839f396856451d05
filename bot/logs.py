"""Logs: a sentence and facts, as text or JSON; never names, words, Telegram ids or the token."""

import json
import logging
import sqlite3
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

_PLAIN = set(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime"}


class TextLines(logging.Formatter):
    """One line a record: time, level, sentence, facts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        line = f"{when} {record.levelname.lower()} {record.getMessage()}"
        line = f"{line} ({facts})" if facts else line
        trace = _trace(record)
        return f"{line}\n{trace}" if trace else line


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
            **_facts(record),
        }
        trace = _trace(record)
        if trace:
            line["trace"] = trace
        return json.dumps(line, ensure_ascii=False, default=str)


def start_logging(style: Literal["text", "json"]) -> None:
    """Send every log line to standard error in `style`.

    The libraries below us stay at WARNING: at INFO some print the URL, and the token is in it.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("aiohttp", "aiosqlite", "apscheduler", "asyncio", "httpcore", "httpx", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in record.__dict__.items() if name not in _PLAIN}


def _trace(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return "\n".join(_told(error)) if error else ""


def _told(error: BaseException) -> Iterator[str]:
    """Yield where an exception came from and what it is, its causes first.

    Its text is left out, because `invalid literal for int(): 'Leyla, 0501234567'` holds what
    somebody wrote; only the database's own words are known to hold none.
    """
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _told(before)
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    words = f": {error}" if isinstance(error, sqlite3.Error) else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{words}"
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _told(part)
