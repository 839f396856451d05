"""From a request to join to rules that were accepted."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Lane
from bot.domain.groups import (
    COORDINATED_BY,
    PATIENCE,
    WINDOW,
    Admission,
    Group,
    JoinRequest,
    Step,
    sides_offered,
)
from bot.domain.messages import Message, text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.services.groups import cards, deciding
from bot.storage import outbox, people
from bot.storage.database import Tx
from bot.storage.groups import linked, requests


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the person is told who accepted the rules; `code` opens the chat for good where the
    bot may not write to them yet, else it is empty."""

    message: Message
    code: str


def offered(tx: Tx, *, by: Person) -> list[Group]:
    """Return the groups of the person's sides; see `Groups.offered`."""
    return linked.of_sides(tx, sides_offered(by))


def ask(tx: Tx, address: str, *, window: str, number: int, by: Person, now: datetime) -> None:
    """Show the rules to somebody who asked to join; see `Groups.ask`."""
    group = linked.by_address(tx, address)
    if group is None or group.side is None or requests.was_handled(tx, by.id, group.id, number):
        return
    asking = requests.Asking(window, now + WINDOW, now + PATIENCE, number)
    request = requests.ask(tx, by.id, group.id, asking, now=now)
    message = cards.to_the_asker(request, group)
    if by.may_write:
        posting = outbox.Posting(lane=Lane.ANSWER, now=now, expires_at=request.expires_at)
        outbox.to_person(tx, by.id, message, posting)
    else:
        posting = outbox.Posting(lane=Lane.ANSWER, now=now, expires_at=request.window_ends_at)
        outbox.to_window(tx, by.id, window, message, posting)
    tx.ring(deciding.BELL)


def accept(tx: Tx, request_id: int, *, code: str, by: Person, now: datetime) -> Accepted:
    """Note that the rules are accepted; see `Groups.accept`."""
    request, group = _own(tx, request_id, by=by, now=now)
    if requests.accept(tx, request.id, now=now):
        request = _go_on(tx, requests.again(tx, request.id), group, by=by, now=now)
    given = "" if by.may_write else requests.give_code(tx, request, code, now=now)
    return Accepted(cards.to_the_asker(request, group), given)


def put_off(tx: Tx, request_id: int, *, by: Person, now: datetime) -> Message:
    """Return what is said to somebody who waits; see `Groups.put_off`."""
    request, group = _own(tx, request_id, by=by, now=now)
    if request.step is not Step.ASKED:
        return cards.to_the_asker(request, group)
    return cards.put_off(request, group)


def opened(tx: Tx, code: str, *, by: Person, now: datetime) -> Message:
    """Return how the request behind a link stands; see `Groups.opened`."""
    request = requests.open_code(tx, code, person_id=by.id, now=now)
    if request is None:
        raise Refusal(text("join.link_over"))
    group = linked.again(tx, request.group_id)
    if requests.note_told(tx, request.id):
        request = requests.again(tx, request.id)
        deciding.show_decision(tx, request, group, now=now)
    return cards.to_the_asker(request, group)


def open_requests(tx: Tx, *, by: Person, now: datetime) -> Message | None:
    """Return the rules not accepted yet; see `Groups.open_requests`."""
    return cards.not_accepted_yet(
        [
            (request, linked.again(tx, request.group_id))
            for request in requests.asked_by(tx, by.id, now=now)
        ]
    )


def standing(tx: Tx, request_id: int, *, by: Person, now: datetime) -> Message:
    """Return how the person's own request stands; see `Groups.standing`."""
    return cards.to_the_asker(*_own(tx, request_id, by=by, now=now))


def _own(tx: Tx, request_id: int, *, by: Person, now: datetime) -> tuple[JoinRequest, Group]:
    request = requests.by_id(tx, request_id)
    if request is None or request.person_id != by.id:
        raise Refusal(text("press.stale"))
    over = request.step is Step.ASKED and request.expires_at <= now
    if over or request.step in (Step.DECLINED, Step.EXPIRED):
        raise Refusal(text("join.over"))
    return request, linked.again(tx, request.group_id)


def _go_on(tx: Tx, request: JoinRequest, group: Group, *, by: Person, now: datetime) -> JoinRequest:
    """Open the door where the group is set so, else ask its side's coordinators."""
    if group.admission is Admission.OPEN:
        return deciding.open_door(tx, request, group, now=now)
    card = cards.to_coordinators(request, group, by)
    asked = people.coordinators(tx, COORDINATED_BY[group.side]) if group.side else []
    posting = outbox.Posting(
        lane=Lane.NOTICE, now=now, expires_at=request.expires_at, card=cards.of_request(request)
    )
    outbox.to_people(tx, asked, card, posting)
    return request
