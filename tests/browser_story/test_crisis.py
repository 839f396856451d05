"""An alert, from its draft to its end, with everybody's screen in their own language."""

import pytest

from tests.browser_story.screens import (
    AYDA,
    AYLIN,
    BOT,
    ELNUR,
    GUNEL,
    NIGAR,
    PHONE,
    SEVINJ,
    Room,
)

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

HEADLINE = "تبریزده گۆجلو زلزله"
ACTION = "آچیق یئره چیخین"
ALERT = (
    f"/alert بؤیوک | ایندی | اوْلور | هامی | تبریز | {HEADLINE} | {ACTION}"
    " | زلزله مرکزی | صاباح ۱۸:۰۰"
)
BETTER = "کؤرپولردن اۇزاق دۇرون"


async def test_an_alert_is_approved_answered_corrected_and_ended(room: Room) -> None:
    sevinj = await room.screen(SEVINJ, page="azb", color_scheme="dark")
    aylin = await room.screen(AYLIN)
    ayda = await room.screen(AYDA, page="azb", viewport=PHONE)
    gunel = await room.screen(GUNEL, page="az", viewport=PHONE)
    elnur = await room.screen(ELNUR, viewport=PHONE, color_scheme="dark")
    for one in (ayda, gunel, elnur):
        await one.goes_to(BOT)

    # A second person approves, and says LIVE.
    await sevinj.writes(ALERT)
    draft = await sevinj.sees("alert.draft", HEADLINE)
    await sevinj.presses("alert.button.submit", draft)
    await sevinj.sees("alert.submitted")
    request = await aylin.sees("alert.request", HEADLINE)
    await aylin.presses("alert.button.approve", request)
    await aylin.sees("alert.confirm")
    await aylin.is_photographed("approval")
    await aylin.presses("alert.button.live", request)
    await aylin.sees("alert.released", HEADLINE)

    # Everybody is asked in their own words, and answers.
    answers = ((ayda, "safe"), (gunel, "help"), (elnur, "can"))
    for one, answer in answers:
        await one.presses(f"checkin.{answer}", await one.sees("alert.asking", HEADLINE, ACTION))
        await one.hears(f"checkin.toast.{answer}")
        await one.sees(f"checkin.said.{answer}", HEADLINE)
    await room.keep_side_by_side("alert", *[await one.looks() for one, _ in answers])
    await ayda.is_photographed("phone-azb")

    # A volunteer takes the case, and who asked for help hears it.
    nigar = await room.screen(NIGAR)
    await gunel.presses("case.kind.medical", await gunel.sees("case.mine.open"))
    await gunel.sees("case.mine.open", "case.kind.medical")
    await nigar.presses("case.take", await nigar.sees("case.card.open", "case.kind.medical"))
    await nigar.sees("case.yours", "Günel")
    await gunel.sees("case.news.taken", "Nigar")
    await nigar.is_photographed("volunteer")

    # The count is there for coordinators; one of them corrects, and another approves that too.
    tally = await aylin.sees("alert.tally", HEADLINE)
    for answer in ("✅", "🆘", "🤝"):
        await aylin.shows(tally, f"{answer}.+1$")
    await sevinj.is_photographed("dark")
    await aylin.presses("alert.button.correct", tally)
    await aylin.presses("common.skip", await aylin.sees("alert_correct.ask.headline"))
    await aylin.sees("alert_correct.ask.action")
    await aylin.writes(BETTER)
    await aylin.presses("common.skip", await aylin.sees("alert_correct.ask.area"))
    await aylin.presses("common.skip", await aylin.sees("alert_correct.ask.expires"))
    await aylin.sees("alert.correct.submitted")
    request = await sevinj.sees("alert.correct.request", BETTER)
    await sevinj.presses("alert.button.approve", request)
    await sevinj.sees("alert.confirm")
    await sevinj.presses("alert.button.live", request)
    await sevinj.sees("alert.correct.released")
    for one in (ayda, gunel, elnur):
        await one.sees("alert.correction", BETTER)

    # It ends for everybody.
    tally = await sevinj.sees("alert.tally", HEADLINE)
    await sevinj.presses("alert.button.clear", tally)
    await sevinj.presses("alert.button.clear_yes", await sevinj.sees("alert.ask_clear"))
    for one in (ayda, gunel, elnur):
        await one.sees("alert.all_clear", HEADLINE)
