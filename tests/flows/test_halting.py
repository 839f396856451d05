"""What is going wrong is stopped by one person, wherever they are and whatever they say."""

import pytest

from tests.flows.alerting import HAVE_IT, HEADLINE, sent, submitted
from tests.flows.town import Somebody, Town, text_of

CORRECTED = "آسانسوْره مینمه‌یین."


async def begins_to_send(town: Town) -> None:
    """Let an alert be approved, and some of the crowd get it."""
    await submitted(town, town.sevinj)
    await town.aylin.sees("alert.request")
    await town.aylin.presses("alert.button.approve")
    await town.aylin.presses("al.yes")
    await town.aylin.sees("alert.released")
    await town.until(HAVE_IT, kind="alert")


async def stopped_at(town: Town) -> int:
    [(has_it,)] = town.ask(HAVE_IT, kind="alert")
    assert 0 < has_it < 60
    return int(has_it)


@pytest.mark.parametrize("word", ["/stop", "dayan"])
async def test_stop_while_an_alert_is_sent_means_the_alert_first(
    slow_town: Town, word: str
) -> None:
    town = slow_town
    await begins_to_send(town)

    await town.rashad.says(word)
    question = await town.rashad.sees("alert.running", HEADLINE)
    stop, unsubscribe = await town.rashad.labels(question)
    assert town.words.stand("alert.button.stop_held", "az", stop)
    assert town.words.stand("people.unsubscribe", "az", unsubscribe)
    await town.rashad.presses("alert.button.stop_held", under=question)

    await town.rashad.sees("alert.stopped")
    await town.quiet()
    await stopped_at(town)
    await town.rashad.says(word)
    await town.rashad.sees("people.stopped")


async def test_who_means_themselves_is_left_alone(slow_town: Town) -> None:
    town = slow_town
    await begins_to_send(town)

    await town.gunel.says("/stop")
    await town.gunel.sees("people.stopped")
    await town.aylin.says("стоп")
    await town.aylin.presses("people.unsubscribe", under=await town.aylin.sees("alert.running"))
    await town.aylin.sees("people.stopped")


async def test_a_correction_reaches_who_has_the_alert_first_and_then_everybody(
    slow_town: Town,
) -> None:
    town = slow_town
    await begins_to_send(town)

    await corrects(town, town.rashad)
    await town.quiet()
    has_it = await stopped_at(town)
    await town.sevinj.sees("alert.correct.request", CORRECTED, HEADLINE)
    pages = "\n".join(text_of(one) for one in await town.sevinj.messages("alert.correct.before"))
    assert "آچیق یئره چیخین" in pages
    await town.sevinj.presses("alert.button.approve")
    await town.sevinj.presses("al.yes")
    await town.quiet()

    in_turn = town.ask(
        "SELECT contents.message LIKE '%alert.correction%' FROM deliveries"
        " JOIN broadcasts ON broadcasts.id = broadcast_id JOIN contents ON contents.id = content_id"
        " WHERE kind = 'correction' AND state = 'sent' AND person_id IS NOT NULL"
        " ORDER BY settled_at, deliveries.id"
    )
    pointing = [bool(points) for (points,) in in_turn]
    assert pointing.count(True) == has_it
    assert len(pointing) == 89
    # To one of the cast who was written to just now the next message waits for a second.
    assert pointing[:has_it].count(True) >= has_it - len(town.members)


async def corrects(town: Town, one: Somebody) -> None:
    await one.presses("alert.button.correct")
    await one.sees("alert_correct.ask.headline")
    await one.presses("common.skip")
    await one.sees("alert_correct.ask.action")
    await one.says(CORRECTED)
    await one.sees("alert_correct.ask.area")
    await one.presses("common.skip")
    await one.sees("alert_correct.ask.expires")
    await one.presses("common.skip")
    await one.sees("alert.correct.submitted")


async def test_a_rejected_correction_is_never_sent_and_the_alert_may_be_withdrawn(
    town: Town,
) -> None:
    await sent(town)
    await corrects(town, town.rashad)
    await town.babek.sees("alert.correct.request")
    await town.babek.presses("alert.button.reject")
    await town.babek.sees("alert_reject.ask.reason")
    await town.babek.says("بیرینجی دوْغرودور")

    rejected = await town.rashad.sees("alert.correct.rejected", "دوْغرودور")
    await town.quiet()
    for one in (town.gunel, town.nigar, town.ayda):
        assert not await one.messages(CORRECTED)
    await town.rashad.presses("alert.button.retract", under=rejected)
    await town.rashad.presses("alert.button.retract_yes")
    await town.rashad.sees("alert.told_retract", n=len(town.members))


async def test_an_owner_who_coordinates_no_side_is_shown_the_way_to_a_role(town: Town) -> None:
    await town.elnur.presses_menu("menu.alert")

    refused = await town.elnur.sees("alert.owner_has_no_side")
    await town.elnur.presses("menu.role", under=refused)
    await town.elnur.sees("role.page")
    await submitted(town, town.sevinj)
    await town.elnur.says("/approvals")
    assert not await town.elnur.messages("alert.request")
