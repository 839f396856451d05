"""A server that refuses, loses, breaks off and hangs for a while: then all have been told.

The bot's own sender and worker over HTTP, on a loop whose clock jumps when nothing else happens.
"""

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.delivery.budget import ChatLimits
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.storage.database import Database, Tx
from bot.telegram.client import make_bots
from bot.telegram.sender import TelegramChannel
from tests.bridging import HurriedLoop
from tests.conftest import NOON, open_database
from tests.delivery.conftest import broadcast, people_of
from tests.delivery.doomed import TOKEN
from tests.delivery.ledger import untrue
from tests.delivery.mortal import must_fit
from tests.delivery.post import (
    DONE,
    HELD,
    RESET_AFTER,
    RESET_BEFORE,
    UNHEARD,
    Asked,
    Copy,
    Fate,
    Post,
    refusal,
)
from tests.recorder import working

T = TypeVar("T")

PEOPLE = 60
PACE = 30
TROUBLE_SECONDS = 90.0

LONGEST_SECONDS = 300.0
"""However long it goes on: a minute and a half of trouble, a minute's longest wait."""

Chance = random.Random
Judge = Callable[[Asked, Chance], Fate]


def always(fate: Fate) -> Judge:
    return lambda asked, chance: fate


def sometimes(*fates: Fate, part: float) -> Judge:
    return lambda asked, chance: chance.choice(fates) if chance.random() < part else DONE


def for_a_chat(fate: Fate) -> Judge:
    return lambda asked, chance: fate if asked.chat == 7 else DONE


TOO_MANY = {
    "0": refusal(429, retry_after=0),
    "1": refusal(429, retry_after=1),
    "65": refusal(429, retry_after=65),
    "absent": refusal(429),
}

HARMLESS: dict[str, Judge] = {
    **{f"429, retry after {said}, a chat": for_a_chat(fate) for said, fate in TOO_MANY.items()},
    **{f"429, retry after {said}, all": always(fate) for said, fate in TOO_MANY.items()},
    "429 now and then": sometimes(*TOO_MANY.values(), part=0.3),
}
"""After these it is certain that nothing happened."""

DOUBTFUL: dict[str, Judge] = {
    "a tenth of the answers is lost": sometimes(RESET_AFTER, part=0.1),
    "5xx, nothing happened": sometimes(refusal(502), part=0.5),
    "5xx, it happened": sometimes(refusal(500, happens=True), part=0.5),
    "5xx for all": always(refusal(503)),
    "resets before": sometimes(RESET_BEFORE, part=0.5),
    "hangs": sometimes(HELD, UNHEARD, part=0.2),
    "hangs for all": always(HELD),
    "everything": sometimes(
        *TOO_MANY.values(), RESET_AFTER, RESET_BEFORE, HELD, UNHEARD, refusal(502), part=0.6
    ),
}
"""After these it may have happened."""


class PatientLoop(HurriedLoop):
    """A loop whose clock jumps only while no transaction is under way."""

    MOMENT = 0.003

    def __init__(self) -> None:
        self.transactions = 0
        self._ahead = 0.0
        super().__init__()

    @property
    def ahead(self) -> float:
        """How many seconds it has jumped."""
        return self._ahead

    @ahead.setter
    def ahead(self, seconds: float) -> None:
        if not self.transactions:
            self._ahead = seconds


class PatientDatabase:
    """A database for whose transactions the clock of the loop waits."""

    def __init__(self, db: Database, loop: PatientLoop) -> None:
        self._db = db
        self._loop = loop
        self.bell, self.close = db.bell, db.close
        self.scrub, self.empty_log = db.scrub, db.empty_log

    async def write(self, fn: Callable[[Tx], T]) -> T:
        with self._waited_for():
            return await self._db.write(fn)

    async def read(self, fn: Callable[[Tx], T]) -> T:
        with self._waited_for():
            return await self._db.read(fn)

    @contextmanager
    def _waited_for(self) -> Iterator[None]:
        self._loop.transactions += 1
        try:
            yield
        finally:
            self._loop.transactions -= 1


class LoopClock:
    """The hour by the clock of the loop, which jumps."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._began = time()

    @property
    def seconds(self) -> float:
        """How long it has been."""
        return self._time() - self._began

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return NOON + timedelta(seconds=self.seconds)


class Storm:
    """Two broadcasts on their way through trouble, and what came of them."""

    def __init__(self, file: Path, catalogues: Catalogues, judge: Judge) -> None:
        self._file = file
        self._catalogues = catalogues
        self._judge = judge
        self._chance = random.Random(4)
        self.seconds = 0.0
        self.calls = 0
        self.copies: list[Copy] = []
        self.rows: list[dict[str, object]] = []
        self.untrue: list[object] = []

    def pass_over(self) -> None:
        """Let it come and go."""
        with asyncio.Runner(loop_factory=PatientLoop) as runner:
            runner.run(self._pass_over())

    async def _pass_over(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, PatientLoop)
        clock = LoopClock(loop.time)
        db = PatientDatabase(await open_database(self._file), loop)
        await db.write(people_of(range(1, PEOPLE + 1)))
        await db.write(broadcast("notice", lane=Lane.NOTICE))
        await db.write(broadcast("alert", lane=Lane.CRISIS, may_repeat=True))
        pacer = Pacer(loop.time, PACE, chats=ChatLimits())
        try:
            async with Post.open() as post, make_bots(TOKEN, post.address) as bots:
                post.judge = lambda asked: (
                    self._judge(asked, self._chance) if clock.seconds < TROUBLE_SECONDS else DONE
                )
                channel = TelegramChannel(bots.broadcast)
                renderer = Renderer(self._catalogues, clock)
                async with working(db, channel, renderer, clock, pacer=pacer):
                    while await db.read(_left) and clock.seconds < LONGEST_SECONDS:
                        self.untrue += await db.read(untrue)
                        await asyncio.sleep(5)
                self.seconds, self.calls = clock.seconds, post.calls["sendmessage"]
                self.copies = post.copies
            self.rows = [dict(row) for row in await db.read(_all)]
            self.untrue += await db.read(untrue)
        finally:
            await db.close()

    def states(self, kind: str) -> Counter[object]:
        """Return how many rows of a kind stand in each state."""
        return Counter(row["state"] for row in self.rows if row["kind"] == kind)

    def must_be_true(self) -> None:
        """Compare what is written down with what stands in the chats."""
        assert not self.untrue
        for row in self.rows:
            found = [
                copy
                for copy in self.copies
                if f"telegram:{copy.chat}" == row["address"] and str(row["kind"]) in copy.text
            ]
            marked = sum(copy.marked for copy in found)
            assert len(found) - marked <= 1, found
            assert marked <= (row["kind"] == "alert"), found
            must_fit(row, found)


def _left(tx: Tx) -> int:
    row = tx.one("SELECT COUNT(*) AS n FROM deliveries WHERE state IN ('waiting', 'sending')")
    assert row is not None
    return int(row["n"])


def _all(tx: Tx) -> list[dict[str, object]]:
    rows = tx.all(
        "SELECT broadcasts.kind, state, reason, message_id, repeats, attempts,"
        " 'telegram:' || person_id AS address"
        " FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id"
    )
    return [dict(row) for row in rows]


@pytest.fixture
def weather(newborn: Path, tmp_path: Path, catalogues: Catalogues) -> Callable[[Judge], Storm]:
    """What lets a storm pass over a new database."""

    def pass_over(judge: Judge) -> Storm:
        storm = Storm(Path(shutil.copy(newborn, tmp_path / "storm.db")), catalogues, judge)
        storm.pass_over()
        return storm

    return pass_over


@pytest.mark.parametrize("judge", HARMLESS.values(), ids=HARMLESS)
def test_after_a_storm_of_429s_all_have_both_messages_once(
    weather: Callable[[Judge], Storm], judge: Judge
) -> None:
    storm = weather(judge)

    storm.must_be_true()
    assert storm.states("alert") == storm.states("notice") == Counter(sent=PEOPLE)
    assert len(storm.copies) == 2 * PEOPLE
    assert storm.seconds < LONGEST_SECONDS


@pytest.mark.parametrize("judge", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_is_in_doubt_is_unknown_or_repeated_once_and_the_rest_is_sent(
    weather: Callable[[Judge], Storm], judge: Judge
) -> None:
    storm = weather(judge)

    storm.must_be_true()
    assert set(storm.states("alert")) | set(storm.states("notice")) <= {"sent", "unknown"}
    assert all(row["repeats"] for row in storm.rows
               if row["kind"] == "alert" and row["state"] == "unknown")  # fmt: skip
    assert storm.seconds < LONGEST_SECONDS
