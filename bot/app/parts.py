"""The bot put together over one database and one account; the same live and in the playground."""

import asyncio
import contextlib
import logging
import os
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.conversation.router import Router
from bot.delivery.budget import ChatLimits
from bot.delivery.pacing import Pacer
from bot.delivery.queueing import Queueing
from bot.delivery.worker import Worker
from bot.domain.estimates import Pace
from bot.domain.messages import Message, text
from bot.domain.people import Person
from bot.language.captions import letters_of, room_for
from bot.language.catalogue import Catalogues
from bot.language.reader import Reader
from bot.language.render import Renderer
from bot.language.script import Converter
from bot.scheduler import Sweep, start_housekeeping
from bot.services import Services
from bot.services.bridges import Bridges, Look, calling, sees_everything
from bot.services.bridges.calling import Calling
from bot.services.broadcasts import Broadcasts
from bot.services.broadcasts.previews import Measure
from bot.services.broadcasts.progress import Progress
from bot.services.coordination import Coordination
from bot.services.crises.alerts import Alerts
from bot.services.crises.cases import Cases
from bot.services.drafts import Drafts
from bot.services.erasures import Erasures
from bot.services.events import Events
from bot.services.finding import Finding
from bot.services.groups import Groups
from bot.services.people import People
from bot.services.retention import Retention
from bot.services.volunteers import Volunteers
from bot.services.wordbook import Wordbook
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.bridging.sight import looking
from bot.telegram.bridging.traffic import Traffic
from bot.telegram.client import Bots
from bot.telegram.intake import Intake
from bot.telegram.menus import Menus
from bot.telegram.menus_again import show_menus
from bot.telegram.mouth import Mouth
from bot.telegram.profile import publish_profile
from bot.telegram.sender import TelegramChannel
from handlers import ROUTES

logger = logging.getLogger(__name__)

CHECKOUT = Path(__file__).resolve().parent.parent.parent
"""Where the catalogues and migrations lie when the bot runs from a checkout."""

INSTALLED = Path(sys.prefix) / "share" / "korpu"
"""Where they lie when it was installed."""

HOUSEKEEPING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Running:
    """What a running bot shows to who started it: the playground and the tests.

    `warming` reads what stays in memory for good, beside everything else.
    """

    services: Services
    sweep: Sweep
    worker: Worker
    menus: Menus
    username: str
    warming: tuple[asyncio.Task[None], ...] = ()


def folder(name: str) -> Path:
    """Return the folder `locales` or `data`, whichever way the bot was installed."""
    in_checkout = CHECKOUT / name
    return in_checkout if in_checkout.is_dir() else INSTALLED / name


def make_services(
    db: SqliteDatabase,
    clock: Clock,
    *,
    owners: frozenset[str],
    controller: str = "",
    look: Look = sees_everything,
    converter: Converter | None = None,
    names: Calling | None = None,
    measure: Measure | None = None,
    pace: Callable[[], Pace] = Pace,
) -> Services:
    """Return every service over one database; `look` tells what the bot may do in a group,
    `converter` is the one of the process, `names` judges names on bridges, `measure` tells how
    long a message is as somebody reads it, and `pace` how fast messages go now."""
    converter = converter or Converter()
    bridges = Bridges(db, clock, look=look, calling=names or Calling(converter))
    events, finding = Events(db, clock, converter), Finding(db, clock, converter)
    cases, volunteers = Cases(db, clock), Volunteers(db, clock)

    async def leave(person: Person) -> None:
        # No volunteer any more before their cases go back: else they would be asked again.
        await volunteers.leave(by=person)
        await cases.leave(by=person)
        await events.leave(by=person)
        await bridges.forget(by=person)

    return Services(
        people=People(db, clock, owners=owners, controller=controller),
        groups=Groups(db, clock),
        events=events,
        alerts=Alerts(db, clock, pace),
        cases=cases,
        volunteers=volunteers,
        coordination=Coordination(db, clock, owners=owners),
        drafts=Drafts(db, clock),
        erasures=Erasures(db, clock, farewell=leave),
        retention=Retention(db, clock),
        bridges=bridges,
        wordbook=Wordbook(db, clock, converter, learnt=finding.forget),
        finding=finding,
        broadcasts=Broadcasts(db, clock, measure, pace),
        progress=Progress(db, clock),
    )


@contextlib.asynccontextmanager
async def run_bot(
    db: SqliteDatabase,
    bots: Bots,
    clock: Clock,
    *,
    username: str,
    owners: frozenset[str],
    pace: int,
    paid_per_second: int = 0,
    controller: str = "",
    chats: ChatLimits | None = None,
    words: Catalogues | None = None,
) -> AsyncIterator[Running]:
    """Run the bot while in the context; leaving it stops every part in reverse order.

    `pace` is messages a second to all, besides `paid_per_second` alerts that go for Stars;
    `chats` what one chat takes, Telegram's limits if None.
    `words` are the catalogues where they have been read already.

    Raises:
        WrongToken: the API refuses the token while running.
    """
    converter = Converter()
    renderer = Renderer(words or Catalogues.load(folder("locales")), clock, converter)
    pacer = Pacer(per_second=pace, paid_per_second=paid_per_second, chats=chats)
    bots.when_late(pacer.late)
    services = make_services(
        db,
        clock,
        owners=owners,
        controller=controller,
        look=looking(bots),
        converter=converter,
        names=calling_of(renderer, converter, username),
        measure=measure_by(renderer),
        pace=lambda: pacer.pace,
    )
    await services.wordbook.learn()
    router = Router(ROUTES, services, renderer, clock, bot=username)
    sweep = make_sweep(db, clock, services)
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"
    channels = {"telegram": TelegramChannel(bots.broadcast)}
    worker = Worker(db, channels, renderer, clock, pacer, owner=owner, owners=owners)
    queueing = Queueing(db, clock)
    menus = Menus(bots, ROUTES, renderer)
    mouth = Mouth(TelegramChannel(bots.interactive), pacer, menus)
    traffic = Traffic(
        bots, db, clock, renderer=renderer, converter=converter, pacer=pacer, chats=chats
    )
    intake = Intake(bots, db, router, mouth, clock, overhear=traffic.overhear)
    housekeeping = start_housekeeping({"retention": services.retention.tidy}, every=HOUSEKEEPING)
    try:
        async with _at_work(worker, queueing, sweep, traffic, intake) as tasks:
            shown = (
                tasks.create_task(show_menus(db, menus), name="menus"),
                tasks.create_task(menus.catch_up(), name="menus owed"),
                tasks.create_task(publish_profile(bots, db, renderer), name="profile"),
            )
            warming = (
                tasks.create_task(services.wordbook.warm_up(), name="dictionary"),
                tasks.create_task(services.finding.warm_up(), name="finding"),
            )
            try:
                yield Running(services, sweep, worker, menus, username, warming)
            finally:
                for showing in (*shown, *warming):
                    showing.cancel()
    finally:
        housekeeping.shutdown(wait=False)


@contextlib.asynccontextmanager
async def _at_work(
    *parts: Worker | Queueing | Sweep | Traffic | Intake,
) -> AsyncIterator[asyncio.TaskGroup]:
    """Let these run while in the context; leaving it stops them, the last first."""
    async with asyncio.TaskGroup() as tasks:
        for part in parts:
            tasks.create_task(part.run(), name=type(part).__name__.lower())
        try:
            yield tasks
        finally:
            for part in reversed(parts):
                part.stop()


def calling_of(renderer: Renderer, converter: Converter, username: str) -> Calling:
    """Return the judge of names, who knows the bot's own in every language."""
    return Calling(
        converter,
        ours=(username, *renderer.labels(calling.OURS)),
        marks=renderer.labels(calling.MARK),
        stand_in=renderer.label(text(calling.STAND_IN), Reader("az")),
    )


def measure_by(renderer: Renderer) -> Measure:
    """Return what measures a message: its letters as somebody reads it, and the room for them."""

    def measure(message: Message, reader: Reader) -> tuple[int, int]:
        rendered = renderer.render(message, reader)
        return letters_of(rendered), room_for(rendered)

    return measure


def make_sweep(db: SqliteDatabase, clock: Clock, services: Services) -> Sweep:
    """Return the sweep with every duty of the services."""
    return Sweep(
        db,
        clock,
        duties={
            "reminders": services.events.send_due_reminders,
            "alerts": services.alerts.do_due,
            "cases": services.cases.climb_due,
            "joins": services.groups.expire_due,
            "bridges": services.bridges.watch,
            "erasures": services.erasures.finish_due,
            "progress": services.progress.show_due,
        },
        nexts={
            "reminders": services.events.next_due,
            "alerts": services.alerts.next_due,
            "cases": services.cases.next_due,
            "joins": services.groups.next_due,
            "bridges": services.bridges.next_due,
            "erasures": services.erasures.next_due,
            "progress": services.progress.next_due,
        },
    )
