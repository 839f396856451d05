"""The page where people talk: topics, pictures and voices, bold words, what the bot is called."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import APIResponse, Browser, Locator, Route, expect
from playwright.async_api import Page as Tab

from bot.playground import Playground
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CLUB, NEW
from tests.playground.test_page import STATIC, opened

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 768, 1440)


@pytest.fixture
async def talk(page: Page) -> int:
    """A topic of the club, which is a forum from now on; Boris has read all of it."""
    await page.in_group(ANNA, "make_forum", chat=CLUB)
    group = await page.in_group(ANNA, "create_topic", chat=CLUB, name="Söhbət")
    await page.messages(BORIS, CLUB)
    return int(group["topics"][-1]["id"])


async def at(browser: Browser, playground: Playground, person: int, chat: int, **how: Any) -> Tab:
    """Open the page as a person before one of their chats."""
    return await opened(browser, f"{playground.url}#{person}/{chat}", **how)


def texts(tab: Tab) -> Locator:
    return tab.get_by_test_id("messages").locator(".bubble .text")


async def test_topics_stand_above_the_messages_and_one_writes_in_the_chosen_one(
    playground: Playground, page: Page, browser: Browser, talk: int
) -> None:
    await page.say(ANNA, "in general", CLUB)
    tab = await at(browser, playground, BORIS, CLUB)
    await expect(texts(tab)).to_have_count(1)

    await tab.get_by_test_id(f"topic-{talk}").click()
    await expect(texts(tab)).to_have_count(0)
    await tab.get_by_test_id("composer").fill("in the topic")
    await tab.get_by_test_id("send").click()

    await expect(texts(tab)).to_contain_text(["in the topic"])
    assert (await page.last(ANNA, CLUB))["thread"] == talk
    await tab.get_by_test_id("topic-0").click()
    await expect(texts(tab)).to_contain_text(["in general"])


async def test_a_topic_says_what_is_unread_until_it_is_opened(
    playground: Playground, page: Page, browser: Browser, talk: int
) -> None:
    tab = await at(browser, playground, BORIS, CLUB)
    chip = tab.get_by_test_id(f"topic-{talk}")
    await expect(chip).to_have_text("Söhbət")

    await page.say(ANNA, "come here", CLUB, thread=talk)

    await expect(chip.locator(".count")).to_have_text("1")
    await expect(texts(tab)).to_have_count(0)
    await chip.click()
    await expect(texts(tab)).to_contain_text(["come here"])
    await expect(chip.locator(".count")).to_have_count(0)


async def test_an_administrator_makes_closes_and_opens_topics_in_the_menu_of_the_group(
    playground: Playground, page: Page, browser: Browser
) -> None:
    tab = await at(browser, playground, ANNA, CLUB)

    async def choose(deed: str) -> None:
        await tab.get_by_test_id("chat-more").click()
        await tab.get_by_test_id(f"group-{deed}").click()

    await choose("make_forum")
    await expect(tab.get_by_test_id("topic-0")).to_have_text("General")
    await choose("create_topic")
    await tab.get_by_test_id("topic-line").fill("Xəbərlər")
    await tab.get_by_test_id("topic-yes").click()
    await expect(tab.get_by_test_id("topics").locator("[aria-current]")).to_have_text("Xəbərlər")
    await choose("close_topic")
    await expect(tab.get_by_test_id("topics").locator("[aria-current]")).to_contain_text("closed")

    member = await opened(browser, tab.url.replace(f"#{ANNA}/", f"#{BORIS}/"))
    await expect(member.get_by_test_id("shut")).to_be_visible()
    await expect(member.get_by_test_id("composer")).to_be_hidden()
    await choose("reopen_topic")
    await expect(member.get_by_test_id("composer")).to_be_visible()


async def test_a_picture_is_sent_with_words_and_shown(
    playground: Playground, page: Page, browser: Browser
) -> None:
    tab = await at(browser, playground, BORIS, CLUB)

    await tab.get_by_test_id("attach").click()
    await tab.get_by_test_id("attach-sample-araz").click()
    await tab.get_by_test_id("composer").fill("**Araz**")
    await tab.get_by_test_id("send").click()

    await expect(texts(tab).locator("strong")).to_have_text("Araz")
    picture = tab.get_by_test_id("photo-sample-araz")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    await expect(tab.get_by_test_id("attached")).to_be_hidden()


async def test_a_picture_of_ones_own_is_measured_and_sent(
    playground: Playground, bot: BareBot, browser: Browser
) -> None:
    tab = await at(browser, playground, BORIS, CLUB)

    await tab.get_by_test_id("own-file").set_input_files(str(STATIC / "sample-tea.jpg"))
    await expect(tab.get_by_test_id("attached").locator("img")).to_be_visible()
    await tab.get_by_test_id("send").click()

    await expect(tab.get_by_test_id("messages").locator("img.photo")).to_be_visible()
    photo = (await bot.updates())[-1]["message"]["photo"][-1]
    assert (photo["width"], photo["height"]) == (480, 640)
    assert photo["file_size"] == (STATIC / "sample-tea.jpg").stat().st_size


async def test_a_file_that_is_too_large_is_refused_in_words(
    playground: Playground, browser: Browser, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(b"x" * ((1 << 20) + 1))
    tab = await browser.new_page(locale="en-GB")
    await tab.goto(f"{playground.url}#{BORIS}/{CLUB}")

    await tab.get_by_test_id("own-file").set_input_files(str(large))

    await expect(tab.get_by_test_id("toast")).to_contain_text("larger than 1 MB")


async def test_a_voice_can_be_listened_to(
    playground: Playground, page: Page, browser: Browser
) -> None:
    await page.say(ANNA, "", CLUB, files=["sample-hello"])
    tab = await at(browser, playground, BORIS, CLUB)

    sound = tab.get_by_test_id("voice-sample-hello").locator("audio")
    await expect(sound).to_be_visible()
    await expect(sound).to_have_js_property("duration", 2)


async def test_what_was_attached_can_be_taken_away_again(
    playground: Playground, browser: Browser
) -> None:
    tab = await at(browser, playground, BORIS, CLUB)
    await tab.get_by_test_id("attach").click()
    await tab.get_by_test_id("attach-sample-plan").click()
    await expect(tab.get_by_test_id("send")).to_be_enabled()

    await tab.get_by_test_id("attached").get_by_role("button").click()

    await expect(tab.get_by_test_id("attached")).to_be_hidden()
    await expect(tab.get_by_test_id("send")).to_be_disabled()


async def test_what_one_typed_comes_back_with_its_marks_to_be_edited(
    playground: Playground, page: Page, browser: Browser
) -> None:
    typed = "😀 **a __b__** ~~c~~ `d` [e](https://t.me/x) ||f||"
    said = await page.say(BORIS, typed, CLUB)
    tab = await at(browser, playground, BORIS, CLUB)

    await tab.get_by_test_id(f"message-{said['id']}").hover()
    await tab.get_by_test_id(f"more-{said['id']}").click()
    await tab.get_by_test_id("edit").click()

    await expect(tab.get_by_test_id("composer")).to_have_value(typed)
    await tab.get_by_test_id("send").click()
    await expect(texts(tab).locator(".edited")).to_be_visible()
    assert (await page.last(BORIS, CLUB))["entities"] == said["entities"]


async def test_chosen_words_of_a_message_can_be_answered(
    playground: Playground, page: Page, browser: Browser
) -> None:
    said = await page.say(ANNA, "come at six", CLUB)
    tab = await at(browser, playground, BORIS, CLUB)
    await expect(texts(tab)).to_have_count(1)

    words = "document.querySelector('.text').firstChild"
    await tab.evaluate(f"getSelection().setBaseAndExtent({words}, 8, {words}, 11)")
    await tab.get_by_test_id(f"message-{said['id']}").hover()
    await tab.get_by_test_id(f"more-{said['id']}").dispatch_event("click")
    await tab.get_by_test_id("reply-words").click()
    await tab.get_by_test_id("composer").fill("too early")
    await tab.get_by_test_id("send").click()

    await expect(tab.locator(".own .quote-words")).to_have_text("six")


@pytest.mark.parametrize(("person", "words"), [(NEW, "A bridge"), (BORIS, "Мост")])
async def test_the_bot_says_what_it_is_before_the_first_word(
    playground: Playground, bot: BareBot, browser: Browser, person: int, words: str
) -> None:
    await bot.call("setMyDescription", description="A bridge")
    await bot.call("setMyDescription", description="Мост", language_code="ru")

    tab = await at(browser, playground, person, 1)

    await expect(tab.get_by_test_id("about")).to_contain_text(words)


async def test_a_menu_that_the_bot_changes_for_a_chat_is_seen_with_its_next_message(
    playground: Playground, bot: BareBot, browser: Browser
) -> None:
    tab = await at(browser, playground, BORIS, 1)
    await expect(tab.get_by_test_id("composer")).to_be_visible()
    commands = [{"command": "menu", "description": "منو"}]

    await bot.call("setMyCommands", commands=commands, scope={"type": "chat", "chat_id": BORIS})
    await bot.call("sendMessage", chat_id=BORIS, text="سلام")
    await tab.get_by_test_id("menu-button").click()

    await expect(tab.get_by_test_id("command-menu")).to_contain_text("منو")


@pytest.mark.parametrize("language", ["en", "az", "azb"])
async def test_nothing_is_wider_than_the_screen(
    playground: Playground, page: Page, browser: Browser, talk: int, language: str
) -> None:
    for name in ("Uzun bir mövzu adı ki, ekrana sığmaz", "Xəbərlər", "Tədbirlər", "Şəkillər"):
        await page.in_group(ANNA, "create_topic", chat=CLUB, name=name)
    await page.say(ANNA, "a" * 200, CLUB, thread=talk, files=["sample-araz"])
    await page.say(ANNA, "", CLUB, thread=talk, files=["sample-hello"])

    fits = {it: await _fit(browser, playground, talk, it, language) for it in WIDTHS}

    assert fits == {width: (width, True) for width in WIDTHS}


async def _fit(
    browser: Browser, playground: Playground, talk: int, width: int, language: str
) -> tuple[int, bool]:
    """Return how wide the page is, and whether everything in it stands on the screen."""
    tab = await at(browser, playground, BORIS, CLUB, viewport={"width": width, "height": 700})
    await tab.locator("#language").evaluate(
        "(list, code) => { list.value = code; list.dispatchEvent(new Event('change')); }", language
    )
    await tab.get_by_test_id(f"topic-{talk}").click()
    await expect(tab.get_by_test_id("voice-sample-hello")).to_be_visible()
    wide = "[...document.querySelectorAll('.bubble, .photo, .voice, .composer, .top > *')]"
    boxes = f"{wide}.map(one => one.getBoundingClientRect()).filter(box => box.width > 0)"
    fits = await tab.evaluate(f"{boxes}.every(b => b.left >= 0 && b.right <= {width})")
    return await tab.evaluate("document.documentElement.scrollWidth"), fits


async def test_a_message_that_comes_while_the_chat_is_fetched_is_not_lost(
    playground: Playground, bot: BareBot, browser: Browser
) -> None:
    tab = await browser.new_page(locale="en-GB")
    fetched: list[APIResponse] = []
    sent, heard, drawn = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hold_messages(route: Route) -> None:
        answer = await route.fetch()
        fetched.append(answer)
        # The page fetches when it opens, and again when the stream of happenings stands.
        if len(fetched) == 2:
            sent.set()
            await bot.call("sendMessage", chat_id=BORIS, text="in between")
        await heard.wait()
        await route.fulfill(response=answer)

    async def hold_chats(route: Route) -> None:
        if sent.is_set():
            heard.set()
            await drawn.wait()
        await route.continue_()

    await tab.route("**/playground/messages*", hold_messages)
    await tab.route("**/playground/chats*", hold_chats)
    await tab.goto(f"{playground.url}#{BORIS}/1")
    await expect(tab.locator(".beginning")).to_be_visible()
    drawn.set()

    await expect(texts(tab)).to_contain_text(["in between"])


async def test_a_message_of_a_group_is_forwarded_to_the_bot(
    playground: Playground, page: Page, bot: BareBot, browser: Browser
) -> None:
    said = await page.say(ANNA, "news", CLUB)
    await bot.updates()
    tab = await at(browser, playground, BORIS, CLUB)

    await tab.get_by_test_id(f"message-{said['id']}").hover()
    await tab.get_by_test_id(f"more-{said['id']}").click()
    await tab.get_by_test_id("forward").click()

    await expect(tab.get_by_test_id("toast")).to_have_text("Forwarded to the bot")
    assert (await bot.updates())[-1]["message"]["forward_origin"]["sender_user"]["id"] == ANNA
