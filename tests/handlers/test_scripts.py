"""A message is read in one's own script: typed, forwarded, or in answer to one in a group."""

from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.conversation.incoming import Chat, Pressed, Said, Sender, Written
from bot.conversation.outgoing import Outgoing
from bot.domain.messages import text
from bot.domain.people import Side
from bot.language.render import Renderer
from bot.language.script import Entity
from bot.storage.sqlite import SqliteDatabase
from tests.conversation.talk import GROUP, Talk, Town

SOUTHERN = "بو آخشام ساعات یئددیده پارکدا توپلاشیریق، هامی گلسین"
NORTHERN = "Bu axşam saat yeddidə parkda toplaşırıq, hamı gəlsin"
PERSIAN = "سلام دوست من، امروز هوا خیلی خوب است و می‌خواهم بروم"


class Reader(Talk):
    """Somebody who reads what others wrote."""

    async def passes_on(self, words: str, **more: Any) -> None:
        """Forward a message to the bot."""
        await self.writes(words, forwarded=True, **more)

    async def writes(self, words: str, *, chat: Chat | None = None, **more: Any) -> None:
        """Write a message with all that comes along."""
        facts = {"id": 77, **more}
        said = Said(next(self.numbers), self._sender(), chat or self.home, words, **facts)
        self.answers = await self._router.handle(said)

    async def presses_about(self, data: str, about: Written) -> None:
        """Press a button under a message that answers another."""
        pressed = Pressed(
            next(self.numbers), Sender(self.address), self.home, "p", data, "9", about
        )
        self.answers: tuple[Outgoing, ...] = await self._router.handle(pressed)


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Town:
    return Town(db, clock, renderer)


async def reader(town: Town, language: str, *coordinates: Side, number: int = 1) -> Reader:
    """Return somebody who reads a language."""
    made = Reader(town.router, town.services, town.renderer, number)
    person = await town.services.people.meet(made.address, language="en", opened=True)
    await town.services.people.greet(by=person)
    await town.services.people.choose_language(language, by=person)
    for side in coordinates:
        await made.coordinates(side)
    made.language = language
    return made


@pytest.mark.parametrize("language", ["az", "en", "ru", "tr", "de"])
async def test_who_reads_latin_letters_gets_them(town: Town, language: str) -> None:
    somebody = await reader(town, language)

    await somebody.passes_on(SOUTHERN)

    assert "Bu axşam saat yeddidə parkda" in somebody.said[0]
    assert somebody.words(text("words.automatic")) in _plain(somebody.said[0])


@pytest.mark.parametrize("language", ["azb", "fa"])
async def test_who_reads_arabic_letters_gets_them(town: Town, language: str) -> None:
    somebody = await reader(town, language)

    await somebody.passes_on(NORTHERN)

    assert "آخشام" in somebody.said[0]


async def test_the_look_is_kept_and_the_answer_is_a_reply(town: Town) -> None:
    somebody = await reader(town, "az")
    bold = Entity("bold", 3, 5)
    link = Entity("text_link", 9, 5, {"url": "https://a.b"})

    await somebody.passes_on(SOUTHERN, entities=(bold, link))

    assert 'Bu <b>axşam</b> <a href="https://a.b">saat</a>' in somebody.said[0]
    assert [speak.answers for speak in somebody.spoken] == [77]


async def test_typed_words_of_the_other_script_are_read_too(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.writes(SOUTHERN)

    assert "parkda" in somebody.said[0]


async def test_typed_words_of_ones_own_script_are_not_guessed_at(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.writes(NORTHERN)

    assert somebody.said[0] == somebody.html(text("error.not_understood"))
    assert somebody.words(text("menu.title")) in _plain(somebody.said[1])


@pytest.mark.parametrize("words", ["hello my friend", "blah", "?", "12345"])
async def test_what_is_typed_in_another_language_is_answered_as_ever(
    town: Town, words: str
) -> None:
    somebody = await reader(town, "az")

    await somebody.writes(words)

    assert somebody.said[0] == somebody.html(text("error.not_understood"))


@pytest.mark.parametrize("words", [PERSIAN, "See you tomorrow at the park, my friends", "12345"])
async def test_what_is_forwarded_in_another_language_is_never_converted(
    town: Town, words: str
) -> None:
    somebody = await reader(town, "az")

    await somebody.passes_on(words)

    assert somebody.said == [somebody.html(text("script.foreign"))]


async def test_a_picture_without_words_is_said_to_have_none(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.passes_on("")

    assert somebody.said == [somebody.html(text("script.no_words"))]


@pytest.mark.parametrize("words", ["/stop", "stop", "dayan", "/forgetme", "/script"])
async def test_a_forwarded_command_or_word_is_no_wish(
    town: Town, db: SqliteDatabase, words: str
) -> None:
    somebody = await reader(town, "en")

    await somebody.passes_on(words)

    answers = {somebody.html(text(f"script.{key}")) for key in ("foreign", "same")}
    assert set(somebody.said) < answers
    assert await db.read(lambda tx: tx.all("SELECT stopped_at FROM people")) == [
        {"stopped_at": None}
    ]


async def test_a_forward_answers_a_question_for_words_and_no_other(town: Town) -> None:
    coordinator = await reader(town, "az", Side.NORTH)
    await coordinator.says("/newevent")

    await coordinator.passes_on(SOUTHERN)
    asked_when = coordinator.labels
    await coordinator.passes_on(SOUTHERN)

    assert coordinator.words(text("picker.open")) in asked_when
    assert "parkda" in coordinator.said[0]
    await coordinator.says("/back")
    assert coordinator.words(text("newevent.ask.title")) in _plain(coordinator.said[0])


async def test_script_alone_explains_itself_with_an_example(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.says("/script")

    assert "Sabah axşam parkda görüşərik" in somebody.said[0]
    assert "صاباح آخشام" in somebody.said[0]
    assert somebody.labels == [somebody.words(text("menu.menu"))]


async def test_script_with_words_reads_them_with_their_look(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.writes(f"/script {SOUTHERN}", entities=(Entity("bold", 8, 2),))

    assert somebody.said[0].startswith("<b>Bu</b> axşam")


async def test_script_in_a_group_answers_in_private_with_the_original(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.writes("/script", chat=GROUP, replied=SOUTHERN, replied_id=5)

    [speak] = somebody.spoken
    assert (speak.address, speak.answers) == (somebody.address, 0)
    assert "parkda" in speak.rendered.html
    assert "<blockquote expandable>" in speak.rendered.html
    assert speak.elsewhere == GROUP.address


async def test_script_in_answer_to_a_picture_says_that_it_has_no_words(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.writes("/script", chat=GROUP, replied_id=5)

    assert somebody.said == [somebody.html(text("script.no_words"))]


async def test_ones_own_script_is_put_into_the_other_by_a_button_as_often_as_one_likes(
    town: Town,
) -> None:
    somebody = await reader(town, "az")
    await somebody.passes_on(NORTHERN)
    assert somebody.said == [somebody.html(text("script.same"))]

    for _ in range(2):
        await somebody.presses_about("1:sc.to:arabic", Written(NORTHERN, (), 77))
        [speak] = somebody.spoken
        assert speak.replaces == "9"
        assert "آخشام" in speak.rendered.html
        # It is to be shown to somebody who reads that script, so the mark is in it as well.
        assert "\u200f🔁" in speak.rendered.html


@pytest.mark.parametrize("data", ["sc.to:arabic", "wd.list:latin:0"])
async def test_a_button_whose_message_is_gone_says_so(town: Town, data: str) -> None:
    somebody = await reader(town, "az", Side.NORTH)

    await somebody.presses_about(f"1:{data}", Written())

    assert somebody.toast.words == somebody.words(text("script.gone"))


@pytest.mark.parametrize("data", ["sc.to", "sc.to:cyrillic", "wd.list:x:0", "wd.fix", "wd.keep:x"])
async def test_a_button_that_is_not_of_our_making_is_refused(town: Town, data: str) -> None:
    somebody = await reader(town, "az", Side.NORTH)

    await somebody.presses_about(f"1:{data}", Written(NORTHERN, (), 77))

    assert somebody.toast.words == somebody.words(text("press.stale"))


async def test_only_coordinators_are_offered_to_correct_a_word(town: Town) -> None:
    member = await reader(town, "az")
    coordinator = await reader(town, "az", Side.NORTH, number=2)

    await member.passes_on(SOUTHERN)
    await coordinator.passes_on(SOUTHERN)

    assert member.labels == []
    assert coordinator.labels == [coordinator.words(text("script.button.correct"))]
    await member.presses_about("1:wd.list:latin:0", Written(SOUTHERN, (), 77))
    assert member.toast.words == member.words(text("error.only_for.coordinator"))


async def test_the_words_of_a_long_message_come_in_pages(town: Town) -> None:
    coordinator = await reader(town, "az", Side.NORTH)
    about = Written(f"{SOUTHERN} کیتاب آلما قلم مکتب دفتر", (), 77)

    await coordinator.presses_about("1:wd.list:latin:0", about)
    first = coordinator.labels
    await coordinator.presses_about("1:wd.list:latin:8", about)

    assert first[-1] == coordinator.words(text("common.next"))
    assert coordinator.labels[-1] == coordinator.words(text("common.previous"))
    assert not set(first[:-1]) & set(coordinator.labels[:-1])


async def test_a_draft_of_a_correction_holds_the_word_and_nothing_of_the_text(
    town: Town, db: SqliteDatabase
) -> None:
    coordinator = await reader(town, "az", Side.NORTH)

    await coordinator.presses_about("1:wd.fix:latin:پارکدا", Written(SOUTHERN, (), 77))

    rows = await db.read(lambda tx: tx.all("SELECT answers FROM drafts"))
    assert [row["answers"] for row in rows] == ['{"source": "پارکدا"}']


async def test_what_is_not_understood_can_be_typed_again(town: Town) -> None:
    coordinator = await reader(town, "az", Side.NORTH)
    await coordinator.presses("1:wd.fix:latin:زۇرقالی")
    await coordinator.says("bu iki sözdür")
    assert coordinator.said[0] == coordinator.html(text("wordbook.not_a_pair", most=40))

    await coordinator.says("Zoğallı")

    assert "<b>Zoğallı</b>" in coordinator.said[0]


async def test_everything_is_reached_from_the_menu(town: Town) -> None:
    coordinator = await reader(town, "az", Side.NORTH)

    for button, answer in (("script", "Sabah axşam"), ("find", ""), ("words", "")):
        await coordinator.says("/menu")
        await coordinator.taps(text(f"menu.{button}"))
        assert coordinator.spoken
        assert answer in coordinator.said[0]


async def test_find_finds_nothing_kindly_and_asks_when_alone(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.says("/find")
    assert somebody.words(text("find.ask.words")) in _plain(somebody.said[0])
    await somebody.says("novruz")

    assert somebody.said[0] == somebody.html(text("find.none", words="novruz"))


def _plain(html: str) -> str:
    return html.replace("<i>", "").replace("</i>", "").replace("<b>", "").replace("</b>", "")


MIXED = "Salam دوستلار, sabah parkda görüşürük"


@pytest.mark.parametrize(
    ("language", "read"),
    [("az", "Salam dostlar, sabah parkda görüşürük"), ("azb", "سلام دوستلار، صاباح پارکدا")],
)
@pytest.mark.parametrize("how", ["typed", "forwarded", "asked for"])
async def test_words_in_both_scripts_are_read_word_by_word(
    town: Town, language: str, read: str, how: str
) -> None:
    somebody = await reader(town, language)

    match how:
        case "typed":
            await somebody.writes(MIXED)
        case "forwarded":
            await somebody.passes_on(MIXED)
        case _:
            await somebody.writes(f"/script {MIXED}")

    assert read in _plain(somebody.said[0])
    assert somebody.words(text("script.was_mixed")) in _plain(somebody.said[0])
    other = "arabic" if language == "az" else "latin"
    assert somebody.words(text(f"script.button.{other}")) in somebody.labels


async def test_one_word_of_the_other_script_is_read_among_ones_own(town: Town) -> None:
    somebody = await reader(town, "az")

    await somebody.writes("Bu axşam saat yeddidə کیتابخانادا toplaşırıq")

    assert "saat yeddidə kitabxanada toplaşırıq" in somebody.said[0]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(f"{PERSIAN} hello my friends", id="Persian and English"),
        pytest.param(f"Salam! {PERSIAN}", id="a greeting and Persian"),
        pytest.param("Hello دوستلار how are you today", id="English and a word of ours"),
    ],
)
async def test_what_is_not_ours_on_both_sides_is_left(town: Town, words: str) -> None:
    somebody = await reader(town, "az")

    await somebody.passes_on(words)

    assert somebody.said[0] == somebody.html(text("script.foreign"))
