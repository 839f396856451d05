"""Words in several languages as somebody reads them, through the real catalogues and converter."""

import re
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ShiftedClock
from bot.domain.messages import Button, Message, Passage, Text, Words, press, row, text
from bot.domain.people import LANGUAGES
from bot.language.catalogue import Catalogues
from bot.language.direction import cleaned
from bot.language.render import Reader, Renderer
from bot.language.script import Converter, Correction, to_arabic, to_latin
from tests.conftest import NOON
from tests.language.writing import load

SAID = {
    "az": "Şəhərin yeni kitabxanası",
    "azb": "شهرین یئنی مکتبی",
    "en": "Autumn meeting",
    "ru": "Осенняя встреча",
    "tr": "Sonbahar buluşması",
    "fa": "گردهمایی پاییزی",
    "de": "Herbsttreffen",
}
SUBSETS = [some for n in range(1, 8) for some in combinations(LANGUAGES, n)]
READS = st.lists(st.sampled_from(LANGUAGES), unique=True).map(tuple)
AUTOMATIC = {"az": to_latin(SAID["azb"]), "azb": to_arabic(SAID["az"])}


@pytest.fixture(scope="module")
def said(catalogues: Catalogues) -> Renderer:
    return Renderer(catalogues, ShiftedClock(NOON))


def plain(html: str) -> str:
    """Return what stands on the screen, without marks of direction."""
    return cleaned(unescape(re.sub("<[^<>]*>", "", html)))


def remark(renderer: Renderer, key: str, reader: Reader) -> str:
    return plain(renderer.say(Text(key), reader))


def card(present: tuple[str, ...]) -> Message:
    """Return a message with words in some languages, the title on its button too."""
    words = Words({it: SAID[it] for it in present})
    original = Button(text("event.button.original"), press("x", 1), if_automatic=True)
    return Message(
        text("event.item", title=words, facts=text("event.place", place="7")),
        (row(Button(text("event.button.open", title=words), press("y", 1))), row(original)),
    )


@given(own=st.sampled_from(LANGUAGES), reads=READS, present=st.sampled_from(SUBSETS))
@settings(max_examples=400, deadline=None)
def test_one_version_is_read_and_what_is_not_ones_own_is_called_so(
    said: Renderer, own: str, reads: tuple[str, ...], present: tuple[str, ...]
) -> None:
    reader = Reader(own, reads=reads)

    rendered = said.render(card(present), reader)

    words = plain(rendered.html)
    shown = [it for it in (*SAID.values(), *AUTOMATIC.values()) if it in words]
    assert len(shown) == 1
    is_automatic = remark(said, "words.automatic", reader) in words
    assert is_automatic == (shown[0] == AUTOMATIC.get(own))
    foreign = [it for it in LANGUAGES if remark(said, f"words.in.{it}", reader) in words]
    written = [it for it in present if SAID[it] == shown[0]]
    assert foreign == [it for it in written if it != own]
    if own in present:
        assert written == [own]
    labels = [plain(button.label) for line in rendered.buttons for button in line]
    assert shown[0] in labels[0]
    assert len(labels) == 1 + is_automatic


@given(own=st.sampled_from(LANGUAGES), reads=READS, present=st.sampled_from(SUBSETS))
@settings(max_examples=400, deadline=None)
def test_a_machines_work_stands_beside_the_words_as_they_were_written_and_never_alone(
    said: Renderer, own: str, reads: tuple[str, ...], present: tuple[str, ...]
) -> None:
    reader = Reader(own, reads=reads)
    words = Words({it: SAID[it] for it in present})
    beside = text("alert.automatic.short", words=words)
    passage = Passage(text("event.place", place=words.unconverted()), beside)

    html = plain(said.say(text("alert.lines", lines=passage), reader))

    assert sum(html.count(it) for it in SAID.values()) == 1
    automatic = AUTOMATIC.get(own, "-") in html
    other = {"az": "azb", "azb": "az"}.get(own, "-")
    assert automatic == (other in present and SAID[other] in html)
    assert not automatic or html.index(SAID[other]) < html.index(AUTOMATIC[own])


def test_a_passage_too_long_for_both_keeps_the_words_as_they_were_written(said: Renderer) -> None:
    words = Words({"az": "Zəlzələ baş verdi. " * 150})
    passage = Passage(
        text("event.place", place=words.unconverted()), text("alert.automatic.short", words=words)
    )
    reader = Reader("azb")

    html = plain(said.say(text("alert.lines", lines=passage), reader))

    assert html.count("Zəlzələ") == 150
    assert to_arabic("Zəlzələ") not in html
    assert remark(said, "words.too_long", reader) in html
    assert remark(said, "words.in.az", reader) in html


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("https://meet.example.org/körpü", id="a link"),
        pytest.param("2026 ☕️", id="nothing to read"),
    ],
)
def test_what_has_nothing_to_read_is_in_nobodys_language(said: Renderer, words: str) -> None:
    for language in LANGUAGES:
        line = text("event.place", place=Words({"az": words}))

        assert said.say(line, Reader(language)).count("\n") == 0


def test_words_that_a_conversion_leaves_as_they_are_are_not_called_automatic(
    said: Renderer,
) -> None:
    line = text("event.place", place=Words({"azb": "@leyla"}))

    assert remark(said, "words.automatic", Reader("az")) not in plain(said.say(line, Reader("az")))


def test_a_text_in_a_fixed_language_is_said_as_its_own_readers_get_it(said: Renderer) -> None:
    line = text("event.place", place=Words({"az": SAID["az"]}))
    preview = text("alert.lines", lines=Text(line.key, line.values, language="azb"))

    html = plain(said.say(preview, Reader("de")))

    assert AUTOMATIC["azb"] in html
    assert remark(said, "words.automatic", Reader("azb")) in html
    assert remark(said, "words.in.az", Reader("de")) not in html


def test_a_correction_counts_from_the_next_word_on(catalogues: Catalogues) -> None:
    converter = Converter()
    renderer = Renderer(catalogues, ShiftedClock(NOON), converter)
    line = text("event.place", place=Words({"az": "Qarabağ"}))

    converter.correct([Correction("Qarabağ", "قاراباغ‌دیر")])

    assert "قاراباغ‌دیر" in renderer.say(line, Reader("azb"))


def test_a_missing_text_is_put_into_the_readers_script_and_says_so(tmp_path: Path) -> None:
    soon = "<b>{title}</b> tezliklə başlayır &amp; /events hər şeyi göstərir"
    catalogues = load(tmp_path, az={"soon": soon}, azb={"words.automatic": "اوْتوماتیک"})
    renderer = Renderer(catalogues, ShiftedClock(NOON))

    html = renderer.say(text("soon", title="<Kitab>"), Reader("azb"))

    assert html.startswith("\u200f<b>\u2068&lt;Kitab&gt;\u2069</b> ")
    assert "&amp; \u2066/events\u2069" in html
    assert html.endswith("\nاوْتوماتیک")
    assert not re.search("[əığşöüç]", html)


@given(
    versions=st.dictionaries(st.sampled_from((*LANGUAGES, "")), st.text(max_size=60), max_size=4),
    own=st.sampled_from(LANGUAGES),
)
@settings(max_examples=300, deadline=None)
def test_whatever_people_write_is_shown_whole_and_turns_nothing_round(
    said: Renderer, versions: dict[str, str], own: str
) -> None:
    words = Words(versions)
    passage = Passage(text("event.place", place=words.unconverted()), text("x.beside", words=words))
    message = Message(
        text("event.list", items=passage), (row(Button(text("event.place", place=words), "1:x")),)
    )

    rendered = said.render(message, Reader(own))

    assert re.sub("</?(?:b|i)>", "", rendered.html).count("<") == 0
    for line in (*rendered.html.split("\n"), *rendered.buttons[0][0].label.split("\n")):
        assert line.count("\u2068") + line.count("\u2066") == line.count("\u2069")
