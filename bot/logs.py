"""Logs: a sentence and facts, as text or JSON; never names, words, Telegram ids or the token."""

import json
import logging
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
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


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
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
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
