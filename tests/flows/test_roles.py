"""Volunteers confirmed by coordinators, coordinators made by the owner, and pressing astray."""

import re

from tests.flows.town import NORTH, SOUTH, Somebody, Town, text_of


async def offer_help(town: Town, one: Somebody) -> None:
    """Let somebody offer to help, by buttons only."""
    await one.presses_menu("menu.volunteer")
    await one.sees("volunteer.ask.skills")
    await one.presses("volunteer.choice.skills.first_aid")
    await one.presses("volunteer.choice.skills.transport")
    await one.presses("common.next")
    await one.sees("volunteer.ask.languages")
    await one.presses("f:volunteer:languages:az")
    await one.presses("common.next")
    await one.sees("volunteer.ask.country")
    await one.presses("common.skip")
    await one.sees("volunteer.ask.hours")
    await one.presses("volunteer.choice.hours.evenings")
    await one.presses("common.next")
    await one.sees("volunteer.thanks.offered")


async def made_coordinator(town: Town, one: Somebody, side: str = "north") -> str:
    """Let the owner make somebody a coordinator through a link; return the link."""
    await town.elnur.says("/role")
    await town.elnur.presses(f"role.offer:{side}")
    told = await town.elnur.sees("role.link")
    found = re.search(r"https://t\.me/\S+", text_of(told))
    assert found, text_of(told)
    await one.opens(found[0])
    await one.sees("role.offered")
    await one.presses("role.accept")
    await one.sees("role.accepted")
    return found[0]


async def test_a_volunteer_is_confirmed_by_one_coordinator_and_the_others_see_it(
    town: Town,
) -> None:
    await offer_help(town, town.gunel)
    for one in (town.aylin, town.rashad):
        await one.sees("volunteer.card", "Günel")
    assert not await town.sevinj.messages("volunteer.card")

    await town.aylin.presses("volunteer.confirm")

    await town.gunel.sees("volunteer.news.confirmed")
    await town.rashad.sees("volunteer.card", "standing.confirmed")
    await town.gunel.says("/volunteer")
    await town.gunel.sees("volunteer.mine", "standing.confirmed")
    await town.rashad.says("/roster")
    await town.rashad.sees("roster.page", "Günel")


async def test_what_a_card_says_of_a_volunteer_is_in_the_readers_language(town: Town) -> None:
    await town.gunel.says("/volunteer")
    await town.gunel.sees("volunteer.ask.skills")

    await offer_help(town, town.gunel)

    card = text_of(await town.aylin.sees("volunteer.card", "İsveç"))
    assert "[" not in card
    assert "Günel" in card


async def test_a_declined_volunteer_is_told_kindly_and_may_offer_again(town: Town) -> None:
    await offer_help(town, town.gunel)
    await town.rashad.presses("volunteer.decline")
    await town.gunel.sees("volunteer.news.declined")

    await offer_help(town, town.gunel)

    await town.rashad.sees("volunteer.card", "standing.offered")


async def test_a_volunteer_takes_the_offer_back(town: Town) -> None:
    await town.nigar.says("/volunteer")
    await town.nigar.sees("volunteer.mine")
    await town.nigar.presses("volunteer.leave")
    await town.nigar.sees("volunteer.left")

    await town.aylin.says("/roster")

    page = await town.aylin.sees("roster.page")
    assert "Nigar" not in text_of(page)


async def test_the_owner_makes_a_coordinator_who_can_announce(town: Town) -> None:
    await town.gunel.says("/newevent")
    await town.gunel.sees("error.only_for.coordinator")

    await made_coordinator(town, town.gunel)

    for one in (town.aylin, town.rashad, town.elnur):
        await one.sees("role.news.added", "Günel")
    await town.gunel.presses_menu("menu.newevent")
    await town.gunel.sees("newevent.ask.title")


async def test_a_link_to_a_role_works_once(town: Town) -> None:
    link = await made_coordinator(town, town.gunel)

    await town.nigar.opens(link)

    await town.nigar.sees("role.offer_gone")


async def test_a_link_to_a_role_is_over_after_a_day(town: Town) -> None:
    await town.elnur.says("/role")
    await town.elnur.presses("role.offer.north")
    told = await town.elnur.sees("role.link")
    link = re.search(r"https://t\.me/\S+", text_of(told))
    assert link

    await town.forward(hours=25)
    await town.gunel.opens(link[0])

    await town.gunel.sees("role.offer_gone")


async def test_a_role_is_taken_back_and_ends_at_once(town: Town) -> None:
    await made_coordinator(town, town.gunel)
    await town.elnur.says("/role")
    await town.elnur.presses("role.take", name="Günel")
    await town.elnur.sees("role.take_sure")
    await town.elnur.presses("role.take_yes")
    await town.gunel.sees("role.news.removed", "Günel")

    await town.gunel.says("/newevent")

    await town.gunel.sees("error.only_for.coordinator")


async def test_a_coordinator_speaks_only_for_their_own_side(town: Town) -> None:
    await town.aylin.says("/newevent Görüş | tomorrow 18:00 | Kafe | south | -")

    await town.aylin.sees("event.not_your_side.south")


async def test_what_is_not_for_a_member_is_refused_kindly(town: Town) -> None:
    for command in ("/alert", "/newevent", "/roster", "/approvals", "/status"):
        await town.gunel.says(command)
        await town.gunel.sees("error.only_for.coordinator")
    await town.aylin.says("/role")
    await town.aylin.sees("error.only_for.owner")


async def test_somebody_elses_button_in_a_group_does_nothing_for_a_stranger(town: Town) -> None:
    await town.aylin.says("/connect", chat=NORTH)
    await town.aylin.sees("connect.done.north", chat=NORTH)

    toast = await town.gunel.presses("g.door", chat=NORTH)

    assert town.words.stand("error.only_for.coordinator", "az", toast["toast"])
    assert toast["alert"]


async def test_a_button_of_an_earlier_time_gets_a_kind_answer(town: Town) -> None:
    await town.aylin.says("/newevent Görüş | tomorrow 18:00 | Kafe | north | -")
    preview = await town.aylin.sees("event.preview", "Görüş")
    await town.aylin.presses("event.button.time", under=preview)
    question = await town.aylin.sees("eventtime.ask.when")
    await town.aylin.says("/cancel")
    await town.aylin.sees("form.cancelled")

    toast = await town.aylin.presses("common.cancel", under=question)

    assert town.words.stand("press.stale", "az", toast["toast"])


async def test_private_commands_in_a_group_are_answered_in_private(town: Town) -> None:
    await town.ayda.says("/my", chat=SOUTH)

    await town.ayda.sees("event.my.none")
    assert not await town.ayda.messages(chat=SOUTH)
