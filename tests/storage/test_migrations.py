"""A database is born, climbs to the newest version, or is refused for a reason one can say."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.clocktime import to_micros
from bot.storage.migrations import (
    DatabaseInUse,
    NewerDatabase,
    NotADatabase,
    UnwritableFolder,
    WrongOwner,
    climb,
    migrations_in,
    statements,
)
from bot.storage.sqlite import SqliteDatabase
from tests.storage.conftest import NOON

OURS = Path(__file__).parents[2] / "data" / "migrations"


async def open_and_close(
    file: Path, migrations: Path, *, owner: str = "playground", now: datetime = NOON
) -> None:
    db = await SqliteDatabase.open(file, owner=owner, migrations=migrations, now=now)
    await db.close()


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as look:
        return look.execute(sql).fetchall()


def schema_of(file: Path) -> list[tuple[object, ...]]:
    return rows(file, "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")


def first_steps(count: int, to: Path) -> Path:
    """Copy the first `count` migrations of this repository into the folder `to`."""
    to.mkdir(exist_ok=True)
    for path in sorted(OURS.glob("*.sql"))[:count]:
        shutil.copy(path, to)
    return to


async def test_a_new_database_is_stamped_and_stands_at_the_newest_version(
    file: Path, migrations: Path
) -> None:
    (migrations / "0002_more.sql").write_text("CREATE TABLE more (id INTEGER);")

    await open_and_close(file, migrations, owner="telegram:42")

    noon = to_micros(NOON)
    assert rows(file, "SELECT * FROM stamp") == [(1, "telegram:42", noon)]
    assert rows(file, "SELECT * FROM schema_migrations") == [(1, "notes", noon), (2, "more", noon)]


async def test_opening_again_changes_nothing(file: Path, migrations: Path) -> None:
    await open_and_close(file, migrations)
    before = file.read_bytes()

    await open_and_close(file, migrations, now=NOON + timedelta(days=1))

    assert file.read_bytes() == before


@pytest.mark.parametrize("version", range(len(migrations_in(OURS)) + 1))
async def test_our_migrations_climb_from_every_earlier_version(
    version: int, tmp_path: Path
) -> None:
    await open_and_close(tmp_path / "new.db", OURS)
    await open_and_close(tmp_path / "old.db", first_steps(version, tmp_path / "earlier"))

    await open_and_close(tmp_path / "old.db", OURS)

    assert schema_of(tmp_path / "old.db") == schema_of(tmp_path / "new.db")
    assert rows(tmp_path / "old.db", "SELECT max(version) FROM schema_migrations") == [
        (len(migrations_in(OURS)),)
    ]


@pytest.mark.parametrize("path", sorted(OURS.glob("*.sql")), ids=lambda path: path.name)
def test_our_migrations_keep_failures_apart(path: Path) -> None:
    sql = path.read_text(encoding="utf-8").upper()

    # Either would let one person's mistake undo what others have written in the same batch.
    assert "DEFERRED" not in sql
    assert "ROLLBACK" not in sql


async def test_two_processes_that_start_together_climb_once(file: Path, migrations: Path) -> None:
    await asyncio.gather(*(open_and_close(file, migrations) for _ in range(4)))

    assert rows(file, "SELECT count(*) FROM schema_migrations") == [(1,)]


async def test_a_step_that_another_process_took_meanwhile_is_not_taken_twice(
    file: Path, migrations: Path
) -> None:
    file.parent.mkdir()
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as late,
        closing(sqlite3.connect(file, isolation_level=None)) as early,
    ):
        seen: list[str] = []

        def overtake(statement: str) -> None:
            seen.append(statement)
            if seen[-1].startswith("BEGIN") and "max(version)" in seen[-2]:
                late.set_trace_callback(None)
                climb(early, file, migrations, owner="playground", now=NOON)

        late.set_trace_callback(overtake)
        climb(late, file, migrations, owner="playground", now=NOON)

    assert rows(file, "SELECT version FROM schema_migrations") == [(1,)]


async def test_a_failing_migration_leaves_the_version_before_it(
    file: Path, migrations: Path
) -> None:
    (migrations / "0002_half.sql").write_text("CREATE TABLE half (id INTEGER); CREATE NONSENSE;")
    with pytest.raises(sqlite3.OperationalError) as failure:
        await open_and_close(file, migrations)

    assert failure.value.__notes__ == ["in migration 0002_half"]
    assert rows(file, "SELECT version FROM schema_migrations") == [(1,)]
    assert rows(file, "SELECT * FROM sqlite_schema WHERE name = 'half'") == []


async def test_a_migration_cannot_leave_rows_that_point_to_nothing(
    file: Path, migrations: Path
) -> None:
    (migrations / "0002_orphan.sql").write_text("INSERT INTO answers (note_id) VALUES (99);")
    with pytest.raises(ValueError, match="answers pointing to missing rows of notes"):
        await open_and_close(file, migrations)

    assert rows(file, "SELECT * FROM answers") == []


async def test_a_migration_cannot_end_its_transaction_itself(file: Path, migrations: Path) -> None:
    (migrations / "0002_commit.sql").write_text("COMMIT;")
    with pytest.raises(ValueError, match="ends the transaction"):
        await open_and_close(file, migrations)

    assert rows(file, "SELECT version FROM schema_migrations") == [(1,)]


async def test_a_table_can_be_rebuilt_while_others_point_to_it(
    file: Path, migrations: Path
) -> None:
    await open_and_close(file, migrations)
    with closing(sqlite3.connect(file)) as look, look:
        look.execute("INSERT INTO notes VALUES (7, 'salam')")
        look.execute("INSERT INTO answers (note_id) VALUES (7)")
    (migrations / "0002_rebuild.sql").write_text(
        "CREATE TABLE new_notes (id INTEGER PRIMARY KEY, words TEXT NOT NULL);"
        "INSERT INTO new_notes SELECT id, words FROM notes;"
        "DROP TABLE notes; ALTER TABLE new_notes RENAME TO notes;"
    )

    await open_and_close(file, migrations)

    assert rows(file, "SELECT notes.words FROM answers JOIN notes ON notes.id = note_id") == [
        ("salam",)
    ]


async def test_a_newer_database_is_refused_and_left_alone(file: Path, migrations: Path) -> None:
    (migrations / "0002_more.sql").write_text("CREATE TABLE more (id INTEGER);")
    await open_and_close(file, migrations)
    (migrations / "0002_more.sql").unlink()
    before = file.read_bytes()
    with pytest.raises(NewerDatabase) as refused:
        await open_and_close(file, migrations)

    assert refused.value.values == {"path": str(file), "version": 2, "known": 1}
    assert file.read_bytes() == before


@pytest.mark.parametrize("other", ["telegram:42", "playground", "telegram:43"])
async def test_a_database_of_another_owner_is_refused_and_left_alone(
    other: str, file: Path, migrations: Path
) -> None:
    owner = "telegram:43" if other != "telegram:43" else "telegram:42"
    await open_and_close(file, migrations, owner=owner)
    (migrations / "0002_more.sql").write_text("CREATE TABLE more (id INTEGER);")
    before = file.read_bytes()
    with pytest.raises(WrongOwner) as refused:
        await open_and_close(file, migrations, owner=other)

    assert refused.value.values == {"path": str(file), "owner": owner, "wanted": other}
    assert file.read_bytes() == before


async def test_a_folder_that_cannot_be_is_refused(tmp_path: Path, migrations: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnwritableFolder) as refused:
        await open_and_close(tmp_path / "file" / "notes.db", migrations)

    assert refused.value.values["folder"] == str(tmp_path / "file")


@pytest.mark.parametrize("exists", [False, True], ids=["no database yet", "a database"])
async def test_a_folder_that_may_not_be_written_is_refused(
    exists: bool, file: Path, migrations: Path
) -> None:
    file.parent.mkdir()
    if exists:
        await open_and_close(file, migrations)
    file.parent.chmod(0o500)
    if os.access(file.parent, os.W_OK):
        pytest.skip("root may write everywhere")
    with pytest.raises(UnwritableFolder):
        await open_and_close(file, migrations)


async def test_a_full_disk_at_the_start_is_refused_in_words(file: Path, migrations: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file, isolation_level=None)) as small:
        small.execute("PRAGMA max_page_count = 2")
        with pytest.raises(UnwritableFolder) as refused:
            climb(small, file, migrations, owner="playground", now=NOON)

    assert refused.value.values["reason"] == "SQLITE_FULL"


async def test_a_database_that_another_program_holds_is_refused(
    file: Path, migrations: Path
) -> None:
    await open_and_close(file, migrations)
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as other,
        closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as late,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseInUse):
            climb(late, file, migrations, owner="playground", now=NOON)


async def test_a_file_that_is_no_database_is_refused_and_left_alone(
    file: Path, migrations: Path
) -> None:
    file.parent.mkdir()
    file.write_text("Dear diary, " * 100)
    with pytest.raises(NotADatabase):
        await open_and_close(file, migrations)

    assert file.read_text() == "Dear diary, " * 100


async def test_a_damaged_database_is_refused(file: Path, migrations: Path) -> None:
    await open_and_close(file, migrations)
    with closing(sqlite3.connect(file)) as look, look:
        look.executemany("INSERT INTO papers VALUES (?)", [("x" * 1000,) for _ in range(100)])
    with file.open("r+b") as damaged:
        damaged.seek(-8192, os.SEEK_END)
        damaged.write(b"\xff" * 4096)
    with pytest.raises(NotADatabase):
        await open_and_close(file, migrations)


async def test_the_database_of_another_program_is_refused_and_left_alone(
    file: Path, migrations: Path
) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    before = file.read_bytes()
    with pytest.raises(NotADatabase):
        await open_and_close(file, migrations)

    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["0002_notes.sql"], id="no first"),
        pytest.param(["0001_notes.sql", "0003_more.sql"], id="a gap"),
        pytest.param(["0001_notes.sql", "0001_more.sql"], id="one number twice"),
        pytest.param(["1_notes.sql"], id="another way to write numbers"),
    ],
)
def test_a_folder_with_odd_numbers_is_a_mistake_of_ours(names: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(ValueError):
        migrations_in(tmp_path)


TRIGGER = """CREATE TRIGGER counted AFTER INSERT ON notes BEGIN
    UPDATE counts SET n = CASE WHEN n IS NULL THEN 1 ELSE n + 1 END; -- one more; always
    DELETE FROM counts WHERE n = ';';
END;"""


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("SELECT 1; SELECT 2;\nSELECT 3", ["SELECT 1;", "SELECT 2;", "SELECT 3"]),
        pytest.param("SELECT 'a;b';", ["SELECT 'a;b';"], id="in a string"),
        pytest.param("-- a; b\nSELECT 1;", ["-- a; b\nSELECT 1;"], id="in a comment line"),
        pytest.param("SELECT /* a; b */ 1;", ["SELECT /* a; b */ 1;"], id="in a comment"),
        pytest.param(f"SELECT 1;\n{TRIGGER}\nSELECT 2;", ["SELECT 1;", TRIGGER, "SELECT 2;"]),
    ],
)
def test_a_semicolon_ends_only_a_statement(sql: str, expected: list[str]) -> None:
    assert list(statements(sql)) == expected


async def test_a_migration_may_end_with_a_comment(file: Path, migrations: Path) -> None:
    (migrations / "0002_more.sql").write_text(
        "CREATE TABLE counts (n);\n" + TRIGGER + "\n-- the end; really\n"
    )

    await open_and_close(file, migrations)

    assert rows(file, "SELECT max(version) FROM schema_migrations") == [(2,)]
