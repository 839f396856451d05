from datetime import timedelta

import pytest

from bot.domain.delivery import Action, Reason, Rejected, Unreachable
from bot.domain.groups import Admission, GroupSide, Step
from bot.domain.people import Person, Side
from tests.services.groups.village import HOUSE, Village, refused


async def test_the_rules_are_shown_at_the_window_at_once_and_only_while_it_is_open(
    village: Village, guest: Person
) -> None:
    await village.house()

    await village.ask(guest)

    assert "These are its rules" in (await village.told(guest))[0]
    rows = await village.rows(
        "SELECT address, lane, expires_at - created_at FROM deliveries WHERE action = 'send'"
    )
    assert rows == [(guest.address, 0, 300_000_000)]


async def test_the_same_update_asks_once(village: Village, guest: Person) -> None:
    await village.house()

    for _ in range(2):
        await village.ask(guest, number=7)

    assert len(await village.told(guest)) == 1
    assert await village.request() == ("asked", 0, 0)


async def test_an_update_handled_again_after_the_decision_asks_nothing(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)
    await village.groups.decide(number, Step.ADMITTED, by=aylin)

    await village.ask(guest)

    assert await village.request() == ("admitted", 0, 0)


async def test_asking_again_while_a_request_is_open_is_the_same_request(
    village: Village, guest: Person
) -> None:
    await village.house()
    await village.ask(guest, number=1)
    village.clock.forward(timedelta(minutes=10))

    await village.ask(guest, number=2)

    assert len(await village.told(guest)) == 2
    assert await village.request() == ("asked", 0, 0)


async def test_a_group_that_nobody_connected_asks_nothing(village: Village, guest: Person) -> None:
    await village.groups.note_standing(HOUSE, "House", present=True, can_invite=True)

    await village.ask(guest)

    assert await village.told(guest) == []


async def test_whoever_missed_the_window_sees_the_rules_on_start(
    village: Village, guest: Person
) -> None:
    await village.house()
    village.channel.answer(guest.address, Unreachable(Reason.NEVER_STARTED))
    await village.ask(guest)
    await village.deliver()

    shown = await village.groups.open_requests(guest)

    assert shown is not None
    assert "These are its rules" in village.say(shown)
    assert shown.buttons[0][0].press.startswith("1:j.ok:")


async def test_accepting_asks_the_coordinators_of_that_side_once(
    village: Village, guest: Person, aylin: Person, savalan: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)

    again = await village.groups.accept(number, by=guest)

    assert len(await village.told(aylin)) == 1
    assert await village.told(savalan) == []
    assert "We have asked the coordinators" in village.say(again.message)
    assert await village.request() == ("accepted", 0, 0)


async def test_a_joint_group_asks_the_coordinators_of_both_sides(
    village: Village, guest: Person, aylin: Person, savalan: Person
) -> None:
    await village.house(GroupSide.JOINT)

    await village.accepted(guest)

    assert len(await village.told(aylin)) == 1
    assert len(await village.told(savalan)) == 1


async def test_the_card_shows_only_what_the_person_said(village: Village, aylin: Person) -> None:
    await village.house()
    quiet = await village.person(reachable=False)
    await village.accepted(quiet)

    card = (await village.told(aylin))[0]

    assert "Somebody" in card
    assert "Language: English" in card
    assert "Side" not in card
    assert "Country" not in card


async def test_the_card_shows_name_and_side_of_whoever_said_them(
    village: Village, aylin: Person
) -> None:
    await village.house()
    await village.accepted(await village.person(side=Side.NORTH, name="Tural"))

    card = (await village.told(aylin))[0]

    assert "Tural" in card
    assert "Side: North" in card


async def test_whoever_cannot_be_written_to_gets_a_link_that_opens_the_chat(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)
    first = await village.groups.accept(number, by=guest)
    again = await village.groups.accept(number, by=guest)
    assert first.code == again.code != ""
    guest = await village.reachable(guest)

    said = await village.groups.opened(first.code, by=guest)

    assert "We have asked the coordinators" in village.say(said)
    assert (await village.groups.accept(number, by=guest)).code == ""


async def test_the_link_is_for_one_person(village: Village, guest: Person, aylin: Person) -> None:
    await village.house()
    number = await village.accepted(guest)
    code = (await village.groups.accept(number, by=guest)).code

    assert await refused(village.groups.opened(code, by=aylin)) == "join.link_over"


async def test_nobody_accepts_for_somebody_else(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)

    assert await refused(village.groups.accept(number, by=aylin)) == "press.stale"


async def test_not_now_leaves_the_request_open(village: Village, guest: Person) -> None:
    await village.house()
    await village.ask(guest)

    said = await village.groups.put_off(1, by=guest)

    assert "take your time" in village.say(said)
    assert await village.request() == ("asked", 0, 0)


async def test_an_open_door_admits_at_once_and_asks_nobody(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house(admission=Admission.OPEN)

    number = await village.accepted(guest)
    again = await village.groups.accept(number, by=guest)

    assert await village.deeds() == [("admit", "waiting")]
    assert await village.told(aylin) == []
    assert "Welcome" in village.say(again.message)


async def test_the_first_decision_is_the_one(village: Village, aylin: Person) -> None:
    other = await village.person(Side.NORTH, name="Orxan")
    await village.house()
    number = await village.accepted(await village.person(name="Tural"))

    await village.groups.decide(number, Step.ADMITTED, by=aylin)
    late = await village.groups.decide(number, Step.DECLINED, by=other)

    assert village.say(late.said) == "✓ Admitted by Aylin."
    assert await village.deeds() == [("admit", "waiting")]


async def test_a_decision_is_told_and_every_card_says_so(village: Village, aylin: Person) -> None:
    other = await village.person(Side.NORTH)
    tural = await village.person(name="Tural")
    await village.house()
    number = await village.accepted(tural)
    await village.deliver()

    await village.groups.decide(number, Step.ADMITTED, by=aylin)
    done = await village.deliver()

    assert (Action.ADMIT, HOUSE, "") in done
    assert any(where == tural.address and "Welcome" in words for _, where, words in done)
    edited = {where for what, where, words in done if what is Action.EDIT and "Aylin" in words}
    assert edited == {aylin.address, other.address}
    await village.groups.show_untold()
    assert await village.request() == ("admitted", 0, 0)


async def test_a_decline_is_told_kindly(village: Village, aylin: Person) -> None:
    tural = await village.person(name="Tural")
    await village.house()
    number = await village.accepted(tural)

    await village.groups.decide(number, Step.DECLINED, by=aylin)

    assert await village.deeds() == [("decline", "waiting")]
    assert "no judgement of you" in (await village.told(tural))[-1]


async def test_the_other_side_decides_nothing(
    village: Village, guest: Person, savalan: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)

    refusal = await refused(village.groups.decide(number, Step.ADMITTED, by=savalan))

    assert refusal == "group.not_your_side.north"
    assert await refused(village.groups.show(number, by=savalan)) == refusal


async def test_while_the_window_is_open_the_words_go_before_the_deed(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)
    await village.deliver()

    await village.groups.decide(number, Step.ADMITTED, by=aylin)

    words = [words for _, where, words in await village.deliver() if where == guest.address]
    assert "Welcome" in words[0]
    assert await village.deeds() == [("admit", "waiting")]
    village.clock.forward(timedelta(seconds=2))
    await village.deliver()
    assert await village.deeds() == [("admit", "sent")]


async def test_a_decision_that_nobody_can_be_told_is_shown(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)
    await village.deliver()
    village.clock.forward(timedelta(minutes=6))

    decision = await village.groups.decide(number, Step.ADMITTED, by=aylin)

    assert "could not be told" in village.say(decision.card)
    assert await village.deeds() == [("admit", "waiting")]


async def test_a_word_that_did_not_arrive_is_shown_later(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)
    await village.deliver()
    await village.groups.decide(number, Step.DECLINED, by=aylin)
    village.channel.answer(guest.address, Unreachable(Reason.NEVER_STARTED))
    await village.deliver()

    assert await village.groups.expire_due() == 1

    edits = [words for what, _, words in await village.deliver() if what is Action.EDIT]
    assert "could not be told" in edits[-1]
    assert await village.groups.show_untold() == 0


async def test_a_decision_that_the_channel_refuses_is_shown(
    village: Village, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(await village.person(name="Tural"))
    await village.deliver()
    await village.groups.decide(number, Step.ADMITTED, by=aylin)
    village.channel.answer(HOUSE, Rejected(Reason.NO_RIGHTS))
    await village.deliver()

    await village.groups.show_untold()

    assert await village.request() == ("admitted", 0, 1)
    card = await village.groups.show(number, by=aylin)
    assert "could not be done in the group" in village.say(card)


async def test_whoever_opens_the_link_later_is_told_and_the_card_forgets_it(
    village: Village, guest: Person, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(guest)
    code = (await village.groups.accept(number, by=guest)).code
    village.clock.forward(timedelta(minutes=6))
    await village.groups.decide(number, Step.ADMITTED, by=aylin)

    said = await village.groups.opened(code, by=await village.reachable(guest))

    assert "Welcome" in village.say(said)
    assert await village.request() == ("admitted", 0, 0)


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "only asked"])
async def test_a_request_ends_after_a_week(village: Village, aylin: Person, accepted: bool) -> None:
    await village.house()
    tural = await village.person(name="Tural")
    await (village.accepted(tural) if accepted else village.ask(tural))
    await village.deliver()
    village.clock.forward(timedelta(days=7))

    assert await village.groups.expire_due() == 1
    assert await village.groups.expire_due() == 0

    assert (await village.request())[0] == "expired"
    assert await village.deeds() == [("decline", "waiting")]
    assert "ended after 7 days" in (await village.told(tural))[-1]


async def test_an_ended_request_cannot_be_accepted(village: Village, guest: Person) -> None:
    await village.house()
    await village.ask(guest)
    village.clock.forward(timedelta(days=7))

    assert await refused(village.groups.accept(1, by=guest)) == "join.over"


async def test_the_sweep_is_woken_when_the_first_request_expires(
    village: Village, guest: Person
) -> None:
    await village.house()
    assert await village.groups.next_due() is None

    await village.ask(guest)

    assert await village.groups.next_due() == village.clock.now() + timedelta(days=7)


async def test_the_sweep_looks_again_while_a_decision_is_on_its_way(
    village: Village, aylin: Person
) -> None:
    await village.house()
    number = await village.accepted(await village.person())
    await village.groups.decide(number, Step.ADMITTED, by=aylin)

    assert await village.groups.next_due() == village.clock.now() + timedelta(seconds=5)

    await village.deliver()
    await village.groups.expire_due()
    assert await village.groups.next_due() is None


async def test_approvals_list_what_waits_for_the_coordinator(
    village: Village, guest: Person, aylin: Person, savalan: Person
) -> None:
    await village.house()
    await village.accepted(guest)

    assert [one.group for one in await village.groups.pending(aylin)] == ["House"]
    assert await village.groups.pending(savalan) == []
