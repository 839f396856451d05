"""`kill -9` at any moment: nobody is told twice unmarked, nobody is forgotten, no state lies.

A real bot over a real file, killed and started again without a word; a server that saw all that
arrived. `make test-kill` kills it 500 times. A round of all scenes has a seed, which stands in the
name of a test; `KORPU_KILL_SEED=7 make test-kill KORPU_KILLS=20` plays that round again.
"""

import asyncio
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import KILLS_PROPERTY
from tests.delivery.mortal import Mortal, Nursery, summary
from tests.delivery.post import Post
from tests.delivery.scenes import SCENES, Scene, queueing, stop
from tests.delivery.settled import Settled, settle

MEMBERS = 120

CROWD = 5_000
"""So many are queued in chunks as they are in life; when there is time for it."""

KILLS_A_ROUND = 24
"""So often, or once more, the bot dies in all scenes together."""

KILLS = int(os.environ.get("KORPU_KILLS", "20"))
FIRST_SEED = int(os.environ.get("KORPU_KILL_SEED", "4"))
SECONDS = float(os.environ.get("KORPU_KILL_SECONDS", "inf"))
"""When so many are over, what is left is skipped."""

SEEDS = range(FIRST_SEED, FIRST_SEED + -(-KILLS // KILLS_A_ROUND))

_BEGAN = time.monotonic()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One for all tests: reading the program into memory costs more than a life of the bot."""
    with Nursery.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def community(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Settled]:
    """The community as it stands before anything is sent, with so many members."""

    @cache
    def settled(members: int) -> Settled:
        path = tmp_path_factory.mktemp("community") / "korpu.db"
        return asyncio.run(settle(path, members))

    return settled


@pytest.fixture
def settled(community: Callable[[int], Settled], tmp_path: Path, scene: Scene) -> Settled:
    """The same on a disk of its own."""
    found = community(CROWD if _is_crowded(scene) else MEMBERS)
    return replace(found, path=Path(shutil.copy(found.path, tmp_path / "doomed.db")))


def _is_crowded(scene: Scene) -> bool:
    return scene is queueing and KILLS > KILLS_A_ROUND


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed {seed}")
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_kills_double_nobody_unmarked_and_forget_nobody(
    nursery: Nursery,
    settled: Settled,
    scene: Scene,
    seed: int,
    record_property: Callable[[str, object], None],
) -> None:
    if time.monotonic() - _BEGAN > SECONDS:
        pytest.skip("the time for kills is over")
    async with Post.open() as post:
        mortal = Mortal(settled, nursery, post, random.Random(f"{scene.__name__} {seed}"))
        if _is_crowded(scene):
            mortal.pace = 10_000
        elif scene in (queueing, stop):
            mortal.large, mortal.chunk = 20, 7

        await scene(mortal)

        assert mortal.killed
        record_property(KILLS_PROPERTY, mortal.killed)
        try:
            mortal.must_be_true()
        except AssertionError as error:
            error.add_note(f"{dict(summary(mortal))}")
            raise
