"""What coordinators and owners can say: /approvals, /status, /role."""

from bot.conversation.answers import Answer
from bot.conversation.routes import Call, Command, Press, Route, Start, Who
from bot.domain.delivery import State
from bot.domain.messages import Button, Listing, Moment, Text, press, row, text
from bot.domain.people import Side
from bot.services import Services
from bot.services.coordination import Ledger, Progress
from handlers.crises.alerts import waiting_alerts
from handlers.groups import pending_requests
from handlers.volunteers import waiting_volunteers


async def approvals(call: Call, services: Services) -> Answer:
    """/approvals: alerts first, then those who ask to join, then volunteers."""
    waiting = (
        await waiting_alerts(call, services),
        await pending_requests(call, services),
        await waiting_volunteers(call, services),
    )
    shown = tuple(answer for answer in waiting if answer.body is not None)
    return Answer(text("approvals.title" if shown else "approvals.none"), then=shown)


async def status(call: Call, services: Services) -> Answer:
    """/status: the latest broadcasts, each with how many have it."""
    latest = await services.coordination.latest()
    if not latest:
        return Answer(text("status.none"))
    lines = Listing(tuple(_progress(item) for item in latest), "lines")
    buttons = tuple(
        row(
            Button(
                text("status.open", kind=text(f"broadcast.{item.kind}"), n=item.id),
                press("del", item.id),
            )
        )
        for item in latest
    )
    return Answer(text("status.page", lines=lines), buttons, replace=bool(call.args))


async def ledger(call: Call, services: Services) -> Answer:
    """One broadcast of /status is opened, or looked at again."""
    found = await services.coordination.ledger(call.number_at())
    buttons = row(
        Button(text("status.refresh"), press("del", found.id)),
        Button(text("common.back"), press("status")),
    )
    return Answer(_ledger(found), (buttons,), replace=True)


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


def _progress(item: Progress) -> Text:
    return text(
        "status.stopped_line" if item.stopped else "status.line",
        kind=text(f"broadcast.{item.kind}"),
        number=item.id,
        at=Moment(item.started_at, "full"),
        sent=item.sent,
        audience=item.audience,
    )


def _ledger(found: Ledger) -> Text:
    states = [
        text("status.state", state=text(f"state.{state}"), count=found.of(state)) for state in State
    ]
    reasons = [
        text(
            "status.reason", state=text(f"state.{state}"), reason=text(f"reason.{reason}"), count=n
        )
        for (state, reason), n in sorted(found.counts.items(), key=lambda item: -item[1])
        if reason is not None
    ]
    return text(
        "status.ledger",
        kind=text(f"broadcast.{found.kind}"),
        number=found.id,
        at=Moment(found.started_at, "full"),
        audience=found.audience,
        states=Listing((*states, *reasons), "lines"),
    )


def _side(call: Call, place: int) -> Side:
    return Side(call.word_at(place, (Side.NORTH, Side.SOUTH)))


ROUTES: tuple[Route, ...] = (
    Command("approvals", approvals, Who.COORDINATOR),
    Command("status", status, Who.COORDINATOR),
    Command("role", role, Who.OWNER),
    Press("status", status, Who.COORDINATOR),
    Press("del", ledger, Who.COORDINATOR),
    Press("role.offer", offer_role, Who.OWNER),
    Press("role.yes", accept_role),
    Press("role.ask", ask_dismiss, Who.OWNER),
    Press("role.take", dismiss, Who.OWNER),
    Start("role", role_offered),
)
