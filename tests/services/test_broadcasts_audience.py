"""Whom a letter is for is chosen by buttons, and drafts are found again."""

from datetime import timedelta

import pytest

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.domain.audiences import Selection
from bot.domain.events import Plan, SignUp
from bot.domain.messages import Message
from bot.domain.people import Audience
from bot.domain.refusals import Refusal
from bot.language.reader import Reader
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.services.broadcasting import NORTH, PICNIC, STORM, Post, presses


@pytest.fixture
async def post(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Post:
    post = Post(db, clock, renderer)
    await post.open()
    return post


async def test_drafts_are_found_again_by_their_author_alone(post: Post) -> None:
    await post.draft()
    await post.draft(NORTH, STORM)

    page = await post.broadcasts.new(by=post.north)
    mine, theirs = [await post.broadcasts.drafts(by=it) for it in (post.north, post.north_too)]

    assert "bc.drafts" in presses(page)
    assert presses(mine) == ["bc.show", "bc.show", "bc.show", "go"]
    assert presses(theirs) == ["go"]
    shown = await post.broadcasts.show(1, by=post.north)
    assert PICNIC.words in post.said(shown)


async def test_a_letter_to_an_event_of_ones_own_reaches_all_who_signed_up(post: Post) -> None:
    services = make_services(post.db, post.clock, owners=frozenset())
    starts = post.clock.now() + timedelta(days=3)
    plan = Plan("Picnic", starts, "Park", Audience.EVERYBODY)
    event = (await services.events.draft(plan, by=post.north)).event
    await services.events.publish(event.id, by=post.north)
    for guest in (post.members[0], post.members[3]):
        await services.events.answer(event.id, SignUp.GOING, by=guest)

    shown = await post.broadcasts.draft(Selection(events=(event.id,)), PICNIC, by=post.north)
    assert "Event: Picnic (no. 1)" in post.said(shown).replace("\u2068", "").replace("\u2069", "")
    await post.press_yes(await post.asked(1))

    assert sorted(await post.told()) == [post.members[0].id, post.members[3].id]


async def test_values_are_offered_with_how_many_people_they_are_of_ones_own_side(
    post: Post,
) -> None:
    await post.run("UPDATE people SET country = 'DE', city = 'Təbriz' WHERE id IN (4, 6)")
    await post.run("UPDATE people SET country = 'TR', city = 'تبریز' WHERE id IN (5, 7)")
    await post.broadcasts.new(by=post.north)

    countries = await post.broadcasts.values(1, "country", out=False, first=0, by=post.north)
    cities = await post.broadcasts.values(1, "city", out=False, first=0, by=post.north)
    languages = await post.broadcasts.values(1, "language", out=True, first=0, by=post.north)

    def labels(shown: Message) -> list[str]:
        reader = Reader("en")
        return [post.renderer.label(it.label, reader) for line in shown.buttons for it in line]

    assert labels(countries)[:-1] == ["🇩🇪 Germany · 1", "🇹🇷 Türkiye · 1"]
    assert [label.rpartition(" · ")[2] for label in labels(cities)[:-1]] == ["2"]
    assert labels(languages)[:-1] == ["English · 4"]


async def test_a_city_is_chosen_by_a_button_however_long_its_name(post: Post) -> None:
    await post.run("UPDATE people SET city = :city WHERE id = 4", city="Ü" * 60)
    await post.broadcasts.new(by=post.north)
    page = await post.broadcasts.values(1, "city", out=False, first=0, by=post.north)
    key = page.buttons[0][0].press.rpartition(":")[2]

    chosen = await post.broadcasts.choose(1, "city", key, out=False, first=0, by=post.north)
    none = await post.broadcasts.choose(1, "city", key, out=False, first=0, by=post.north)

    assert (chosen.body.values["n"], none.body.values["n"]) == (1, 4)
    with pytest.raises(Refusal, match=r"press\.stale"):
        await post.broadcasts.choose(1, "city", "Bakı", out=False, first=0, by=post.north)


async def test_who_is_left_out_is_chosen_and_said_back(post: Post) -> None:
    await post.run("UPDATE people SET country = 'DE' WHERE id IN (4, 6)")
    await post.draft()

    await post.broadcasts.choose(1, "country", "DE", out=True, first=0, by=post.north)
    page = await post.broadcasts.audience(1, by=post.north)

    assert "Left out – Country: 🇩🇪 Germany" in post.said(page)
    assert "That is 3 people now" in post.said(page)
    cleared = await post.broadcasts.clear(1, by=post.north)
    assert "Nobody yet" in post.said(cleared)


async def test_a_press_changes_the_draft_so_that_an_older_yes_sends_nothing(post: Post) -> None:
    question = await post.asked(await post.draft())
    version = (await post.letter(1))["version"]

    await post.broadcasts.choose(1, "language", "en", out=False, first=0, by=post.north)

    assert (await post.letter(1))["version"] == version + 1
    assert f":{version}:" in question.buttons[0][0].press


async def test_nobody_else_chooses_the_audience_of_a_draft(post: Post) -> None:
    await post.draft()

    for other in (post.north_too, post.south, post.members[0]):
        with pytest.raises(Refusal):
            await post.broadcasts.choose(1, "side", "south", out=False, first=0, by=other)
        with pytest.raises(Refusal):
            await post.broadcasts.audience(1, by=other)


async def test_a_coordinator_of_one_side_chooses_within_it_or_everybody(post: Post) -> None:
    await post.run("UPDATE people SET country = 'DE'")
    await post.draft()
    await post.broadcasts.clear(1, by=post.north)

    within = await post.broadcasts.choose(1, "country", "DE", out=False, first=0, by=post.north)
    assert "Side: North" in post.said(within)
    assert within.body.values["n"] == 4
    await post.broadcasts.clear(1, by=post.north)
    everybody = await post.broadcasts.choose(1, "everybody", "1", out=False, first=0, by=post.north)
    assert everybody.body.values["n"] == 7
