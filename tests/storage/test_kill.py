"""A process killed in the middle of writing has kept every promise it made."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WRITE_FOREVER = """
import asyncio, itertools, os, sys
from pathlib import Path
from bot.storage.sqlite import SqliteDatabase
from tests.storage.conftest import NOON, note

async def main(file, migrations):
    db = await SqliteDatabase.open(file, owner="playground", migrations=migrations, now=NOON)
    numbers = itertools.count()

    def add(tx):
        id = note(None)(tx)
        tx.run("INSERT INTO answers (note_id) VALUES (:id)", {"id": id})
        return id

    async def writer():
        while True:
            os.write(1, b"%d\\n" % await db.write(add))

    await asyncio.gather(*(writer() for _ in range(64)))

asyncio.run(main(*map(Path, sys.argv[1:])))
"""


@pytest.mark.parametrize("acknowledged", [1, 777, 3000])
def test_a_killed_process_loses_nothing_it_had_acknowledged(
    acknowledged: int, file: Path, migrations: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_FOREVER, file, migrations], cwd=ROOT, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(acknowledged)]
        child.kill()
        lines += child.stdout.readlines()

    promised = {int(line) for line in lines if line.endswith(b"\n")}
    assert len(promised) >= acknowledged
    with closing(sqlite3.connect(file)) as look:
        stored = {row[0] for row in look.execute("SELECT id FROM notes")}
        answered = {row[0] for row in look.execute("SELECT note_id FROM answers")}
        assert look.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert promised <= stored
    assert stored == answered
