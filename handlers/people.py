"""What people can say about themselves: /language, /settings, /privacy, /stop, /forgetme."""

from dataclasses import replace

from bot.conversation.answers import Answer, Ask
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Words
from bot.domain.messages import Button, Listing, Text, press, row, text
from bot.domain.people import Person, Side
from bot.language.guess import AVAILABLE
from bot.services import Services
from handlers.coordination import sends_running
from handlers.crises.alerts import running
from handlers.start import language_buttons, run_by, side_buttons

CALENDARS = ("gregorian", "jalali", "both")


async def language(call: Call, services: Services) -> Answer:
    """/language"""
    return Answer(text("settings.ask_language"), language_buttons(call.person, "set.lang"))


async def set_language(call: Call, services: Services) -> Answer:
    """A language is chosen in the settings."""
    chosen = call.word_at(0, AVAILABLE)
    person = await services.people.choose_language(chosen, by=call.person)
    return replace(_settings(person, replace=True), menu=person.language)


async def settings(call: Call, services: Services) -> Answer:
    """/settings"""
    return _settings(call.person, replace=False)


async def ask_side(call: Call, services: Services) -> Answer:
    """The side is to be changed."""
    return Answer(text("start.side"), side_buttons("set.side", "set.back"), replace=True)


async def set_side(call: Call, services: Services) -> Answer:
    """A side is chosen in the settings."""
    side = Side(call.word_at(0, list(Side)))
    return _settings(await services.people.choose_side(side, by=call.person), replace=True)


async def ask_country(call: Call, services: Services) -> Answer:
    """The country is to be changed; with it comes the time zone."""
    return Answer(ask=Ask("country"))


async def ask_calendar(call: Call, services: Services) -> Answer:
    """The calendar is to be changed."""
    buttons = [
        row(Button(text(f"settings.calendar.{name}"), press("set.cal", name))) for name in CALENDARS
    ]
    return Answer(text("settings.ask_calendar"), tuple(buttons), replace=True)


async def set_calendar(call: Call, services: Services) -> Answer:
    """A calendar is chosen."""
    chosen = call.word_at(0, CALENDARS)
    return _settings(await services.people.choose_calendar(chosen, by=call.person), replace=True)


async def ask_name(call: Call, services: Services) -> Answer:
    """The name is to be changed."""
    return Answer(ask=Ask("name"))


async def name_said(call: Call, services: Services) -> Answer:
    """A name by which to be called, or skipped: none."""
    person = await services.people.choose_name(
        " ".join(call.values["name"].split()), by=call.person
    )
    return _settings(person, replace=bool(call.args))


async def back(call: Call, services: Services) -> Answer:
    """Nothing is changed."""
    return _settings(call.person, replace=True)


async def privacy(call: Call, services: Services) -> Answer:
    """/privacy"""
    buttons = row(Button(text("privacy.forget"), press("forget.ask"), style="danger"))
    return Answer(run_by("privacy.page", services.people.controller), (buttons,))


async def stop(call: Call, services: Services) -> Answer:
    """/stop: somebody who may stop what is being sent to many is asked first what they mean."""
    found = (await running(call, services), await sends_running(call, services))
    questions = [(one.body, one.buttons) for one in found if one.body is not None]
    if not questions:
        return await unsubscribe(call, services)
    body = text("help.page_of", items=Listing(tuple(body for body, _ in questions), "blank"))
    stops = tuple(line for _, buttons in questions for line in buttons)
    me = row(Button(text("people.unsubscribe"), press("people.stop")))
    return Answer(body, (*stops, me))


async def unsubscribe(call: Call, services: Services) -> Answer:
    """[Unsubscribe me], or /stop while nothing is being sent that they could stop"""
    await services.people.stop(by=call.person)
    return Answer(
        text("people.stopped"), (row(Button(text("people.again"), press("go", "start"))),)
    )


async def ask_forget(call: Call, services: Services) -> Answer:
    """/forgetme: asks once."""
    buttons = (
        row(Button(text("privacy.forget_yes"), press("forget.yes"), style="danger")),
        row(Button(text("common.cancel"), press("set.back"))),
    )
    return Answer(text("privacy.forget_sure"), buttons, replace=bool(call.args))


async def forget(call: Call, services: Services) -> Answer:
    """Yes, delete me."""
    gone = await services.erasures.forget(number=call.number, by=call.person)
    # What Telegram keeps of the choice of a language goes too.
    said = text("privacy.forgotten" if gone else "privacy.forgetting")
    return Answer(said, replace=True, menu="")


def _settings(person: Person, *, replace: bool) -> Answer:
    unset = text("settings.unset")
    page = text(
        "settings.page",
        language=text(f"language.{person.language}"),
        side=text(f"side.{person.side}") if person.side else unset,
        country=text(f"country.{person.country}") if person.country else unset,
        zone=_zone(person),
        calendar=text(f"settings.calendar.{person.calendar or _usual(person)}"),
        name=person.name or unset,
    )
    buttons = (
        row(_change("language", "set.asklang"), _change("side", "set.askside")),
        row(_change("country", "set.askcountry"), _change("calendar", "set.askcal")),
        row(_change("name", "set.askname"), Button(text("languages.button"), press("rl"))),
        row(
            _change("bridge", "br.mine"),
            Button(text("menu.privacy"), press("go", "privacy")),
        ),
        row(Button(text("menu.menu"), press("go", "menu"))),
    )
    return Answer(page, buttons, replace=replace, speaker=person)


def _zone(person: Person) -> "str | Text":
    if not person.zone:
        return text("settings.zone_unset")
    return person.zone.rpartition("/")[2].replace("_", " ")


def _usual(person: Person) -> str:
    return "both" if person.language in ("azb", "fa") else "gregorian"


def _change(what: str, verb: str) -> Button:
    return Button(text(f"settings.change.{what}"), press(verb))


ROUTES: tuple[Route, ...] = (
    Command("language", language),
    Command("settings", settings),
    Command("privacy", privacy),
    Command("stop", stop),
    Command("forgetme", ask_forget),
    Press("set.asklang", language),
    Press("set.lang", set_language),
    Press("set.askside", ask_side),
    Press("set.side", set_side),
    Press("set.askcountry", ask_country),
    Press("set.askcal", ask_calendar),
    Press("set.cal", set_calendar),
    Press("set.askname", ask_name),
    Press("set.back", back),
    Press("people.stop", unsubscribe),
    Press("forget.ask", ask_forget),
    Press("forget.yes", forget),
    Form("name", (Field("name", "words", optional=True, most=40),), name_said),
    Words(frozenset({"stop", "dayan", "دایان", "стоп"}), "stop"),
)
