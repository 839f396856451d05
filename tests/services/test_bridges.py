"""Bridges: a coordinator of each side says yes, each person for themselves, either side pauses."""

from collections.abc import Awaitable
from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.domain.bridges import Place, Sight
from bot.domain.groups import GroupSide
from bot.domain.messages import Message, press
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.services.bridges import Bridges
from bot.services.bridges.carrying import Carriage, Wanted
from bot.services.bridges.taking_back import TakingBack
from bot.services.groups import Groups
from bot.storage.sqlite import SqliteDatabase
from tests.bridging import NORTH, SOUTH, Village


@pytest.fixture
async def village(db: SqliteDatabase, clock: ShiftedClock) -> Village:
    village = Village(db, clock, Bridges(db, clock))
    await village.settle()
    return village


@pytest.fixture
def aylin(village: Village) -> Person:
    return village.people["aylin"]


@pytest.fixture
def savalan(village: Village) -> Person:
    return village.people["savalan"]


async def refused(awaitable: Awaitable[object]) -> str:
    with pytest.raises(Refusal) as refusal:
        await awaitable
    return refusal.value.text.key


async def offered(village: Village) -> int:
    await village.bridges.offer(village.place(NORTH), by=village.people["aylin"])
    return int((await village.rows("SELECT MAX(id) AS id FROM bridge_offers"))[0]["id"])


async def told(village: Village, person: Person) -> str:
    rows = await village.rows(
        "SELECT message FROM deliveries JOIN contents ON contents.id = content_id"
        f" WHERE person_id = {person.id}"
    )
    return "".join(row["message"] for row in rows)


def buttons(message: Message) -> list[str]:
    return [button.press for row in message.buttons for button in row]


async def test_an_offer_is_told_to_the_other_side_and_to_nobody_else(
    village: Village, aylin: Person, savalan: Person
) -> None:
    await offered(village)

    assert "bridge.asked.north" in await told(village, savalan)
    assert await told(village, aylin) == ""


async def test_each_side_says_yes_once_and_both_topics_are_told_in_their_thread(
    village: Village, aylin: Person, savalan: Person
) -> None:
    offer = await offered(village)
    begun = await village.bridges.begin(village.place(SOUTH), "telegram:-1002", by=savalan)
    assert press("br.tie", offer, village.groups[SOUTH], 9) in buttons(begun)

    for _ in range(2):
        await village.bridges.tie(offer, village.place(SOUTH), by=savalan)

    rows = await village.rows("SELECT address FROM deliveries WHERE group_id > 0 ORDER BY id")
    assert [row["address"] for row in rows if row["address"]] == [
        "telegram:-1001/7",
        "telegram:-1002/9",
    ]
    assert len(await village.rows("SELECT id FROM bridges")) == 1
    assert await village.rows("SELECT id FROM bridge_offers") == []
    assert "bridge.page" in await told(village, aylin)


async def test_nobody_says_yes_for_both_sides(village: Village) -> None:
    both = await village.person("both", Side.NORTH, Side.SOUTH)

    north = await refused(village.bridges.offer(village.place(NORTH), by=both))
    await village.bridges.offer(village.place(SOUTH), by=both)

    assert north == "bridge.counts_for.south"
    offer = (await village.rows("SELECT id FROM bridge_offers"))[0]["id"]
    own = village.bridges.tie(offer, village.place(NORTH), by=both)
    assert await refused(own) == "bridge.counts_for.south"


async def test_who_coordinates_the_other_side_or_owns_the_bot_alone_ties_nothing(
    village: Village, savalan: Person
) -> None:
    offer = await offered(village)
    owner = Person(99, "telegram:99", "en", is_owner=True)

    assert await refused(village.bridges.offer(village.place(NORTH), by=savalan)) == (
        "group.not_your_side.north"
    )
    assert await refused(village.bridges.tie(offer, village.place(SOUTH), by=owner)) == (
        "group.not_your_side.south"
    )


async def test_a_joint_group_and_one_that_nobody_connected_are_refused_kindly(
    village: Village, aylin: Person
) -> None:
    groups = Groups(village.db, village.clock)
    joint = await groups.seeded("telegram:-1003", "Both", GroupSide.JOINT)
    new = await groups.note_standing("telegram:-1004", "New", present=True, can_invite=True)
    assert new is not None

    assert await refused(village.bridges.offer(Place(joint.id), by=aylin)) == "bridge.joint"
    assert await refused(village.bridges.offer(Place(new.id), by=aylin)) == "bridge.connect_first"
    assert await refused(village.bridges.begin(None, "telegram:-5", by=aylin)) == (
        "bridge.connect_first"
    )


@pytest.mark.parametrize("sight", [Sight.BLIND, Sight.MUTE, Sight.ABSENT])
async def test_a_bot_that_sees_or_says_nothing_there_says_what_to_do(
    village: Village, aylin: Person, sight: Sight
) -> None:
    async def look(_address: str) -> Sight:
        return sight

    bridges = Bridges(village.db, village.clock, look=look)

    refusal = await refused(bridges.begin(village.place(NORTH), "telegram:-1001", by=aylin))

    assert refusal == f"bridge.sight.{sight}"


async def test_an_offer_ends_after_a_week_or_when_taken_back_or_its_maker_steps_down(
    village: Village, clock: ShiftedClock, aylin: Person, savalan: Person
) -> None:
    bridges, south = village.bridges, village.place(SOUTH)
    first = await offered(village)
    await bridges.take_offer_back(first, by=aylin)
    second = await offered(village)
    clock.forward(timedelta(days=7, seconds=1))
    third = await offered(village)
    await village.db.write(
        lambda tx: tx.run("UPDATE roles SET revoked_at = 1 WHERE person_id = :id", {"id": aylin.id})
    )

    for offer in (first, second, third):
        assert await refused(bridges.tie(offer, south, by=savalan)) == "bridge.offer_over"


async def test_one_topic_is_in_one_bridge(village: Village, aylin: Person, savalan: Person) -> None:
    await village.tie()

    assert await refused(village.bridges.offer(village.place(NORTH), by=aylin)) == (
        "bridge.tied_already"
    )
    await village.bridges.offer(village.place(NORTH, thread=8), by=aylin)
    offer = (await village.rows("SELECT MAX(id) AS id FROM bridge_offers"))[0]["id"]
    await village.bridges.tie(offer, village.place(SOUTH), by=savalan)
    assert len(await village.rows("SELECT id FROM bridges")) == 1


async def test_a_side_lifts_only_its_own_pause(
    village: Village, aylin: Person, savalan: Person
) -> None:
    bridge = await village.tie()
    await village.bridges.pause(bridge, Side.NORTH, by=aylin)
    await village.bridges.pause(bridge, Side.SOUTH, by=savalan)

    assert await refused(village.bridges.go_on(bridge, Side.SOUTH, by=aylin)) == (
        "group.not_your_side.south"
    )
    await village.bridges.go_on(bridge, Side.NORTH, by=aylin)

    [row] = await village.rows("SELECT north_paused_at, south_paused_at FROM bridges")
    assert (row["north_paused_at"] is None, row["south_paused_at"] is None) == (True, False)
    assert await Carriage(village.db, village.clock).ways() == []


async def test_pausing_twice_tells_both_topics_once(village: Village, aylin: Person) -> None:
    bridge = await village.tie()
    sent = "SELECT id FROM deliveries WHERE group_id > 0 AND action = 'send'"
    before = len(await village.rows(sent))

    for _ in range(2):
        await village.bridges.pause(bridge, Side.NORTH, by=aylin)

    assert len(await village.rows(sent)) == before + 2


async def test_an_end_is_for_good_and_ends_every_consent(village: Village, aylin: Person) -> None:
    bridge = await village.tie()
    leyla = await village.person("leyla")
    await village.bridges.agree(bridge, called="", by=leyla)

    await village.bridges.end(bridge, by=aylin)

    [consent] = await village.rows("SELECT name, revoked_at FROM bridge_consents")
    assert (consent["name"], consent["revoked_at"] is None) == ("", False)
    assert await refused(village.bridges.agree(bridge, called="", by=leyla)) == "bridge.over"
    again = await village.tie()
    assert again != bridge


@pytest.mark.parametrize(
    ("chosen", "called", "shown"),
    [
        ("Leyla", "L. Account", "Leyla"),
        ("", "Account", "Account"),
        ("", "A\u202ec\nc", "Ac c"),
        ("", "x" * 99, "x" * 40),
    ],
    ids=["the chosen name", "the account's", "no tricks of direction", "not without end"],
)
async def test_somebody_is_shown_under_the_name_they_chose(
    village: Village, chosen: str, called: str, shown: str
) -> None:
    bridge = await village.tie()
    person = await village.person(chosen)

    agreed = await village.bridges.agree(bridge, called=called, by=person)

    assert agreed.said.values["name"] == shown
    assert (await village.way_from(Side.NORTH)).voices[person.address].name == shown


async def test_consent_is_asked_for_again_where_it_was_taken_back(village: Village) -> None:
    bridge = await village.tie()
    leyla = await village.person("leyla")
    carriage = Carriage(village.db, village.clock)
    way = await village.way_from(Side.NORTH)

    claimed = []
    for step in ("before", "agreed", "again", "declined"):
        if step == "agreed":
            await village.bridges.agree(bridge, called="", by=leyla)
        if step == "declined":
            await village.bridges.decline(bridge, by=leyla)
        number = {"before": 1, "agreed": 1, "again": 1, "declined": 2}[step]
        claimed.append(await carriage.claim(way, [Wanted(number, leyla.address)]))

    assert claimed == [[[]], [[1]], [[]], [[]]]


async def test_unbridge_pauses_for_a_coordinator_and_leaves_for_a_member(
    village: Village, aylin: Person
) -> None:
    bridge = await village.tie()
    leyla = await village.person("leyla")
    await village.bridges.agree(bridge, called="", by=leyla)

    left = await village.bridges.unbridge(village.place(NORTH), 0, by=leyla)
    assert left.body.key == "bridge.left"
    assert (await village.way_from(Side.NORTH)).voices == {}
    await village.bridges.unbridge(village.place(NORTH), 0, by=aylin)

    assert await Carriage(village.db, village.clock).ways() == []
    elsewhere = village.bridges.unbridge(village.place(NORTH, thread=1), 0, by=leyla)
    assert await refused(elsewhere) == "bridge.none_here"


async def test_only_the_author_takes_a_copy_back_and_the_list_shows_hour_and_place(
    village: Village,
) -> None:
    bridge = await village.tie()
    leyla, orxan = await village.person("leyla"), await village.person("orxan")
    carriage = Carriage(village.db, village.clock)
    for person in (leyla, orxan):
        await village.bridges.agree(bridge, called="", by=person)
    way = await village.way_from(Side.NORTH)
    wanted = [Wanted(5, leyla.address), Wanted(6, orxan.address)]
    rows = await carriage.claim(way, wanted)
    assert rows == [[1], [2]]
    await carriage.arrived([1, 2], 70)

    assert await refused(village.bridges.remove(1, by=await village.person("nigar"))) == (
        "bridge.not_yours"
    )
    listed = await village.bridges.latest(by=leyla)
    assert buttons(listed)[-1] == "1:br.rm:1"
    # Either button of the copy means the person's own words in it.
    await village.bridges.remove(2, by=leyla)

    tasks = await TakingBack(village.db, village.clock).tasks()
    assert [(task.due.rows, task.due.others) for task in tasks] == [((1,), (2,))]
    assert (await village.bridges.latest(by=leyla)).body.key == "bridge.latest.none"


@pytest.mark.parametrize("how", ["reply", "list"])
async def test_an_album_is_one_on_the_list_and_is_taken_back_as_a_whole(
    village: Village, how: str
) -> None:
    bridge = await village.tie()
    leyla = await village.person("leyla")
    await village.bridges.agree(bridge, called="", by=leyla)
    carriage = Carriage(village.db, village.clock)
    way = await village.way_from(Side.NORTH)
    files = [Wanted(number, leyla.address, album="a") for number in (5, 6, 7)]
    await carriage.claim(way, [*files, Wanted(8, leyla.address, album="b")])
    for row in (1, 2, 3, 4):
        await carriage.arrived([row], 70 + row, is_file=True)
    listed = await village.bridges.latest(by=leyla)
    assert [one for one in buttons(listed) if "br.rm" in one] == ["1:br.rm:4", "1:br.rm:1"]

    if how == "reply":
        await village.bridges.unbridge(village.place(NORTH), 6, by=leyla)
    else:
        await village.bridges.remove(1, by=leyla)

    tasks = await TakingBack(village.db, village.clock).tasks()
    assert [task.due.message for task in tasks] == [71, 72, 73]
    assert "1:br.rm:4" in buttons(await village.bridges.latest(by=leyla))


async def test_a_bridge_to_a_group_that_is_gone_pauses_and_both_sides_hear_of_it_once(
    village: Village, aylin: Person, savalan: Person
) -> None:
    await village.tie()
    groups = Groups(village.db, village.clock)
    await groups.note_standing("telegram:-1002", "x", present=False, can_invite=False)

    assert (await village.bridges.watch(), await village.bridges.watch()) == (1, 0)

    for person in (aylin, savalan):
        assert (await told(village, person)).count("bridge.told.gone") == 1


async def test_a_group_that_changed_sides_carries_nothing(village: Village) -> None:
    await village.tie()

    await village.db.write(lambda tx: tx.run("UPDATE groups SET side = 'joint' WHERE id = 1"))

    assert await Carriage(village.db, village.clock).ways() == []


async def test_a_group_that_became_a_supergroup_keeps_its_bridge(
    village: Village, savalan: Person
) -> None:
    await village.bridges.offer(village.place(NORTH, thread=0), by=village.people["aylin"])
    offer = (await village.rows("SELECT id FROM bridge_offers"))[0]["id"]
    await village.bridges.tie(offer, village.place(SOUTH), by=savalan)

    await Groups(village.db, village.clock).moved("telegram:-1001", "telegram:-100555")

    assert (await village.way_from(Side.NORTH)).source == "telegram:-100555"
    assert (await village.way_from(Side.SOUTH)).target == "telegram:-100555"
