"""Who may say what, where it is answered, and what becomes of words that nobody understands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.incoming import BotMoved, Said, Sender
from bot.conversation.outgoing import Speak, Toast
from bot.conversation.routes import Command, Form, Press, Start, Where, Who
from bot.domain.messages import Text, text
from bot.domain.people import Side
from handlers import ROUTES
from tests.conversation.talk import GROUP, Talk, Town

COMMANDS = [route for route in ROUTES if isinstance(route, Command)]
VERBS = [route.verb for route in ROUTES if isinstance(route, Press)]
ENGINE_VERBS = ["go", "f", "f.back", "f.skip", "f.cancel"]
FORMS = [route.name for route in ROUTES if isinstance(route, Form)]

GARBAGE = [
    (),
    ("",),
    ("0",),
    ("999999999999999",),
    ("9" * 40,),
    ("-1",),
    ("١٢",),
    ("²",),
    ("null",),
    ("1", "", "", ""),
    ("1", "x", "y", "z"),
    ("north", "south"),
    ("1'; DROP TABLE people; --",),
    ("\x7f", "\u202e", "🙂"),
]

EVERYTHING = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def everybody(town: Town) -> Talk:
    """Return somebody who may do everything."""
    return await town.member(99, Side.NORTH, Side.SOUTH)


async def test_what_coordinators_and_owners_say_is_kindly_refused_to_others(town: Town) -> None:
    member = await town.member()

    for command in COMMANDS:
        if command.who is not Who.ANYONE:
            await member.says(f"/{command.name}", chat=GROUP)
            assert member.said == [member.html(_only_for(command.who))], command.name


async def test_a_button_of_a_coordinator_is_refused_to_whoever_else_presses_it(town: Town) -> None:
    member = await town.member()

    for route in ROUTES:
        if isinstance(route, Press) and route.who is not Who.ANYONE:
            await member.presses(f"1:{route.verb}:1:north")
            assert member.toast.words == member.words(_only_for(route.who)), route.verb
            assert member.toast.popup


def _only_for(who: Who) -> Text:
    return text(f"error.only_for.{who.name.lower()}")


@pytest.mark.parametrize("verb", [*VERBS, *ENGINE_VERBS, "nobody.knows"])
async def test_a_button_with_garbage_is_answered_and_never_fails(
    town: Town, verb: str, caplog: pytest.LogCaptureFixture
) -> None:
    anybody = await everybody(town)

    for args in GARBAGE:
        for chat in (anybody.home, GROUP):
            await anybody.presses(":".join(["1", verb, *args]), chat=chat)
            assert isinstance(anybody.answers[0], Toast), args

    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@EVERYTHING
@given(data=st.text(max_size=70))
async def test_any_data_at_all_is_answered(town: Town, data: str) -> None:
    anybody = await everybody(town)

    await anybody.presses(data)

    assert isinstance(anybody.answers[0], Toast)


@EVERYTHING
@given(
    verb=st.sampled_from([*VERBS, *ENGINE_VERBS]),
    args=st.lists(
        st.sampled_from([*FORMS, "", "1", "0", "north", "title", "country", "AZ", "help", "case"]),
        max_size=4,
    ),
)
async def test_known_verbs_with_any_arguments_are_answered_without_a_bug(
    town: Town, verb: str, args: list[str]
) -> None:
    anybody = await everybody(town)

    await anybody.presses(":".join(["1", verb, *args]))

    assert isinstance(anybody.answers[0], Toast)
    assert anybody.toast.words[:40] != anybody.words(text("error.sorry", number="0"))[:40]


@EVERYTHING
@given(words=st.text(max_size=200))
async def test_any_words_at_all_are_answered(town: Town, words: str) -> None:
    member = await town.member()

    await member.says(words)

    if "@" not in words:
        assert member.said


@EVERYTHING
@given(
    command=st.sampled_from([c.name for c in COMMANDS]),
    words=st.one_of(st.text(max_size=100), st.lists(st.text("a |/1۲\n", max_size=9)).map("|".join)),
)
async def test_any_command_with_any_words_is_answered_without_a_bug(
    town: Town, command: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    anybody = await everybody(town)

    await anybody.says(f"/{command} {words}")

    assert anybody.said
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("version", ["", "0", "2", "10", "x"])
async def test_a_button_of_another_version_gets_a_kind_answer(town: Town, version: str) -> None:
    member = await town.member()

    await member.presses(f"{version}:ev.go:1")

    assert member.toast.words == member.words(text("press.stale"))
    assert member.toast.popup


async def test_a_command_nobody_knows_is_answered_in_private_and_passed_over_in_a_group(
    town: Town,
) -> None:
    member = await town.member()

    await member.says("/dance")
    assert member.said == [member.html(text("error.no_such_command"))]
    await member.says("/dance", chat=GROUP)
    assert member.answers == ()


async def test_in_a_group_only_a_few_commands_are_answered_there(town: Town) -> None:
    anybody = await everybody(town)

    for command in COMMANDS:
        if command.where is Where.PRIVATE:
            await anybody.says(f"/{command.name}", chat=GROUP)
            assert {one.address for one in anybody.spoken} == {anybody.address}, command.name


@pytest.mark.parametrize("name", ["help", "events", "rules"])
async def test_help_events_and_rules_are_answered_where_they_are_asked(
    town: Town, name: str
) -> None:
    member = await town.member()

    await member.says(f"/{name}", chat=GROUP)

    assert [speak.address for speak in member.spoken] == [GROUP.address]


async def test_the_group_learns_how_to_open_the_bot_when_nobody_can_be_written_to(
    town: Town,
) -> None:
    stranger = town.somebody()

    await stranger.says("/menu", chat=GROUP)

    (speak,) = stranger.spoken
    assert (speak.address, speak.elsewhere) == (stranger.address, GROUP.address)
    assert speak.instead is not None
    assert speak.instead.buttons[0][0].url == "https://t.me/korpu_test_bot?start=hello"


async def test_help_in_a_group_does_not_tell_who_coordinates(town: Town) -> None:
    coordinator = await town.member(1, Side.NORTH)

    await coordinator.says("/help", chat=GROUP)
    assert "/newevent" not in coordinator.said[0]
    await coordinator.says("/help")
    assert "/newevent" in coordinator.said[0]


async def test_help_shows_first_how_to_get_help_and_only_what_one_may_use(town: Town) -> None:
    member = await town.member()

    await member.says("/help")

    (page,) = member.said
    assert page.index("/needhelp") == min(
        page.index(f"/{c.name}") for c in COMMANDS if f"/{c.name}" in page
    )
    for command in COMMANDS:
        assert (f"/{command.name} " in page or f"/{command.name}\n" in page) == (
            command.listed and command.who is Who.ANYONE
        ), command.name


async def test_a_command_for_another_bot_is_not_ours(town: Town) -> None:
    member = await town.member()

    await member.says("/menu@somebody_elses_bot", chat=GROUP)
    assert member.answers == ()
    await member.says("/help@KORPU_test_bot", chat=GROUP)
    assert member.said


@pytest.mark.parametrize(
    "words", ["stop", "STOP!", " Stop. ", "dayan", "DAYAN", "دایان", "دايان", "стоп", "Стоп!"]
)
async def test_bare_words_stop_everything_however_they_are_written(town: Town, words: str) -> None:
    member = await town.member()

    await member.says(words)

    assert member.said == [member.html(text("people.stopped"))]


@pytest.mark.parametrize("words", ["don't stop", "stop it there", "dayanacaq"])
async def test_words_that_only_contain_stop_stop_nothing(town: Town, words: str) -> None:
    member = await town.member()

    await member.says(words)

    assert member.said[0] == member.html(text("error.not_understood"))


async def test_stop_works_in_the_middle_of_a_form(town: Town) -> None:
    coordinator = await town.member(1, Side.NORTH)
    await coordinator.says("/newevent")

    await coordinator.says("dayan")

    assert coordinator.said == [coordinator.html(text("people.stopped"))]


async def test_words_in_a_group_are_nobodys_business(town: Town) -> None:
    member = await town.member()

    await member.says("stop", chat=GROUP)

    assert member.answers == ()


async def test_what_was_not_understood_leads_to_the_menu(town: Town) -> None:
    member = await town.member()

    await member.says("good morning")

    assert member.said[0] == member.html(text("error.not_understood"))
    assert member.words(text("menu.needhelp")) in member.labels


async def test_a_picture_without_words_is_answered_too_and_skips_no_question(town: Town) -> None:
    member = await town.member()
    await member.says("/volunteer")
    await member.presses("1:f:volunteer:skills:legal")
    before = await town.services.drafts.active((await member.me()).id)

    await member.says("")

    assert member.said
    after = await town.services.drafts.active((await member.me()).id)
    assert before is not None
    assert after is not None
    assert (after.field, after.answers) == (before.field, before.answers)


async def test_an_anonymous_administrator_is_asked_to_write_as_themself(town: Town) -> None:
    hidden = Sender("telegram:1087968824", anonymous=True)

    (speak,) = await town.router.handle(Said(1, hidden, GROUP, "/connect north"))

    assert isinstance(speak, Speak)
    assert speak.address == GROUP.address
    assert await people_known(town) == 0


async def test_nobody_is_kept_for_an_anonymous_administrator_who_adds_the_bot(town: Town) -> None:
    hidden = Sender("telegram:1087968824", anonymous=True)

    assert await town.router.handle(BotMoved(1, hidden, GROUP, present=True)) == ()

    assert await people_known(town) == 0


async def test_who_was_forgotten_and_then_blocks_the_bot_stays_forgotten(town: Town) -> None:
    member = await town.member()
    await member.presses("1:forget.yes")

    await town.router.handle(BotMoved(1, Sender(member.address), member.home, present=False))

    assert await people_known(town) == 0


async def test_a_press_by_whom_the_bot_cannot_write_to_opens_the_bot(town: Town) -> None:
    stranger = town.somebody()

    await stranger.presses("1:go:menu", chat=GROUP)

    assert stranger.answers == (Toast("press-1", url="https://t.me/korpu_test_bot?start=hello"),)


async def test_a_bug_is_owned_up_to_with_a_number_and_logged_without_words(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    member = await town.member()
    await town.db.write(lambda tx: tx.run("DROP TABLE events"))

    await member.says("/events")

    number = next(Talk.numbers) - 1
    assert member.said == [member.html(text("error.sorry", number=str(number)))]
    assert caplog.records[-1].__dict__["update"] == number


async def test_the_answer_to_a_new_language_is_in_that_language(town: Town) -> None:
    new = town.somebody()
    await new.says("/start")

    await new.presses("1:st.lang:azb")

    new.language = "azb"
    assert new.said == [new.html(text("start.side"))]
    assert new.words(text("side.choose.unsaid")) in new.labels


async def test_skipping_the_country_in_the_settings_keeps_what_was_said(town: Town) -> None:
    member = await town.member()
    await town.services.people.choose_country("DE", ["Europe/Berlin"], by=await member.me())
    await member.presses("1:set.askcountry")

    await member.presses("1:f.skip:country:country")

    person = await member.me()
    assert (person.country, person.zone) == ("DE", "Europe/Berlin")


async def test_a_zone_that_does_not_exist_is_not_kept(town: Town) -> None:
    member = await town.member()

    await member.presses("1:st.zone:Moon/Crater")

    assert member.toast.words == member.words(text("press.stale"))
    assert (await member.me()).zone is None


@pytest.mark.parametrize("payload", ["", "hello", "e_99", "x_1", "j_nothing", "role_nothing", "_"])
async def test_any_link_that_opens_the_bot_is_answered(town: Town, payload: str) -> None:
    new = town.somebody()

    await new.says(f"/start {payload}")

    assert new.said


def test_every_prefix_of_a_link_is_known_to_the_tests() -> None:
    prefixes = {route.prefix for route in ROUTES if isinstance(route, Start)}

    assert {"hello", "e", "j", "role"} <= prefixes


async def people_known(town: Town) -> int:
    row = await town.db.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM people"))
    assert row is not None
    return int(row["n"])
