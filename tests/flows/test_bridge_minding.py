"""Coordinators and members look after a bridge: pause, go on, end; it says when it cannot."""

from tests.flows.bridging import Tied, agrees, appears, talk, tie
from tests.flows.town import JOINT, NORTH, SOUTH, Town


async def carried(tied: Tied, words: str) -> None:
    """Let Günel write in the North, and wait until it stands in the South."""
    await tied.north.says(tied.north.town.gunel, words)
    await appears(tied.south, tied.south.town.ayda, words)


async def test_either_side_pauses_at_once_and_lifts_only_its_own_pause(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    await carried(tied, "https://a.az/1")

    await tied.south.says(town.babek, "/unbridge")
    await town.gunel.sees("bridge.state.paused.south", chat=NORTH)
    await town.ayda.sees("bridge.state.paused.south", chat=SOUTH)
    await tied.north.says(town.gunel, "https://a.az/2")
    await tied.north.says(town.rashad, "/bridge")
    page = await town.rashad.sees("bridge.page", "bridge.state.paused.south")
    assert "1:br.go:1:south" not in str(page["buttons"])
    await town.babek.presses("br.go:1:south")
    await town.gunel.sees("bridge.state.open", chat=NORTH)
    await town.quiet()
    await carried(tied, "https://a.az/3")

    assert "https://a.az/2" not in str(await tied.south.copies(town.ayda))


async def test_an_end_is_asked_for_once_and_ends_for_both(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)

    await tied.north.says(town.aylin, "/bridge")
    await town.aylin.presses("br.end")
    await town.aylin.sees("bridge.end_sure")
    await town.aylin.presses("bridge.button.end_yes")

    await town.ayda.sees("bridge.card.was", chat=SOUTH)
    await tied.north.says(town.gunel, "https://a.az/1")
    await town.quiet()
    assert await tied.south.copies(town.ayda) == []
    assert await _buttons(town, tied.cards[NORTH]["id"]) == []


async def test_a_closed_topic_pauses_the_bridge_and_coordinators_hear_what_to_do(
    town: Town,
) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    await town.page.in_group(town.elnur.id, "promote_bot", chat=SOUTH, rights=["can_invite_users"])
    await town.page.in_group(town.elnur.id, "close_topic", chat=SOUTH, thread=tied.south.thread)

    await tied.north.says(town.gunel, "Salam, dostlar")

    for one in (town.aylin, town.sevinj):
        await one.sees("bridge.told.topic_closed")
    await town.page.in_group(town.elnur.id, "reopen_topic", chat=SOUTH, thread=tied.south.thread)
    await tied.south.says(town.sevinj, "/bridge")
    await town.sevinj.presses("br.go:1:south")
    await town.gunel.sees("bridge.state.open", chat=NORTH)
    await town.quiet()
    await carried(tied, "https://a.az/2")


async def test_a_bot_without_sight_says_what_to_do_and_a_joint_group_needs_no_bridge(
    town: Town,
) -> None:
    await town.page.in_group(town.elnur.id, "demote_bot", chat=NORTH)
    north = await talk(town, NORTH)
    await north.says(town.aylin, "/bridge")
    await town.aylin.sees("bridge.sight.blind")

    await town.page.say(town.aylin.id, "/bridge", JOINT)
    await town.aylin.sees("bridge.joint")
    await north.says(town.gunel, "/bridge")
    await town.gunel.sees("error.only_for.coordinator")


async def test_somebody_the_bot_cannot_write_to_is_led_to_it_and_is_carried_over(
    town: Town,
) -> None:
    tied = await tie(town)
    await town.gunel.blocks()
    await town.quiet()

    toast = await agrees(town, town.gunel, NORTH)
    assert toast["url"].endswith("start=bridge_mine")
    await carried(tied, "https://a.az/1")
    await town.gunel.opens(toast["url"])

    await town.gunel.sees("bridge.mine", "Günel")


async def test_a_name_is_changed_by_a_button_in_the_settings_and_shown_from_then_on(
    town: Town,
) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)

    await town.gunel.says("/settings")
    await town.gunel.presses("br.mine")
    await town.gunel.presses("br.name")
    await town.gunel.sees("bridgename.ask.name")
    await town.gunel.says("Bahar")
    await town.gunel.sees("bridge.mine", "Bahar")
    await town.quiet()
    await carried(tied, "https://a.az/1")

    [copy] = await tied.south.copies(town.ayda)
    assert "باهار" in copy["text"]


async def test_the_last_copies_are_listed_by_hour_with_a_link_to_the_original(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    said = await tied.north.says(town.gunel, "https://a.az/1")
    await appears(tied.south, town.ayda, "https://a.az/1")

    await town.gunel.says("/settings")
    await town.gunel.presses("br.mine")
    await town.gunel.presses("br.latest")
    listed = await town.gunel.sees("bridge.latest")

    [link, remove] = listed["buttons"][0]
    assert link["url"] == f"https://t.me/c/1000000101/{tied.north.thread}/{said['id']}"
    assert remove["data"] == "1:br.rm:1"


async def _buttons(town: Town, message: int) -> list[object]:
    """Return the buttons under a card in the North as it stands now."""
    here = await town.page.messages(town.gunel.id, NORTH, limit=200)
    return [row for one in here if one["id"] == message for row in one["buttons"]]
