"""Whoever asks to be forgotten is gone: from the tables, from the disk, from others' cards."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.domain.clocktime import to_micros
from bot.domain.crises.alerts import CheckIn
from bot.domain.crises.cases import Kind
from bot.domain.delivery import State
from bot.domain.events import Plan, SignUp
from bot.domain.groups import GroupSide
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.services import Services
from bot.storage import inbox, outbox, people
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import RunWorker
from tests.recorder import RecorderChannel
from tests.services.crisis import TO_ALL, Crisis

NAME = 'Xoşqədəm "Zümrüd"'
ADDRESS = "telegram:7190233501"
WORDS = "insulin lazımdır, üçüncü mərtəbə"
NOTE = "qapını döyün, zəng işləmir"
DRAFTED = "çadırların sayı hələ bilinmir"
ASKING = 500
"""The number of the update with which the person asks to be forgotten."""


class Home:
    """A community in which one person has left traces everywhere."""

    def __init__(self, crisis: Crisis, services: Services, run: RunWorker) -> None:
        self.crisis = crisis
        self.db = crisis.db
        self.services = services
        self.run = run
        self.channel = RecorderChannel()

    async def person(self, address: str, *, name: str | None, side: Side = Side.SOUTH) -> Person:
        person = await self.services.people.meet(address, language="en", opened=True)
        person = await self.services.people.choose_side(side, by=person)
        return await self.services.people.choose_name(name or "", by=person)

    async def volunteer(self, person: Person) -> None:
        offer = {"skills": "medical", "languages": "az", "country": "DE", "hours": "nights"}
        await self.services.volunteers.offer(offer, by=person)
        await self.services.volunteers.confirm(person.id, trusted=True, by=self.crisis.author)

    async def deliver(self) -> None:
        await self.run(self.channel)

    async def again(self, person: Person) -> Person:
        found = await self.db.read(lambda tx: people.by_id(tx, person.id))
        assert found is not None
        return found

    async def receive(self, number: int, words: str) -> None:
        """Take in an update of the person that has not been handled yet."""
        payload = json.dumps({"from": {"id": 7190233501, "first_name": NAME}, "text": words})
        update = {"number": number, "queue": ADDRESS, "payload": payload}
        now = self.crisis.clock.now()
        await self.db.write(lambda tx: inbox.take_in(tx, [update], now=now))

    async def forget(self, person: Person) -> bool:
        return await self.services.erasures.forget(number=ASKING, by=person)

    def on_the_disk(self) -> list[str]:
        """Return which traces stand in the database, its log or its index."""
        raw = b"".join(file.read_bytes() for file in self.files())
        escaped = [json.dumps(NAME, ensure_ascii=only)[1:-1] for only in (True, False)]
        traces = (NAME, *escaped, ADDRESS, ADDRESS[9:], WORDS, NOTE, DRAFTED)
        return [trace for trace in traces if trace.encode() in raw]

    def files(self) -> Iterator[Path]:
        for file in sorted(self.db._path.parent.iterdir()):
            if file.name.startswith(self.db._path.name):
                yield file


@pytest.fixture
async def home(crisis: Crisis, run_worker: RunWorker) -> Home:
    services = make_services(crisis.db, crisis.clock, owners=frozenset())
    return Home(crisis, services, run_worker)


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    return crisis


@pytest.fixture
async def somebody(home: Home) -> Person:
    """Somebody with traces everywhere: settings, an event, a group, an alert, a case, a draft."""
    services, crisis = home.services, home.crisis
    somebody = await home.person(ADDRESS, name=NAME)
    helper = await home.person("telegram:9001", name="Sona")
    await home.volunteer(helper)
    await home.volunteer(somebody)
    await services.drafts.keep(
        somebody.id, "need", field="words", answers={"words": DRAFTED}, number=1
    )
    await services.groups.seeded("telegram:-500", "House", GroupSide.SOUTH)
    await services.groups.ask("telegram:-500", window=ADDRESS, number=2, by=somebody)
    await services.groups.accept(1, by=somebody)
    alert_id = await crisis.sending()
    await services.alerts.answer(alert_id, CheckIn.HELP, by=somebody)
    await services.cases.say_kind(1, Kind.MEDICAL, by=somebody)
    await services.cases.take(1, by=await home.again(helper))
    await services.cases.say_words(1, WORDS, by=somebody)
    await services.cases.write(1, NOTE, by=somebody)
    await home.deliver()
    await home.receive(ASKING, "yes, delete me")
    return await home.again(somebody)


async def test_nothing_of_a_forgotten_person_is_left_in_the_files(
    home: Home, somebody: Person
) -> None:
    assert set(home.on_the_disk()) >= {NAME, ADDRESS, WORDS, NOTE, DRAFTED}

    gone = await home.forget(somebody)

    assert gone
    assert home.on_the_disk() == []


async def test_no_row_points_to_a_forgotten_person(home: Home, somebody: Person) -> None:
    await home.forget(somebody)

    def pointing(tx: Tx) -> list[str]:
        tables = [
            row["name"] for row in tx.all("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        found = []
        for table in tables:
            for key in tx.all(f"PRAGMA foreign_key_list({table})"):
                if key["table"] == "people":
                    sql = f"SELECT 1 FROM {table} WHERE {key['from']} = :id"
                    found += [f"{table}.{key['from']}"] * len(tx.all(sql, {"id": somebody.id}))
        return found

    assert await home.db.read(pointing) == []
    assert await home.crisis.all("SELECT * FROM erasures") == []


async def test_others_cards_say_kindly_that_there_is_nothing_left_to_decide(
    home: Home, somebody: Person
) -> None:
    await home.forget(somebody)

    before = len(home.channel.calls)
    await home.deliver()
    said = [call.html for call in home.channel.calls[before:]]
    assert sum("has deleted their data" in words for words in said) == 4
    assert not any(NAME in words or "Zümrüd" in words for words in said)


async def test_whoever_had_taken_the_case_hears_that_it_is_over(
    home: Home, somebody: Person
) -> None:
    await home.forget(somebody)

    before = len(home.channel.calls)
    await home.deliver()
    to_helper = [c.html for c in home.channel.calls[before:] if c.address == "telegram:9001"]
    assert len(to_helper) == 2
    assert await home.crisis.all("SELECT * FROM cases") == []


async def test_a_case_that_a_forgotten_volunteer_had_taken_goes_to_others(home: Home) -> None:
    helper = await home.person(ADDRESS, name=NAME)
    other = await home.person("telegram:9002", name="Elnaz")
    needy = await home.person("telegram:9003", name="Araz")
    await home.volunteer(helper)
    await home.volunteer(other)
    await home.services.cases.open(by=needy)
    await home.services.cases.take(1, by=await home.again(helper))
    await home.deliver()
    before = len(home.channel.calls)

    await home.forget(await home.again(helper))

    await home.deliver()
    told = {call.address for call in home.channel.calls[before:]}
    assert {"telegram:9002", "telegram:9003"} <= told
    assert ADDRESS not in told
    states = await home.crisis.all("SELECT state, taken_by FROM cases")
    assert states == [{"state": "open", "taken_by": None}]


async def test_a_place_that_is_given_up_goes_to_who_waits(home: Home, clock: ShiftedClock) -> None:
    going = await home.person(ADDRESS, name=NAME)
    waiting = await home.person("telegram:9002", name="Elnaz")
    author = await home.again(home.crisis.author)
    plan = Plan("Picnic", clock.now() + timedelta(days=3), "Park", Audience.SOUTH, places=1)
    seen = await home.services.events.draft(plan, by=author)
    await home.services.events.publish(seen.event.id, by=author)
    for person in (going, waiting):
        await home.services.events.answer(seen.event.id, SignUp.GOING, by=person)

    await home.forget(going)

    signed_up = await home.crisis.all("SELECT person_id, answer FROM sign_ups")
    assert signed_up == [{"person_id": waiting.id, "answer": "going"}]


async def test_the_ledger_of_a_broadcast_keeps_its_sum(home: Home, somebody: Person) -> None:
    broadcasts = await home.crisis.all("SELECT id, audience FROM broadcasts ORDER BY id")

    await home.forget(somebody)

    for row in broadcasts:
        ledger = await home.db.read(partial(outbox.ledger, broadcast_id=row["id"]))
        assert sum(ledger.values()) == row["audience"]


async def test_what_is_on_its_way_while_somebody_leaves_is_unknown(home: Home) -> None:
    leaving = await home.person(ADDRESS, name=NAME)
    await home.crisis.sending()
    await home.crisis.run(
        "UPDATE deliveries SET state = 'sending', owner = 'us', leased_until_at = 0"
        " WHERE person_id = :id AND broadcast_id IS NOT NULL",
        id=leaving.id,
    )

    await home.forget(leaving)

    ledger = await home.db.read(lambda tx: outbox.ledger(tx, 1))
    assert sum(n for (state, _), n in ledger.items() if state is State.UNKNOWN) == 1
    assert await home.crisis.all("SELECT 1 FROM deliveries WHERE address = :it", it=ADDRESS) == []


async def test_what_names_them_and_is_on_its_way_to_others_is_emptied_when_it_is_there(
    home: Home, clock: ShiftedClock
) -> None:
    author = home.crisis.author
    leaving = await home.person(ADDRESS, name=NAME)
    await home.services.cases.open(by=leaving)
    await home.services.cases.take(1, by=await home.again(author))
    await home.services.cases.write(1, NOTE, by=leaving)

    assert not await home.forget(leaving)

    assert NOTE in home.on_the_disk()
    await home.deliver()
    clock.forward(timedelta(minutes=1))
    assert await home.services.erasures.finish_due() == 1
    assert home.on_the_disk() == []
    assert await home.services.erasures.next_due() is None


async def test_while_somebody_else_reads_the_database_we_say_that_it_takes_a_moment(
    home: Home, somebody: Person, clock: ShiftedClock
) -> None:
    with closing(sqlite3.connect(home.db._path, isolation_level=None)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT COUNT(*) FROM people").fetchone()
        assert not await home.forget(somebody)
        due = await home.services.erasures.next_due()

    assert due == clock.now() + timedelta(minutes=1)
    clock.forward(timedelta(minutes=1))
    assert await home.services.erasures.finish_due() == 1
    assert home.on_the_disk() == []


async def test_after_a_kill_in_the_middle_the_sweep_finishes(
    home: Home, somebody: Person, clock: ShiftedClock
) -> None:
    # Killed after the commit: what the transaction has done stands, the disk is not clean.
    await home.db.write(lambda tx: home.services.erasures._forget(tx, number=ASKING, by=somebody))

    assert await home.services.erasures.next_due() == clock.now()
    assert await home.services.erasures.finish_due() == 1
    assert home.on_the_disk() == []


async def test_what_somebody_sends_after_it_begins_anew(home: Home, somebody: Person) -> None:
    await home.receive(ASKING + 1, "/start")

    await home.forget(somebody)
    newcomer = await home.services.people.meet(ADDRESS, language="en", opened=True)

    waiting = await home.crisis.all("SELECT number FROM inbox WHERE state = 'waiting'")
    assert [row["number"] for row in waiting] == [ASKING + 1]
    assert newcomer.id > somebody.id
    assert newcomer.name is None
    assert not newcomer.greeted


async def test_the_number_of_the_newest_person_is_not_given_to_the_next(home: Home) -> None:
    newest = await home.person(ADDRESS, name=NAME)

    await home.forget(newest)
    next_one = await home.person("telegram:9004", name="Aytac")

    assert next_one.id == newest.id + 1


async def test_whoever_holds_a_role_gives_it_back_first(home: Home) -> None:
    author = home.crisis.author

    with pytest.raises(Refusal):
        await home.forget(author)

    assert await home.again(author) == author


async def test_being_forgotten_twice_is_being_forgotten_once(home: Home, somebody: Person) -> None:
    await home.forget(somebody)
    # A second press came before the first was handled: it makes a stranger known again.
    stranger = await home.services.people.meet(ADDRESS, language="en", opened=False)

    assert await home.services.erasures.forget(number=ASKING + 1, by=stranger)

    assert home.on_the_disk() == []


async def test_volunteers_stay_confirmed_when_who_confirmed_them_is_forgotten(home: Home) -> None:
    helper = await home.person("telegram:9001", name="Sona")
    needy = await home.person("telegram:9003", name="Araz")
    await home.volunteer(helper)
    author = home.crisis.author
    now = to_micros(home.crisis.clock.now())
    await home.crisis.run("UPDATE roles SET revoked_at = :now WHERE person_id = :id",
                          now=now, id=author.id)  # fmt: skip

    await home.forget(await home.again(author))
    await home.services.cases.open(by=needy)
    await home.deliver()

    assert "telegram:9001" in home.channel.addresses()


async def test_words_of_an_alert_that_never_went_out_go_with_their_author(home: Home) -> None:
    author = home.crisis.author
    await home.crisis.alerts.draft(TO_ALL, by=author)
    said = {"headline": "Землетрясение", "action": "Выйдите"}
    await home.crisis.alerts.add_text(1, "ru", said, by=author)
    await home.crisis.run("UPDATE roles SET revoked_at = 0 WHERE person_id = :id", id=author.id)

    await home.forget(await home.again(author))

    fields = "headline, action, source, versions, author_id"
    alerts = await home.crisis.all(f"SELECT {fields} FROM alerts")
    empty = {"headline": "", "action": "", "source": "", "versions": "{}", "author_id": None}
    assert alerts == [empty]


async def test_several_who_leave_at_once_are_all_gone(home: Home, clock: ShiftedClock) -> None:
    leaving = [await home.person(f"telegram:71902335{n:02}", name=f"{NAME} {n}") for n in range(5)]

    gone = await asyncio.gather(
        *(home.services.erasures.forget(number=ASKING, by=person) for person in leaving)
    )

    if not all(gone):
        # Each reads while another empties the log: who was told "in minutes" is gone by then.
        clock.forward(timedelta(minutes=1))
        await home.services.erasures.finish_due()
    assert await home.services.erasures.next_due() is None
    assert NAME not in home.on_the_disk()
