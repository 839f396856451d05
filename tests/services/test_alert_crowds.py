"""Alerts for very many: what is said, counted and queued when the rows come a little later."""

import asyncio
from dataclasses import replace

import pytest

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import CheckIn
from bot.domain.people import Person, Side
from bot.language.render import Renderer
from bot.storage import enlistments, outbox
from bot.storage.audiences import PLACES
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.delivery.queued import until_queued
from tests.services.crisis import NOON, QUAKE, Crisis


@pytest.fixture
async def crisis(
    db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> Crisis:
    """A community that counts as a large one: six people of the South, one of the North."""
    monkeypatch.setattr(enlistments, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(outbox, "AT_ONCE", 1)
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in(members=4)
    return crisis


async def test_who_lives_in_the_area_comes_first_then_who_helps_then_who_was_seen_last(
    crisis: Crisis,
) -> None:
    there, near, helper, late = crisis.members
    await crisis.run("UPDATE people SET city = 'تبریز' WHERE id = :id", id=there.id)
    await crisis.run("UPDATE people SET country = 'IR' WHERE id = :id", id=near.id)
    await crisis.run("UPDATE people SET seen_at = 1 WHERE id = :id", id=crisis.author.id)
    await crisis.run("UPDATE people SET seen_at = 2 WHERE id = :id", id=crisis.same_side.id)
    await crisis.run(
        "INSERT INTO volunteers (person_id, skills, languages, state, offered_at)"
        " VALUES (:id, 'talk', 'az', 'confirmed', 0)",
        id=helper.id,
    )

    await crisis.sending(replace(QUAKE, area="Tabriz, Iran"))
    await until_queued(crisis.db)

    helpers = [helper.id, crisis.same_side.id, crisis.author.id]
    assert await crisis.told("alert") == [there.id, near.id, *helpers, late.id]


async def test_an_alert_that_is_being_queued_is_not_over_and_counts_whom_it_is_for(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()

    await crisis.alerts.finish_due()
    card = crisis.read(await crisis.alerts.tally(alert_id, by=crisis.author))
    assert await crisis.state(alert_id) == "sending"
    await until_queued(crisis.db)
    after = crisis.read(await crisis.alerts.tally(alert_id, by=crisis.author))

    assert card == after
    await crisis.deliver()
    await crisis.alerts.finish_due()
    assert await crisis.state(alert_id) == "sent"


async def test_a_stop_says_at_once_how_many_have_an_alert(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await until_queued(crisis.db)
    await crisis.deliver(only=crisis.members[0])

    answer = crisis.read(await crisis.alerts.stop(alert_id, by=crisis.author))
    card = crisis.read(await crisis.alerts.tally(alert_id, by=crisis.author))
    await until_queued(crisis.db)

    assert "1 person" in answer
    assert card == crisis.read(await crisis.alerts.tally(alert_id, by=crisis.author))
    waiting = await crisis.all(
        "SELECT person_id FROM deliveries WHERE state = 'waiting' AND broadcast_id IS NOT NULL"
    )
    assert waiting == []


async def test_a_correction_while_the_alert_is_still_being_queued_reaches_everybody_once(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    first = await crisis.db.write(one_place)
    await crisis.deliver(only=next(it for it in everybody(crisis) if it.id == first))

    await crisis.corrected(alert_id)
    await until_queued(crisis.db)

    told = await crisis.told("correction")
    assert sorted(told) == sorted(it.id for it in everybody(crisis))
    assert told[0] == first
    going = {person for person, _ in await crisis.lane()}
    assert {kind for _, kind in await crisis.lane()} == {"correction"}
    assert going == set(told)


async def test_a_retraction_tells_whoever_has_it_once_and_then_edits_their_copies(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    await until_queued(crisis.db)
    await crisis.deliver(only=crisis.members[0])
    await crisis.deliver("unknown", only=crisis.members[1])
    await crisis.alerts.answer(alert_id, CheckIn.SAFE, by=crisis.members[2])

    answers = [
        crisis.read(await crisis.alerts.retract(alert_id, by=crisis.author)) for _ in range(2)
    ]
    await until_queued(crisis.db)

    held = {it.id for it in crisis.members[:3]}
    assert answers[0] == answers[1]
    assert "3 people" in answers[0]
    assert set(await crisis.told("retraction")) == held
    assert len(await crisis.told("retraction")) == 3
    edits = await crisis.all(
        "SELECT person_id, rank FROM deliveries WHERE action = 'edit' AND rank >= 1000"
    )
    assert edits == [{"person_id": crisis.members[0].id, "rank": 1000}]


async def test_that_a_danger_is_over_is_said_once_however_often_it_is_pressed(
    crisis: Crisis,
) -> None:
    alert_id = await crisis.sending()
    await until_queued(crisis.db)
    await crisis.deliver()

    await asyncio.gather(*(crisis.alerts.clear(alert_id, by=crisis.author) for _ in range(3)))
    await until_queued(crisis.db)

    assert sorted(await crisis.told("all_clear")) == sorted(it.id for it in everybody(crisis))


async def test_who_joins_while_an_alert_is_out_hears_that_it_is_withdrawn(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await until_queued(crisis.db)
    await crisis.pass_time(seconds=1)
    new = await crisis.person(Side.SOUTH)

    await crisis.alerts.retract(alert_id, by=crisis.author)
    await until_queued(crisis.db)

    assert await crisis.told("retraction") == [new.id]


def everybody(crisis: Crisis) -> list[Person]:
    return [crisis.author, crisis.same_side, *crisis.members]


def one_place(tx: Tx) -> int:
    """Queue the first place in line of what is most urgent; return whose it is."""
    urgent = enlistments.most_urgent(tx)
    assert urgent is not None
    wanted = enlistments.by_id(tx, urgent[0])
    assert wanted is not None
    places = enlistments.line(tx, wanted, now=NOON)
    assert enlistments.take(tx, wanted, places[:1], last=False, now=NOON)
    return int(places[0]) // PLACES
