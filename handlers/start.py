"""What people can say first: /start, /menu, /help, and the first five taps."""

from bot.conversation.answers import Answer, Ask
from bot.conversation.routes import (
    Call,
    Command,
    Field,
    Form,
    Press,
    Route,
    Start,
    Where,
    Who,
    Words,
)
from bot.domain.messages import Button, Keyboard, Listing, Text, press, row, text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.guess import AVAILABLE
from bot.language.parsing import parse_zone, zones_of
from bot.services import Services
from handlers.crises.alerts import in_force
from handlers.groups import open_requests

ZONES_MOST = 12
"""Time zones offered as buttons; every other can be typed."""


async def start(call: Call, services: Services) -> Answer:
    """/start: the first question, or for somebody who has been welcomed the menu."""
    person = await services.people.resume(by=call.person)
    if not person.greeted:
        skip = row(Button(text("common.skip"), press("st.lang")))
        first = run_by("start.language", services.people.controller)
        return Answer(first, (*language_buttons(person, "st.lang"), skip))
    return Answer(
        text("start.back"),
        menu=person.language,
        then=(_menu(person), await in_force(call, services), await open_requests(call, services)),
    )


async def choose_language(call: Call, services: Services) -> Answer:
    """The first tap: a language. Then the side is asked."""
    language = call.args[0] if call.args and call.args[0] in AVAILABLE else call.person.language
    person = await services.people.choose_language(language, by=call.person)
    buttons = side_buttons("st.side", "st.country")
    return Answer(text("start.side"), buttons, replace=True, speaker=person, menu=person.language)


async def choose_side(call: Call, services: Services) -> Answer:
    """The second tap: a side. Then the country is asked."""
    await services.people.choose_side(Side(call.word_at(0, list(Side))), by=call.person)
    return Answer(ask=Ask("country"), replace=True)


async def ask_country(call: Call, services: Services) -> Answer:
    """The side was skipped; the country is asked."""
    return Answer(ask=Ask("country"), replace=True)


async def country_said(call: Call, services: Services) -> Answer:
    """The third tap, or typed: a country, or skipped. Then the time zone, if there are several."""
    country = call.values["country"]
    if not country:
        return await _next(call.person, call, services)
    zones = zones_of(country)
    person = await services.people.choose_country(country, zones, by=call.person)
    if len(zones) > 1:
        return Answer(text("start.zone"), _zone_buttons(zones), replace=bool(call.args))
    return await _next(person, call, services)


async def choose_zone(call: Call, services: Services) -> Answer:
    """The fourth tap: a time zone."""
    zone = parse_zone("".join(call.args[:1]))
    if zone is None:
        raise Refusal(text("press.stale"))
    person = await services.people.choose_zone(zone, by=call.person)
    return await _next(person, call, services)


async def zone_said(call: Call, services: Services) -> Answer:
    """A time zone, typed as a city or an hour."""
    person = await services.people.choose_zone(call.values["zone"], by=call.person)
    return await _next(person, call, services)


async def ask_zone(call: Call, services: Services) -> Answer:
    """None of the zones offered: it can be typed."""
    return Answer(ask=Ask("zone"), replace=True)


async def finish(call: Call, services: Services) -> Answer:
    """The zone was skipped."""
    return await _next(call.person, call, services)


async def menu(call: Call, services: Services) -> Answer:
    """/menu"""
    return _menu(call.person)


async def help_(call: Call, services: Services) -> Answer:
    """/help: every command the person may use, *I need help* first."""
    listed = sorted((c for c in call.commands if c.listed), key=lambda c: c.name != "needhelp")
    members = [c for c in listed if c.who is Who.ANYONE]
    others = [c for c in listed if c.who is not Who.ANYONE]
    parts: list[Text] = [_section("help.members", members)]
    # In a group nobody is told who may do what.
    if others and call.chat.private:
        parts.append(_section("help.coordinators", others))
    buttons = (row(_go("needhelp", style="danger")), row(_go("menu")))
    return Answer(
        Text("help.page", {"parts": Listing(tuple(parts), "blank")}),
        buttons if call.chat.private else (),
        here=True,
    )


async def hello(call: Call, services: Services) -> Answer:
    """The link under "press Start": the same as /start."""
    return await start(call, services)


def run_by(key: str, controller: str) -> Text:
    """Return the text `key`, and below it who runs the bot where the settings name them."""
    if not controller:
        return text(key)
    who = text("privacy.controller", name=controller)
    return text("help.page_of", items=Listing((text(key), who), "blank"))


def language_buttons(person: Person, verb: str) -> Keyboard:
    """Return the languages to choose from, the person's present one first."""
    codes = sorted(AVAILABLE, key=lambda code: code != person.language)
    return tuple(
        row(
            Button(
                text(f"language.{code}"),
                press(verb, code),
                style="primary" if code == person.language else "plain",
            )
        )
        for code in codes
    )


def side_buttons(verb: str, skip: str) -> Keyboard:
    """Return the four answers to "where do you belong?", and the way past it."""
    north, south, both, unsaid = (
        Button(
            text("side.choose.unsaid" if side is Side.UNSAID else f"side.{side}"), press(verb, side)
        )
        for side in Side
    )
    return (
        row(north, south),
        row(both),
        row(unsaid),
        row(Button(text("common.skip"), press(skip))),
    )


def _zone_buttons(zones: list[str]) -> Keyboard:
    buttons = [
        Button(
            text("zone.name", city=zone.rpartition("/")[2].replace("_", " ")),
            press("st.zone", zone),
        )
        for zone in zones[:ZONES_MOST]
    ]
    rows = tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))
    other = Button(text("zone.other"), press("st.otherzone"))
    return (*rows, row(other, Button(text("common.skip"), press("st.finish"))))


async def _next(person: Person, call: Call, services: Services) -> Answer:
    """Welcome a newcomer; bring somebody who came from the settings back there."""
    if person.greeted:
        return Answer(
            text("settings.saved"), (row(_go("settings"), _go("menu")),), replace=bool(call.args)
        )
    person = await services.people.greet(by=person)
    return Answer(
        text("start.done"),
        replace=bool(call.args),
        then=(_menu(person), await in_force(call, services), await open_requests(call, services)),
        speaker=person,
    )


def _menu(person: Person) -> Answer:
    rows = [
        row(_go("needhelp", style="danger"), _go("safe", style="success")),
        row(_go("events"), _go("my")),
        row(_go("join"), _go("volunteer")),
        row(_go("alerts"), _go("rules")),
        row(_go("find"), _go("script")),
    ]
    if person.is_coordinator:
        rows += [
            row(_go("newevent"), _go("alert", style="danger")),
            row(_go("approvals"), _go("roster")),
            row(_go("status"), _go("bridge"), *((_go("role"),) if person.is_owner else ())),
            row(_go("broadcast"), _go("words")),
        ]
    rows.append(row(_go("settings"), _go("help")))
    return Answer(text("menu.title"), tuple(rows))


def _go(command: str, *, style: str = "plain") -> Button:
    return Button(text(f"menu.{command}"), press("go", command), style=style)


def _section(key: str, commands: list[Command]) -> Text:
    lines = tuple(
        text("help.line", command=f"/{c.name}", words=text(f"command.{c.name}")) for c in commands
    )
    return text(key, lines=Listing(lines, "lines"))


ROUTES: tuple[Route, ...] = (
    Command("start", start),
    Command("menu", menu),
    Command("help", help_, where=Where.EITHER),
    Command("cancel"),
    Command("back"),
    Command("skip"),
    Press("st.lang", choose_language),
    Press("st.side", choose_side),
    Press("st.country", ask_country),
    Press("st.zone", choose_zone),
    Press("st.otherzone", ask_zone),
    Press("st.finish", finish),
    Form("country", (Field("country", "country", optional=True),), country_said),
    Form("zone", (Field("zone", "zone"),), zone_said),
    Start("hello", hello),
    Words(frozenset({"menu", "menyu", "منو", "меню"}), "menu"),
    Words(frozenset({"help", "kömək", "کؤمک", "کمک", "помощь", "yardım", "hilfe"}), "help"),
)
