"""How soon an alert will be there, and at what cost, said before it is approved."""

from dataclasses import replace

import pytest

from bot.clock import ShiftedClock
from bot.delivery.pacing import Pacer
from bot.domain.estimates import Pace
from bot.language.render import Renderer
from bot.services.crises.alerts import Alerts
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import QUAKE, Crisis

PAID = Pace(30, 1000)
LANGUAGES = ["en", "az", "azb", "ru", "tr", "fa", "de"]


@pytest.fixture
async def crisis(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Crisis:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in(members=38)
    return crisis


async def question(crisis: Crisis, alert_id: int, language: str = "en") -> str:
    asked = await crisis.alerts.confirm(alert_id, by=crisis.other_side)
    return crisis.read(asked, language)


async def test_the_last_question_says_how_soon_and_who_is_first(crisis: Crisis) -> None:
    alert_id = await crisis.submitted()
    await crisis.deliver()

    words = await question(crisis, alert_id)

    soon = "Half of them have it in about 1 second, nearly all (95\u00a0%) in about 1 second."
    assert soon in words
    assert "If many answer meanwhile, it can take half as long again." in words
    assert "First the people in the area" in words
    assert "Stars" not in words
    assert "go first" not in words


async def test_what_waits_already_is_counted(crisis: Crisis) -> None:
    first = await crisis.sending()
    await crisis.run("DELETE FROM deliveries WHERE state = 'waiting' AND broadcast_id IS NULL")
    alert_id = await crisis.submitted(replace(QUAKE, headline="Another one"))

    words = await question(crisis, alert_id)

    # And the two requests to approve the other one.
    assert len(await crisis.told("alert")) == 40
    assert "42 messages of other alerts go first." in words
    assert first != alert_id


async def test_what_was_stopped_is_not_waited_for(crisis: Crisis) -> None:
    first = await crisis.sending()
    await crisis.alerts.stop(first, by=crisis.author)
    alert_id = await crisis.submitted(replace(QUAKE, headline="Another one"))
    await crisis.deliver()

    assert "go first" not in await question(crisis, alert_id)


async def test_who_pays_sees_the_stars_and_what_it_would_be_for_nothing(crisis: Crisis) -> None:
    crisis.alerts = Alerts(crisis.db, crisis.clock, lambda: PAID)
    alert_id = await crisis.submitted()
    await crisis.deliver()

    words = await question(crisis, alert_id)

    assert "Paid sending: at most 4 Stars. Without Stars:\nHalf of them" in words
    assert "half as long again" not in words


async def test_after_a_refusal_nothing_paid_is_promised(crisis: Crisis) -> None:
    pacer = Pacer(per_second=30, paid_per_second=1000)
    crisis.alerts = Alerts(crisis.db, crisis.clock, lambda: pacer.pace)
    alert_id = await crisis.submitted()
    await crisis.deliver()
    promised = await question(crisis, alert_id)

    pacer.unpaid()

    assert "Stars" in promised
    assert "Stars" not in await question(crisis, alert_id)
    pacer.pay_again()
    assert await question(crisis, alert_id) == promised


async def test_a_correction_goes_first_to_those_who_have_it_wrong(crisis: Crisis) -> None:
    alert_id = await crisis.sending()
    await crisis.deliver()
    await crisis.alerts.correct(alert_id, {"headline": "A smaller one"}, by=crisis.author)
    row = await crisis.one("SELECT MAX(id) AS id FROM alerts")

    words = await question(crisis, row["id"])

    assert "First those who have what it corrects" in words
    assert "Then the copies of the one it corrects are changed: about 1 second more." in words


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_said_in_every_language(crisis: Crisis, language: str) -> None:
    crisis.alerts = Alerts(crisis.db, crisis.clock, lambda: PAID)
    alert_id = await crisis.submitted()

    words = await question(crisis, alert_id, language)

    assert "⏱" in words
    assert "⭐" in words
    assert "[" not in words
