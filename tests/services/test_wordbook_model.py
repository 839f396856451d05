"""The wordbook against a model of one: two coordinators, late and double presses, a restart."""

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from bot.clock import ShiftedClock
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.wordbook import Proposal, Spelling
from bot.language.script import Converter, Script
from bot.services.wordbook import Wordbook
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON

LATIN = ("qzlavar", "Qzlavar", "qzlamun", "Tıqrov")
ARABIC = ("قزلاوار", "غزلاوار", "قزلامون", "تیقروو")


class WordbookAndModel(RuleBasedStateMachine):
    """`kept` is what must hold: by the word in small letters its number and both spellings."""

    asked = Bundle("asked")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = ShiftedClock(NOON)
        self.db: SqliteDatabase = self.run(
            SqliteDatabase.open(
                Path(self.folder.name) / "korpu.db",
                owner="tests",
                migrations=HOME / "data" / "migrations",
                now=NOON,
            )
        )
        self.people: list[Person] = self.run(self.db.write(_two))
        self.plain = Converter()
        self.kept: dict[str, tuple[int, str, str]] = {}
        self.restart()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()

    @rule()
    def restart(self) -> None:
        self.converter = Converter()
        self.book = Wordbook(self.db, self.clock, self.converter)
        assert self.run(self.book.learn()) == len(self.kept)

    @rule(
        target=asked,
        latin=st.sampled_from(LATIN),
        arabic=st.sampled_from(ARABIC),
        who=st.integers(0, 1),
    )
    def propose(self, latin: str, arabic: str, who: int) -> Any:
        held = self.kept.get(latin.lower())
        by = self.people[who]
        if held and held[1:] == (latin, arabic):
            assert self.refused(self.book.propose(arabic, source=latin, by=by))
            return None
        proposal: Proposal = self.run(self.book.propose(arabic, source=latin, by=by))
        rival = proposal.instead_of
        assert (rival.id if rival else None) == (held[0] if held else None)
        return proposal

    @rule(proposal=asked)
    def keep(self, proposal: Proposal | None) -> None:
        """Press [Keep it], perhaps late, perhaps again."""
        if proposal is None:
            return
        one, told = proposal.spelling, proposal.instead_of
        held = self.kept.get(one.latin.lower())
        pressing = self.book.keep(one.id, instead_of=told.id if told else 0, by=self.people[0])
        if held and held[0] == one.id:
            assert isinstance(self.run(pressing), Spelling)
        elif one.id not in self.waiting():
            assert self.refused(pressing)
        elif held and held[0] != (told.id if told else 0):
            assert isinstance(self.run(pressing), Proposal)
        else:
            assert isinstance(self.run(pressing), Spelling)
            self.kept[one.latin.lower()] = (one.id, one.latin, one.arabic)

    @rule(proposal=consumes(asked))
    def think_better(self, proposal: Proposal | None) -> None:
        if proposal is not None:
            self.run(self.book.think_better(proposal.spelling.id))

    @rule(word=st.sampled_from(LATIN), twice=st.booleans())
    def take_back(self, word: str, twice: bool) -> None:
        held = self.kept.pop(word.lower(), None)
        if held is None:
            return
        for _ in range(2 if twice else 1):
            self.run(self.book.take_back(held[0], by=self.people[1]))

    @invariant()
    def what_holds_is_what_the_converter_writes(self) -> None:
        for word in LATIN:
            held = self.kept.get(word.lower())
            now = self.converter.convert(word, Script.ARABIC).text
            before = self.plain.convert(word, Script.ARABIC).text
            assert now == (held[2] if held else before)

    @invariant()
    def the_page_shows_what_holds(self) -> None:
        page = self.run(self.book.page())
        assert {one.id for one in page.spellings} == {held[0] for held in self.kept.values()}

    def waiting(self) -> set[int]:
        rows = self.run(
            self.db.read(lambda tx: tx.all("SELECT id FROM spellings WHERE state = 'asked'"))
        )
        return {row["id"] for row in rows}

    def refused(self, work: Coroutine[Any, Any, Any]) -> bool:
        try:
            self.run(work)
        except Refusal:
            return True
        return False


def _two(tx: Tx) -> list[Person]:
    """Let two people come."""
    numbers = [people.register(tx, f"telegram:{n}", language="az", now=NOON) for n in (1, 2)]
    return [person for number in numbers if (person := people.by_id(tx, number))]


TestTheWordbook = WordbookAndModel.TestCase
TestTheWordbook.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
