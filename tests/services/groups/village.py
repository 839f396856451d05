"""People who join groups, and what the tables show of what they were told."""

import json
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.domain.delivery import Action, Sent
from bot.domain.groups import Admission, Group, GroupSide
from bot.domain.messages import Message, Text, message_from_json
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Reader, Renderer
from bot.services.groups import Groups
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import RunWorker
from tests.recorder import RecorderChannel

READER = Reader("en")
HOUSE = "telegram:-500"
LINK = "https://t.me/+abc"


class Village:
    """People, their group, and what the tables show of what they were told."""

    def __init__(
        self, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer, run: RunWorker
    ) -> None:
        self.db = db
        self.clock = clock
        self.renderer = renderer
        self.run = run
        self.groups = Groups(db, clock)
        self.channel = RecorderChannel()
        self.numbers = 0

    async def person(
        self, *coordinates: Side, side: Side | None = None, name: str = "", reachable: bool = True
    ) -> Person:
        self.numbers += 1
        address = f"telegram:{self.numbers}"

        def add(tx: Tx) -> Person:
            now = self.clock.now()
            number = people.register(tx, address, language="en", now=now)
            people.set_reachable(tx, address, reachable=reachable, reason=None, now=now)
            people.change(tx, number, "side", side)
            people.change(tx, number, "name", name or None)
            for role in coordinates:
                tx.run(
                    "INSERT INTO roles (person_id, role, side, granted_at)"
                    " VALUES (:id, 'coordinator', :side, 0)",
                    {"id": number, "side": role},
                )
            person = people.by_id(tx, number)
            assert person is not None
            return person

        return await self.db.write(add)

    async def house(
        self, side: GroupSide = GroupSide.NORTH, *, admission: Admission = Admission.ASK
    ) -> Group:
        """A connected group with its link."""
        group = await self.groups.seeded(HOUSE, "House", side)
        await self.deliver(link=LINK)
        await self.db.write(
            lambda tx: tx.run(
                "UPDATE groups SET admission = :admission WHERE id = :id",
                {"admission": admission, "id": group.id},
            )
        )
        return group

    async def ask(self, person: Person, *, number: int = 1) -> None:
        await self.groups.ask(HOUSE, window=person.address, number=number, by=person)

    async def accepted(self, person: Person) -> int:
        """The number of a request whose rules the person has accepted."""
        await self.ask(person)
        number = int((await self.rows("SELECT MAX(id) FROM join_requests"))[0][0])
        await self.groups.accept(number, by=person)
        return number

    async def reachable(self, person: Person) -> Person:
        """The person once they pressed Start."""
        await self.db.write(
            lambda tx: people.set_reachable(
                tx, person.address, reachable=True, reason=None, now=self.clock.now()
            )
        )
        return replace(person, may_write=True)

    async def deliver(self, *, link: str = LINK) -> list[tuple[Action, str, str]]:
        """Carry out what waits; return what was done where, in words without marks."""
        before = len(self.channel.calls)
        if await self.rows("SELECT 1 FROM deliveries WHERE action = 'link' AND state = 'waiting'"):
            self.channel.answer(HOUSE, Sent(link))
        await self.run(self.channel)
        return [(call.action, call.address, call.html) for call in self.channel.calls[before:]]

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        found = await self.db.read(lambda tx: tx.all(sql))
        return [tuple(row.values()) for row in found]

    async def deeds(self) -> list[tuple[str, str]]:
        return await self.rows(
            "SELECT action, state FROM deliveries WHERE action IN ('admit', 'decline') ORDER BY id"
        )

    async def told(self, person: Person) -> list[str]:
        rows = await self.rows(
            "SELECT message FROM deliveries JOIN contents ON contents.id = content_id"
            f" WHERE person_id = {person.id} ORDER BY deliveries.id"
        )
        return [self.say(message_from_json(json.loads(words))) for (words,) in rows]

    async def request(self) -> tuple[str, int, int]:
        rows = await self.rows("SELECT state, untold, undone FROM join_requests")
        assert len(rows) == 1
        return rows[0]

    def say(self, said: Message | Text) -> str:
        body = said.body if isinstance(said, Message) else said
        return self.renderer.say(body, READER)


async def refused(awaitable: Awaitable[object]) -> str:
    """The key of the words with which something is refused."""
    with pytest.raises(Refusal) as refusal:
        await awaitable
    return refusal.value.text.key
