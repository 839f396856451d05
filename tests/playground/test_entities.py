"""Telegram's HTML and Telegram's complaints about it, as a bot meets them."""

from typing import Any

import pytest

from tests.playground.client import BareBot
from tests.playground.conftest import ANNA

FORMATTED: list[Any] = [
    pytest.param("<b>a</b> c", "a c", [("bold", 0, 1)], id="bold"),
    pytest.param("<strong>a</strong>", "a", [("bold", 0, 1)], id="strong"),
    pytest.param("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)], id="italic"),
    pytest.param("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)], id="u"),
    pytest.param(
        "<s>a</s><strike>b</strike><del>c</del>",
        "abc",
        [("strikethrough", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)],
        id="struck through in three ways",
    ),
    pytest.param("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)], id="spoiler"),
    pytest.param('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)], id="span"),
    pytest.param("<code>a</code>", "a", [("code", 0, 1)], id="code"),
    pytest.param("<pre>a</pre>", "a", [("pre", 0, 1)], id="pre"),
    pytest.param("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)], id="quote"),
    pytest.param(
        "<blockquote expandable>a</blockquote>",
        "a",
        [("expandable_blockquote", 0, 1)],
        id="expandable quote",
    ),
    pytest.param("<B>a</b>", "a", [("bold", 0, 1)], id="tags in capitals"),
    pytest.param("<b><i>a</i>b</b>", "ab", [("bold", 0, 2), ("italic", 0, 1)], id="nested"),
    pytest.param("😀<b>a</b>", "😀a", [("bold", 2, 1)], id="offsets count UTF-16 units"),
    pytest.param("سلام <b>دۆنیا</b>", "سلام دۆنیا", [("bold", 5, 5)], id="Arabic script"),
    pytest.param("  <b> a </b>  ", "a", [("bold", 0, 1)], id="space around is trimmed"),
    pytest.param("&lt;b&gt; &amp; &quot;&#33;&#x21;", '<b> & "!!', [], id="references"),
    pytest.param("&nbsp;&copy; a & b", "&nbsp;&copy; a & b", [], id="other references stay"),
    pytest.param("a<b></b>", "a", [], id="an empty tag leaves nothing"),
    pytest.param(
        "see https://a.example/x.", "see https://a.example/x.", [("url", 4, 19)], id="url"
    ),
    pytest.param("try /start now", "try /start now", [("bot_command", 4, 6)], id="command"),
    pytest.param("ask @TryBot", "ask @TryBot", [("mention", 4, 7)], id="mention"),
    pytest.param("<code>/start</code>", "/start", [("code", 0, 6)], id="no command inside code"),
    pytest.param("<a href='nowhere'>a</a>", "a", [], id="a link to nowhere is plain text"),
]

BROKEN: list[Any] = [
    pytest.param("abc<x>", 'Unsupported start tag "x" at byte offset 3', id="unknown tag"),
    pytest.param("ə<x>", 'Unsupported start tag "x" at byte offset 2', id="offsets are bytes"),
    pytest.param("a < b > c", 'Unsupported start tag "" at byte offset 2', id="a bare <"),
    pytest.param("<b>a", 'Can\'t find end tag corresponding to start tag "b"', id="not closed"),
    pytest.param(
        "<b>a</i>",
        'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        id="closed by another",
    ),
    pytest.param("a</b>", "Unexpected end tag at byte offset 1", id="closed without opening"),
    pytest.param("a<b", "Unclosed start tag at byte offset 1", id="tag without end"),
    pytest.param("<b>a</b", "Unclosed end tag at byte offset 4", id="end tag without end"),
    pytest.param("<a href='x>a</a>", "Unclosed start tag at byte offset 0", id="open quote"),
    pytest.param(
        "<span class='x'>a</span>",
        'Tag "span" must have class "tg-spoiler" at byte offset 0',
        id="span of another class",
    ),
    pytest.param(
        "<a href>a</a>",
        'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        id="attribute without value",
    ),
    pytest.param(
        "<a ='x'>a</a>", 'Empty attribute name in the tag "a" at byte offset 0', id="no name"
    ),
    pytest.param("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8", id="token"),
]


@pytest.mark.parametrize(("marked", "plain", "entities"), FORMATTED)
async def test_html_becomes_text_and_entities(
    bot: BareBot, marked: str, plain: str, entities: list[tuple[str, int, int]]
) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text=marked, parse_mode="HTML")

    found = [(one["type"], one["offset"], one["length"]) for one in sent.get("entities", [])]
    assert sent["text"] == plain
    assert found == entities


@pytest.mark.parametrize(("marked", "complaint"), BROKEN)
async def test_broken_html_is_refused_in_telegrams_words(
    bot: BareBot, marked: str, complaint: str
) -> None:
    words = await bot.refusal("sendMessage", chat_id=ANNA, text=marked, parse_mode="HTML")

    assert words == f"Bad Request: can't parse entities: {complaint}"


async def test_links_moments_and_code_keep_what_they_carry(bot: BareBot) -> None:
    text = (
        '<a href="https://a.example/?x=1&amp;y=2">a</a>'
        '<tg-time unix="1795262400" format="wDt">noon</tg-time>'
        '<pre><code class="language-python">b</code></pre>'
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
        '<a href="tg://user?id=101">Anna</a>'
    )

    sent = await bot.call("sendMessage", chat_id=ANNA, text=text, parse_mode="html")

    link, moment, code, emoji, person = sent["entities"]
    assert link["url"] == "https://a.example/?x=1&y=2"
    assert (moment["type"], moment["unix_time"]) == ("date_time", 1795262400)
    assert moment["date_time_format"] == "wDt"
    assert (code["type"], code["language"]) == ("pre", "python")
    assert emoji["custom_emoji_id"] == "5368324170671202286"
    assert person["user"]["id"] == ANNA


async def test_without_a_parse_mode_tags_are_text(bot: BareBot) -> None:
    sent = await bot.call("sendMessage", chat_id=ANNA, text="<b>a")

    assert sent["text"] == "<b>a"


async def test_an_unknown_parse_mode_is_refused(bot: BareBot) -> None:
    words = await bot.refusal("sendMessage", chat_id=ANNA, text="a", parse_mode="BBCode")

    assert words == "Bad Request: unsupported parse_mode"


async def test_ready_made_entities_are_kept_and_found_ones_added(bot: BareBot) -> None:
    given = [
        {"type": "bold", "offset": 2, "length": 3},
        {"type": "url", "offset": 2, "length": 2},
        {"type": "text_link", "offset": 6, "length": 5, "url": "https://a.example/"},
    ]

    sent = await bot.call("sendMessage", chat_id=ANNA, text="  😀a /menu #b", entities=given)

    assert sent["text"] == "😀a /menu #b"
    assert sent["entities"] == [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 4, "length": 5, "url": "https://a.example/"},
        {"type": "hashtag", "offset": 10, "length": 2},
    ]


WRONG_ENTITIES: list[Any] = [
    (1, "can't parse MessageEntity: Expected an Object"),
    ({"offset": 0, "length": 1}, "can't parse MessageEntity: Can't find field \"type\""),
    ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
    (
        {"type": "loud", "offset": 0, "length": 1},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        {"type": "bold", "offset": 1, "length": 9},
        "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10",
    ),
    (
        {"type": "bold", "offset": 3, "length": 1},
        "entity begins in a middle of a UTF-16 symbol at byte offset 2",
    ),
    (
        {"type": "bold", "offset": 0, "length": 3},
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 2",
    ),
]


@pytest.mark.parametrize(
    ("entity", "words"), WRONG_ENTITIES, ids=[row[1] for row in WRONG_ENTITIES]
)
async def test_wrong_entities_are_refused_in_telegrams_words(
    bot: BareBot, entity: Any, words: str
) -> None:
    answer = await bot.refusal("sendMessage", chat_id=ANNA, text="ab😀", entities=[entity])

    assert answer == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://a.example/b?c=1.", ("url", "https://a.example/b?c=1")),
        ("(see https://a.example/b_(c)).", ("url", "https://a.example/b_(c)")),
        ("\u2066https://a.example/b\u2069,", ("url", "https://a.example/b")),
        ("write to sol@a.example!", ("email", "sol@a.example")),
        ("call +994 12 345-67-89 now", ("phone_number", "+994 12 345-67-89")),
        ("for #Təbriz_1 only", ("hashtag", "#Təbriz_1")),
        ("for #تبریز only", ("hashtag", "#تبریز")),
        ("ask @anna_b.", ("mention", "@anna_b")),
        ("say /menu@TryBot", ("bot_command", "/menu@TryBot")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_stands_in_plain_words_is_found(
    bot: BareBot, text: str, found: tuple[str, str]
) -> None:
    entities = (await bot.call("sendMessage", chat_id=ANNA, text=text))["entities"]

    marked = [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in entities]
    assert marked == [found]


async def test_old_marks_of_direction_are_taken_out_and_isolates_stay(bot: BareBot) -> None:
    bold = {"type": "bold", "offset": 3, "length": 2}

    sent = await bot.call(
        "sendMessage", chat_id=ANNA, text="\u202aa\u202c\u2067س\u2069\r", entities=[bold]
    )

    assert sent["text"] == "a\u2067س\u2069"
    assert sent["entities"] == [{"type": "bold", "offset": 1, "length": 2}]


async def test_half_a_surrogate_pair_is_refused(bot: BareBot) -> None:
    words = await bot.refusal("sendMessage", chat_id=ANNA, text="a\ud83d")

    assert words == "Bad Request: strings must be encoded in UTF-8"
