"""Methods of the Bot API about who comes into a group: invite links and join requests."""

import secrets

from bot.playground.api.method import Method
from bot.playground.api.parameters import Arguments, Parameter, boolean, integer, string
from bot.playground.api.reach import group_where_bot_may
from bot.playground.api.sending import CHAT
from bot.playground.world import wire
from bot.playground.world.membership import admit, decline
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage
from bot.playground.world.things import Group, Json, Link

LONGEST_NAME = 32
MOST_MEMBERS = 99999

USER = Parameter("user_id", integer, "invalid user_id specified")


def create_link(stage: Stage, arguments: Arguments) -> Json:
    """Answer createChatInviteLink."""
    group = _group(stage, arguments)
    link = Link(_new_url(), stage.world.bot.id)
    _set_up(stage, link, arguments)
    return _kept(stage, group, link)


def edit_link(stage: Stage, arguments: Arguments) -> Json:
    """Answer editChatInviteLink: what is not given is as if never set."""
    group = _group(stage, arguments)
    link = _own_link(stage, group, arguments["invite_link"])
    if link.revoked:
        raise bad_request("INVITE_HASH_EXPIRED")
    _set_up(stage, link, arguments)
    return _kept(stage, group, link)


def export_link(stage: Stage, arguments: Arguments) -> str:
    """Answer exportChatInviteLink: a new primary link, the earlier one is revoked."""
    group = _group(stage, arguments)
    for link in group.links.values():
        if link.primary and link.creator == stage.world.bot.id:
            link.primary, link.revoked = False, True
    made = Link(_new_url(), stage.world.bot.id, primary=True)
    _kept(stage, group, made)
    return made.url


def revoke_link(stage: Stage, arguments: Arguments) -> Json:
    """Answer revokeChatInviteLink."""
    group = _group(stage, arguments)
    link = _own_link(stage, group, arguments["invite_link"])
    link.revoked = True
    return _kept(stage, group, link)


def approve_request(stage: Stage, arguments: Arguments) -> bool:
    """Answer approveChatJoinRequest."""
    group = _group(stage, arguments, what="manage chat join requests")
    _check_pending(stage, group, arguments["user_id"])
    admit(stage, group, arguments["user_id"], by=stage.world.bot.id)
    return True


def decline_request(stage: Stage, arguments: Arguments) -> bool:
    """Answer declineChatJoinRequest."""
    group = _group(stage, arguments, what="manage chat join requests")
    _check_pending(stage, group, arguments["user_id"])
    decline(stage, group, arguments["user_id"])
    return True


def _group(stage: Stage, arguments: Arguments, what: str = "manage chat invite link") -> Group:
    return group_where_bot_may(stage, arguments["chat_id"], "can_invite_users", what)


def _check_pending(stage: Stage, group: Group, user: int) -> None:
    if group.has(user):
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if user not in group.requests:
        raise bad_request("HIDE_REQUESTER_MISSING")


def _set_up(stage: Stage, link: Link, arguments: Arguments) -> None:
    name, limit = arguments.get("name", ""), arguments.get("member_limit", 0)
    expires = arguments.get("expire_date", 0)
    if len(name) > LONGEST_NAME:
        raise bad_request("chat invite link name is too long")
    if limit and not 1 <= limit <= MOST_MEMBERS:
        raise bad_request("member limit must be between 1 and 99999")
    if limit and arguments.get("creates_join_request"):
        raise bad_request(
            "member limit can't be specified for links requiring administrator approval"
        )
    if expires and expires <= stage.now():
        raise bad_request("EXPIRE_DATE_INVALID")
    link.name, link.limit, link.expires = name, limit, expires
    link.asks = arguments.get("creates_join_request", False)


def _own_link(stage: Stage, group: Group, url: str) -> Link:
    link = group.links.get(url)
    if link is None or link.creator != stage.world.bot.id:
        raise bad_request("INVITE_HASH_INVALID")
    return link


def _kept(stage: Stage, group: Group, link: Link) -> Json:
    group.links[link.url] = link
    stage.world.save_group(group)
    return wire.link(stage.world, link)


def _new_url() -> str:
    return f"https://t.me/+{secrets.token_urlsafe(12)}"


_SETTINGS = (
    Parameter("name", string),
    Parameter("expire_date", integer),
    Parameter("member_limit", integer),
    Parameter("creates_join_request", boolean),
)
_LINK = Parameter("invite_link", string, "INVITE_HASH_EMPTY")

METHODS = (
    Method("createChatInviteLink", create_link, (CHAT, *_SETTINGS)),
    Method("editChatInviteLink", edit_link, (CHAT, _LINK, *_SETTINGS)),
    Method("exportChatInviteLink", export_link, (CHAT,)),
    Method("revokeChatInviteLink", revoke_link, (CHAT, _LINK)),
    Method("approveChatJoinRequest", approve_request, (CHAT, USER)),
    Method("declineChatJoinRequest", decline_request, (CHAT, USER)),
)
