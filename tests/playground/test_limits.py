"""Telegram's rates: 429 with `retry_after`."""

from collections.abc import AsyncIterator

import pytest

from bot.playground.world.limits import Limits
from bot.playground.world.refusal import ApiError
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, BORIS, CLUB, TOKEN, Ground


@pytest.fixture
async def strict(ground: Ground) -> AsyncIterator[BareBot]:
    """A bot for which the rates hold."""
    playground = await ground.start(limits=True)
    async with BareBot(playground.url, TOKEN) as bot:
        yield bot


async def test_a_private_chat_takes_three_at_once_and_no_fourth(strict: BareBot) -> None:
    for _ in range(3):
        await strict.call("sendMessage", chat_id=ANNA, text="a")

    answer = await strict.answer("sendMessage", chat_id=ANNA, text="a")

    wait = answer["parameters"]["retry_after"]
    assert answer["error_code"] == 429
    assert answer["description"] == f"Too Many Requests: retry after {wait}"
    assert 1 <= wait <= 3
    assert await strict.call("sendMessage", chat_id=BORIS, text="a")


async def test_a_group_takes_20_a_minute(strict: BareBot) -> None:
    for _ in range(20):
        await strict.call("sendMessage", chat_id=CLUB, text="a")

    answer = await strict.answer("sendMessage", chat_id=CLUB, text="a")

    assert answer["error_code"] == 429
    assert 55 <= answer["parameters"]["retry_after"] <= 60


async def test_edits_deletions_and_answers_are_not_messages(strict: BareBot) -> None:
    for _ in range(3):
        sent = await strict.call("sendMessage", chat_id=ANNA, text="a")

    which = {"chat_id": ANNA, "message_id": sent["message_id"]}
    assert await strict.call("editMessageText", text="b", **which)
    assert await strict.call("deleteMessage", **which)


async def test_without_limits_nothing_is_too_much(bot: BareBot) -> None:
    for _ in range(40):
        await bot.call("sendMessage", chat_id=ANNA, text="a")


async def test_what_is_refused_does_not_count(strict: BareBot) -> None:
    for _ in range(9):
        await strict.refusal("sendMessage", chat_id=ANNA, text="<b>", parse_mode="HTML")

    assert await strict.call("sendMessage", chat_id=ANNA, text="a")


class Watch:
    """A hand-moved monotonic clock."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


def wait_of(limits: Limits, chat: int, *, paid: bool = False, messages: int = 1) -> int:
    with pytest.raises(ApiError) as refusal:
        limits.count(chat, paid=paid, messages=messages)
    assert refusal.value.parameters is not None
    return int(refusal.value.parameters["retry_after"])


def test_thirty_a_second_over_all_chats(watch: Watch) -> None:
    limits = Limits(on=True, now=watch)
    for chat in range(30):
        limits.count(chat)

    assert wait_of(limits, 31) == 1
    watch.seconds += 1
    limits.count(31)


def test_the_window_slides(watch: Watch) -> None:
    limits = Limits(on=True, now=watch)
    for _ in range(3):
        limits.count(1)
        watch.seconds += 0.5

    assert wait_of(limits, 1) == 2
    watch.seconds += 1.5
    limits.count(1)
    assert wait_of(limits, 1) == 1


def test_paid_broadcasts_may_send_a_thousand_a_second(watch: Watch) -> None:
    limits = Limits(on=True, now=watch)
    for chat in range(1000):
        limits.count(chat, paid=True)

    assert wait_of(limits, 1001, paid=True) == 1
    limits.count(1001)


def test_an_album_counts_as_its_messages(watch: Watch) -> None:
    limits = Limits(on=True, now=watch)
    limits.count(-1, messages=15)

    assert wait_of(limits, -1, messages=6) == 60
    limits.count(-1, messages=5)


def test_quiet_chats_are_forgotten(watch: Watch) -> None:
    limits = Limits(on=True, now=watch)
    for chat in range(25_000):
        limits.count(chat, paid=True)
        watch.seconds += 0.002

    assert limits.chats_watched < 21_000


async def test_the_page_is_not_limited(ground: Ground) -> None:
    playground = await ground.start(limits=True)

    async with Page(playground.url) as page:
        for _ in range(40):
            await page.say(ANNA, "a")


def test_an_album_goes_to_a_person_who_had_nothing_for_a_while(watch: Watch) -> None:
    limits = Limits(on=True, now=watch)
    limits.count(1)

    assert wait_of(limits, 1, messages=10) == 3
    watch.seconds += 3
    limits.count(1, messages=10)
    assert wait_of(limits, 1) == 3
