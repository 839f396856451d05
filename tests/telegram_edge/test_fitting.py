"""Long texts end where a reader would end them, with their HTML whole."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.fitting import fit_html, fit_plain, units


class Reading(HTMLParser):
    """What a reader sees, and whether every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.whole = True
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.whole = self.whole and self.open.pop() == tag


@pytest.mark.parametrize(
    ("html", "fitted"),
    [
        pytest.param("qısa", "qısa", id="short"),
        pytest.param("<b>1234567890</b>" * 2, "<b>1234567890</b>" * 2, id="tags do not count"),
        pytest.param("&lt;" * 20, "&lt;" * 20, id="an entity counts as its letter"),
        pytest.param("aaaa bbbb cc\n\ndddd\neeee", "aaaa bbbb cc…", id="after a paragraph"),
        pytest.param("aa\n\nbbbb bbbb bb\ncccc cccc", "aa\n\nbbbb bbbb bb…", id="after a line"),
        pytest.param("aaaa bbbb cccc dddd eeee", "aaaa bbbb cccc dddd…", id="after a word"),
        pytest.param("a" * 30, "a" * 19 + "…", id="after a letter"),
        pytest.param("😀" * 11, "😀" * 9 + "…", id="a smile counts twice and stays whole"),
        pytest.param("&amp;" * 30, "&amp;" * 19 + "…", id="an entity stays whole"),
        pytest.param(
            "<b>aaaa <i>bbbb cccc dddd eeee</i></b>",
            "<b>aaaa <i>bbbb cccc dddd…</i></b>",
            id="open tags are closed",
        ),
        pytest.param(
            '<a href="https://example.org/?a=1&amp;b=2">aaaa bbbb</a> cccc dddd eeee',
            '<a href="https://example.org/?a=1&amp;b=2">aaaa bbbb</a> cccc dddd…',
            id="a link keeps its address",
        ),
    ],
)
def test_a_text_of_at_most_twenty(html: str, fitted: str) -> None:
    assert fit_html(html, 20) == fitted


PIECES = st.sampled_from(
    ["söz ", "گؤروش", " ", "\n", "\n\n", "😀", "&amp;", "&#128512;", "<b>", "</b>", "<i>", "</i>"]
)


def nested(pieces: list[str]) -> str:
    """The pieces as HTML whose tags close in order."""
    html, tags = "", [""]
    for piece in pieces:
        if piece.startswith("</"):
            if tags[-1] == piece[2:-1]:
                tags.pop()
                html += piece
        else:
            html += piece
            if piece.startswith("<"):
                tags.append(piece[1:-1])
    return html + "".join(f"</{tag}>" for tag in reversed(tags[1:]))


@given(st.lists(PIECES, max_size=60).map(nested), st.integers(1, 40))
def test_what_is_left_fits_is_whole_and_is_the_beginning(html: str, limit: int) -> None:
    fitted = Reading(fit_html(html, limit))
    before = Reading(html)

    assert fitted.whole
    assert not fitted.open
    assert units(fitted.text) <= limit
    assert before.text.startswith(fitted.text.removesuffix("…"))
    assert (fitted.text == before.text) == (units(before.text) <= limit)


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_plain_text_fits(text: str, limit: int) -> None:
    fitted = fit_plain(text, limit)

    assert units(fitted) <= limit
    assert text.startswith(fitted.removesuffix("…")) or fitted == text


def test_a_very_long_text_is_cut_in_one_pass() -> None:
    assert len(fit_html("<b>söz</b> &amp; " * 50_000)) < 20_000
