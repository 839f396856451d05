"""A stranger at the door of a group: asks, reads the rules, is let in or turned away."""

from tests.flows.town import NORTH, SOUTH, Somebody, Town, buttons_of, link_of, text_of


async def link_to(town: Town, group: int) -> str:
    """Return the link to a group as /join shows it to somebody of that side."""
    await town.quiet()
    title = (await town.page.group(group))["title"]
    teller = town.gunel if group == NORTH else town.ayda
    await teller.says("/join")
    offered = await teller.sees("join.choose")
    [link] = [one["url"] for one in buttons_of(offered) if title in one["text"]]
    return str(link)


async def asks_to_join(town: Town, one: Somebody, group: int = NORTH) -> None:
    """Let somebody follow the link and read the rules."""
    answer = await one.opens(await link_to(town, group))
    assert answer["kind"] == "join_request"
    await one.sees("join.rules")


async def accepts(town: Town, one: Somebody) -> None:
    """Let a stranger accept the rules, and follow the button into the chat."""
    toast = await one.presses("join.button.accept")
    assert toast["url"]
    await one.opens(toast["url"])
    await one.sees("join.told.accepted")


async def is_in(town: Town, one: Somebody, group: int = NORTH) -> bool:
    """Say whether somebody is in a group."""
    return one.id in (await town.page.group(group))["members"]


async def test_a_stranger_reads_the_rules_and_is_admitted(town: Town) -> None:
    await asks_to_join(town, town.murad)
    assert not await town.aylin.messages("join.card")

    await accepts(town, town.murad)
    for one in (town.aylin, town.rashad):
        await one.sees("join.card")
    assert not await town.sevinj.messages("join.card")
    await town.aylin.presses("join.button.admit")

    await town.murad.sees("join.told.admitted")
    await town.rashad.sees("join.card.admitted", "Aylin")
    assert await is_in(town, town.murad)
    await town.murad.says("Salam!", chat=NORTH)


async def test_a_stranger_is_declined_kindly(town: Town) -> None:
    await asks_to_join(town, town.murad)
    await accepts(town, town.murad)
    await town.rashad.sees("join.card")

    await town.rashad.presses("join.button.decline")

    await town.murad.sees("join.told.declined")
    await town.aylin.sees("join.card.declined", "Rəşad")
    assert not await is_in(town, town.murad)
    assert not (await town.page.group(NORTH))["requests"]


async def test_the_first_of_two_decisions_is_the_one(town: Town) -> None:
    await asks_to_join(town, town.murad)
    await accepts(town, town.murad)
    card = await town.aylin.sees("join.card")
    await town.rashad.sees("join.card")

    await town.rashad.presses("join.button.admit")
    await town.murad.sees("join.told.admitted")
    await town.aylin.sees("join.card.admitted", "Rəşad")

    assert await is_in(town, town.murad)
    await town.quiet()
    assert len(await town.murad.messages("join.told.admitted")) == 1
    assert card["id"]


async def test_a_request_nobody_decides_ends_after_seven_days(town: Town) -> None:
    await asks_to_join(town, town.murad)
    await accepts(town, town.murad)
    await town.aylin.sees("join.card")

    await town.forward(days=6, hours=23)
    assert not await town.murad.messages("join.told.expired")
    await town.forward(hours=2)

    await town.murad.sees("join.told.expired")
    await town.aylin.sees("join.card.expired")
    assert not await is_in(town, town.murad)


async def test_rules_that_nobody_accepts_are_no_request(town: Town) -> None:
    await asks_to_join(town, town.murad)

    await town.murad.presses("join.button.not_now")
    await town.murad.sees("join.put_off")
    await town.forward(days=7, hours=1)

    assert not await town.aylin.messages("join.card")
    assert not (await town.page.group(NORTH))["requests"]


async def test_a_coordinator_is_shown_that_a_decision_could_not_be_told(town: Town) -> None:
    await asks_to_join(town, town.murad)
    await accepts(town, town.murad)
    await town.aylin.sees("join.card")

    await town.murad.blocks()
    await town.aylin.presses("join.button.decline")
    await town.forward(minutes=1)

    await town.aylin.sees("join.card.declined", "join.card.untold")
    await town.rashad.sees("join.card.declined", "join.card.untold")


async def test_who_comes_late_after_the_window_finds_the_rules_with_start(town: Town) -> None:
    link = await link_to(town, NORTH)
    await town.murad.opens(link)
    await town.murad.sees("join.rules")
    await town.forward(minutes=30)

    await town.murad.starts()
    await town.murad.sees("start.language")
    await town.murad.presses("st.lang:en")
    await town.murad.presses("st.side:north")
    await town.murad.presses("f.skip:country")

    await town.murad.sees("join.rules")


async def test_a_member_of_the_south_hears_the_south_in_its_own_script(town: Town) -> None:
    town.yashar.language = "azb"
    await asks_to_join(town, town.yashar, SOUTH)
    await accepts(town, town.yashar)
    await town.babek.sees("join.card")

    await town.babek.presses("join.button.admit")

    await town.yashar.sees("join.told.admitted")
    await town.sevinj.sees("join.card.admitted")
    assert await is_in(town, town.yashar, SOUTH)
    assert not await town.aylin.messages("join.card")


async def test_where_the_group_is_open_accepting_is_enough(town: Town) -> None:
    await town.aylin.says("/connect north open", chat=NORTH)
    await town.aylin.sees("connect.admission.open", chat=NORTH)
    await asks_to_join(town, town.murad)

    toast = await town.murad.presses("join.button.accept")
    await town.murad.opens(toast["url"])

    await town.murad.sees("join.told.admitted")
    assert await is_in(town, town.murad)


async def test_a_group_is_connected_by_its_coordinator_with_one_command(town: Town) -> None:
    made = await town.page.in_group(town.aylin.id, "create", title="Şimal — Berlin")
    await town.page.in_group(town.aylin.id, "add_bot", chat=made["id"])
    await town.aylin.sees("connect.added", "Şimal — Berlin")
    await town.page.in_group(town.aylin.id, "promote_bot", chat=made["id"])

    await town.aylin.says("/connect north", chat=made["id"])
    await town.aylin.sees("connect.done.north", chat=made["id"])
    await town.quiet()

    await town.nigar.says("/join")
    offered = await town.nigar.sees("join.choose")
    assert "Şimal — Berlin" in [one["text"] for one in buttons_of(offered) if "url" in one]
    assert link_of(offered)


async def test_the_rules_of_a_group_are_given_there_and_shown_at_the_door(town: Town) -> None:
    await town.aylin.says("/rules Burada hər kəs salam verir.", chat=NORTH)
    await town.aylin.sees("rules.changed", "salam verir", chat=NORTH)

    await town.murad.opens(await link_to(town, NORTH))

    rules = await town.murad.sees("join.rules")
    assert "Burada hər kəs salam verir." in text_of(rules)


async def test_a_stranger_in_a_group_is_shown_the_way_to_the_bot(town: Town) -> None:
    await town.aylin.says("/connect north open", chat=NORTH)
    await asks_to_join(town, town.lala)
    await town.lala.presses("join.button.accept")
    await town.quiet()

    await town.lala.says("/my", chat=NORTH)

    await town.lala.sees("group.press_start", chat=NORTH)
