"""A case ends once, its words with it, and whoever has a part in it is told."""

import pytest

from bot.domain.crises.cases import Kind
from bot.domain.messages import text
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from tests.services.help import Community


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
