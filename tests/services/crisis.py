"""A small community in a crisis, and what the tables show of what it was told."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import ShiftedClock
from bot.domain.clocktime import to_micros
from bot.domain.crises.alerts import Certainty, Severity, Urgency, Wording
from bot.domain.messages import Message, message_from_json
from bot.domain.people import Audience, Person, Side
from bot.language.render import Reader, Renderer
from bot.services.crises.alerts import Alerts
from bot.storage import people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
READER = Reader("en", "Europe/Berlin", None)

QUAKE = Wording(
    severity=Severity.SEVERE,
    urgency=Urgency.IMMEDIATE,
    certainty=Certainty.OBSERVED,
    audience=Audience.SOUTH,
    area="Tabriz, all districts",
    headline="Strong earthquake near Tabriz",
    action="Go out into the open",
    source="Seismological centre",
    expires=NOON + timedelta(hours=6),
)
TO_ALL = replace(QUAKE, audience=Audience.EVERYBODY)


class Crisis:
    """People, groups and alerts over one database."""

    def __init__(self, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> None:
        self.db = db
        self.clock = clock
        self.renderer = renderer
        self.alerts = Alerts(db, clock)
        self.author: Person
        self.same_side: Person
        self.other_side: Person
        self.members: list[Person] = []

    async def settle_in(self, *, members: int = 3) -> None:
        """Let an author and an approver of the South, one of the North, and members come."""
        self.author = await self.person(Side.SOUTH, Side.SOUTH)
        self.same_side = await self.person(Side.SOUTH, Side.SOUTH)
        self.other_side = await self.person(Side.NORTH, Side.NORTH)
        for _ in range(members):
            self.members.append(await self.person(Side.SOUTH))

    async def person(
        self,
        side: Side | None = Side.SOUTH,
        *coordinates: Side,
        reachable: bool = True,
        language: str = "en",
    ) -> Person:
        """Let somebody come, who may coordinate sides (the last one granted last)."""

        def add(tx: Tx) -> Person:
            now = self.clock.now()
            address = f"telegram:{self._count(tx, 'people') + 100}"
            number = people.register(tx, address, language=language, now=now)
            people.set_reachable(tx, address, reachable=reachable, reason=None, now=now)
            tx.run("UPDATE people SET side = :side WHERE id = :id", {"side": side, "id": number})
            for place, role in enumerate(coordinates):
                tx.run(
                    "INSERT INTO roles (person_id, role, side, granted_at)"
                    " VALUES (:id, 'coordinator', :side, :at)",
                    {"id": number, "side": role, "at": place},
                )
            found = people.by_id(tx, number)
            assert found is not None
            return found

        return await self.db.write(add)

    async def group(self, side: str) -> int:
        """Let a group be connected."""
        row = await self.one(
            "INSERT INTO groups (address, title, side, connected_at, created_at)"
            " VALUES (:address, :side, :side, 0, 0) RETURNING id",
            address=f"telegram:-{side}",
            side=side,
        )
        return int(row["id"])

    async def submitted(self, wording: Wording = QUAKE) -> int:
        """Let the author write an alert and send it for approval; return its number."""
        await self.alerts.draft(wording, by=self.author)
        row = await self.one("SELECT MAX(id) AS id FROM alerts")
        await self.alerts.submit(row["id"], by=self.author)
        return int(row["id"])

    async def approve(self, alert_id: int, *, by: Person, **changed: Any) -> Message:
        """Press [Approve], then the first button of the question that comes."""
        question = await self.alerts.confirm(alert_id, by=by, **changed)
        return await self.press_yes(question, by=by)

    async def press_yes(self, question: Message, *, by: Person) -> Message:
        """Press [Yes, send LIVE to …] under the last question."""
        _, verb, alert_id, seal, counted, unsaid = question.buttons[0][0].press.split(":")
        assert verb == "al.yes"
        return await self.alerts.approve(
            int(alert_id), seal=seal, counted=int(counted), with_unsaid=unsaid == "1", by=by
        )

    async def sending(self, wording: Wording = QUAKE) -> int:
        """Let an alert be approved by the other side; return its number."""
        alert_id = await self.submitted(wording)
        await self.approve(alert_id, by=self.other_side)
        return alert_id

    async def sent(self, wording: Wording = QUAKE) -> int:
        """Let an alert be delivered to all; return its number."""
        alert_id = await self.sending(wording)
        await self.deliver()
        await self.alerts.finish_due()
        return alert_id

    async def correct(self, alert_id: int, *, by: Person, **changes: str) -> int:
        """Let somebody correct an alert; return the number of what waits for approval now."""
        await self.alerts.correct(alert_id, changes, by=by)
        row = await self.one("SELECT MAX(id) AS id FROM alerts")
        return int(row["id"])

    async def corrected(self, alert_id: int, **changes: str) -> int:
        """Let the author correct an alert and the other side approve it; return its number."""
        changes = changes or {"action": "Stay inside"}
        number = await self.correct(alert_id, by=self.author, **changes)
        await self.approve(number, by=self.other_side)
        return number

    async def deliver(self, state: str = "sent", *, only: Person | None = None) -> None:
        """Let what waits (for one person) come to its end."""
        await self.run(
            "UPDATE deliveries SET state = :state, settled_at = :now, message_id = 'm'"
            " WHERE state = 'waiting' AND (:only IS NULL OR person_id = :only)",
            state=state,
            now=to_micros(self.clock.now()),
            only=only.id if only else None,
        )

    async def pass_time(self, **time: float) -> None:
        """Let time pass and the sweep do what is due."""
        self.clock.forward(timedelta(**time))
        await self.alerts.do_due()

    async def state(self, alert_id: int) -> str:
        """Return where an alert stands."""
        row = await self.one("SELECT state FROM alerts WHERE id = :id", id=alert_id)
        return str(row["state"])

    async def steps(self, alert_id: int) -> list[str]:
        """Return the states an alert has gone through."""
        rows = await self.all(
            "SELECT became FROM alert_steps WHERE alert_id = :id ORDER BY id", id=alert_id
        )
        return [row["became"] for row in rows]

    async def told(self, kind: str) -> list[int]:
        """Return the people who are in the ledger of a kind of broadcast, in the order queued."""
        rows = await self.all(
            "SELECT person_id FROM deliveries JOIN broadcasts"
            " ON broadcasts.id = deliveries.broadcast_id WHERE kind = :kind"
            " AND person_id IS NOT NULL AND action = 'send' ORDER BY deliveries.id",
            kind=kind,
        )
        return [row["person_id"] for row in rows]

    async def lane(self) -> list[tuple[int, str]]:
        """Return whom the CRISIS lane writes to next and with what kind of broadcast, in turn."""
        rows = await self.all(
            "SELECT person_id, kind FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id"
            " WHERE state = 'waiting' AND deliveries.lane = 1 AND action = 'send'"
            " AND person_id IS NOT NULL ORDER BY rank, due_at, deliveries.id"
        )
        return [(row["person_id"], row["kind"]) for row in rows]

    async def said_to(self, person: Person) -> list[str]:
        """Return the words of all that was queued for somebody, in the order queued."""
        rows = await self.all(
            "SELECT message FROM deliveries JOIN contents ON contents.id = content_id"
            " WHERE person_id = :id AND action = 'send' ORDER BY deliveries.id",
            id=person.id,
        )
        return [self.read_json(row["message"]) for row in rows]

    async def cards(self, card: str) -> list[tuple[int, str]]:
        """Return who has a card and what it says now, edits included."""
        rows = await self.all(
            "SELECT d.person_id, COALESCE(newer.message, contents.message) AS message"
            " FROM deliveries AS d JOIN contents ON contents.id = d.content_id"
            " LEFT JOIN (SELECT MAX(id) AS id, target_id FROM deliveries"
            "            WHERE action = 'edit' GROUP BY target_id) AS last ON last.target_id = d.id"
            " LEFT JOIN deliveries AS edit ON edit.id = last.id"
            " LEFT JOIN contents AS newer ON newer.id = edit.content_id"
            " WHERE d.card = :card ORDER BY d.id",
            card=card,
        )
        return [(row["person_id"], self.read_json(row["message"])) for row in rows]

    def read(self, message: Message, language: str = "en") -> str:
        """Return the words of a message."""
        return self.renderer.render(message, Reader(language, "Europe/Berlin", None)).html

    def read_json(self, message: str, language: str = "en") -> str:
        """Return the words of a message as the outbox keeps it."""
        return self.read(message_from_json(json.loads(message)), language)

    async def one(self, sql: str, **values: Any) -> Any:
        """Return the first row."""
        return await self.db.write(lambda tx: tx.one(sql, values))

    async def all(self, sql: str, **values: Any) -> list[Any]:
        """Return all rows."""
        return list(await self.db.read(lambda tx: tx.all(sql, values)))

    async def run(self, sql: str, **values: Any) -> int:
        """Change rows; return how many."""
        return await self.db.write(lambda tx: tx.run(sql, values))

    @staticmethod
    def _count(tx: Tx, table: str) -> int:
        row = tx.one(f"SELECT COUNT(*) AS n FROM {table}")
        assert row is not None
        return int(row["n"])
