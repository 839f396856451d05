"""Mixed lines on a real screen: what the renderer marks stands in the right order, to the eye.

The lines go through the renderer to the page, where Chromium lays them out; then the places of
their pieces are measured. The same lines without the marks are measured too: most go wrong, so
what is proved here is the work of the marks.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from playwright.async_api import Page as Tab

from bot.clock import ShiftedClock
from bot.domain.messages import Moment, Value, text
from bot.language.direction import FSI, LRI, LRM, PDI, RLM
from bot.language.render import Reader, Renderer
from bot.playground import Hooks, Playground
from tests.browser_story.screens import album, keep
from tests.language.writing import load
from tests.playground.client import BareBot

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

TOKEN = "1:playground"
SEED = Path(__file__).parents[2] / "data" / "seeds" / "playground.json"
READER = 1007
"""Somebody of the cast who has started the bot."""

EVENING = Moment(datetime(2026, 3, 20, 15, 30, tzinfo=UTC), "clock")

LONG = {
    "az": "Bu sətir uzundur ki, o birilərin hansı tərəfdə durduğu görünsün",
    "azb": "بۇ سطیر اۇزوندور کی، اوْ بیریلرین هانسی طرفده دوردوغو گؤرونسون",
    "fa": "این خط بلند است تا دیده شود که خط‌های دیگر در کدام سمت ایستاده‌اند",
}
"""A second line that makes every bubble wide, so that the first has a side."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a catalogue with its values, and its pieces as they stand from left to right.

    `turned` says that the same words without marks are out of order, or on the other side.
    """

    name: str
    language: str
    words: str
    pieces: tuple[str, ...]
    values: dict[str, Value]
    turned: bool = True


def line(
    name: str, language: str, words: str, pieces: str, *, turned: bool = True, **values: Value
) -> Line:
    return Line(name, language, words, tuple(pieces.split("|")), values, turned)


LINES = (
    line("a command with a number", "azb", "یاز: /join {n}", "/|join|12|یاز", n=12),
    line("a telephone number", "azb", "زنگ: {p}", "+49|30|1234567|زنگ", p="+49 30 1234567"),
    line("an ISO date", "azb", "تاریخ 2031-04-25 اوْلور", "اوْلور|2031|04|25|تاریخ"),
    line(
        "a link between words",
        "azb",
        "باخ https://t.me/a?b=1! سوْنرا",
        "سوْنرا|https|1|باخ",
        turned=False,
    ),
    line("an address", "azb", "یازین: sol@a.example", "sol|a.example|یازین", turned=False),
    line("a place on the map", "azb", "یئر: {p}", "38.08|46.29|یئر", p="38.08, 46.29"),
    line("a user name at the start", "fa", "{who} گفت", "گفت|@korpu_bot", who="@korpu_bot"),
    line("a Latin name at the start", "azb", "{who} گلیر", "گلیر|Leyla", who="Leyla"),
    line("an Arabic name at the start", "az", "{who} gəlir", "علی|gəlir", who="علی"),
    line("an Arabic name before a number", "az", "{who} 12 nəfər", "علی|12|nəfər", who="علی"),
    line("two Arabic names", "az", "{a}, {b} burada", "علی|آیدا|burada", a="علی", b="آیدا"),
    line("an emoji before a Latin place", "azb", "📍 {p}", "Köln|(|Mitte|)|📍", p="Köln (Mitte)"),
    line("an emoji before an Arabic place", "az", "📍 {p}", "📍|تبریز", p="تبریز"),
    line("a flag before words", "azb", "🇩🇪 {p} شهری", "شهری|Berlin|🇩🇪", p="Berlin"),
    line(
        "Latin words with their marks",
        "azb",
        "{a}: {b}",
        "Salam|Gəlirəm|!|:|Leyla",
        a="Leyla",
        b="Salam. Gəlirəm!",
    ),
    line(
        "Arabic words with their marks",
        "az",
        "{a}: {b}",
        "بابک|:|!|گلیرم|سلام",
        a="بابک",
        b="سلام. گلیرم!",
    ),
    line(
        "a number in brackets", "azb", "جاواب ({n}) گلدی", "گلدی|)|۱۲|(|جاواب", n=12, turned=False
    ),
    line("a time of day", "azb", "ساعات {t}", "۱۶|۳۰|ساعات", t=EVENING, turned=False),
    line("a tag", "azb", "{tag} اۆچون", "اۆچون|#|Təbriz", tag="#Təbriz"),
    line("code", "azb", "<code>/alert x y</code> یاز", "یاز|/alert|x|y"),
    line("a Latin name and a number", "fa", "{who}: {n} نفر", "نفر|۳|:|Nigar", who="Nigar", n=3),
    line("a Latin title in quotes", "fa", "جلسه «{t}» فردا", "فردا|Görüş|!|«|جلسه", t="Görüş!"),
    line("a fa sentence in az", "az", "Cavab: {b} (1)", "Cavab|۱۴۰۵|سال|(1)", b="سال ۱۴۰۵"),
)

LINE_PIXELS = 40
"""More than the height of one line, and less than that of two."""

MEASURE = """(box, pieces) => {
  const nodes = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (!node.parentElement.closest('.meta')) texts.push(node);
  }
  const whole = texts.map((node) => node.data).join('');
  const at = (place) => {
    for (const node of texts) {
      if (place <= node.data.length) return [node, place];
      place -= node.data.length;
    }
  };
  const rectangle = (from, to) => {
    const range = document.createRange();
    range.setStart(...at(from));
    range.setEnd(...at(to));
    const seen = [...range.getClientRects()].filter((one) => one.width > 0);
    const left = Math.min(...seen.map((one) => one.left));
    const right = Math.max(...seen.map((one) => one.right));
    return { left, right, height: range.getBoundingClientRect().height };
  };
  const first = whole.indexOf('\\n');
  const places = [...pieces]
    .map((words) => ({ words, from: whole.indexOf(words) }))
    .filter(({ from }) => from >= 0)
    .map(({ words, from }) => ({ words, ...rectangle(from, from + words.length) }));
  const { left, right } = rectangle(0, first);
  const { left: start, right: end } = rectangle(first + 1, whole.length);
  return { whole, places, side: left - start > end - right ? 'right' : 'left' };
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the pieces of a line stand on the screen, in pixels, and on which side the line."""

    order: tuple[str, ...]
    side: str


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    said = {language: dict[str, str]() for language in LONG}
    for number, one in enumerate(LINES):
        for language, words in said.items():
            words[f"line.{number}"] = one.words if language == one.language else "-"
    return Renderer(load(tmp_path / "locales", **said), ShiftedClock(EVENING.at))


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    opened = await Playground.start(
        port=0,
        token=TOKEN,
        folder=tmp_path / "play",
        seed=SEED,
        hooks=Hooks(now=lambda: EVENING.at),
        limits=False,
    )
    yield opened
    await opened.stop()


@pytest.fixture
async def tab(playground: Playground, browser: Browser) -> Tab:
    viewport = {"width": 1280, "height": 900}
    tab = await browser.new_page(viewport=viewport, locale="az-IR")  # type: ignore[arg-type]
    await tab.goto(f"{playground.url}#{READER}/1")
    return tab


async def shown(tab: Tab, playground: Playground, one: Line, html: str) -> Seen:
    """Let the bot say a line, with a long one below, and measure it on the screen."""
    async with BareBot(playground.url, TOKEN) as bot:
        below = LONG[one.language]
        sent = await bot.call(
            "sendMessage", chat_id=READER, text=f"{html}\n{below}", parse_mode="HTML"
        )
    box = tab.get_by_test_id(f"message-{sent['message_id']}").locator(".text")
    await expect(box).to_be_visible()
    found = await box.evaluate(MEASURE, list(one.pieces))
    places = found["places"]
    assert {place["words"] for place in places} == set(one.pieces), found["whole"]
    assert max(place["height"] for place in places) < LINE_PIXELS, "make the line shorter"
    ordered = sorted(places, key=lambda place: place["left"] + place["right"])
    return Seen(tuple(place["words"] for place in ordered), found["side"])


def wanted(one: Line) -> Seen:
    return Seen(one.pieces, "left" if one.language == "az" else "right")


def said(one: Line, renderer: Renderer) -> str:
    return renderer.say(
        text(f"line.{LINES.index(one)}", **one.values), Reader(one.language, "Europe/Berlin")
    )


def without_marks(html: str) -> str:
    return html.translate(dict.fromkeys(map(ord, (FSI, LRI, PDI, RLM, LRM))))


async def test_the_pieces_of_every_line_stand_in_order_and_on_their_side(
    tab: Tab, playground: Playground, renderer: Renderer
) -> None:
    seen = {one.name: await shown(tab, playground, one, said(one, renderer)) for one in LINES}

    assert seen == {one.name: wanted(one) for one in LINES}


async def test_without_marks_the_lines_are_in_the_disorder_that_the_table_names(
    tab: Tab, playground: Playground, renderer: Renderer
) -> None:
    turned = {}
    for one in LINES:
        html = without_marks(said(one, renderer))
        turned[one.name] = await shown(tab, playground, one, html) != wanted(one)

    assert turned == {one.name: one.turned for one in LINES}


async def test_arabic_letters_are_drawn_joined(tab: Tab, playground: Playground) -> None:
    """Else no font on this machine has them: `fonts-noto-core` does."""
    await expect(tab.get_by_test_id("composer")).to_be_visible()
    width = """(words) => {
      const span = document.createElement('span');
      span.textContent = words;
      document.querySelector('#chat-title').append(span);
      const { width } = span.getBoundingClientRect();
      span.remove();
      return width;
    }"""

    apart, joined = [await tab.evaluate(width, words) for words in ("ب\u200cب\u200cب", "ببب")]

    assert joined < apart * 0.95


async def test_the_lines_are_photographed_together(
    tab: Tab, playground: Playground, renderer: Renderer, tmp_path: Path
) -> None:
    async with BareBot(playground.url, TOKEN) as bot:
        for language in LONG:
            lines = [said(one, renderer) for one in LINES if one.language == language]
            sent = await bot.call(
                "sendMessage", chat_id=READER, text="\n".join(lines), parse_mode="HTML"
            )
    last = tab.get_by_test_id(f"message-{sent['message_id']}")
    await expect(last).to_be_visible()

    picture = await tab.screenshot(animations="disabled")

    await expect(last).to_contain_text("@korpu_bot")
    keep(picture, album(tmp_path / "pictures") / "directions.png")
