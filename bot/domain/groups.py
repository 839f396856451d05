"""What is true of groups: whose they are, who may open them, and how a request to join goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.messages import Text, text
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal

WINDOW = timedelta(minutes=5)
"""How long the bot may write to somebody who asked to join without having pressed Start.

Source: Bot API, ChatJoinRequest, `user_chat_id`.
"""

PATIENCE = timedelta(days=7)
"""How long a request waits for its answer before it is given up."""

MOST_RULES = 2000
"""Letters of a group's own rules: they stand inside a message of at most 4096."""


class GroupSide(StrEnum):
    """Whose group it is."""

    NORTH = "north"
    SOUTH = "south"
    JOINT = "joint"


class Admission(StrEnum):
    """What happens once somebody accepted the rules: coordinators are asked, or the door opens."""

    ASK = "ask"
    OPEN = "open"


class Step(StrEnum):
    """Where a request to join stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    ADMITTED = "admitted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Group:
    """A linked chat; `side` is None until it is connected.

    `rules` are its own, None where the community's rules do. `link` is where people ask to join,
    None until the channel has made it. `can_invite` says that the bot may make it.
    """

    id: int
    address: str
    title: str
    side: GroupSide | None
    admission: Admission
    rules: str | None
    rules_version: int
    link: str | None
    present: bool
    can_invite: bool

    @property
    def is_open(self) -> bool:
        """Return whether people can ask to join now."""
        return bool(self.side and self.link and self.present and self.can_invite)


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """One person's request to join one group.

    Until `window_ends_at` the bot may write to `window`. `untold`: the decision reached nobody;
    `undone`: the channel did not carry it out.
    """

    id: int
    person_id: int
    group_id: int
    step: Step
    asked_at: datetime
    window: str
    window_ends_at: datetime
    expires_at: datetime
    decided_by: int | None = None
    untold: bool = False
    undone: bool = False

    @property
    def is_decided(self) -> bool:
        """Return whether nothing more can happen to it."""
        return self.step in (Step.ADMITTED, Step.DECLINED, Step.EXPIRED)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a coordinator wants a group to be connected; None leaves it as it is."""

    side: GroupSide | None = None
    admission: Admission | None = None


def wish_from(words: str) -> Wish:
    """Return what the words after `/connect` mean: a side, an admission, both or neither.

    Raises:
        Refusal: there is a word that means neither.
    """
    wanted = words.casefold().split()
    sides = [GroupSide(word) for word in wanted if word in set(GroupSide)]
    admissions = [Admission(word) for word in wanted if word in set(Admission)]
    understood = len(sides) + len(admissions) == len(wanted)
    if not understood or len(sides) > 1 or len(admissions) > 1:
        raise Refusal(text("connect.usage"))
    return Wish(sides[0] if sides else None, admissions[0] if admissions else None)


def may_look_after(person: Person, side: GroupSide | None) -> bool:
    """Return whether the person coordinates groups of `side`; a joint one, and one without a
    side yet, is every coordinator's."""
    if person.is_owner:
        return True
    if side in (GroupSide.JOINT, None):
        return person.is_coordinator
    return any(own in (side.value, Side.BOTH.value) for own in person.coordinates)


def check_may_look_after(person: Person, side: GroupSide | None) -> None:
    """Let only those change a group or decide who comes in who coordinate its side.

    Raises:
        Refusal: it is the other side's, or the person coordinates nothing.
    """
    if not may_look_after(person, side):
        raise Refusal(_NOT_YOURS[side])


def check_may_give(person: Person, old: GroupSide | None, new: GroupSide) -> None:
    """Let nobody take a joint group for one side alone.

    Raises:
        Refusal: the person neither owns the bot nor coordinates both sides.
    """
    both = {Side.NORTH, Side.SOUTH} <= person.coordinates
    if old is GroupSide.JOINT and new is not old and not (both or person.is_owner):
        raise Refusal(text("group.joint_is_of_both"))


def sides_offered(person: Person) -> frozenset[GroupSide]:
    """Return whose groups a person is offered: those of the sides they chose or coordinate, and
    the joint ones always."""
    chosen = {person.side, *person.coordinates}
    offered = {GroupSide.JOINT}
    if chosen & {Side.NORTH, Side.BOTH}:
        offered.add(GroupSide.NORTH)
    if chosen & {Side.SOUTH, Side.BOTH}:
        offered.add(GroupSide.SOUTH)
    return frozenset(offered)


COORDINATED_BY = {
    GroupSide.NORTH: Audience.NORTH,
    GroupSide.SOUTH: Audience.SOUTH,
    GroupSide.JOINT: Audience.EVERYBODY,
}
"""Whose coordinators are asked about a request to join."""

_NOT_YOURS: dict[GroupSide | None, Text] = {
    GroupSide.NORTH: text("group.not_your_side.north"),
    GroupSide.SOUTH: text("group.not_your_side.south"),
    GroupSide.JOINT: text("group.coordinators_only"),
    None: text("group.coordinators_only"),
}
