"""Text with its looks, joined, cut and turned: every entity still covers what it covered."""

from hypothesis import given
from hypothesis import strategies as st

from bot.language.direction import RLM
from bot.language.script import Entity
from bot.telegram.bridging.styled import Styled, bold, cut, joined, quoted, turned
from bot.telegram.fitting import units

LETTERS = st.text(st.sampled_from("ab \nس😀é.1"), max_size=60)


@st.composite
def styled(draw: st.DrawFn) -> Styled:
    """A text with one entity over whole letters of it."""
    text = draw(LETTERS)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    offset = units(text[:start])
    return Styled(text, (Entity("bold", offset, units(text[start:end])),))


def covered(words: Styled) -> list[str]:
    """Return what each entity covers."""
    raw = words.text.encode("utf-16-le")
    return [
        raw[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le")
        for one in words.entities
    ]


@given(st.lists(styled(), max_size=5))
def test_joined_parts_keep_what_they_cover(parts: list[Styled]) -> None:
    whole = joined(parts, "\n\n")

    kept = [piece for part in parts for piece in covered(part)]
    assert covered(whole) == kept
    assert whole.text.replace("\n", "") == "".join(part.text for part in parts).replace("\n", "")


@given(styled(), st.booleans())
def test_marks_of_direction_move_entities_along(words: Styled, rtl: bool) -> None:
    after = turned(words, rtl=rtl)

    plain = [piece.replace(RLM, "").replace("\u200e", "") for piece in covered(after)]
    assert plain == covered(words)


@given(styled(), st.integers(2, 20))
def test_a_cut_text_loses_only_blanks_and_every_piece_fits(words: Styled, most: int) -> None:
    pieces = cut(words, most)

    assert all(piece.length <= most for piece in pieces)
    shown = "".join(piece.text for piece in pieces)
    assert "".join(shown.split()) == "".join(words.text.split())
    bold_before = "".join("".join(covered(words)).split())
    bold_after = "".join("".join(part for piece in pieces for part in covered(piece)).split())
    assert bold_after == bold_before


def test_a_cut_comes_after_a_line_or_a_word() -> None:
    assert [piece.text for piece in cut(Styled("one two\nthree four"), 12)] == [
        "one two",
        "three four",
    ]


def test_a_name_stands_in_bold_where_it_is_found() -> None:
    assert covered(bold("😀 Leyla:", "Leyla")) == ["Leyla"]
    assert bold("Leyla:", "").entities == ()


def test_code_is_turned_byte_for_byte_and_a_mark_stands_before_it() -> None:
    code = Styled("print(1)\nend x", (Entity("code", 0, 14),))
    block = Styled("ab\nprint(1)\nx = 2\nab", (Entity("pre", 3, 14),))

    assert covered(turned(code, rtl=True)) == ["print(1)\nend x"]
    assert turned(code, rtl=True).text == f"{RLM}print(1)\nend x"
    assert covered(turned(block, rtl=True)) == ["print(1)\nx = 2"]
    assert turned(block, rtl=True).text == f"{RLM}ab\nprint(1)\nx = 2\n{RLM}ab"


def test_a_quote_goes_round_everything_and_holds_no_other_quote() -> None:
    looks = (
        Entity("blockquote", 0, 2),
        Entity("bold", 2, 1),
        Entity("expandable_blockquote", 3, 1),
    )

    inside = quoted(Styled("😀ab", looks))

    assert inside.entities == (Entity("blockquote", 0, 4), Entity("bold", 2, 1))
