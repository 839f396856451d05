"""Forms, question by question, in one message, begun again, left, and handled twice."""

import pytest

from bot.clock import ShiftedClock
from bot.conversation.answers import Answer, Ask
from bot.conversation.questions import EXAMPLE_AHEAD
from bot.conversation.routes import Call, Command, Field, Form, Press, Route, Who
from bot.domain.messages import Button, Moment, press, row, text
from bot.domain.people import Side
from bot.domain.refusals import Refusal
from bot.language.catalogue import Catalogues
from bot.language.render import Renderer
from bot.services import Services
from bot.services.drafts import Draft
from bot.storage.sqlite import SqliteDatabase
from handlers import ROUTES
from tests.conftest import NOON
from tests.conversation.talk import Talk, Town

EXAMPLE = "Poetry evening | 2026-04-02 18:00 | Library | north | 20"


async def coordinator(town: Town) -> Talk:
    return await town.member(1, Side.NORTH, Side.SOUTH)


async def draft_of(talk: Talk, form: str) -> Draft | None:
    return await talk.services.drafts.of((await talk.me()).id, form)


async def answers_of(talk: Talk, form: str) -> dict[str, str] | None:
    draft = await draft_of(talk, form)
    return dict(draft.answers) if draft else None


async def test_a_form_is_asked_question_by_question(town: Town) -> None:
    aylin = await coordinator(town)

    await aylin.says("/newevent")
    assert aylin.words(text("newevent.ask.title")) in aylin.said[0]
    await aylin.says("Poetry evening")
    assert aylin.words(text("newevent.ask.when")) in aylin.said[0]
    await aylin.says("2026-04-02 18:00")
    await aylin.says("Library")
    await aylin.presses("1:f:newevent:side:north")
    await aylin.says("/skip")

    assert "Poetry evening" in "".join(aylin.said)
    assert await draft_of(aylin, "newevent") is None


async def test_a_form_is_filled_in_one_message(town: Town) -> None:
    aylin = await coordinator(town)

    await aylin.says(f"/newevent {EXAMPLE}")

    assert aylin.words(text("event.button.publish")) in aylin.labels


async def test_trailing_fields_that_are_left_out_are_asked(town: Town) -> None:
    aylin = await coordinator(town)

    await aylin.says("/newevent Poetry evening | 2026-04-02 18:00")

    assert aylin.words(text("newevent.ask.place")) in aylin.said[0]
    assert await answers_of(aylin, "newevent") == {
        "title": "Poetry evening",
        "when": "2026-04-02T18:00:00+00:00",
    }


async def test_a_wrong_field_shows_the_right_form_and_keeps_all_that_was_understood(
    town: Town,
) -> None:
    aylin = await coordinator(town)

    await aylin.says("/newevent Poetry evening | whenever | Library | north")

    day = Moment(NOON + EXAMPLE_AHEAD, "typed")
    example = text("newevent.example.when", day=day)
    assert aylin.said[:2] == [
        aylin.html(text("form.not_understood", example=example)),
        aylin.html(text("newevent.usage", day=day)),
    ]
    assert aylin.words(text("newevent.ask.when")) in aylin.said[2]
    assert await answers_of(aylin, "newevent") == {
        "title": "Poetry evening",
        "place": "Library",
        "side": "north",
    }


async def test_too_many_fields_show_the_right_form_and_leave_a_draft_alone(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent Poetry evening")

    await aylin.says(f"/newevent {EXAMPLE} | and | more")

    day = Moment(NOON + EXAMPLE_AHEAD, "typed")
    assert aylin.said == [aylin.html(text("newevent.usage", day=day))]
    assert await answers_of(aylin, "newevent") == {"title": "Poetry evening"}


async def test_words_that_are_not_understood_keep_the_draft_and_show_an_example(
    town: Town,
) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent Poetry evening")

    await aylin.says("some day or other")

    example = text("newevent.example.when", day=Moment(NOON + EXAMPLE_AHEAD, "typed"))
    assert aylin.said == [aylin.html(text("form.not_understood", example=example))]
    assert aylin.words(text("common.cancel")) in aylin.labels
    assert await answers_of(aylin, "newevent") == {"title": "Poetry evening"}


async def test_words_that_are_too_long_are_told_by_how_much(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent")

    await aylin.says("x" * 121)

    assert aylin.said == [aylin.html(text("form.too_long", most=120, length=121))]


async def test_a_reply_fills_the_field_it_is_for(town: Town) -> None:
    aylin = await coordinator(town)

    await aylin.says("/newevent", replied="Poetry evening")

    assert await answers_of(aylin, "newevent") == {"title": "Poetry evening"}


async def test_a_reply_to_a_long_message_is_no_title(town: Town) -> None:
    aylin = await coordinator(town)

    await aylin.says("/newevent", replied="x" * 3000)

    assert aylin.said[0] == aylin.html(text("form.too_long", most=120, length=3000))
    assert await answers_of(aylin, "newevent") == {}


async def test_a_reply_adds_to_the_fields_of_one_message(town: Town) -> None:
    aylin = await coordinator(town)

    await aylin.says("/alert severe | immediate", replied="Go out into the open")

    answers = await answers_of(aylin, "alert")
    assert answers is not None
    assert answers["action"] == "Go out into the open"
    assert aylin.words(text("alert.ask.certainty")) in aylin.said[0]


async def test_back_asks_the_question_before_again(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent Poetry evening | 2026-04-02 18:00")

    await aylin.says("/back")

    assert aylin.words(text("newevent.ask.when")) in aylin.said[0]
    assert await answers_of(aylin, "newevent") == {"title": "Poetry evening"}


async def test_back_at_the_first_question_asks_it_again(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent")

    await aylin.says("/back")

    assert aylin.words(text("newevent.ask.title")) in aylin.said[0]


async def test_what_is_needed_cannot_be_skipped(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent")

    await aylin.says("/skip")

    assert aylin.said[0] == aylin.html(text("form.cannot_skip"))
    assert aylin.words(text("newevent.ask.title")) in aylin.said[1]
    await aylin.presses("1:f.skip:newevent:title")
    assert aylin.toast.words == aylin.words(text("form.cannot_skip"))
    assert aylin.said == []


async def test_cancel_throws_the_draft_away_and_twice_is_kind(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent Poetry evening")

    await aylin.says("/cancel")
    assert aylin.said == [aylin.html(text("form.cancelled"))]
    assert await draft_of(aylin, "newevent") is None
    await aylin.says("/cancel")
    assert aylin.said == [aylin.html(text("form.none"))]
    await aylin.presses("1:f.cancel:newevent")
    assert aylin.toast.words == aylin.words(text("press.stale"))


async def test_a_command_in_between_lets_the_draft_rest_and_words_are_no_answer_then(
    town: Town,
) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent Poetry evening")

    await aylin.says("/menu")
    await aylin.says("2026-04-02 18:00")

    assert aylin.said[0] == aylin.html(text("error.not_understood"))
    assert await answers_of(aylin, "newevent") == {"title": "Poetry evening"}


async def test_a_draft_that_rested_goes_on_where_it_was(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent Poetry evening")
    await aylin.says("/menu")

    await aylin.says("/newevent")

    assert aylin.said[0] == aylin.html(text("form.resumed"))
    assert aylin.words(text("newevent.ask.when")) in aylin.said[1]


async def test_a_form_without_any_answer_yet_is_simply_asked_again(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent")

    await aylin.says("/newevent")

    assert len(aylin.said) == 1
    assert aylin.words(text("newevent.ask.title")) in aylin.said[0]


async def test_two_forms_do_not_mix(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/newevent Poetry evening")
    await aylin.says("/alert severe")

    await aylin.presses("1:f:newevent:side:south")
    await aylin.presses("1:f:alert:urgency:immediate")

    assert await answers_of(aylin, "newevent") == {"title": "Poetry evening", "side": "south"}
    assert await answers_of(aylin, "alert") == {"severity": "severe", "urgency": "immediate"}


async def test_a_button_of_a_form_that_is_over_gets_a_kind_answer(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says(f"/newevent {EXAMPLE}")

    for data in ("f:newevent:side:south", "f.back:newevent:side", "f.skip:newevent:places"):
        await aylin.presses(f"1:{data}")
        assert aylin.toast.words == aylin.words(text("press.stale"))
        assert aylin.said == []


async def test_an_earlier_choice_can_be_changed_by_its_own_button(town: Town) -> None:
    aylin = await coordinator(town)
    await aylin.says("/alert severe | immediate")

    await aylin.presses("1:f:alert:severity:minor")

    answers = await answers_of(aylin, "alert")
    assert answers == {"severity": "minor", "urgency": "immediate"}
    assert aylin.words(text("alert.ask.certainty")) in aylin.said[0]


async def test_several_choices_are_made_and_unmade_before_going_on(town: Town) -> None:
    member = await town.member()
    await member.says("/volunteer")

    await member.presses("1:f:volunteer:skills:legal")
    await member.presses("1:f:volunteer:skills:first_aid")
    await member.presses("1:f:volunteer:skills:talk")
    await member.presses("1:f:volunteer:skills:legal")
    chosen = text("form.chosen", choice=text("volunteer.choice.skills.talk"))
    assert member.words(chosen) in member.labels
    await member.taps(text("common.next"))

    assert await answers_of(member, "volunteer") == {"skills": "first_aid,talk"}
    assert member.words(text("volunteer.ask.languages")) in member.said[0]


async def test_no_choice_at_all_is_no_answer(town: Town) -> None:
    member = await town.member()
    await member.says("/volunteer")
    await member.presses("1:f:volunteer:skills:talk")
    await member.presses("1:f:volunteer:skills:talk")

    await member.presses("1:f.skip:volunteer:skills")

    assert member.toast.words == member.words(text("form.cannot_skip"))


@pytest.mark.parametrize("language", ["en", "az", "azb"])
async def test_a_choice_may_be_typed_in_any_language(
    town: Town, language: str, catalogues: Catalogues
) -> None:
    aylin = await coordinator(town)
    label = catalogues.find("alert.choice.severity.extreme", language).words
    side = catalogues.find("side.south", language).words

    await aylin.says("/alert")
    await aylin.says(label.upper())
    await aylin.says("immediate")
    await aylin.says("observed")
    await aylin.says(f" {side} ")

    answers = await answers_of(aylin, "alert")
    assert answers is not None
    assert (answers["severity"], answers["side"]) == ("extreme", "south")


async def test_several_choices_may_be_typed_with_the_comma_of_either_script(town: Town) -> None:
    member = await town.member()
    await member.says("/volunteer")

    await member.says("legal، talk, tech")

    assert await answers_of(member, "volunteer") == {"skills": "legal,talk,tech"}


async def test_a_role_that_was_taken_meanwhile_ends_the_form_kindly(town: Town) -> None:
    aylin = await town.member(1, Side.NORTH)
    owner = await town.member(99)
    await aylin.says("/newevent Poetry evening")
    await town.services.coordination.dismiss((await aylin.me()).id, Side.NORTH, by=await owner.me())

    await aylin.says("2026-04-02 18:00")

    assert aylin.said == [aylin.html(text("error.only_for.coordinator"))]


# What follows needs forms of its own: about a number that is given, and that refuse.


async def _about(call: Call, services: Services) -> Answer:
    return Answer(ask=Ask("about", {"case": call.args[0]}))


async def _told(call: Call, services: Services) -> Answer:
    if call.values["words"] == "no":
        raise Refusal(text("event.none"), (row(Button(text("menu.menu"), press("go", "menu"))),))
    return Answer(text("case.note", name=call.values["case"], words=call.values["words"]))


ABOUT: tuple[Route, ...] = (
    *(route for route in ROUTES if isinstance(route, Command) and route.name in ("menu", "cancel")),
    Press("about", _about),
    Form("about", (Field("words"), Field("more", optional=True)), _told),
    Command("about", form="about", who=Who.ANYONE),
)


@pytest.fixture
def small(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Town:
    return Town(db, clock, renderer, ABOUT)


async def test_a_form_about_another_thing_begins_anew(small: Town) -> None:
    one = await small.member()
    await one.presses("1:about:3")
    await one.says("for three")

    await one.presses("1:about:7")

    assert await answers_of(one, "about") == {"case": "7"}


async def test_what_a_form_is_about_reaches_its_end_and_back_never_asks_for_it(
    small: Town,
) -> None:
    one = await small.member()
    await one.presses("1:about:3")
    await one.says("hello")
    await one.presses("1:f.back:about:more")
    await one.presses("1:f.back:about:words")
    assert await answers_of(one, "about") == {"case": "3"}

    await one.says("hello again")
    await one.presses("1:f.skip:about:more")

    assert one.said == [one.html(text("case.note", name="3", words="hello again"))]
    assert await draft_of(one, "about") is None


async def test_a_refusal_at_the_end_keeps_the_draft_and_offers_the_ways_on(small: Town) -> None:
    one = await small.member()
    await one.presses("1:about:3")
    await one.says("no")

    await one.presses("1:f.skip:about:more")

    assert await answers_of(one, "about") == {"case": "3", "words": "no", "more": ""}
    for way in ("menu.menu", "common.back", "common.cancel"):
        assert one.words(text(way)) in one.labels
    await one.says("/cancel")
    assert await draft_of(one, "about") is None
