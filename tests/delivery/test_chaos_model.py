"""Whatever is done to the outbox in whatever order: nobody doubled, nobody lost, no state lies.

The model knows what really stands in each chat, which the database can only believe.
"""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.audiences import Selection
from bot.domain.delivery import (
    Lane,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    Sent,
    TryLater,
    Unpaid,
    Unreachable,
)
from bot.storage import enlistments, outbox, pausing, people
from bot.storage.database import Row, Tx
from bot.storage.deliveries import Claimed, claim
from bot.storage.ledgers import ledger
from bot.storage.outbox import Posting
from bot.storage.settlements import GivenBack, Settlement, recover, settle
from tests.conftest import NOON, open_database
from tests.delivery.conftest import add_person, words
from tests.delivery.ledger import must_have_gone_as_they_may, untrue

T = TypeVar("T")

PEOPLE = 3
LARGE = 4
"""A community of more is queued in chunks."""

LEASE = timedelta(minutes=2)
OWNERS = st.sampled_from(("a", "b", "c"))
LANES = st.sampled_from((Lane.CRISIS, Lane.NOTICE, Lane.BULK))
SAYING = {Lane.CRISIS: "alert", Lane.NOTICE: "notice", Lane.BULK: "broadcast"}

REFUSED: tuple[Outcome | GivenBack, ...] = (
    Unreachable(Reason.BLOCKED),
    Rejected(Reason.TOO_LONG),
)
NOT_NOW: tuple[Outcome | GivenBack, ...] = (
    TryLater(1.0),
    TryLater(65.0, throttled=True),
    Unpaid(),
    GivenBack(),
    GivenBack(3.0),
)


@dataclass
class Chat:
    """What really stands in a chat of one delivery: first copies and marked ones."""

    first: int = 0
    again: int = 0


@dataclass
class Model:
    """What is true: what stands where by delivery, what each process has in hand, what is over."""

    chats: dict[int, Chat] = field(default_factory=dict)
    hands: dict[str, list[Claimed]] = field(default_factory=dict)
    stopped: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    paused: bool = False
    sends: dict[int, Lane] = field(default_factory=dict)


class LifeOfAnOutbox(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.model = Model()
        self.now = NOON
        self.people = 0
        self.before: dict[int, Row] = {}
        self.large = enlistments.MOST_AT_ONCE, outbox.AT_ONCE
        enlistments.MOST_AT_ONCE, outbox.AT_ONCE = LARGE, 1
        self.db = self.runner.run(open_database(Path(self.folder.name, "korpu.db")))

    def teardown(self) -> None:
        enlistments.MOST_AT_ONCE, outbox.AT_ONCE = self.large
        self.runner.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()

    def write(self, fn: Callable[[Tx], T]) -> T:
        return self.runner.run(self.db.write(fn))

    def read(self, fn: Callable[[Tx], T]) -> T:
        return self.runner.run(self.db.read(fn))

    def rows(self) -> dict[int, Row]:
        return {row["id"]: row for row in self.read(lambda tx: tx.all("SELECT * FROM deliveries"))}

    def chat(self, delivery: int) -> Chat:
        return self.model.chats.setdefault(delivery, Chat())

    @initialize()
    def settle_in(self) -> None:
        for _ in range(PEOPLE):
            self.join()
        self.enlist(Lane.CRISIS, None)

    # People -----------------------------------------------------------------------------------

    @precondition(lambda self: self.people < 2 * PEOPLE)
    @rule()
    def join(self) -> None:
        self.people += 1
        self.write(partial(add_person, number=self.people))

    @rule(number=st.integers(1, PEOPLE), wish=st.sampled_from(("leave", "come back", "block")))
    def change_their_mind(self, number: int, wish: str) -> None:
        if wish == "leave":
            self.write(partial(people.stop, person_id=number, now=self.now))
            self.model.gone.add(number)
            return
        self.write(partial(people.resume, person_id=number))
        self.model.gone.discard(number)
        self.write(
            partial(
                people.set_reachable,
                address=f"telegram:{number}",
                reachable=wish == "come back",
                reason=Reason.BLOCKED if wish == "block" else None,
                now=self.now,
            )
        )

    # What coordinators do ---------------------------------------------------------------------

    @precondition(lambda self: len(self.model.sends) < 5)
    @rule(lane=LANES, minutes=st.sampled_from((None, 5)))
    def enlist(self, lane: Lane, minutes: int | None) -> None:
        expires = self.now + timedelta(minutes=minutes) if minutes else None

        def start(tx: Tx) -> int:
            kind = SAYING[lane]
            number = outbox.start_broadcast(tx, kind, None, lane=lane, by=None, now=self.now)
            posting = Posting(
                lane,
                self.now,
                expires_at=expires,
                broadcast_id=number,
                may_repeat=lane is Lane.CRISIS,
            )
            outbox.enlist(tx, Selection(everybody=True), words("hello"), posting)
            return number

        self.model.sends[self.write(start)] = lane

    @precondition(lambda self: self.read(outbox.is_enlisting))
    @rule(size=st.integers(1, 5), stale=st.booleans())
    def queue_a_chunk(self, size: int, stale: bool) -> None:
        urgent = self.read(enlistments.most_urgent)
        assert urgent is not None
        wanted = self.read(partial(enlistments.by_id, number=urgent[0]))
        assert wanted is not None
        if wanted.what == "stop":
            self.write(partial(enlistments.take_stopped, wanted=wanted, most=size, now=self.now))
            return
        places = self.read(partial(enlistments.line, wanted=wanted, now=self.now))
        take = partial(
            enlistments.take,
            wanted=wanted,
            places=places[:size],
            last=size >= len(places),
            now=self.now,
        )
        self.write(take)
        if stale and places:
            assert not self.write(take), "the same chunk was queued twice"

    @precondition(lambda self: self.model.sends)
    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.sends)))
        self.write(partial(outbox.stop, broadcast_id=number, now=self.now))
        self.model.stopped.add(number)

    @precondition(lambda self: self.model.sends and not self.read(outbox.is_enlisting))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.sends)))

        def start(tx: Tx) -> int:
            outbox.stop(tx, number, now=self.now)
            notice = outbox.start_broadcast(
                tx, "retraction", None, lane=Lane.CRISIS, by=None, now=self.now
            )
            posting = Posting(
                Lane.CRISIS, self.now, broadcast_id=notice, rank=-100, may_repeat=True
            )
            outbox.enlist_readers(tx, [number], words("forget it"), posting)
            outbox.edit_copies(
                tx, [number], words("over"), Posting(Lane.CRISIS, self.now, rank=1_000)
            )
            return notice

        notice = self.write(start)
        self.model.stopped.add(number)
        self.model.sends[notice] = Lane.CRISIS
        while self.read(outbox.is_enlisting):
            self.queue_a_chunk(size=5, stale=False)
        self._must_tell_all_who_have(number, notice)

    @rule(owner=OWNERS)
    def pause_for_a_moment(self, owner: str) -> None:
        self.write(partial(pausing.pause, by=1, now=self.now))
        self.model.paused = True
        self.claim(owner, tuple(Lane), 6)
        self.write(pausing.unpause)
        self.model.paused = False

    # What workers do --------------------------------------------------------------------------

    @rule(owner=OWNERS, lanes=st.sampled_from(((Lane.CRISIS,), tuple(Lane))), n=st.integers(1, 6))
    def claim(self, owner: str, lanes: tuple[Lane, ...], n: int) -> None:
        before = self.rows()
        claimed = self.write(
            partial(
                claim,
                owner=owner,
                lanes=lanes,
                limit=n,
                now=self.now,
                lease=LEASE,
                paused=self.model.paused,
            )
        )
        assert len(claimed) <= n
        for one in claimed:
            row = before[one.id]
            assert row["state"] == "waiting"
            assert row["broadcast_id"] not in self.model.stopped
            assert row["action"] == "edit" or row["person_id"] not in self.model.gone
            assert row["expires_at"] is None or row["expires_at"] > _micros(self.now)
            assert not self.model.paused or one.withdraws
            assert one.repeated == (row["action"] == "send" and bool(row["repeats"])) or (
                row["action"] == "edit"
            )
        self.model.hands.setdefault(owner, []).extend(claimed)

    @precondition(lambda self: any(self.model.hands.values()))
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        owner = data.draw(st.sampled_from([one for one, hand in self.model.hands.items() if hand]))
        hand = self.model.hands[owner]
        count = data.draw(st.integers(1, len(hand)))
        results = [self._call(data, one) for one in hand[:count]]
        del hand[:count]
        self.write(partial(settle, results=results, now=self.now))

    @rule(data=st.data(), owner=OWNERS, rounds=st.integers(1, 3))
    def work(self, data: st.DataObject, owner: str, rounds: int) -> None:
        """Claim all that may go, call, and write down what came of it."""
        for _ in range(rounds):
            self.claim(owner, tuple(Lane), 6)
            results = [self._call(data, one) for one in self.model.hands.pop(owner)]
            self.write(partial(settle, results=results, now=self.now))
            self.all_is_true()

    def _call(self, data: st.DataObject, one: Claimed) -> Settlement:
        """Let a call happen, or not, and be answered, or not."""
        what = data.draw(st.sampled_from(("sent", "unheard", "lost", "refused", "not now")))
        if what in ("sent", "unheard"):
            number = self._arrive(one)
            sent = Sent(one.message_id or f"m{number}")
            return Settlement(one, sent if what == "sent" else OutcomeUnknown(), "en")
        if what == "lost":
            return Settlement(one, OutcomeUnknown())
        return Settlement(
            one, data.draw(st.sampled_from(REFUSED if what == "refused" else NOT_NOW))
        )

    def _arrive(self, one: Claimed) -> int:
        if one.action == "send":
            chat = self.chat(one.id)
            if one.repeated:
                chat.again += 1
            else:
                chat.first += 1
        return one.id

    @precondition(lambda self: any(self.model.hands.values()))
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        """A process is killed with calls on their way; another one, alone now, takes over."""
        owner = data.draw(st.sampled_from([one for one, hand in self.model.hands.items() if hand]))
        for one in self.model.hands[owner]:
            if self._is_held(one) and data.draw(st.booleans()):
                self._arrive(one)
        self.model.hands.clear()
        self.write(partial(recover, owner="d", now=self.now, alone=True))

    def _is_held(self, one: Claimed) -> bool:
        row = self.rows()[one.id]
        return bool(row["state"] == "sending" and row["owner"] == one.owner)

    @rule(owner=OWNERS)
    def take_over_what_is_overdue(self, owner: str) -> None:
        """Leases that are over go to another; who held one may have sent it, and settles late."""
        self.write(partial(recover, owner=owner, now=self.now))

    @rule(seconds=st.sampled_from((1, 30, 121, 600)))
    def pass_time(self, seconds: int) -> None:
        # Nobody calls for what was claimed longer ago than the lease: before, it is given back.
        if seconds > LEASE.total_seconds():
            self.model.hands.clear()
        self.now += timedelta(seconds=seconds)

    @rule(data=st.data(), owner=OWNERS)
    def oversleep(self, data: st.DataObject, owner: str) -> None:
        """Call in time, and come to write it down when another has taken over long since."""
        self.claim(owner, tuple(Lane), 6)
        results = [self._call(data, one) for one in self.model.hands.pop(owner)]
        self.pass_time(121)
        self.write(partial(recover, owner="d", now=self.now))
        self.all_is_true()
        taken_over = self.rows()
        self.write(partial(settle, results=results, now=self.now))
        assert self.rows() == taken_over, "it was not theirs any more"

    # What must be true ------------------------------------------------------------------------

    def _must_tell_all_who_have(self, number: int, notice: int) -> None:
        rows = self.rows().values()
        told = {row["person_id"] for row in rows if row["broadcast_id"] == notice}
        for row in rows:
            chat = self.chat(row["id"])
            if row["broadcast_id"] == number and row["action"] == "send" and chat.first:
                assert row["person_id"] in told | self.model.gone, ("not told", row)

    @invariant()
    def all_is_true(self) -> None:
        assert self.read(untrue) == []
        rows = self.rows()
        must_have_gone_as_they_may(self.before, rows)
        self.before = rows
        self._must_know_who_was_told(rows)
        self._must_account_for_all(rows)

    def _must_know_who_was_told(self, rows: dict[int, Row]) -> None:
        for number, row in rows.items():
            if row["action"] != "send":
                continue
            chat = self.chat(number)
            assert chat.first <= 1, ("told twice", row)
            assert chat.again <= row["may_repeat"], ("repeated too often", row)
            assert chat.again <= row["repeats"]
            stands = chat.first + chat.again
            match row["state"]:
                case "sent":
                    assert stands, ("says sent, was not", row)
                case "waiting":
                    assert not stands or row["repeats"], ("will be told twice", row)
                case "failed" | "skipped":
                    assert not stands, ("was told, says not", row)

    def _must_account_for_all(self, rows: dict[int, Row]) -> None:
        found: dict[int, list[int]] = {number: [] for number in self.model.sends}
        for row in rows.values():
            if row["action"] == "send":
                found[row["broadcast_id"]].append(row["person_id"])
        for number, told in found.items():
            assert len(told) == len(set(told))
            shown = self.read(partial(ledger, broadcast_id=number))
            assert sum(shown.values()) == len(told)


def _micros(moment: Any) -> int:
    return int(moment.timestamp() * 1_000_000)


TestOutboxes = LifeOfAnOutbox.TestCase
TestOutboxes.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
