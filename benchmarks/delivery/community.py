"""A community on the disk, with an alert that waits for the press which sends it.

Everything is made through the product's own use cases; only the people, who would each have to
press Start, are made known together.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app.parts import folder, make_services
from bot.clock import SystemClock
from bot.domain.crises.alerts import wording_from
from bot.domain.events import Plan
from bot.domain.messages import Message
from bot.domain.people import Audience, Person, Side
from bot.services import Services
from bot.settings import PLAYGROUND_TOKEN
from bot.storage.sqlite import SqliteDatabase

FIRST_MEMBER = 5_000_000
"""Members are numbered from here on, coordinators from 1."""

NORTH, SOUTH = 1, 2
"""Telegram's numbers of the two who write and approve."""

CHUNK = 5_000

MARKS = ("ck.safe:", "ev.go:")
"""By these presses under them the server knows the alert and the invitation to a meeting."""

ALERT_KIND, INVITATION_KIND = 1, 2

ALERT = {
    "severity": "severe",
    "urgency": "immediate",
    "certainty": "observed",
    "side": "everybody",
    "area": "تبریز، بۆتون محلّه‌لر",
    "headline": "تبریزده گۆجلو زلزله",
    "action": "آچیق یئره چیخین، بینالاردان اوزاق دورون. آسانسوْره مینمه‌یین، قازی باغلایین. "
    "یاخینلارینیزا خبر وئرین.",
    "source": "سئیسمولوژی مرکزی",
}

LANGUAGE = "azb"
"""Everybody reads the same, so that all who are compared send the same."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What stands on the disk: the press that sends the alert and the one under it; the press
    that announces a meeting, an ordinary broadcast to the same people."""

    database: Path
    people: int
    approve: str
    safe: str
    announce: str

    @property
    def everybody(self) -> int:
        """How many a message to everybody is for: the two who coordinate are people too."""
        return self.people + 2


async def settle(path: Path, people: int, *, languages: tuple[str, ...] = (LANGUAGE,)) -> Ready:
    """Make a database at `path` with so many people, all of whom are reached."""
    clock = SystemClock()
    db = await SqliteDatabase.open(
        path,
        owner=f"telegram:{PLAYGROUND_TOKEN.partition(':')[0]}",
        migrations=folder("data") / "migrations",
        now=clock.now(),
    )
    try:
        services = make_services(db, clock, owners=frozenset())
        north, south = await _coordinator(services, NORTH), await _coordinator(services, SOUTH)
        await services.coordination.appoint(north.id, Side.NORTH)
        await services.coordination.appoint(south.id, Side.SOUTH)
        for start in range(0, people, CHUNK):
            await services.people.settle_crowd(
                [
                    (f"telegram:{FIRST_MEMBER + n}", languages[n % len(languages)],
                     (Side.NORTH, Side.SOUTH, Side.BOTH)[n % 3].value, "IR", "Asia/Tehran")
                    for n in range(start, min(people, start + CHUNK))
                ]
            )  # fmt: skip
        approve, alert_id = await _alert(services, clock)
        announce = await _meeting(services, clock)
    finally:
        await db.close()
    return Ready(path, people, approve, f"1:ck.safe:{alert_id}", announce)


async def _coordinator(services: Services, number: int) -> Person:
    person = await services.people.meet(f"telegram:{number}", language=LANGUAGE, opened=True)
    side = Side.NORTH if number == NORTH else Side.SOUTH
    await services.people.choose_side(side, by=person)
    return await services.people.greet(by=person)


async def _alert(services: Services, clock: SystemClock) -> tuple[str, int]:
    """Let the South write an alert; return the North's press that sends it, and its number."""
    south = await services.people.meet(f"telegram:{SOUTH}", language=LANGUAGE, opened=True)
    expires = (clock.now() + timedelta(hours=6)).isoformat()
    pages = await services.alerts.draft(wording_from({**ALERT, "expires": expires}), by=south)
    alert_id = int(_press(pages[-1], "al.submit").rpartition(":")[2])
    await services.alerts.written_in(alert_id, LANGUAGE, by=south)
    await services.alerts.submit(alert_id, by=south)
    north = await services.people.meet(f"telegram:{NORTH}", language=LANGUAGE, opened=True)
    question = await services.alerts.confirm(alert_id, by=north)
    return _press(question, "al.yes"), alert_id


async def _meeting(services: Services, clock: SystemClock) -> str:
    """Let the South draft a meeting for everybody; return the press that announces it."""
    south = await services.people.meet(f"telegram:{SOUTH}", language=LANGUAGE, opened=True)
    starts = clock.now() + timedelta(days=3)
    plan = Plan("شعر گئجه‌سی", starts, "مرکزی کیتابخانا", Audience.EVERYBODY)
    seen = await services.events.draft(plan, by=south)
    return f"1:ev.pub:{seen.event.id}"


def _press(message: Message, verb: str) -> str:
    for row in message.buttons:
        for button in row:
            if f"{verb}:" in button.press:
                return button.press
    raise LookupError(verb)
