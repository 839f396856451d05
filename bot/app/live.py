"""The bot on a real Bot API server."""

import asyncio
import contextlib
import gc
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.app.alone import alone
from bot.app.parts import folder, run_bot
from bot.app.problems import (
    no_such_folder,
    no_token,
    nothing_to_copy,
    storage_problems_named,
    wrong_token,
)
from bot.app.signals import unless_stopped, until_stopped
from bot.clock import SystemClock
from bot.settings import Settings
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import AnotherPoller, ApiUnreachable, Bots, WrongToken, make_bots

logger = logging.getLogger(__name__)

COLLECT_AFTER = (10_000, 20, 20)
"""Objects until the collector's small round, and small rounds until the larger ones: nearly all
that we make is gone by itself, so that it need not look after every 700."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


async def go_live(settings: Settings) -> None:
    """Run the bot until it is told to stop.

    Raises:
        Problem: it cannot start, or its token was revoked while it ran.
    """
    assert settings.bot_token is not None
    db = await open_live(settings)
    try:
        with alone(settings.database_path()), _wrong_token_named(settings.telegram_api):
            async with make_bots(
                settings.bot_token.get_secret_value(), settings.telegram_api
            ) as bots:
                username = await unless_stopped(_introduce(bots))
                if username is not None:
                    await _run(settings, db, bots, username)
    finally:
        await db.close()


async def back_up(settings: Settings, target: Path) -> None:
    """Copy the live database to `target` while the bot may be running.

    Raises:
        Problem: there is nothing to copy, or nowhere to put it.
    """
    if settings.bot_token is None:
        raise no_token("--backup")
    if not settings.database_path().exists():
        raise nothing_to_copy(settings.database_path())
    if target.exists() or not target.parent.is_dir():
        raise no_such_folder(target)
    try:
        with storage_problems_named():
            await SqliteDatabase.copy(
                settings.database_path(), target, owner=f"telegram:{settings.bot_number}"
            )
    except (OSError, sqlite3.Error):
        raise no_such_folder(target) from None


async def open_live(settings: Settings) -> SqliteDatabase:
    """Open the live database, stamped for the bot whose token is set."""
    with storage_problems_named():
        return await SqliteDatabase.open(
            settings.database_path(),
            owner=f"telegram:{settings.bot_number}",
            migrations=folder("data") / "migrations",
            now=SystemClock().now(),
        )


async def _run(settings: Settings, db: SqliteDatabase, bots: Bots, username: str) -> None:
    owners = frozenset(f"telegram:{number}" for number in settings.owners)
    async with run_bot(
        db,
        bots,
        SystemClock(),
        username=username,
        owners=owners,
        pace=settings.pace,
        paid_per_second=settings.paid_per_second,
        controller=settings.controller,
    ) as running:
        logger.info("the bot is running", extra={"pace": settings.pace})
        for warming in running.warming:
            warming.add_done_callback(_leave_alone)
        await until_stopped()


def _leave_alone(_: asyncio.Task[None]) -> None:
    """Let the collector pass over what has been read for good: catalogues, the dictionary.

    Each of its full rounds would look at a million objects, and a press would wait for it.
    """
    gc.collect(1)
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


@contextlib.contextmanager
def _wrong_token_named(api: str) -> Iterator[None]:
    """Turn a refused token into a `Problem`, also where it comes out of a group of tasks."""
    try:
        yield
    except WrongToken:
        raise wrong_token(api) from None
    except ExceptionGroup as group:
        if group.subgroup(WrongToken) is None:
            raise
        raise wrong_token(api) from None


async def _introduce(bots: Bots) -> str:
    """Return the bot's username, asking again while the API cannot be reached."""
    pause, said = FIRST_PAUSE, False
    while True:
        try:
            return str((await bots.identify())["username"])
        except (ApiUnreachable, AnotherPoller, KeyError) as trouble:
            if not said:
                what = {"why": str(trouble)}
                logger.warning("the Bot API cannot be reached; trying again", extra=what)
            said = True
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
