"""Who needs help is shown to few; somebody hears of it, and one of them takes it."""

import asyncio

import pytest

from bot.clock import ShiftedClock
from bot.domain.cases import DELICATE, Kind
from bot.domain.messages import text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.help import Community, labels

SECRETS = ("Gunel", "Hidden street 7", "insulin")


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Community:
    return Community(db, clock, renderer)


@pytest.fixture
async def north(town: Community) -> Person:
    """Coordinates the North."""
    return await town.named("Aylin", Side.NORTH, Side.NORTH)


@pytest.fixture
async def south(town: Community) -> Person:
    """Coordinates the South."""
    return await town.named("Sevinj", Side.SOUTH, Side.SOUTH)


@pytest.fixture
async def gunel(town: Community) -> Person:
    """Needs help; of the North."""
    return await town.named("Gunel", Side.NORTH)


@pytest.fixture
async def nigar(town: Community, north: Person) -> Person:
    """A volunteer of the North."""
    return await town.volunteer("Nigar", confirmed_by=north)


@pytest.fixture
async def elnur(town: Community, north: Person) -> Person:
    """A volunteer of the North who is trusted with what is delicate."""
    return await town.volunteer("Elnur", confirmed_by=north, trusted=True)


async def test_a_case_is_open_at_once_and_volunteers_are_asked(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    page = await town.cases.open(by=gunel)

    assert "2" in town.read(page)
    assert "case.kind.medical" in labels(page)
    for volunteer in (nigar, elnur):
        (card,) = await town.news(volunteer)
        assert town.words(text("case.kind.unsaid")) in card


async def test_asking_for_help_twice_is_one_case(
    town: Community, gunel: Person, nigar: Person
) -> None:
    first = await town.needs_help(gunel)
    queued = await town.queued()

    assert await town.needs_help(gunel) == first
    assert await town.queued() == queued


async def test_before_taking_nobody_sees_a_name_a_place_or_words(
    town: Community, north: Person, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel, Kind.MEDICAL)
    await town.cases.say_words(case_id, "insulin, Hidden street 7", by=gunel)
    await town.climb(minutes=10)
    await town.cases.take(case_id, by=elnur)

    for other in (nigar, north):
        for secret in SECRETS:
            assert secret not in await town.everything_for(other)


async def test_who_takes_a_case_sees_what_was_written_and_the_person_is_told(
    town: Community, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel, Kind.MEDICAL)
    await town.cases.say_words(case_id, "insulin, Hidden street 7", by=gunel)

    page = await town.cases.take(case_id, by=nigar)

    assert all(secret in town.read(page) for secret in SECRETS)
    assert await town.news(gunel) == [town.words(text("case.news.taken", name="Nigar"))]


async def test_taking_twice_is_once(town: Community, gunel: Person, nigar: Person) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    queued = await town.queued()

    assert "case.done" in labels(await town.cases.take(case_id, by=nigar))
    assert await town.queued() == queued


async def test_of_two_who_press_at_once_one_takes_it(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)

    results = await asyncio.gather(
        town.cases.take(case_id, by=nigar),
        town.cases.take(case_id, by=elnur),
        return_exceptions=True,
    )

    refused = [one for one in results if isinstance(one, Refusal)]
    assert [one.text for one in refused] == [text("case.gone.taken")]
    assert (await town.case(case_id))["taken_by"] == nigar.id
    assert len(await town.news(gunel)) == 1


@pytest.mark.parametrize("kind", sorted(DELICATE))
async def test_what_is_delicate_reaches_only_those_trusted_with_it(
    town: Community, gunel: Person, nigar: Person, elnur: Person, kind: Kind
) -> None:
    case_id = await town.needs_help(gunel)
    await town.quiet()

    await town.cases.say_kind(case_id, kind, by=gunel)

    assert f"case.kind.{kind}" not in await town.everything_for(nigar)
    assert await town.news(nigar) == []
    (card,) = await town.news(elnur)
    assert town.words(text(f"case.kind.{kind}")) in card
    with pytest.raises(Refusal) as refused:
        await town.cases.take(case_id, by=nigar)
    assert refused.value.text == text("case.not_for_you")


async def test_a_volunteer_not_trusted_loses_a_case_that_turns_out_to_be_delicate(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.quiet()

    page = await town.cases.say_kind(case_id, Kind.DETENTION, by=gunel)

    assert (await town.case(case_id))["state"] == "open"
    assert "case.kind.medical" in labels(page)
    assert await town.news(nigar) == [town.words(text("case.news.passed_on"))]
    assert "case.kind.detention" not in await town.everything_for(nigar)
    assert len(await town.news(elnur)) == 1
    with pytest.raises(Refusal):
        await town.cases.write(case_id, "where are you?", by=nigar)


async def test_whoever_has_the_case_hears_what_it_is_about(
    town: Community, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.quiet()

    await town.cases.say_kind(case_id, Kind.MEDICAL, by=gunel)
    await town.cases.say_words(case_id, "insulin", by=gunel)

    first, second = await town.news(nigar)
    assert town.words(text("case.kind.medical")) in first
    assert "insulin" in second


async def test_a_kind_that_is_no_longer_delicate_is_put_before_all(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel, Kind.LEGAL)
    await town.quiet()

    await town.cases.say_kind(case_id, Kind.MEDICAL, by=gunel)

    (card,) = await town.news(nigar)
    assert town.words(text("case.kind.medical")) in card
    assert "case.done" in labels(await town.cases.take(case_id, by=nigar))


async def test_saying_the_same_kind_twice_asks_nobody_again(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel, Kind.LEGAL)
    queued = await town.queued()

    await town.cases.say_kind(case_id, Kind.LEGAL, by=gunel)

    assert await town.queued() == queued


async def test_volunteers_of_the_other_side_are_not_asked(
    town: Community, south: Person, gunel: Person, nigar: Person
) -> None:
    of_the_south = await town.volunteer("Ayda", confirmed_by=south, side=Side.SOUTH)

    case_id = await town.needs_help(gunel)

    assert await town.news(of_the_south) == []
    with pytest.raises(Refusal) as refused:
        await town.cases.take(case_id, by=of_the_south)
    assert refused.value.text == text("case.not_for_you")


@pytest.mark.parametrize("side", [Side.BOTH, Side.UNSAID, None])
async def test_of_somebody_who_said_both_or_nothing_any_confirmed_volunteer_is_asked(
    town: Community, south: Person, nigar: Person, side: Side | None
) -> None:
    of_the_south = await town.volunteer("Ayda", confirmed_by=south, side=Side.SOUTH)
    somebody = await town.person(side)

    await town.needs_help(somebody)

    assert len(await town.news(nigar)) == len(await town.news(of_the_south)) == 1


async def test_a_stranger_and_a_volunteer_not_confirmed_cannot_take(
    town: Community, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)

    for somebody in (await town.person(), await town.named("Offering", Side.NORTH)):
        with pytest.raises(Refusal) as refused:
            await town.cases.take(case_id, by=somebody)
        assert refused.value.text == text("case.not_for_you")


async def test_nobody_takes_their_own_case(town: Community, north: Person, nigar: Person) -> None:
    case_id = await town.needs_help(nigar)

    with pytest.raises(Refusal) as refused:
        await town.cases.take(case_id, by=nigar)
    assert refused.value.text == text("case.not_oneself")


async def test_where_there_is_no_volunteer_the_coordinators_are_told_at_once(
    town: Community, north: Person, south: Person, gunel: Person
) -> None:
    await town.needs_help(gunel)

    assert len(await town.news(north)) == 1
    assert await town.news(south) == []


async def test_a_volunteer_who_cannot_be_written_to_is_not_counted_on(
    town: Community, north: Person, gunel: Person, nigar: Person
) -> None:
    await town.services.people.lost(nigar.address)

    page = await town.cases.open(by=gunel)

    assert "0" in town.read(page)
    assert len(await town.news(north)) == 1


async def test_a_case_nobody_takes_climbs_after_ten_twenty_and_thirty_minutes(
    town: Community, north: Person, south: Person, gunel: Person, nigar: Person
) -> None:
    await town.needs_help(gunel)
    await town.climb(minutes=9.9)
    assert await town.news(north) == []

    told = []
    for minutes in (0.1, 10, 10, 10):
        await town.climb(minutes=minutes)
        told.append(len(await town.news(north)))

    assert told == [1, 1, 1, 0]
    assert await town.news(south) == []
    assert await town.cases.next_due() is None


async def test_climbing_late_happens_once(
    town: Community, north: Person, gunel: Person, nigar: Person
) -> None:
    await town.needs_help(gunel)

    assert await town.climb(minutes=600) == 1
    assert await town.cases.climb_due() == 0

    assert len(await town.news(north)) == 1


async def test_saying_the_kind_does_not_let_a_case_climb_twice_or_later(
    town: Community, north: Person, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.climb(minutes=9)

    await town.cases.say_kind(case_id, Kind.LEGAL, by=gunel)
    await town.cases.say_kind(case_id, Kind.MEDICAL, by=gunel)

    assert await town.climb(minutes=1) == 1
    assert len(await town.news(north)) == 1


async def test_a_case_in_somebodys_hands_does_not_climb(
    town: Community, north: Person, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)

    assert await town.climb(minutes=30) == 0
    assert await town.news(north) == []


async def test_a_coordinator_told_of_a_case_may_take_it(
    town: Community, north: Person, gunel: Person
) -> None:
    case_id = await town.needs_help(gunel)

    page = await town.cases.take(case_id, by=north)

    assert "Gunel" in town.read(page)


async def test_a_coordinator_who_needs_help_is_not_told_of_it_and_somebody_else_is(
    town: Community, north: Person, south: Person
) -> None:
    await town.needs_help(north)

    assert await town.news(north) == []
    assert len(await town.news(south)) == 1


async def test_words_are_passed_on_and_addresses_are_not(
    town: Community, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.quiet()

    await town.cases.write(case_id, "Where shall we meet?", by=nigar)
    await town.cases.write(case_id, "At the library <b>now</b>", by=gunel)

    assert await town.news(gunel) == [
        town.words(text("case.note", name="Nigar", words="Where shall we meet?"))
    ]
    (heard,) = await town.news(nigar)
    assert "&lt;b&gt;now" in heard
    assert "telegram:" not in await town.everything_for(nigar)


async def test_only_the_two_of_a_case_may_write_in_it(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    with pytest.raises(Refusal):
        await town.cases.write(case_id, "hello?", by=gunel)
    await town.cases.take(case_id, by=nigar)

    for outsider in (elnur, await town.person()):
        with pytest.raises(Refusal):
            await town.cases.write(case_id, "hello", by=outsider)
        with pytest.raises(Refusal):
            await town.cases.partner(case_id, by=outsider)


@pytest.mark.parametrize("who", ["gunel", "nigar"])
async def test_closing_tells_the_other_once_and_erases_what_was_needed(
    town: Community, gunel: Person, nigar: Person, who: str
) -> None:
    case_id = await town.needs_help(gunel, Kind.MEDICAL)
    await town.cases.say_words(case_id, "insulin", by=gunel)
    await town.cases.take(case_id, by=nigar)
    await town.quiet()
    by, other = (gunel, nigar) if who == "gunel" else (nigar, gunel)

    await town.cases.done(case_id, by=by)
    await town.cases.done(case_id, by=by)
    await town.cases.done(case_id, by=other)

    assert len(await town.news(other)) == 1
    assert await town.news(by) == []
    case = await town.case(case_id)
    assert (case["state"], case["words"], case["shown_name"]) == ("closed", "", "")


async def test_what_is_over_cannot_be_taken_or_read_again(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.cases.done(case_id, by=gunel)

    for volunteer in (nigar, elnur):
        with pytest.raises(Refusal) as refused:
            await town.cases.take(case_id, by=volunteer)
        assert refused.value.text == text("case.gone.closed")
    with pytest.raises(Refusal):
        await town.cases.say_words(case_id, "more", by=gunel)


async def test_withdrawing_twice_is_once_and_tells_whoever_had_taken_it(
    town: Community, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.quiet()

    await town.cases.withdraw(case_id, by=gunel)
    await town.cases.withdraw(case_id, by=gunel)

    assert await town.news(nigar) == [town.words(text("case.news.solved"))]
    assert (await town.case(case_id))["state"] == "withdrawn"


async def test_somebody_else_is_asked_when_the_person_refuses_a_volunteer(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.quiet()

    await town.cases.refuse(case_id, by=gunel)
    await town.cases.refuse(case_id, by=gunel)

    assert await town.news(nigar) == [town.words(text("case.news.refused"))]
    assert len(await town.news(elnur)) == 1
    with pytest.raises(Refusal) as refused:
        await town.cases.take(case_id, by=nigar)
    assert refused.value.text == text("case.not_for_you")


async def test_a_case_given_back_is_put_before_the_others_and_the_person_is_told(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.quiet()

    await town.cases.give_back(case_id, by=nigar)

    assert await town.news(gunel) == [town.words(text("case.news.given_back"))]
    assert len(await town.news(elnur)) == 1
    assert await town.news(nigar) == []
    with pytest.raises(Refusal):
        await town.cases.give_back(case_id, by=nigar)
    assert await town.news(gunel) == []


async def test_a_case_given_back_climbs_again(
    town: Community, north: Person, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.climb(minutes=40)
    await town.cases.give_back(case_id, by=nigar)

    assert await town.climb(minutes=10) == 1
    assert len(await town.news(north)) == 1


async def test_who_is_no_volunteer_any_more_has_no_case_in_hand(
    town: Community, north: Person, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.volunteers.end(nigar.id, by=north)
    await town.quiet()

    await town.cases.let_go(nigar.id)
    await town.cases.let_go(nigar.id)

    assert await town.case_state(case_id) == "open"
    assert len(await town.news(gunel)) == len(await town.news(elnur)) == 1
    assert await town.news(nigar) == []


async def test_a_report_reaches_the_coordinators_once_also_when_it_is_over(
    town: Community, north: Person, south: Person, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=nigar)
    await town.cases.done(case_id, by=nigar)

    await town.cases.report(case_id, by=gunel)
    await town.cases.report(case_id, by=gunel)

    assert await town.news(north) == [
        town.words(text("case.news.reported", number=case_id, name="Nigar"))
    ]
    assert await town.news(south) == []


async def test_a_coordinator_who_is_reported_is_not_the_one_who_is_told(
    town: Community, north: Person, south: Person, gunel: Person
) -> None:
    case_id = await town.needs_help(gunel)
    await town.cases.take(case_id, by=north)
    await town.quiet()

    await town.cases.report(case_id, by=gunel)

    assert await town.news(north) == []
    assert len(await town.news(south)) == 1


async def test_nobody_else_may_do_anything_to_somebodys_case(
    town: Community, gunel: Person, nigar: Person
) -> None:
    case_id = await town.needs_help(gunel)
    stranger = await town.person()

    for attempt in (
        town.cases.say_kind(case_id, Kind.MEDICAL, by=stranger),
        town.cases.say_words(case_id, "x", by=stranger),
        town.cases.done(case_id, by=stranger),
        town.cases.withdraw(case_id, by=stranger),
        town.cases.refuse(case_id, by=stranger),
        town.cases.give_back(case_id, by=stranger),
        town.cases.report(case_id, by=stranger),
        town.cases.take(case_id + 1, by=nigar),
    ):
        with pytest.raises(Refusal):
            await attempt
    assert await town.case_state(case_id) == "open"


async def test_all_cards_say_when_a_case_is_taken_and_how_it_ended(
    town: Community, gunel: Person, nigar: Person, elnur: Person
) -> None:
    case_id = await town.needs_help(gunel, Kind.MEDICAL)
    await town.quiet()
    await town.cases.take(case_id, by=nigar)
    taken = dict(await town.cards(f"case:{case_id}"))
    await town.quiet()
    await town.cases.done(case_id, by=nigar)
    closed = dict(await town.cards(f"case:{case_id}"))

    assert set(taken) == {nigar.id, elnur.id}
    assert all(card.startswith("✓ Taken") for card in taken.values())
    assert all(card.startswith("✓ Solved") for card in closed.values())
