"""A form against a model of a form: whatever is said, in whatever order, once or handled twice."""

import asyncio
import tempfile
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.clock import ShiftedClock
from bot.conversation.answers import Answer
from bot.conversation.incoming import Chat, Incoming, Pressed, Said, Sender
from bot.conversation.router import Router
from bot.conversation.routes import Call, Command, Field, Form, Route
from bot.domain.messages import text
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.services import Services
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import HOME, NOON
from tests.conversation.talk import BOT, Town

FIELDS = (
    Field("title", most=5),
    Field("colour", "choice", choices=("red", "blue")),
    Field("tags", "many", choices=("x", "y"), optional=True),
    Field("places", "number", optional=True),
)
NAMES = [field.name for field in FIELDS]
MEANINGS = {
    "title": {"hello": "hello", "a": "a", "much too long": None, "": None},
    "colour": {"red": "red", "Blue": "blue", "green": None, "": None},
    "tags": {"x": "x", "y, x": "x,y", "z": None, "-": "", "": None},
    "places": {"7": "7", "۱۲": "12", "many": None, "-": "", "": None},
}
HERE = Chat("telegram:1", private=True)
WORDS = sorted({words for meanings in MEANINGS.values() for words in meanings})


class FormAndModel(RuleBasedStateMachine):
    """`answers` is None while there is no draft; `asked` the question that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = ShiftedClock(NOON)
        self.db = self.run(
            SqliteDatabase.open(
                Path(self.folder.name) / "korpu.db",
                owner="tests",
                migrations=HOME / "data" / "migrations",
                now=NOON,
            )
        )
        self.done: list[dict[str, str]] = []
        routes: tuple[Route, ...] = (
            Command("menu", _menu),
            *map(Command, ("cancel", "back", "skip")),
            Command("trip", form="trip"),
            Form("trip", FIELDS, self.finish),
        )
        renderer = Renderer(_catalogues(), self.clock)
        self.services = Town(self.db, self.clock, renderer).services
        self.router = Router(routes, self.services, renderer, self.clock, bot=BOT)
        self.number = 0
        self.last: Incoming | None = None
        self.answers: dict[str, str] | None = None
        self.asked = ""
        self.active = False
        self.expected: list[dict[str, str]] = []
        self.me = self.run(self.services.people.meet("telegram:1", language="en", opened=True))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def finish(self, call: Call, services: Services) -> Answer:
        self.done.append(dict(call.values))
        return Answer(text("settings.saved"))

    def teardown(self) -> None:
        self.run(self.db.close())
        self.runner.close()
        self.folder.cleanup()

    def say(self, words: str) -> None:
        self.number += 1
        self.last = Said(self.number, Sender("telegram:1"), HERE, words)
        assert self.run(self.router.handle(self.last))

    def press(self, data: str) -> None:
        self.number += 1
        self.last = Pressed(self.number, Sender("telegram:1"), HERE, "p", f"1:{data}", "m")
        assert self.run(self.router.handle(self.last))

    def go_on(self) -> None:
        assert self.answers is not None
        missing = [name for name in NAMES if name not in self.answers]
        self.active = True
        if missing:
            self.asked = missing[0]
        else:
            self.expected.append(self.answers)
            self.answers, self.active = None, False

    @rule()
    def begin(self) -> None:
        self.say("/trip")
        if not self.answers:
            self.answers, self.asked = {}, "title"
        self.active = True

    @rule(parts=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
    def fill(self, parts: list[str]) -> None:
        words = " | ".join(parts)
        if not words.strip():
            return
        self.say(f"/trip {words}")
        if len(words.split("|")) > len(NAMES):
            self.active = False
            return
        self.answers, wrong = {}, ""
        for field, part in zip(FIELDS, words.split("|"), strict=False):
            said = part.strip()
            if not said and not field.optional:
                continue
            meaning = "" if not said else MEANINGS[field.name].get(said, _as(field, said))
            if meaning is None:
                wrong = wrong or field.name
            else:
                self.answers[field.name] = meaning
        if wrong:
            self.asked, self.active = wrong, True
        else:
            self.go_on()

    @rule(words=st.sampled_from(WORDS))
    def answer(self, words: str) -> None:
        self.say(words)
        if not self.active or self.answers is None:
            return
        field = FIELDS[NAMES.index(self.asked)]
        meaning = MEANINGS[self.asked].get(words, _as(field, words))
        if meaning is not None:
            self.answers[self.asked] = meaning
            self.go_on()

    @rule(colour=st.sampled_from(["red", "blue", "green"]))
    def press_colour(self, colour: str) -> None:
        self.press(f"f:trip:colour:{colour}")
        if self.answers is not None and colour != "green":
            self.answers["colour"] = colour
            self.go_on()

    @rule(tag=st.sampled_from(["x", "y", "z"]))
    def press_tag(self, tag: str) -> None:
        self.press(f"f:trip:tags:{tag}")
        if self.answers is not None and tag != "z":
            chosen = set(filter(None, self.answers.get("tags", "").split(","))) ^ {tag}
            self.answers["tags"] = ",".join(sorted(chosen))
            self.asked, self.active = "tags", True

    @rule(by_button=st.booleans(), of=st.sampled_from(NAMES))
    def skip(self, *, by_button: bool, of: str) -> None:
        self.press(f"f.skip:trip:{of}") if by_button else self.say("/skip")
        if self.answers is None or (not self.active and not by_button):
            return
        if by_button and of != self.asked:
            return
        if self.asked in ("title", "colour") and not self.answers.get(self.asked):
            return
        self.answers.setdefault(self.asked, "")
        self.go_on()

    @rule(by_button=st.booleans(), of=st.sampled_from(NAMES))
    def back(self, *, by_button: bool, of: str) -> None:
        self.press(f"f.back:trip:{of}") if by_button else self.say("/back")
        if self.answers is None or (not self.active and not by_button):
            return
        if by_button and of != self.asked:
            return
        self.asked = NAMES[max(NAMES.index(self.asked) - 1, 0)]
        self.answers.pop(self.asked, None)
        self.active = True

    @rule(by_button=st.booleans())
    def cancel(self, *, by_button: bool) -> None:
        self.press("f.cancel:trip") if by_button else self.say("/cancel")
        if by_button or self.active:
            self.answers, self.active = None, False

    @rule()
    def do_something_else(self) -> None:
        self.say("/menu")
        self.active = False

    @precondition(lambda self: self.last is not None and self.answers is not None)
    @rule()
    def the_same_comes_once_more(self) -> None:
        """Killed before it was noted as handled."""
        assert self.last is not None
        self.run(self.router.handle(self.last))

    @invariant()
    def the_draft_is_as_the_model_says(self) -> None:
        draft = self.run(self.services.drafts.of(self.me.id, "trip"))
        active = self.run(self.services.drafts.active(self.me.id))
        assert (dict(draft.answers) if draft else None) == self.answers
        assert (active is not None) == (self.active and self.answers is not None)
        assert draft is None or draft.field == self.asked
        assert self.done == self.expected


def _as(field: Field, words: str) -> str | None:
    """Return what words of another field mean here."""
    if field.kind == "words":
        return words if 0 < len(words) <= field.most else None
    return None


async def _menu(call: Call, services: Services) -> Answer:
    return Answer(text("menu.title"))


@cache
def _catalogues() -> Catalogues:
    return Catalogues.load(HOME / "locales")


TestFormAndModel = FormAndModel.TestCase
TestFormAndModel.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
