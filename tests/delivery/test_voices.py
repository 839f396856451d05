"""In which language and time a group is spoken to."""

from functools import partial

import pytest

from bot.clock import ShiftedClock
from bot.domain.delivery import Lane
from bot.domain.messages import Button, Message, Moment, press, row, text
from bot.language.direction import has_rtl
from bot.language.render import Renderer
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import Posting
from tests.conftest import NOON
from tests.delivery.conftest import add_group
from tests.recorder import RecorderChannel, working

SAFE = Message(text("menu.safe"), (row(Button(text("menu.safe"), press("ck.safe", 1))),))


async def said(
    db: Database, renderer: Renderer, clock: ShiftedClock, *, side: str, message: Message
) -> tuple[str, str]:
    """Return the words and the first button that a group of `side` gets."""
    recorder = RecorderChannel()
    await db.write(partial(add_group, number=1, side=side))
    posting = Posting(Lane.NOTICE, NOON)
    await db.write(partial(outbox.to_group, group_id=1, message=message, posting=posting))
    async with working(db, recorder, renderer, clock) as worker:
        await worker.idle()
    rendered = recorder.calls[0].rendered
    assert rendered is not None
    label = rendered.buttons[0][0].label if rendered.buttons else ""
    return rendered.html, label


@pytest.mark.parametrize(
    ("side", "latin", "arabic"), [("north", 1, 0), ("south", 0, 1), ("joint", 1, 1)]
)
async def test_a_group_is_spoken_to_in_the_scripts_its_members_read(
    db: Database, renderer: Renderer, clock: ShiftedClock, side: str, latin: int, arabic: int
) -> None:
    words, label = await said(db, renderer, clock, side=side, message=SAFE)

    for shown in (words, label):
        assert ("salamat" in shown) == bool(latin)
        assert has_rtl(shown) == bool(arabic)


async def test_a_joint_group_reads_the_hour_of_baku_and_of_tabriz(
    db: Database, renderer: Renderer, clock: ShiftedClock
) -> None:
    message = Message(text("status.line", kind="x", number=1, at=Moment(NOON), sent=1, audience=1))

    words, _ = await said(db, renderer, clock, side="joint", message=message)

    assert "16:00" in words
    assert "۱۵:۳۰" in words
