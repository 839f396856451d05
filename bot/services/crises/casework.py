"""Opening a case and keeping everybody who has a part in it up to date."""

from datetime import datetime

from bot.domain.crises.cases import CLIMBS_AFTER, Case, Kind
from bot.domain.delivery import Lane
from bot.domain.messages import Button, Keyboard, Message, Text, press, row, text
from bot.domain.people import Audience, Person
from bot.storage import outbox, people
from bot.storage.crises import cases, escalations
from bot.storage.database import Tx

KINDS = tuple(kind for kind in Kind if kind is not Kind.UNSAID)


def open_case(tx: Tx, person: Person, *, alert_id: int | None, now: datetime) -> Case:
    """Open a case for somebody who needs help, or find the one that is open.

    Volunteers who may help are asked at once; where there are none, the coordinators are.
    """
    found = cases.of(tx, person.id)
    if found is not None:
        return found
    people.give_consent(tx, person.id, "case", now=now)
    case = cases.add(tx, person, alert_id=alert_id, now=now)
    ask_volunteers(tx, case, now=now)
    return case


def who_is_asked(tx: Tx, case: Case) -> list[int]:
    """Return the volunteers who may help and can be written to, without those whom the person in
    need has refused."""
    return [
        person_id
        for person_id in cases.who_may_help(tx, case, reachable=True)
        if not cases.was_refused(tx, case.id, person_id)
    ]


def ask_volunteers(tx: Tx, case: Case, *, now: datetime, but: int | None = None) -> None:
    """Ask everybody who may help with an open case, but the one who has just given it back;
    nobody there: it climbs at once."""
    asked = [person_id for person_id in who_is_asked(tx, case) if person_id != but]
    broadcast = outbox.start_broadcast(tx, "case", case.id, lane=Lane.CRISIS, by=None, now=now)
    posting = outbox.Posting(Lane.CRISIS, now, card=card_name(case.id), broadcast_id=broadcast)
    outbox.to_people(tx, asked, volunteers_card(case), posting)
    outbox.count_audience(tx, broadcast)
    if not cases.is_climbing(tx, case.id):
        escalations.arm(tx, "case", case_id=case.id, due=now + CLIMBS_AFTER)
    if not asked:
        tell_coordinators(tx, case, now=now)


def tell_coordinators(tx: Tx, case: Case, *, now: datetime) -> None:
    """Put the case before the coordinators it belongs to; they may take it or pass it on."""
    posting = outbox.Posting(Lane.CRISIS, now, card=card_name(case.id))
    card = volunteers_card(case)
    message = Message(text("case.climbed", card=card.body), card.buttons)
    outbox.to_people(tx, coordinators_of(tx, case), message, posting)


def coordinators_of(tx: Tx, case: Case, *, but: int | None = None) -> list[int]:
    """Return the coordinators to whom a case belongs, without those who are part of it; where
    that is nobody, all the others, because somebody must hear it."""
    part = (case.person_id, but)
    told = [p for p in people.coordinators_for(tx, case.side, case.country) if p not in part]
    return told or [p for p in people.coordinators(tx, Audience.EVERYBODY) if p not in part]


def show(tx: Tx, case: Case, *, now: datetime) -> None:
    """Bring every card of the case up to date."""
    card = volunteers_card(case)
    outbox.edit_cards(tx, card_name(case.id), card, lane=Lane.CRISIS, now=now)


def tell(tx: Tx, person_id: int, message: Message, *, now: datetime) -> None:
    """Tell one person something about their case, with sound."""
    outbox.to_person(tx, person_id, message, outbox.Posting(Lane.CRISIS, now))


def volunteers_card(case: Case) -> Message:
    """Return what a volunteer sees before taking: kind and country, never name, place or text."""
    body = Text(
        f"case.card.{case.state}",
        {
            "number": case.id,
            "kind": text(f"case.kind.{case.kind}"),
            "country": text(f"country.{case.country}") if case.country else text("case.nowhere"),
        },
    )
    if case.state != "open":
        return Message(body)
    take = Button(text("case.take"), press("case.take", case.id), style="success")
    return Message(body, (row(take),))


def takers_page(case: Case) -> Message:
    """Return what only the volunteer who has taken the case sees."""
    body = Text(
        "case.yours",
        {
            "number": case.id,
            "kind": text(f"case.kind.{case.kind}"),
            "country": text(f"country.{case.country}") if case.country else text("case.nowhere"),
            "name": case.shown_name or text("role.somebody"),
            "words": case.words or text("case.no_words"),
        },
    )
    return Message(
        body,
        (
            row(Button(text("case.write"), press("case.write", case.id), style="primary")),
            row(
                Button(text("case.done"), press("case.done", case.id), style="success"),
                Button(text("case.give_back"), press("case.back", case.id)),
            ),
        ),
    )


def askers_page(case: Case, *, asked: int) -> Message:
    """Return what the person who needs help sees of their own case."""
    kind = text(f"case.kind.{case.kind}")
    unsaid = case.kind is Kind.UNSAID
    question = text("case.ask_kind") if unsaid else text("case.said_kind", kind=kind)
    body = Text(
        f"case.mine.{case.state}",
        {"number": case.id, "kind": kind, "asked": asked, "question": question},
    )
    return Message(body, _askers_buttons(case))


def own_page(tx: Tx, case: Case) -> Message:
    """Return the page of a case for the person who needs help, with how many may help."""
    return askers_page(case, asked=len(who_is_asked(tx, case)))


def kind_buttons(case: Case) -> Keyboard:
    """Return the kinds of help to choose from."""
    buttons = [
        Button(text(f"case.kind.{kind}"), press("case.kind", case.id, kind)) for kind in KINDS
    ]
    return tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))


def card_name(case_id: int) -> str:
    """Return the name under which the copies of a case's card are found."""
    return f"case:{case_id}"


def _askers_buttons(case: Case) -> Keyboard:
    if not case.in_hand:
        return ()
    taken = case.taken_by is not None
    words = Button(text("case.say_more"), press("case.words", case.id), style="primary")
    over = Button(text("case.solved"), press("case.done", case.id), style="success")
    if not taken:
        mistake = Button(text("case.withdraw"), press("case.withdraw", case.id))
        return (*kind_buttons(case), row(words), row(mistake))
    return (
        row(Button(text("case.write"), press("case.write", case.id), style="primary")),
        row(words, over),
        row(
            Button(text("case.other"), press("case.other", case.id)),
            Button(text("case.report"), press("case.report", case.id), style="danger"),
        ),
    )


def withhold(tx: Tx, case: Case, *, now: datetime) -> None:
    """Let the cards sent so far say that others are asked now, and drop their name: only new cards
    speak for the case from here on."""
    message = Message(text("case.card.elsewhere", number=case.id))
    outbox.edit_cards(tx, card_name(case.id), message, lane=Lane.CRISIS, now=now)
    outbox.retire_card(tx, card_name(case.id))
