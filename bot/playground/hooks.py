"""What the playground asks of the program it plays Telegram for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


def _machine_time() -> datetime:
    return datetime.now(UTC)


async def _stand_still(seconds: float) -> None:
    """Leave the clock alone: a program without a shifting clock."""


async def _nothing_due() -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class Hooks:
    """Ways into the program; each has a default, so that any bot can be tried.

    `now` is aware and in UTC; `shift` moves the program's clock forward by seconds; `next_due` is
    the next thing it waits for; `reset` throws its own data away; `crowd` tells it of pretend
    members (`id`, `name`, `country`, `zone`, `language` each), who press Start without a message.
    """

    now: Callable[[], datetime] = _machine_time
    shift: Callable[[float], Awaitable[None]] = _stand_still
    next_due: Callable[[], Awaitable[datetime | None]] = _nothing_due
    reset: Callable[[], Awaitable[None]] | None = None
    crowd: Callable[[list[dict[str, Any]]], Awaitable[None]] | None = None
