"""An alert, from its draft in one script to its end in every reader's own language."""

import pytest

from tests.browser_story.screens import AYDA, AYLIN, BOT, ELNUR, GUNEL, NIGAR, PHONE, SEVINJ, Room

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

HEADLINE = "تبریز یاخینلیغیندا گۆجلو زلزله"
ACTION = "آچیق یئره چیخین. آسانسوْره مینمه‌یین."
ALERT = (
    f"/alert بؤیوک | ایندی | اوْلور | هامی | تبریز، بۆتون منطقه‌لر | {HEADLINE} | {ACTION}"
    " | زلزله مرکزی، تلفون ۱۲۹ | صاباح ۱۸:۰۰"
)
BETTER = "آچیق یئرده قالین. کؤرپولردن اۇزاق دۇرون."


async def test_an_alert_is_raised_approved_answered_corrected_and_ended(room: Room) -> None:
    sevinj = await room.screen(SEVINJ, page="azb")
    aylin = await room.screen(AYLIN)
    gunel = await room.screen(GUNEL)
    ayda = await room.screen(AYDA, page="azb", viewport=PHONE)
    elnur = await room.screen(ELNUR, color_scheme="dark")
    nigar = await room.screen(NIGAR)
    await ayda.goes_to(BOT)

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

    for one in (ayda, gunel, elnur):
        await one.sees("alert.asking", HEADLINE, ACTION)
    await ayda.presses("checkin.safe", await ayda.sees("alert.asking", HEADLINE))
    await ayda.hears("checkin.toast.safe")
    await ayda.sees("checkin.said.safe", HEADLINE)
    await ayda.is_photographed("phone-azb")
    await elnur.presses("checkin.can", await elnur.sees("alert.asking", HEADLINE))
    await elnur.is_photographed("dark")

    await gunel.presses("checkin.help", await gunel.sees("alert.asking", HEADLINE))
    await gunel.sees("checkin.said.help")
    case = await nigar.sees("case.card.open")
    await nigar.presses("case.take", case)
    await nigar.sees("case.yours", "Günel")
    await gunel.sees("case.news.taken", "Nigar")
    await nigar.is_photographed("volunteer")
    await gunel.is_photographed("alert")

    tally = await aylin.sees("alert.tally", HEADLINE)
    await aylin.is_photographed("tally")
    await aylin.presses("alert.button.correct", tally)
    await aylin.sees("alert_correct.ask.headline")
