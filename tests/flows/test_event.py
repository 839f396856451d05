"""An event from its announcement to the day it is called off, as everybody in it sees it."""

from datetime import datetime, timedelta

from bot.language.script import to_arabic, to_latin
from tests.flows.town import JOINT, NORTH, SOUTH, Somebody, Town, text_of

POETRY = "Şeir gecəsi"


async def in_three_days(town: Town, *, hour: int = 18) -> datetime:
    """Return a whole hour three days ahead."""
    return (await town.now() + timedelta(days=3)).replace(hour=hour, minute=0, second=0)


async def announced(
    town: Town, by: Somebody, title: str = POETRY, *, side: str = "north", places: str = "20"
) -> datetime:
    """Let somebody announce an event in one message; return when it starts."""
    starts = await in_three_days(town)
    await by.says(f"/newevent {title} | {by.clock(starts)} | Kitabxana | {side} | {places}")
    shown = to_arabic(title) if by.language == "azb" else title
    await by.sees("event.preview", shown)
    await by.presses("event.button.publish")
    await by.sees("event.published", shown)
    await town.quiet()
    return starts


async def test_an_event_is_announced_question_by_question(town: Town) -> None:
    starts = await in_three_days(town)

    await town.aylin.presses_menu("menu.newevent")
    await town.aylin.sees("newevent.ask.title")
    await town.aylin.says(POETRY)
    await town.aylin.sees("newevent.ask.when")
    await town.aylin.says(town.aylin.clock(starts))
    await town.aylin.sees("newevent.ask.place")
    await town.aylin.says("Kitabxana, 2-ci otaq")
    await town.aylin.sees("newevent.ask.side")
    await town.aylin.presses("side.north")
    await town.aylin.sees("newevent.ask.places")
    await town.aylin.presses("common.skip")
    await town.aylin.sees("event.preview", POETRY, "Kitabxana, 2-ci otaq")
    assert not await town.gunel.messages(POETRY)
    await town.aylin.presses("event.button.publish")

    await town.gunel.sees(POETRY)
    await town.gunel.sees(POETRY, chat=NORTH)
    await town.gunel.sees(POETRY, chat=JOINT)


async def test_an_event_of_the_north_stays_with_the_north(town: Town) -> None:
    await announced(town, town.aylin)

    for one in (town.aylin, town.rashad, town.nigar, town.gunel, town.elnur, town.timur):
        assert len(await one.messages("event.card", POETRY, "📅")) >= 1
    for one in (town.sevinj, town.babek, town.ayda):
        assert not await one.messages(POETRY)
    assert not await town.ayda.messages(POETRY, chat=SOUTH)
    assert len(await town.ayda.messages(POETRY, chat=JOINT)) == 1


async def test_the_card_in_the_group_counts_answers_from_everywhere(town: Town) -> None:
    await announced(town, town.aylin)

    await town.gunel.presses("event.button.going", chat=NORTH)
    await town.nigar.presses("event.button.maybe")
    await town.timur.presses("event.button.going", chat=JOINT)
    await town.ayda.presses("event.button.no", chat=JOINT)
    await town.quiet()

    for group in (NORTH, JOINT):
        card = await town.gunel.sees("event.counts", chat=group, going=2, maybe=1)
        assert POETRY in text_of(card)
    await town.timur.presses("event.button.no")
    await town.rashad.sees("event.counts", chat=NORTH, going=1, maybe=1)


async def test_reminders_go_to_those_who_said_going_and_to_nobody_twice(town: Town) -> None:
    starts = await announced(town, town.aylin)
    await town.gunel.presses("event.button.going", chat=NORTH)
    await town.rashad.presses("event.button.maybe")
    await town.nigar.presses("event.button.going")
    await town.nigar.presses("event.button.no")

    await town.forward_to(starts - timedelta(days=1, minutes=1))
    assert not await town.gunel.messages("event.reminder.day")
    await town.forward(minutes=2)
    await town.gunel.sees("event.reminder.day", POETRY)
    await town.forward_to(starts - timedelta(minutes=59))
    await town.gunel.sees("event.reminder.hour", POETRY)
    await town.forward(hours=3)

    for key in ("event.reminder.day", "event.reminder.hour"):
        told = [one.id for one in town.members for _ in await one.messages(key)]
        assert told == [town.gunel.id]


async def test_a_change_reaches_in_private_whoever_has_signed_up(town: Town) -> None:
    starts = await announced(town, town.aylin)
    await town.gunel.presses("event.button.going", chat=NORTH)
    await town.rashad.presses("event.button.maybe")
    await town.nigar.presses("event.button.no")
    later = starts + timedelta(hours=1)

    await town.aylin.presses("event.button.change")
    await town.aylin.sees("event.what_to_change", POETRY)
    await town.aylin.presses("event.button.time")
    await town.aylin.says(town.aylin.clock(later))
    await town.aylin.sees("event.changed", n=2)
    await town.quiet()

    told = [one.id for one in town.members for _ in await one.messages("event.notice.changed")]
    assert sorted(told) == [town.rashad.id, town.gunel.id]
    await town.gunel.sees("event.updated", chat=NORTH)
    await town.forward_to(starts - timedelta(days=1) + timedelta(minutes=1))
    assert not await town.gunel.messages("event.reminder.day")
    await town.forward(hours=1)
    assert len(await town.gunel.messages("event.reminder.day")) == 1


async def test_a_cancellation_reaches_in_private_whoever_has_signed_up(town: Town) -> None:
    starts = await announced(town, town.aylin)
    await town.gunel.presses("event.button.going", chat=NORTH)
    await town.timur.presses("event.button.maybe", chat=JOINT)

    await town.aylin.presses("event.button.cancel")
    await town.aylin.sees("event.cancel_question", POETRY)
    await town.aylin.presses_twice("event.button.cancel_yes")
    await town.aylin.sees("event.cancelled", n=2)
    await town.forward_to(starts)

    told = [one.id for one in town.members for _ in await one.messages("event.notice.cancelled")]
    assert sorted(told) == [town.timur.id, town.gunel.id]
    await town.gunel.sees("event.card.cancelled", chat=NORTH)
    await town.gunel.sees("event.card.cancelled", chat=JOINT)
    assert not await town.gunel.messages("event.reminder.day")


async def test_who_waits_gets_the_place_that_becomes_free(town: Town) -> None:
    await announced(town, town.aylin, places="1")
    await town.gunel.presses("event.button.going", chat=NORTH)

    waiting = await town.nigar.presses("event.button.going", chat=NORTH)
    assert waiting["alert"]
    await town.gunel.presses("event.button.no", chat=NORTH)

    await town.nigar.sees("event.promoted", POETRY)
    await town.nigar.sees("event.full", chat=NORTH)


async def test_an_event_for_everybody_speaks_each_language_and_names_three_clocks(
    town: Town,
) -> None:
    await announced(town, town.sevinj, "شعر گئجه‌سی", side="everybody", places="")

    for one in town.members:
        title = "شعر گئجه‌سی"
        card = await one.sees(to_latin(title) if one.language == "az" else title, "📅")
        assert town.words.stand(
            "event.button.going", one.language, " ".join(await one.labels(card))
        )
    await town.gunel.says("/events", chat=NORTH)
    await town.gunel.sees("event.list", to_latin("شعر گئجه‌سی"), chat=NORTH)
    await town.gunel.says("/my")
    await town.gunel.sees("event.my.none")
