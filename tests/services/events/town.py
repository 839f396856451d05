"""Some people, three groups and their events, and what the tables show of what was said."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import ShiftedClock
from bot.domain.events import Plan
from bot.domain.messages import Message, message_from_json
from bot.domain.people import Audience, Person, Side
from bot.language.render import Reader, Renderer
from bot.services.events import Events
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
FRIDAY = NOON + timedelta(days=7)
READER = Reader("en", "Europe/Berlin", None)


class Town:
    """Some people, three groups, and what the tables show of what they were told."""

    def __init__(self, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> None:
        self.db = db
        self.clock = clock
        self.renderer = renderer
        self.events = Events(db, clock)
        self.groups: dict[str, int] = {}

    async def person(
        self, side: Side = Side.NORTH, *coordinates: Side, reachable: bool = True
    ) -> Person:
        def add(tx: Tx) -> Person:
            now = self.clock.now()
            address = f"telegram:{len(tx.all('SELECT id FROM people')) + 100}"
            number = people.register(tx, address, language="en", now=now)
            people.set_reachable(tx, address, reachable=reachable, reason=None, now=now)
            tx.run("UPDATE people SET side = :s WHERE id = :id", {"s": side, "id": number})
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

    async def open_groups(self) -> None:
        def add(tx: Tx) -> None:
            for side in ("north", "south", "joint"):
                row = tx.one(
                    "INSERT INTO groups (address, title, side, connected_at, created_at)"
                    " VALUES (:address, :side, :side, 0, 0) RETURNING id",
                    {"address": f"telegram:-{side}", "side": side},
                )
                assert row is not None
                self.groups[side] = row["id"]
            tx.run(
                "INSERT INTO groups (address, title, side, present, created_at) VALUES"
                " ('telegram:-1', 'left', 'north', 0, 0), ('telegram:-2', 'new', NULL, 1, 0)"
            )

        await self.db.write(add)

    async def told(self, person: Person) -> list[str]:
        return await self._words("person_id = :id", {"id": person.id})

    def words(self, message: Message) -> str:
        """Return what a reader of English sees."""
        return self.renderer.say(message.body, READER)

    async def waiting_edits(self) -> list[str]:
        return await self._words("action = 'edit' AND state = 'waiting'", {})

    async def everything_is_sent(self) -> None:
        await self.db.write(
            lambda tx: tx.run(
                "UPDATE deliveries SET state = 'sent', message_id = 'm' WHERE state = 'waiting'"
            )
        )

    async def all(self, sql: str) -> list[tuple[Any, ...]]:
        rows = await self.db.read(lambda tx: tx.all(sql))
        return [tuple(row.values()) for row in rows]

    async def _words(self, where: str, values: dict[str, Any]) -> list[str]:
        rows = await self.db.read(
            lambda tx: tx.all(
                "SELECT message, state FROM deliveries JOIN contents ON contents.id = content_id"
                f" WHERE {where} ORDER BY deliveries.id",
                values,
            )
        )
        return [
            self.renderer.say(message_from_json(json.loads(row["message"])).body, READER)
            for row in rows
        ]


def plan(
    *,
    audience: Audience = Audience.NORTH,
    starts_at: datetime = FRIDAY,
    places: int | None = None,
    ends_at: datetime | None = None,
) -> Plan:
    return Plan("Poetry evening", starts_at, "Town library", audience, places, ends_at)


async def published(town: Town, by: Person, **what: Any) -> int:
    seen = await town.events.draft(plan(**what), by=by)
    await town.events.publish(seen.event.id, by=by)
    return seen.event.id


async def reminders(town: Town) -> list[tuple[Any, ...]]:
    return await town.all("SELECT lead, state FROM reminders ORDER BY due_at, id")
