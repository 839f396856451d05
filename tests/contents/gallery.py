"""A playground with a bot that hands back what it is handed, and a worker for what it sends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.answers import Answer
from bot.conversation.routes import Call, Command, Form
from bot.conversation.routes import Field as Asked
from bot.delivery.pacing import Pacer
from bot.domain.delivery import Lane
from bot.domain.media import Content, Media
from bot.domain.messages import Keyboard, Listing, Message, Text, Words
from bot.language.direction import cleaned
from bot.language.render import Renderer
from bot.playground import Playground
from bot.services import Services
from bot.storage import outbox
from bot.storage.outbox import Posting
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import make_bots
from bot.telegram.intake import Intake
from bot.telegram.menus import Menus
from bot.telegram.mouth import Mouth
from bot.telegram.sender import TelegramChannel
from tests.conversation.talk import Town
from tests.playground.client import Page
from tests.playground.conftest import ANNA, BORIS, TOKEN, Ground
from tests.recorder import NO_CHAT_LIMITS, working

Json = dict[str, Any]

CAST = {ANNA: "az", BORIS: "fa"}


def said_by(content: Content, language: str = "az") -> Text:
    """Return what somebody handed in, as a text for others."""
    versions = {language: content.words} if content.words else {}
    words = Words(versions, looks={language: content.looks})
    return Text("form.listed", {"items": Listing((words,))})


def by_bot_with(words: str) -> Callable[[Json], bool]:
    """Return what tells a message of the bot with these words."""
    return lambda message: message["from"]["is_bot"] and words in cleaned(message["text"])


@dataclass
class Gallery:
    """`/newevent side | title` and its questions hand back the content; `handed` is all of it."""

    ground: Ground
    db: SqliteDatabase
    renderer: Renderer
    playground: Playground
    page: Page
    people: Mapping[int, int] = field(default_factory=dict)
    handed: list[Content] = field(default_factory=list)

    async def hand_back(self, call: Call, services: Services) -> Answer:
        content = Content.from_json(call.values["title"])
        self.handed.append(content)
        return Answer(said_by(content), media=content.media)

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """Let the bot read and answer, as one process does."""
        fields = (Asked("side", kind="side"), Asked("title", kind="content", most=3000))
        routes = (
            Command("newevent", form="newevent"),
            Command("menu", self._menu),
            Form("newevent", fields, self.hand_back, reply_field="title"),
        )
        town = Town(self.db, self.ground.clock, self.renderer, routes)
        async with make_bots(TOKEN, self.playground.url) as bots, asyncio.TaskGroup() as tasks:
            pacer = Pacer(per_second=10_000, chats=NO_CHAT_LIMITS)
            mouth = Mouth(TelegramChannel(bots.interactive), pacer, Menus(bots, (), self.renderer))
            intake = Intake(bots, self.db, town.router, mouth, self.ground.clock)
            tasks.create_task(intake.run())
            try:
                yield
            finally:
                intake.stop()

    async def asks(self) -> None:
        """Let Anna begin with the command, and wait for the question."""
        said = await self.page.say(ANNA, "/newevent north")
        await self.page.expect(ANNA, fits=by_bot_with(""), after=said["id"])

    async def meet(self) -> None:
        """Let the bot know Anna and Boris."""
        town = Town(self.db, self.ground.clock, self.renderer, ())
        self.people = {
            number: (
                await town.services.people.meet(f"telegram:{number}", language=it, opened=True)
            ).id
            for number, it in CAST.items()
        }

    async def send(
        self,
        to: int,
        body: Text,
        media: Media | None,
        *,
        address: str = "",
        buttons: Keyboard = (),
        silent: bool = False,
        card: str = "card:1",
    ) -> tuple[str, str | None, str | None]:
        """Send through the outbox and the worker; return state, reason and message id."""
        message = Message(body, buttons, silent, media)
        posting = Posting(Lane.BULK, self.ground.clock.now(), card=card)
        person = self.people[to]
        row = await self.db.write(
            lambda tx: (
                outbox.to_window(tx, person, address, message, posting)
                if address
                else outbox.to_person(tx, person, message, posting)
            )
        )
        await self.work()
        return await self.stands(row)

    async def stands(self, row: int) -> tuple[str, str | None, str | None]:
        """Return how a delivery stands: state, reason, message id."""
        found = await self.db.read(
            lambda tx: tx.one("SELECT * FROM deliveries WHERE id = :id", {"id": row})
        )
        assert found is not None
        return found["state"], found["reason"], found["message_id"]

    async def change(self, body: Text, media: Media | None, *, card: str = "card:1") -> None:
        """Edit every copy of a card."""
        now = self.ground.clock.now()
        message = Message(body, media=media)
        await self.db.write(
            lambda tx: outbox.edit_cards(tx, card, message, lane=Lane.NOTICE, now=now)
        )
        await self.work()

    async def work(self) -> None:
        """Carry out all that is due."""
        async with make_bots(TOKEN, self.playground.url) as bots:
            channel = TelegramChannel(bots.broadcast)
            async with working(self.db, channel, self.renderer, self.ground.clock) as worker:
                await worker.idle()

    async def _menu(self, call: Call, services: Services) -> Answer:
        return Answer(Text("menu.title"))
