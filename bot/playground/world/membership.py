"""How people and the bot come into groups and go, and what the bot hears of it."""

from bot.playground.world import wire
from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage
from bot.playground.world.things import GENERAL, Group, Json, Link, Member, Message, Request


def stand(
    stage: Stage,
    group: Group,
    user: int,
    member: Member,
    *,
    by: int,
    link: Link | None = None,
) -> None:
    """Change how somebody stands to a group and tell the bot, as far as it is to be told.

    About itself it is always told; about others if it is an administrator and has asked for
    `chat_member` (Bot API, Update).
    """
    before = wire.member(stage.world, group, user)
    group.members[user] = member
    stage.world.save_group(group)
    change: Json = {
        "chat": wire.chat(stage.world, group.id),
        "from": wire.user(stage.world, by),
        "date": stage.now(),
        "old_chat_member": before,
        "new_chat_member": wire.member(stage.world, group, user),
    }
    if link is not None:
        change["invite_link"] = wire.link(stage.world, link)
        if link.asks:
            change["via_join_request"] = True
    if user == stage.world.bot.id:
        stage.updates.add("my_chat_member", change)
    elif group.runs(stage.world.bot.id):
        stage.updates.add("chat_member", change)
    stage.chats_changed(user)
    stage.events.people_soon()


def announce(
    stage: Stage, group: Group, sender: int, service: Json, *, thread: int = GENERAL
) -> Message:
    """Put a service message into a group; the bot sees it if it is still there."""
    message = stage.post(group.id, sender, service=service, thread=thread)
    if group.has(stage.world.bot.id) and sender != stage.world.bot.id:
        stage.updates.add("message", wire.message(stage.world, message))
    return message


def join(stage: Stage, group: Group, user: int, *, by: int, link: Link | None = None) -> None:
    """Let somebody into a group."""
    if link is not None:
        link.used += 1
    stand(stage, group, user, Member("member"), by=by, link=link)
    announce(stage, group, user, {"new_chat_members": [user]})


def leave(stage: Stage, group: Group, user: int) -> None:
    """Let somebody go who wants to."""
    announce(stage, group, user, {"left_chat_member": user})
    stand(stage, group, user, Member("left"), by=user)


def remove(stage: Stage, group: Group, user: int, *, by: int) -> None:
    """Put somebody out of a group; a bot hears of its own end no more than that."""
    stand(stage, group, user, Member("kicked"), by=by)
    announce(stage, group, by, {"left_chat_member": user})


def follow(stage: Stage, user: int, url: str) -> Json:
    """Open an invite link: join, or ask to.

    Raises:
        PageError: the link is unknown, revoked, expired or used up; the person is banned.
    """
    group, link = _group_of(stage, url)
    if group.has(user):
        return {"kind": "joined", "chat": group.id}
    if group.status(user) == "kicked":
        raise PageError("banned")
    if link.asks:
        ask(stage, group, user, link)
        return {"kind": "join_request", "chat": group.id}
    join(stage, group, user, by=user, link=link)
    return {"kind": "joined", "chat": group.id}


def ask(stage: Stage, group: Group, user: int, link: Link) -> None:
    """Ask to join; the bot is told if it may let people in. Asking again changes nothing."""
    if user in group.requests:
        return
    now = stage.now()
    group.requests[user] = Request(user, now, link.url)
    stage.world.save_group(group)
    if group.may(stage.world.bot.id, "can_invite_users"):
        asked: Json = {
            "chat": wire.chat(stage.world, group.id),
            "from": wire.user(stage.world, user),
            "user_chat_id": user,
            "date": now,
            "invite_link": wire.link(stage.world, link),
        }
        stage.updates.add("chat_join_request", asked)
    stage.chats_changed(user)


def admit(stage: Stage, group: Group, user: int, *, by: int) -> None:
    """Grant somebody's wish to join."""
    request = group.requests.pop(user)
    join(stage, group, user, by=by, link=group.links.get(request.link))


def decline(stage: Stage, group: Group, user: int) -> None:
    """Take somebody's wish to join away: refused, or withdrawn by themselves."""
    del group.requests[user]
    stage.world.save_group(group)
    stage.chats_changed(user)


def _group_of(stage: Stage, url: str) -> tuple[Group, Link]:
    for group in stage.world.groups.values():
        link = group.links.get(url)
        if link is not None and not group.moved_to:
            _check(stage, link)
            return group, link
    raise PageError("link_unknown")


def _check(stage: Stage, link: Link) -> None:
    if link.revoked or (link.expires and link.expires <= stage.now()):
        raise PageError("link_expired")
    if link.limit and link.used >= link.limit:
        raise PageError("link_used_up")
