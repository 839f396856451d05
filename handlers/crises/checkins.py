"""What people can say about themselves in a crisis, and the alerts that are in force."""

from dataclasses import replace

from bot.conversation.answers import Answer
from bot.conversation.routes import Call, Command, Press, Route, Start
from bot.domain.crises.alerts import CheckIn
from bot.domain.messages import text
from bot.services import Services
from handlers.crises.reading import answer, in_place, in_turn, number


async def say_safe(call: Call, services: Services) -> Answer:
    """[I am safe]"""
    return await _say(CheckIn.SAFE, call, services)


async def say_help(call: Call, services: Services) -> Answer:
    """[I need help]"""
    return await _say(CheckIn.HELP, call, services)


async def say_can(call: Call, services: Services) -> Answer:
    """[I can help]"""
    return await _say(CheckIn.CAN, call, services)


async def alerts(call: Call, services: Services) -> Answer:
    """/alerts"""
    pages = await services.alerts.overview(by=call.person)
    return in_turn(pages) if pages else Answer(text("alert.none_in_force"))


async def safe(call: Call, services: Services) -> Answer:
    """/safe"""
    pages = await services.alerts.safe(by=call.person)
    return in_turn(pages) if pages else Answer(text("alert.none_in_force"))


async def opened(call: Call, services: Services) -> Answer:
    """/start alert_12"""
    return in_turn(await services.alerts.show(number((call.words,)), by=call.person))


async def _say(said: CheckIn, call: Call, services: Services) -> Answer:
    given = await services.alerts.answer(number(call.args), said, by=call.person)
    if call.chat.private:
        more = () if given.case is None else (answer(given.case),)
        return replace(in_place(given.message), toast=given.toast, then=more)
    if given.needs_link:
        # A toast cannot hold a link: the answer is kept, and the press opens the bot, so that
        # volunteers can reach this person.
        return Answer(url=call.link(f"alert_{given.alert_id}"))
    return Answer(toast=given.toast)


ROUTES: tuple[Route, ...] = (
    Press("ck.safe", say_safe),
    Press("ck.help", say_help),
    Press("ck.can", say_can),
    Command("alerts", alerts),
    Command("safe", safe),
    Start("alert", opened),
)
