"""What people can say to find something."""

from bot.conversation.answers import Answer
from bot.conversation.routes import Call, Command, Field, Form, Route
from bot.services import Services
from bot.services.finding import MOST_LETTERS, cards


async def find(call: Call, services: Services) -> Answer:
    """/find words, or the words alone when asked for"""
    said = cards.found(await services.finding.find(call.values["words"], by=call.person))
    return Answer(said.body, said.buttons)


ROUTES: tuple[Route, ...] = (
    Command("find", form="find"),
    Form("find", (Field("words", most=MOST_LETTERS),), find, reply_field="words"),
)
