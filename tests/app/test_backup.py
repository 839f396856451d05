"""A copy of the live database: made while the bot writes, guarded, and put back as README says."""

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot.settings import PLAYGROUND_TOKEN
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON

pytestmark = pytest.mark.process

OWNER = f"telegram:{PLAYGROUND_TOKEN.partition(':')[0]}"
MIGRATIONS = HOME / "data" / "migrations"


async def open_live(file: Path) -> SqliteDatabase:
    return await SqliteDatabase.open(file, owner=OWNER, migrations=MIGRATIONS, now=NOON)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    """The database of a bot that is running."""
    db = await open_live(tmp_path / "var" / "korpu.db")
    yield db
    await db.close()


async def back_up(tmp_path: Path, target: Path, **settings: str) -> tuple[int, str]:
    """Run `bot.py --backup`; return its exit status and what it says."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HOME / "bot.py"),
        "--backup",
        str(target),
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "KORPU_BOT_TOKEN": PLAYGROUND_TOKEN,
            "KORPU_DATA_DIR": str(tmp_path / "var"),
            **settings,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate()
    assert child.returncode is not None
    return child.returncode, said.decode()


def register(tx: Tx, number: int) -> None:
    """Add a person and an address, both or none."""
    people.register(tx, f"telegram:{number}", language="en", now=NOON)


def met(file: Path) -> list[int]:
    """Return the Telegram numbers that stand in a database."""
    with closing(sqlite3.connect(file)) as look:
        found = look.execute("SELECT address FROM addresses ORDER BY person_id").fetchall()
    return [int(address.removeprefix("telegram:")) for (address,) in found]


async def test_a_copy_made_while_the_bot_writes_is_whole(
    live: SqliteDatabase, tmp_path: Path
) -> None:
    copied = asyncio.create_task(back_up(tmp_path, tmp_path / "copy.db"))
    written = 0
    while not copied.done():
        written += 1
        await live.write(partial(register, number=written))

    assert await copied == (0, "")
    there = met(tmp_path / "copy.db")
    assert there == list(range(1, len(there) + 1))
    assert 0 < len(there) <= written
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
        assert copy.execute("SELECT COUNT(*) FROM people").fetchone() == (len(there),)


async def test_a_copy_never_takes_the_place_of_a_file(live: SqliteDatabase, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("older")

    status, said = await back_up(tmp_path, target)

    assert status == 2
    assert said.startswith(f"korpu: cannot write {target}: ")
    assert said.count("\n") == 1
    assert target.read_text() == "older"


async def test_the_database_of_another_bot_is_not_copied(
    live: SqliteDatabase, tmp_path: Path
) -> None:
    status, said = await back_up(tmp_path, tmp_path / "copy.db", KORPU_BOT_TOKEN="42:another")

    assert (status, "belongs to" in said) == (2, True)
    assert not (tmp_path / "copy.db").exists()


async def test_nothing_to_copy_is_said_and_nothing_made(tmp_path: Path) -> None:
    status, said = await back_up(tmp_path, tmp_path / "copy.db")

    assert (status, "there is no database" in said) == (2, True)
    assert list(tmp_path.iterdir()) == []


async def test_a_copy_is_made_of_the_version_that_is_there(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "0001_start.sql").write_text("CREATE TABLE earlier (id INTEGER);")
    db = await SqliteDatabase.open(
        tmp_path / "var" / "korpu.db", owner=OWNER, migrations=earlier, now=NOON
    )

    status, _ = await back_up(tmp_path, tmp_path / "copy.db")

    await db.close()
    assert status == 0
    for file in (tmp_path / "copy.db", tmp_path / "var" / "korpu.db"):
        with closing(sqlite3.connect(file)) as look:
            tables = look.execute("SELECT name FROM sqlite_schema ORDER BY name").fetchall()
        assert tables == [("earlier",), ("schema_migrations",), ("stamp",)]


async def test_restoring_as_the_readme_says_brings_back_that_moment(
    live: SqliteDatabase, tmp_path: Path
) -> None:
    readme = " ".join((HOME / "README.md").read_text(encoding="utf-8").split())
    assert "bot.py --backup" in readme
    assert "stop the bot, put the copy in place of `korpu.db`" in readme
    assert "delete `korpu.db-wal` and `korpu.db-shm`, start it" in readme
    await live.write(lambda tx: register(tx, 1))
    await back_up(tmp_path, tmp_path / "copy.db")
    await live.write(lambda tx: register(tx, 2))
    # A bot that was killed leaves its log behind: that is what has to be deleted.
    killed = tmp_path / "killed"
    shutil.copytree(tmp_path / "var", killed)
    assert (killed / "korpu.db-wal").stat().st_size > 0

    shutil.copyfile(tmp_path / "copy.db", killed / "korpu.db")
    (killed / "korpu.db-wal").unlink()
    (killed / "korpu.db-shm").unlink()

    restored = await open_live(killed / "korpu.db")
    await restored.write(lambda tx: register(tx, 3))
    await restored.close()
    assert met(killed / "korpu.db") == [1, 3]


async def test_a_copy_can_be_read_by_its_owner_only(live: SqliteDatabase, tmp_path: Path) -> None:
    await back_up(tmp_path, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
