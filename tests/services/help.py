"""A community that needs and gives help, and what the tables show of what each was told."""

from datetime import timedelta
from typing import Any

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.domain.crises.cases import Kind
from bot.domain.messages import Message, Text
from bot.domain.people import Person, Side
from bot.domain.volunteers import Volunteer
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import READER, Crisis

OFFER = {"skills": "first_aid,talk", "languages": "az,en", "country": "DE", "hours": "evenings"}


class Community(Crisis):
    """People, coordinators of both sides, volunteers and cases."""

    def __init__(self, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> None:
        super().__init__(db, clock, renderer)
        self.services = make_services(db, clock, owners=frozenset({"telegram:99"}))
        self.volunteers = self.services.volunteers
        self.cases = self.services.cases

    async def named(self, name: str, side: Side | None = Side.NORTH, *coordinates: Side) -> Person:
        """Let somebody come who has chosen a name."""
        person = await self.person(side, *coordinates)
        return await self.services.people.choose_name(name, by=person)

    async def volunteer(
        self, name: str, *, confirmed_by: Person, side: Side = Side.NORTH, trusted: bool = False
    ) -> Person:
        """Let somebody come who is confirmed as a volunteer."""
        person = await self.named(name, side)
        await self.volunteers.offer(OFFER, by=person)
        await self.volunteers.confirm(person.id, trusted=trusted, by=confirmed_by)
        await self.quiet()
        return await self.again(person)

    async def needs_help(self, person: Person, kind: Kind | None = None) -> int:
        """Let somebody open a case, and say what it is about; return its number."""
        await self.cases.open(by=person)
        row = await self.one("SELECT MAX(id) AS id FROM cases WHERE person_id = :id", id=person.id)
        if kind is not None:
            await self.cases.say_kind(row["id"], kind, by=person)
        return int(row["id"])

    async def standing(self, person: Person) -> Volunteer | None:
        """Return what is kept of somebody's offer."""
        return await self.volunteers.mine(by=person)

    async def case(self, case_id: int) -> Any:
        """Return the row of a case."""
        return await self.one("SELECT * FROM cases WHERE id = :id", id=case_id)

    async def case_state(self, case_id: int) -> str:
        """Return where a case stands."""
        return str((await self.case(case_id))["state"])

    async def again(self, person: Person) -> Person:
        """Return somebody as they are now."""
        return await self.services.people.meet(person.address, language="en", opened=False)

    async def quiet(self) -> None:
        """Let all that waits be sent."""
        await self.deliver()

    async def news(self, person: Person) -> list[str]:
        """Return what waits for somebody, new messages only, and let all of it be sent."""
        rows = await self.all(
            "SELECT contents.message FROM deliveries JOIN contents ON contents.id = content_id"
            " WHERE person_id = :id AND action = 'send' AND deliveries.state = 'waiting'"
            " ORDER BY deliveries.id",
            id=person.id,
        )
        await self.deliver(only=person)
        return [self.read_json(row["message"]) for row in rows]

    async def everything_for(self, person: Person) -> str:
        """Return all that was ever queued for somebody, edits included, as it is kept."""
        rows = await self.all(
            "SELECT contents.message FROM deliveries JOIN contents ON contents.id = content_id"
            " WHERE person_id = :id",
            id=person.id,
        )
        return "\n".join(row["message"] for row in rows)

    async def queued(self) -> int:
        """Return how many deliveries there are."""
        row = await self.one("SELECT COUNT(*) AS n FROM deliveries")
        return int(row["n"])

    async def climb(self, *, minutes: float) -> int:
        """Let time pass and cases climb; return how many did."""
        self.clock.forward(timedelta(minutes=minutes))
        return await self.cases.climb_due()

    def words(self, text: Text) -> str:
        """Return a text as people read it."""
        return self.renderer.say(text, READER)


def labels(message: Message) -> list[str]:
    """Return the keys of a message's buttons."""
    return [button.label.key for line in message.buttons for button in line]
