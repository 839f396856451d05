"""Questions for content: what counts as an answer, and what comes along with a command."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ShiftedClock
from bot.conversation.answers import Answer
from bot.conversation.contents import answer_in, handed_in, parts_of
from bot.conversation.incoming import Chat, Pressed, Said, Sender, Written
from bot.conversation.outgoing import Speak
from bot.conversation.routes import Call, Command, Field, Form
from bot.domain.formatted import Look
from bot.domain.media import Content, Media, MediaItem
from bot.domain.messages import text
from bot.domain.people import Person
from bot.language.render import Renderer
from bot.language.script import Entity
from bot.services import Services
from bot.storage.sqlite import SqliteDatabase
from tests.conversation.talk import Town

PHOTO = Media((MediaItem("photo", "p"),))
OTHER = Media((MediaItem("video", "v"),))
HOME = Chat("telegram:1", private=True)
SIDE, TITLE = Field("side", kind="side"), Field("title", kind="content", most=100)


@dataclass
class Desk:
    """A bot whose `/newevent side | title` takes content; `taken` is all of it."""

    taken: list[Content] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(10_000))
    optional: bool = False

    async def take(self, call: Call, services: Services) -> Answer:
        self.taken.append(Content.from_json(call.values["title"]))
        return Answer(text("menu.menu"))

    def form(self) -> Form:
        title = Field("title", kind="content", most=100, optional=self.optional)
        return Form("newevent", (SIDE, title), self.take, reply_field="title")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def talk(
    db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer, desk: Desk
) -> tuple[Town, Desk]:
    async def menu(call: Call, services: Services) -> Answer:
        return Answer(text("menu.title"))

    routes = (Command("newevent", form="newevent"), Command("menu", menu), desk.form())
    return Town(db, clock, renderer, routes), desk


async def say(town: Town, desk: Desk, words: str = "", **more: object) -> list[Speak]:
    said = Said(next(desk.numbers), Sender("telegram:1", "en"), HOME, words, **more)  # type: ignore[arg-type]
    return [it for it in await town.router.handle(said) if isinstance(it, Speak)]


async def test_what_somebody_passes_on_answers_a_question_for_content(
    talk: tuple[Town, Desk],
) -> None:
    town, desk = talk
    await say(town, desk, "/newevent north")

    await say(town, desk, "/now is the time", forwarded=True, media=PHOTO)

    assert desk.taken == [Content("/now is the time", media=PHOTO)]


async def test_a_reply_to_a_picture_without_words_is_something(talk: tuple[Town, Desk]) -> None:
    town, desk = talk

    await say(town, desk, "/newevent", replied_id=5, replied_media=PHOTO)
    assert desk.taken == []
    await town.router.handle(_press(desk, "1:f:newevent:side:north"))

    assert desk.taken == [Content(media=PHOTO)]


async def test_the_words_of_a_command_go_under_the_picture_that_it_answers(
    talk: tuple[Town, Desk],
) -> None:
    town, desk = talk
    bold = Entity("bold", 18, 1)

    await say(
        town, desk, "/newevent north | ab | c", entities=(bold,), replied="old", replied_id=5,
        replied_media=PHOTO,
    )  # fmt: skip

    assert desk.taken == [Content("ab | c", (Look("bold", 0, 1),), PHOTO)]


async def test_ones_own_picture_wins_over_that_of_the_message_one_answers(
    talk: tuple[Town, Desk],
) -> None:
    town, desk = talk

    await say(
        town, desk, "/newevent north", media=OTHER, replied="old", replied_id=5,
        replied_media=PHOTO,
    )  # fmt: skip

    assert desk.taken == [Content("old", (), OTHER)]


@pytest.mark.parametrize(
    "more",
    [{}, {"words": "  "}, {"words": "a" * 101}, {"words": "a", "media": "sticker"}],
    ids=["nothing", "blank", "too long", "words with a sticker"],
)
async def test_what_is_no_content_is_asked_for_again(
    talk: tuple[Town, Desk], more: dict[str, str]
) -> None:
    town, desk = talk
    await say(town, desk, "/newevent north")
    media = Media((MediaItem(more["media"], "s"),)) if "media" in more else None

    spoken = await say(town, desk, more.get("words", ""), media=media)

    assert desk.taken == []
    assert spoken[0].rendered.buttons


async def test_a_pressed_button_hands_in_nothing(talk: tuple[Town, Desk]) -> None:
    town, desk = talk
    await say(town, desk, "/newevent north")

    for forged in ("x", '{"words"', "{}", "[]", "null"):
        await town.router.handle(_press(desk, f"1:f:newevent:title:{forged}"))

    assert desk.taken == []


async def test_what_is_handled_twice_counts_once(talk: tuple[Town, Desk]) -> None:
    town, desk = talk
    await say(town, desk, "/newevent")
    number = next(desk.numbers)
    side = Said(number, Sender("telegram:1", "en"), HOME, "north")

    await town.router.handle(side)
    await town.router.handle(side)

    assert desk.taken == []
    await say(town, desk, "a")
    assert desk.taken == [Content("a")]


async def test_a_dash_leaves_an_optional_content_out(
    db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer
) -> None:
    desk = Desk(optional=True)
    town = Town(db, clock, renderer, (Command("newevent", form="newevent"), desk.form()))

    await say(town, desk, "/newevent north | —")
    await say(town, desk, "/newevent north | —", media=PHOTO)

    assert desk.taken == [Content(), Content("—", (), PHOTO)]


PERSON = Person(id=1, address="telegram:1", language="en", may_write=True)


@given(st.text(max_size=12), st.text(max_size=12), st.text("ab😀 |\n", max_size=12))
def test_every_letter_of_content_keeps_its_look(before: str, side: str, words: str) -> None:
    side = side.replace("|", "")
    whole = f"{side}|{words}"
    units = len(whole.encode("utf-16-le", "surrogatepass")) // 2
    at = len(f"{side}|".encode("utf-16-le", "surrogatepass")) // 2
    entities = (Entity("bold", at, units - at),) if units > at else ()
    form = Form("newevent", (SIDE, TITLE), Desk().take)
    written = Written(whole.strip(), entities)
    call = Call(PERSON, HOME, 1, "bot", words=whole.strip(), written=written)

    [handed] = handed_in(form, call).values()

    if words.strip():
        content = Content.from_json(handed)
        assert content.words == words.strip() == parts_of(form, whole.strip())[-1]
        if not side[:1].isspace() and side:
            assert content.looks == (Look("bold", 0, len(content.words)),)
    else:
        assert handed == ""


def test_other_questions_are_answered_by_words() -> None:
    call = Call(PERSON, HOME, 1, "bot", words="north", written=Written("north", media=PHOTO))

    assert answer_in(SIDE, call) == "north"
    assert Content.from_json(answer_in(TITLE, call)) == Content("north", (), PHOTO)


def _press(desk: Desk, data: str) -> Pressed:
    return Pressed(next(desk.numbers), Sender("telegram:1", "en"), HOME, "1", data, "1")
