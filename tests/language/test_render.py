"""Texts in a reader's words: values, markup, and the marks that keep lines in order."""

import html
import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ShiftedClock
from bot.domain.messages import Button, Listing, Message, Moment, Span, Text, press, row, text
from bot.language.catalogue import Catalogues
from bot.language.direction import FSI, LRI, LRM, PDI, RLM, cleaned
from bot.language.render import Reader, Renderer, uses_moments
from tests.language.writing import load

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATIN, ARABIC = Reader("az", "Europe/Berlin"), Reader("azb", "Europe/Berlin")

WORDS: dict[str, tuple[str | tuple[str, ...], str | tuple[str, ...]]] = {
    "greet": ("Salam, <b>{name}</b>!", "سلام، <b>{name}</b>!"),
    "bare": ("{name} gəlir", "{name} گلیر"),
    "lines": ("📍 {name}\n\n{name} burada", "📍 {name}\n\nبۇرا {name}"),
    "people": (("{n} nəfər", "{n} nəfər"), ("{n} نفر", "{n} نفر")),
    "when": ("Vaxt: {at}", "واخت: {at}"),
    "link": ("Bax: https://t.me/{bot}?start={code}", "باخ: https://t.me/{bot}?start={code}"),
    "command": ("Yaz: /join {n}", "یاز: /join {n}"),
    "anchor": ('<a href="{url}">{name}</a>', '<a href="{url}">{name}</a>'),
    "code": ("Kod: <code>{code}</code>", "کوْد: <code>{code}</code>"),
    "wrapped": ("Cavab: {answer}", "جاواب: {answer}"),
    "yes": ("bəli", "بلی"),
    "safe": ("✅ Salamatam", "✅ ساغام"),
    "tags": ("<b>Bəli</b> &amp; {name}", "<b>بلی</b> &amp; {name}"),
}


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    folder: Path = tmp_path_factory.mktemp("locales")
    catalogues: Catalogues = load(
        folder,
        az={key: said[0] for key, said in WORDS.items()},
        azb={key: said[1] for key, said in WORDS.items()},
        en={"only.english": "Only {name} in English"},
    )
    return Renderer(catalogues, ShiftedClock(NOON))


@pytest.mark.parametrize(
    ("said", "latin", "arabic"),
    [
        pytest.param(
            text("greet", name="Leyla"),
            "Salam, <b>Leyla</b>!",
            f"سلام، <b>{FSI}Leyla{PDI}</b>!",
            id="a Latin name is isolated among Arabic letters",
        ),
        pytest.param(
            text("greet", name="علی"),
            f"Salam, <b>{FSI}علی{PDI}</b>!",
            f"سلام، <b>{FSI}علی{PDI}</b>!",
            id="an Arabic name is isolated everywhere",
        ),
        pytest.param(
            text("bare", name="علی"),
            f"{LRM}{FSI}علی{PDI} gəlir",
            f"{RLM}{FSI}علی{PDI} گلیر",
            id="a line that begins with a name says which way it runs",
        ),
        pytest.param(
            text("lines", name="Bakı"),
            "📍 Bakı\n\nBakı burada",
            f"{RLM}📍 {FSI}Bakı{PDI}\n\nبۇرا {FSI}Bakı{PDI}",
            id="every line by itself, emoji first gets a mark, empty lines none",
        ),
        pytest.param(
            text("greet", name="<b>&"),
            "Salam, <b>&lt;b&gt;&amp;</b>!",
            f"سلام، <b>{FSI}&lt;b&gt;&amp;{PDI}</b>!",
            id="markup of people is shown, not obeyed",
        ),
        pytest.param(
            text("greet", name="\u202eevil\u2066\u200f"),
            "Salam, <b>evil</b>!",
            f"سلام، <b>{FSI}evil{PDI}</b>!",
            id="marks that turn words round are taken out of names",
        ),
        pytest.param(
            text("greet", name="گۆن\u200cلر"),
            f"Salam, <b>{FSI}گۆن\u200cلر{PDI}</b>!",
            f"سلام، <b>{FSI}گۆن\u200cلر{PDI}</b>!",
            id="ZWNJ is a letter and stays",
        ),
        pytest.param(
            text("greet", name="bir\r\nایکی\u2029üç"),
            f"Salam, <b>{FSI}bir{PDI}\n{LRM}{FSI}ایکی{PDI}\n{FSI}üç{PDI}</b>!",
            f"سلام، <b>{FSI}bir{PDI}\n{RLM}{FSI}ایکی{PDI}\n{RLM}{FSI}üç{PDI}</b>!",
            id="each line of a long value is isolated by itself",
        ),
        pytest.param(
            text("greet", name="@leyla"),
            "Salam, <b>@leyla</b>!",
            f"سلام، <b>{LRI}@leyla{PDI}</b>!",
            id="a user name runs from left to right",
        ),
        pytest.param(
            text("greet", name="بۇرا باخ https://x.org/a"),
            f"Salam, <b>{FSI}بۇرا باخ {LRI}https://x.org/a{PDI}{PDI}</b>!",
            f"سلام، <b>{FSI}بۇرا باخ {LRI}https://x.org/a{PDI}{PDI}</b>!",
            id="a link inside Arabic words has an island of its own",
        ),
        pytest.param(
            text("people", n=12345),
            "12.345 nəfər",
            f"{RLM}۱۲٬۳۴۵ نفر",
            id="numbers as each side writes them",
        ),
        pytest.param(
            text("when", at=Moment(NOON)),
            "Vaxt: 21 noyabr, şənbə, 13:00 (Berlin)",
            f"واخت: شنبه، ۳۰ آبان (۲۱ نوْوامبر)، ۱۳:۰۰ ({FSI}برلین{PDI})",
            id="a moment in the reader's zone and calendar",
        ),
        pytest.param(
            text("link", bot="korpu_bot", code="ab-1"),
            "Bax: https://t.me/korpu_bot?start=ab-1",
            f"باخ: {LRI}https://t.me/korpu_bot?start=ab-1{PDI}",
            id="a link stays one piece without marks inside",
        ),
        pytest.param(
            text("command", n=1234),
            "Yaz: /join 1234",
            f"یاز: {LRI}/join 1234{PDI}",
            id="a command can be copied as it stands",
        ),
        pytest.param(
            text("anchor", url='https://x.org/?a=1&b="', name="علی"),
            f'{LRM}<a href="https://x.org/?a=1&amp;b=&quot;">{FSI}علی{PDI}</a>',
            f'{RLM}<a href="https://x.org/?a=1&amp;b=&quot;">{FSI}علی{PDI}</a>',
            id="nothing but the address stands in an attribute",
        ),
        pytest.param(
            text("code", code="A1"),
            "Kod: <code>A1</code>",
            f"کوْد: {LRI}<code>A1</code>{PDI}",
            id="code is copied without marks",
        ),
        pytest.param(
            text("wrapped", answer=text("yes")),
            "Cavab: bəli",
            "جاواب: بلی",
            id="a text inside a text is in the same language",
        ),
        pytest.param(
            text("wrapped", answer=Listing(("Əli", "Leyla", text("yes")))),
            "Cavab: Əli, Leyla və bəli",
            f"جاواب: {FSI}Əli{PDI}، {FSI}Leyla{PDI} و بلی",
            id="a list is joined as the language does",
        ),
        pytest.param(
            text("wrapped", answer=Listing((text("yes"), text("yes"), 3), "commas")),
            "Cavab: bəli, bəli, 3",
            "جاواب: بلی، بلی، ۳",
            id="commas alone",
        ),
        pytest.param(
            text("wrapped", answer=Listing(("a", "b"), "lines")),
            "Cavab: a\nb",
            f"جاواب: {FSI}a{PDI}\n{RLM}{FSI}b{PDI}",
            id="one a line",
        ),
        pytest.param(
            text("wrapped", answer=Listing(("a", "b"), "blank")),
            "Cavab: a\n\nb",
            f"جاواب: {FSI}a{PDI}\n\n{RLM}{FSI}b{PDI}",
            id="an empty line between",
        ),
        pytest.param(
            text("greet", name="{name} {n}"),
            "Salam, <b>{name} {n}</b>!",
            f"سلام، <b>{FSI}{{name}} {{n}}{PDI}</b>!",
            id="braces in words of people mean nothing",
        ),
    ],
)
def test_each_side_reads_it_in_its_own_way(
    renderer: Renderer, said: Text, latin: str, arabic: str
) -> None:
    assert renderer.say(said, LATIN) == latin
    assert renderer.say(said, ARABIC) == arabic


def test_a_label_is_plain_words(renderer: Renderer) -> None:
    said = text("tags", name="<Əli>")

    assert renderer.label(said, LATIN) == "Bəli & <Əli>"
    assert renderer.label(said, ARABIC) == f"بلی & {FSI}<Əli>{PDI}"


def test_a_label_is_known_in_every_language_with_and_without_its_emoji(
    renderer: Renderer,
) -> None:
    assert renderer.labels("yes") == ("bəli", "بلی")
    assert renderer.labels("safe") == ("✅ salamatam", "salamatam", "✅ ساغام", "ساغام")
    assert renderer.labels("no.such.key") == ()


def test_a_text_in_another_direction_becomes_an_island(renderer: Renderer) -> None:
    said = text("wrapped", answer=text("only.english", name="Əli"))

    assert renderer.say(said, ARABIC) == f"جاواب: {FSI}Only Əli in English{PDI}"
    assert renderer.say(text("only.english", name="Əli"), ARABIC) == "Only Əli in English"


def test_a_missing_value_shows_its_placeholder_and_is_logged_once(
    renderer: Renderer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        said = [renderer.say(text("greet"), LATIN) for _ in range(2)]

    assert said == ["Salam, <b>{name}</b>!"] * 2
    assert [record.message for record in caplog.records] == ["value missing in a text"]


def test_a_message_keeps_its_buttons_and_its_silence(renderer: Renderer) -> None:
    going = Button(text("yes"), press=press("ev.go", 42), style="success")
    map_link = Button(text("greet", name="<x>"), url="https://x.org")
    message = Message(text("greet", name="Əli"), (row(going, map_link), row(going)), silent=True)

    rendered = renderer.render(message, LATIN)

    assert rendered.html == "Salam, <b>Əli</b>!"
    assert [[button.label for button in line] for line in rendered.buttons] == [
        ["bəli", "Salam, <x>!"],
        ["bəli"],
    ]
    first, second = rendered.buttons[0]
    assert (first.press, first.url, first.style) == ("1:ev.go:42", "", "success")
    assert (second.press, second.url, second.style) == ("", "https://x.org", "plain")
    assert (rendered.silent, rendered.language) == (True, "az")


@pytest.mark.parametrize(
    ("span", "latin", "arabic"),
    [
        pytest.param(
            Span(NOON, NOON + timedelta(hours=2)),
            "Vaxt: 21 noyabr, şənbə, 13:00–15:00 (Berlin)",
            "واخت: شنبه، ۳۰ آبان (۲۱ نوْوامبر)، ۱۳:۰۰–۱۵:۰۰ (برلین)",
            id="in the reader's own zone",
        ),
        pytest.param(
            Span(NOON, NOON + timedelta(hours=10), "Asia/Baku"),
            "Vaxt: 21 noyabr, şənbə, 16:00 – 22 noyabr, bazar, 02:00 (Bakı)",
            "واخت: شنبه، ۳۰ آبان (۲۱ نوْوامبر)، ۱۶:۰۰ – یکشنبه، ۱ آذر (۲۲ نوْوامبر)، ۰۲:۰۰ (باکی)",
            id="in a zone of its own, over midnight",
        ),
        pytest.param(
            Span(NOON, NOON + timedelta(hours=2), style="clocks"),
            "Vaxt: 21 noyabr, şənbə, 13:00–15:00 (Berlin)\nBakı 16:00 · Təbriz 15:30",
            "واخت: شنبه، ۳۰ آبان (۲۱ نوْوامبر)، ۱۳:۰۰–۱۵:۰۰ (برلین)\nباکی ۱۶:۰۰، تبریز ۱۵:۳۰",
            id="with the start on two more clocks",
        ),
    ],
)
def test_a_stretch_of_time_stands_in_a_text(
    renderer: Renderer, span: Span, latin: str, arabic: str
) -> None:
    said = text("when", at=span)

    assert cleaned(renderer.say(said, LATIN)) == latin
    assert cleaned(renderer.say(said, ARABIC)) == arabic


@pytest.mark.parametrize(
    ("message", "depends"),
    [
        pytest.param(Message(text("greet", name="x")), False, id="words alone"),
        pytest.param(Message(text("when", at=Moment(NOON))), True, id="in the body"),
        pytest.param(Message(text("when", at=Span(NOON, NOON))), True, id="a stretch of time"),
        pytest.param(
            Message(text("wrapped", answer=text("when", at=Moment(NOON)))), True, id="nested"
        ),
        pytest.param(
            Message(text("wrapped", answer=Listing((text("when", at=Moment(NOON)),)))),
            True,
            id="in a list",
        ),
        pytest.param(
            Message(
                text("yes"), (row(Button(text("when", at=Moment(NOON)), url="https://x.org")),)
            ),
            True,
            id="on a button",
        ),
    ],
)
def test_a_message_tells_whether_zone_and_calendar_change_it(
    message: Message, depends: bool
) -> None:
    assert uses_moments(message) is depends


# Letters of both directions, marks, digits, markup and newlines, thickly mixed.
people_write = st.text(
    st.one_of(
        st.sampled_from("aƏz علیگ۱2/@.:+<>&\"'{}\n\r\u2028 \u200c\u202e\u2066\u2068\u2069\u200f"),
        st.characters(),
    ),
    max_size=60,
)
texts_with_words = st.sampled_from(["greet", "bare", "lines", "tags", "anchor", "code", "link"])


@given(words=people_write, key=texts_with_words, reader=st.sampled_from([LATIN, ARABIC]))
def test_isolates_are_balanced_on_every_line(
    renderer: Renderer, words: str, key: str, reader: Reader
) -> None:
    said = text(key, name=words, url=words, code=words, bot=words)

    for shown in (renderer.say(said, reader), renderer.label(said, reader)):
        for line in shown.split("\n"):
            depth = 0
            for letter in line:
                depth += (letter in (FSI, LRI)) - (letter == PDI)
                assert depth >= 0
            assert depth == 0
            assert not re.search("[\u202a-\u202e\u2067]", line)


@given(words=people_write, reader=st.sampled_from([LATIN, ARABIC]))
def test_words_of_people_never_become_markup(
    renderer: Renderer, words: str, reader: Reader
) -> None:
    shown = renderer.say(text("greet", name=words), reader)

    assert re.findall("<[^>]*>", shown) == ["<b>", "</b>"]
    inside = shown[shown.index("<b>") + 3 : shown.index("</b>")]
    without_marks = re.sub("[\u2066-\u2069\u200e\u200f]", "", html.unescape(inside))
    assert without_marks.count("\u200c") == words.count("\u200c")
    assert "<" not in inside


@given(words=people_write)
def test_every_line_for_a_reader_of_arabic_script_starts_on_the_right(
    renderer: Renderer, words: str
) -> None:
    shown = re.sub("<[^<>]*>", "", renderer.say(text("lines", name=words), ARABIC))

    assert all(re.match("[\u200f\u0590-\u08ff\ufb1d-\ufefc]|$", it) for it in shown.split("\n"))
