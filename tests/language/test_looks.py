"""Words with a look as each reader gets them: in their language, script and direction."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.formatted import Formatted, Look
from bot.domain.messages import Listing, Message, Words, text
from bot.language import direction
from bot.language.direction import FSI, LRI, LRM, PDI, RLM
from bot.language.formatted import entities_of, formatted, isolated_html
from bot.language.render import Reader, Renderer

NO_CODE = ("bold", "italic", "underline", "strikethrough", "spoiler", "text_link", "blockquote")
LETTERS = st.text(st.sampled_from("abə سه‌1.😀\n/@-\u202e\r"), max_size=30)


@st.composite
def worn(draw: st.DrawFn, kinds: tuple[str, ...] = NO_CODE) -> Formatted:
    words = draw(LETTERS)
    ends = st.tuples(st.integers(0, len(words)), st.integers(0, len(words)))
    made = draw(st.lists(st.tuples(st.sampled_from(kinds), ends), max_size=4))
    looks = (Look(kind, min(it), max(it), "https://a.b") for kind, it in made)
    return Formatted(words, tuple(look for look in looks if look.start < look.end))


def said(language: str, words: str, *looks: Look) -> Message:
    versions = Words({language: words}, looks={language: looks})
    return Message(text("form.listed", items=Listing((versions,), "lines")))


def plain(html: str) -> str:
    return unescape(re.sub("<[^<>]*>", "", html))


@given(worn(), st.booleans())
def test_looks_change_nothing_of_what_is_read(words: Formatted, rtl: bool) -> None:
    as_read = direction.isolated(direction.cleaned(words.words), rtl=rtl)

    assert plain(isolated_html(words, rtl=rtl)) == as_read


@given(worn((*NO_CODE, "code", "pre")), st.booleans())
def test_marks_of_direction_are_balanced_on_every_line_and_never_in_code(
    words: Formatted, rtl: bool
) -> None:
    html = isolated_html(words, rtl=rtl)

    for line in plain(html).split("\n"):
        depth = 0
        for sign in line:
            depth += (sign in (FSI, LRI)) - (sign == PDI)
            assert depth >= 0
        assert depth == 0
    for code in re.findall("<(?:code|pre)>(.*?)</(?:code|pre)>", html, re.DOTALL):
        assert not set(code) & {FSI, LRI, PDI, RLM, LRM}


@given(worn((*NO_CODE, "code", "pre")))
def test_looks_are_the_same_as_entities(words: Formatted) -> None:
    again = formatted(words.words, entities_of(words), rtl=False)

    assert [(it.kind, it.start, it.end) for it in again.looks] == [
        (it.kind, it.start, it.end) for it in words.looks
    ]


def test_bold_words_stay_bold_in_the_other_script(renderer: Renderer) -> None:
    message = said("az", "Bu axşam toplaşırıq", Look("bold", 3, 8))

    html = renderer.render(message, Reader("azb")).html

    assert "<b>آخشام</b>" in html
    assert "<b>" in renderer.render(message, Reader("az")).html


def test_a_link_keeps_where_it_leads_and_code_its_letters(renderer: Renderer) -> None:
    words = "Bax: burada, kod Salam1"
    message = said(
        "az", words, Look("text_link", 5, 11, "https://a.b/?x=1&y=2"), Look("code", 17, 23)
    )

    html = renderer.render(message, Reader("azb")).html

    assert '<a href="https://a.b/?x=1&amp;y=2">بۇرادا</a>' in html
    assert f"{LRI}<code>Salam1</code>{PDI}" in html


@pytest.mark.parametrize("language", ["az", "fa"])
def test_a_block_of_code_has_no_marks_among_its_lines(renderer: Renderer, language: str) -> None:
    code = "x = 1\ny = 2\n3"
    message = said("az", f"Kod:\n{code}\nson", Look("pre", 5, 5 + len(code), "python"))

    html = renderer.render(message, Reader(language)).html

    assert f'<pre><code class="language-python">{code}</code></pre>' in html


def test_a_mark_of_direction_stands_inside_a_quotation(renderer: Renderer) -> None:
    message = said("en", "Hello", Look("blockquote", 0, 5))

    html = renderer.render(message, Reader("fa")).html

    assert html.startswith(f"<blockquote>{RLM}{FSI}Hello{PDI}</blockquote>")


def test_a_reader_of_the_same_language_gets_each_look(renderer: Renderer) -> None:
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler"]
    words = "abcde"
    message = said("en", words, *(Look(kind, n, n + 1) for n, kind in enumerate(kinds)))

    assert renderer.render(message, Reader("en")).html == (
        "<b>a</b><i>b</i><u>c</u><s>d</s><tg-spoiler>e</tg-spoiler>"
    )


def test_a_label_has_the_words_without_their_look(renderer: Renderer) -> None:
    words = Words({"en": "a<b"}, looks={"en": (Look("bold", 0, 3),)})

    assert renderer.label(text("form.listed", items=Listing((words,))), Reader("en")) == "a<b"
