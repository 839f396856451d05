"""The list of commands, once more, for people whose language Telegram's own lists do not know.

Those lists are renewed for everybody at each start; one that stands in a single chat is not, and
after a new release would lack its commands until the person presses Start again.
"""

import asyncio
import logging
from functools import partial

from bot.domain.delivery import Outcome, Rejected, Sent, TryLater, Unreachable
from bot.domain.people import LANGUAGES
from bot.storage import people, profile
from bot.storage.database import Database
from bot.telegram.menus import TELLS_APART, Menus

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 0.5
"""Two chats a second: nobody waits for it, and answers and alerts have the line for themselves."""

TRIES = 8
"""So often one chat is tried, in about two minutes; then the rest waits for the next start."""

LONGEST_PAUSE = 30.0

LANGUAGES_BY_CHAT = tuple(one for one in LANGUAGES if one not in TELLS_APART)


class OutOfReach(Exception):  # noqa: N818  # says what happened; never leaves this file
    """The Bot API does not answer."""


async def show_menus(db: Database, menus: Menus) -> None:
    """Publish the lists for everybody, and then renew those of single chats."""
    await menus.publish()
    await renew_menus(db, menus)


async def renew_menus(db: Database, menus: Menus, *, between: float = SECONDS_BETWEEN) -> None:
    """Show the list of this release in each chat that has its own, one after the other.

    How far it came is kept after each chat, so that a restart goes on there, and a list that is
    the same as in the last release is shown to nobody again.
    """
    for language in LANGUAGES_BY_CHAT:
        try:
            await _renew(db, menus, language, between)
        except OutOfReach:
            logger.info("the menus of single chats wait for the next start")
            return


async def _renew(db: Database, menus: Menus, language: str, between: float) -> None:
    digest = menus.digest(language)
    shown = await db.read(partial(profile.menus_shown, language=language))
    after = shown.up_to if shown.digest == digest else 0
    while (
        one := await db.read(partial(people.next_reader, language=language, after=after))
    ) is not None:
        after, address = one
        await _show(menus, address, language, between)
        await db.write(partial(profile.note_menus, language=language, digest=digest, up_to=after))
        await asyncio.sleep(between)


async def _show(menus: Menus, address: str, language: str, between: float) -> None:
    """Show one chat its list; a chat that cannot have one is left.

    Raises:
        OutOfReach: it was tried often enough.
    """
    for attempt in range(TRIES):
        outcome: Outcome = await menus.renew(address, language)
        match outcome:
            case Sent() | Rejected() | Unreachable():
                return
            case TryLater(seconds):
                await asyncio.sleep(max(seconds, between))
            case _:
                await asyncio.sleep(min(LONGEST_PAUSE, between * 2**attempt))
    raise OutOfReach
