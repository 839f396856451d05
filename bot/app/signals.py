"""How a running program is asked to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def until_stopped() -> None:
    """Return when the program is asked to stop (SIGTERM, SIGINT)."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(name, stopped.set)
    await stopped.wait()


async def unless_stopped(work: Awaitable[T]) -> T | None:
    """Return what `work` returns, or None when the program is asked to stop before."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(until_stopped())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return await working if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
