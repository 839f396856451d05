"""A bridge follows what happens to its groups: a new name, lost rights, the bot put out."""

from datetime import timedelta

from tests.flows.bridging import agrees, appears, tie
from tests.flows.town import NORTH, SOUTH, Town, text_of


async def test_a_topic_that_is_renamed_is_called_so_on_the_cards(town: Town) -> None:
    tied = await tie(town)
    thread = tied.north.thread

    await town.page.in_group(
        town.elnur.id, "rename_topic", chat=NORTH, thread=thread, name="Yeni söhbət"
    )

    card = await town.ayda.sees("bridge.card", "Yeni söhbət", chat=SOUTH)
    assert card["id"] == tied.cards[SOUTH]["id"]
    await town.sevinj.says("/bridge")
    await town.sevinj.sees("bridge.page", "Yeni söhbət")


async def test_an_offer_follows_its_topic_too(town: Town) -> None:
    topics = (await town.page.group(NORTH))["topics"]
    await town.page.say(town.aylin.id, "/bridge", NORTH, thread=topics[1]["id"])
    await town.aylin.presses("bridge.button.offer")
    await town.sevinj.sees("bridge.asked.north")

    await town.page.in_group(
        town.elnur.id, "rename_topic", chat=NORTH, thread=topics[1]["id"], name="Yeni söhbət"
    )

    await town.sevinj.sees("bridge.asked.north", "Yeni söhbət")


async def test_a_bot_that_loses_its_sight_pauses_the_bridge_at_once(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)

    await town.page.in_group(town.elnur.id, "demote_bot", chat=NORTH)

    for one in (town.aylin, town.sevinj):
        await one.sees("bridge.told.blind")
    await town.ayda.sees("bridge.trouble.blind", chat=SOUTH)
    await town.page.in_group(town.elnur.id, "promote_bot", chat=NORTH, rights=[])
    await tied.north.says(town.aylin, "/bridge")
    await town.aylin.presses("br.go:1:north")
    await town.gunel.sees("bridge.state.open", chat=NORTH)
    await town.quiet()
    await tied.north.says(town.gunel, "https://a.az/1")
    await appears(tied.south, town.ayda, "https://a.az/1")


async def test_a_bot_that_is_put_out_pauses_the_bridge_at_once(town: Town) -> None:
    await tie(town)

    await town.page.in_group(town.elnur.id, "remove_bot", chat=NORTH)

    for one in (town.aylin, town.sevinj):
        await one.sees("bridge.told.gone")
    await town.ayda.sees("bridge.trouble.gone", chat=SOUTH)


async def test_more_rights_in_a_group_tell_nobody_anything(town: Town) -> None:
    await tie(town)

    await town.page.in_group(town.elnur.id, "promote_bot", chat=NORTH, rights=["can_invite_users"])
    await town.quiet()

    assert town.ask("SELECT north_trouble, south_trouble FROM bridges") == [(None, None)]


async def test_an_old_picture_counts_as_emptied_when_its_words_are_gone(town: Town) -> None:
    tied = await tie(town)
    await agrees(town, town.gunel, NORTH)
    words = "Bizim çay https://a.az/cay"
    await tied.north.says(town.gunel, words, files=["sample-tea"])
    copy = await appears(tied.south, town.ayda, "https://a.az/cay")
    await town.quiet()
    await town.page.in_group(town.elnur.id, "promote_bot", chat=SOUTH, rights=[])
    await town.forward(seconds=timedelta(hours=50).total_seconds())

    await town.gunel.says("/unbridge")

    told = await town.gunel.sees("bridge.removed.blanked", n=1)
    assert not await town.gunel.messages("bridge.removed.failed", n=1)
    [left] = [one for one in await tied.south.copies(town.ayda) if one["id"] == copy["id"]]
    assert "a.az" not in text_of(left)
    assert "Günel" not in text_of(left)
    assert told["id"]
