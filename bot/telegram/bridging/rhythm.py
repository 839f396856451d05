"""How often a bridge speaks into one group: less often than the group takes, so that alerts,
answers and cards always find room."""

import asyncio
from dataclasses import dataclass

from bot.delivery.budget import ChatLimits

SHARE = 0.75
"""What a bridge may use of the messages that a group takes in a minute: 15 of 20."""


@dataclass(slots=True)
class _Breath:
    """When the next copy may go to one group."""

    next_at: float = float("-inf")


class Rhythm:
    """Lets the first copies go at once, then one every four seconds; what comes meanwhile is
    merged by whoever waits. Bridges that lead into the same group share its turns."""

    def __init__(self, limits: ChatLimits | None = None) -> None:
        limits = limits or ChatLimits()
        self._between = 60.0 / (limits.group_per_minute * SHARE)
        self._lag = (limits.burst - 1) * self._between
        self._groups: dict[str, _Breath] = {}

    def wait_for(self, group: str, now: float) -> float:
        """Return the seconds until the next copy may go to a group, and take that turn."""
        breath = self._groups.setdefault(group, _Breath())
        free_at = max(breath.next_at, now - self._lag)
        breath.next_at = free_at + self._between
        return max(0.0, free_at - now)

    async def turn(self, group: str) -> None:
        """Wait until the next copy may go to a group."""
        await asyncio.sleep(self.wait_for(group, asyncio.get_running_loop().time()))
