"""What people can say when they need help, and volunteers when they can give it."""

from bot.conversation.answers import Answer, Ask
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Words
from bot.domain.crises.cases import Kind
from bot.domain.messages import Button, press, row, text
from bot.services import Services
from bot.services.crises.casework import KINDS
from handlers.crises.reading import answer, in_place


async def needhelp(call: Call, services: Services) -> Answer:
    """/needhelp, or the red button: the case is open at once, questions come after."""
    return answer(await services.cases.open(by=call.person))


async def say_kind(call: Call, services: Services) -> Answer:
    """What kind of help is needed."""
    kind = Kind(call.word_at(1, KINDS))
    return in_place(await services.cases.say_kind(call.number_at(), kind, by=call.person))


async def ask_words(call: Call, services: Services) -> Answer:
    """[Say more]"""
    return Answer(ask=Ask("casewords", {"case": str(call.number_at())}))


async def words_said(call: Call, services: Services) -> Answer:
    """What the person writes about it."""
    case_id = call.number_of("case")
    return answer(await services.cases.say_words(case_id, call.values["words"], by=call.person))


async def take(call: Call, services: Services) -> Answer:
    """[I take it]"""
    return answer(await services.cases.take(call.number_at(), by=call.person))


async def ask_note(call: Call, services: Services) -> Answer:
    """[Write]: words are passed on, addresses are not."""
    await services.cases.partner(call.number_at(), by=call.person)
    return Answer(ask=Ask("casenote", {"case": str(call.number_at())}))


async def note_said(call: Call, services: Services) -> Answer:
    """The words to pass on."""
    case_id = call.number_of("case")
    await services.cases.write(case_id, call.values["words"], by=call.person)
    again = Button(text("case.write"), press("case.write", case_id))
    return Answer(text("case.passed_on"), (row(again),))


async def done(call: Call, services: Services) -> Answer:
    """[It is solved]"""
    await services.cases.done(call.number_at(), by=call.person)
    return Answer(text("case.thanks"), replace=True)


async def withdraw(call: Call, services: Services) -> Answer:
    """[It was a mistake]"""
    await services.cases.withdraw(call.number_at(), by=call.person)
    return Answer(text("case.withdrawn"), replace=True)


async def refuse(call: Call, services: Services) -> Answer:
    """[Somebody else, please]"""
    return in_place(await services.cases.refuse(call.number_at(), by=call.person))


async def give_back(call: Call, services: Services) -> Answer:
    """[I cannot after all]"""
    await services.cases.give_back(call.number_at(), by=call.person)
    return Answer(text("case.given_back"), replace=True)


async def report(call: Call, services: Services) -> Answer:
    """[Report]"""
    await services.cases.report(call.number_at(), by=call.person)
    return Answer(text("case.reported"), toast=text("case.reported"))


ROUTES: tuple[Route, ...] = (
    Command("needhelp", needhelp),
    Press("case.kind", say_kind),
    Press("case.words", ask_words),
    Press("case.take", take),
    Press("case.write", ask_note),
    Press("case.done", done),
    Press("case.withdraw", withdraw),
    Press("case.other", refuse),
    Press("case.back", give_back),
    Press("case.report", report),
    Form("casewords", (Field("words", most=1000),), words_said),
    Form("casenote", (Field("words", most=1000),), note_said),
    Words(
        frozenset({"sos", "i need help", "mənə kömək lazımdır", "منه کؤمک لازیم‌دیر"}), "needhelp"
    ),
)
