"""How much a bot may send: the rates that Telegram makes known, in sliding windows.

Source: Telegram Bots FAQ, "My bot is hitting limits": one message a second in a chat with short
bursts, 20 a minute in a group, about 30 a second overall (1,000 with paid broadcasts).
"""

import time
from collections import deque
from collections.abc import Callable
from math import ceil

from bot.playground.world.refusal import ApiError

OVERALL = (30, 1.0)
PAID = (1000, 1.0)
PRIVATE = (3, 3.0)
"""One a second, with a burst of three."""
GROUP = (20, 60.0)

_MANY_CHATS = 20_000

Window = tuple[int, float]
"""So many messages in so many seconds."""


class Limits:
    """Counts what was sent; real time, not the playground's, because the wire is real."""

    def __init__(self, *, on: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._on = on
        self._now = now
        self._overall: deque[float] = deque()
        self._paid: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}

    def count(self, chat: int, *, messages: int = 1, paid: bool = False) -> None:
        """Count messages to a chat (a group's id is negative). More at once than a window takes (an
        album) go when nothing else is in it.

        Raises:
            ApiError: 429 with `retry_after` in whole seconds; nothing is counted then.
        """
        if not self._on:
            return
        now = self._now()
        overall, wide = (self._paid, PAID) if paid else (self._overall, OVERALL)
        narrow = GROUP if chat < 0 else PRIVATE
        stamps = self._chats.get(chat)
        if stamps is None:
            stamps = self._chats[chat] = deque()
        wait = max(_wait(overall, wide, now, messages), _wait(stamps, narrow, now, messages))
        if wait > 0:
            raise too_many(ceil(wait))
        overall.extend([now] * messages)
        stamps.extend([now] * messages)
        if len(self._chats) > _MANY_CHATS:
            self._forget(now)

    @property
    def chats_watched(self) -> int:
        """Return of how many chats something is remembered."""
        return len(self._chats)

    def _forget(self, now: float) -> None:
        """Drop the chats whose last message no window reaches any more."""
        self._chats = {
            chat: stamps
            for chat, stamps in self._chats.items()
            if stamps and stamps[-1] > now - (GROUP if chat < 0 else PRIVATE)[1]
        }


def too_many(seconds: int) -> ApiError:
    """Return the refusal that asks to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def _wait(stamps: deque[float], window: Window, now: float, messages: int) -> float:
    """Return for how many seconds `messages` more would be too many; 0 for none."""
    most, seconds = window
    while stamps and stamps[0] <= now - seconds:
        stamps.popleft()
    beyond = len(stamps) + min(messages, most) - most
    if beyond <= 0:
        return 0.0
    return stamps[min(beyond, len(stamps)) - 1] + seconds - now
