"""Words keep their look: from a message's entities into HTML that is always whole."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.formatted import Formatted, Look, cut
from bot.domain.messages import Message, Text, message_from_json, to_json
from bot.language.formatted import formatted, html_of
from bot.language.render import Reader, Renderer
from bot.language.script import Converter, Entity, Script

KINDS = (
    *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre"),
    *("blockquote", "expandable_blockquote", "text_link", "custom_emoji", "url", "mention"),
)


@st.composite
def entities(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    words = draw(st.text(max_size=30))
    most = len(words.encode("utf-16-le", "surrogatepass")) // 2
    made = draw(
        st.lists(
            st.builds(
                Entity,
                st.sampled_from(KINDS),
                st.integers(0, most + 2),
                st.integers(0, most + 2),
                st.sampled_from([{}, {"url": 'https://a.b/?c="<&'}, {"language": "<py"}]),
            ),
            max_size=6,
        )
    )
    return words, made


@pytest.mark.parametrize(
    ("words", "made", "html"),
    [
        ("a b", [Entity("bold", 0, 1)], "<b>a</b> b"),
        ("😀 a", [Entity("italic", 3, 1)], "😀 <i>a</i>"),
        ("abc", [Entity("bold", 0, 2), Entity("italic", 1, 2)], "<b>a<i>b</i></b><i>c</i>"),
        ("abc", [Entity("code", 0, 3), Entity("underline", 1, 1)], "<code>abc</code>"),
        ("a<b", [Entity("spoiler", 0, 3)], "<tg-spoiler>a&lt;b</tg-spoiler>"),
        ("abc", [Entity("text_link", 1, 1, {"url": 'x"y'})], 'a<a href="x&quot;y">b</a>c'),
        (
            "abc",
            [Entity("bold", 0, 3), Entity("blockquote", 1, 2)],
            "<b>a</b><blockquote><b>bc</b></blockquote>",
        ),
        ("a@b", [Entity("mention", 1, 2)], "a@b"),
    ],
)
def test_entities_become_tags(words: str, made: list[Entity], html: str) -> None:
    assert html_of(formatted(words, made, rtl=False)) == html


@given(entities())
def test_the_html_is_whole_whatever_overlaps(given: tuple[str, list[Entity]]) -> None:
    html = html_of(formatted(*given, rtl=False))
    tags = re.findall(r"<(/?)([a-z-]+)[^<>]*>", html)

    open_now: list[str] = []
    for closing, tag in tags:
        if closing:
            assert open_now.pop() == tag
        else:
            open_now.append(tag)
    assert open_now == []
    words = given[0].translate(dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    shown = unescape(re.sub(r"<[^<>]*>", "", html))
    assert len(shown) <= len(words)


def test_a_link_is_an_island_among_words_from_right_to_left() -> None:
    said = Formatted("بو https://a.b", rtl=True)

    assert html_of(said) == "بو \u2066https://a.b\u2069"


def test_marks_that_would_rearrange_the_words_around_are_taken_out() -> None:
    assert html_of(Formatted("a\u202eb\u2067c", (Look("bold", 1, 3),))) == "a<b>b</b>c"


def test_words_of_the_other_direction_are_islands_in_a_message(renderer: Renderer) -> None:
    said = Formatted("سلام\nدونیا", rtl=True)

    shown = renderer.say(Text("script.piece", {"words": said}), Reader("az"))

    assert shown == "\u200e\u2068سلام\u2069\n\u200e\u2068دونیا\u2069"


def test_words_with_a_look_survive_the_outbox() -> None:
    said = Formatted("a b", (Look("text_link", 0, 1, "https://a.b"),), rtl=True)
    message = Message(Text("script.piece", {"words": said}))

    assert message_from_json(to_json(message)) == message


@given(st.text(max_size=300), st.integers(3, 40))
def test_long_words_are_cut_into_pieces_that_fit_and_lose_nothing(words: str, most: int) -> None:
    pieces = cut(Formatted(words), most)

    assert all(piece.length <= most for piece in pieces)
    assert "".join("".join(it.words.split()) for it in pieces) == "".join(words.split())


@given(entities())
def test_a_look_stays_with_its_letters_when_words_are_cut(given: tuple[str, list[Entity]]) -> None:
    whole = formatted(*given, rtl=False)

    for piece in cut(whole, 5):
        for look in piece.looks:
            assert 0 <= look.start <= look.end <= len(piece.words)


def test_a_converted_message_keeps_its_look() -> None:
    words = "بو آخشام توپلاشیریق"
    made = Converter().convert(words, Script.LATIN, entities=[Entity("bold", 3, 5)])

    assert html_of(formatted(made.text, made.entities, rtl=False)) == "Bu <b>axşam</b> toplaşırıq"
