"""How fast words go over a bridge, over HTTP: `python -m benchmarks.bridge`.

The bot, the playground and the people are one process here. First without limits, one message after
the other: the time from original to copy is the machine's. Then with Telegram's limits and a lively
talk of several messages a second: how many are carried in a minute, in how many copies, how late.
"""

import argparse
import asyncio
import re
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bot.app.play import open_playground

NORTH, SOUTH = -1001000000101, -1001000000102
AYLIN, SEVINJ, GUNEL, NIGAR, AYDA = 1001, 1003, 1009, 1006, 1007

Json = dict[str, Any]

_NUMBER = re.compile(r"https://a\.az/(\d+)")


@dataclass
class Town:
    """The playground's page, used by the cast."""

    session: aiohttp.ClientSession
    bot: int = 0
    north: int = 0
    south: int = 0

    async def get(self, path: str, **query: Any) -> Any:
        """Ask the page for something."""
        async with self.session.get(f"/playground/{path}", params=query) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        """Do something on the page."""
        headers = {"X-Playground": "1"}
        async with self.session.post(f"/playground/{path}", json=body, headers=headers) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def press(self, person: int, verb: str, chat: int = 0) -> None:
        """Press the latest button with such data, as soon as there is one."""
        where = {"as": person, "chat": chat or self.bot}
        while True:
            for message in reversed(await self.get("messages", **where)):
                data = [one.get("data", "") for row in message["buttons"] for one in row]
                found = next((one for one in data if one.startswith(f"1:{verb}")), None)
                if found:
                    await self.post("press", **where, message=message["id"], data=found)
                    return
            await asyncio.sleep(0.05)

    async def tie(self) -> None:
        """Tie the first topics of both groups; Günel and Nigar agree."""
        state = await self.get("state")
        self.bot = state["bot"]["id"]
        topics = {one["id"]: one["topics"][1]["id"] for one in state["groups"] if one["topics"]}
        self.north, self.south = topics[NORTH], topics[SOUTH]
        await self.say(AYLIN, NORTH, self.north, "/bridge")
        await self.press(AYLIN, "br.offer")
        await self.say(SEVINJ, SOUTH, self.south, "/bridge")
        await self.press(SEVINJ, "br.tie")
        for person in (GUNEL, NIGAR):
            await self.press(person, "br.yes", NORTH)

    async def say(self, person: int, chat: int, thread: int, words: str) -> None:
        """Write in a topic."""
        await self.post("say", **{"as": person}, chat=chat, thread=thread, text=words)

    async def arrived(self) -> dict[int, int]:
        """Return which numbers stand in the South, each with the message it stands in."""
        query = {"as": AYDA, "chat": SOUTH, "thread": self.south, "limit": 200}
        return {
            int(number): message["id"]
            for message in await self.get("messages", **query)
            if message["from"]["is_bot"]
            for number in _NUMBER.findall(message["text"])
        }


async def one_by_one(town: Town, count: int) -> None:
    """Say one thing after the other; print how late each copy is."""
    delays = []
    for number in range(1, count + 1):
        begun = perf_counter()
        words = f"Salam, sabah görüşə kim gəlir? https://a.az/{number}"
        await town.say(GUNEL, NORTH, town.north, words)
        while number not in await town.arrived():  # noqa: ASYNC110 - as a person looks
            await asyncio.sleep(0.001)
        delays.append((perf_counter() - begun) * 1000)
    p50, p99 = statistics.median(delays), statistics.quantiles(delays, n=100)[98]
    print(f"one by one, {count}: from original to copy p50 {p50:.0f} ms, p99 {p99:.0f} ms")


async def lively(town: Town, seconds: int, rate: float) -> None:
    """Talk for a while; print how many are carried, in how many copies, how late."""
    said: dict[int, float] = {}
    heard: dict[int, float] = {}
    copies: set[int] = set()

    async def listen() -> None:
        while len(heard) < seconds * rate:
            found = await town.arrived()
            for number in found.keys() - heard.keys():
                heard[number] = perf_counter()
            copies.update(found.values())
            await asyncio.sleep(0.05)

    listening = asyncio.create_task(listen())
    begun = perf_counter()
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, begun + number / rate - perf_counter()))
        said[number] = perf_counter()
        person = (GUNEL, NIGAR)[number % 2]
        words = f"Salam, dostlar, axşam hamımız bir yerdəyik https://a.az/{number}"
        await town.say(person, NORTH, town.north, words)
    await asyncio.wait_for(listening, 120)
    delays = sorted(heard[number] - said[number] for number in said)
    print(
        f"lively, {rate * 60:.0f} a minute for {seconds} s: {len(heard)} of {len(said)} carried in"
        f" {len(copies)} copies; p50 {statistics.median(delays):.1f} s, last {delays[-1]:.1f} s"
    )


async def measure(count: int, seconds: int, rate: float) -> None:
    """Take the figures."""
    for limits in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            opened = open_playground(Path(folder), limits=limits, pace=1000 if not limits else 30)
            async with opened as playground, aiohttp.ClientSession(playground.url) as session:
                town = Town(session)
                await town.tie()
                if limits:
                    await lively(town, seconds, rate)
                else:
                    await one_by_one(town, count)


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=float, default=4.0, help="messages a second")
    asyncio.run(measure(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
