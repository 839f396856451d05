"""What coordinators can say to teach the converter a word, and to take it back."""

from bot.conversation.answers import Answer, Ask
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Who
from bot.domain.messages import Message
from bot.domain.wordbook import LONGEST, Proposal
from bot.language.script import Script
from bot.services import Services
from bot.services.wordbook import cards
from handlers.scripts import SCRIPTS, at_hand, quotation


async def words(call: Call, services: Services) -> Answer:
    """/words, alone or with a word to look for"""
    return _said(cards.page(await services.wordbook.page(sought=call.words)))


async def turn(call: Call, services: Services) -> Answer:
    """[Next] or [Previous] under the words that were taught, or the way back to them"""
    return _said(cards.page(await services.wordbook.page(skip=call.number_at())), replace=True)


async def choose(call: Call, services: Services) -> Answer:
    """[Correct a word] under a message that was put into a script, [Next] among its words"""
    to, written = Script(call.word_at(0, SCRIPTS)), at_hand(call)
    found = await services.wordbook.doubtful(written.words, written.entities, to)
    said = cards.choose(found, to, call.number_at(1), quoted=quotation(written))
    return Answer(said.body, said.buttons, replace=call.number_at(1) > 0, answers=written.id)


async def fix(call: Call, services: Services) -> Answer:
    """A word of a message: how is it rightly written?"""
    to, source = Script(call.word_at(0, SCRIPTS)), "".join(call.args[1:2])
    now = services.wordbook.now_written(source, to)
    return Answer(cards.asked(source, now), ask=Ask("teach", {"source": source}))


async def new(call: Call, services: Services) -> Answer:
    """[Teach a word]"""
    return Answer(ask=Ask("teach", {"source": ""}))


async def spelled(call: Call, services: Services) -> Answer:
    """How a word is rightly written; both spellings are shown before they hold"""
    source = call.values.get("source", "")
    proposal = await services.wordbook.propose(call.values["word"], source=source, by=call.person)
    return _said(cards.proposed(proposal))


async def keep(call: Call, services: Services) -> Answer:
    """[Keep it] or [Replace it]"""
    made = await services.wordbook.keep(
        call.number_at(), instead_of=call.number_at(1), by=call.person
    )
    if isinstance(made, Proposal):
        return _said(cards.proposed(made), replace=True)
    return _said(cards.kept(made), replace=True)


async def think_better(call: Call, services: Services) -> Answer:
    """[Cancel] under both spellings"""
    await services.wordbook.think_better(call.number_at())
    return _said(cards.not_kept(), replace=True)


async def show(call: Call, services: Services) -> Answer:
    """A word in the list of /words"""
    return _said(cards.one(await services.wordbook.show(call.number_at())), replace=True)


async def take_back(call: Call, services: Services) -> Answer:
    """[Take it back]"""
    found = await services.wordbook.take_back(call.number_at(), by=call.person)
    return _said(cards.taken_back(found), replace=True)


def _said(message: Message, *, replace: bool = False) -> Answer:
    return Answer(message.body, message.buttons, replace=replace)


ROUTES: tuple[Route, ...] = (
    Command("words", words, Who.COORDINATOR),
    Form("teach", (Field("word", most=2 * LONGEST + 3),), spelled, who=Who.COORDINATOR),
    Press("wd.page", turn, Who.COORDINATOR),
    Press("wd.list", choose, Who.COORDINATOR),
    Press("wd.fix", fix, Who.COORDINATOR),
    Press("wd.new", new, Who.COORDINATOR),
    Press("wd.keep", keep, Who.COORDINATOR),
    Press("wd.not", think_better, Who.COORDINATOR),
    Press("wd.show", show, Who.COORDINATOR),
    Press("wd.drop", take_back, Who.COORDINATOR),
)
