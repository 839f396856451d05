"""What coordinators and owners can say: /approvals, /status, /role."""

from collections.abc import Sequence

from bot.conversation.answers import NOTHING, Answer
from bot.conversation.routes import Call, Command, Press, Route, Start, Who
from bot.domain.delivery import State
from bot.domain.messages import (
    Button,
    Keyboard,
    Listing,
    Message,
    Moment,
    Text,
    press,
    row,
    text,
)
from bot.domain.pausing import go_on
from bot.domain.people import Side
from bot.domain.progress import bar, stop_press
from bot.services import Services
from bot.services.coordination import Ledger, Sending
from handlers.crises.alerts import waiting_alerts
from handlers.groups import pending_requests
from handlers.volunteers import waiting_volunteers

LETTERS = ("broadcast", "rewording", "recall")
"""Kinds of broadcasts that are about a letter."""


async def approvals(call: Call, services: Services) -> Answer:
    """/approvals: alerts first, then those who ask to join, then volunteers."""
    waiting = (
        await waiting_alerts(call, services),
        await pending_requests(call, services),
        await waiting_volunteers(call, services),
    )
    shown = tuple(answer for answer in waiting if answer.body is not None)
    pause = await services.coordination.paused(by=call.person)
    title = pause.beside(Message(text("approvals.title" if shown else "approvals.none")))
    return Answer(title.body, title.buttons, then=shown)


async def status(call: Call, services: Services) -> Answer:
    """/status: what is on its way, then the latest others, each with how many have it."""
    pause = await services.coordination.paused(by=call.person)
    latest = await services.coordination.latest()
    page = pause.beside(_page(latest))
    stop_all = row(Button(text("pause.button.pause"), press("pause.on"), style="danger"))
    may_pause = call.person.is_owner and pause.since is None
    buttons = (*page.buttons, *((stop_all,) if may_pause else ()))
    return Answer(page.body, buttons, replace=bool(call.args))


async def ledger(call: Call, services: Services) -> Answer:
    """One broadcast of /status is opened, or looked at again."""
    found = await services.coordination.ledger(call.number_at())
    buttons = row(
        Button(text("status.refresh"), press("del", found.id)),
        Button(text("common.back"), press("status", "again")),
    )
    return Answer(_ledger(found), (*_look(found), *_halt(found), buttons), replace=True)


async def stop_sending(call: Call, services: Services) -> Answer:
    """[Stop sending] under a message to many."""
    said = await services.progress.stop(call.number_at(), by=call.person)
    return Answer(said.body, said.buttons)


async def sends_running(call: Call, services: Services) -> Answer:
    """What /stop asks first from somebody who may stop a message to many; else nothing."""
    question = await services.progress.running(by=call.person)
    return Answer(question.body, question.buttons) if question else NOTHING


async def pause(call: Call, services: Services) -> Answer:
    """/pause, [Pause all sending]"""
    found = await services.coordination.pause(by=call.person)
    if found.since is None:  # somebody else was as quick to let it go on
        return Answer(text("pause.none"))
    since = Moment(found.since)
    return Answer(text("pause.on", n=found.waiting, since=since), (row(go_on()),))


async def unpause(call: Call, services: Services) -> Answer:
    """/unpause, [Go on sending]"""
    found = await services.coordination.unpause(by=call.person)
    if found.since is None:
        return Answer(text("pause.none"))
    return Answer(text("pause.off", n=found.waiting))


async def role(call: Call, services: Services) -> Answer:
    """/role: who coordinates what, and the ways to give and take it."""
    holders = await services.coordination.holders()
    lines = [
        text(
            "role.line", name=holder.name or text("role.somebody"), side=text(f"side.{holder.side}")
        )
        for holder in holders
    ]
    buttons = [
        row(
            Button(text("role.offer.north"), press("role.offer", Side.NORTH)),
            Button(text("role.offer.south"), press("role.offer", Side.SOUTH)),
        ),
        *(
            row(
                Button(
                    text(
                        "role.take",
                        name=holder.name or text("role.somebody"),
                        side=text(f"side.{holder.side}"),
                    ),
                    press("role.ask", holder.person_id, holder.side),
                    style="danger",
                )
            )
            for holder in holders
        ),
    ]
    body = text("role.page", lines=Listing(tuple(lines), "lines")) if lines else text("role.none")
    return Answer(body, tuple(buttons), replace=bool(call.args))


async def offer_role(call: Call, services: Services) -> Answer:
    """A role is offered: the answer is a link for one person, good for a day."""
    side = _side(call, 0)
    code = await services.coordination.offer_role(side, by=call.person)
    return Answer(text("role.link", side=text(f"side.{side}"), link=call.link(f"role_{code}")))


async def role_offered(call: Call, services: Services) -> Answer:
    """The link that offers a role is opened."""
    side = await services.coordination.offered(call.words)
    button = Button(text("role.accept"), press("role.yes", call.words), style="success")
    return Answer(text("role.offered", side=text(f"side.{side}")), (row(button),))


async def accept_role(call: Call, services: Services) -> Answer:
    """The role is accepted."""
    side = await services.coordination.accept_role("".join(call.args[:1]), by=call.person)
    button = Button(text("menu.menu"), press("go", "menu"))
    return Answer(text("role.accepted", side=text(f"side.{side}")), (row(button),), replace=True)


async def ask_dismiss(call: Call, services: Services) -> Answer:
    """A role is to be taken: asks once."""
    side = _side(call, 1)
    buttons = (
        row(
            Button(
                text("role.take_yes"), press("role.take", call.number_at(), side), style="danger"
            )
        ),
        row(Button(text("common.back"), press("go", "role"))),
    )
    return Answer(text("role.take_sure", side=text(f"side.{side}")), buttons, replace=True)


async def dismiss(call: Call, services: Services) -> Answer:
    """Yes, the role is taken."""
    await services.coordination.dismiss(call.number_at(), _side(call, 1), by=call.person)
    return Answer(text("role.taken"), replace=True)


def _page(latest: Sequence[Sending]) -> Message:
    if not latest:
        return Message(text("status.none"))
    buttons = tuple(
        row(
            Button(
                text("status.open", kind=text(f"broadcast.{item.kind}"), n=item.id),
                press("del", item.id),
            )
        )
        for item in latest
    )
    lines = Listing(tuple(_line(item) for item in latest), "lines")
    return Message(text("status.page", lines=lines), buttons)


def _line(item: Sending) -> Text:
    standing = item.standing
    is_stopped = standing.is_stopped
    key = "status.stopped_line" if is_stopped else "status.line"
    line = text(
        key,
        kind=text(f"broadcast.{item.kind}"),
        number=item.id,
        at=Moment(item.started_at, "full"),
        sent=standing.of(State.SENT),
        audience=standing.audience,
    )
    if standing.is_over or is_stopped:
        return line
    return text("status.running_line", line=line, bar=bar(standing), percent=standing.percent)


def _ledger(found: Ledger) -> Text:
    standing = found.standing
    states = [
        text("status.state", state=text(f"state.{state}"), count=standing.of(state))
        for state in State
    ]
    reasons = [
        text(
            "status.reason", state=text(f"state.{state}"), reason=text(f"reason.{reason}"), count=n
        )
        for (state, reason), n in sorted(standing.counts.items(), key=lambda item: -item[1])
        if reason is not None
    ]
    return text(
        "status.ledger",
        kind=text(f"broadcast.{found.kind}"),
        number=found.id,
        at=Moment(found.started_at, "full"),
        audience=standing.audience,
        states=Listing((*states, *reasons), "lines"),
    )


def _halt(found: Ledger) -> Keyboard:
    """Return the way to stop a broadcast that is on its way."""
    stop = stop_press(found.kind, found.subject_id, found.id)
    if not stop or found.standing.is_over or found.standing.is_stopped:
        return ()
    return (row(Button(text("alert.button.stop"), stop, style="danger")),)


def _look(found: Ledger) -> Keyboard:
    """Return the way to the letter that a broadcast is about."""
    if found.kind not in LETTERS or found.subject_id is None:
        return ()
    return (row(Button(text("letter.button.look"), press("bc.sent", found.subject_id))),)


def _side(call: Call, place: int) -> Side:
    return Side(call.word_at(place, (Side.NORTH, Side.SOUTH)))


ROUTES: tuple[Route, ...] = (
    Command("approvals", approvals, Who.COORDINATOR),
    Command("status", status, Who.COORDINATOR),
    Command("role", role, Who.OWNER),
    Command("pause", pause, Who.OWNER),
    Command("unpause", unpause, Who.OWNER),
    Press("status", status, Who.COORDINATOR),
    Press("del", ledger, Who.COORDINATOR),
    Press("snd.stop", stop_sending, Who.COORDINATOR),
    Press("pause.on", pause, Who.OWNER),
    Press("pause.off", unpause, Who.OWNER),
    Press("role.offer", offer_role, Who.OWNER),
    Press("role.yes", accept_role),
    Press("role.ask", ask_dismiss, Who.OWNER),
    Press("role.take", dismiss, Who.OWNER),
    Start("role", role_offered),
)
