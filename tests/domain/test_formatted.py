"""Words that change keep their looks on the same letters."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.formatted import AS_TYPED, Edit, Formatted, Look


@st.composite
def changes(draw: st.DrawFn) -> tuple[Formatted, list[Edit]]:
    words = draw(st.text("abcdef", max_size=12))
    places = sorted(draw(st.lists(st.integers(0, len(words)), min_size=4, max_size=8)))
    edits = [
        Edit(start, end, draw(st.text("XYZ", max_size=2)))
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]
    ends = draw(st.tuples(*[st.integers(0, len(words))] * 2))
    kind = draw(st.sampled_from(["bold", "code"]))
    return Formatted(words, (Look(kind, min(ends), max(ends)),)), edits


def letters(said: Formatted) -> list[str]:
    """Return the letters under each look that were there before."""
    return [
        "".join(it for it in said.words[look.start : look.end] if it.islower())
        for look in said.looks
    ]


@given(changes())
def test_the_letters_that_stay_under_a_look_are_those_that_were(
    change: tuple[Formatted, list[Edit]],
) -> None:
    said, edits = change
    [look] = said.looks
    gone = {at for edit in edits for at in range(edit.start, edit.end)}
    stay = "".join(said.words[at] for at in range(look.start, look.end) if at not in gone)

    after = said.edited(edits)

    assert "".join(letters(after)) == stay
    assert all(0 <= it.start < it.end <= len(after.words) for it in after.looks)


@given(changes())
def test_nothing_is_put_into_code_at_its_ends(change: tuple[Formatted, list[Edit]]) -> None:
    said, edits = change
    inserted = [Edit(edit.start, edit.start, edit.words) for edit in edits]

    for look in said.edited(inserted).looks:
        shown = said.edited(inserted).words[look.start : look.end]
        if look.kind in AS_TYPED:
            assert shown[0].islower()
            assert shown[-1].islower()
