"""The bot's menu of commands: set for scopes and languages, seen by one person in one chat."""

from typing import Any

from bot.playground.api.account import LANGUAGE, language_of
from bot.playground.api.method import Method
from bot.playground.api.parameters import Arguments, Parameter, structure
from bot.playground.api.reach import known
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.state import World
from bot.playground.world.things import Json, Person

PLAIN_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
)
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")

MOST_COMMANDS = 100


def scope_key(stage: Stage, scope: Any) -> str:
    """Return the name under which a scope's menu is kept: its type, then chat and user.

    Raises:
        ApiError: 400, not a scope, or its chat is not known.
    """
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in PLAIN_SCOPES:
        return str(kind)
    if kind not in CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = _number(scope.get("chat_id"), "chat not found")
    known(stage, chat)
    key = f"{kind} {chat}"
    return (
        f"{key} {_number(scope.get('user_id'), 'user not found')}" if kind == "chat_member" else key
    )


def _number(value: Any, missing: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(missing) from None


def set_my_commands(stage: Stage, arguments: Arguments) -> bool:
    """Answer setMyCommands."""
    key, language = scope_key(stage, arguments.get("scope")), language_of(arguments)
    commands = [_command(entry) for entry in arguments["commands"]]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    stage.world.bot.commands.setdefault(key, {})[language] = commands
    stage.world.save_bot()
    return True


def get_my_commands(stage: Stage, arguments: Arguments) -> list[Json]:
    """Answer getMyCommands."""
    key, language = scope_key(stage, arguments.get("scope")), language_of(arguments)
    return stage.world.bot.commands.get(key, {}).get(language, [])


def delete_my_commands(stage: Stage, arguments: Arguments) -> bool:
    """Answer deleteMyCommands."""
    key, language = scope_key(stage, arguments.get("scope")), language_of(arguments)
    stage.world.bot.commands.get(key, {}).pop(language, None)
    stage.world.save_bot()
    return True


def _command(entry: Any) -> Json:
    """Return one line of a menu.

    Raises:
        ApiError: 400; names are 1-32 of a-z, 0-9 and _, descriptions 1-256 characters.
    """
    if not isinstance(entry, dict):
        raise bad_request("can't parse commands JSON object")
    name = str(entry.get("command", "")).lower().removeprefix("/")
    words = str(entry.get("description", "")).strip()
    if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum()):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(words) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": words}


def menu_seen(world: World, person: Person, chat: int) -> list[Json]:
    """Return the menu for a person in a chat: the narrowest scope, their language first.

    Source: Bot API, "Determining list of commands".
    """
    language = person.language_code.split("-")[0]
    for scope in _scopes(world, person, chat):
        menus = world.bot.commands.get(scope, {})
        for wanted in (language, ""):
            if menus.get(wanted):
                return menus[wanted]
    return []


def _scopes(world: World, person: Person, chat: int) -> list[str]:
    group = world.groups.get(chat)
    if group is None:
        return [f"chat {chat}", "all_private_chats", "default"]
    scopes = [f"chat_member {chat} {person.id}"]
    if group.runs(person.id):
        scopes.append(f"chat_administrators {chat}")
    scopes.append(f"chat {chat}")
    if group.runs(person.id):
        scopes.append("all_chat_administrators")
    return [*scopes, "all_group_chats", "default"]


_SCOPE = Parameter("scope", structure)

METHODS = (
    Method(
        "setMyCommands",
        set_my_commands,
        (Parameter("commands", structure, "can't parse commands JSON object"), _SCOPE, LANGUAGE),
    ),
    Method("getMyCommands", get_my_commands, (_SCOPE, LANGUAGE)),
    Method("deleteMyCommands", delete_my_commands, (_SCOPE, LANGUAGE)),
)
