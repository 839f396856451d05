"""Whom a selection means, against a plain model of a community; and who comes first in it."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.audiences import ROLES, Selection, from_json, to_json
from bot.domain.clocktime import to_micros
from bot.domain.people import AUDIENCE_SIDES, Audience, Side
from bot.language.cities import same_city
from bot.storage import audiences
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
MIGRATIONS = Path(__file__).parents[2] / "data" / "migrations"
LANGUAGES = ("az", "azb", "en")
COUNTRIES = ("AZ", "IR", "DE")
CITIES = ("Təbriz", "تبریز", "Bakı", "Berlin")
SKILLS = ("first_aid", "medical", "talk")
EVENTS = (1, 2)


@dataclass(frozen=True)
class Somebody:
    """A person of the model; `role` is empty for most, `skills` of volunteers only."""

    side: Side
    language: str
    country: str | None
    city: str | None
    role: str
    skills: tuple[str, ...]
    events: tuple[tuple[int, str], ...]
    days: int
    reachable: bool
    stopped: bool


somebodies = st.builds(
    Somebody,
    side=st.sampled_from(Side),
    language=st.sampled_from(LANGUAGES),
    country=st.none() | st.sampled_from(COUNTRIES),
    city=st.none() | st.sampled_from(CITIES),
    role=st.sampled_from(("", "", *ROLES, "offered")),
    skills=st.lists(st.sampled_from(SKILLS), unique=True, max_size=2).map(tuple),
    events=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from(("going", "maybe", "no", "waiting"))),
        unique_by=lambda answer: answer[0],
        max_size=2,
    ).map(tuple),
    days=st.integers(0, 60),
    reachable=st.booleans(),
    stopped=st.sampled_from((False, False, False, True)),
)


def few(values: tuple[object, ...]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.just(()) | st.lists(st.sampled_from(values), max_size=2).map(tuple)


def selections(
    without: st.SearchStrategy[tuple[Selection, ...]],
) -> st.SearchStrategy[Selection]:
    return st.builds(
        Selection,
        everybody=st.booleans(),
        audiences=few(tuple(Audience)),
        countries=few(COUNTRIES),
        cities=few(("Tabriz", "باکی", "Berlin")),
        languages=few(LANGUAGES),
        roles=few(ROLES),
        skills=few(SKILLS),
        events=few(EVENTS),
        unseen_days=st.none() | st.integers(0, 60),
        with_unsaid=st.booleans(),
        without=without,
    )


chosen = selections(st.lists(selections(st.just(())), max_size=2).map(tuple))


def means(selection: Selection, who: Somebody) -> bool:
    """Tell whether a selection means somebody, said as plainly as one can."""
    sides = {side for audience in selection.audiences for side in AUDIENCE_SIDES[audience]}
    if selection.with_unsaid:
        sides.add(Side.UNSAID)
    fits = {
        "everybody": (selection.everybody, True),
        "audiences": (selection.audiences, who.side in sides),
        "countries": (selection.countries, who.country in selection.countries),
        "cities": (
            selection.cities,
            who.city is not None and any(same_city(who.city, it) for it in selection.cities),
        ),
        "languages": (selection.languages, who.language in selection.languages),
        "roles": (selection.roles, who.role in selection.roles),
        "skills": (
            selection.skills,
            who.role == "volunteer" and bool(set(who.skills) & set(selection.skills)),
        ),
        "events": (
            selection.events,
            any(it in selection.events and answer != "no" for it, answer in who.events),
        ),
        "unseen": (selection.unseen_days is not None, who.days >= (selection.unseen_days or 0)),
    }
    named = [is_in for is_named, is_in in fits.values() if is_named]
    return bool(named) and all(named) and not any(means(it, who) for it in selection.without)


def settle(tx: Tx, community: list[Somebody]) -> None:
    """Let these people be the whole community."""
    for table in ("sign_ups", "events", "roles", "volunteers", "addresses", "people"):
        tx.run(f"DELETE FROM {table}")
    for event in EVENTS:
        tx.run(
            "INSERT INTO events (id, title, starts_at, zone, audience, state, created_at)"
            " VALUES (:id, 'Walk', 1, 'UTC', 'everybody', 'published', 0)",
            {"id": event},
        )
    for number, who in enumerate(community, start=1):
        come(tx, number, who)


def come(tx: Tx, number: int, who: Somebody) -> None:
    """Write one person down."""
    tx.run(
        "INSERT INTO people (id, language, side, country, city, stopped_at, created_at, seen_at)"
        " VALUES (:id, :language, :side, :country, :city, :stopped_at, 0, :seen_at)",
        {
            "id": number,
            "language": who.language,
            "side": None if who.side is Side.UNSAID and number % 2 else who.side,
            "country": who.country,
            "city": who.city,
            "stopped_at": 1 if who.stopped else None,
            "seen_at": to_micros(NOON - timedelta(days=who.days)),
        },
    )
    tx.run(
        "INSERT INTO addresses (address, person_id, reachable, since_at)"
        " VALUES ('telegram:' || :id, :id, :reachable, 0)",
        {"id": number, "reachable": int(who.reachable)},
    )
    if who.role == "coordinator":
        tx.run(
            "INSERT INTO roles (person_id, role, side, granted_at)"
            " VALUES (:id, 'coordinator', 'north', 0)",
            {"id": number},
        )
    elif who.role:
        state = "confirmed" if who.role == "volunteer" else "offered"
        tx.run(
            "INSERT INTO volunteers (person_id, skills, languages, state, offered_at)"
            " VALUES (:id, :skills, '', :state, 0)",
            {"id": number, "skills": ",".join(who.skills), "state": state},
        )
    for event, answer in who.events:
        tx.run(
            "INSERT INTO sign_ups (event_id, person_id, answer, answered_at)"
            " VALUES (:event, :id, :answer, 0)",
            {"event": event, "id": number, "answer": answer},
        )


def read(places: list[str]) -> list[tuple[int, int]]:
    """Return the people of a line with their ranks."""
    return [divmod(int(place), audiences.PLACES) for place in places]


@pytest.fixture
async def community(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    db = await SqliteDatabase.open(
        tmp_path / "people.db", owner="tests", migrations=MIGRATIONS, now=NOON
    )
    yield db
    await db.close()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people=st.lists(somebodies, max_size=12), selection=chosen, other=chosen)
async def test_a_selection_means_whom_the_model_means(
    community: SqliteDatabase,
    people: list[Somebody],
    selection: Selection,
    other: Selection,
) -> None:
    await community.write(lambda tx: settle(tx, people))

    places = await community.read(lambda tx: audiences.in_order(tx, selection, now=NOON))
    counts = await community.read(lambda tx: audiences.count(tx, selection, now=NOON))
    both = await community.read(lambda tx: audiences.overlap(tx, selection, other, now=NOON))

    meant = {
        number: who
        for number, who in enumerate(people, start=1)
        if means(selection, who) and not who.stopped
    }
    reached = {number: who for number, who in meant.items() if who.reachable}
    assert sorted(number for number, _ in read(places)) == sorted(meant)
    assert {number for number, rank in read(places) if rank != audiences.UNREACHABLE} == {*reached}
    assert counts == Counter((who.language, who.side) for who in reached.values())
    assert both == sum(means(other, who) for who in reached.values())


@given(selection=chosen)
def test_a_selection_survives_being_written_down(selection: Selection) -> None:
    assert from_json(json.loads(json.dumps(to_json(selection)))) == selection


@pytest.mark.parametrize(
    "selection",
    [
        pytest.param(Selection(), id="nothing at all"),
        pytest.param(Selection(with_unsaid=True), id="only the unsaid, of no side"),
        pytest.param(Selection(without=(Selection(countries=("DE",)),)), id="only an exclusion"),
        pytest.param(from_json({}), id="an empty one from the disk"),
    ],
)
async def test_a_selection_that_names_nothing_means_nobody(
    community: SqliteDatabase, selection: Selection
) -> None:
    plain = Somebody(Side.NORTH, "az", "AZ", None, "", (), (), 0, reachable=True, stopped=False)
    await community.write(lambda tx: settle(tx, [plain, plain]))

    places = await community.read(lambda tx: audiences.in_order(tx, selection, now=NOON))

    assert selection.is_empty
    assert places == []


async def test_the_first_come_first_then_who_was_seen_last_and_the_unreachable_at_the_end(
    community: SqliteDatabase,
) -> None:
    def who(days: int, country: str, role: str = "", *, reachable: bool = True) -> Somebody:
        return Somebody(
            Side.NORTH, "az", country, None, role, (), (), days, reachable=reachable, stopped=False
        )

    people = [
        who(9, "DE"),
        who(1, "DE"),
        who(5, "DE", "volunteer"),
        who(8, "AZ"),
        who(2, "AZ"),
        who(0, "AZ", reachable=False),
    ]
    await community.write(lambda tx: settle(tx, people))
    firsts = (Selection(countries=("AZ",)), Selection(roles=ROLES))

    places = await community.read(
        lambda tx: audiences.in_order(tx, Selection(everybody=True), firsts=firsts, now=NOON)
    )

    unreachable = audiences.UNREACHABLE
    assert read(places) == [(5, 0), (4, 0), (3, 1), (2, 2), (1, 2), (6, unreachable)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Təbriz", "تبریز", True, id="two scripts"),
        pytest.param("Tabriz", "Təbriz", True, id="another Latin spelling"),
        pytest.param(" BAKI ", "bakı", True, id="case and blanks"),
        pytest.param("اورمیه", "Urmiya", True, id="vowels that one script does not write"),
        pytest.param("ارومیه", "اورميه", False, id="another word in one script"),
        pytest.param("Bern", "Brno", False, id="the same consonants in one script"),
        pytest.param("", "", False, id="no name"),
        pytest.param("Xoy", "ری", False, id="one consonant says nothing"),
    ],
)
def test_names_of_cities_meet_over_the_scripts(one: str, other: str, *, same: bool) -> None:
    assert same_city(one, other) is same
    assert same_city(other, one) is same
