"""The playground: the same bot on this machine, with a web page instead of Telegram."""

import asyncio
import contextlib
import errno
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.alone import alone
from bot.app.parts import Running, folder, run_bot
from bot.app.problems import port_taken, storage_problems_named
from bot.app.seeding import seed, settle_crowd, speaking_otherwise
from bot.app.signals import until_stopped
from bot.clock import ShiftedClock
from bot.delivery.budget import ChatLimits
from bot.domain.estimates import Pace
from bot.language.catalogue import Catalogues
from bot.playground import Hooks, Playground
from bot.settings import PLAYGROUND_TOKEN
from bot.storage.migrations import NewerDatabase
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import make_bots

logger = logging.getLogger(__name__)

NO_CHAT_LIMITS = ChatLimits(burst=1_000_000, seconds_between=0.0, group_per_minute=1_000_000)

OWNER = "playground"
"""What a playground's database is stamped with: it can never be taken for a live one."""


@dataclass(slots=True)
class Stand:
    """What stands while the playground is open: its clock, its words, its pace, its bot, its wish
    to begin again."""

    folder: Path
    clock: ShiftedClock
    words: Catalogues
    pace: Pace
    bot: Running | None = None
    db: SqliteDatabase | None = None
    again: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def database(self) -> Path:
        """Where the playground's own database lies."""
        return self.folder / "playground.db"


async def play(
    data: Path, *, port: int, people: int, fresh: bool, pace: int, paid_per_second: int = 0
) -> None:
    """Open the playground and keep it open until the program is asked to stop.

    Raises:
        Problem: the port is taken, or the data folder cannot be used.
    """
    async with open_playground(
        data, port=port, fresh=fresh, pace=pace, paid_per_second=paid_per_second
    ) as playground:
        if people:
            await playground.add_crowd(people)
        print(f"Körpü's playground is open: {playground.url}  (Ctrl+C closes it)", flush=True)  # noqa: T201 - the one thing said on standard output
        await until_stopped()


@contextlib.asynccontextmanager
async def open_playground(
    data: Path,
    *,
    port: int = 0,
    fresh: bool = False,
    pace: int = 30,
    paid_per_second: int = 0,
    limits: bool = True,
    words: Catalogues | None = None,
) -> AsyncIterator[Playground]:
    """Open the playground while in the context; `port` 0 takes a free one.

    `limits` says whether Telegram's rates hold; without them the bot does not keep to any for a
    chat either. `words` are the catalogues where they have been read already.
    """
    clock = ShiftedClock(offset=_kept_offset(data, fresh=fresh))
    catalogues = words or Catalogues.load(folder("locales"))
    stand = Stand(data, clock, catalogues, Pace(pace, paid_per_second))
    with storage_problems_named():
        await _make_sure_it_is_ours(stand, fresh=fresh)
    with alone(stand.database):
        if fresh:
            _throw_away(stand)
        async with _opened(stand, port=port, limits=limits, fresh=fresh) as playground:
            yield playground


@contextlib.asynccontextmanager
async def _opened(
    stand: Stand, *, port: int, limits: bool, fresh: bool
) -> AsyncIterator[Playground]:
    try:
        playground = await Playground.start(
            port=port,
            token=PLAYGROUND_TOKEN,
            folder=stand.folder,
            seed=folder("data") / "seeds" / "playground.json",
            hooks=_hooks(stand),
            limits=limits,
            paid=stand.pace.paid_per_second > 0,
            fresh=fresh,
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise port_taken(port) from None
        raise
    running = asyncio.create_task(_keep_running(stand, playground, limits=limits))
    try:
        ready = asyncio.create_task(stand.ready.wait())
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        yield playground
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await playground.stop()


async def _keep_running(stand: Stand, playground: Playground, *, limits: bool) -> None:
    """Run the bot; when the visitor starts over, with a new database."""
    while True:
        db = stand.db = await _open_database(stand)
        try:
            async with make_bots(PLAYGROUND_TOKEN, playground.url) as bots:
                cast = folder("data") / "seeds" / "playground.json"
                owners = await seed(db, stand.clock, cast)
                async with run_bot(
                    db,
                    bots,
                    stand.clock,
                    username=playground.username,
                    owners=owners,
                    pace=stand.pace.per_second,
                    paid_per_second=stand.pace.paid_per_second,
                    chats=None if limits else NO_CHAT_LIMITS,
                    words=stand.words,
                ) as stand.bot:
                    for address, language in speaking_otherwise(cast):
                        await stand.bot.menus.show(address, language)
                    stand.ready.set()
                    await stand.again.wait()
        finally:
            stand.ready.clear()
            await db.close()
        _throw_away(stand)
        stand.again.clear()


def _hooks(stand: Stand) -> Hooks:
    async def shift(seconds: float) -> None:
        stand.clock.forward(timedelta(seconds=seconds))
        _keep_offset(stand)
        if stand.db is not None:
            stand.db.bell("sweep").set()
            stand.db.bell("outbox").set()
        if stand.bot is not None:
            # Done before the page hears of it: the next thing due is then really the next.
            await stand.bot.sweep.once()

    async def next_due() -> datetime | None:
        # A card that is brought up to date every few seconds is nothing one waits for.
        return await stand.bot.sweep.next_due(but="progress") if stand.bot else None

    async def reset() -> None:
        stand.again.set()
        await asyncio.sleep(0)
        await stand.ready.wait()

    async def crowd(people: list[dict[str, Any]]) -> None:
        if stand.db is not None:
            await settle_crowd(stand.db, stand.clock, people)

    return Hooks(now=stand.clock.now, shift=shift, next_due=next_due, reset=reset, crowd=crowd)


async def _open_database(stand: Stand) -> SqliteDatabase:
    return await SqliteDatabase.open(
        stand.database,
        owner=OWNER,
        migrations=folder("data") / "migrations",
        now=stand.clock.now(),
    )


async def _make_sure_it_is_ours(stand: Stand, *, fresh: bool) -> None:
    """Refuse a database that cannot be the playground's, before anything is thrown away.

    One that a newer program left behind is ours all the same: `fresh` is the way past it.
    """
    try:
        db = await _open_database(stand)
    except NewerDatabase:
        if not fresh:
            raise
    else:
        await db.close()


def _throw_away(stand: Stand) -> None:
    for ending in ("", "-wal", "-shm"):
        stand.database.with_name(stand.database.name + ending).unlink(missing_ok=True)
    stand.clock.offset = timedelta(0)
    _offset_file(stand.folder).unlink(missing_ok=True)


def _offset_file(data: Path) -> Path:
    return data / "playground-clock.txt"


def _kept_offset(data: Path, *, fresh: bool) -> timedelta:
    """Return how far an earlier visit moved the clock: what has been sent cannot be unsent."""
    try:
        seconds = 0.0 if fresh else float(_offset_file(data).read_text())
    except (OSError, ValueError):
        seconds = 0.0
    return timedelta(seconds=seconds)


def _keep_offset(stand: Stand) -> None:
    _offset_file(stand.folder).write_text(str(stand.clock.offset.total_seconds()))
