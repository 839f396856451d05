"""Topics of a forum: how they come to be, who may write in one, which one a message is in.

Source: Bot API, "Message" and "createForumTopic"; https://core.telegram.org/api/forum.
"""

from bot.playground.world import membership
from bot.playground.world.stage import Stage
from bot.playground.world.things import GENERAL, Group, Topic

LONGEST_NAME = 128
"""Characters of a topic's name (Bot API, createForumTopic)."""


def make_forum(stage: Stage, group: Group) -> None:
    """Give a supergroup topics: so far there is only the general one."""
    group.topics.setdefault(GENERAL, Topic(GENERAL, "General"))
    stage.world.save_group(group)


def create(stage: Stage, group: Group, name: str, *, by: int) -> Topic:
    """Make a topic; the message that says so gives it its id."""
    colour = group.next_colour()
    made = {"forum_topic_created": {"name": name, "icon_color": colour}}
    message = membership.announce(stage, group, by, made)
    topic = Topic(message.id, name, colour, by)
    group.topics[topic.id] = topic
    stage.world.save_group(group)
    stage.chats_changed(*group.people())
    return topic


def shut(stage: Stage, group: Group, topic: Topic, *, by: int, closed: bool) -> None:
    """Close a topic or open it again; closing a closed one changes nothing."""
    if topic.closed == closed:
        return
    topic.closed = closed
    stage.world.save_group(group)
    kind = "forum_topic_closed" if closed else "forum_topic_reopened"
    membership.announce(stage, group, by, {kind: {}}, thread=topic.id)
    stage.chats_changed(*group.people())


def rename(stage: Stage, group: Group, topic: Topic, name: str, *, by: int) -> None:
    """Give a topic another name."""
    topic.name = name
    stage.world.save_group(group)
    membership.announce(stage, group, by, {"forum_topic_edited": {"name": name}}, thread=topic.id)
    stage.chats_changed(*group.people())


def drop(stage: Stage, group: Group, topic: Topic) -> None:
    """Delete a topic and all that was said in it; no bot is told."""
    del group.topics[topic.id]
    stage.world.save_group(group)
    for message in list(stage.world.thread(group.id).values()):
        if message.thread == topic.id:
            stage.take_away(message)
    stage.chats_changed(*group.people())


def may_write(group: Group, topic: Topic, user: int) -> bool:
    """Say whether somebody may write in a topic: in a closed one those who manage topics."""
    return not topic.closed or topic.creator == user or group.may(user, "can_manage_topics")
