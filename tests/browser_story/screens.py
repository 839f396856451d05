"""The screens of the story, with one of the cast before each, and the pictures of them."""

import os
import re
from base64 import b64encode
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Locator, expect
from playwright.async_api import Page as Tab

from bot.language.catalogue import Catalogues
from bot.settings import PLAYGROUND_TOKEN

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

SIDE_BY_SIDE = """
body { display: flex; justify-content: space-between; margin: 20px; background: #8fa5ab }
img { border-radius: 22px; box-shadow: 0 3px 14px #0005 }
"""
"""How phones stand beside each other in one picture."""

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
"""Where the pictures of the README lie; written only when `KORPU_PICTURES` says so."""

PAGE_SPEAKS = {"en": "en-GB", "az": "az", "azb": "az-IR"}
"""What a browser asks for so that the page speaks a language."""


_KEY = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
_TAG = re.compile(r"<[^<>]*>")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_GAP = r"[\s\u200e\u200f\u2066-\u2069]*"


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody of the cast: their number there and the language that they read."""

    id: int
    language: str


BOT = int(PLAYGROUND_TOKEN.partition(":")[0])
"""The chat of everybody with the bot."""

AYLIN, RASHAD = Role(1001, "az"), Role(1002, "az")
SEVINJ, AYDA = Role(1003, "azb"), Role(1007, "azb")
NIGAR, GUNEL = Role(1006, "az"), Role(1009, "az")
ELNUR, MURAD = Role(1005, "en"), Role(1012, "en")


class Words:
    """What the bot says, as patterns that find it on the page."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    def pattern(self, words: str, language: str) -> re.Pattern[str]:
        """Return what finds a text key in a language, whatever its values, or words as they are."""
        if not _KEY.fullmatch(words):
            return re.compile(_tolerant(words))
        forms = {self._catalogues.find(words, language, n=n).words for n in (None, 1, 2, 5)}
        found = (
            ".*?".join(_tolerant(piece) for piece in _PLACEHOLDER.split(_TAG.sub("", form)))
            for form in sorted(forms)
        )
        return re.compile("|".join(found), re.DOTALL)


def _tolerant(words: str) -> str:
    """Return a pattern for words, wherever lines break and marks of direction stand in them."""
    return _GAP.join(re.escape(word) for word in re.split(r"\s+", unescape(words)))


@dataclass
class Screen:
    """The page as one of the cast has it before them."""

    tab: Tab
    role: Role
    words: Words
    album: Path

    async def becomes(self, role: Role) -> None:
        """Be somebody else on the same page, as a visitor does."""
        self.role = role
        await self.tab.get_by_test_id(f"person-{role.id}").click()

    async def goes_to(self, chat: int) -> None:
        """Open one of one's chats, on a phone from the list of them."""
        back = self.tab.get_by_test_id("chat-back")
        if await back.is_visible():
            await back.click()
        await self.tab.get_by_test_id(f"chat-{chat}").click()

    async def writes(self, words: str) -> None:
        """Type words, letter by letter, and send them."""
        await self.tab.get_by_test_id("composer").press_sequentially(words)
        await self.tab.get_by_test_id("send").click()
        await expect(self.tab.get_by_test_id("composer")).to_have_value("")

    async def chooses(self, command: str) -> None:
        """Choose a command from the bot's menu."""
        await self.tab.get_by_test_id("menu-button").click()
        await self.tab.get_by_test_id(f"command-{command}").click()

    async def sees(self, *words: str) -> Locator:
        """Wait for a message of the bot with all these words, and return the newest such.

        Words are a text key, meant in this person's language, or stand for themselves.
        """
        found = self.tab.get_by_test_id("messages").locator("article.theirs")
        for one in words:
            pattern = self.words.pattern(one, self.role.language)
            found = found.filter(has_text=pattern)
        await expect(found.last).to_be_visible()
        name = await found.last.get_attribute("data-testid")
        return self.tab.get_by_test_id(str(name))

    async def shows(self, message: Locator, pattern: str) -> None:
        """Wait until a message has a line with this pattern."""
        await expect(message).to_contain_text(re.compile(pattern, re.MULTILINE))

    async def misses(self, words: str) -> None:
        """Make sure that no message in this chat has these words."""
        pattern = self.words.pattern(words, self.role.language)
        found = self.tab.get_by_test_id("messages").locator("article.theirs")
        await expect(found.filter(has_text=pattern)).to_have_count(0)

    async def presses(self, button: str, under: Locator) -> None:
        """Press the button with this label, or text key, under a message."""
        label = self.words.pattern(button, self.role.language)
        whole = re.compile(f"^{_GAP}(?:{label.pattern}){_GAP}$", re.DOTALL)
        await under.locator(".key").filter(has_text=whole).click()

    async def hears(self, words: str) -> None:
        """Wait for the short word that answers a press."""
        pattern = self.words.pattern(words, self.role.language)
        await expect(self.tab.get_by_test_id("toast")).to_contain_text(pattern)

    async def confirms(self) -> None:
        """Say yes to the page's own question whether to open a link."""
        await self.tab.get_by_test_id("confirm-yes").click()

    async def moves_time(self, step: str) -> None:
        """Move the clock of the playground: hour, day, next."""
        await self.tab.get_by_test_id(f"time-{step}").click()

    async def looks(self) -> bytes:
        """Return a picture of the screen as it is, without what only passes over it."""
        await self.tab.mouse.move(1, 1)
        await expect(self.tab.locator(".row.chosen .count")).to_have_count(0)
        await self.tab.evaluate("document.querySelector('#toasts').replaceChildren()")
        return await self.tab.screenshot(animations="disabled")

    async def is_photographed(self, name: str) -> None:
        """Keep a picture of the screen."""
        keep(await self.looks(), self.album / f"{name}.png")


class Room:
    """Where the cast sit before their screens."""

    def __init__(self, browser: Browser, url: str, words: Words, album: Path) -> None:
        self._browser = browser
        self._url = url
        self._words = words
        self._album = album
        self._tabs: list[Tab] = []
        self._complaints: list[str] = []

    async def screen(self, role: Role, *, page: str = "en", **how: Any) -> Screen:
        """Sit somebody down at the page. What its console complains of fails the test."""
        how = {"viewport": DESKTOP, "locale": PAGE_SPEAKS[page], **how}
        tab = await self._browser.new_page(**how)
        self._tabs.append(tab)

        def listen(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self._complaints.append(f"{message.text} {message.location.get('url', '')}")

        tab.on("console", listen)
        tab.on("pageerror", lambda error: self._complaints.append(str(error)))
        await tab.goto(self._url)
        screen = Screen(tab, role, self._words, self._album)
        await screen.becomes(role)
        return screen

    async def is_left(self) -> None:
        """Close every screen, and fail if a page had anything to complain of until then.

        While the playground still answers: a page that outlives it rightly
        complains that nobody is there.
        """
        complaints = list(self._complaints)
        for tab in self._tabs:
            await tab.context.close()
        assert not complaints, complaints

    async def keep_side_by_side(self, name: str, *looks: bytes) -> None:
        """Keep one picture of several phones, the first at the left."""
        tab = await self._browser.new_page(viewport={"width": 1290, "height": 884})
        phones = "".join(
            f'<img src="data:image/png;base64,{b64encode(look).decode()}">' for look in looks
        )
        await tab.set_content(f"<style>{SIDE_BY_SIDE}</style>{phones}")
        keep(await tab.screenshot(), self._album / f"{name}.png")
        await tab.close()


def keep(picture: bytes, path: Path) -> None:
    """Write a picture into the album."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)


def album(spare: Path) -> Path:
    """Return where pictures go: to the repository when asked to, else to `spare`."""
    return PICTURES if os.environ.get("KORPU_PICTURES") == "1" else spare
