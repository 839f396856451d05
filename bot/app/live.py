"""The bot on a real Bot API server."""

import asyncio
import logging
import sqlite3
from pathlib import Path

from bot.app.parts import folder, run_bot
from bot.app.problems import Problem, no_such_folder, storage_problems_named, wrong_token
from bot.app.signals import until_stopped
from bot.clock import SystemClock
from bot.settings import Settings, SettingsProblem
from bot.storage.sqlite import SqliteDatabase
from bot.telegram.client import AnotherPoller, ApiUnreachable, Bots, WrongToken, make_bots

logger = logging.getLogger(__name__)

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
        try:
            bots = make_bots(settings.bot_token.get_secret_value(), settings.telegram_api)
            async with bots:
                username = await _introduce(bots)
                async with run_bot(
                    db,
                    bots,
                    SystemClock(),
                    username=username,
                    owners=frozenset(f"telegram:{number}" for number in settings.owners),
                    pace=settings.pace,
                ):
                    logger.info("the bot is running", extra={"pace": settings.pace})
                    await until_stopped()
        except* WrongToken:
            raise wrong_token(settings.telegram_api) from None
    finally:
        await db.close()


async def back_up(settings: Settings, target: Path) -> None:
    """Copy the live database to `target` while the bot may be running.

    Raises:
        Problem: there is nothing to copy, or nowhere to put it.
    """
    if target.exists() or not target.parent.is_dir():
        raise no_such_folder(target)
    db = await open_live(settings)
    try:
        await db.backup(target)
    except (OSError, sqlite3.Error):
        raise no_such_folder(target) from None
    finally:
        await db.close()


async def open_live(settings: Settings) -> SqliteDatabase:
    """Open the live database, stamped for the bot whose token is set."""
    try:
        path = settings.database_path()
    except SettingsProblem as problem:
        raise Problem(str(problem)) from None
    with storage_problems_named():
        return await SqliteDatabase.open(
            path,
            owner=f"telegram:{settings.bot_number}",
            migrations=folder("data") / "migrations",
            now=SystemClock().now(),
        )


async def _introduce(bots: Bots) -> str:
    """Return the bot's username, asking again while the API cannot be reached."""
    pause = FIRST_PAUSE
    while True:
        try:
            return str((await bots.identify())["username"])
        except (ApiUnreachable, AnotherPoller) as trouble:
            logger.warning(
                "the Bot API cannot be reached; trying again", extra={"why": str(trouble)}
            )
        except KeyError:
            logger.warning("the Bot API does not say who the bot is; trying again")
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
