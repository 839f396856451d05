"""How fast the whole bot answers, over HTTP: `python -m benchmarks.conversation`.

The bot and the playground run in one child process, as `python bot.py` runs them; this process
plays the people. The playground's limits and the bot's pace are lifted, so that the figures say
what the machine can do, not what Telegram allows; the bot's own rule of one message a second in a
chat, with a small burst, holds. Both processes share the machine's cores.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bot.playground.page.crowd import FIRST_ID

PEOPLE = 300
PATIENCE_SECONDS = 120.0

Json = dict[str, Any]


class Town:
    """The playground's page, used by many people at once."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def get(self, path: str, **query: Any) -> Any:
        """Ask the page for something."""
        async with self._session.get(f"/playground/{path}", params=query) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        """Do something on the page."""
        headers = {"X-Playground": "1"}
        async with self._session.post(f"/playground/{path}", json=body, headers=headers) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def messages(self, person: int, bot: int) -> list[Json]:
        """Return a person's messages with the bot."""
        found = await self.get("messages", **{"as": person, "chat": bot, "limit": 200})
        return list(found)


async def serve(folder: Path) -> None:
    """Be the child: open the playground without limits and say where it is."""
    from bot.app.play import open_playground

    async with open_playground(folder, fresh=True, pace=1000, limits=False) as playground:
        print(playground.url, flush=True)
        await asyncio.Event().wait()


async def commands(town: Town, people: list[int], bot: int, each: int) -> float:
    """Let everybody say /settings `each` times at once; return answers a second."""
    began = perf_counter()
    for _ in range(each):
        await asyncio.gather(
            *(
                town.post("say", **{"as": person, "chat": bot, "text": "/settings"})
                for person in people
            )
        )
    wanted = each
    for person in people:
        while sum(m["from"]["is_bot"] for m in await town.messages(person, bot)) < wanted:
            if perf_counter() - began > PATIENCE_SECONDS:
                raise SystemExit("the bot did not answer in time")
    return len(people) * each / (perf_counter() - began)


async def presses(
    town: Town, people: list[int], bot: int, *, at_once: int, turn: int
) -> tuple[float, list[float]]:
    """Let everybody press once, `at_once` at a time, under their `turn`-th answer; return presses
    a second and each press's time until its word came back, in milliseconds."""
    times: list[float] = []
    under = {
        person: [m for m in await town.messages(person, bot) if m["buttons"]][turn]["id"]
        for person in people
    }
    waiting = iter(people)

    async def some() -> None:
        for person in waiting:
            began = perf_counter()
            await town.post(
                "press",
                **{"as": person, "chat": bot, "message": under[person], "data": "1:set.askcal"},
            )
            times.append((perf_counter() - began) * 1000)

    began = perf_counter()
    await asyncio.gather(*(some() for _ in range(at_once)))
    return len(people) / (perf_counter() - began), sorted(times)


async def measure(runs: int) -> None:
    """Start the child, measure, print a table."""
    rows = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.conversation", "--serve", folder,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            assert child.stdout is not None
            try:
                url = (await child.stdout.readline()).decode().strip()
                rest = memory(child.pid)
                async with aiohttp.ClientSession(url) as session:
                    town = Town(session)
                    await town.post("crowd", people=PEOPLE, odds={"silent": 1})
                    people = [FIRST_ID + number for number in range(1, PEOPLE + 1)]
                    bot = (await town.get("state"))["bot"]["id"]
                    said = await commands(town, people, bot, 2)
                    alone = await presses(town, people, bot, at_once=1, turn=0)
                    many = await presses(town, people, bot, at_once=32, turn=1)
                rows.append((said, alone, many, rest, memory(child.pid)))
            finally:
                child.kill()
                await child.wait()
    report(rows)


def memory(pid: int) -> float:
    """Return the resident memory of a process in MB (proc(5), VmRSS)."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def report(rows: list[Any]) -> None:
    """Print medians over the runs, with the least and the most."""

    def line(name: str, values: list[float], unit: str) -> None:
        middle = statistics.median(values)
        print(f"| {name} | {middle:,.1f} ({min(values):,.1f} to {max(values):,.1f}) | {unit} |")

    print(f"{len(rows)} runs, {PEOPLE} people, {os.cpu_count()} cores shared by bot and people\n")
    print("| what | median (least to most) | unit |\n|---|---|---|")
    line("commands said and answered", [row[0] for row in rows], "a second")
    line("presses, one after the other", [row[1][0] for row in rows], "a second")
    line("a press alone, p50", [percentile(row[1][1], 50) for row in rows], "ms")
    line("a press alone, p99", [percentile(row[1][1], 99) for row in rows], "ms")
    line("presses, 32 at once", [row[2][0] for row in rows], "a second")
    line("a press, 32 at once, p50", [percentile(row[2][1], 50) for row in rows], "ms")
    line("a press, 32 at once, p99", [percentile(row[2][1], 99) for row in rows], "ms")
    line("memory at rest, playground included", [row[3] for row in rows], "MB")
    line("memory afterwards", [row[4] for row in rows], "MB")


def percentile(values: list[float], part: int) -> float:
    """Return the value below which `part` per cent of the sorted values lie."""
    return values[min(len(values) - 1, len(values) * part // 100)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", type=Path, help="be the child")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.serve) if chosen.serve else measure(chosen.runs))
