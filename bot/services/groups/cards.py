"""How groups and requests to join them look: to those who ask, and to those who decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.groups import Admission, Group, GroupSide, JoinRequest, Step
from bot.domain.messages import Button, Keyboard, Listing, Message, Text, press, row, text
from bot.domain.people import Person, Side

MOST_IN_LIST = 20
"""Requests a list shows; the rest comes once these are decided."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that waits for a coordinator; `who` is the chosen name or a neutral word."""

    request_id: int
    who: Text | str
    group: str
    asked_at: datetime


def of_request(request: JoinRequest) -> str:
    """Return the name under which the coordinators' copies of a request's card are found."""
    return f"join:{request.id}"


def rules_of(group: Group) -> Text | str:
    """Return the group's own rules, else those of the community."""
    return group.rules or text("rules.default")


def new_rules(group: Group) -> Message:
    """Return what is said when a group's rules have changed, with the way back."""
    back = Button(text("rules.take_back"), press("g.rules", group.id, group.rules_version))
    body = text("rules.changed", group=group.title, rules=rules_of(group))
    return Message(body, (row(back),))


def next_step(group: Group) -> Message:
    """Return what whoever added the bot, or changed its rights, is told to do next."""
    if group.side is None:
        lines = [text("connect.added", group=group.title)]
        if not group.can_invite:
            lines.append(text("connect.missing_right"))
        return Message(_blocks(*lines, text("connect.then_connect")))
    return Message(_blocks(*_standing(group)))


def standing(group: Group) -> Message:
    """Return how a group is connected, what is missing, and the buttons to change it."""
    if group.side is None:
        return Message(text("connect.choose_side", group=group.title), _sides(group))
    return Message(_blocks(*_standing(group)), (row(_admission(group)),))


def offered(groups: Sequence[Group], *, side_said: bool) -> Message:
    """Return the groups that a person may ask to join, each with its link."""
    lines = [text("join.choose" if any(group.is_open for group in groups) else "join.none_open")]
    closed = tuple(group.title for group in groups if not group.is_open)
    if closed:
        lines.append(text("join.not_open_yet", groups=Listing(closed)))
    if not side_said:
        lines.append(text("join.say_your_side"))
    buttons = tuple(
        row(Button(text("join.button.group", group=group.title), url=group.link or ""))
        for group in groups
        if group.is_open
    )
    return Message(_blocks(*lines), buttons)


def to_the_asker(request: JoinRequest, group: Group) -> Message:
    """Return how a request stands, as the person who asked is told: first of all, the rules."""
    if request.step is Step.ASKED:
        question = text("join.rules", group=group.title, rules=rules_of(group))
        return Message(question, (row(_accept(request), _not_now(request)),))
    told = text(f"join.told.{request.step}", group=group.title)
    if request.step is Step.ADMITTED and group.link:
        return Message(told, (row(Button(text("join.button.open"), url=group.link)),))
    return Message(told)


def not_accepted_yet(open_requests: Sequence[tuple[JoinRequest, Group]]) -> Message | None:
    """Return the rules that a person has not accepted yet; of several groups, the choice."""
    if len(open_requests) == 1:
        return to_the_asker(*open_requests[0])
    buttons = tuple(
        row(Button(text("join.button.group", group=group.title), press("j.rules", request.id)))
        for request, group in open_requests
    )
    return Message(text("join.several"), buttons) if buttons else None


def put_off(request: JoinRequest, group: Group) -> Message:
    """Return what is said to somebody who does not accept the rules yet."""
    return Message(text("join.put_off", group=group.title), (row(_accept(request)),))


def to_coordinators(
    request: JoinRequest, group: Group, asker: Person, *, decided_by: Person | None = None
) -> Message:
    """Return the card of a request: who asks, as far as they said, and what became of it."""
    facts = Listing((name_of(asker), *_facts(asker)), "lines")
    card = text("join.card", group=group.title, facts=facts)
    if not request.is_decided:
        return Message(card, (row(*_decisions(request)),))
    said = [decision(request, decided_by)]
    if request.untold:
        said.append(text("join.card.untold"))
    if request.undone:
        said.append(text("join.card.undone"))
    return Message(_blocks(card, *said))


def decision(request: JoinRequest, decided_by: Person | None) -> Text:
    """Return what was decided, and by whom."""
    by = (decided_by.name if decided_by else None) or text("join.a_coordinator")
    return text(f"join.card.{request.step}", by=by)


def waiting(pending: Sequence[Pending]) -> Message | None:
    """Return the list of requests that wait for a coordinator, each a button; None without any."""
    buttons = tuple(
        row(
            Button(
                text("join.button.pending", who=one.who, group=one.group),
                press("j.show", one.request_id),
            )
        )
        for one in pending[:MOST_IN_LIST]
    )
    return Message(text("join.pending", n=len(pending)), buttons) if buttons else None


def name_of(person: Person) -> Text | str:
    """Return the name a person chose; where they chose none, a neutral word."""
    return person.name or text("join.somebody")


def _facts(asker: Person) -> list[Text]:
    """Return what the person said of themselves; what was not said is not asked after."""
    facts = [text("join.fact.language", language=text(f"language.named.{asker.language}"))]
    if asker.country:
        facts.insert(0, text("join.fact.country", country=text(f"country.{asker.country}")))
    if asker.side and asker.side is not Side.UNSAID:
        facts.append(text("join.fact.side", side=text(f"side.{asker.side}")))
    return facts


def _standing(group: Group) -> list[Text]:
    said = [
        text(f"connect.done.{group.side}", group=group.title),
        text(f"connect.admission.{group.admission}"),
    ]
    if not group.can_invite:
        return [*said, text("connect.missing_right")]
    return [*said, text("connect.ready")]


def _sides(group: Group) -> Keyboard:
    north, south, joint = (
        Button(text(f"connect.button.{side}"), press("g.side", group.id, side))
        for side in GroupSide
    )
    return (row(north, south), row(joint))


def _admission(group: Group) -> Button:
    other = Admission.OPEN if group.admission is Admission.ASK else Admission.ASK
    return Button(text(f"connect.button.{other}"), press("g.door", group.id, other))


def _accept(request: JoinRequest) -> Button:
    return Button(text("join.button.accept"), press("j.ok", request.id), style="success")


def _not_now(request: JoinRequest) -> Button:
    return Button(text("join.button.not_now"), press("j.later", request.id))


def _decisions(request: JoinRequest) -> tuple[Button, ...]:
    return (
        Button(text("join.button.admit"), press("j.admit", request.id), style="success"),
        Button(text("join.button.decline"), press("j.decline", request.id), style="danger"),
    )


def _blocks(*lines: Text) -> Text:
    return text("group.blocks", items=Listing(lines, "blank"))
