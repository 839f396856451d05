"""Side by side with others, who keep no record of who has what."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.delivery.community import ALERT_KIND, FIRST_MEMBER, MARKS, Ready
from benchmarks.delivery.drivers.sending import Task
from benchmarks.delivery.figures import Result, Run, progress
from benchmarks.delivery.measuring import send_alert
from benchmarks.delivery.ours import FREE_PACE
from benchmarks.delivery.plan import Plan
from benchmarks.delivery.processes import CHECKOUT, PYTHON, Child, Failed, cores
from benchmarks.delivery.records import rate_of
from benchmarks.delivery.remote import running_server
from benchmarks.delivery.scenarios import LATENCY, OURS, UNPACED, Size, community, started
from bot.settings import PLAYGROUND_TOKEN

PEERS_PYTHON = CHECKOUT / "build" / "peers" / "bin" / "python"
PEERS_NODE = CHECKOUT / "build" / "node"
DRIVERS = Path(__file__).parent / "drivers"

BARE = "a bare loop over Körpü's sender"
STOCK = "python-telegram-bot"
LIMITED = "python-telegram-bot, AIORateLimiter"
AIOGRAM = "aiogram"
GRAMMY = "grammY"
THROTTLED = "grammY, its throttler"


@dataclass(frozen=True, slots=True)
class Driver:
    """Somebody who sends: `command` but for the task; `at_once` is what suits them best."""

    who: str
    command: tuple[str, ...]
    at_once: int
    share: float = 1.0

    @property
    def missing(self) -> str:
        """What has to be installed first, empty for nothing."""
        program = self.command[0]
        if program == "node":
            if shutil.which("node") is None:
                return "node"
            return "" if (PEERS_NODE / "node_modules" / "grammy").is_dir() else "grammY"
        return "" if Path(program).exists() else "build/peers"


def _python(module: str) -> tuple[str, ...]:
    return (str(PEERS_PYTHON), "-m", f"benchmarks.delivery.drivers.{module}")


def _node() -> tuple[str, ...]:
    return ("node", str(PEERS_NODE / "grammy.mjs"))


def bare(at_once: int) -> Driver:
    """A loop over our own sender."""
    return Driver(BARE, (PYTHON, "-m", "benchmarks.delivery.drivers.bare"), at_once)


def stock(at_once: int) -> Driver:
    """The library as it comes. Its pool of connections gets slower with each that is open."""
    return Driver(STOCK, _python("library"), at_once, share=0.4)


def aiogram(at_once: int) -> Driver:
    """Aiogram 3 on uvloop."""
    return Driver(AIOGRAM, _python("with_aiogram"), at_once)


def grammy(at_once: int) -> Driver:
    """Run grammY on Node."""
    return Driver(GRAMMY, _node(), at_once)


async def flat_out(size: Size) -> Result:
    """As fast as each can, plain HTTP, answers at once; ours with its outbox and every row."""
    drivers = _present((bare(32), grammy(32), aiogram(32), stock(4)))
    runs: dict[str, list[Run]] = {OURS: [], **{driver.who: [] for driver in drivers}}
    async with community(size.peers) as ready:
        for number in range(size.runs):
            run, message = await _ours(ready, Plan(marks=MARKS), pace=UNPACED, tls=False)
            runs[OURS].append(run)
            for driver in drivers:
                task = _task(driver, message, count=size.peers)
                runs[driver.who].append(await _measured(driver, task, Plan(), tls=False))
            progress(f"run {number + 1} of {size.runs}")
    result = Result(
        "peers", f"Flat out, plain HTTP, answers at once, {size.peers:,} messages each", runs
    )
    goals = {GRAMMY: 1.0, AIOGRAM: 1.3, STOCK: 3.5}
    return replace(result, notes=_ratios(result, goals, "messages a second", "at least"))


async def paced(size: Size) -> Result:
    """What 1,000 a second cost each: TLS, answers after 80 ms."""
    drivers = _present((bare(256), grammy(256), aiogram(256)))
    runs: dict[str, list[Run]] = {OURS: [], **{driver.who: [] for driver in drivers}}
    async with community(size.peers) as ready:
        for number in range(size.runs):
            plan = Plan(latency=LATENCY, marks=MARKS)
            run, message = await _ours(ready, plan, tls=True)
            runs[OURS].append(run)
            for driver in drivers:
                task = _task(driver, message, count=size.peers, rate=1000)
                plan = Plan(latency=LATENCY)
                runs[driver.who].append(await _measured(driver, task, plan, tls=True))
            progress(f"run {number + 1} of {size.runs}")
    result = Result(
        "cpu", f"1,000 a second, TLS, answers after 80 ms, {size.peers:,} messages each", runs
    )
    goals = {GRAMMY: 0.7, AIOGRAM: 0.5}
    return replace(result, notes=_ratios(result, goals, "CPU a message, ms", "at most"))


async def limiters(size: Size) -> Result:
    """Ready-made limiters set to 30 a second, and to 1,000."""
    drivers = _present(
        tuple(
            Driver(f"{who}, {rate:,} a second", (*command, str(rate)), at_once)
            for rate, pool, limited in ((30, 64, 64), (1000, 256, 32))
            for who, command, at_once in (
                (LIMITED, _python("library"), limited),
                (THROTTLED, _node(), pool),
            )
        )
    )
    runs: dict[str, list[Run]] = {driver.who: [] for driver in drivers}
    async with community(1) as ready:
        _, message = await _ours(ready, Plan(marks=MARKS), tls=False)
    for number in range(size.runs):
        for driver in drivers:
            count = 450 if driver.who.endswith(" 30 a second") else 2_500
            task = _task(driver, message, count=count)
            plan = Plan(latency=LATENCY)
            runs[driver.who].append(await _measured(driver, task, plan, tls=True))
        progress(f"run {number + 1} of {size.runs}")
    return Result("limiters", "Ready-made limiters, TLS, answers after 80 ms", runs)


def draw(folder: Path) -> None:
    """Draw the picture of the alert that overtakes; the peers' environment has what it needs."""
    if not PEERS_PYTHON.exists():
        progress("no picture is drawn: build/peers is missing (make bench-peers)")
        return
    command = (str(PEERS_PYTHON), "-m", "benchmarks.delivery.plot")
    files = (str(folder / "overtake-seconds.json"), str(folder / "overtake.png"))
    subprocess.run([*command, *files], cwd=CHECKOUT, check=True)


def _present(drivers: Sequence[Driver]) -> list[Driver]:
    """Return those that can be run here; say what the others need."""
    if PEERS_NODE.is_dir():
        # Node looks for packages beside the program.
        shutil.copy(DRIVERS / "grammy.mjs", PEERS_NODE)
    for driver in drivers:
        if driver.missing:
            progress(f"{driver.who} is left out: {driver.missing} is missing (make bench-peers)")
    return [driver for driver in drivers if not driver.missing]


def _task(driver: Driver, message: dict[str, object], *, count: int, rate: int = 0) -> Task:
    return Task(
        url="",
        token=PLAYGROUND_TOKEN,
        first=FIRST_MEMBER,
        count=int(count * driver.share),
        at_once=driver.at_once,
        rate=rate,
        message=message,
    )


async def _ours(
    ready: Ready, plan: Plan, *, pace: int = FREE_PACE, tls: bool
) -> tuple[Run, dict[str, object]]:
    """Let the bot send its alert; return the figures and the message, which all others send."""
    async with started(ready, plan, pace=pace, tls=tls, paid=pace == FREE_PACE) as bot:
        sent = await send_alert(bot, within=30 + ready.people / 100)
    figures = sent.figures()
    message = json.loads(sent.report.arrivals.bodies[ALERT_KIND])
    for name in ("chat_id", "allow_paid_broadcast"):
        message.pop(name, None)
    return _row(
        rate=figures["alerts a second"],
        most=int(figures["most in any second"]),
        cpu=sent.cpu / sent.people,
        memory=sent.memory,
    ), message


def _row(*, rate: float, most: int, cpu: float, memory: float) -> Run:
    return {
        "messages a second": rate,
        "most in any second": most,
        "CPU a message, ms": 1000 * cpu,
        "memory at most, MB": memory,
    }


async def _measured(driver: Driver, task: Task, plan: Plan, *, tls: bool) -> Run:
    """Let one driver send all of its task to a server of its own."""
    async with running_server(replace(plan, echo=_echo(task)), tls=tls) as server:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(asdict(replace(task, url=server.url)), file)
            file.flush()
            command, *rest = driver.command
            place = 2 if command != "node" else 1
            words = [command, *rest[:place], file.name, *rest[place:]]
            child = await Child.start(words, cores()[1], environment=server.environment)
            try:
                await child.hear()
                before = child.usage()
                child.tell(go=True)
                await child.hear(within=60 + task.count / 20)
                after = child.usage()
            finally:
                await child.end()
        arrivals = (await server.report()).arrivals
    if len(set(arrivals.chats)) != task.count:
        raise Failed(f"{driver.who} reached {len(set(arrivals.chats))} of {task.count}")
    return _row(
        rate=rate_of(arrivals.moments),
        most=arrivals.most(),
        cpu=after.since(before) / task.count,
        memory=after.memory,
    )


def _echo(task: Task) -> dict[str, object]:
    return {name: task.message[name] for name in ("text", "reply_markup")}


def _ratios(result: Result, goals: dict[str, float], what: str, rule: str) -> tuple[str, ...]:
    return tuple(
        f"{what}: {who} has {result.ratio(who, other, what):.2f} times that of {other}"
        + (f"; the goal is {rule} {goal:g}." if who == OURS else ".")
        for who in (OURS, BARE)
        for other, goal in goals.items()
        if other in result.runs
    )
