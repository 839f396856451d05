"""How long it takes to queue a message for very many, and who waits meanwhile:
`python -m benchmarks.queueing [people] [runs]`.

People press buttons all the while, fifty a second, each with one durable write. Of each figure the
median of the runs is shown, of the longest wait of a press also the worst run.
"""

import asyncio
import contextlib
import random
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import uvloop

from bot.app.parts import folder
from bot.clock import ShiftedClock
from bot.delivery.queueing import Queueing
from bot.domain.audiences import ROLES, Selection
from bot.domain.delivery import Lane
from bot.domain.messages import Message, text
from bot.domain.people import LANGUAGES, Audience
from bot.storage import audiences, enlistments, outbox
from bot.storage.database import Tx
from bot.storage.deliveries import claim
from bot.storage.outbox import Posting
from bot.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)

PRESSES_PER_SECOND = 50

CLAIMED = 100

_PERSON = """
INSERT INTO people (id, language, side, country, created_at, seen_at)
VALUES (:id, :language, :side, :country, 0, :seen_at)
"""

_ADDRESS = """
INSERT INTO addresses (address, person_id, reachable, since_at)
VALUES (:address, :id, :reachable, 0)
"""

_PRESS = "INSERT INTO audit (action, subject, noted_at) VALUES ('press', 'somebody', 0)"

_SENT = "UPDATE deliveries SET state = 'sent', message_id = '1', settled_at = 1"


@dataclass
class Figures:
    """What was measured in one scenario, a number a run, in seconds."""

    name: str
    call: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    all: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    press: list[float] = field(default_factory=list)

    def line(self, people: int) -> str:
        """Return one row of the table."""
        call, first, all_, cpu, press = (
            statistics.median(run) if run else 0.0
            for run in (self.call, self.first, self.all, self.cpu, self.press)
        )
        worst = max(self.press)
        return (
            f"{self.name:<34}{call * 1e3:>11.1f}{first * 1e3:>11.1f}{all_ * 1e3:>11.0f}"
            f"{cpu * 1e6 / people:>11.2f}{press * 1e3:>11.1f}{worst * 1e3:>11.1f}"
        )


def settle_in(tx: Tx, people: int) -> None:
    """Let so many people come, in no order of their last visit; a few cannot be written to."""
    chance = random.Random(8)
    tx.many(
        _PERSON,
        (
            {
                "id": number,
                "language": chance.choice(LANGUAGES),
                "side": chance.choice(("north", "south", "both", "unsaid")),
                "country": chance.choice(("AZ", "IR", "DE", "TR", "SE")),
                "seen_at": chance.randrange(10**15),
            }
            for number in range(1, people + 1)
        ),
    )
    addresses = (
        {
            "id": number,
            "address": f"telegram:{number * 7919 % 10**10}",
            "reachable": int(chance.random() < 0.95),
        }
        for number in range(1, people + 1)
    )
    tx.many(_ADDRESS, addresses)


@contextlib.contextmanager
def timed(into: list[float], clock: Callable[[], float] = perf_counter) -> Iterator[None]:
    """Add the seconds that the body takes to a list."""
    began = clock()
    yield
    into.append(clock() - began)


@contextlib.asynccontextmanager
async def pressing(db: SqliteDatabase, worst: list[float]) -> AsyncIterator[None]:
    """Press buttons during the body; add the longest wait of a press to `worst`."""
    waits: list[float] = []
    over = asyncio.Event()

    async def press() -> None:
        with timed(waits):
            await db.write(lambda tx: tx.run(_PRESS))

    async def press_on() -> None:
        async with asyncio.TaskGroup() as presses:
            while not over.is_set():
                presses.create_task(press())
                await asyncio.sleep(1 / PRESSES_PER_SECOND)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(press_on())
        yield
        over.set()
    worst.append(max(waits))


async def queued(db: SqliteDatabase) -> None:
    """Return once nothing is to be queued any more."""
    bell = db.bell(outbox.BELL)
    while await db.read(outbox.is_enlisting):
        bell.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.005):
                await bell.wait()


async def claimable(db: SqliteDatabase, rank: int) -> None:
    """Return once something of this rank may be claimed."""
    look = "SELECT 1 FROM deliveries WHERE state = 'waiting' AND rank = :rank LIMIT 1"
    bell = db.bell(outbox.BELL)
    while not await db.read(lambda tx: tx.one(look, {"rank": rank})):
        bell.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.002):
                await bell.wait()


def start(tx: Tx, *, rank: int, expected: int, readers_of: int | None = None) -> int:
    """Start a broadcast as the approval of an alert does, or the notice to those who have one."""
    number = outbox.start_broadcast(tx, "alert", None, lane=Lane.CRISIS, by=None, now=NOON)
    posting = Posting(Lane.CRISIS, NOON, broadcast_id=number, rank=rank, may_repeat=True)
    message = Message(text("menu.menu"))
    if readers_of is not None:
        outbox.enlist_readers(tx, [readers_of], message, posting, expected=expected)
        return number
    whom = Selection(audiences=(Audience.EVERYBODY,))
    firsts = (Selection(countries=("AZ",)), Selection(roles=ROLES))
    outbox.enlist(tx, whom, message, posting, firsts=firsts, ahead=1, expected=expected)
    return number


async def scene(
    db: SqliteDatabase, figures: Figures, act: Callable[[Tx], int], *, rank: int | None = None
) -> int:
    """Carry one transaction out with presses all the while, until all is queued."""
    await asyncio.sleep(0.2)
    async with pressing(db, figures.press):
        with timed(figures.all), timed(figures.cpu, process_time):
            began = perf_counter()
            with timed(figures.call):
                number = await db.write(act)
            if rank is not None:
                await claimable(db, rank)
                figures.first.append(perf_counter() - began)
            await queued(db)
    return number


def stop(tx: Tx, number: int) -> int:
    """Stop a broadcast."""
    return outbox.stop(tx, number, now=NOON)


def edit(tx: Tx, number: int) -> int:
    """Edit every copy of a broadcast."""
    posting = Posting(Lane.CRISIS, NOON, rank=1_000)
    outbox.edit_copies(tx, [number], Message(text("menu.back")), posting)
    return number


async def at_once(db: SqliteDatabase, figures: Figures) -> None:
    """Queue everybody in one transaction, as nobody should: what the rows cost by themselves."""

    def act(tx: Tx) -> None:
        start(tx, rank=7, expected=0)
        urgent = enlistments.most_urgent(tx)
        wanted = enlistments.by_id(tx, urgent[0]) if urgent else None
        assert wanted is not None
        enlistments.take(tx, wanted, enlistments.line(tx, wanted, now=NOON), last=True, now=NOON)

    async with pressing(db, figures.press):
        with timed(figures.all), timed(figures.cpu, process_time), timed(figures.call):
            await db.write(act)


async def count(db: SqliteDatabase, figures: Figures) -> None:
    """Count the audience, as a preview does."""
    whom = Selection(audiences=(Audience.EVERYBODY,))
    async with pressing(db, figures.press):
        with timed(figures.all), timed(figures.cpu, process_time), timed(figures.call):
            await db.read(partial(audiences.count, selection=whom, now=NOON))


async def claim_beside_stopped(db: SqliteDatabase, figures: Figures) -> None:
    """Claim when the rows of a broadcast that was just stopped stand before what is to go."""
    number = await db.write(partial(start, rank=0, expected=0))
    async with queueing(db):
        await queued(db)
    await db.write(partial(stop, number=number))
    posting = Posting(Lane.CRISIS, NOON, rank=2)
    people = range(1, CLAIMED + 1)
    await db.write(lambda tx: outbox.to_people(tx, people, Message(text("menu.menu")), posting))
    lanes, lease = (Lane.CRISIS,), timedelta(minutes=2)
    take = partial(claim, owner="bench", lanes=lanes, limit=CLAIMED, now=NOON, lease=lease)
    async with pressing(db, figures.press):
        with timed(figures.all), timed(figures.cpu, process_time), timed(figures.call):
            await db.write(take)


@contextlib.asynccontextmanager
async def queueing(db: SqliteDatabase) -> AsyncIterator[None]:
    """Queue what is written down during the body."""
    task = Queueing(db, ShiftedClock(NOON))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(task.run())
        yield
        task.stop()


async def run(db: SqliteDatabase, table: dict[str, Figures], people: int) -> None:
    """Go through all scenes once."""
    async with queueing(db):
        enlist = partial(start, rank=0, expected=people)
        number = await scene(db, table["alert"], enlist, rank=0)
        await db.write(lambda tx: tx.run(_SENT))
        await count(db, table["count"])
        notice = partial(start, rank=-100, expected=people, readers_of=number)
        correction = await scene(db, table["correction"], notice, rank=-100)
        await scene(db, table["stop"], partial(stop, number=correction))
        await scene(db, table["edits"], partial(edit, number=number))
    await claim_beside_stopped(db, table["claim"])
    await at_once(db, table["at once"])


async def main(people: int, runs: int) -> None:
    """Print the table."""
    names = {
        "alert": "an alert to everybody",
        "correction": "a correction to all who have it",
        "edits": "an edit of every copy",
        "stop": "a stop of all that waits",
        "count": "a count of the audience",
        "claim": f"a claim of {CLAIMED} beside a stop",
        "at once": "(in one transaction, for scale)",
    }
    table = {key: Figures(name) for key, name in names.items()}
    with tempfile.TemporaryDirectory() as home:
        migrations = folder("data") / "migrations"
        for number in range(runs):
            db = await SqliteDatabase.open(
                Path(home, f"{number}.db"), owner="playground", migrations=migrations, now=NOON
            )
            await db.write(partial(settle_in, people=people))
            await db.empty_log()
            await run(db, table, people)
            await db.close()
    heads = ("call", "first row", "all", "µs CPU/row", "press", "worst")
    print(f"{people:,} people, {runs} runs; ms".ljust(34) + "".join(f"{it:>11}" for it in heads))
    for figures in table.values():
        print(figures.line(people))


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]]
    uvloop.run(main(*(given + [100_000, 5][len(given) :])))
