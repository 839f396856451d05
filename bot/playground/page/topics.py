"""What administrators do with the topics of their group."""

from collections.abc import Callable

from bot.playground.page.body import Body
from bot.playground.world import topics
from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage
from bot.playground.world.things import GENERAL, Group, Person, Topic


def make_forum(stage: Stage, group: Group, _actor: Person, _body: Body) -> None:
    """Turn topics on, which only a supergroup has."""
    if group.type != "supergroup":
        raise PageError("not_a_supergroup")
    topics.make_forum(stage, group)


def create_topic(stage: Stage, group: Group, actor: Person, body: Body) -> None:
    """Make a topic of a name."""
    if not group.topics:
        raise PageError("not_a_forum")
    topics.create(stage, group, _name(body), by=actor.id)


def rename_topic(stage: Stage, group: Group, actor: Person, body: Body) -> None:
    """Give a topic another name."""
    topics.rename(stage, group, _topic(group, body), _name(body), by=actor.id)


def close_topic(stage: Stage, group: Group, actor: Person, body: Body) -> None:
    """Let only administrators write in a topic."""
    topics.shut(stage, group, _topic(group, body), by=actor.id, closed=True)


def reopen_topic(stage: Stage, group: Group, actor: Person, body: Body) -> None:
    """Let everybody write in a topic again."""
    topics.shut(stage, group, _topic(group, body), by=actor.id, closed=False)


def delete_topic(stage: Stage, group: Group, _actor: Person, body: Body) -> None:
    """Delete a topic and what was said in it; the general one stays."""
    topic = _topic(group, body)
    if topic.id == GENERAL:
        raise PageError("unknown_topic", 404)
    topics.drop(stage, group, topic)


def _topic(group: Group, body: Body) -> Topic:
    topic = group.topics.get(body.integer("thread"))
    if topic is None:
        raise PageError("unknown_topic", 404)
    return topic


def _name(body: Body) -> str:
    name = body.text("name").strip()[: topics.LONGEST_NAME]
    if not name:
        raise PageError("empty")
    return name


TOPIC_ACTIONS: dict[str, Callable[[Stage, Group, Person, Body], None]] = {
    "make_forum": make_forum,
    "create_topic": create_topic,
    "rename_topic": rename_topic,
    "close_topic": close_topic,
    "reopen_topic": reopen_topic,
    "delete_topic": delete_topic,
}
