"""Who may write to whom, how many are unusually many, and how an audience is put together."""

import pytest

from bot.domain.audiences import Selection
from bot.domain.broadcasts import (
    FEW,
    MANY,
    beginning,
    bounded,
    differs,
    kinds_of,
    may_address,
    toggled,
    toggled_out,
    unusual,
    values_of,
)
from bot.domain.people import Audience, Person, Side

NORTH, SOUTH = (Selection(audiences=(side,)) for side in (Audience.NORTH, Audience.SOUTH))
BOTH = Selection(audiences=(Audience.NORTH, Audience.SOUTH))
EVERYBODY = Selection(everybody=True)
GERMANY = Selection(countries=("DE",))


def person(*sides: Side, owner: bool = False) -> Person:
    return Person(1, "telegram:1", "en", coordinates=frozenset(sides), is_owner=owner)


MEMBER, OWNER = person(), person(owner=True)
OF_NORTH, OF_BOTH = person(Side.NORTH), person(Side.NORTH, Side.SOUTH)


@pytest.mark.parametrize(
    ("by", "selection", "may"),
    [
        pytest.param(MEMBER, EVERYBODY, False, id="who coordinates nothing: nobody"),
        pytest.param(OF_NORTH, NORTH, True, id="one's own side"),
        pytest.param(OF_NORTH, SOUTH, False, id="the other side: no"),
        pytest.param(OF_NORTH, BOTH, False, id="both sides by name: no"),
        pytest.param(OF_NORTH, EVERYBODY, True, id="everybody, as events do"),
        pytest.param(
            OF_NORTH,
            Selection(everybody=True, without=(NORTH,)),
            False,
            id="everybody but one's own side: no",
        ),
        pytest.param(
            OF_NORTH,
            Selection(everybody=True, languages=("azb",)),
            False,
            id="everybody who reads the other script: no",
        ),
        pytest.param(OF_NORTH, GERMANY, False, id="a country of both sides: no"),
        pytest.param(
            OF_NORTH,
            Selection(audiences=(Audience.NORTH,), countries=("DE",)),
            True,
            id="a country, within one's own side",
        ),
        pytest.param(
            OF_NORTH,
            Selection(audiences=(Audience.NORTH,), with_unsaid=True),
            False,
            id="who said no side: no",
        ),
        pytest.param(OF_NORTH, Selection(events=(7,)), True, id="who signed up to one's own event"),
        pytest.param(OF_NORTH, Selection(events=(7, 8)), False, id="and to another's: no"),
        pytest.param(OF_BOTH, GERMANY, True, id="who coordinates both: all"),
        pytest.param(OWNER, SOUTH, True, id="an owner: all"),
    ],
)
def test_a_coordinator_writes_to_their_own(by: Person, selection: Selection, *, may: bool) -> None:
    assert may_address(by, selection, own_events=(7,)) is may


def test_what_names_no_side_is_kept_within_the_side_of_its_author() -> None:
    within = bounded(GERMANY, OF_NORTH, own_events=())

    assert within == Selection(audiences=(Audience.NORTH,), countries=("DE",))
    assert may_address(OF_NORTH, within, own_events=())
    assert bounded(Selection(everybody=True, countries=("DE",)), OF_NORTH, own_events=()) == within


@pytest.mark.parametrize(
    ("by", "selection"),
    [
        (OF_NORTH, EVERYBODY),
        (OF_NORTH, SOUTH),
        (OF_NORTH, Selection(events=(7,))),
        (OF_NORTH, Selection()),
        (OF_NORTH, Selection(without=(GERMANY,))),
        (OF_BOTH, GERMANY),
        (OWNER, GERMANY),
    ],
)
def test_what_needs_no_bound_stays_as_it_is(by: Person, selection: Selection) -> None:
    assert bounded(selection, by, own_events=(7,)) == selection


def test_a_letter_begins_with_the_one_side_of_its_author() -> None:
    assert [beginning(by) for by in (OF_NORTH, OF_BOTH, OWNER)] == [NORTH, Selection(), Selection()]


@pytest.mark.parametrize(
    ("n", "before", "asked"),
    [
        pytest.param(MANY, (), False, id="five hundred, the first letter: once"),
        pytest.param(MANY + 1, (), True, id="more: twice"),
        pytest.param(MANY + 1, (900, 900, 900), True, id="more, though usual: twice"),
        pytest.param(310, (100, 90, 110), True, id="over three times the usual: twice"),
        pytest.param(300, (100, 90, 110), False, id="three times the usual: once"),
        pytest.param(310, (100, 90), False, id="two letters make no usual"),
        pytest.param(FEW, (2, 3, 4), False, id="few are never many"),
    ],
)
def test_unusually_many_are_asked_about_twice(
    n: int, before: tuple[int, ...], *, asked: bool
) -> None:
    assert unusual(n, before=before) is asked


@pytest.mark.parametrize(
    ("n", "counted", "changed"),
    [(110, 100, False), (121, 100, True), (120, 100, False), (79, 100, True), (1020, 1000, False)],
)
def test_a_number_has_changed_by_a_tenth_and_by_twenty(
    n: int, counted: int, *, changed: bool
) -> None:
    assert differs(n, counted) is changed


def test_pressing_a_value_twice_leaves_the_audience_as_it_was() -> None:
    for kind, value in (
        ("side", "south"),
        ("country", "TR"),
        ("event", "12"),
        ("unseen", "30"),
    ):
        once = toggled(NORTH, kind, value)
        assert once != NORTH
        assert toggled(once, kind, value) == NORTH
        assert toggled_out(toggled_out(NORTH, kind, value), kind, value) == NORTH


def test_everybody_takes_the_place_of_a_side() -> None:
    assert toggled(NORTH, "everybody", "1") == EVERYBODY
    assert toggled(EVERYBODY, "everybody", "1") == Selection()


def test_values_of_one_kind_are_left_out_together_and_kinds_apart() -> None:
    selection = toggled_out(toggled_out(EVERYBODY, "country", "DE"), "country", "TR")
    selection = toggled_out(selection, "role", "volunteer")

    assert selection.without == (
        Selection(countries=("DE", "TR")),
        Selection(roles=("volunteer",)),
    )


def test_the_kinds_and_values_of_a_selection_are_those_that_buttons_carry() -> None:
    selection = Selection(audiences=(Audience.NORTH,), events=(12,), unseen_days=30)

    assert kinds_of(selection) == ["side", "event", "unseen"]
    assert [values_of(selection, kind) for kind in kinds_of(selection)] == [
        ("north",),
        ("12",),
        ("30",),
    ]
