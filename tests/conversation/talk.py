"""One person who talks with the real router over a real database, and what comes back."""

from collections.abc import Sequence
from itertools import count

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.conversation.incoming import Chat, Pressed, Said, Sender
from bot.conversation.outgoing import Outgoing, Speak, Toast
from bot.conversation.router import Router
from bot.conversation.routes import Route
from bot.domain.messages import Text
from bot.domain.people import Person, Side
from bot.language.render import Reader, Renderer
from bot.services import Services
from bot.storage.sqlite import SqliteDatabase
from handlers import ROUTES

BOT = "korpu_test_bot"
GROUP = Chat("telegram:-100", private=False, title="North")


class Talk:
    """Somebody at `address`; what they were answered last stands in `answers`."""

    numbers = count(1)

    def __init__(self, router: Router, services: Services, renderer: Renderer, number: int) -> None:
        self.address = f"telegram:{number}"
        self.services = services
        self.answers: tuple[Outgoing, ...] = ()
        self._router = router
        self._renderer = renderer
        self.language = "en"

    @property
    def home(self) -> Chat:
        return Chat(self.address, private=True)

    async def says(self, words: str, *, chat: Chat | None = None, replied: str = "") -> "Talk":
        """Write words and keep the answer."""
        said = Said(next(self.numbers), self._sender(), chat or self.home, words, replied)
        self.answers = await self._router.handle(said)
        return self

    async def presses(self, data: str, *, chat: Chat | None = None) -> "Talk":
        """Press a button by its callback data and keep the answer."""
        pressed = Pressed(
            next(self.numbers), self._sender(), chat or self.home, "press-1", data, "message-1"
        )
        self.answers = await self._router.handle(pressed)
        return self

    async def taps(self, label: Text) -> "Talk":
        """Press the button that is called so under what was said last."""
        wanted = self.words(label)
        for speak in self.spoken:
            for row in speak.rendered.buttons:
                for button in row:
                    if button.label == wanted:
                        return await self.presses(button.press)
        raise AssertionError(f"no button {wanted!r} among {self.labels}")

    async def me(self) -> Person:
        """Return the person as the database knows them."""
        return await self.services.people.meet(self.address, language="en", opened=False)

    async def coordinates(self, side: Side) -> "Talk":
        """Let them coordinate a side."""
        await self.services.coordination.appoint((await self.me()).id, side)
        return self

    def words(self, text: Text) -> str:
        """Return a text as this person reads it on a button."""
        return self._renderer.label(text, Reader(self.language))

    def html(self, text: Text) -> str:
        """Return a text as this person reads it in a message."""
        return self._renderer.say(text, Reader(self.language, "UTC"))

    @property
    def spoken(self) -> list[Speak]:
        return [deed for deed in self.answers if isinstance(deed, Speak)]

    @property
    def said(self) -> list[str]:
        """What stands in the messages that came back."""
        return [speak.rendered.html for speak in self.spoken]

    @property
    def labels(self) -> list[str]:
        return [b.label for s in self.spoken for row in s.rendered.buttons for b in row]

    @property
    def toast(self) -> Toast:
        (toast,) = (deed for deed in self.answers if isinstance(deed, Toast))
        return toast

    def _sender(self) -> Sender:
        return Sender(self.address, self.language)


class Town:
    """The router with everything it needs; people come in by number."""

    def __init__(
        self,
        db: SqliteDatabase,
        clock: ShiftedClock,
        renderer: Renderer,
        routes: Sequence[Route] = ROUTES,
    ) -> None:
        self.db = db
        self.renderer = renderer
        self.services = make_services(db, clock, owners=frozenset({"telegram:99"}))
        self.router = Router(routes, self.services, renderer, clock, bot=BOT)

    def somebody(self, number: int = 1) -> Talk:
        """Return somebody whom the bot has not met yet."""
        return Talk(self.router, self.services, self.renderer, number)

    async def member(self, number: int = 1, *coordinates: Side) -> Talk:
        """Return somebody who has opened the bot and was welcomed."""
        talk = self.somebody(number)
        person = await self.services.people.meet(talk.address, language="en", opened=True)
        await self.services.people.greet(by=person)
        for side in coordinates:
            await talk.coordinates(side)
        return talk
