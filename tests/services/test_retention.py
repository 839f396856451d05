"""Nothing is kept longer than it serves, and nothing goes while it serves."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.domain.clocktime import to_micros
from bot.domain.crises.alerts import CheckIn
from bot.domain.delivery import Lane
from bot.domain.events import Plan, SignUp
from bot.domain.messages import Message, text
from bot.domain.people import Audience, Side
from bot.domain.retention import KEPT_FOR, Kept
from bot.language.render import Renderer
from bot.services.crises.cases import Cases
from bot.services.events import Events
from bot.services.retention import MOST, Retention
from bot.storage import coordination, drafts, inbox, outbox, volunteers
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, RunWorker
from tests.recorder import RecorderChannel
from tests.services.crisis import Crisis

DAY = timedelta(days=1)


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


@pytest.fixture
def retention(db: SqliteDatabase, clock: ShiftedClock) -> Retention:
    return Retention(db, clock)


async def count(crisis: Crisis, table: str, where: str = "1") -> int:
    rows = await crisis.all(f"SELECT COUNT(*) AS n FROM {table} WHERE {where}")
    return int(rows[0]["n"])


async def published(crisis: Crisis, *, starts: datetime) -> int:
    """Let the author announce an event; return its number."""
    plan = Plan("Picnic", starts, "Park", Audience.SOUTH)
    events = Events(crisis.db, crisis.clock)
    seen = await events.draft(plan, by=crisis.author)
    await events.publish(seen.event.id, by=crisis.author)
    return seen.event.id


def test_the_table_for_people_says_what_the_code_does() -> None:
    page = (HOME / "docs" / "RETENTION.md").read_text(encoding="utf-8")

    said = re.findall(r"^\| ([a-z -]+) \| (\d+) days? \|", page, re.MULTILINE)

    assert {what: timedelta(days=int(days)) for what, days in said} == {
        what.value: kept for what, kept in KEPT_FOR.items()
    }
    assert f"at most {MOST:,} rows" in page


async def test_handled_updates_go_after_two_days_but_the_newest_and_what_waits(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    def take_in(tx: Tx) -> None:
        rows = [{"number": n, "queue": "telegram:1", "payload": "{}"} for n in (1, 2, 3, 4)]
        inbox.take_in(tx, rows, now=clock.now())
        for number in (1, 3, 4):
            inbox.settle(tx, number, state="done", now=clock.now())

    await crisis.db.write(take_in)
    kept = await crisis.all("SELECT queue, payload FROM inbox WHERE number = 1")
    assert kept == [{"queue": "", "payload": None}]
    clock.forward(2 * DAY)
    await retention.tidy()
    assert await count(crisis, "inbox") == 4

    clock.forward(timedelta(seconds=1))
    await retention.tidy()

    numbers = [row["number"] for row in await crisis.all("SELECT number FROM inbox")]
    assert numbers == [2, 4]


async def test_codes_and_drafts_go_after_a_week(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    now, author = clock.now(), crisis.author.id

    def leave_behind(tx: Tx) -> None:
        coordination.add_code(tx, "abc", "role", {}, person_id=author, now=now, expires_at=now)
        drafts.keep(tx, author, "event", field="title", answers="{}", number=1, now=now)

    await crisis.db.write(leave_behind)
    clock.forward(7 * DAY)
    await retention.tidy()
    assert [await count(crisis, "codes"), await count(crisis, "drafts")] == [1, 1]

    clock.forward(timedelta(seconds=1))
    await retention.tidy()

    assert [await count(crisis, "codes"), await count(crisis, "drafts")] == [0, 0]


async def test_an_abandoned_event_draft_goes_and_a_published_event_stays(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    starts = clock.now() + 40 * DAY
    await Events(crisis.db, clock).draft(
        Plan("Forgotten", starts, "", Audience.SOUTH), by=crisis.author
    )
    await published(crisis, starts=starts)
    clock.forward(46 * DAY)
    await retention.tidy()
    assert await count(crisis, "events") == 2

    clock.forward(2 * DAY)
    await retention.tidy()

    assert await crisis.all("SELECT title FROM events") == [{"title": "Picnic"}]


async def test_words_to_one_person_are_emptied_a_day_after_they_arrived(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    posting = outbox.Posting(Lane.CRISIS, clock.now())
    note = Message(text("case.note", name="Araz", words="third floor"))
    await crisis.db.write(lambda tx: outbox.to_person(tx, crisis.author.id, note, posting))
    clock.forward(5 * DAY)
    await retention.tidy()
    assert await count(crisis, "contents", "message LIKE '%third floor%'") == 1
    await crisis.deliver()

    clock.forward(DAY + timedelta(seconds=1))
    await retention.tidy()

    assert await crisis.all("SELECT message FROM contents") == [{"message": ""}]
    assert await count(crisis, "deliveries") == 1


async def test_what_no_delivery_points_to_goes_at_once(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    event_id = await published(crisis, starts=clock.now() + 3 * DAY)
    await crisis.group("south")
    events = Events(crisis.db, clock)
    for title in ("One", "Two", "Three"):
        await events.rename(event_id, title, by=crisis.author)
    before = await count(crisis, "contents")

    await retention.tidy()

    orphans = "id NOT IN (SELECT content_id FROM deliveries WHERE content_id IS NOT NULL)"
    assert await count(crisis, "contents", orphans) == 0
    assert await count(crisis, "contents") < before


async def test_the_card_of_an_event_to_come_can_be_edited_however_old_it_is(
    crisis: Crisis,
    retention: Retention,
    clock: ShiftedClock,
    run_worker: RunWorker,
) -> None:
    channel = RecorderChannel()
    await crisis.group("south")
    event_id = await published(crisis, starts=clock.now() + 200 * DAY)
    await run_worker(channel)
    clock.forward(150 * DAY)
    await retention.tidy()
    words = await crisis.all("SELECT message FROM contents WHERE message = ''")
    assert words == []

    member = crisis.members[0]
    await Events(crisis.db, clock).answer(event_id, SignUp.GOING, by=member)
    await run_worker(channel)

    assert channel.calls[-1].action == "edit"
    assert channel.calls[-1].address == "telegram:-south"


async def test_words_of_an_event_that_is_over_are_emptied_after_30_days(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    await published(crisis, starts=clock.now() + 3 * DAY)
    await crisis.deliver()
    audience = await count(crisis, "deliveries")
    clock.forward(30 * DAY)
    await retention.tidy()
    assert await count(crisis, "contents", "message <> ''") > 0

    clock.forward(DAY)
    await retention.tidy()

    assert await count(crisis, "contents", "message <> ''") == 0
    assert await count(crisis, "deliveries") == audience


async def test_a_volunteers_card_stays_as_long_as_they_are_one(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    member = crisis.members[0].id

    def offer(tx: Tx) -> None:
        volunteers.offer(
            tx, member, skills="legal", languages="az", country=None, hours="", now=clock.now()
        )
        posting = outbox.Posting(Lane.NOTICE, clock.now(), card=f"volunteer:{member}")
        outbox.to_person(tx, crisis.author.id, Message(text("menu.menu")), posting)

    await crisis.db.write(offer)
    await crisis.deliver()
    clock.forward(100 * DAY)
    await retention.tidy()
    assert await count(crisis, "deliveries") == 1

    await crisis.run("UPDATE volunteers SET state = 'left', decided_at = :now", now=0)
    await retention.tidy()

    assert await count(crisis, "volunteers") == 0
    await retention.tidy()
    assert [await count(crisis, "deliveries"), await count(crisis, "contents")] == [0, 0]


async def test_answers_go_30_days_after_the_alert_ended_and_the_count_stays(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    alert_id = await crisis.sent()
    first, second, _ = crisis.members
    await crisis.alerts.answer(alert_id, CheckIn.CAN, by=first)
    await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=first)
    await crisis.alerts.answer(alert_id, CheckIn.HELP, by=second)
    await crisis.pass_time(hours=7)
    assert await crisis.state(alert_id) == "ended"
    card = await crisis.alerts.tally(alert_id, by=crisis.author)
    clock.forward(30 * DAY - timedelta(hours=1))
    await retention.tidy()
    assert await count(crisis, "check_ins") == 2

    clock.forward(timedelta(hours=2))
    await retention.tidy()
    clock.forward(100 * DAY)
    await retention.tidy()

    assert await count(crisis, "check_ins") == 0
    assert await count(crisis, "check_in_history") == 0
    assert await crisis.alerts.tally(alert_id, by=crisis.author) == card


async def test_an_old_ledger_becomes_totals_with_the_same_sum(
    crisis: Crisis,
    retention: Retention,
    clock: ShiftedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.services.retention.MOST", 2)
    await crisis.person(Side.SOUTH, reachable=False)
    await published(crisis, starts=clock.now() + 3 * DAY)
    await crisis.deliver("failed", only=crisis.members[0])
    await crisis.deliver()
    await crisis.run("UPDATE deliveries SET reason = 'blocked' WHERE state = 'failed'")
    before = await crisis.db.read(lambda tx: outbox.ledger(tx, 1))
    listed = await crisis.db.read(lambda tx: coordination.broadcasts(tx, limit=8))
    clock.forward(90 * DAY)
    await retention.tidy()
    assert await count(crisis, "delivery_totals") == 0

    clock.forward(timedelta(seconds=1))
    await retention.tidy()

    assert await count(crisis, "deliveries", "broadcast_id = 1") == 0
    assert await crisis.db.read(lambda tx: outbox.ledger(tx, 1)) == before
    assert await crisis.db.read(lambda tx: coordination.broadcasts(tx, limit=8)) == listed


async def test_a_closed_case_goes_after_30_days_and_an_open_one_stays(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    cases = Cases(crisis.db, clock)
    first, second, _ = crisis.members
    await cases.open(by=first)
    await cases.open(by=second)
    await cases.withdraw(1, by=first)

    clock.forward(31 * DAY)
    await retention.tidy()

    assert await crisis.all("SELECT id FROM cases") == [{"id": 2}]
    assert await count(crisis, "case_steps", "case_id = 1") == 0


async def test_more_rows_than_fit_into_one_transaction_go_in_several(
    crisis: Crisis, retention: Retention, clock: ShiftedClock
) -> None:
    now = to_micros(clock.now())
    rows = [{"n": n, "now": now} for n in range(2 * MOST + 5)]
    sql = "INSERT INTO audit (action, subject, noted_at) VALUES ('x', :n, :now)"
    await crisis.db.write(lambda tx: tx.many(sql, rows))
    clock.forward(366 * DAY)

    assert await retention.let_go(Kept.AUDIT) == len(rows)

    assert await count(crisis, "audit") == 0


async def test_tidying_empties_the_log_that_still_holds_what_was_erased(
    crisis: Crisis, retention: Retention, tmp_path: Path
) -> None:
    assert crisis.author
    log = tmp_path / "korpu.db-wal"
    assert log.stat().st_size > 0

    await retention.tidy()

    assert log.stat().st_size == 0
