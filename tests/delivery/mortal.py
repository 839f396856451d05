"""A bot that is killed again and again, and what must be true of what it leaves behind."""

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from signal import SIGKILL
from typing import Any

from bot.storage.ledgers import ledger
from bot.storage.transactions import look
from tests.conftest import HOME
from tests.delivery.doomed import Birth
from tests.delivery.post import Copy, Post
from tests.delivery.settled import FIRST_MEMBER, HEADLINE, LETTER, RIGHT_HEADLINE, Settled

LOOK_SECONDS = 0.004
QUIET_SECONDS = 60.0
"""How long the last life of a bot may take to finish what all the others have begun."""

MAY_REPEAT = ("alert", "correction", "retraction")
"""What goes out once more, marked, where it is not certain that it arrived."""

_ALL_IS_DONE = """
SELECT (SELECT COUNT(*) FROM deliveries WHERE state IN ('waiting', 'sending'))
     + (SELECT COUNT(*) FROM enlistments)
     + (SELECT COUNT(*) FROM inbox WHERE state = 'waiting') = 0
"""

_LEDGERS = """
SELECT broadcasts.id, kind, audience, stopped_at IS NOT NULL AS stopped,
       COUNT(deliveries.id) AS accounted
FROM broadcasts LEFT JOIN deliveries
     ON deliveries.broadcast_id = broadcasts.id AND deliveries.action = 'send'
GROUP BY broadcasts.id
"""

_ROWS = """
SELECT CASE kind WHEN 'notice' THEN 'broadcast' ELSE kind END AS kind,
       person_id, state, reason, message_id, repeats,
       (SELECT address FROM addresses WHERE person_id = deliveries.person_id) AS address
FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id
WHERE action = 'send' AND person_id IS NOT NULL
"""

Moment = Callable[["Mortal"], Awaitable[None]]


class Nursery:
    """The process that gives birth to bots (`tests.delivery.doomed`), one after the other."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    @classmethod
    @contextmanager
    def open(cls) -> Iterator["Nursery"]:
        """Keep the nursery open while in the context."""
        with subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.doomed"],
            cwd=HOME,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            try:
                yield cls(process)
            finally:
                assert process.stdin is not None
                process.stdin.close()

    @asynccontextmanager
    async def life(self, birth: Birth) -> AsyncIterator[None]:
        """Let a bot live while in the context; at its end it is killed."""
        assert self._process.stdin is not None
        self._process.stdin.write(birth.line())
        self._process.stdin.flush()
        number = await self._read()
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.kill(number, SIGKILL)
            ended = await self._read()
        assert ended == -SIGKILL, "the bot ended by itself"

    async def _read(self) -> int:
        assert self._process.stdout is not None
        return int(await asyncio.to_thread(self._process.stdout.readline))


@dataclass
class Mortal:
    """One bot over one database and one server: it lives, dies, and is looked at.

    `sums` is what each broadcast's ledger came to at every look; `killed` how many lives were cut
    short before all was done.
    """

    settled: Settled
    nursery: Nursery
    post: Post
    chance: random.Random
    pace: int = 300
    large: int = 0
    chunk: int = 0
    paid: int = 0
    killed: int = 0
    sums: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    untrue: list[dict[str, Any]] = field(default_factory=list)

    async def lives_until(self, moment: Moment) -> None:
        """Let the bot live until `moment`, or until all is done; then kill it."""
        birth = Birth(
            str(self.settled.path),
            self.post.address,
            self.pace,
            self.large,
            self.chunk,
            self.paid,
        )
        async with (
            self.nursery.life(birth),
            asyncio.timeout(QUIET_SECONDS),
            asyncio.TaskGroup() as tasks,
        ):
            watching = tasks.create_task(self._watch())
            ends = [tasks.create_task(self._quiet()), tasks.create_task(_wait(moment, self))]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            self.killed += not ends[0].done()
            for task in (watching, *ends):
                task.cancel()

    async def lives_on(self) -> None:
        """Let the bot live until all is done."""
        await self.lives_until(_never)

    def ask(self, question: str) -> list[dict[str, Any]]:
        """Return the rows that answer a question to the database."""
        with closing(self._connect()) as db:
            return self._ask(db, question)

    def is_true(self, question: str) -> bool:
        """Return whether the database says yes; before it is there it says no."""
        try:
            return bool(next(iter(self.ask(question)[0].values())))
        except (sqlite3.OperationalError, IndexError):
            return False

    def copies(self) -> dict[tuple[str, int], list[Copy]]:
        """Return what stands in the chats of members, by what it is and in which chat."""
        found: dict[tuple[str, int], list[Copy]] = defaultdict(list)
        for copy in self.post.copies:
            if copy.chat >= FIRST_MEMBER:
                found[kind_of(copy), copy.chat].append(copy)
        return found

    def arrived(self, kind: str) -> int:
        """Return how many copies of a kind stand in the chats of members."""
        return sum(len(copies) for (found, _), copies in self.copies().items() if found == kind)

    def must_be_true(self) -> None:
        """Compare the ledgers with what the server saw, now that all is done.

        Raises:
            AssertionError: somebody was told twice or forgotten, or a state lies.
        """
        assert not self.untrue, self.untrue[:3]
        for row in self.ask("SELECT id, kind FROM broadcasts"):
            # Who holds an alert may still change while they are being queued; others may not.
            if row["kind"] in ("alert", "broadcast"):
                assert len(self.sums[row["id"]]) == 1, (row, self.sums[row["id"]])
        copies, members = self.copies(), set(range(FIRST_MEMBER, FIRST_MEMBER + self._members))
        for (kind, chat), found in copies.items():
            assert kind in KINDS, found
            marked = sum(copy.marked for copy in found)
            assert len(found) - marked <= 1, ("told twice", kind, found)
            assert marked <= (kind in MAY_REPEAT), ("repeated too often", kind, found)
            assert chat in members
        reached: dict[str, set[int]] = defaultdict(set)
        for row in self.ask(_ROWS):
            chat = int(row["address"].partition(":")[2])
            if chat < FIRST_MEMBER:
                continue
            assert chat not in reached[row["kind"]], ("queued twice", row)
            reached[row["kind"]].add(chat)
            must_fit(row, copies.get((row["kind"], chat), []))
        for kind, chats in reached.items():
            if kind != "retraction":
                assert chats == members, ("forgotten", kind, members - chats)
        self._must_have_heard(reached["retraction"], copies)

    @property
    def _members(self) -> int:
        return self.settled.people - 2

    def _must_have_heard(self, told: set[int], copies: Collection[tuple[str, int]]) -> None:
        if told:
            having = {chat for kind, chat in copies if kind in ("alert", "correction")}
            assert having <= told, ("not told of the retraction", having - told)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{self.settled.path}?mode=ro", uri=True, isolation_level=None, timeout=5
        )

    def _ask(self, db: sqlite3.Connection, question: str) -> list[dict[str, Any]]:
        cursor = db.execute(question)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    async def _watch(self) -> None:
        """Look at the ledgers all the while: they add up to the same audience at every look."""
        while True:
            with suppress(sqlite3.OperationalError), closing(self._connect()) as db:
                self._look(db)
            await asyncio.sleep(0.02)

    def _look(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN")
        for row in self._ask(db, _LEDGERS):
            if row["accounted"] != row["audience"]:
                self.untrue.append(row)
        db.execute("COMMIT")
        sums = look(
            db,
            lambda tx: {
                row["id"]: sum(ledger(tx, row["id"]).values())
                for row in tx.all("SELECT id FROM broadcasts")
            },
        )
        for number, total in sums.items():
            self.sums[number].add(total)

    async def _quiet(self) -> None:
        """Return once nothing waits, nothing is on its way and every press is read."""
        # Nothing rings here for what another process writes down.
        while not (self.post.is_read and self.is_true(_ALL_IS_DONE)):  # noqa: ASYNC110
            await asyncio.sleep(0.03)


async def _wait(moment: Moment, mortal: Mortal) -> None:
    await moment(mortal)


async def _never(_: Mortal) -> None:
    await asyncio.Event().wait()


KINDS = ("alert", "correction", "retraction", "broadcast")


def kind_of(copy: Copy) -> str:
    """Return which broadcast a copy in a member's chat is of, by its words and buttons."""
    if any(":ck." in press for press in copy.presses):
        return "correction" if RIGHT_HEADLINE in copy.text else "alert"
    if HEADLINE in copy.text or RIGHT_HEADLINE in copy.text:
        return "retraction"
    return "broadcast" if LETTER in copy.text else "other"


def must_fit(row: dict[str, Any], copies: list[Copy]) -> None:
    """Compare one row of a ledger with what stands in its chat."""
    state, numbers = row["state"], {str(copy.number) for copy in copies}
    if state == "sent":
        assert row["message_id"] in numbers, ("says sent, was not", row, copies)
    elif state == "unknown":
        assert row["repeats"] or len(copies) <= 1, (row, copies)
    else:
        assert state in ("failed", "skipped"), ("left behind", row)
        assert row["reason"], row
        assert not copies, ("was sent, says it was not", row, copies)


def summary(mortal: Mortal) -> Counter[str]:
    """Return how many rows stand in each state, for whoever reads a failure."""
    return Counter(f"{row['kind']} {row['state']}" for row in mortal.ask(_ROWS))
