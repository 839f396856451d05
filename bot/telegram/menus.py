"""The list of commands that Telegram shows beside the field where one types."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.conversation.routes import Command, Route, Where, Who
from bot.domain.delivery import Outcome, OutcomeUnknown, Sent, TryLater
from bot.domain.messages import text
from bot.language.render import Reader, Renderer
from bot.telegram.client import ApiUnreachable, Bots, WrongToken
from bot.telegram.failures import show_hidden_bug
from bot.telegram.outcomes import outcome_of

logger = logging.getLogger(__name__)

TELLS_APART = ("az", "de", "en", "fa", "ru", "tr")
"""Languages of ours that Telegram's menus know: it takes two-letter codes only (Bot API,
`setMyCommands`), so azb is not among them."""

MENU_LETTERS = 256
"""Source: Bot API, BotCommand, `description`: 1-256 characters."""

SOON_SECONDS = 0.5
"""Between two chats whose lists are owed; Telegram's own wait comes on top where it names one."""

PAUSE_SECONDS = 30.0
TRIES = 20


class Menus:
    """Keeps Telegram's lists of commands in the words of who sees them.

    A list that cannot be published is logged; the commands work without it.
    """

    def __init__(self, bots: Bots, routes: Sequence[Route], renderer: Renderer) -> None:
        self._bots = bots
        self._commands = [one for one in routes if isinstance(one, Command) and one.listed]
        self._renderer = renderer
        self._owed: dict[str, str] = {}
        self._owing = asyncio.Event()

    async def publish(self) -> None:
        """Tell Telegram the commands for private chats and for groups, trying again if it is out
        of reach."""
        for attempt in range(TRIES):
            try:
                for call in menu_calls(self._commands, self._renderer):
                    await self._bots.call("setmycommands", call)
            except ApiUnreachable as trouble:
                logger.info("the menus could not be published yet", extra={"why": str(trouble)})
                await asyncio.sleep(min(PAUSE_SECONDS, 2.0**attempt))
            except WrongToken:
                return  # Intake finds out whether that is so, and asks more than once.
            else:
                return

    async def show(self, address: str, language: str) -> None:
        """Show the commands in `language` in the private chat at `address`; with an empty one,
        again as Telegram shows them to everybody who uses it in that language.

        Whoever pressed does not wait until Telegram takes it: see `catch_up`.
        """
        if address in self._owed:
            self._owed[address] = language
            return
        outcome = await self._change(self._bots.interactive, address, language)
        if isinstance(outcome, TryLater | OutcomeUnknown):
            self._owed[address] = language
            self._owing.set()
        elif not isinstance(outcome, Sent):
            why = {"why": type(outcome).__name__}
            logger.info("the menu of a chat could not be changed", extra=why)

    async def catch_up(self) -> None:
        """Show what Telegram was too busy to take, in each chat the language that was chosen last;
        goes on until it is cancelled, and what is owed then comes with the next choice."""
        while True:
            await self._owing.wait()
            self._owing.clear()
            wait = SOON_SECONDS
            while self._owed:
                await asyncio.sleep(wait)
                address, language = next(iter(self._owed.items()))
                outcome = await self.renew(address, language)
                if isinstance(outcome, TryLater):
                    wait = max(SOON_SECONDS, outcome.seconds)
                elif isinstance(outcome, OutcomeUnknown):
                    wait = min(PAUSE_SECONDS, 2 * wait)
                elif self._owed[address] == language:
                    wait = SOON_SECONDS
                    del self._owed[address]

    async def renew(self, address: str, language: str) -> Outcome:
        """Show the commands as `show` does, once and beside the answers; return what came of it."""
        return await self._change(self._bots.broadcast, address, language)

    async def _change(self, bot: Bot, address: str, language: str) -> Outcome:
        method, call = chat_menu_call(address, language, self._commands, self._renderer)
        try:
            await bot.do_api_request(method, api_kwargs=call)
        except TelegramError as error:
            show_hidden_bug(error)
            return outcome_of(error)
        return Sent()

    def digest(self, language: str) -> str:
        """Return by what the list in `language` is known again: another release, another list."""
        entries = _entries(_members(self._commands), self._renderer, language)
        return hashlib.sha256(json.dumps(entries).encode()).hexdigest()


def menu_calls(commands: Sequence[Command], renderer: Renderer) -> list[dict[str, Any]]:
    """Return the parameters of every `setMyCommands` call: members' commands in private, the few
    that answer in groups there, in English for everybody else and in each language told apart."""
    group = [command for command in commands if command.where is not Where.PRIVATE]
    return [
        {
            "scope": {"type": scope},
            "commands": _entries(chosen, renderer, language),
            **({} if code == "" else {"language_code": code}),
        }
        for scope, chosen in (("all_private_chats", _members(commands)), ("all_group_chats", group))
        for code, language in (("", "en"), *((code, code) for code in TELLS_APART))
    ]


def chat_menu_call(
    address: str, language: str, commands: Sequence[Command], renderer: Renderer
) -> tuple[str, dict[str, Any]]:
    """Return the method and parameters that put one chat's list into `language`.

    The language a person chose need not be that of their Telegram, and azb never is: no list has
    its code. A list for a chat wins over those for all (Bot API, "Determining list of commands").
    """
    scope = {"scope": {"type": "chat", "chat_id": int(address.partition(":")[2])}}
    if not language:
        return "deletemycommands", scope
    return "setmycommands", {
        **scope,
        "commands": _entries(_members(commands), renderer, language),
    }


def _members(commands: Iterable[Command]) -> list[Command]:
    return [command for command in commands if command.who is Who.ANYONE]


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
