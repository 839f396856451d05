"""Methods of the Bot API about a chat and who is in it."""

from bot.playground.api.method import Method
from bot.playground.api.parameters import Arguments, Parameter, boolean, integer, string
from bot.playground.api.reach import (
    group_where_bot_may,
    group_with_bot,
    known,
    message_in,
    writable,
)
from bot.playground.api.sending import CHAT, MESSAGE, THREAD, place_of
from bot.playground.world import membership, wire
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import Group, Json, Member, Person

USER = Parameter("user_id", integer, "invalid user_id specified")

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def get_chat(stage: Stage, arguments: Arguments) -> Json:
    """Answer getChat."""
    chat = known(stage, arguments["chat_id"])
    made = wire.chat(stage.world, chat.id) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if isinstance(chat, Group):
        made["permissions"] = {"can_send_messages": True, "can_invite_users": True}
        made |= _pinned(stage, chat) | _primary_link(stage, chat)
    return made


def _pinned(stage: Stage, group: Group) -> Json:
    shown = stage.world.thread(group.id).get(group.pinned[-1]) if group.pinned else None
    return {"pinned_message": wire.message(stage.world, shown)} if shown else {}


def _primary_link(stage: Stage, group: Group) -> Json:
    bot = stage.world.bot.id
    urls = [link.url for link in group.links.values() if link.primary and link.creator == bot]
    return {"invite_link": urls[-1]} if urls else {}


def get_chat_member(stage: Stage, arguments: Arguments) -> Json:
    """Answer getChatMember; a stranger to the group has left it."""
    group = group_with_bot(stage, arguments["chat_id"])
    user = arguments["user_id"]
    if user not in stage.world.people and user != stage.world.bot.id:
        raise bad_request("invalid user_id specified")
    return wire.member(stage.world, group, user)


def get_chat_administrators(stage: Stage, arguments: Arguments) -> list[Json]:
    """Answer getChatAdministrators: this bot among them if it is one."""
    group = group_with_bot(stage, arguments["chat_id"])
    found = [user for user in group.members if group.runs(user)]
    return [wire.member(stage.world, group, user) for user in found]


def get_chat_member_count(stage: Stage, arguments: Arguments) -> int:
    """Answer getChatMemberCount."""
    chat = known(stage, arguments["chat_id"])
    return len(chat.people()) if isinstance(chat, Group) else 2


def leave_chat(stage: Stage, arguments: Arguments) -> bool:
    """Answer leaveChat."""
    group = group_with_bot(stage, arguments["chat_id"])
    membership.leave(stage, group, stage.world.bot.id)
    return True


def ban_chat_member(stage: Stage, arguments: Arguments) -> bool:
    """Answer banChatMember."""
    group, user = _restrictable(stage, arguments)
    if group.runs(user):
        raise bad_request("user is an administrator of the chat")
    bot = stage.world.bot.id
    group.requests.pop(user, None)
    if group.has(user):
        membership.remove(stage, group, user, by=bot)
    else:
        membership.stand(stage, group, user, Member("kicked"), by=bot)
    return True


def unban_chat_member(stage: Stage, arguments: Arguments) -> bool:
    """Answer unbanChatMember: who is in the group is put out, unless `only_if_banned`."""
    group, user = _restrictable(stage, arguments)
    bot = stage.world.bot.id
    if group.status(user) == "kicked" or (group.has(user) and not arguments.get("only_if_banned")):
        membership.stand(stage, group, user, Member("left"), by=bot)
    return True


def _restrictable(stage: Stage, arguments: Arguments) -> tuple[Group, int]:
    what = "restrict/unrestrict chat member"
    group = group_where_bot_may(stage, arguments["chat_id"], "can_restrict_members", what)
    user = arguments["user_id"]
    if user not in stage.world.people:
        raise bad_request("invalid user_id specified")
    return group, user


def pin_chat_message(stage: Stage, arguments: Arguments) -> bool:
    """Answer pinChatMessage."""
    chat = _pinnable(stage, arguments)
    pinned = message_in(stage, chat.id, arguments["message_id"], "message to pin not found")
    if isinstance(chat, Group):
        if pinned.id in chat.pinned:
            chat.pinned.remove(pinned.id)
        chat.pinned.append(pinned.id)
        stage.world.save_group(chat)
        news: Json = {"pinned_message": pinned.id}
        membership.announce(stage, chat, stage.world.bot.id, news, thread=pinned.thread)
        stage.chats_changed(*chat.people())
    return True


def unpin_chat_message(stage: Stage, arguments: Arguments) -> bool:
    """Answer unpinChatMessage; without a message, the one pinned last."""
    chat = _pinnable(stage, arguments)
    if not isinstance(chat, Group):
        return True
    last = chat.pinned[-1] if chat.pinned else 0
    identifier = arguments.get("message_id", last)
    if identifier not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(identifier)
    _save_pins(stage, chat)
    return True


def unpin_all_chat_messages(stage: Stage, arguments: Arguments) -> bool:
    """Answer unpinAllChatMessages."""
    chat = _pinnable(stage, arguments)
    if isinstance(chat, Group):
        chat.pinned.clear()
        _save_pins(stage, chat)
    return True


def _save_pins(stage: Stage, group: Group) -> None:
    stage.world.save_group(group)
    stage.chats_changed(*group.people())


def _pinnable(stage: Stage, arguments: Arguments) -> Group | Person:
    chat_id = arguments["chat_id"]
    if chat_id in stage.world.groups:
        what = "manage pinned messages in the chat"
        return group_where_bot_may(stage, chat_id, "can_pin_messages", what)
    return writable(stage, chat_id)


def send_chat_action(stage: Stage, arguments: Arguments) -> bool:
    """Answer sendChatAction."""
    if arguments["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    place = place_of(stage, arguments)
    stage.typing(arguments["chat_id"], place["thread"])
    return True


METHODS = (
    Method("getChat", get_chat, (CHAT,)),
    Method("getChatMember", get_chat_member, (CHAT, USER)),
    Method("getChatAdministrators", get_chat_administrators, (CHAT,)),
    Method("getChatMemberCount", get_chat_member_count, (CHAT,)),
    Method("leaveChat", leave_chat, (CHAT,)),
    Method("banChatMember", ban_chat_member, (CHAT, USER)),
    Method(
        "unbanChatMember", unban_chat_member, (CHAT, USER, Parameter("only_if_banned", boolean))
    ),
    Method("pinChatMessage", pin_chat_message, (CHAT, MESSAGE)),
    Method("unpinChatMessage", unpin_chat_message, (CHAT, Parameter("message_id", integer))),
    Method("unpinAllChatMessages", unpin_all_chat_messages, (CHAT,)),
    Method(
        "sendChatAction",
        send_chat_action,
        (CHAT, THREAD, Parameter("action", string, "wrong parameter action in request")),
    ),
)
