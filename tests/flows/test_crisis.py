"""An alert from the first word to all clear, and one person's request for help within it."""

from bot.language.direction import has_rtl
from tests.flows.alerting import EARTHQUAKE, HAVE_IT, HEADLINE, sent, submitted
from tests.flows.town import JOINT, NORTH, SOUTH, Town, buttons_of, text_of

CORRECTED = "آسانسوْره مینمه‌یین."
EVERYBODY = 9
"""How many of the cast have pressed Start."""


async def test_an_alert_is_written_step_by_step_by_buttons(town: Town) -> None:
    await town.sevinj.presses_menu("menu.alert")
    await town.sevinj.presses("alert.choice.severity.severe")
    await town.sevinj.sees("alert.ask.urgency")
    await town.sevinj.presses("alert.choice.urgency.immediate")
    await town.sevinj.sees("alert.ask.certainty")
    await town.sevinj.presses("alert.choice.certainty.observed")
    await town.sevinj.sees("alert.ask.side")
    await town.sevinj.presses("side.south")
    for question, words in (
        ("alert.ask.area", "تبریز"),
        ("alert.ask.headline", HEADLINE),
        ("alert.ask.action", "آچیق یئره چیخین"),
        ("alert.ask.source", "سئیسمولوژی مرکزی"),
        ("alert.ask.expires", "in 6 hours"),
    ):
        await town.sevinj.sees(question)
        await town.sevinj.says(words)

    await town.sevinj.sees("alert.draft", HEADLINE)
    assert not await town.ayda.messages(HEADLINE)


async def test_a_second_person_of_the_other_side_approves(town: Town) -> None:
    await submitted(town, town.sevinj)
    await town.aylin.sees("alert.request", HEADLINE)
    await town.rashad.sees("alert.request", HEADLINE)
    assert not await town.babek.messages("alert.request")

    await town.sevinj.says("/approvals")
    own = await town.sevinj.sees("alert.submitted")
    assert not [one for one in buttons_of(own) if "al.approve" in one.get("data", "")]
    await town.babek.says("/approvals")
    toast = await town.babek.presses("alert.button.approve")
    assert town.words.stand("alert.other_side", "azb", toast["toast"])
    assert not await town.gunel.messages("alert.asking")

    await town.aylin.presses("alert.button.approve")
    confirm = await town.aylin.sees("alert.confirm", n=EVERYBODY)
    assert any(str(EVERYBODY) in one["text"] for one in buttons_of(confirm))
    await town.aylin.presses_twice("al.yes")

    await town.aylin.sees("alert.released", HEADLINE)
    await town.rashad.sees("alert.decided.approved", HEADLINE)
    await town.quiet()
    for one in town.members:
        assert len(await one.messages("alert.asking", HEADLINE)) == 1
    # What the others are shown does not take the way to stop from the approver.
    assert await town.aylin.messages("alert.released", HEADLINE)


async def test_everybody_reads_the_alert_in_their_own_language(town: Town) -> None:
    await sent(town)

    az = text_of(await town.gunel.sees("alert.asking"))
    azb = text_of(await town.ayda.sees("alert.asking"))
    en = text_of(await town.elnur.sees("alert.asking"))

    assert len({az, azb, en}) == 3
    frame = azb.replace(HEADLINE, "")
    assert sum(has_rtl(letter) for letter in frame) > len(frame) / 2
    assert town.words.stand("alert.severity.severe", "az", az)
    assert town.words.stand("alert.severity.severe", "azb", azb)
    for group in (NORTH, SOUTH, JOINT):
        assert len(await town.elnur.messages(HEADLINE, chat=group)) == 1


async def test_answers_are_counted_live_before_the_coordinators(town: Town) -> None:
    await sent(town)
    await town.rashad.sees("alert.tally", HEADLINE)

    await town.gunel.presses("checkin.safe")
    await town.gunel.sees("alert.answered", "checkin.said.safe")
    await town.ayda.presses("checkin.safe", chat=SOUTH)
    await town.nigar.presses("checkin.can")
    await town.nigar.sees("checkin.said.can")
    await town.elnur.presses("checkin.help")
    await town.elnur.sees("checkin.said.help")
    await town.forward(seconds=10)

    for one in (town.rashad, town.sevinj, town.aylin, town.babek):
        await one.sees("alert.tally", safe=2, help=1, can=1, silent=5, registered=9)
    await town.gunel.presses("checkin.help")
    await town.forward(seconds=10)
    await town.rashad.sees("alert.tally", safe=1, help=2, can=1, silent=5)


async def test_a_request_for_help_is_taken_by_a_confirmed_volunteer(town: Town) -> None:
    await sent(town)

    await town.gunel.presses("checkin.help")
    card = await town.nigar.sees("case.card.open")
    await town.timur.sees("case.card.open")
    assert "Günel" not in text_of(card)
    assert not await town.ayda.messages("case.card.open")
    await town.nigar.presses("case.take")

    await town.nigar.sees("case.yours", "Günel")
    await town.gunel.sees("case.news.taken", "Nigar")
    await town.timur.sees("case.card.taken")
    await town.nigar.presses("case.write")
    await town.nigar.says("Yoldayam, on dəqiqəyə çatıram.")
    await town.nigar.sees("case.passed_on")
    await town.gunel.sees("case.note", "on dəqiqəyə")
    await town.gunel.presses("case.answer")
    await town.gunel.says("Sağ ol, gözləyirəm.")
    await town.nigar.sees("case.note", "gözləyirəm")
    await town.gunel.presses("case.solved")
    await town.nigar.sees("case.news.solved")
    await town.timur.sees("case.card.closed")


async def test_help_is_asked_for_at_any_time_and_a_case_nobody_takes_climbs(town: Town) -> None:
    await town.gunel.says("SOS")
    await town.gunel.sees("case.mine.open")
    await town.gunel.presses("case.kind.legal")
    await town.gunel.sees("case.mine.open", "case.kind.legal")
    await town.nigar.sees("case.card.open", "case.kind.legal")

    await town.forward(minutes=11)

    await town.aylin.sees("case.climbed", "case.kind.legal")
    await town.rashad.sees("case.climbed")
    assert not await town.sevinj.messages("case.climbed")
    await town.rashad.presses("case.take")
    await town.gunel.sees("case.news.taken", "Rəşad")


async def test_the_silent_are_asked_again_after_fifteen_minutes_and_twice_at_most(
    town: Town,
) -> None:
    await sent(town)
    await town.gunel.presses("checkin.safe")
    await town.forward(minutes=14)
    assert not await town.nigar.messages("alert.reask")

    await town.forward(minutes=2)
    await town.nigar.sees("alert.reask", HEADLINE)
    await town.nigar.presses("checkin.safe")
    await town.forward(minutes=16)
    await town.forward(minutes=16)
    await town.forward(minutes=16)

    assert len(await town.gunel.messages("alert.reask")) == 0
    assert len(await town.nigar.messages("alert.reask")) <= 1
    assert len(await town.timur.messages("alert.reask")) == 2


async def test_a_correction_takes_the_alerts_place_and_all_clear_ends_it(town: Town) -> None:
    await sent(town)

    await town.rashad.presses("alert.button.correct")
    await town.rashad.sees("alert_correct.ask.headline")
    await town.rashad.presses("common.skip")
    await town.rashad.sees("alert_correct.ask.action")
    await town.rashad.says(CORRECTED)
    await town.rashad.sees("alert_correct.ask.area")
    await town.rashad.presses("common.skip")
    await town.rashad.sees("alert_correct.ask.expires")
    await town.rashad.presses("common.skip")
    await town.rashad.sees("alert.correct.submitted")
    await town.quiet()
    readers = (town.gunel, town.nigar, town.ayda, town.timur, town.elnur)
    for one in readers:
        assert not await one.messages(CORRECTED)

    await town.babek.sees("alert.correct.request", CORRECTED)
    await town.babek.presses("alert.button.approve")
    await town.babek.sees("alert.confirm", n=EVERYBODY)
    await town.babek.presses("al.yes")
    await town.babek.sees("alert.correct.released")
    await town.quiet()

    for one in readers:
        assert len(await one.messages("alert.correction", CORRECTED)) == 1
    await town.gunel.presses("checkin.safe")
    await town.gunel.sees("checkin.said.safe")
    await town.gunel.sees("alert.over.superseded", chat=NORTH)

    await town.sevinj.presses("alert.button.clear")
    await town.sevinj.sees("alert.ask_clear", n=EVERYBODY)
    await town.sevinj.presses_twice("alert.button.clear_yes")
    await town.sevinj.sees("alert.told_clear", n=EVERYBODY)
    await town.quiet()

    for one in town.members:
        assert len(await one.messages("alert.all_clear", HEADLINE)) == 1
    await town.forward(hours=1)
    assert not await town.nigar.messages("alert.reask")
    await town.nigar.says("/alerts")
    await town.nigar.sees("alert.none_in_force")


async def test_an_alert_is_rejected_with_a_reason_and_written_anew(town: Town) -> None:
    await submitted(town, town.sevinj)
    await town.rashad.sees("alert.request")
    await town.rashad.presses("alert.button.reject")
    await town.rashad.sees("alert_reject.ask.reason")
    await town.rashad.says("Yer səhvdir: Urmiya yox, Təbrizdir")
    await town.rashad.sees("alert.decided.you_rejected")

    await town.sevinj.sees("alert.rejected", "Yer səhvdir")
    await town.aylin.sees("alert.decided.rejected")
    await town.sevinj.presses("alert.button.again")
    await town.sevinj.sees("alert.ask.expires")
    await town.sevinj.says("in 3 hours")
    await town.sevinj.sees("alert.draft", HEADLINE)
    assert not await town.gunel.messages(HEADLINE)


async def test_approvers_are_reminded_until_somebody_decides(town: Town) -> None:
    await submitted(town, town.sevinj)
    await town.aylin.sees("alert.request")

    await town.forward(minutes=6)

    await town.aylin.sees("alert.still_waiting", HEADLINE)
    await town.rashad.sees("alert.still_waiting", HEADLINE)


async def test_who_joins_now_is_shown_the_alert_in_force(town: Town) -> None:
    await sent(town)

    await town.murad.starts()
    await town.murad.presses("st.lang:en")
    await town.murad.presses("st.side:north")
    await town.murad.presses("f.skip:country")

    await town.murad.sees("alert.asking", HEADLINE)
    await town.murad.presses("checkin.safe")
    await town.murad.sees("checkin.said.safe")


async def test_an_alert_that_has_expired_is_over_for_everybody(town: Town) -> None:
    await sent(town)

    await town.forward(hours=7)

    toast = await town.nigar.presses("checkin.safe")
    assert town.words.stand("checkin.over", "az", toast["toast"])
    await town.gunel.sees("alert.over.ended", chat=NORTH)
    await town.murad.starts()
    assert not await town.murad.messages(HEADLINE)


async def test_who_blocked_the_bot_is_counted_as_out_of_reach(town: Town) -> None:
    await town.nigar.blocks()
    await town.quiet()

    await submitted(town, town.sevinj)
    await town.aylin.presses("alert.button.approve")
    await town.aylin.presses("al.yes")
    await town.forward(seconds=10)

    await town.aylin.sees("alert.tally", HEADLINE)
    await town.aylin.says("/status")
    await town.aylin.sees("status.page", "broadcast.alert")


async def test_sending_is_stopped_at_once_and_the_alert_withdrawn(slow_town: Town) -> None:
    town = slow_town
    await submitted(town, town.sevinj)
    await town.aylin.sees("alert.request")
    await town.aylin.presses("alert.button.approve")
    await town.aylin.presses("al.yes")
    await town.aylin.sees("alert.released")
    await town.until(HAVE_IT, kind="alert")
    await town.aylin.presses("alert.button.stop")
    stopped = await town.aylin.sees("alert.stopped")
    await town.quiet()

    [(has_it,)] = town.ask(HAVE_IT, kind="alert")
    [(left_out,)] = town.ask(
        "SELECT COUNT(*) FROM deliveries WHERE state = 'skipped' AND reason = 'stopped'"
    )
    assert 0 < has_it < 60
    assert left_out > 50
    assert f" {has_it} " in text_of(stopped)

    await town.aylin.presses("alert.button.retract")
    await town.aylin.sees("alert.ask_retract", n=has_it)
    await town.aylin.presses("alert.button.retract_yes")
    await town.aylin.sees("alert.told_retract", n=has_it)
    await town.quiet()

    [(told,)] = town.ask(HAVE_IT, kind="retraction")
    assert told == has_it


async def test_the_approver_sees_the_final_text_of_every_language(town: Town) -> None:
    await submitted(town, town.sevinj)
    await town.rashad.sees("alert.request")

    pages = "\n".join(text_of(one) for one in await town.rashad.messages(HEADLINE))
    for language in ("az", "azb", "en"):
        assert town.words.stand("alert.severity.severe", language, pages)
        assert town.words.stand("alert.urgency.immediate", language, pages)
        assert town.words.stand(f"language.named.{language}", "az", pages)


async def test_the_number_before_approval_is_of_each_side_and_language(town: Town) -> None:
    await submitted(town, town.sevinj, EARTHQUAKE.replace("everybody", "south"))
    await town.aylin.sees("alert.request")
    await town.aylin.presses("alert.button.approve")

    with_unsaid = text_of(await town.aylin.sees("alert.confirm", n=5))
    assert town.words.stand("side.south", "az", with_unsaid)
    await town.aylin.presses("al.yes")
    await town.quiet()

    for one in (town.sevinj, town.babek, town.ayda, town.elnur, town.timur):
        assert len(await one.messages("alert.asking", HEADLINE)) == 1
    for one in (town.nigar, town.gunel):
        assert not await one.messages("alert.asking", HEADLINE)


async def test_where_everybody_is_safe_nobody_is_asked_again(town: Town) -> None:
    await sent(town)

    for one in town.members:
        await one.presses("checkin.safe")
    await town.forward(seconds=10)

    await town.aylin.sees("alert.tally", safe=9, silent=0)
    await town.forward(minutes=20)
    for one in town.members:
        assert not await one.messages("alert.reask")
