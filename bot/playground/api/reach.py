"""Whom the bot may write to, and what it may do there; else Telegram's refusal."""

from bot.playground.world.refusal import bad_request, forbidden
from bot.playground.world.stage import Stage
from bot.playground.world.things import Group, Message, Person

REQUEST_SECONDS = 300
"""How long a bot may write to somebody who asks to join (Bot API, ChatJoinRequest)."""


def writable(stage: Stage, chat: int) -> Group | Person:
    """Return the chat if the bot may write there.

    Raises:
        ApiError: 400 for a chat that is unknown or has moved, 403 where the bot is not wanted.
    """
    if chat in stage.world.groups:
        return group_with_bot(stage, chat)
    person = stage.world.people.get(chat)
    if person is None:
        raise bad_request("chat not found")
    if person.deactivated:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started and not _asks_to_join(stage, person):
        raise forbidden("bot can't initiate conversation with a user")
    return person


def known(stage: Stage, chat: int) -> Group | Person:
    """Return a chat that the bot has heard of: a group it is in, or somebody it has met.

    Raises:
        ApiError: 400, there is no such chat, or 403, the bot is not in the group.
    """
    if chat in stage.world.groups:
        return group_with_bot(stage, chat)
    person = stage.world.people.get(chat)
    if person is None or not _met(stage, person):
        raise bad_request("chat not found")
    return person


def group_with_bot(stage: Stage, chat: int) -> Group:
    """Return the group if the bot is in it.

    Raises:
        ApiError: 400 for a private chat, an unknown group or one that has moved; 403 for one
            that the bot is not in.
    """
    group = stage.world.groups.get(chat)
    if group is None:
        if chat in stage.world.people:
            raise bad_request("method is available only for supergroups")
        raise bad_request("chat not found")
    if group.moved_to:
        words = "group chat was upgraded to a supergroup chat"
        raise bad_request(words, migrate_to_chat_id=group.moved_to)
    status = group.status(stage.world.bot.id)
    name = "supergroup" if group.type == "supergroup" else "group"
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {name} chat")
    if status == "left":
        raise forbidden(f"bot is not a member of the {name} chat")
    return group


def group_where_bot_may(stage: Stage, chat: int, right: str, what: str) -> Group:
    """Return the group if the bot is an administrator with a right.

    Raises:
        ApiError: 400 "not enough rights to" do `what`, and what `group_with_bot` raises.
    """
    group = group_with_bot(stage, chat)
    if not group.may(stage.world.bot.id, right):
        raise bad_request(f"not enough rights to {what}")
    return group


def message_in(stage: Stage, chat: int, identifier: int, missing: str) -> Message:
    """Return a message of a chat.

    Raises:
        ApiError: 400 in the words of `missing`.
    """
    message = stage.world.thread(chat).get(identifier)
    if message is None:
        raise bad_request(missing)
    return message


def _met(stage: Stage, person: Person) -> bool:
    """Say whether the bot has seen a person: in private, in a group, or asking to join one."""
    return person.started or any(
        group.has(stage.world.bot.id)
        and (person.id in group.members or person.id in group.requests)
        for group in stage.world.groups.values()
    )


def _asks_to_join(stage: Stage, person: Person) -> bool:
    """Say whether a join request lets the bot write: five minutes, until it is decided."""
    bot = stage.world.bot.id
    return any(
        request.person == person.id
        and stage.now() - request.at <= REQUEST_SECONDS
        and group.may(bot, "can_invite_users")
        for group in stage.world.groups.values()
        if (request := group.requests.get(person.id)) is not None
    )
