"""The rules that people accept before they come into a group."""

from bot.domain.groups import MOST_RULES, Group, check_may_look_after
from bot.domain.messages import Message, Text, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.groups import cards
from bot.storage.database import Tx
from bot.storage.groups import linked


def of(tx: Tx, group_id: int | None) -> Text:
    """Return the rules of a group; see `Groups.rules_of`."""
    group = None if group_id is None else linked.by_id(tx, group_id)
    if group is None:
        return text("rules.shown", rules=text("rules.default"))
    return text("rules.shown_of_group", group=group.title, rules=cards.rules_of(group))


def change(tx: Tx, group_id: int | None, words: str, *, by: Person) -> Message:
    """Give a group rules of its own; see `Groups.set_rules`."""
    group = None if group_id is None else linked.by_id(tx, group_id)
    if group is None or group.side is None:
        raise Refusal(text("rules.connect_first"))
    check_may_look_after(by, group.side)
    if len(words) > MOST_RULES:
        raise Refusal(text("rules.too_long", most=MOST_RULES, count=len(words)))
    linked.set_rules(tx, group.id, words)
    return cards.new_rules(linked.again(tx, group.id))


def take_back(tx: Tx, group_id: int, version: int, *, by: Person) -> Message:
    """Go back to the rules before `version`; see `Groups.take_rules_back`."""
    group = _known(tx, group_id)
    check_may_look_after(by, group.side)
    if not linked.take_rules_back(tx, group.id, version):
        raise Refusal(text("rules.changed_since"))
    return cards.new_rules(linked.again(tx, group.id))


def _known(tx: Tx, group_id: int) -> Group:
    group = linked.by_id(tx, group_id)
    if group is None:
        raise Refusal(text("press.stale"))
    return group
