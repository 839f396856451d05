"""Whatever is done in whatever order, the database answers like a dict."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.storage.conftest import NOON

Step = tuple[str, int, str]

IDS = st.integers(1, 6)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
STEPS = st.one_of(
    st.tuples(st.just("put"), IDS, WORDS),
    st.tuples(st.just("drop"), IDS, st.just("")),
    st.tuples(st.just("fail"), IDS, WORDS),
)


class ChangedMyMind(Exception):  # noqa: N818 - not an error
    pass


def transaction(step: Step) -> Callable[[Tx], int | str]:
    kind, number, words = step

    def do(tx: Tx) -> int | str:
        if kind == "drop":
            return tx.run("DELETE FROM notes WHERE id = :id", {"id": number})
        tx.run(
            "INSERT INTO notes VALUES (:id, :words) ON CONFLICT (id) DO UPDATE SET words = :words",
            {"id": number, "words": words},
        )
        if kind == "fail":
            raise ChangedMyMind
        return words

    return do


class LikeADict(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.migrations = Path(self.folder.name, "migrations")
        self.migrations.mkdir()
        Path(self.migrations, "0001_notes.sql").write_text(
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT NOT NULL);"
        )
        self.runner = asyncio.Runner()
        self.model: dict[int, str] = {}
        self.open()

    def open(self) -> None:
        self.db = self.runner.run(
            SqliteDatabase.open(
                Path(self.folder.name, "notes.db"),
                owner="playground",
                migrations=self.migrations,
                now=NOON,
            )
        )

    @rule(steps=st.lists(STEPS, min_size=1, max_size=8))
    def write_together(self, steps: list[Step]) -> None:
        async def together() -> list[int | str | BaseException]:
            return await asyncio.gather(
                *(self.db.write(transaction(step)) for step in steps), return_exceptions=True
            )

        for (kind, number, words), result in zip(steps, self.runner.run(together()), strict=True):
            if kind == "put":
                self.model[number] = words
                assert result == words
            elif kind == "drop":
                assert result == (self.model.pop(number, None) is not None)
            else:
                assert isinstance(result, ChangedMyMind)

    @precondition(lambda self: self.model)
    @rule()
    def open_again(self) -> None:
        self.runner.run(self.db.close())
        self.open()

    @invariant()
    def the_same_words_are_read(self) -> None:
        rows = self.runner.run(self.db.read(lambda tx: tx.all("SELECT * FROM notes")))
        assert {row["id"]: row["words"] for row in rows} == self.model

    def teardown(self) -> None:
        self.runner.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()


TestLikeADict = LikeADict.TestCase
TestLikeADict.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
