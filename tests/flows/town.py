"""The playground's town as a test sees it: its people, what they read and press, its clock."""

import asyncio
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.clocktime import to_micros
from bot.domain.languages import chain
from bot.language.catalogue import Catalogues
from bot.language.direction import cleaned
from bot.language.numerals import number
from tests.playground.client import WAIT_SECONDS, BareBot, Json, Page

NORTH, SOUTH, JOINT = -1001000000101, -1001000000102, -1001000000103
"""The three groups of the cast."""

SPOKEN = {NORTH: "az", SOUTH: "azb", JOINT: "az"}
"""The language in which the bot speaks in each group."""

LOOK_AGAIN_SECONDS = 0.05
"""How soon we look again whether all is done when nothing was seen to happen."""

QUIET_SECONDS = 30.0
"""How long the bot may be busy; a town's worth of messages takes a moment."""

_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")
_TAG = re.compile(r"<[^<>]*>")
_KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")

_LEFT_TO_DO = """
SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'waiting')
     + (SELECT COUNT(*) FROM deliveries
        WHERE state = 'sending' OR state = 'waiting' AND due_at <= :now)
     + (SELECT COUNT(*) FROM reminders WHERE state = 'waiting' AND due_at <= :now)
     + (SELECT COUNT(*) FROM escalations WHERE state = 'waiting' AND due_at <= :now)
     + (SELECT COUNT(*) FROM join_requests
        WHERE state IN ('asked', 'accepted') AND expires_at <= :now)
     + (SELECT COUNT(*) FROM alerts
        WHERE state IN ('draft', 'submitted', 'sending', 'sent') AND expires_at <= :now)
"""


class Words:
    """What the bot says, as patterns: a key stands for its words in somebody's language."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    def know(self, words: str) -> bool:
        """Return whether these words are a text key; a verb of a button only looks like one."""
        return bool(_KEY.fullmatch(words)) and self._catalogues.has(words, "en")

    def pattern(
        self, words: str, languages: Iterable[str], values: dict[str, Any]
    ) -> re.Pattern[str]:
        """Return what finds `words` in a message: a text key with `values` in one of the
        languages, or the words alone."""
        if not self.know(words):
            return re.compile(re.escape(words))
        found = {
            self._form(form.words, form.language, values)
            for language in languages
            for n in (None, 1, 2, 5)
            for form in [self._catalogues.find(words, language, n=n)]
        }
        return re.compile("|".join(sorted(found)), re.DOTALL)

    def stand(self, key: str, language: str, shown: str | None) -> bool:
        """Return whether somebody was shown the words of `key`: in a toast, on a button."""
        return bool(shown and self.pattern(key, (language,), {}).search(cleaned(shown)))

    def _form(self, template: str, language: str, values: dict[str, Any]) -> str:
        plain = re.escape(unescape(_TAG.sub("", template)))

        def value(found: re.Match[str]) -> str:
            given = values.get(found[1])
            if given is None:
                return ".*?"
            shown = number(given, language) if isinstance(given, int) else str(given)
            return re.escape(shown)

        return _PLACEHOLDER.sub(value, plain)


@dataclass
class Somebody:
    """One of the cast, as they sit before their client. `language` is the one they read."""

    town: "Town"
    id: int
    language: str
    zone: str
    _seen: set[tuple[int, int, str]] = field(default_factory=set)

    async def says(self, words: str, *, chat: int | None = None, reply_to: int = 0) -> None:
        """Write to the bot, or into a group."""
        await self.town.page.say(self.id, words, chat, reply_to)

    async def starts(self) -> None:
        """Press Start."""
        await self.town.page.start(self.id)

    async def opens(self, url: str) -> Json:
        """Open a link."""
        return await self.town.page.open(self.id, url)

    async def sees(self, *words: str, chat: int | None = None, **values: Any) -> Json:
        """Wait for a message of the bot with all these words, and return it.

        Words are a text key, meant in this person's language with `values`, or stand for
        themselves. A message, or a version of it, is seen once: the next time another is meant.
        """
        patterns = self._patterns(words, chat, values)

        def fits(message: Json) -> bool:
            if not message["from"]["is_bot"] or self._mark(message, chat) in self._seen:
                return False
            return all(one.search(text_of(message)) for one in patterns)

        try:
            found = await self.town.page.expect(self.id, chat, fits)
        except AssertionError:
            shown = await self.screen(chat)
            looked_for = " + ".join(one.pattern for one in patterns)
            raise AssertionError(
                f"{self.id} did not see {words} {values or ''}\nas {looked_for}\nbut:\n{shown}"
            ) from None
        self._seen.add(self._mark(found, chat))
        return found

    async def presses(
        self, button: str, *, chat: int | None = None, under: Json | None = None, **values: Any
    ) -> Json:
        """Press the latest button of this verb (`ev.pub`, `f:side:north`), key or label; return
        the toast. `under` names the message."""
        message, data = await self.finds(button, chat=chat, under=under, **values)
        where = {"as": self.id, "chat": chat or self.town.page.bot, "message": message["id"]}
        toast: Json = await self.town.page.act("press", **where, data=data)
        return toast

    async def presses_menu(self, button: str) -> None:
        """Open the menu and press one of its buttons."""
        await self.says("/menu")
        await self.presses(button, under=await self.sees("menu.title"))

    async def presses_twice(self, button: str, *, chat: int | None = None) -> None:
        """Press as somebody impatient does: the second press is under way with the first."""
        message, data = await self.finds(button, chat=chat)
        where = {"as": self.id, "chat": chat or self.town.page.bot, "message": message["id"]}
        twice = (self.town.page.act("press", **where, data=data) for _ in range(2))
        await asyncio.gather(*twice)

    async def messages(self, *words: str, chat: int | None = None, **values: Any) -> list[Json]:
        """Return all messages of the bot that hold these words now."""
        patterns = self._patterns(words, chat, values)
        return [
            message
            for message in await self.town.page.messages(self.id, chat, limit=200)
            if message["from"]["is_bot"] and all(one.search(text_of(message)) for one in patterns)
        ]

    async def labels(self, message: Json) -> list[str]:
        """Return the labels under a message as it is now."""
        return [one["text"] for row in message["buttons"] for one in row]

    async def screen(self, chat: int | None = None) -> str:
        """Return the last messages as they stand on the screen, for a test that fails."""
        lines: list[str] = []
        for message in (await self.town.page.messages(self.id, chat))[-6:]:
            lines.append(f"[{message['id']}] {message['from']['name']}: {message['text']}")
            lines += [
                "    " + " | ".join(f"{one['text']} <{one.get('data', 'link')}>" for one in row)
                for row in message["buttons"]
            ]
        return "\n".join(lines)

    async def blocks(self, *, blocked: bool = True) -> None:
        """Block the bot, or take it back."""
        await self.town.page.block(self.id, blocked=blocked)

    def clock(self, moment: datetime) -> str:
        """Return a moment as this person would write it, in their own zone."""
        return moment.astimezone(ZoneInfo(self.zone)).strftime("%d.%m.%Y %H:%M")

    async def finds(
        self, button: str, *, chat: int | None = None, under: Json | None = None, **values: Any
    ) -> tuple[Json, str]:
        """Return the latest message with such a button, waiting for one, and the button's data."""
        [label] = self._patterns((button,), chat, values, strict=False)

        def data_in(message: Json) -> str | None:
            for one in buttons_of(message):
                data = str(one.get("data", ""))
                verb = data.partition(":")[2]
                named = verb == button or verb.startswith(f"{button}:")
                if data and (named or label.search(cleaned(one["text"]))):
                    return data
            return None

        def fits(message: Json) -> bool:
            return (under is None or message["id"] == under["id"]) and bool(data_in(message))

        here = await self.town.page.messages(self.id, chat, limit=200)
        found = next((message for message in reversed(here) if fits(message)), None)
        try:
            found = found or await self.town.page.expect(self.id, chat, fits)
        except AssertionError:
            screen = await self.screen(chat)
            raise AssertionError(f"{self.id} has no button {button!r}:\n{screen}") from None
        return found, data_in(found) or ""

    def _patterns(
        self,
        words: tuple[str, ...],
        chat: int | None,
        values: dict[str, Any],
        *,
        strict: bool = True,
    ) -> list[re.Pattern[str]]:
        """Return what to look for; in a group its language counts as well as one's own."""
        unknown = [one for one in words if _KEY.fullmatch(one) and not self.town.words.know(one)]
        assert not (strict and unknown), f"no such text: {unknown}"
        languages = {self.language, SPOKEN.get(chat or 0, self.language)}
        return [self.town.words.pattern(one, languages, values) for one in words]

    def _mark(self, message: Json, chat: int | None) -> tuple[int, int, str]:
        return chat or 0, message["id"], message["text"] + str(message["buttons"])


class Town:
    """The cast by name, and the clock they share."""

    def __init__(
        self,
        page: Page,
        bot: BareBot,
        catalogues: Catalogues,
        folder: Path,
        *,
        database: str = "playground.db",
    ) -> None:
        self.page = page
        self.words = Words(catalogues)
        self._bot = bot
        self._database = folder / database
        self.aylin = Somebody(self, 1001, "az", "Europe/Berlin")
        self.rashad = Somebody(self, 1002, "az", "Asia/Baku")
        self.sevinj = Somebody(self, 1003, "azb", "America/Toronto")
        self.babek = Somebody(self, 1004, "azb", "Asia/Tbilisi")
        self.elnur = Somebody(self, 1005, "en", "Europe/London")
        self.nigar = Somebody(self, 1006, "az", "Europe/Istanbul")
        self.ayda = Somebody(self, 1007, "azb", "America/Los_Angeles")
        self.timur = Somebody(self, 1008, _spoken("ru", catalogues), "Europe/Moscow")
        self.gunel = Somebody(self, 1009, "az", "Europe/Stockholm")
        self.yashar = Somebody(self, 1010, "azb", "Europe/Istanbul")
        self.lala = Somebody(self, 1011, _spoken("ru", catalogues), "Europe/Kyiv")
        self.murad = Somebody(self, 1012, "en", "Asia/Dubai")

    @property
    def members(self) -> tuple[Somebody, ...]:
        """Those who have pressed Start."""
        return (
            *(self.aylin, self.rashad, self.sevinj, self.babek, self.elnur),
            *(self.nigar, self.ayda, self.timur, self.gunel),
        )

    async def commands_of(self, somebody: Somebody) -> dict[str, str]:
        """Return the list of commands that is set for somebody's chat with the bot."""
        listed = await self._bot.call(
            "getMyCommands", scope={"type": "chat", "chat_id": somebody.id}
        )
        return {entry["command"]: entry["description"] for entry in listed}

    async def now(self) -> datetime:
        """Return what time it is in the town."""
        return datetime.fromisoformat((await self.page.state())["now"])

    async def forward(self, **by: float) -> None:
        """Move the clock (`hours=23`), and wait until all that is due then is done."""
        await self.quiet()
        await self.page.forward(timedelta(**by).total_seconds())
        await self.quiet()

    async def forward_to(self, moment: datetime) -> None:
        """Move the clock to a moment."""
        await self.forward(seconds=(moment - await self.now()).total_seconds())

    async def quiet(self) -> None:
        """Wait until the bot has nothing left to do at this hour."""
        async with self.page.events() as listening, asyncio.timeout(QUIET_SECONDS):
            while await self._left_to_do():
                await _next(listening)

    async def until(self, sql: str, **values: Any) -> None:
        """Wait until a question to the bot's tables is answered with anything but 0."""
        async with self.page.events() as listening, asyncio.timeout(WAIT_SECONDS):
            while not self.ask(sql, **values)[0][0]:
                await _next(listening)

    async def fetched(self) -> None:
        """Wait until the bot has fetched all that was said and done."""
        async with self.page.events() as listening, asyncio.timeout(WAIT_SECONDS):
            while await self._unfetched():
                await _next(listening)

    async def _unfetched(self) -> int:
        return int((await self._bot.call("getWebhookInfo"))["pending_update_count"])

    async def _left_to_do(self) -> bool:
        return bool(await self._unfetched()) or bool(
            self.ask(_LEFT_TO_DO, now=to_micros(await self.now()))[0][0]
        )

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Read from the bot's own tables what nobody is shown."""
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()


def text_of(message: Json) -> str:
    """Return the words of a message without the marks that steer their direction."""
    return cleaned(message["text"])


def buttons_of(message: Json) -> Iterator[Json]:
    """Return all buttons under a message."""
    return (one for row in message["buttons"] for one in row)


def link_of(message: Json) -> str:
    """Return the link of the first button that has one."""
    return str(next(one["url"] for one in buttons_of(message) if "url" in one))


async def _next(listening: Any) -> None:
    """Wait for the next thing that happens, though not for long: not all can be seen."""
    try:
        async with asyncio.timeout(LOOK_AGAIN_SECONDS):
            await listening.next()
    except TimeoutError:
        return


def _spoken(language: str, catalogues: Catalogues) -> str:
    """Return the language in which somebody is answered: theirs, or the next that has words."""
    return next(one for one in chain(language) if one in catalogues.languages)
