"""What is found by words: what one may see, in either script, the best first."""

from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.domain.events import Plan
from bot.domain.finding import MOST_EVENTS, Found
from bot.domain.people import Audience, Person, Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.language.script import Converter
from bot.services.finding import Finding
from bot.storage.sqlite import SqliteDatabase
from tests.services.crisis import QUAKE, TO_ALL
from tests.services.help import Community

NOVRUZ = "Novruz bayramı şənliyi"


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Community:
    town = Community(db, clock, renderer)
    await town.settle_in()
    return town


@pytest.fixture
async def north(town: Community) -> Person:
    return await town.named("Aylin", Side.NORTH, Side.NORTH)


async def announced(
    town: Community, title: str, audience: Audience, *, by: Person, days: int = 3, place: str = ""
) -> int:
    plan = Plan(title, town.clock.now() + timedelta(days=days), place or "Park", audience)
    seen = await town.services.events.draft(plan, by=by)
    await town.services.events.publish(seen.event.id, by=by)
    return seen.event.id


async def find(town: Community, words: str, *, by: Person) -> Found:
    return await town.services.finding.find(words, by=by)


async def events(town: Community, words: str, *, by: Person) -> list[int]:
    return [event.id for event in (await find(town, words, by=by)).events]


async def test_an_event_is_found_by_title_and_place_in_either_script(
    town: Community, north: Person
) -> None:
    one = await announced(town, NOVRUZ, Audience.NORTH, by=north, place="Şəhər kitabxanası")

    for words in ("novruz", "نووروز", "NOVRUZ bayr", "senliyi", "کیتابخاناسی", "kitabxana"):
        assert await events(town, words, by=north) == [one], words


async def test_it_is_found_by_a_text_in_another_language_too(
    town: Community, north: Person
) -> None:
    one = await announced(town, NOVRUZ, Audience.NORTH, by=north)
    assert await events(town, "праздник", by=north) == []

    await town.services.events.add_text(one, "ru", title="Праздник весны", place="", by=north)

    assert await events(town, "праздник", by=north) == [one]


async def test_it_is_found_by_what_it_is_called_now(town: Community, north: Person) -> None:
    one = await announced(town, NOVRUZ, Audience.NORTH, by=north)
    assert await events(town, "novruz", by=north) == [one]

    await town.services.events.rename(one, "Şeir gecəsi", by=north)

    assert await events(town, "novruz", by=north) == []
    assert await events(town, "şeir", by=north) == [one]


async def test_nobody_finds_an_event_of_the_other_side_a_draft_or_one_that_is_over(
    town: Community, north: Person
) -> None:
    ours = await announced(town, NOVRUZ, Audience.NORTH, by=north)
    theirs = await announced(town, NOVRUZ, Audience.SOUTH, by=town.author)
    await town.services.events.draft(
        Plan(NOVRUZ, town.clock.now() + timedelta(days=1), "Park", Audience.NORTH), by=north
    )
    soon = await announced(town, NOVRUZ, Audience.NORTH, by=north, days=1)
    gone = await announced(town, NOVRUZ, Audience.NORTH, by=north, days=2)
    await town.services.events.cancel(gone, by=north)

    town.clock.forward(timedelta(days=1))

    assert await events(town, "novruz", by=north) == [ours]
    assert await events(town, "novruz", by=town.members[0]) == [theirs]
    assert soon not in await events(town, "novruz", by=north)


async def test_the_better_fit_comes_first_then_the_sooner(town: Community, north: Person) -> None:
    later = await announced(town, "Kitab günü", Audience.NORTH, by=north, days=9)
    begins = await announced(town, "Kitablar", Audience.NORTH, by=north, days=1)
    sooner = await announced(town, "Kitab", Audience.NORTH, by=north, days=5)

    assert await events(town, "kitab", by=north) == [sooner, later, begins]


async def test_more_than_fits_is_counted(town: Community, north: Person) -> None:
    for day in range(1, MOST_EVENTS + 3):
        await announced(town, NOVRUZ, Audience.NORTH, by=north, days=day)

    found = await find(town, "novruz", by=north)

    assert (len(found.events), found.more) == (MOST_EVENTS, 2)


async def test_a_group_is_found_by_who_may_ask_to_join_it(town: Community, north: Person) -> None:
    group = await town.group("south")
    await town.db.write(
        lambda tx: tx.run("UPDATE groups SET title = 'تبریز' WHERE id = :id", {"id": group})
    )

    found = await find(town, "təbriz", by=town.members[0])
    hidden = await find(town, "təbriz", by=await town.person(Side.NORTH))

    assert [one.id for one in found.groups] == [group]
    assert not hidden


async def test_an_alert_in_force_is_found_by_whom_it_is_for(town: Community, north: Person) -> None:
    alert_id = await town.sent(QUAKE)

    found = await find(town, "earthq", by=town.members[0])
    hidden = await find(town, "earthq", by=await town.person(Side.NORTH))
    town.clock.forward(timedelta(hours=7))
    over = await find(town, "earthq", by=town.members[0])

    assert [one.id for one in found.alerts] == [alert_id]
    assert not hidden
    assert not over


async def test_an_alert_that_nobody_approved_is_not_found(town: Community) -> None:
    await town.submitted(TO_ALL)

    assert not await find(town, "earthq", by=town.members[0])


async def test_volunteers_are_found_by_their_coordinators_only(
    town: Community, north: Person
) -> None:
    await town.volunteer("Xoşqədəm", confirmed_by=north)

    assert [one.name for one in (await find(town, "xosqedem", by=north)).volunteers] == ["Xoşqədəm"]
    assert not await find(town, "xosqedem", by=await town.person(Side.NORTH))
    assert not await find(town, "xosqedem", by=town.author)


@pytest.mark.parametrize("words", ["", "  ", "?!", "😀"])
async def test_without_a_word_there_is_nothing_to_look_for(town: Community, words: str) -> None:
    with pytest.raises(Refusal, match=r"find\.no_words"):
        await find(town, words, by=town.members[0])


async def test_a_whole_message_is_cut_and_a_flood_is_survived(town: Community) -> None:
    found = await find(town, "novruz " * 10_000, by=town.members[0])

    assert len(found.words) <= 100


async def test_the_first_who_looks_finds_what_was_warmed_up(
    db: SqliteDatabase, clock: ShiftedClock, town: Community, north: Person
) -> None:
    one = await announced(town, NOVRUZ, Audience.NORTH, by=north)
    fresh = Finding(db, clock, Converter())

    await fresh.warm_up()

    assert [event.id for event in (await fresh.find("novruz", by=north)).events] == [one]


@pytest.mark.parametrize("words", ["_", "'", "\u200c", ".", "__ ' \u200c", "‐ ’ _"])
async def test_what_has_no_letter_and_no_digit_finds_nothing(
    town: Community, north: Person, words: str
) -> None:
    await announced(town, NOVRUZ, Audience.NORTH, by=north)

    with pytest.raises(Refusal, match=r"find\.no_words"):
        await find(town, words, by=north)


async def test_a_sign_beside_words_is_no_word_of_its_own(town: Community, north: Person) -> None:
    one = await announced(town, NOVRUZ, Audience.NORTH, by=north)

    assert await events(town, "_ novruz '", by=north) == [one]
