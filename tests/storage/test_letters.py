"""Broadcasts of every kind survive the migration that adds letters, and letters what they hold."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.audiences import Selection
from bot.domain.broadcasts import Stage
from bot.domain.formatted import Look
from bot.domain.media import Media, MediaItem
from bot.domain.messages import Words
from bot.domain.people import Audience
from bot.storage import broadcasts, people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON

OURS = HOME / "data" / "migrations"
KINDS = ("event", "reminder", "alert", "correction", "retraction", "all_clear", "reask", "case")

_ADD = """
INSERT INTO broadcasts (id, kind, subject_id, lane, audience, stopped_at, started_by, started_at)
VALUES (?, ?, 7, 2, 40, 5, 1, 4)
"""


async def opened(file: Path, migrations: Path) -> None:
    db = await SqliteDatabase.open(file, owner="tests", migrations=migrations, now=NOON)
    await db.close()


async def test_no_broadcast_and_no_delivery_is_lost_when_letters_come(tmp_path: Path) -> None:
    file, before = tmp_path / "old.db", tmp_path / "before"
    before.mkdir()
    for path in sorted(OURS.glob("*.sql"))[:8]:
        shutil.copy(path, before)
    await opened(file, before)
    with closing(sqlite3.connect(file)) as old, old:
        old.execute("INSERT INTO people (id, language, created_at, seen_at) VALUES (1, 'az', 0, 0)")
        old.executemany(_ADD, [(10 + n, kind) for n, kind in enumerate((*KINDS, "notice"))])
        old.execute(
            "INSERT INTO deliveries (broadcast_id, person_id, action, lane, due_at, created_at)"
            " SELECT id, 1, 'send', 2, 0, 0 FROM broadcasts"
        )
        old.execute("INSERT INTO delivery_totals (broadcast_id, state, n) VALUES (10, 'sent', 3)")
        kept = old.execute("SELECT * FROM broadcasts ORDER BY id").fetchall()

    await opened(file, OURS)

    with closing(sqlite3.connect(file)) as new:
        rows = new.execute(
            "SELECT id, kind, subject_id, lane, audience, stopped_at, started_by, started_at"
            " FROM broadcasts ORDER BY id"
        ).fetchall()
        assert rows == [row[:8] for row in kept]
        assert new.execute("SELECT COUNT(*) FROM deliveries").fetchone() == (9,)
        assert new.execute("SELECT n FROM delivery_totals").fetchone() == (3,)
        for kind in ("broadcast", "rewording", "recall"):
            new.execute(_ADD, (None, kind))
        with pytest.raises(sqlite3.IntegrityError):
            new.execute(_ADD, (None, "mailing"))


async def test_a_letter_is_read_as_it_was_written(tmp_path: Path) -> None:
    db = await SqliteDatabase.open(tmp_path / "k.db", owner="tests", migrations=OURS, now=NOON)
    words = Words({"az": "Salam <dünya>", "ru": "Привет"}, looks={"az": (Look("bold", 0, 5),)})
    media = Media((MediaItem("photo", "a"), MediaItem("photo", "b")))
    selection = Selection(audiences=(Audience.NORTH,), without=(Selection(countries=("DE",)),))

    def keep(tx: Tx) -> int:
        by = people.register(tx, "telegram:1", language="az", now=NOON)
        letter = broadcasts.add(
            tx, selection=selection, words=words, media=media, author_id=by, now=NOON
        )
        return letter.id

    letter_id = await db.write(keep)
    letter = await db.read(lambda tx: broadcasts.by_id(tx, letter_id))
    await db.close()

    assert letter is not None
    assert (letter.words, letter.media, letter.selection) == (words, media, selection)
    assert (letter.stage, letter.version, letter.broadcast_id) == (Stage.DRAFT, 1, None)
