"""The command menu that Telegram shows, in each language it can tell apart."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from bot.conversation.routes import Command, Route, Where, Who
from bot.domain.messages import text
from bot.language.render import Reader, Renderer
from bot.telegram.client import ApiUnreachable, Bots

logger = logging.getLogger(__name__)

TELLS_APART = ("az", "de", "en", "fa", "ru", "tr")
"""Languages of ours that Telegram's menus know: it takes two-letter codes only (Bot API,
`setMyCommands`), so azb is not among them."""

MENU_LETTERS = 256
"""Source: Bot API, BotCommand, `description`: 1-256 characters."""

PAUSE_SECONDS = 30.0
TRIES = 20


async def publish_menus(bots: Bots, routes: Sequence[Route], renderer: Renderer) -> None:
    """Tell Telegram the commands for private chats and for groups, trying again if it is out of
    reach. A menu that cannot be published is logged; the commands work without it."""
    commands = [route for route in routes if isinstance(route, Command) and route.listed]
    for attempt in range(TRIES):
        try:
            for call in menu_calls(commands, renderer):
                await bots.call("setmycommands", call)
        except ApiUnreachable as trouble:
            logger.info("the menus could not be published yet", extra={"why": str(trouble)})
            await asyncio.sleep(min(PAUSE_SECONDS, 2.0**attempt))
        else:
            return


def menu_calls(commands: Sequence[Command], renderer: Renderer) -> list[dict[str, Any]]:
    """Return the parameters of every `setMyCommands` call: members' commands in private, the few
    that answer in groups there, in English for everybody else and in each language told apart."""
    private = [command for command in commands if command.who is Who.ANYONE]
    group = [command for command in commands if command.where is not Where.PRIVATE]
    return [
        {
            "scope": {"type": scope},
            "commands": _entries(chosen, renderer, language),
            **({} if code == "" else {"language_code": code}),
        }
        for scope, chosen in (("all_private_chats", private), ("all_group_chats", group))
        for code, language in (("", "en"), *((code, code) for code in TELLS_APART))
    ]


def _entries(
    commands: Iterable[Command], renderer: Renderer, language: str
) -> list[dict[str, str]]:
    return [
        {
            "command": command.name,
            "description": renderer.label(text(f"command.{command.name}"), Reader(language))[
                :MENU_LETTERS
            ],
        }
        for command in commands
    ]
