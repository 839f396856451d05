"""The rows of the table: each scenario measures one promise."""

import asyncio
import importlib.util
import json
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.delivery.community import (
    ALERT_KIND,
    FIRST_MEMBER,
    INVITATION_KIND,
    MARKS,
    NORTH,
    SOUTH,
    Ready,
    settle,
)
from benchmarks.delivery.figures import Result, Run, percentile, progress
from benchmarks.delivery.measuring import send_alert
from benchmarks.delivery.ours import FREE_PACE, Bot, running_bot
from benchmarks.delivery.plan import Plan
from benchmarks.delivery.processes import CHECKOUT, PYTHON, Failed
from benchmarks.delivery.remote import running_server
from benchmarks.delivery.window import SECOND

OURS = "Körpü"

LATENCY = 0.08
"""Seconds that the server takes for an answer, as Telegram does from Europe."""

UNPACED = 20_000
"""A pace that nothing here reaches."""

BUILD = CHECKOUT / "build" / "delivery"


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything: `short` is done in a few minutes, `full` is for the documents."""

    runs: int
    ceiling: int
    ordinary: int
    first: int
    flat: int
    peers: int
    overtake: int


SHORT = Size(
    runs=1, ceiling=10_000, ordinary=600, first=20_000, flat=10_000, peers=5_000, overtake=600
)
FULL = Size(
    runs=3, ceiling=50_000, ordinary=1_800, first=100_000, flat=20_000, peers=10_000, overtake=1_200
)


@asynccontextmanager
async def community(people: int) -> AsyncIterator[Ready]:
    """A community on the disk of this checkout, thrown away afterwards."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as name:
        yield await settle(Path(name, "community.db"), people)


@asynccontextmanager
async def started(
    ready: Ready, plan: Plan, *, pace: int = FREE_PACE, tls: bool = True, paid: bool = False
) -> AsyncIterator[Bot]:
    """The bot before a server of its own, quiet."""
    async with (
        running_server(plan, tls=tls) as server,
        running_bot(server, ready, pace=pace, paid=paid) as bot,
    ):
        yield bot


async def repeated(times: int, once: Callable[[], Awaitable[Run]]) -> list[Run]:
    """Run something several times."""
    runs = []
    for number in range(times):
        runs.append(await once())
        progress(f"run {number + 1} of {times}")
    return runs


async def ceiling(size: Size) -> Result:
    """An alert at the pace that is paid for, with presses besides."""
    async with community(size.ceiling) as ready:

        async def once() -> Run:
            plan = Plan(latency=LATENCY, limit=FREE_PACE, marks=MARKS)
            async with started(ready, plan, paid=True) as bot:
                sent = await send_alert(bot, presses=50, within=30 + size.ceiling / 100)
            return {**sent.figures(), **sent.press_figures()}

        return Result(
            "ceiling",
            f"1,000 a second, TLS, answers after 80 ms, {ready.everybody:,} people, "
            "50 presses a second",
            {OURS: await repeated(size.runs, once)},
            {
                "alerts a second": "at least 990",
                "most in any second": "1,010",
                "of one core, %": "at most 40",
                "memory at most, MB": "at most 110",
                "press p50, ms": "under 5",
                "press p99, ms": "under 10",
            },
        )


async def ordinary(size: Size) -> Result:
    """An alert at the pace that costs nothing, before a server that refuses what is too much."""
    async with community(size.ordinary) as ready:

        async def once() -> Run:
            plan = Plan(latency=LATENCY, limit=FREE_PACE, marks=MARKS)
            async with started(ready, plan) as bot:
                sent = await send_alert(bot, presses=20, within=30 + size.ordinary / 15)
            return {**sent.figures(), **sent.press_figures()}

        return Result(
            "ordinary",
            f"30 a second, TLS, answers after 80 ms, {ready.everybody:,} people, "
            "20 presses a second, 429 beyond 30 in any second",
            {OURS: await repeated(size.runs, once)},
            {
                "with answers beside, a second": "at least 29.7",
                "most in any second": "30",
                "refused with 429": "0",
            },
        )


async def first(size: Size) -> Result:
    """The first message of an alert to very many, while a broadcast to all of them is going out."""
    async with community(size.first) as ready:

        async def once() -> Run:
            plan = Plan(latency=LATENCY, limit=FREE_PACE, marks=MARKS)
            async with started(ready, plan) as bot:
                return await _first_message(bot)

        return Result(
            "first",
            f"The first message of an alert to {ready.everybody:,} people, "
            "during a broadcast to all",
            {OURS: await repeated(size.runs, once)},
            {"from the press to the first message, s": "under 1"},
        )


async def _first_message(bot: Bot) -> Run:
    server = bot.server
    server.press(SOUTH, bot.ready.announce)
    await server.seen(INVITATION_KIND, 100, within=120)
    going = button_in((await server.report()).arrivals.bodies[INVITATION_KIND], "ev.go:")
    server.presses(50, going, first=FIRST_MEMBER, people=bot.ready.people)
    await asyncio.sleep(2)
    bot.approve()
    at = await server.seen(ALERT_KIND, 1, within=120)
    await server.seen(ALERT_KIND, 60, within=120)
    server.calm()
    await asyncio.sleep(1)
    report = await server.report()
    approved = next(one for one in report.presses if one.person == NORTH)
    later = [one for one in report.presses if one.made >= approved.made and one is not approved]
    waits = [one.taken for one in later if one.answered]
    return {
        "from the press to the first message, s": (at - approved.handed) / SECOND,
        "to the word at the button, s": approved.taken / 1000,
        "to the 30th message, s": (report.arrivals.of(ALERT_KIND)[29] - approved.handed) / SECOND,
        "other presses meanwhile": len(waits),
        "their p50, ms": percentile(waits, 0.5),
        "their p99, ms": percentile(waits, 0.99),
        "their longest, ms": max(waits, default=0.0),
        "refused with 429": report.arrivals.counts["too_many"],
    }


def button_in(body: str, verb: str) -> str:
    """Return what a button of a message says when it is pressed."""
    found = re.search(rf'"callback_data":\s*"([^"]*{re.escape(verb)}[^"]*)"', body)
    if found is None:
        raise LookupError(verb)
    return found[1]


async def flat(size: Size) -> Result:
    """As fast as one core goes, with a durable row each."""
    async with community(size.flat) as ready:
        runs: dict[str, list[Run]] = {
            "plain HTTP, answers at once": [],
            "TLS, answers after 80 ms": [],
        }
        for number in range(size.runs):
            for who, latency, tls in zip(runs, (0.0, LATENCY), (False, True), strict=True):
                plan = Plan(latency=latency, marks=MARKS)
                async with started(ready, plan, pace=UNPACED, tls=tls) as bot:
                    sent = await send_alert(bot, within=30 + size.flat / 100)
                runs[who].append(sent.figures())
            progress(f"run {number + 1} of {size.runs}")
        return Result(
            "flat",
            f"Pacing off, a durable row each, one core, {ready.everybody:,} people",
            runs,
            {"alerts a second": "at least 4,000"},
        )


async def enqueue(size: Size) -> Result | None:
    """Queue very many people; a benchmark of its own, which prints its own table."""
    if importlib.util.find_spec("benchmarks.queueing") is None:
        print("\nenqueue is left out: there is no benchmarks/queueing.py in this checkout")
        return None
    process = await asyncio.create_subprocess_exec(
        *(PYTHON, "-m", "benchmarks.queueing", str(size.first), str(size.runs)),
        cwd=CHECKOUT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise Failed("benchmarks.queueing ended with an error")
    head, *lines = said.decode().splitlines()
    names = _columns(head)
    return Result(
        "enqueue",
        f"Queueing {size.first:,} people while presses go on, in ms; medians of {size.runs} runs",
        {
            line[:_NAME_LETTERS].strip(): [
                {
                    name: float(number.replace(",", ""))
                    for name, number in zip(names, _columns(line), strict=True)
                }
            ]
            for line in lines
        },
    )


_NAME_LETTERS, _FIGURE_LETTERS = 34, 11
"""How wide the columns are that benchmarks/queueing.py prints."""


def _columns(line: str) -> list[str]:
    figures = line[_NAME_LETTERS:]
    return [
        figures[place : place + _FIGURE_LETTERS].strip()
        for place in range(0, len(figures), _FIGURE_LETTERS)
    ]


async def overtake(size: Size) -> Result:
    """An alert that overtakes a broadcast, second by second."""
    async with community(size.overtake) as ready:
        plan = Plan(latency=LATENCY, limit=FREE_PACE, marks=MARKS)
        async with started(ready, plan) as bot:
            return await _overtaking(bot)


async def _overtaking(bot: Bot) -> Result:
    server, people = bot.server, bot.ready.everybody
    server.press(SOUTH, bot.ready.announce)
    await server.seen(INVITATION_KIND, people // 3, within=people / 10)
    bot.approve()
    await server.seen(ALERT_KIND, people, within=people / 10)
    await server.seen(INVITATION_KIND, people, within=people / 10)
    report = await server.report()
    arrivals, start = report.arrivals, report.arrivals.of(INVITATION_KIND)[0]
    approved = next(one for one in report.presses if one.person == NORTH)
    alerts = arrivals.of(ALERT_KIND)
    between = [at for at in arrivals.of(INVITATION_KIND) if alerts[0] <= at <= alerts[-1]]
    facts = {
        "broadcast": arrivals.each_second(INVITATION_KIND, start),
        "alert": arrivals.each_second(ALERT_KIND, start),
        "approved": (approved.handed - start) / SECOND,
    }
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "overtake-seconds.json").write_text(json.dumps(facts))
    return Result(
        "overtake",
        f"An alert to {people:,} people overtakes a broadcast to the same, 30 a second",
        {
            OURS: [
                {
                    "from the press to the first message, s": (alerts[0] - approved.handed)
                    / SECOND,
                    "alerts a second": arrivals.rate(ALERT_KIND),
                    "messages of the broadcast before the last alert": len(between),
                    "most in any second": arrivals.most(),
                    "refused with 429": arrivals.counts["too_many"],
                    "chats that got one twice": arrivals.twice(ALERT_KIND)
                    + arrivals.twice(INVITATION_KIND),
                }
            ]
        },
        {"most in any second": "30", "refused with 429": "0", "chats that got one twice": "0"},
    )
