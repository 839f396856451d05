"""Who needs help is put before the few who may help, and nobody else."""

import pytest

from bot.domain.crises.cases import DELICATE, Kind
from bot.domain.messages import text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from tests.services.help import Community, labels


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
