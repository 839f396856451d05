"""What the drivers in Python share: their task, a plain pace, and the wait for the word to go.

Standard library only, because it runs in the environments of those we are compared with.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

SLICE_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Task:
    """Send `message` to `count` chats, numbered from `first` on.

    Args:
        url: where the server stands.
        token: the bot's.
        at_once: messages on their way at most.
        rate: messages a second; 0 is as fast as it goes.
        message: the parameters of `sendMessage` but the chat.
    """

    url: str
    token: str
    first: int
    count: int
    at_once: int
    rate: int
    message: dict[str, Any]


def read_task() -> Task:
    """Return the task, which comes as the argument: the name of a file with JSON."""
    with open(sys.argv[1], encoding="utf-8") as file:
        return Task(**json.load(file))


async def when_told() -> None:
    """Say that all is ready, and wait for the word to go."""
    print(json.dumps({"ready": True}), flush=True)
    await asyncio.to_thread(sys.stdin.readline)


def over(sent: int) -> None:
    """Say how many were sent, and wait to be ended."""
    print(json.dumps({"sent": sent}), flush=True)
    sys.stdin.readline()


async def send_all(task: Task, send: Callable[[int], Awaitable[object]]) -> int:
    """Send to every chat, so many at once and no faster than the pace; return how many went."""
    chats = iter(range(task.first, task.first + task.count))
    began, released, sent = time.perf_counter(), 0, 0

    async def some() -> None:
        nonlocal released, sent
        for chat in chats:
            released += 1
            turn = released
            while task.rate and turn > (time.perf_counter() - began) * task.rate:  # noqa: ASYNC110
                await asyncio.sleep(SLICE_SECONDS)
            await send(chat)
            sent += 1

    await asyncio.gather(*(some() for _ in range(task.at_once)))
    return sent
