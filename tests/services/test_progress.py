"""What whoever sends to many sees while it goes out, and how they stop it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.domain.delivery import Reason, Rejected, State, Unreachable
from bot.domain.messages import Message, message_from_json, text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.services.broadcasts.progress import Progress
from bot.storage import ledgers, outbox, pausing, progress
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import RunWorker
from tests.recorder import RecorderChannel
from tests.services.broadcasting import EVERYBODY, NORTH, STORM, Post, presses
from tests.services.crisis import READER, TO_ALL, Crisis

CROWD = 40
"""Members of the North beside the cast."""


class Desk(Post):
    """A community of more than twenty people, and the cards of those who send to it."""

    def __init__(self, db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> None:
        super().__init__(db, clock, renderer)
        self.progress = Progress(db, clock)

    async def cards_of(self, kind: str = "broadcast") -> list[tuple[int, str]]:
        """Return who has a card about the latest broadcast of a kind, and what it says now."""
        return await self.cards(f"progress:{await self.number(kind)}")

    async def card(self, kind: str = "broadcast") -> str:
        """Return what the only card says."""
        [(_, words)] = await self.cards_of(kind)
        return words

    async def number(self, kind: str = "broadcast") -> int:
        """Return the number of the latest broadcast of a kind."""
        found = await self.one("SELECT MAX(id) AS id FROM broadcasts WHERE kind = :kind", kind=kind)
        return int(found["id"])

    async def arrive(self, n: int, state: str = "sent", reason: str | None = None) -> None:
        """Let so many deliveries of the letter come to an end."""
        await self.run(
            "UPDATE deliveries SET state = :state, reason = :reason, settled_at = :now"
            " WHERE id IN (SELECT d.id FROM deliveries AS d"
            "              JOIN broadcasts ON broadcasts.id = d.broadcast_id"
            "              WHERE kind = 'broadcast' AND state = 'waiting' ORDER BY d.id LIMIT :n)",
            state=state,
            reason=reason,
            n=n,
            now=int(self.clock.now().timestamp() * 1_000_000),
        )
        await self.run(
            "UPDATE deliveries SET state = 'sent', message_id = 'm' WHERE broadcast_id IS NULL"
        )

    async def raised(self) -> int:
        """Let the South write an alert to everybody and the North approve it; return its number."""
        self.author, self.other_side = self.south, self.north
        alert_id = await self.submitted(TO_ALL)
        question = await self.alerts.confirm(alert_id, by=self.north)
        await Crisis.press_yes(self, question, by=self.north)
        return alert_id

    async def look(self, **time: float) -> int:
        """Let time pass and the sweep look; return how many edits were made by then."""
        self.clock.forward(timedelta(**time))
        await self.progress.show_due()
        found = await self.one("SELECT COUNT(*) AS n FROM deliveries WHERE action = 'edit'")
        return int(found["n"])

    async def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return rows as tuples."""
        return [tuple(found.values()) for found in map(dict, await self.all(sql, **values))]


@pytest.fixture
async def desk(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Desk:
    desk = Desk(db, clock, renderer)
    await desk.open()
    for _ in range(CROWD):
        await desk.person(Side.NORTH)
    return desk


async def test_the_sender_has_one_card_at_once(desk: Desk) -> None:
    await desk.posted(NORTH)
    await desk.look()

    [(who, words)] = await desk.cards_of()
    assert who == desk.north.id
    assert "<b>0</b> of 44 have it" in words
    assert "▱" * 10 in words
    assert "It is beginning" in words


async def test_author_and_approver_of_an_alert_have_a_card_each(desk: Desk) -> None:
    await desk.raised()
    await desk.look()

    assert [who for who, _ in await desk.cards_of("alert")] == [desk.north.id, desk.south.id]


async def test_who_sends_to_few_has_no_card(desk: Desk) -> None:
    await desk.run("UPDATE people SET stopped_at = 1 WHERE id > 20")
    await desk.posted(NORTH)
    await desk.look()
    await desk.arrive(100)
    await desk.look(seconds=30)

    assert await desk.cards_of() == []
    assert await desk.db.read(progress.next_due) is None


async def test_two_who_look_at_once_send_one_card_and_one_edit(desk: Desk) -> None:
    await desk.posted(NORTH)
    await asyncio.gather(*(desk.progress.show_due() for _ in range(3)))
    await desk.arrive(10)
    desk.clock.forward(timedelta(seconds=3))
    await asyncio.gather(*(desk.progress.show_due() for _ in range(3)))

    assert len(await desk.cards_of()) == 1
    assert await desk.rows("SELECT COUNT(*) AS n FROM deliveries WHERE action = 'edit'") == [(1,)]


async def test_the_card_is_edited_at_a_calm_pace_and_only_when_something_changed(
    desk: Desk,
) -> None:
    await desk.posted(NORTH)
    await desk.look()
    edits = []
    for _ in range(20):
        await desk.arrive(2)
        edits.append(await desk.look(seconds=1))
        await desk.run("UPDATE deliveries SET state = 'sent' WHERE action = 'edit'")

    steps = [n for n in range(1, 20) if edits[n] > edits[n - 1]]
    assert [n + 1 for n in steps] == [3, 8, 13, 18]
    still = await desk.look(seconds=40)
    for _ in range(5):
        assert await desk.look(seconds=15) <= still + 1


async def test_the_card_says_how_many_how_fast_and_how_long_it_will_take(desk: Desk) -> None:
    await desk.posted(NORTH)
    await desk.look()
    await desk.arrive(3, "failed", "blocked")
    await desk.arrive(1, "unknown")
    await desk.arrive(8)
    await desk.look(seconds=3)

    words = await desk.card()
    assert "<b>8</b> of 44 have it" in words
    assert "4 a second, about 8 seconds left" in words
    assert "– failed, has blocked the bot: 3" in words
    assert "not certain: 1" in words
    assert "▰▰▱▱▱▱▱▱▱▱ 27%" in words


async def test_at_the_end_the_card_becomes_the_report_whose_numbers_are_the_ledgers(
    desk: Desk,
) -> None:
    await desk.posted(NORTH)
    await desk.look()
    for seconds, n in ((2, 20), (8, 20), (30, 1)):
        desk.clock.forward(timedelta(seconds=seconds))
        await desk.arrive(n)
    await desk.arrive(3, "failed", "blocked")
    await desk.look(seconds=2)

    words = await desk.card()
    assert "<b>41</b> of 44 have it" in words
    assert "It took 40 seconds. Of those who have it, half had it after 10 seconds" in words
    assert "95 in 100 after 10 seconds" in words
    assert "– failed, has blocked the bot: 3" in words
    assert "▰" not in words
    ledger = await desk.db.read(lambda tx: ledgers.ledger(tx, 1))
    assert ledger == {(State.SENT, None): 41, (State.FAILED, Reason.BLOCKED): 3}
    assert await desk.db.read(progress.next_due) is None
    assert await desk.rows("SELECT * FROM watchers") == []


async def test_the_report_comes_as_soon_as_it_is_over(desk: Desk) -> None:
    await desk.posted(NORTH)
    await desk.look()
    await desk.arrive(20)
    await desk.look(seconds=2)
    await desk.arrive(100)

    due = await desk.db.read(progress.next_due)
    assert due is not None
    assert due - desk.clock.now() <= timedelta(seconds=1)


async def test_the_report_of_a_recall_leads_to_the_letter_whose_copies_are_still_to_go(
    desk: Desk,
) -> None:
    letter_id = await desk.posted(NORTH)
    await desk.deliver()
    await desk.broadcasts.recall(letter_id, loud=True, by=desk.north)
    await desk.deliver()
    await desk.look(seconds=5)

    [(report,)] = await desk.rows(
        "SELECT message FROM contents WHERE message LIKE '%progress.report%'"
        " ORDER BY id DESC LIMIT 1"
    )
    assert presses(message_from_json(json.loads(report))) == ["bc.sent", "del"]


async def test_after_a_kill_the_same_card_goes_on(desk: Desk) -> None:
    await desk.posted(NORTH)
    await desk.look()
    await desk.arrive(20)
    desk.progress = Progress(desk.db, desk.clock)
    await desk.look(hours=2)
    await desk.arrive(24)
    desk.progress = Progress(desk.db, desk.clock)
    await desk.look(hours=1)

    assert "<b>44</b> of 44 have it" in await desk.card()


async def test_an_alert_that_did_not_reach_all_says_what_can_be_done(
    desk: Desk, run_worker: RunWorker
) -> None:
    await desk.raised()
    channel = RecorderChannel()
    channel.answer("telegram:110", Unreachable(Reason.BLOCKED))
    channel.answer("telegram:111", Rejected(Reason.REJECTED))
    await run_worker(channel)
    await desk.look(seconds=5)

    (_, words), _ = await desk.cards_of("alert")
    assert "2 did not get it" in words
    assert "Whoever presses Start sees the alert at once" in words


async def test_the_card_overtakes_what_it_is_about(desk: Desk, run_worker: RunWorker) -> None:
    alert = await desk.raised()
    await desk.deliver()
    await desk.alerts.retract(alert, by=desk.north)
    await desk.look(seconds=1)
    channel = RecorderChannel()
    await run_worker(channel)

    card = next(n for n, words in enumerate(channel.words()) if "Retraction, number" in words)
    notices = [n for n, words in enumerate(channel.words()) if "WITHDRAWN" in words]
    assert len(notices) >= CROWD
    assert card < min(notices)


async def test_stop_answers_how_many_have_it_and_nobody_more_gets_it(
    desk: Desk, run_worker: RunWorker
) -> None:
    await desk.posted(NORTH)
    await desk.look()
    await desk.arrive(12)

    said = await desk.progress.stop(await desk.number(), by=desk.north)
    again = await desk.progress.stop(await desk.number(), by=desk.north_too)
    assert said.body == again.body == text("progress.stopped", n=12)
    assert presses(said) == ["bc.sent", "del"]
    channel = RecorderChannel()
    await run_worker(channel)
    assert not [words for words in channel.words() if "Sunday" in words]
    await desk.look()
    words = await desk.card()
    assert "Stopped: nobody more gets it." in words
    assert "– skipped, sending was stopped: 32" in words


async def test_stop_that_comes_late_is_answered_as_kindly(desk: Desk) -> None:
    await desk.posted(NORTH)
    await desk.arrive(100)
    await desk.look(seconds=3)

    said = await desk.progress.stop(await desk.number(), by=desk.north)

    assert said.body == text("progress.stopped", n=44)
    assert await desk.rows("SELECT stopped_at FROM broadcasts") == [(None,)]


async def test_only_who_may_write_to_these_people_stops_it(desk: Desk) -> None:
    await desk.posted(NORTH)
    await desk.look()
    number = await desk.number()

    for stranger in (desk.south, desk.members[0]):
        with pytest.raises(Refusal) as refused:
            await desk.progress.stop(number, by=stranger)
        assert refused.value.text == text("progress.not_yours")
        assert await desk.progress.running(by=stranger) is None
    with pytest.raises(Refusal) as refused:
        await desk.progress.stop(404, by=desk.north)
    assert refused.value.text == text("press.stale")
    assert await desk.rows("SELECT stopped_at FROM broadcasts") == [(None,)]


async def test_an_alert_is_stopped_as_an_alert_and_a_retraction_not_at_all(desk: Desk) -> None:
    alert = await desk.raised()
    with pytest.raises(Refusal):
        await desk.progress.stop(await desk.number("alert"), by=desk.north)
    await desk.look()
    [shown] = await desk.all(
        "SELECT message FROM contents WHERE message LIKE '%progress.card%' LIMIT 1"
    )
    assert f'"1:al.stop:{alert}"' in shown["message"]

    await desk.deliver()
    await desk.alerts.retract(alert, by=desk.north)
    with pytest.raises(Refusal):
        await desk.progress.stop(await desk.number("retraction"), by=desk.north)


async def test_who_says_stop_is_asked_what_they_mean(desk: Desk) -> None:
    assert await desk.progress.running(by=desk.north) is None
    await desk.posted(NORTH)
    await desk.arrive(12)

    one = await asked(desk, desk.north_too)
    assert one.body.key == "progress.running"
    assert labels(desk, one) == ["Stop sending (12 have it)"]
    await desk.posted(EVERYBODY, STORM, by=desk.south)
    both = await asked(desk, desk.north_too)
    assert labels(desk, both) == ["Stop number 2 (0)", "Stop number 1 (12)"]
    await desk.progress.stop(1, by=desk.north)
    await desk.progress.stop(2, by=desk.north)
    assert await desk.progress.running(by=desk.north_too) is None


async def asked(desk: Desk, by: Person) -> Message:
    found = await desk.progress.running(by=by)
    assert found is not None
    return found


def labels(desk: Desk, shown: Message) -> list[str]:
    rendered = desk.renderer.render(shown, READER)
    return [button.label for line in rendered.buttons for button in line]


async def test_a_pause_shows_on_the_card_while_everything_else_waits(
    desk: Desk, run_worker: RunWorker
) -> None:
    await desk.posted(NORTH)
    await desk.look()
    channel = RecorderChannel()
    await desk.db.write(lambda tx: pausing.pause(tx, 1, desk.clock.now()))
    await desk.db.write(lambda tx: progress.hurry(tx, now=desk.clock.now()))
    await desk.look(seconds=1)
    await run_worker(channel)

    assert "Sending is paused" in await desk.card()
    assert not [words for words in channel.words() if "Sunday" in words]


async def test_the_ledger_is_counted_along_its_index_alone(desk: Desk) -> None:
    plans = []
    for sql in (ledgers._COUNTED, ledgers._WAITING):
        found = await desk.all(f"EXPLAIN QUERY PLAN {sql}", id=1)
        plans += [step["detail"] for step in found if "deliveries" in step["detail"]]

    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN deliveries")]
    counted = [plan for plan in plans if "deliveries_by_broadcast" in plan]
    assert len(counted) >= 4
    assert not [plan for plan in counted if "USING COVERING INDEX" not in plan]


async def test_a_ledger_that_is_being_queued_and_stopped_adds_up(desk: Desk) -> None:
    await desk.posted(NORTH)
    await desk.arrive(5)
    await desk.run("UPDATE deliveries SET repeats = 1 WHERE id = 20")
    await desk.run("UPDATE broadcasts SET stopped_at = 1")

    found = await desk.db.read(lambda tx: outbox.ledger(tx, 1))

    assert found == {
        (State.SENT, None): 5,
        (State.UNKNOWN, Reason.STOPPED): 1,
        (State.SKIPPED, Reason.STOPPED): 38,
    }
