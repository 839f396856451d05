"""How fast something is found among many events: `python -m benchmarks.finding [events]`.

Half of the titles are in Arabic script; each search is for a word that some of them have.
"""

import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

import uvloop

from bot.clock import ShiftedClock
from bot.domain.clocktime import to_micros
from bot.domain.people import Person
from bot.language.script import Converter, to_arabic
from bot.services.finding import Finding
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase

HOME = Path(__file__).parent.parent
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SEARCHES = 200

EVENT = """
INSERT INTO events (title, place, starts_at, zone, audience, state, created_at)
VALUES (:title, :place, :starts_at, 'UTC', 'everybody', 'published', 0)
"""


def some_words() -> list[str]:
    """Return words as people write them."""
    text = (HOME / "tests" / "language" / "script" / "running.txt").read_text("utf-8")
    return [word for word in text.split() if word.isalpha() and len(word) > 2]


def announce(tx: Tx, titles: list[tuple[str, str]]) -> Person:
    """Keep an event for each title and place; return somebody who may see them."""
    for hour, (title, place) in enumerate(titles):
        starts_at = to_micros(NOW + timedelta(hours=hour + 1))
        tx.run(EVENT, {"title": title, "place": place, "starts_at": starts_at})
    person = people.by_id(tx, people.register(tx, "telegram:1", language="az", now=NOW))
    assert person is not None
    return person


async def run(folder: Path, count: int) -> None:
    """Print how long it takes to be ready, and to find."""
    chance = random.Random(1)
    words = some_words()
    titles = [tuple(" ".join(chance.choices(words, k=k)) for k in (4, 2)) for _ in range(count)]
    mixed = [
        (to_arabic(title), to_arabic(place)) if n % 2 else (title, place)
        for n, (title, place) in enumerate(titles)
    ]
    db = await SqliteDatabase.open(
        folder / "bench.db", owner="bench", migrations=HOME / "data" / "migrations", now=NOW
    )
    by = await db.write(partial(announce, titles=mixed))
    finding = Finding(db, ShiftedClock(NOW), Converter())
    began = perf_counter()
    await finding.warm_up()
    print(f"{count} events: ready after {perf_counter() - began:.2f} s")
    times, shown = [], 0
    for word in chance.choices(words, k=SEARCHES):
        began = perf_counter()
        found = await finding.find(chance.choice((word, to_arabic(word))), by=by)
        times.append(1000 * (perf_counter() - began))
        shown += bool(found)
    times.sort()
    p50, p99 = times[SEARCHES // 2], times[SEARCHES * 99 // 100]
    print(f"a search: p50 {p50:.0f} ms, p99 {p99:.0f} ms; {shown} of {SEARCHES} found something")
    await db.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        uvloop.run(run(Path(temporary), int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
