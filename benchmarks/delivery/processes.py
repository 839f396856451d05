"""Child processes: each on its own core, and what they cost. Linux only: it reads `/proc`."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

CHECKOUT = Path(__file__).resolve().parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")

CALM = 0.03
"""A process that takes less of a core than this has nothing to do."""

PATIENCE_SECONDS = 60.0
"""A step takes no longer, unless it is known to; one that does has failed."""

Json = dict[str, Any]


def cores() -> tuple[set[int], set[int]]:
    """Return the core of the server and the core of who sends; the same where there is one."""
    usable = sorted(os.sched_getaffinity(0))
    return {usable[0]}, {usable[-1]}


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has taken: seconds of a core, and its most memory in MB."""

    cpu: float
    memory: float

    def since(self, earlier: "Usage") -> float:
        """Return the seconds of a core that were taken since."""
        return self.cpu - earlier.cpu


class Child:
    """A process that talks in lines of JSON."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        core: set[int],
        *,
        environment: Mapping[str, str] | None = None,
        log: IO[bytes] | None = None,
    ) -> Self:
        """Start `command` on `core`, from the checkout."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KORPU_")}
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=CHECKOUT,
            env={**kept, **(environment or {})},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            limit=2**28,
            preexec_fn=lambda: os.sched_setaffinity(0, core),
        )
        return cls(process)

    def tell(self, **what: Any) -> None:
        """Say something to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")

    async def hear(self, *, within: float = PATIENCE_SECONDS) -> Any:
        """Return what it says next.

        Raises:
            Failed: it has ended, or says nothing for too long.
        """
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(within):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise Failed("a process says nothing for too long") from None
        if not line:
            raise Failed(f"a process ended with status {await self._process.wait()}")
        return json.loads(line)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.returncode is None

    def usage(self) -> Usage:
        """Return what it has taken so far."""
        status = Path("/proc", str(self._process.pid))
        after_name = (status / "stat").read_text().rpartition(")")[2].split()
        user, system = int(after_name[11]), int(after_name[12])
        lines = (status / "status").read_text().splitlines()
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
        return Usage((user + system) / TICKS, peak / 1024)

    async def calm(self) -> None:
        """Wait until it has had next to nothing to do for a second.

        Raises:
            Failed: it has ended.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            quiet = 0
            while quiet < 2:
                before = self.usage()
                await asyncio.sleep(0.5)
                if not self.alive:
                    raise Failed(f"a process ended with status {self._process.returncode}")
                quiet = quiet + 1 if self.usage().since(before) < 0.5 * CALM else 0

    async def end(self) -> None:
        """Ask it to end, and see that it does."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(20):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


class Failed(Exception):  # noqa: N818 - says what happened
    """A run did not come to its end; the text says why."""


PYTHON = sys.executable
