"""What people can say about the languages they read besides their own: a page of the settings."""

from collections.abc import Sequence

from bot.conversation.answers import Answer
from bot.conversation.routes import Call, Press, Route
from bot.domain.languages import OTHER_SCRIPT, chain, usual
from bot.domain.messages import Button, Keyboard, Listing, Text, press, row, text
from bot.domain.people import LANGUAGES, Person
from bot.domain.refusals import Refusal
from bot.services import Services


async def show(call: Call, services: Services) -> Answer:
    """[Languages I read] in the settings."""
    return _page(call.person)


async def arrange(call: Call, services: Services) -> Answer:
    """An arrow, [Add], [Remove], [As usual]: each button carries the whole order it leads to, so
    that it does the same when it comes late or twice."""
    order = call.args[0].split(".") if call.args and call.args[0] else []
    if len(set(order)) < len(order) or not set(order) <= set(LANGUAGES):
        raise Refusal(text("press.stale"))
    return _page(await services.people.choose_reads(order, by=call.person))


def _page(person: Person) -> Answer:
    order = person.reads or usual(person.language)
    body = text(
        "languages.page",
        own=text(f"language.{person.language}"),
        languages=Listing(
            tuple(
                text("languages.line", place=place, language=_name(person, language))
                for place, language in enumerate(order, start=2)
            ),
            "lines",
        ),
    )
    buttons = (*_places(order), *_others(person, order), *_ways(person))
    return Answer(body, buttons, replace=True, speaker=person)


def _name(person: Person, language: str) -> Text:
    name = text(f"language.{language}")
    if language == OTHER_SCRIPT.get(person.language):
        return text("languages.automatic", language=name)
    return name


def _places(order: Sequence[str]) -> Keyboard:
    """Return a row for each language: further up with its name, further down, away."""
    return tuple(
        row(
            Button(
                text("languages.up" if at else "languages.first", language=_label(language)),
                _to(_moved(order, at, at - 1) if at else order),
            ),
            *(
                row(Button(text("languages.down"), _to(_moved(order, at, at + 1))))
                if at + 1 < len(order)
                else ()
            ),
            *(
                row(Button(text("languages.remove"), _to(_without(order, language))))
                if len(order) > 1
                else ()
            ),
        )
        for at, language in enumerate(order)
    )


def _others(person: Person, order: Sequence[str]) -> Keyboard:
    others = [it for it in chain(person.language) if it not in (person.language, *order)]
    buttons = [
        Button(text("texts.add", language=_label(language)), _to((*order, language)))
        for language in others
    ]
    return tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))


def _ways(person: Person) -> Keyboard:
    back = Button(text("common.back"), press("set.back"))
    if not person.reads:
        return (row(back),)
    return (row(Button(text("languages.usual"), _to(())), back),)


def _label(language: str) -> Text:
    return text(f"language.{language}")


def _to(order: Sequence[str]) -> str:
    return press("rl.to", ".".join(order))


def _moved(order: Sequence[str], at: int, to: int) -> list[str]:
    moved = list(order)
    moved.insert(to, moved.pop(at))
    return moved


def _without(order: Sequence[str], language: str) -> list[str]:
    return [it for it in order if it != language]


ROUTES: tuple[Route, ...] = (Press("rl", show), Press("rl.to", arrange))
