"""A community on the disk with a letter and an alert that wait for the press which sends them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app.parts import make_services
from bot.clock import SystemClock
from bot.domain.audiences import Selection
from bot.domain.crises.alerts import Certainty, Severity, Urgency, Wording
from bot.domain.media import Content
from bot.domain.messages import Message
from bot.domain.people import Audience, Person, Side
from bot.services import Services
from bot.storage import pausing
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME
from tests.delivery.doomed import STAMP

NORTH, SOUTH = 1, 2
"""Telegram's numbers of the two who write and approve."""

FIRST_MEMBER = 5_000_000

HEADLINE, RIGHT_HEADLINE, LETTER = "Strong earthquake", "Light earthquake", "Picnic on Sunday"

QUAKE = Wording(
    severity=Severity.SEVERE,
    urgency=Urgency.IMMEDIATE,
    certainty=Certainty.OBSERVED,
    audience=Audience.EVERYBODY,
    area="Tabriz, all districts",
    headline=HEADLINE,
    action="Go out into the open",
    source="Seismological centre",
    expires=SystemClock().now() + timedelta(hours=6),
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands at `path`: so many `people` (the two who coordinate among them), the presses
    that send the letter and the alert, and the alert's number."""

    path: Path
    people: int
    letter: str
    alert: str
    alert_id: int


async def open_database(path: Path) -> SqliteDatabase:
    """Open a database of the doomed bot."""
    return await SqliteDatabase.open(
        path, owner=STAMP, migrations=HOME / "data" / "migrations", now=SystemClock().now()
    )


async def settle(path: Path, members: int) -> Settled:
    """Let a community come, all of whom are reached and read English."""
    db = await open_database(path)
    try:
        services = services_of(db)
        north = await _coordinator(services, NORTH, Side.NORTH)
        south = await _coordinator(services, SOUTH, Side.SOUTH)
        await services.people.settle_crowd(
            [
                (
                    f"telegram:{FIRST_MEMBER + n}",
                    "en",
                    (Side.NORTH, Side.SOUTH, Side.BOTH)[n % 3].value,
                    "DE",
                    "Europe/Berlin",
                )
                for n in range(members)
            ]
        )
        letter = await _letter(services, by=north)
        alert_id, alert = await submitted(services, by=south, to=north)
    finally:
        await db.close()
    return Settled(path, members + 2, letter, alert, alert_id)


async def correct(settled: Settled) -> None:
    """Let the South correct the alert and the North approve that, while no bot runs."""
    db = await open_database(settled.path)
    try:
        services = services_of(db)
        north, south = await person(services, NORTH), await person(services, SOUTH)
        changes = {"headline": RIGHT_HEADLINE, "severity": "minor"}
        pages = await services.alerts.correct(settled.alert_id, changes, by=south)
        alert_id = settled.alert_id + 1
        if any("al.submit" in button.press for row in pages[-1].buttons for button in row):
            await services.alerts.submit(alert_id, by=south)
        await press_yes(services, alert_id, by=north)
    finally:
        await db.close()


async def pause(settled: Settled, *, on: bool) -> None:
    """Pause everything, or let it go on, while no bot runs."""
    db = await open_database(settled.path)
    now = SystemClock().now()
    try:
        await db.write(lambda tx: pausing.pause(tx, 1, now) if on else pausing.unpause(tx))
    finally:
        await db.close()


def services_of(db: SqliteDatabase) -> Services:
    """Return what can be done, over a database."""
    return make_services(db, SystemClock(), owners=frozenset())


async def person(services: Services, number: int) -> Person:
    """Return who has this number at Telegram."""
    return await services.people.meet(f"telegram:{number}", language="en", opened=True)


async def submitted(services: Services, *, by: Person, to: Person) -> tuple[int, str]:
    """Let somebody write the alert; return its number, and the other's press that sends it."""
    await services.alerts.draft(QUAKE, by=by)
    alert_id = 1
    await services.alerts.submit(alert_id, by=by)
    question = await services.alerts.confirm(alert_id, by=to)
    return alert_id, _press(question, "al.yes")


async def press_yes(services: Services, alert_id: int, *, by: Person) -> None:
    """Approve an alert as its last question stands."""
    question = await services.alerts.confirm(alert_id, by=by)
    seal, counted, unsaid = _press(question, "al.yes").split(":")[3:]
    await services.alerts.approve(
        alert_id, seal=seal, counted=int(counted), with_unsaid=unsaid == "1", by=by
    )


async def _coordinator(services: Services, number: int, side: Side) -> Person:
    known = await person(services, number)
    await services.people.choose_side(side, by=known)
    await services.people.greet(by=known)
    await services.coordination.appoint(known.id, side)
    return await person(services, number)


async def _letter(services: Services, *, by: Person) -> str:
    await services.broadcasts.draft(Selection(everybody=True), Content(LETTER), by=by)
    question = await services.broadcasts.confirm(1, version=1, by=by)
    assert isinstance(question, Message)
    return _press(question, "bc.yes")


def _press(message: Message, verb: str) -> str:
    for row in message.buttons:
        for button in row:
            if f"{verb}:" in button.press:
                return button.press
    raise LookupError(verb)
