"""How a running program is asked to stop."""

import asyncio
import contextlib
import signal


async def until_stopped() -> None:
    """Return when the program is asked to stop (SIGTERM, SIGINT)."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(name, stopped.set)
    await stopped.wait()
