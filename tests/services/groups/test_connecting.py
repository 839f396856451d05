from dataclasses import replace

import pytest

from bot.domain.delivery import Action
from bot.domain.groups import Admission, GroupSide, Wish, wish_from
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from tests.services.groups.village import HOUSE, LINK, Village, refused

NORTH, SOUTH, JOINT = (Wish(side=side) for side in GroupSide)


async def test_a_group_is_known_once_the_bot_comes_into_it(village: Village) -> None:
    group = await village.groups.note_standing(HOUSE, "House", present=True, can_invite=False)

    assert group is not None
    assert (group.side, group.present, group.can_invite) == (None, True, False)
    assert await village.groups.at(HOUSE) == group.id


async def test_the_bot_being_removed_closes_the_group(village: Village) -> None:
    await village.house()

    group = await village.groups.note_standing(HOUSE, "House", present=False, can_invite=False)

    assert group is not None
    assert (group.present, group.link, group.is_open) == (False, None, False)


async def test_being_removed_from_an_unknown_group_concerns_nobody(village: Village) -> None:
    gone = await village.groups.note_standing(HOUSE, "House", present=False, can_invite=False)

    assert gone is None
    assert await village.groups.at(HOUSE) is None


async def test_connecting_asks_for_a_link_once(village: Village, aylin: Person) -> None:
    await village.groups.note_standing(HOUSE, "House", present=True, can_invite=True)

    for _ in range(2):
        await village.groups.connect(HOUSE, "House", NORTH, by=aylin)

    assert await village.rows("SELECT action, state FROM deliveries") == [("link", "waiting")]
    assert [call[0] for call in await village.deliver()] == [Action.LINK]
    assert await village.rows("SELECT side, link FROM groups") == [("north", LINK)]


async def test_without_the_right_to_invite_no_link_is_asked_for_until_it_is_given(
    village: Village, aylin: Person
) -> None:
    await village.groups.note_standing(HOUSE, "House", present=True, can_invite=False)
    await village.groups.connect(HOUSE, "House", NORTH, by=aylin)
    assert await village.rows("SELECT action FROM deliveries") == []

    await village.groups.note_standing(HOUSE, "House", present=True, can_invite=True)

    assert await village.rows("SELECT action FROM deliveries") == [("link",)]


async def test_connect_makes_a_group_known_that_the_bot_was_in_before_it_ran(
    village: Village, aylin: Person
) -> None:
    group = await village.groups.connect(HOUSE, "House", NORTH, by=aylin)
    await village.deliver()

    assert (group.side, group.title) == (GroupSide.NORTH, "House")
    assert await village.rows("SELECT link, can_invite FROM groups") == [(LINK, 1)]


async def test_connect_without_words_changes_nothing(village: Village, aylin: Person) -> None:
    group = await village.groups.connect(HOUSE, "House", Wish(), by=aylin)

    assert group.side is None


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        pytest.param(SOUTH, "group.not_your_side.south", id="the other side's"),
        pytest.param(NORTH, None, id="one's own"),
        pytest.param(JOINT, None, id="a joint one"),
    ],
)
async def test_a_coordinator_connects_groups_of_their_own_side_and_joint_ones(
    village: Village, aylin: Person, wish: Wish, refusal: str | None
) -> None:
    connecting = village.groups.connect(HOUSE, "House", wish, by=aylin)

    if refusal:
        assert await refused(connecting) == refusal
    else:
        assert (await connecting).side is wish.side


async def test_a_member_connects_nothing(village: Village) -> None:
    member = await village.person(side=Side.NORTH)

    refusal = await refused(village.groups.connect(HOUSE, "House", JOINT, by=member))

    assert refusal == "group.coordinators_only"


async def test_a_group_of_one_side_cannot_be_taken_by_the_other(
    village: Village, aylin: Person, savalan: Person
) -> None:
    group = await village.groups.connect(HOUSE, "House", NORTH, by=aylin)

    refusal = await refused(village.groups.reconnect(group.id, JOINT, by=savalan))

    assert refusal == "group.not_your_side.north"


async def test_a_joint_group_is_not_taken_for_one_side_by_that_side_alone(
    village: Village, aylin: Person
) -> None:
    group = await village.groups.connect(HOUSE, "House", JOINT, by=aylin)

    refusal = await refused(village.groups.reconnect(group.id, NORTH, by=aylin))
    owner = replace(aylin, is_owner=True)
    given = await village.groups.reconnect(group.id, NORTH, by=owner)

    assert refusal == "group.joint_is_of_both"
    assert given.side is NORTH.side


async def test_the_cast_is_seeded_once(village: Village) -> None:
    first = await village.groups.seeded(HOUSE, "House", "south")
    again = await village.groups.seeded(HOUSE, "House", "south")

    assert first.id == again.id
    assert await village.rows("SELECT action FROM deliveries") == [("link",)]


async def test_a_group_that_becomes_a_supergroup_keeps_our_number(village: Village) -> None:
    group = await village.house()

    for _ in range(2):
        await village.groups.moved(HOUSE, "telegram:-1001")

    assert await village.groups.at("telegram:-1001") == group.id
    assert await village.groups.at(HOUSE) == group.id
    links = "SELECT COUNT(*) FROM deliveries WHERE action = 'link' AND state = 'waiting'"
    assert await village.rows(links) == [(1,)]


async def test_the_old_address_of_a_group_says_nothing_any_more(village: Village) -> None:
    await village.house()
    await village.groups.moved(HOUSE, "telegram:-1001")

    left = await village.groups.note_standing(HOUSE, "House", present=False, can_invite=False)

    assert left is None
    assert await village.rows("SELECT present FROM groups") == [(1,)]


async def test_a_new_address_heard_of_first_becomes_part_of_the_group(village: Village) -> None:
    group = await village.house()
    await village.groups.note_standing("telegram:-1001", "House", present=True, can_invite=True)

    await village.groups.moved(HOUSE, "telegram:-1001")

    expected = [(group.id, "telegram:-1001", "north", 1)]
    assert await village.rows("SELECT id, address, side, can_invite FROM groups") == expected
    assert await village.groups.at("telegram:-1001") == group.id


@pytest.mark.parametrize(
    ("side", "offered"),
    [
        pytest.param(Side.NORTH, {"north", "joint"}, id="North"),
        pytest.param(Side.SOUTH, {"south", "joint"}, id="South"),
        pytest.param(Side.BOTH, {"north", "south", "joint"}, id="both"),
        pytest.param(Side.UNSAID, {"joint"}, id="not said"),
        pytest.param(None, {"joint"}, id="not asked yet"),
    ],
)
async def test_a_person_is_offered_the_groups_of_their_side(
    village: Village, side: Side | None, offered: set[str]
) -> None:
    person = await village.person(side=side)
    for number, own in enumerate(GroupSide):
        await village.groups.seeded(f"telegram:-{number + 1}", own, own)

    groups = await village.groups.offered(by=person)

    assert {group.title for group in groups} == offered


async def test_a_group_has_the_default_rules_until_it_has_its_own(
    village: Village, aylin: Person
) -> None:
    group = await village.house()
    assert "Be kind" in village.say(await village.groups.rules_of(group.id))

    await village.groups.set_rules(group.id, "Tea first.", by=aylin)

    assert "Tea first." in village.say(await village.groups.rules_of(group.id))
    assert "Be kind" in village.say(await village.groups.rules_of(None))


async def test_new_rules_can_be_taken_back_once(village: Village, aylin: Person) -> None:
    group = await village.house()
    for _ in range(2):
        await village.groups.set_rules(group.id, "Tea first.", by=aylin)

    back = await village.groups.take_rules_back(group.id, 1, by=aylin)

    assert "Be kind" in village.say(back)
    again = village.groups.take_rules_back(group.id, 1, by=aylin)
    assert await refused(again) == "rules.changed_since"


@pytest.mark.parametrize(
    ("words", "refusal"),
    [("Tea first.", "group.not_your_side.north"), ("x" * 2001, "rules.too_long")],
    ids=["the other side", "too long"],
)
async def test_rules_are_refused_kindly(
    village: Village, aylin: Person, savalan: Person, words: str, refusal: str
) -> None:
    group = await village.house()
    by = savalan if refusal.startswith("group") else aylin

    assert await refused(village.groups.set_rules(group.id, words, by=by)) == refusal


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("north", Wish(GroupSide.NORTH)),
        ("Joint OPEN", Wish(GroupSide.JOINT, Admission.OPEN)),
        ("ask", Wish(admission=Admission.ASK)),
    ],
)
def test_the_words_after_connect_say_side_and_admission(words: str, wish: Wish) -> None:
    assert wish_from(words) == wish


@pytest.mark.parametrize("words", ["east", "north south", "open ask", "north please"])
def test_other_words_after_connect_show_the_right_form(words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        wish_from(words)

    assert refusal.value.text.key == "connect.usage"
