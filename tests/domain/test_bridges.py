"""Who speaks for a side where two must agree, how a topic is addressed, and how old is too old."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.addresses import chat_of, in_topic, thread_of
from bot.domain.bridges import can_be_deleted, check_looks_after, check_speaks_for, shore_of
from bot.domain.groups import GroupSide
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def coordinator(*sides: Side, owner: bool = False) -> Person:
    return Person(1, "telegram:1", "en", coordinates=frozenset(sides), is_owner=owner)


def refusal(check: object) -> str:
    try:
        check()  # type: ignore[operator]
    except Refusal as refused:
        return refused.text.key
    return ""


@pytest.mark.parametrize(
    ("person", "last", "key"),
    [
        (coordinator(Side.NORTH), Side.NORTH, ""),
        (coordinator(Side.NORTH, Side.SOUTH), Side.NORTH, ""),
        (coordinator(Side.NORTH, Side.SOUTH), Side.SOUTH, "bridge.counts_for.south"),
        (coordinator(Side.SOUTH), Side.SOUTH, "group.not_your_side.north"),
        (coordinator(owner=True), None, "group.not_your_side.north"),
    ],
    ids=["own side", "both, north last", "both, south last", "the other side", "owner alone"],
)
def test_only_a_voice_of_the_side_ties_its_topic(
    person: Person, last: Side | None, key: str
) -> None:
    assert refusal(lambda: check_speaks_for(person, Side.NORTH, granted_last=last)) == key


@pytest.mark.parametrize(
    ("person", "key"),
    [
        (coordinator(Side.SOUTH), ""),
        (coordinator(owner=True), ""),
        (coordinator(Side.NORTH), "group.not_your_side.south"),
    ],
    ids=["own side", "the owner", "the other side"],
)
def test_who_looks_after_a_side_may_pause_it(person: Person, key: str) -> None:
    assert refusal(lambda: check_looks_after(person, Side.SOUTH)) == key


def test_a_group_of_one_side_stands_on_its_shore() -> None:
    assert shore_of(GroupSide.NORTH) is Side.NORTH
    assert refusal(lambda: shore_of(GroupSide.JOINT)) == "bridge.joint"
    assert refusal(lambda: shore_of(None)) == "bridge.connect_first"


@pytest.mark.parametrize(
    ("hours", "deletable"), [(0, True), (47.9, True), (48, False), (90, False)]
)
def test_a_copy_is_deleted_while_the_channel_lets_a_bot_do_it(
    hours: float, deletable: bool
) -> None:
    assert can_be_deleted(NOON, now=NOON + timedelta(hours=hours)) is deletable


@pytest.mark.parametrize("thread", [0, 7])
def test_a_topic_s_address_leads_back_to_its_chat(thread: int) -> None:
    address = in_topic("telegram:-1001", thread)

    assert (chat_of(address), thread_of(address)) == ("telegram:-1001", thread)
