"""Migration 0008 builds the table of deliveries anew: nothing is lost, and it refuses as before."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.storage.migrations import climb

OURS = Path(__file__).parents[2] / "data" / "migrations"
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)

_COLUMNS = (
    "id, content_id, broadcast_id, person_id, group_id, address, action, target_id, card, lane,"
    " rank, state, reason, repeats, may_repeat, attempts, due_at, expires_at, owner,"
    " leased_until_at, language, message_id, created_at, settled_at"
)

_BEFORE = """
INSERT INTO people (id, language, created_at, seen_at) VALUES (1, 'az', 0, 0), (2, 'azb', 0, 0);
INSERT INTO groups (id, address, title, created_at) VALUES (3, 'telegram:-3', 'G', 0);
INSERT INTO contents (id, message, created_at) VALUES (4, '{}', 0);
INSERT INTO broadcasts (id, kind, lane, started_at) VALUES (5, 'alert', 1, 0);
INSERT INTO deliveries VALUES
    (6, 4, 5, 1, NULL, 'telegram:1', 'send', NULL, 'alert:1', 1, 2, 'sent', NULL, 0, 1, 3, 7, 8,
     NULL, NULL, 'az', 'm1', 9, 10),
    (7, 4, NULL, 1, NULL, NULL, 'edit', 6, NULL, 1, 0, 'waiting', NULL, 0, 0, 0, 7, NULL,
     NULL, NULL, NULL, NULL, 9, NULL),
    (8, 4, 5, 2, NULL, NULL, 'send', NULL, NULL, 1, 0, 'sending', NULL, 1, 1, 0, 7, NULL,
     'me', 11, NULL, NULL, 9, NULL),
    (9, NULL, NULL, NULL, 3, NULL, 'link', NULL, NULL, 2, 0, 'failed', 'no_rights', 0, 0, 0, 7,
     NULL, NULL, NULL, NULL, NULL, 9, 12)
"""


@pytest.fixture
def climbed(tmp_path: Path) -> sqlite3.Connection:
    """A database with deliveries of before, brought to the newest version."""
    first = tmp_path / "first"
    first.mkdir()
    for step in sorted(OURS.glob("*.sql"))[:7]:
        shutil.copy(step, first)
    file = tmp_path / "korpu.db"
    file.touch()
    with closing(sqlite3.connect(file, isolation_level=None)) as before:
        climb(before, file, first, owner="tests", now=NOON)
        for statement in _BEFORE.split(";\n"):
            before.execute(statement)
        before.execute("CREATE TABLE kept AS SELECT * FROM deliveries")
    after = sqlite3.connect(file, isolation_level=None)
    climb(after, file, OURS, owner="tests", now=NOON)
    after.execute("PRAGMA foreign_keys = ON")
    return after


def test_every_row_is_there_as_it_was(climbed: sqlite3.Connection) -> None:
    with closing(climbed) as db:
        ours = db.execute(f"SELECT {_COLUMNS} FROM deliveries ORDER BY id").fetchall()
        kept = db.execute(f"SELECT {_COLUMNS} FROM kept ORDER BY id").fetchall()

    assert ours == kept
    assert len(ours) == 4


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("state = 'lost'", id="a state that is none"),
        pytest.param("action = 'shout'", id="an action that is none"),
        pytest.param("lane = 4", id="a lane that is none"),
        pytest.param("person_id = 99", id="somebody who is not there"),
        pytest.param("target_id = 99", id="an edit of nothing"),
    ],
)
def test_what_cannot_be_is_refused(climbed: sqlite3.Connection, change: str) -> None:
    with closing(climbed) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(f"UPDATE deliveries SET {change} WHERE id = 6")


def test_what_was_said_to_a_person_goes_with_them_and_edits_with_their_message(
    climbed: sqlite3.Connection,
) -> None:
    with closing(climbed) as db:
        db.execute("DELETE FROM people WHERE id = 1")
        left = [row[0] for row in db.execute("SELECT id FROM deliveries ORDER BY id")]

    assert left == [8, 9]
