"""One of those who were asked takes a case, and sees only then whose it is."""

import asyncio

import pytest

from bot.domain.crises.cases import Kind
from bot.domain.messages import text
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from tests.services.help import Community, labels

SECRETS = ("Gunel", "Hidden street 7", "insulin")


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
