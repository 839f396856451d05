"""What people can say about helping: /volunteer, and for coordinators /roster."""

from bot.conversation.answers import NOTHING, Answer, Ask
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Who
from bot.domain.messages import Button, Keyboard, Listing, Text, press, row, text
from bot.domain.people import LANGUAGES
from bot.domain.refusals import Refusal
from bot.domain.volunteers import HOURS, SKILLS, Standing, Volunteer
from bot.services import Services
from bot.services.volunteers import particulars, volunteer_card

PAGE = 5
"""Volunteers on one page of the roster."""


async def volunteer(call: Call, services: Services) -> Answer:
    """/volunteer: the form, or for somebody who has offered what we keep of it."""
    mine = await services.volunteers.mine(by=call.person)
    if mine is None:
        return Answer(ask=Ask("volunteer"))
    standing = text(f"standing.{mine.standing}")
    buttons = row(
        Button(text("volunteer.change"), press("vo.change")),
        Button(text("volunteer.leave"), press("vo.leave"), style="danger"),
    )
    return Answer(Text("volunteer.mine", {**particulars(mine), "standing": standing}), (buttons,))


async def change(call: Call, services: Services) -> Answer:
    """The particulars are to be changed: the form again."""
    return Answer(ask=Ask("volunteer"))


async def offered(call: Call, services: Services) -> Answer:
    """The form is filled in."""
    found = await services.volunteers.offer(call.values, by=call.person)
    return Answer(text(f"volunteer.thanks.{found.standing}"), replace=bool(call.args))


async def leave(call: Call, services: Services) -> Answer:
    """The offer is taken back."""
    await services.volunteers.leave(by=call.person)
    await services.cases.let_go(call.person.id)
    return Answer(text("volunteer.left"), replace=True)


async def roster(call: Call, services: Services) -> Answer:
    """/roster: a page of volunteers, those who wait first."""
    found = await services.volunteers.roster(by=call.person)
    first = call.number_at() if call.args else 0
    page = found[first : first + PAGE]
    if not page:
        return Answer(text("roster.none"))
    lines = Listing(tuple(Text("roster.line", _line(item)) for item in page), "blank")
    waiting = sum(item.standing is Standing.OFFERED for item in found)
    body = text("roster.page", lines=lines, waiting=waiting, confirmed=len(found) - waiting)
    return Answer(body, _roster_buttons(found, first), replace=bool(call.args))


async def opened(call: Call, services: Services) -> Answer:
    """One volunteer of the roster is opened."""
    found = await services.volunteers.roster(by=call.person)
    chosen = next((item for item in found if item.person_id == call.number_at()), None)
    if chosen is None:
        raise Refusal(text("press.stale"))
    card = volunteer_card(chosen)
    end = Button(text("roster.end"), press("vo.end", chosen.person_id), style="danger")
    ways = row(*((end,) if chosen.standing is Standing.CONFIRMED else ()), _back())
    return Answer(card.body, (*card.buttons, ways), replace=True)


async def confirm(call: Call, services: Services) -> Answer:
    """An offer is confirmed."""
    found = await services.volunteers.confirm(call.number_at(), trusted=False, by=call.person)
    return _decided(found)


async def confirm_trusted(call: Call, services: Services) -> Answer:
    """An offer is confirmed, also for what is delicate."""
    found = await services.volunteers.confirm(call.number_at(), trusted=True, by=call.person)
    return _decided(found)


async def decline(call: Call, services: Services) -> Answer:
    """An offer is declined."""
    return _decided(await services.volunteers.decline(call.number_at(), by=call.person))


async def end(call: Call, services: Services) -> Answer:
    """A volunteer's standing is ended."""
    await services.volunteers.end(call.number_at(), by=call.person)
    await services.cases.let_go(call.number_at())
    return Answer(text("roster.ended"), (row(_back()),), replace=True)


async def waiting_volunteers(call: Call, services: Services) -> Answer:
    """The volunteers' part of /approvals."""
    found = await services.volunteers.roster(by=call.person)
    waiting = sum(item.standing is Standing.OFFERED for item in found)
    if not waiting:
        return NOTHING
    return Answer(Text("roster.waiting", {"n": waiting}), (row(_back()),))


def _decided(found: Volunteer) -> Answer:
    card = volunteer_card(found)
    return Answer(
        card.body, (row(_back()),), toast=text(f"standing.{found.standing}"), replace=True
    )


def _roster_buttons(found: list[Volunteer], first: int) -> Keyboard:
    page = found[first : first + PAGE]
    rows = [
        row(Button(Text("roster.open", _line(item)), press("vo.open", item.person_id)))
        for item in page
    ]
    ways = []
    if first:
        ways.append(Button(text("common.previous"), press("roster", max(first - PAGE, 0))))
    if first + PAGE < len(found):
        ways.append(Button(text("common.next"), press("roster", first + PAGE)))
    return (*rows, tuple(ways)) if ways else tuple(rows)


def _line(item: Volunteer) -> dict[str, "str | Text | Listing"]:
    return {**particulars(item), "standing": text(f"standing.{item.standing}")}


def _back() -> Button:
    return Button(text("menu.roster"), press("roster", 0))


ROUTES: tuple[Route, ...] = (
    Command("volunteer", volunteer),
    Command("roster", roster, Who.COORDINATOR),
    Form(
        "volunteer",
        (
            Field("skills", "many", choices=SKILLS),
            Field("languages", "many", choices=LANGUAGES),
            Field("country", "country", optional=True),
            Field("hours", "many", choices=HOURS, optional=True),
        ),
        offered,
    ),
    Press("vo.change", change),
    Press("vo.leave", leave),
    Press("vo.open", opened, Who.COORDINATOR),
    Press("vo.yes", confirm, Who.COORDINATOR),
    Press("vo.trust", confirm_trusted, Who.COORDINATOR),
    Press("vo.no", decline, Who.COORDINATOR),
    Press("vo.end", end, Who.COORDINATOR),
    Press("roster", roster, Who.COORDINATOR),
)
