"""The cast that a checkout begins with."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.playground import Hooks, Playground
from tests.playground.client import Page

SEED = Path(__file__).parents[2] / "data" / "seeds" / "playground.json"


@pytest.fixture
def plan() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SEED.read_text(encoding="utf-8"))
    return found


@pytest.fixture
async def seeded(tmp_path: Path) -> AsyncIterator[Page]:
    playground = await Playground.start(
        port=0, token="1:playground", folder=tmp_path, seed=SEED, hooks=Hooks()
    )
    async with Page(playground.url) as page:
        yield page
    await playground.stop()


async def test_it_opens(seeded: Page, plan: dict[str, Any]) -> None:
    state = await seeded.state()

    assert len(state["people"]) == len(plan["people"]) == 12
    assert [group["bot"] for group in state["groups"]] == ["administrator"] * 3
    assert state["bot"]["username"] == "KorpuPlayBot"


def test_both_sides_have_coordinators_and_there_are_an_owner_and_volunteers(
    plan: dict[str, Any],
) -> None:
    roles = [person["korpu"]["role"] for person in plan["people"]]

    assert roles.count("coordinator_north") == 2
    assert roles.count("coordinator_south") == 2
    assert roles.count("owner") == 1
    assert roles.count("volunteer") >= 2


def test_scripts_and_languages_are_mixed(plan: dict[str, Any]) -> None:
    people = plan["people"]
    arabic = [one for one in people if one["script"] == "arabic"]

    assert len(arabic) >= 3
    assert {one["language_code"] for one in arabic} == {"fa"}
    assert {"az", "ru", "en"} <= {one["language_code"] for one in people}
    assert all(one["first_name"][0] > "\u0600" for one in arabic)


def test_zones_are_real_and_many(plan: dict[str, Any]) -> None:
    zones = {one["zone"] for one in plan["people"]}

    assert all(ZoneInfo(zone) for zone in zones)
    assert len(zones) >= 10


def test_what_the_program_reads_agrees_with_what_the_playground_reads(
    plan: dict[str, Any],
) -> None:
    for person in plan["people"]:
        for key in ("country", "zone", "started"):
            assert person[key] == person["korpu"][key]
    assert sum(not person["started"] for person in plan["people"]) >= 3


def test_coordinators_run_the_groups_of_their_side(plan: dict[str, Any]) -> None:
    roles = {person["id"]: person["korpu"]["role"] for person in plan["people"]}
    for group in plan["groups"]:
        side = group["korpu"]["side"]
        allowed = {f"coordinator_{side}"} if side != "joint" else set(roles.values())
        assert {roles[one] for one in group["administrators"]} <= allowed
        assert roles[group["creator"]] == "owner"
        assert group["id"] <= -1_000_000_000_001


async def test_each_side_has_a_forum_and_the_joint_group_is_none(seeded: Page) -> None:
    groups = (await seeded.state())["groups"]

    assert [len(group["topics"]) for group in groups] == [3, 3, 0]
    for group in groups[:2]:
        names = [topic["name"] for topic in group["topics"][1:]]
        made = await seeded.messages(group["administrators"][0], group["id"])
        assert [message["service"]["name"] for message in made] == names
        assert [message["thread"] for message in made] == [message["id"] for message in made]


async def test_a_new_world_has_nothing_unread(seeded: Page) -> None:
    assert {person["unread"] for person in (await seeded.state())["people"]} == {0}


async def test_the_topics_are_there_again_after_a_reset(seeded: Page) -> None:
    await seeded.reset()

    north = (await seeded.state())["groups"][0]
    made = await seeded.messages(north["administrators"][0], north["id"])
    assert [topic["id"] for topic in north["topics"][1:]] == [message["id"] for message in made]
