"""From accepted rules to a decision, and to everybody knowing of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.delivery import Lane
from bot.domain.groups import Group, JoinRequest, Step, check_may_look_after, may_look_after
from bot.domain.messages import Message, Text, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.groups import cards
from bot.services.groups.cards import Pending
from bot.storage import outbox, people
from bot.storage.database import Tx
from bot.storage.groups import linked, requests

BELL = "sweep"
"""Rung when a request begins to wait, or a decision is on its way."""

WORDS_FIRST = timedelta(seconds=2)
"""How long a decision waits for the words about it: the channel shuts the window to somebody who
has not pressed Start as soon as their request is decided."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The card of a request as it is now, and in short what was decided and by whom."""

    card: Message
    said: Text


def decide(tx: Tx, request_id: int, step: Step, *, by: Person, now: datetime) -> Decision:
    """Admit or decline; see `Groups.decide`."""
    request, group = _seen_by(tx, request_id, by=by)
    if request.step is Step.ACCEPTED:
        request = _end(tx, request, step, by=by, now=now)
        request = _tell(tx, request, group, now=now)
        show_decision(tx, request, group, now=now)
    return Decision(_card(tx, request, group), cards.decision(request, _decider(tx, request)))


def open_door(tx: Tx, request: JoinRequest, group: Group, *, now: datetime) -> JoinRequest:
    """Admit somebody at once; the answer to their press tells them."""
    request = _end(tx, request, Step.ADMITTED, by=None, now=now)
    deed_id = outbox.admit(
        tx, group.id, request.person_id, outbox.Posting(lane=Lane.ANSWER, now=now)
    )
    requests.follow(tx, request.id, told_id=None, deed_id=deed_id, untold=False)
    return request


def show(tx: Tx, request_id: int, *, by: Person) -> Message:
    """Return a request's card; see `Groups.show`."""
    return _card(tx, *_seen_by(tx, request_id, by=by))


def pending(tx: Tx, *, by: Person) -> list[Pending]:
    """Return the requests that wait for the person; see `Groups.pending`."""
    found = []
    for request in requests.pending(tx):
        group = linked.again(tx, request.group_id)
        asker = people.by_id(tx, request.person_id)
        if asker is not None and may_look_after(by, group.side):
            who = cards.name_of(asker)
            found.append(Pending(request.id, who, group.title, request.asked_at))
    return found


def is_due(tx: Tx, *, now: datetime) -> bool:
    """Return whether a request has expired or a decision may have arrived."""
    expiry = requests.next_expiry(tx)
    return (expiry is not None and expiry <= now) or requests.any_followed(tx)


def expire_due(tx: Tx, *, now: datetime) -> int:
    """End the requests whose time is over; return how many."""
    over = requests.expired(tx, now)
    for waiting in over:
        group = linked.again(tx, waiting.group_id)
        request = _end(tx, waiting, Step.EXPIRED, by=None, now=now)
        request = _tell(tx, request, group, now=now)
        show_decision(tx, request, group, now=now)
    return len(over)


def show_untold(tx: Tx, *, now: datetime) -> int:
    """Show which decisions came to nothing; return how many cards have changed."""
    troubled = requests.take_ended(tx)
    for request in troubled:
        show_decision(tx, request, linked.again(tx, request.group_id), now=now)
    return len(troubled)


def show_decision(tx: Tx, request: JoinRequest, group: Group, *, now: datetime) -> None:
    """Bring every coordinator's copy of the card up to date."""
    card = _card(tx, request, group)
    outbox.edit_cards(tx, cards.of_request(request), card, lane=Lane.NOTICE, now=now)


def _end(
    tx: Tx, request: JoinRequest, step: Step, *, by: Person | None, now: datetime
) -> JoinRequest:
    requests.decide(tx, request.id, step, by=by.id if by else None, now=now)
    tx.ring(BELL)
    return requests.again(tx, request.id)


def _tell(tx: Tx, request: JoinRequest, group: Group, *, now: datetime) -> JoinRequest:
    """Queue the word to the person, where there is a way to them, and the deed itself."""
    message = cards.to_the_asker(request, group)
    told_id, due = None, now
    if people.can_reach(tx, request.person_id):
        posting = outbox.Posting(lane=Lane.NOTICE, now=now)
        told_id = outbox.to_person(tx, request.person_id, message, posting)
    elif request.window_ends_at > now:
        posting = outbox.Posting(lane=Lane.ANSWER, now=now, expires_at=request.window_ends_at)
        told_id = outbox.to_window(tx, request.person_id, request.window, message, posting)
        due = now + WORDS_FIRST
    carry_out = outbox.admit if request.step is Step.ADMITTED else outbox.decline
    posting = outbox.Posting(lane=Lane.NOTICE, now=now, due=due)
    deed_id = carry_out(tx, group.id, request.person_id, posting)
    requests.follow(tx, request.id, told_id=told_id, deed_id=deed_id, untold=told_id is None)
    return requests.again(tx, request.id)


def _seen_by(tx: Tx, request_id: int, *, by: Person) -> tuple[JoinRequest, Group]:
    """Return a request that waits or waited for coordinators, if `by` is one of them."""
    request = requests.by_id(tx, request_id)
    if request is None or request.step is Step.ASKED:
        raise Refusal(text("press.stale"))
    group = linked.again(tx, request.group_id)
    check_may_look_after(by, group.side)
    return request, group


def _card(tx: Tx, request: JoinRequest, group: Group) -> Message:
    asker = people.by_id(tx, request.person_id)
    if asker is None:
        raise Refusal(text("press.stale"))
    return cards.to_coordinators(request, group, asker, decided_by=_decider(tx, request))


def _decider(tx: Tx, request: JoinRequest) -> Person | None:
    return people.by_id(tx, request.decided_by) if request.decided_by else None
