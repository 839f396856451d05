"""Whatever people do, in whatever order: nothing but the allowed steps happens to an alert."""

import asyncio
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ShiftedClock
from bot.domain.crises.alerts import STEPS, AlertState, CheckIn
from bot.domain.people import Person, Side
from bot.domain.refusals import Refusal
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import NOON, open_database
from tests.services.crisis import QUAKE, TO_ALL, Crisis


@pytest.fixture(scope="module")
def renderer_once(catalogues: Catalogues) -> Renderer:
    return Renderer(catalogues, ShiftedClock(NOON))


WISHES = (
    "submit", "withdraw", "change", "discard", "approve", "reject", "stop", "correct", "retract",
    "clear", "safe", "help", "deliver", "sweep", "later", "forget",
)  # fmt: skip
WHO = st.sampled_from(("author", "same", "other", "member"))


async def wish(crisis: Crisis, name: str, alert_id: int, by: Person) -> None:
    """Do one thing; what the rules refuse is refused."""
    alerts = crisis.alerts
    match name:
        case "change":
            await alerts.change(alert_id, "area", "Urmia", by=by)
        case "approve":
            await crisis.approve(alert_id, by=by)
        case "reject":
            await alerts.reject(alert_id, "No", by=by)
        case "correct":
            await alerts.correct(alert_id, {"action": "Stay inside"}, by=by)
        case "forget":
            await crisis.run("UPDATE alerts SET author_id = NULL WHERE id = :id", id=alert_id)
        case "safe" | "help":
            await alerts.answer(alert_id, CheckIn(name), by=by)
        case "deliver":
            await crisis.deliver()
        case "sweep":
            await alerts.do_due()
        case "later":
            await crisis.pass_time(minutes=50)
        case _:
            await getattr(alerts, name)(alert_id, by=by)


async def live(
    newborn: Path, wishes: list[tuple[str, str, int]], renderer: Renderer, *, to_all: bool
) -> None:
    with TemporaryDirectory() as folder:
        db = await open_database(Path(shutil.copy(newborn, folder)))
        try:
            await _live(Crisis(db, ShiftedClock(NOON), renderer), wishes, to_all=to_all)
        finally:
            await db.close()


async def _live(crisis: Crisis, wishes: list[tuple[str, str, int]], *, to_all: bool) -> None:
    await crisis.settle_in(members=1)
    await crisis.group("south")
    await crisis.alerts.draft(TO_ALL if to_all else QUAKE, by=crisis.author)
    who = {
        "author": crisis.author,
        "same": crisis.same_side,
        "other": crisis.other_side,
        "member": crisis.members[0],
    }
    for name, by, alert_id in wishes:
        with suppress(Refusal):
            await wish(crisis, name, alert_id, who[by])
    await _everything_is_as_allowed(crisis)


async def _everything_is_as_allowed(crisis: Crisis) -> None:
    south = (crisis.author.id, crisis.same_side.id)
    crossing = [{one, crisis.other_side.id} for one in south]
    for alert in await crisis.all("SELECT * FROM alerts"):
        steps = await crisis.all(
            "SELECT was, became, person_id FROM alert_steps WHERE alert_id = :id ORDER BY id",
            id=alert["id"],
        )
        was, asked_by = "", None
        for step in steps:
            assert step["was"] == was
            assert step["became"] in STEPS[AlertState(was) if was else None]
            if step["became"] == "submitted":
                asked_by = step["person_id"]
            if step["became"] == "approved":
                assert step["person_id"] != asked_by
                if alert["audience"] == "everybody":
                    assert {asked_by, step["person_id"]} in crossing
            was = step["became"]
        assert was == alert["state"]
        kinds = await crisis.all(
            "SELECT kind, COUNT(*) AS n FROM broadcasts WHERE subject_id = :id"
            " AND kind <> 'reask' GROUP BY kind",
            id=alert["id"],
        )
        assert all(kind["n"] == 1 for kind in kinds)
        out = {"sending"} & {step["became"] for step in steps}
        assert bool({"alert", "correction"} & {kind["kind"] for kind in kinds}) == bool(out)
    assert len(await crisis.told("alert")) == len(set(await crisis.told("alert")))


@settings(max_examples=60, deadline=None)
@given(
    wishes=st.lists(
        st.tuples(st.sampled_from(WISHES), WHO, st.sampled_from((1, 1, 1, 2))), max_size=14
    ),
    to_all=st.booleans(),
    data=st.data(),
)
def test_nothing_but_the_allowed_steps_can_happen(
    newborn: Path,
    renderer_once: Renderer,
    wishes: list[tuple[str, str, int]],
    to_all: bool,
    data: st.DataObject,
) -> None:
    # Half of the time it begins on the way that leads furthest.
    begin = data.draw(
        st.sampled_from(
            ([], [("submit", "author", 1)], [("submit", "author", 1), ("approve", "other", 1)])
        )
    )

    asyncio.run(live(newborn, [*begin, *wishes], renderer_once, to_all=to_all))


async def test_of_many_approvals_at_once_one_wins(
    db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer
) -> None:
    crisis = Crisis(db, clock, renderer)
    await crisis.settle_in()
    others = [await crisis.person(Side.NORTH, Side.NORTH) for _ in range(8)]
    alert_id = await crisis.submitted()
    questions = [await crisis.alerts.confirm(alert_id, by=by) for by in others]

    results = await asyncio.gather(
        *(
            crisis.press_yes(question, by=by)
            for question, by in zip(questions, others, strict=True)
        ),
        return_exceptions=True,
    )

    assert [isinstance(result, Refusal) for result in results].count(False) == 1
    assert (await crisis.steps(alert_id)).count("approved") == 1
    assert len(await crisis.told("alert")) == 5
