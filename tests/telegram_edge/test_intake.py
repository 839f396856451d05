"""From updates to answers: nothing fetched is lost, nobody waits for somebody else."""

import asyncio
import contextlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.conversation.answers import Answer
from bot.conversation.routes import Call, Command, Where
from bot.delivery.budget import ChatLimits
from bot.delivery.pacing import Pacer
from bot.domain.messages import text
from bot.language.render import Renderer
from bot.services import Services
from bot.storage import inbox
from bot.storage.sqlite import SqliteDatabase
from bot.telegram import intake
from bot.telegram.client import WrongToken, make_bots
from bot.telegram.intake import Intake
from bot.telegram.menus import Menus
from bot.telegram.mouth import Mouth
from bot.telegram.sender import TelegramChannel
from tests.conversation.talk import Town
from tests.recorder import NO_CHAT_LIMITS
from tests.telegram_edge.updating import Telegram, says, telegram

GROUP_PER_MINUTE = 2

UNAUTHORIZED = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})

TOKEN = "123456:SECRET-of-the-bot"


@pytest.fixture
async def api(db: SqliteDatabase, tmp_path: Path) -> AsyncIterator[Telegram]:
    async with telegram(tmp_path / "korpu.db") as stage:
        yield stage


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once: the length of the pause is not what is looked at here."""
    monkeypatch.setattr(intake, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(intake, "LONGEST_PAUSE", 0.002)


class Handlers:
    """`/say words` answers its words; `/wait` answers when it is let go; `/fail` is a bug."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.waiting = asyncio.Event()
        self.let_go = asyncio.Event()

    async def say(self, call: Call, services: Services) -> Answer:
        self.begun.append(call.words)
        return Answer(text("case.note", name="bot", words=call.words))

    async def wait(self, call: Call, services: Services) -> Answer:
        self.begun.append("wait")
        self.waiting.set()
        await self.let_go.wait()
        return Answer(text("case.note", name="bot", words="waited"))

    async def tell(self, call: Call, services: Services) -> Answer:
        return Answer(text("case.note", name="bot", words=call.words), here=True)

    async def fail(self, call: Call, services: Services) -> Answer:
        raise RuntimeError(call.words)


@pytest.fixture
def handlers() -> Handlers:
    return Handlers()


Reading = Callable[[], AbstractAsyncContextManager[Intake]]


@pytest.fixture
def reader(
    db: SqliteDatabase,
    clock: ShiftedClock,
    renderer: Renderer,
    api: Telegram,
    handlers: Handlers,
) -> Reading:
    """A reader of updates that does not run yet."""
    routes = (
        Command("say", handlers.say),
        Command("wait", handlers.wait),
        Command("fail", handlers.fail),
        Command("tell", handlers.tell, where=Where.EITHER),
    )

    @asynccontextmanager
    async def opened() -> AsyncIterator[Intake]:
        router = Town(db, clock, renderer, routes).router
        async with make_bots(TOKEN, api.address) as bots:
            limits = ChatLimits(**{**asdict(NO_CHAT_LIMITS), "group_per_minute": GROUP_PER_MINUTE})
            pacer = Pacer(per_second=10_000, chats=limits)
            mouth = Mouth(TelegramChannel(bots.interactive), pacer, Menus(bots, (), renderer))
            yield Intake(bots, db, router, mouth, clock)

    return opened


@pytest.fixture
def reading(reader: Reading, handlers: Handlers) -> Reading:
    """Read updates while in the context; leaving it stops as a process does that is asked to."""

    @asynccontextmanager
    async def read() -> AsyncIterator[Intake]:
        async with reader() as taking, asyncio.TaskGroup() as tasks:
            tasks.create_task(taking.run())
            try:
                yield taking
            finally:
                handlers.let_go.set()
                taking.stop()

    return read


def rows(tmp_path: Path) -> dict[int, tuple[str, str | None, int]]:
    """Return each update's state, words and tries by its number."""
    with closing(sqlite3.connect(tmp_path / "korpu.db")) as look:
        found = look.execute("SELECT number, state, payload, attempts FROM inbox").fetchall()
    return {number: (state, payload, attempts) for number, state, payload, attempts in found}


def words(said: list[tuple[int, str]]) -> list[str]:
    return [html.rpartition("\n")[2] for _, html in said]


async def test_an_update_is_stored_before_it_is_confirmed(api: Telegram, reading: Reading) -> None:
    async with reading():
        for number in range(1, 251):
            await api.bring(says(number, number % 7 + 1, f"/say {number}"))
        await api.until_said(250)
        await api.until_confirmed(250)

    assert api.lost == []
    assert sorted(map(int, words(api.said))) == list(range(1, 251))


async def test_one_persons_updates_are_answered_in_their_order(
    api: Telegram, reading: Reading
) -> None:
    async with reading():
        await api.bring(*(says(number, 1, f"/say {number}") for number in range(1, 41)))
        await api.until_said(40)

    assert words(api.said) == [str(number) for number in range(1, 41)]


async def test_somebody_slow_delays_only_themself(
    api: Telegram, reading: Reading, handlers: Handlers
) -> None:
    async with reading():
        await api.bring(says(1, 1, "/wait"))
        await handlers.waiting.wait()
        await api.bring(says(2, 1, "/say after"), says(3, 2, "/say other"))
        assert words(await api.until_said(1)) == ["other"]
        assert handlers.begun == ["wait", "other"]

        handlers.let_go.set()
        await api.until_said(3)

    assert words(api.said) == ["other", "waited", "after"]


async def test_words_are_erased_once_they_are_handled(
    api: Telegram, reading: Reading, tmp_path: Path, handlers: Handlers
) -> None:
    async with reading():
        await api.bring(says(1, 1, "/say secret"), says(2, 2, "/wait"))
        await api.until_said(1)
        await api.bring(says(3, 1, "/say next"))
        await api.until_said(2)
        kept = rows(tmp_path)

    assert kept[1] == ("done", None, 0)
    assert kept[2][0] == "waiting"
    assert b"secret" not in json.dumps(kept[1]).encode()


async def test_what_people_write_to_each_other_is_never_stored(
    api: Telegram, reading: Reading, tmp_path: Path
) -> None:
    talk = says(1, 1, "hello all")
    talk["message"]["chat"] = {"id": -100, "type": "supergroup", "title": "North"}

    async with reading():
        await api.bring(talk, {"update_id": 2, "poll": {"id": "1"}}, says(3, 1, "/say x"))
        await api.until_confirmed(3)

    assert set(rows(tmp_path)) == {3}


async def test_malformed_updates_are_logged_by_number_and_skipped(
    api: Telegram, reading: Reading, caplog: pytest.LogCaptureFixture
) -> None:
    endless = says(2, 1, "/say Leyla")
    endless["message"]["from"]["id"] = 1e400

    async with reading():
        await api.bring(
            {"update_id": 1, "message": {"text": "Leyla"}},
            endless,
            ["no", "update"],
            {"update_id": "x"},
            says(4, 1, "/say good"),
        )
        await api.until_said(1)
        await api.until_confirmed(4)

    assert words(api.said) == ["good"]
    skipped = [one.__dict__["update"] for one in caplog.records if "malformed" in one.message]
    assert sorted(set(skipped)) == [1, 2]
    assert "Leyla" not in caplog.text


async def test_a_bug_in_one_update_is_logged_without_words_and_the_next_goes_on(
    api: Telegram, reading: Reading, tmp_path: Path
) -> None:
    async with reading():
        await api.bring(says(1, 1, "/fail Leyla"), says(2, 1, "/say on"))
        await api.until_said(2)

    assert "1" in api.said[0][1]
    assert words(api.said)[1] == "on"
    assert {number: row[0] for number, row in rows(tmp_path).items()} == {1: "done", 2: "done"}


async def test_an_api_out_of_reach_is_said_once_and_tried_until_it_answers(
    api: Telegram, reading: Reading, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api.trouble.extend([(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})] * 5)
    await api.bring(says(1, 1, "/say hello"))

    async with reading():
        await api.until_said(1)

    said = [one.message for one in caplog.records if one.name == "bot.telegram.intake"]
    assert len([line for line in said if "cannot be reached" in line]) == 1
    assert said[-1] == "the Bot API answers again"
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("description", "line"),
    [
        ("Conflict: terminated by other getUpdates request", "another program reads"),
        ("Conflict: can't use getUpdates method while webhook is active", "a webhook is set"),
    ],
    ids=["two pollers", "webhook"],
)
async def test_a_conflict_says_what_to_do_and_goes_on_when_it_is_over(
    api: Telegram,
    reading: Reading,
    caplog: pytest.LogCaptureFixture,
    description: str,
    line: str,
) -> None:
    refusal = {"ok": False, "error_code": 409, "description": description}
    api.trouble.extend([(409, refusal)] * 2)
    await api.bring(says(1, 1, "/say hello"))

    async with reading():
        await api.until_said(1)

    assert [line in one.message for one in caplog.records].count(True) == 1


async def test_a_token_refused_once_is_tried_again(api: Telegram, reading: Reading) -> None:
    api.trouble.append(UNAUTHORIZED)

    async with reading():
        await api.bring(says(1, 1, "/say hello"))
        await api.until_said(1)

    assert words(api.said) == ["hello"]


async def test_a_token_that_is_revoked_ends_the_reading(api: Telegram, reading: Reading) -> None:
    api.trouble.extend([UNAUTHORIZED] * intake.REFUSED_MOST)

    with pytest.RaisesGroup(WrongToken, flatten_subgroups=True):
        async with reading():
            await asyncio.Event().wait()


async def test_what_an_earlier_process_left_is_answered_once_though_it_comes_again(
    api: Telegram, reading: Reading, db: SqliteDatabase, clock: ShiftedClock
) -> None:
    left = [intake._row(says(number, 1, f"/say {number}")) for number in (1, 2)]
    await db.write(lambda tx: inbox.take_in(tx, left, now=clock.now()))

    async with reading():
        await api.bring(says(1, 1, "/say 1"), says(2, 1, "/say 2"), says(3, 1, "/say 3"))
        await api.until_said(3)
        await api.until_confirmed(3)

    assert words(api.said) == ["1", "2", "3"]


async def test_an_update_that_ends_every_process_is_given_up_and_those_behind_it_are_not(
    api: Telegram,
    reader: Reading,
    reading: Reading,
    handlers: Handlers,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await api.bring(says(1, 1, "/wait"), says(2, 1, "/say behind"))
    for _ in range(1 + intake.TRIES_MOST):
        await dies_while_handling(reader, handlers, api)
    assert rows(tmp_path)[1][0] == "waiting"
    assert rows(tmp_path)[2][2] == 0

    async with reading():
        await api.until_said(1)

    assert words(api.said) == ["behind"]
    assert rows(tmp_path)[1][0] == "skipped"
    assert [one.__dict__["update"] for one in caplog.records if "given up" in one.message] == [1]


async def dies_while_handling(reader: Reading, handlers: Handlers, api: Telegram) -> None:
    """Let a process begin with an update and end in the middle of it."""
    handlers.waiting.clear()
    async with reader() as taking:
        running = asyncio.create_task(taking.run())
        await handlers.waiting.wait()
        await api.until_confirmed(2)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_who_floods_the_bot_stops_it_for_nobody_else(
    api: Telegram, reading: Reading, monkeypatch: pytest.MonkeyPatch, handlers: Handlers
) -> None:
    monkeypatch.setattr(intake, "QUEUE_MOST", 3)

    async with reading():
        await api.bring(
            says(1, 1, "/wait"), *(says(number, 1, "/say more") for number in range(2, 9))
        )
        await api.until_confirmed(8)
        await api.bring(*(says(number, 1, "/say more") for number in range(9, 20)))
        await api.bring(says(20, 2, "/say other"))
        await api.until_confirmed(20)

        assert words(await api.until_said(1)) == ["other"]


async def test_a_lively_group_delays_nobody_outside_it_and_waits_for_the_next_start(
    api: Telegram, reading: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SLOTS", 4)
    monkeypatch.setattr(intake, "GRACE_SECONDS", 0.01)

    async with reading():
        for number in range(1, 11):
            lively = says(number, number, f"/tell {number}")
            lively["message"]["chat"] = {"id": -5, "type": "supergroup", "title": "x"}
            await api.bring(lively)
        await api.until_said(GROUP_PER_MINUTE)
        await api.bring(says(11, 99, "/say other"))
        await api.until_said(GROUP_PER_MINUTE + 1)

    assert words(api.said)[-1] == "other"
    waiting = [row for row in rows(tmp_path).values() if row[0] == "waiting"]
    assert len(waiting) == 10 - GROUP_PER_MINUTE
