"""`kill -9` in the middle: nobody is told twice unmarked, nobody is forgotten."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.domain.delivery import Lane
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME
from tests.delivery.conftest import broadcast, people_of, rows

PEOPLE = 400
KILLS = 3

IN_DOUBT = 60
"""A tenth of a second is claimed ahead, and what is on its way is not written down yet."""


def run_until(path: Path, owner: str, messages: int | None) -> list[tuple[str, str]]:
    """Run a process on the database, kill it after so many messages, and return all it sent."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.doomed", str(path), owner],
        stdout=subprocess.PIPE,
        cwd=HOME,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if len(lines) == messages:
            process.kill()
    process.stdout.close()
    ended = process.wait()
    assert ended == (0 if messages is None or len(lines) < messages else -9)
    return [(address, copy) for address, copy in (line.decode().split() for line in lines)]


@pytest.mark.parametrize("lane", [Lane.NOTICE, Lane.CRISIS], ids=["notice", "alert"])
async def test_a_kill_doubles_nobody_unmarked_and_forgets_nobody(
    db: SqliteDatabase, tmp_path: Path, lane: Lane
) -> None:
    is_alert = lane is Lane.CRISIS
    await db.write(people_of(range(1, PEOPLE + 1)))
    await db.write(broadcast("one", lane=lane, may_repeat=is_alert))
    chance = random.Random(4 + lane)

    arrived: Counter[tuple[str, str]] = Counter()
    for number in range(KILLS):
        arrived += Counter(run_until(tmp_path / "korpu.db", f"p{number}", chance.randint(1, 60)))
    arrived += Counter(run_until(tmp_path / "korpu.db", "last", None))

    assert max(arrived.values()) == 1
    assert is_alert or not any(copy == "again" for _, copy in arrived)
    for row in await rows(db):
        address = f"telegram:{row['person_id']}"
        copies = arrived[address, "first"] + arrived[address, "again"]
        assert row["state"] in ("sent", "unknown")
        assert copies >= 1 or row["state"] == "unknown"
        assert not is_alert or row["repeats"] == 1 or arrived[address, "first"] == 1
    unknown = sum(row["state"] == "unknown" for row in await rows(db))
    assert unknown <= KILLS * IN_DOUBT
