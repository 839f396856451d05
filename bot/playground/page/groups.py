"""What people do with groups and with the bot in them."""

from collections.abc import Callable

from bot.playground.page.body import Body
from bot.playground.page.topics import TOPIC_ACTIONS
from bot.playground.world import membership, views
from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage
from bot.playground.world.things import (
    ALL_RIGHTS,
    BOT_RIGHTS,
    FIRST_SUPERGROUP,
    Group,
    Json,
    Member,
    Person,
)


def act_on_group(stage: Stage, actor: Person, body: Body) -> Json:
    """Do one of the `ACTIONS` and return the group as it is then.

    Raises:
        PageError: no such action or group, or the person may not.
    """
    action = body.text("action")
    if action == "create":
        return views.group_shown(stage.world, create(stage, actor, body.text("title")))
    if action not in ACTIONS and action not in TOPIC_ACTIONS and action != "promote_bot":
        raise PageError("unknown_action")
    group = stage.world.groups.get(body.integer("chat"))
    if group is None or group.moved_to:
        raise PageError("unknown_chat", 404)
    if not group.has(actor.id):
        raise PageError("not_a_member")
    if action != "add_bot" and not group.runs(actor.id):
        raise PageError("not_an_administrator")
    if action == "promote_bot":
        return views.group_shown(stage.world, promote_bot(stage, group, actor, _rights(body)))
    if action in TOPIC_ACTIONS:
        TOPIC_ACTIONS[action](stage, group, actor, body)
        return views.group_shown(stage.world, group)
    return views.group_shown(stage.world, ACTIONS[action](stage, group, actor))


def _rights(body: Body) -> list[str]:
    """Return the rights that the bot is given; the usual ones if the page names none."""
    given = body.any("rights")
    if given is None:
        return list(BOT_RIGHTS)
    if not isinstance(given, list) or not set(given) <= set(ALL_RIGHTS):
        raise PageError("bad_rights")
    return given


def create(stage: Stage, actor: Person, title: str) -> Group:
    """Make a group of one's own; it begins as a plain group, as Telegram's do."""
    title = title.strip()[:128]
    if not title:
        raise PageError("empty")
    plain = [identifier for identifier in stage.world.groups if identifier > FIRST_SUPERGROUP]
    group = Group(min(plain, default=-1000) - 1, title, "group", {actor.id: Member("creator")})
    stage.world.save_group(group)
    membership.announce(stage, group, actor.id, {"group_chat_created": True})
    stage.chats_changed(actor.id)
    stage.events.people_soon()
    return group


def add_bot(stage: Stage, group: Group, actor: Person) -> Group:
    """Add the bot as a plain member."""
    bot = stage.world.bot.id
    if not group.has(bot):
        membership.stand(stage, group, bot, Member("member"), by=actor.id)
        membership.announce(stage, group, actor.id, {"new_chat_members": [bot]})
    return group


def remove_bot(stage: Stage, group: Group, actor: Person) -> Group:
    """Put the bot out of the group."""
    if group.has(stage.world.bot.id):
        membership.remove(stage, group, stage.world.bot.id, by=actor.id)
    return group


def promote_bot(stage: Stage, group: Group, actor: Person, rights: list[str]) -> Group:
    """Make the bot an administrator with these rights."""
    return _restand(stage, group, actor, Member("administrator", rights))


def demote_bot(stage: Stage, group: Group, actor: Person) -> Group:
    """Make the bot a plain member."""
    return _restand(stage, group, actor, Member("member"))


def _restand(stage: Stage, group: Group, actor: Person, member: Member) -> Group:
    bot = stage.world.bot.id
    if not group.has(bot):
        raise PageError("bot_not_in_group")
    if group.members[bot] != member:
        membership.stand(stage, group, bot, member, by=actor.id)
    return group


def upgrade(stage: Stage, group: Group, actor: Person) -> Group:
    """Turn a group into a supergroup: a new id, and a service message on either side."""
    if group.type == "supergroup":
        raise PageError("already_a_supergroup")
    taken = [identifier for identifier in stage.world.groups if identifier <= FIRST_SUPERGROUP]
    new = Group(
        min([*taken, FIRST_SUPERGROUP]) - 1,
        group.title,
        "supergroup",
        dict(group.members),
        dict(group.links),
        dict(group.requests),
    )
    stage.world.save_group(new)
    membership.announce(stage, group, actor.id, {"migrate_to_chat_id": new.id})
    group.moved_to = new.id
    stage.world.save_group(group)
    membership.announce(stage, new, actor.id, {"migrate_from_chat_id": group.id})
    stage.chats_changed(*new.people())
    stage.events.people_soon()
    return new


ACTIONS: dict[str, Callable[[Stage, Group, Person], Group]] = {
    "add_bot": add_bot,
    "remove_bot": remove_bot,
    "demote_bot": demote_bot,
    "upgrade": upgrade,
}
