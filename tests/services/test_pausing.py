"""Everything is paused by one press of an owner, and goes on by another."""

from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.domain.delivery import Lane
from bot.domain.messages import Message, text
from bot.domain.pausing import Pause, banner
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import NOON, RunWorker
from tests.recorder import RecorderChannel
from tests.services.crisis import QUAKE
from tests.services.help import Community, labels


@pytest.fixture
async def town(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Community:
    town = Community(db, clock, renderer)
    await town.settle_in(members=3)
    return town


@pytest.fixture
async def owner(town: Community) -> Person:
    """Named in the settings."""
    await town.services.people.meet("telegram:99", language="en", opened=True)
    owner = await town.services.people.meet("telegram:99", language="en", opened=True)
    return await town.services.people.choose_name("Elnur", by=owner)


async def test_a_pause_is_told_to_all_who_coordinate_and_says_how_many_wait(
    town: Community, owner: Person, run_worker: RunWorker
) -> None:
    await town.sending()
    waiting = await town.queued()

    found = await town.services.coordination.pause(by=owner)

    assert found.since == NOON
    assert found.waiting == waiting
    channel = RecorderChannel()
    await run_worker(channel)
    news = town.words(text("pause.news.on", name="Elnur"))
    assert [call.html for call in channel.calls] == [news] * 3
    assert not [call for call in channel.calls if call.address == owner.address]


async def test_pausing_twice_is_once(town: Community, owner: Person) -> None:
    roles = town.services.coordination
    first = await roles.pause(by=owner)
    town.clock.forward(timedelta(minutes=5))

    assert await roles.pause(by=owner) == first
    assert len(await town.news(town.author)) == 1
    notes = await town.all("SELECT action FROM audit WHERE action LIKE 'everything%'")
    assert [row["action"] for row in notes] == ["everything paused"]


async def test_what_waited_goes_on_by_itself_and_nobody_is_told_twice(
    town: Community, owner: Person, run_worker: RunWorker
) -> None:
    roles = town.services.coordination
    await roles.pause(by=owner)
    await town.sending()
    channel = RecorderChannel()
    await run_worker(channel)
    assert not [words for words in channel.words() if QUAKE.headline in words]

    assert (await roles.unpause(by=owner)).since == NOON
    assert (await roles.unpause(by=owner)).since is None

    await run_worker(channel)
    assert len([words for words in channel.words() if QUAKE.action in words]) == 6
    news = town.words(text("pause.news.off", name="Elnur"))
    assert channel.words().count(news) == 3


async def test_only_an_owner_pauses_and_goes_on(town: Community) -> None:
    for attempt in (
        town.services.coordination.pause(by=town.author),
        town.services.coordination.unpause(by=town.author),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.text == text("error.only_for.owner")


async def test_who_approves_an_alert_in_a_pause_is_warned_before(
    town: Community, owner: Person
) -> None:
    alert = await town.submitted()
    await town.services.coordination.pause(by=owner)

    question = await town.alerts.confirm(alert, by=town.other_side)
    other = await town.alerts.approve(
        alert, seal="other", counted=5, with_unsaid=True, by=town.other_side
    )

    for shown in (question, other):
        assert town.read(shown).startswith(town.words(banner(NOON)))
        assert "pause.button.go_on" not in labels(shown)
    released = await town.press_yes(question, by=town.other_side)
    again = await town.press_yes(question, by=town.other_side)
    for shown in (released, again):
        assert "alert.button.stop" in labels(shown)
        assert town.read(shown).startswith(town.words(banner(NOON)))


async def test_a_correction_passes_a_pause_and_nobody_is_told_that_it_waits(
    town: Community, owner: Person
) -> None:
    alert = await town.sent()
    await town.services.coordination.pause(by=owner)

    number = await town.correct(alert, by=town.author, action="Stay inside")
    question = await town.alerts.confirm(number, by=town.other_side)
    released = await town.press_yes(question, by=town.other_side)

    assert (question.body.key, released.body.key) == ("alert.confirm", "alert.correct.released")


async def test_an_owner_finds_the_way_on_beside_what_would_wait() -> None:
    shown = Message(text("letter.nobody"))

    assert labels(Pause(NOON, may_end=True).over(shown)) == ["pause.button.go_on"]
    assert labels(Pause(NOON).beside(shown)) == []
    assert Pause(None, may_end=True).over(shown) == shown
    assert Pause(None, may_end=True).beside(shown) == shown


async def test_edits_and_answers_are_no_messages_that_wait(
    town: Community, owner: Person, clock: ShiftedClock
) -> None:
    answer, notice = (
        outbox.Posting(lane, clock.now(), card="card") for lane in (Lane.ANSWER, Lane.NOTICE)
    )
    message = Message(text("help.page_of", items="x"))
    await town.db.write(lambda tx: outbox.to_person(tx, owner.id, message, notice))
    await town.deliver()
    await town.db.write(lambda tx: outbox.to_person(tx, owner.id, message, answer))
    await town.db.write(
        lambda tx: outbox.edit_cards(tx, "card", message, lane=Lane.NOTICE, now=clock.now())
    )

    assert (await town.services.coordination.pause(by=owner)).waiting == 0


async def test_a_pause_outlives_a_restart(town: Community, owner: Person) -> None:
    await town.services.coordination.pause(by=owner)
    again = Community(town.db, town.clock, town.renderer)

    assert await again.services.coordination.paused(by=owner) == Pause(NOON, may_end=True)
    assert (await town.one("SELECT by_id FROM pause"))["by_id"] == owner.id


async def test_a_coordinator_who_is_told_cannot_end_it_but_another_owner_can(
    town: Community, owner: Person
) -> None:
    other = await town.services.people.meet("telegram:98", language="en", opened=True)
    roles = type(town.services.coordination)(
        town.db, town.clock, owners=("telegram:99", "telegram:98")
    )
    await roles.pause(by=owner)

    rows = await town.all(
        "SELECT person_id, message LIKE '%pause.off%' AS may FROM deliveries"
        " JOIN contents ON contents.id = content_id ORDER BY person_id"
    )
    can = {row["person_id"]: bool(row["may"]) for row in rows}
    assert can == {
        town.author.id: False,
        town.same_side.id: False,
        town.other_side.id: False,
        other.id: True,
    }
