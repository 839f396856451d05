"""Whatever people do in whatever order: nothing without consent, nothing after a pause, never more
than twenty messages a minute, and what is taken back is gone."""

import asyncio
import re
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.clock import ShiftedClock
from bot.delivery.budget import ChatLimits
from bot.delivery.pacing import Pacer
from bot.domain.clocktime import to_micros
from bot.domain.people import Side
from bot.domain.retention import KEPT_FOR, Kept
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.language.script import Converter
from bot.services.bridges import Bridges
from bot.services.retention import Retention
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.bridging.traffic import Traffic
from tests.bridging import NORTH, SOUTH, HurriedLoop, Json, Standing, Telegram, Village, bots_on
from tests.conftest import HOME, NOON

WORDS = Catalogues.load(HOME / "locales")

NAMES = st.sampled_from(["leyla", "orxan", "ayda"])
HOMES = {"leyla": NORTH, "orxan": NORTH, "ayda": SOUTH}
COORDINATOR = {Side.NORTH: "aylin", Side.SOUTH: "savalan"}
SIDES = st.sampled_from([Side.NORTH, Side.SOUTH])

_TOKEN = re.compile(r"https://x\.az/(\d+)")


@dataclass
class Model:
    """What must be true: who agreed, who paused, whose each message is, and what went back."""

    agreed: set[str] = field(default_factory=set)
    paused: set[Side] = field(default_factory=set)
    tied: int = 0
    said: dict[int, str] = field(default_factory=dict)
    may_go: set[int] = field(default_factory=set)
    beyond: set[int] = field(default_factory=set)
    """What stands somewhere that the map knows no more."""


class LifeOfABridge(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner(loop_factory=HurriedLoop)
        self.model = Model()
        self.number = 0
        self.wrong: list[int] = []

    @initialize()
    def settle(self) -> None:
        self.runner.run(self._settle())

    async def _settle(self) -> None:
        loop = asyncio.get_running_loop()
        self.db = await SqliteDatabase.open(
            Path(self.folder.name, "k.db"),
            owner="tests",
            migrations=HOME / "data" / "migrations",
            now=NOON,
        )
        self.clock = ShiftedClock(NOON)
        self.telegram = Telegram(loop.time)
        self.telegram.watch = self.look
        self.village = Village(self.db, self.clock, Bridges(self.db, self.clock))
        await self.village.settle()
        for name in HOMES:
            await self.village.person(name)
        self.traffic = Traffic(
            bots_on(self.telegram),
            self.db,
            self.clock,
            renderer=Renderer(WORDS, self.clock),
            converter=Converter(),
            pacer=Pacer(loop.time, chats=ChatLimits()),
            chats=ChatLimits(),
        )
        self.running = loop.create_task(self.traffic.run())
        self.model.tied = await self.village.tie()
        for name in ("leyla", "ayda"):
            person = self.village.people[name]
            await self.village.bridges.agree(self.model.tied, called=name, by=person)
            self.model.agreed.add(name)
        await self._moment()

    def look(self, message: Standing) -> None:
        """Look at each message as it comes to stand in a topic."""
        shown = {int(found) for found in _TOKEN.findall(message.text)}
        self.wrong += [token for token in shown if token not in self.model.may_go]

    @precondition(lambda self: not self.model.tied)
    @rule()
    def tie(self) -> None:
        self.model.tied = self.runner.run(self.village.tie())
        self.model.paused.clear()
        self.runner.run(self._moment())

    @precondition(lambda self: self.model.tied)
    @rule(name=NAMES)
    def agree(self, name: str) -> None:
        person = self.village.people[name]
        self.runner.run(self.village.bridges.agree(self.model.tied, called=name, by=person))
        self.model.agreed.add(name)
        self.runner.run(self._moment())

    @precondition(lambda self: self.model.tied)
    @rule(name=NAMES)
    def leave(self, name: str) -> None:
        person = self.village.people[name]
        self.runner.run(self.village.bridges.leave_bridge(None, by=person))
        self.model.agreed.discard(name)
        self.forbid({token for token, who in self.model.said.items() if who == name})

    @precondition(lambda self: self.model.tied)
    @rule(side=SIDES)
    def pause(self, side: Side) -> None:
        by = self.village.people[COORDINATOR[side]]
        self.runner.run(self.village.bridges.pause(self.model.tied, side, by=by))
        self.model.paused.add(side)
        self.forbid(set(self.model.said), taken_back=False)

    @precondition(lambda self: self.model.tied)
    @rule(side=SIDES)
    def go_on(self, side: Side) -> None:
        by = self.village.people[COORDINATOR[side]]
        self.runner.run(self.village.bridges.go_on(self.model.tied, side, by=by))
        self.model.paused.discard(side)
        self.runner.run(self._moment())

    @precondition(lambda self: self.model.tied)
    @rule(side=SIDES)
    def end(self, side: Side) -> None:
        by = self.village.people[COORDINATOR[side]]
        self.runner.run(self.village.bridges.end(self.model.tied, by=by))
        self.model.tied = 0
        self.model.agreed.clear()
        self.forbid(set(self.model.said), taken_back=False)

    @rule(names=st.lists(NAMES, min_size=1, max_size=30))
    def talk(self, names: list[str]) -> None:
        updates = []
        for name in names:
            self.number += 1
            self.model.said[self.number] = name
            if name in self.model.agreed and not self.model.paused:
                self.model.may_go.add(self.number)
            words = f"Salam, dostlar https://x.az/{self.number}"
            update = self.village.says(name, self.number, words, chat=HOMES[name])
            updates.append(update)
        self.hear(*updates)

    @precondition(lambda self: self.model.said)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.said)))
        name = self.model.said[number]
        words = f"Daha yaxşı https://x.az/{number}"
        if name in self.model.agreed and not self.model.paused and self.carried(number):
            self.model.may_go.add(number)
        self.hear(self.village.edits(name, number, words, chat=HOMES[name]))

    @rule(seconds=st.sampled_from([1, 7, 70]))
    def wait(self, seconds: int) -> None:
        self.runner.run(asyncio.sleep(seconds))
        self.clock.forward(timedelta(seconds=seconds))
        assert self.wrong == []

    @rule()
    def seven_days_later(self) -> None:
        self.runner.run(self._moment())
        before = self.clock.now() - timedelta(microseconds=1)
        self.clock.forward(KEPT_FOR[Kept.BRIDGE_COPIES] + timedelta(minutes=3))
        self.runner.run(Retention(self.db, self.clock).tidy())
        self.model.beyond |= self.shown()
        old = f"SELECT id FROM bridge_copies WHERE carried_at <= {to_micros(before)}"
        assert self.runner.run(self.village.rows(old)) == []

    def hear(self, *updates: Json) -> None:
        """Let updates come in, as the intake hands them over."""

        async def overheard() -> None:
            for update in updates:
                self.traffic.overhear(update)
            await self._moment()

        self.runner.run(overheard())

    def carried(self, number: int) -> bool:
        sql = f"SELECT id FROM bridge_copies WHERE original = {number} AND remove_at IS NULL"
        return bool(self.runner.run(self.village.rows(sql)))

    def forbid(self, tokens: set[int], *, taken_back: bool = True) -> None:
        """From a moment on (what is under way just now may arrive) these may not go any more."""
        self.runner.run(self._moment())
        if taken_back:
            self.model.may_go -= tokens
            self.runner.run(self._taken_back())
            assert not (tokens - self.model.beyond) & self.shown()
        else:
            # What stands there stays; only what waited is let go.
            self.model.may_go &= self.shown()

    async def _taken_back(self) -> None:
        """Wait until nothing is left to be taken back."""
        sql = "SELECT id FROM bridge_copies WHERE remove_at IS NOT NULL"
        async with asyncio.timeout(3600):
            while await self.village.rows(sql):
                await self._moment(seconds=1)

    def shown(self) -> set[int]:
        """Return what stands in either topic now."""
        texts = " ".join(one.text for one in self.telegram.messages.values())
        return set(map(int, _TOKEN.findall(texts)))

    async def _moment(self, *, seconds: float = 0.006) -> None:
        """Let what is under way come to its end; hardly a turn of a group passes meanwhile."""
        for _ in range(6):
            await self.db.write(lambda tx: None)
            await asyncio.sleep(seconds / 6)

    def teardown(self) -> None:
        if hasattr(self, "running"):
            self.runner.run(asyncio.sleep(120))
            assert self.wrong == []
            assert self.telegram.most_in_a_minute() <= 20
            self.traffic.stop()
            self.runner.run(asyncio.wait_for(asyncio.shield(self.running), 60))
            self.runner.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()


TestLifeOfABridge = LifeOfABridge.TestCase
TestLifeOfABridge.settings = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
