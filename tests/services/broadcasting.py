"""A community to which coordinators write, and what the tables show of what it was told."""

import json
from datetime import timedelta
from typing import Any

from bot.clock import ShiftedClock
from bot.domain.audiences import Selection
from bot.domain.media import Content
from bot.domain.messages import Message, message_from_json
from bot.domain.people import Audience, Person, Side
from bot.language.captions import letters_of, room_for
from bot.language.reader import Reader
from bot.language.render import Renderer
from bot.services.broadcasts import Broadcasts
from bot.services.broadcasts.previews import Preview
from bot.services.broadcasts.sending import Yes
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import Crisis

NORTH, SOUTH = Selection(audiences=(Audience.NORTH,)), Selection(audiences=(Audience.SOUTH,))
EVERYBODY = Selection(everybody=True)
PICNIC = Content("We meet on Sunday at five in the park")
STORM = Content("The library stays closed on Monday because of the storm")


class Post(Crisis):
    """People of both sides, two coordinators of the North, one of the South, and the owner."""

    def __init__(self, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> None:
        super().__init__(db, clock, renderer)
        self.broadcasts = Broadcasts(db, clock, self._measure)
        self.north: Person
        self.north_too: Person
        self.south: Person
        self.owner: Person

    async def open(self) -> None:
        """Let the coordinators, and two members of each side, come."""
        self.north = await self.person(Side.NORTH, Side.NORTH)
        self.north_too = await self.person(Side.NORTH, Side.NORTH)
        self.south = await self.person(Side.SOUTH, Side.SOUTH)
        self.members = [
            await self.person(side) for side in (Side.NORTH, Side.NORTH, Side.SOUTH, Side.SOUTH)
        ]

    async def draft(
        self, selection: Selection = NORTH, content: Content = PICNIC, *, by: Person | None = None
    ) -> int:
        """Let somebody (of the North) write a letter; return its number."""
        await self.broadcasts.draft(selection, content, by=by or self.north)
        row = await self.one("SELECT MAX(id) AS id FROM letters")
        return int(row["id"])

    async def asked(self, letter_id: int, *, by: Person | None = None) -> Message:
        """Press [Send to …] under the draft as it stands; return the question."""
        version = (await self.letter(letter_id))["version"]
        found = await self.broadcasts.confirm(letter_id, version=version, by=by or self.north)
        assert isinstance(found, Message)
        return found

    async def press_yes(self, question: Message, *, by: Person | None = None) -> Message:
        """Press the first button under a question; return what is said then."""
        verb, *args = question.buttons[0][0].press.split(":")[1:]
        assert verb == "bc.yes"
        letter_id, version, counted, sure, like = map(int, args)
        found = await self.broadcasts.send(
            letter_id, Yes(version, counted, sure=bool(sure), like=like), by=by or self.north
        )
        assert isinstance(found, Message)
        return found

    async def posted(
        self, selection: Selection = NORTH, content: Content = PICNIC, *, by: Person | None = None
    ) -> int:
        """Let somebody write a letter and send it; return its number."""
        letter_id = await self.draft(selection, content, by=by)
        said = await self.press_yes(await self.asked(letter_id, by=by), by=by)
        while said.body.key.startswith("letter.confirm"):
            said = await self.press_yes(said, by=by)
        assert said.body.key == "letter.on_its_way", said.body.key
        return letter_id

    async def delivered(self, *args: Any, **kwargs: Any) -> int:
        """Let somebody send a letter, and everybody get it; return its number."""
        letter_id = await self.posted(*args, **kwargs)
        await self.deliver()
        return letter_id

    async def correction(self, letter_id: int, words: str, *, by: Person | None = None) -> int:
        """Let somebody write other words for a letter; return the number of the draft."""
        await self.broadcasts.correct(letter_id, Content(words), by=by or self.north)
        row = await self.one("SELECT MAX(id) AS id FROM letters")
        return int(row["id"])

    async def letter(self, letter_id: int) -> Any:
        """Return the row of a letter."""
        return await self.one("SELECT * FROM letters WHERE id = :id", id=letter_id)

    async def told(self, kind: str = "broadcast") -> list[int]:
        """Return the numbers of the people for whom a broadcast of this kind is queued."""
        rows = await self.all(
            "SELECT person_id FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id"
            " WHERE broadcasts.kind = :kind AND action = 'send' ORDER BY deliveries.id",
            kind=kind,
        )
        return [row["person_id"] for row in rows]

    async def words_for(self, person: Person, *, action: str = "send") -> list[str]:
        """Return what was queued for somebody, in their language."""
        rows = await self.all(
            "SELECT contents.message FROM deliveries JOIN contents ON contents.id = content_id"
            " WHERE person_id = :id AND action = :action ORDER BY deliveries.id",
            id=person.id,
            action=action,
        )
        reader = Reader(person.language)
        read = (message_from_json(json.loads(row["message"])) for row in rows)
        return [self.renderer.render(message, reader).html for message in read]

    def said(self, shown: Message | Preview, language: str = "en") -> str:
        """Return what is shown as somebody reads it."""
        pages = shown.pages if isinstance(shown, Preview) else (shown,)
        reader = Reader(language)
        return "\n---\n".join(self.renderer.render(page, reader).html for page in pages)

    async def later(self, **time: float) -> None:
        """Let time pass."""
        self.clock.forward(timedelta(**time))

    def _measure(self, message: Message, reader: Reader) -> tuple[int, int]:
        rendered = self.renderer.render(message, reader)
        return letters_of(rendered), room_for(rendered)


def presses(shown: Message) -> list[str]:
    """Return the verbs of the buttons under a message."""
    return [button.press.split(":")[1] for line in shown.buttons for button in line if button.press]
