"""`kill -9` at every stage of an update: nothing fetched is lost, nothing counts twice."""

import asyncio
import random
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.language.catalogue import Catalogues
from bot.playground import Hooks, Playground
from bot.settings import PLAYGROUND_TOKEN
from tests.conftest import HOME
from tests.flows.live import Child, Gate, child
from tests.flows.town import Town, text_of
from tests.playground.client import BareBot, Page

pytestmark = pytest.mark.process

SPEAKING = ("sendmessage", "editmessagetext")
"""The calls with which the bot answers."""


@dataclass
class Stage:
    """A playground without a bot of its own, the bot that serves it, and the gate between."""

    town: Town
    gate: Gate
    bot: Child

    async def dies_and_returns(self) -> None:
        """Kill the bot and start it again."""
        await self.bot.kill()
        self.gate.hold()
        await self.bot.start()
        await self.gate.asked()


@pytest.fixture
async def stage(tmp_path: Path, catalogues: Catalogues) -> AsyncIterator[Stage]:
    """The bot with a token, as a process of its own, on a server that is the playground."""
    async with AsyncExitStack() as stack:
        playground = await Playground.start(
            port=0,
            token=PLAYGROUND_TOKEN,
            folder=tmp_path / "server",
            seed=HOME / "data" / "seeds" / "playground.json",
            hooks=Hooks(),
            limits=False,
        )
        stack.push_async_callback(playground.stop)
        page = await stack.enter_async_context(Page(playground.url))
        probe = await stack.enter_async_context(BareBot(playground.url, PLAYGROUND_TOKEN))
        gate = await stack.enter_async_context(Gate(playground.url))
        bot = await stack.enter_async_context(child(tmp_path, gate.url))
        await gate.asked()
        # Nobody has chosen a language here: it is guessed from the client.
        yield Stage(Town(page, probe, catalogues, tmp_path, database="korpu.db"), gate, bot)


async def test_what_was_fetched_is_answered_after_a_kill_and_once(stage: Stage) -> None:
    gunel = stage.town.gunel
    await gunel.starts()
    await gunel.sees("start.language")

    stage.gate.hold(before=SPEAKING)
    await gunel.says("/settings")
    await gunel.says("/privacy")
    await stage.gate.held()
    await stage.town.fetched()
    await stage.dies_and_returns()

    await gunel.sees("settings.page")
    await gunel.sees("privacy.page")
    await stage.town.quiet()
    assert len(await gunel.messages("settings.page")) == 1
    assert len(await gunel.messages("privacy.page")) == 1


async def test_words_given_to_a_form_before_a_kill_count_once(stage: Stage) -> None:
    elnur = stage.town.elnur
    await elnur.says("/newevent Picnic | tomorrow 18:00")
    await elnur.sees("newevent.ask.place")

    stage.gate.hold(before=SPEAKING)
    await elnur.says("The old mill")
    await stage.gate.held()
    await stage.dies_and_returns()
    await elnur.sees("newevent.ask.side")
    await elnur.says("north")
    await elnur.sees("newevent.ask.places")
    await elnur.says("12")

    draft = text_of(await elnur.sees("event.preview", "Picnic"))
    assert draft.count("The old mill") == 1
    assert "12" in draft


async def test_what_was_done_before_a_kill_is_not_done_again(stage: Stage) -> None:
    town, gunel, elnur = stage.town, stage.town.gunel, stage.town.elnur

    stage.gate.hold(after=SPEAKING)
    await elnur.says("/newevent Picnic | tomorrow 18:00 | Park | north | 5")
    await gunel.says("/needhelp")
    await town.until("SELECT COUNT(*) FROM cases")
    await town.until("SELECT COUNT(*) FROM events")
    await stage.gate.held()
    await stage.dies_and_returns()
    await town.quiet()

    assert town.ask("SELECT COUNT(*) FROM cases") == [(1,)]
    assert town.ask("SELECT COUNT(*) FROM events") == [(1,)]
    assert 1 <= len(await elnur.messages("event.preview", "Picnic")) <= 2
    assert 1 <= len(await gunel.messages("case.mine.open")) <= 2


async def test_random_kills_lose_no_answer_and_tell_nobody_twice(stage: Stage) -> None:
    town, elnur = stage.town, stage.town.elnur
    guests = (town.gunel, town.nigar, town.ayda, town.timur, town.rashad, town.babek)
    chance = random.Random(6)
    for one in guests:
        await one.starts()
    await elnur.says("/newevent Picnic | tomorrow 18:00 | Park | everybody | 4")
    await elnur.presses("event.button.publish")
    for one in guests:
        await one.sees("Picnic")

    async with asyncio.TaskGroup() as presses:
        for answer in ("event.button.maybe", "event.button.going", "event.button.no"):
            pressing = guests if answer != "event.button.no" else guests[:1]
            for one in pressing:
                presses.create_task(one.presses(answer))
            await stage.gate.after_calls(chance.randint(1, len(pressing)))
            await stage.dies_and_returns()
    await town.quiet()

    answers = dict(town.ask("SELECT answer, COUNT(*) FROM sign_ups GROUP BY answer"))
    assert answers.get("no") == 1
    assert answers.get("going") == 4
    assert sum(answers.values()) == len(guests)
    told = [len(await one.messages("event.promoted")) for one in guests]
    assert sum(told) <= 1


async def test_a_letter_sent_before_a_kill_is_not_sent_again(
    stage: Stage,
) -> None:
    town, elnur, words = stage.town, stage.town.elnur, "We meet on Sunday in the library"
    readers = (town.gunel, town.nigar, town.ayda, town.timur, town.rashad, town.babek, elnur)
    for one in readers:
        await one.starts()
    await elnur.says(f"/broadcast everybody | {words}")
    await elnur.sees("letter.rings")
    await elnur.presses("bc.send")
    await elnur.sees("letter.confirm", n=len(readers))

    stage.gate.hold(before=("editmessagetext",))
    await elnur.presses("bc.yes")
    await stage.gate.held()
    await town.until(
        "SELECT COUNT(*) = :n FROM deliveries WHERE lane = 3 AND state = 'sent'", n=len(readers)
    )
    await stage.dies_and_returns()

    await elnur.sees("letter.sent", words)
    await town.quiet()
    assert town.ask("SELECT COUNT(*) FROM broadcasts WHERE kind = 'broadcast'") == [(1,)]
    copies = [
        sum(text_of(message).startswith(words) for message in await one.messages(words))
        for one in readers
    ]
    assert copies == [1] * len(readers)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_picture_that_is_taken_back_goes_from_every_chat_in_spite_of_a_kill(
    stage: Stage, when: str
) -> None:
    town, elnur, words = stage.town, stage.town.elnur, "We meet on Sunday in the library"
    readers = (town.gunel, town.nigar, town.ayda, town.timur, town.rashad, town.babek)
    for one in (elnur, *readers):
        await one.starts()
    await town.page.say(elnur.id, f"/broadcast everybody | {words}", files=["sample-araz"])
    await elnur.sees("letter.rings")
    await elnur.presses("bc.send")
    await elnur.presses("bc.yes")
    await elnur.sees("letter.on_its_way")
    arrived = "SELECT COUNT(*) = :n FROM deliveries WHERE lane = 3 AND state = 'sent'"
    await town.until(arrived, n=len(readers) + 1)

    await elnur.presses("letter.button.recall")
    stage.gate.hold(**{when: ("deletemessage",)})
    await elnur.presses("letter.button.recall_quiet")
    await stage.gate.held()
    await stage.dies_and_returns()
    # What met the server at the wrong moment is tried again a second later.
    await town.until("SELECT COUNT(*) = 0 FROM deliveries WHERE state IN ('waiting', 'sending')")

    for one in readers:
        assert not [message for message in await one.messages("") if message["media"]]
    edits = "SELECT DISTINCT state FROM deliveries WHERE action = 'edit' AND lane = 3"
    assert town.ask(edits) == [("sent",)]
    await elnur.presses("letter.button.look")
    await elnur.sees("letter.removal.gone", n=len(readers) + 1)


async def test_asked_to_end_it_ends_well_and_says_nothing_of_anybody(stage: Stage) -> None:
    await stage.town.gunel.starts()
    await stage.town.gunel.sees("start.language")

    status = await stage.bot.stop()

    assert status == 0
    log = stage.bot.log.read_text()
    assert PLAYGROUND_TOKEN not in log
    assert PLAYGROUND_TOKEN.partition(":")[2] not in log
    assert not re.search(rf"\b{stage.town.gunel.id}\b|Günel", log)
    assert "Traceback" not in log
