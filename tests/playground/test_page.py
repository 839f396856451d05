"""The playground's web page: what is served, what it may load, what it says, how it behaves."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, ConsoleMessage, expect
from playwright.async_api import Page as Tab

import bot.playground
from bot.playground import Playground
from tests.playground.client import BareBot
from tests.playground.conftest import BORIS, CLUB, NEW

pytest_plugins = ("tests.browser",)

HOME = Path(bot.playground.__file__).parent
STATIC = HOME / "static"
LANGUAGES = ("en", "az", "azb")
SCRIPTS = sorted(STATIC.glob("*.js"))
CODE = [path for path in SCRIPTS if not path.name.startswith("words")]
READABLE = [path for path in STATIC.iterdir() if path.suffix not in (".jpg", ".wav")]

TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "javascript",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".wav": "audio/",
    ".txt": "text/plain",
}

NOT_FOR_PEOPLE = {"foreign_page", "unknown_action", "unknown_person"}
"""Refusals that the page itself never causes; nor those of malformed requests, `bad_…`."""


class Tags(HTMLParser):
    """Every tag of a document with its attributes, and the text inside scripts and styles."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inline = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is not None:
            self.inline += data.strip()


def index() -> Tags:
    return Tags((STATIC / "index.html").read_text(encoding="utf-8"))


def words(language: str) -> dict[str, str]:
    source = (STATIC / f"words-{language}.js").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(source[source.index("{") : source.rindex("}") + 1])
    return found


def used_words() -> set[str]:
    """Return every key that stands in the page's code or document."""
    code = "".join(path.read_text(encoding="utf-8") for path in CODE)
    called = re.findall(r'\b(?:t|worded)\(\s*"([^"]+)"', code)
    chosen = re.findall(r'\bt\([^"`)]*\? "([^"]+)" : "([^"]+)"', code)
    named = [
        value
        for _, attributes in index().found
        for name, value in attributes.items()
        if name in ("data-word", "data-label", "data-place") and value
    ]
    return {*called, *(key for pair in chosen for key in pair), *named}


def refusal_codes() -> set[str]:
    code = "".join(path.read_text(encoding="utf-8") for path in HOME.rglob("*.py"))
    return set(re.findall(r'PageError\(\s*"([a-z_]+)"', code))


@pytest.mark.parametrize("path", sorted(STATIC.iterdir()), ids=lambda path: str(path.name))
async def test_every_file_of_the_page_is_served_as_what_it_is(
    playground: Playground, path: Path
) -> None:
    address = f"/static/{path.name}"
    async with aiohttp.ClientSession(playground.url) as session, session.get(address) as answer:
        content = await answer.read()

    assert answer.status == 200
    assert TYPES[path.suffix] in answer.content_type
    assert content == path.read_bytes()


async def test_the_page_may_load_only_from_itself(playground: Playground) -> None:
    async with aiohttp.ClientSession(playground.url) as session, session.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_document_holds_no_script_and_no_style() -> None:
    tags = index()

    names = {name for _, attributes in tags.found for name in attributes}
    assert tags.inline == ""
    assert [name for name in names if name == "style" or name.startswith("on")] == []


def test_whatever_the_page_refers_to_is_there() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in READABLE)

    named = set(re.findall(r'(?:/static/|from "\./|url\(")([\w.-]+\.\w+)', sources))
    assert [name for name in named if not (STATIC / name).is_file()] == []


def test_every_sign_that_is_shown_is_drawn() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in [*CODE, STATIC / "index.html"])
    shown = set(re.findall(r'icons\.svg#([a-z]+)|\bicon\("([a-z]+)"\)', sources))
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text()))

    assert {one or other for one, other in shown} - drawn == set()


def test_nothing_in_the_page_comes_from_the_outside() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in READABLE)

    hosts = set(re.findall(r"https?://([a-z0-9.]+)", sources))
    assert hosts - {"t.me", "www.w3.org"} == set()


def test_words_of_people_never_become_markup() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)

    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_word_that_it_uses(language: str) -> None:
    assert used_words() - set(words(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_of_the_page_have_the_same_words_and_placeholders(language: str) -> None:
    def placeholders(catalogue: dict[str, str]) -> dict[str, set[str]]:
        return {key: set(re.findall(r"\{(\w+)\}", word)) for key, word in catalogue.items()}

    assert placeholders(words(language)) == placeholders(words("en"))


def test_the_page_can_say_every_refusal_that_a_person_can_cause() -> None:
    said = {key.removeprefix("refused.") for key in words("en") if key.startswith("refused.")}

    caused = {code for code in refusal_codes() if not code.startswith("bad_")}
    assert caused - NOT_FOR_PEOPLE - said == set()


async def opened(browser: Browser, url: str, **how: Any) -> Tab:
    """Open the page; whatever its console complains of fails the test."""
    tab = await browser.new_page(locale="en-GB", **how)

    def complain(message: ConsoleMessage) -> None:
        assert message.type not in ("error", "warning"), message.text

    tab.on("console", complain)
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    await tab.goto(url)
    return tab


@pytest.mark.browser
async def test_one_becomes_somebody_types_and_sees_it(
    playground: Playground, bot: BareBot, browser: Browser
) -> None:
    tab = await opened(browser, playground.url)
    await tab.get_by_test_id(f"person-{BORIS}").click()

    await tab.get_by_test_id("composer").fill("Salam! سلام")
    await tab.get_by_test_id("send").click()

    await expect(tab.get_by_test_id("messages").locator(".own")).to_contain_text("Salam! سلام")
    await expect(tab.get_by_test_id("composer")).to_have_value("")


@pytest.mark.browser
async def test_markup_that_somebody_writes_is_shown_as_they_wrote_it(
    playground: Playground, browser: Browser
) -> None:
    tab = await opened(browser, playground.url)
    await tab.get_by_test_id(f"person-{BORIS}").click()
    await tab.get_by_test_id(f"chat-{CLUB}").click()

    await tab.get_by_test_id("composer").fill('<img src=x onerror="alert(1)"><b>&amp;</b>')
    await tab.get_by_test_id("send").click()

    message = tab.get_by_test_id("messages").locator(".own .text")
    await expect(message).to_contain_text('<img src=x onerror="alert(1)"><b>&amp;</b>')
    await expect(message.locator("img, b")).to_have_count(0)


@pytest.mark.browser
async def test_who_has_not_met_the_bot_finds_a_start_button(
    playground: Playground, browser: Browser
) -> None:
    tab = await opened(browser, playground.url)
    await tab.get_by_test_id(f"person-{NEW}").click()
    await expect(tab.get_by_test_id("composer")).to_be_hidden()

    await tab.get_by_test_id("start-button").click()

    await expect(tab.get_by_test_id("messages").locator(".own")).to_contain_text("/start")
    await expect(tab.get_by_test_id("composer")).to_be_visible()


@pytest.mark.browser
async def test_the_clock_shows_the_time_that_was_moved(
    playground: Playground, browser: Browser
) -> None:
    tab = await opened(browser, playground.url)
    clock = tab.get_by_test_id("clock")
    await expect(clock).to_contain_text("12:00")

    await tab.get_by_test_id("time-hour").click()

    await expect(clock).to_contain_text("13:00")
    await expect(tab.get_by_test_id("toast")).to_have_text("Moved on by 1 h")


@pytest.mark.browser
async def test_a_phone_shows_one_pane_at_a_time(playground: Playground, browser: Browser) -> None:
    tab = await opened(browser, playground.url, viewport={"width": 390, "height": 844})

    await tab.get_by_test_id(f"person-{BORIS}").click()
    await expect(tab.get_by_test_id("people")).to_be_hidden()
    await tab.get_by_test_id(f"chat-{CLUB}").click()
    await expect(tab.get_by_test_id("chats")).to_be_hidden()
    await tab.get_by_test_id("chat-back").click()
    await tab.get_by_test_id("chats-back").click()

    await expect(tab.get_by_test_id("people")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("az", "ltr"), ("azb", "rtl")], ids=LANGUAGES
)
async def test_the_page_runs_the_way_its_language_runs(
    playground: Playground, browser: Browser, language: str, direction: str
) -> None:
    tab = await opened(browser, playground.url)

    await tab.get_by_test_id("language").select_option(language)

    await expect(tab.locator("html")).to_have_attribute("dir", direction)
    await expect(tab.get_by_test_id("banner")).to_have_text(words(language)["banner"])
