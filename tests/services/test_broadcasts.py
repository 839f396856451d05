"""A letter is looked at, asked about and sent, once, to those it is for."""

from dataclasses import replace

import pytest

from bot.clock import ShiftedClock
from bot.domain.audiences import Selection
from bot.domain.broadcasts import WAITS_FOR
from bot.domain.clocktime import to_micros
from bot.domain.delivery import Lane
from bot.domain.formatted import Look
from bot.domain.media import Content, Media, MediaItem
from bot.domain.messages import Message
from bot.domain.people import Audience, Side
from bot.domain.refusals import Refusal
from bot.language.render import Renderer
from bot.services.broadcasts.previews import Preview
from bot.services.broadcasts.sending import Yes
from bot.storage.sqlite import SqliteDatabase
from tests.conftest import RunWorker
from tests.recorder import RecorderChannel
from tests.services.broadcasting import EVERYBODY, NORTH, PICNIC, SOUTH, STORM, Post, presses


@pytest.fixture
async def post(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Post:
    post = Post(db, clock, renderer)
    await post.open()
    return post


async def test_a_letter_goes_to_those_it_is_for_and_waits_for_a_day(post: Post) -> None:
    await post.posted(NORTH)

    assert sorted(await post.told()) == [1, 2, 4, 5]
    rows = await post.all("SELECT DISTINCT lane, expires_at, state FROM deliveries")
    noon = post.clock.now()
    assert rows == [
        {"lane": Lane.BULK, "expires_at": to_micros(noon + WAITS_FOR), "state": "waiting"}
    ]


async def test_nothing_goes_out_before_the_last_yes(post: Post) -> None:
    letter_id = await post.draft()
    question = await post.asked(letter_id)

    assert await post.all("SELECT id FROM deliveries") == []
    assert "Send it to 4 people?" in post.said(question)
    assert "Side: North" in post.said(question)


async def test_a_letter_is_queued_once_however_often_it_is_sent(post: Post) -> None:
    letter_id = await post.draft()
    question = await post.asked(letter_id)

    first = await post.press_yes(question)
    second = await post.press_yes(question)

    assert first.body.key == "letter.on_its_way"
    assert second.body.key == "letter.sent"
    assert len(await post.told()) == 4
    assert await post.one("SELECT COUNT(*) AS n FROM broadcasts") == {"n": 1}


async def test_no_second_broadcast_of_a_letter_can_be_written_down(post: Post) -> None:
    letter_id = await post.posted()

    with pytest.raises(Exception, match="UNIQUE"):
        await post.run(
            "INSERT INTO broadcasts (kind, subject_id, lane, started_at)"
            " VALUES ('broadcast', :id, 3, 0)",
            id=letter_id,
        )


async def test_the_same_words_handled_twice_after_a_kill_are_one_draft(post: Post) -> None:
    first, second = await post.draft(), await post.draft()

    assert first == second
    assert await post.draft(NORTH, STORM) != first


async def test_formatting_can_be_taken_out_of_a_draft(post: Post) -> None:
    letter_id = await post.draft(NORTH, replace(PICNIC, looks=(Look("bold", 0, 2),)))
    assert "<b>" in post.said(await post.broadcasts.show(letter_id, by=post.north))

    plain = await post.broadcasts.write(letter_id, PICNIC, by=post.north)

    assert "<b>We" not in post.said(plain)
    assert '"bold"' not in (await post.letter(letter_id))["versions"]


async def test_a_yes_under_an_older_preview_sends_nothing_and_shows_the_newer(post: Post) -> None:
    letter_id = await post.draft()
    question = await post.asked(letter_id)
    await post.broadcasts.write(letter_id, STORM, by=post.north)

    _, _, _, version, counted, *_ = question.buttons[0][0].press.split(":")
    shown = await post.broadcasts.send(letter_id, Yes(int(version), int(counted)), by=post.north)

    assert isinstance(shown, Preview)
    assert STORM.words in post.said(shown)
    assert "changed since" in post.said(shown)
    assert await post.told() == []


async def test_a_letter_to_nobody_says_so_and_cannot_go(post: Post) -> None:
    nobody = Selection(audiences=(Audience.NORTH,), countries=("IS",))
    shown = await post.broadcasts.draft(nobody, PICNIC, by=post.north)

    assert "For nobody" in post.said(shown)
    assert "bc.send" not in presses(shown.desk)
    with pytest.raises(Refusal, match=r"letter\.nobody"):
        await post.asked(1)


async def test_an_audience_that_names_nothing_is_nobody(post: Post) -> None:
    shown = await post.broadcasts.draft(Selection(), PICNIC, by=post.north)

    assert "nothing is chosen" in post.said(shown)
    assert "bc.send" not in presses(shown.desk)


async def test_the_other_side_can_be_written_down_but_not_written_to(post: Post) -> None:
    shown = await post.broadcasts.draft(SOUTH, PICNIC, by=post.north)

    assert PICNIC.words in post.said(shown)
    assert "bc.send" not in presses(shown.desk)
    with pytest.raises(Refusal, match=r"letter\.outside"):
        await post.asked(1)
    with pytest.raises(Refusal, match=r"letter\.outside"):
        await post.broadcasts.send(1, Yes(1, 3), by=post.north)


async def test_a_role_that_ended_meanwhile_sends_nothing(post: Post) -> None:
    letter_id = await post.draft()
    question = await post.asked(letter_id)
    moved = replace(post.north, coordinates=frozenset({Side.SOUTH}))
    nothing_left = replace(post.north, coordinates=frozenset())

    with pytest.raises(Refusal, match=r"letter\.outside"):
        await post.press_yes(question, by=moved)
    with pytest.raises(Refusal, match=r"error\.only_for\.coordinator"):
        await post.press_yes(question, by=nothing_left)
    assert await post.told() == []


async def test_a_draft_is_its_authors_alone(post: Post) -> None:
    letter_id = await post.draft()

    for other in (post.north_too, post.members[0]):
        with pytest.raises(Refusal):
            await post.broadcasts.show(letter_id, by=other)
        with pytest.raises(Refusal):
            await post.broadcasts.send(letter_id, Yes(1, 4), by=other)
    assert await post.told() == []


async def test_an_owner_writes_to_all(post: Post) -> None:
    owner = replace(await post.person(Side.BOTH), is_owner=True)

    await post.posted(SOUTH, by=owner)

    assert sorted(await post.told()) == [3, 6, 7, 8]


async def test_a_country_without_a_side_is_kept_within_the_authors_own(post: Post) -> None:
    await post.run("UPDATE people SET country = 'DE'")
    shown = await post.broadcasts.draft(Selection(countries=("DE",)), PICNIC, by=post.north)

    assert "goes only to: North" in post.said(shown)
    assert "For 4 people" in post.said(shown)


async def test_an_audience_that_has_changed_much_is_asked_about_again(post: Post) -> None:
    question = await post.asked(await post.draft())
    for _ in range(21):
        await post.person(Side.NORTH)

    again = await post.press_yes(question)

    assert again.body.key == "letter.confirm.changed"
    assert "25 people" in post.said(again)
    assert await post.told() == []
    assert (await post.press_yes(again)).body.key == "letter.on_its_way"


async def test_a_letter_to_very_many_is_asked_about_twice(post: Post) -> None:
    for n in range(501):
        await post.run(
            "INSERT INTO people (language, side, created_at, seen_at) VALUES ('en', 'north', 0, 0)"
        )
        await post.run(
            "INSERT INTO addresses (address, person_id, reachable, since_at)"
            " SELECT :address, MAX(id), 1, 0 FROM people",
            address=f"telegram:9{n:04}",
        )
    again = await post.press_yes(await post.asked(await post.draft()))

    assert again.body.key == "letter.confirm.many"
    assert await post.told() == []
    assert (await post.press_yes(again)).body.key == "letter.on_its_way"
    assert len(await post.told()) == 505


async def test_nearly_the_same_to_the_same_people_is_asked_about_for_ten_minutes(
    post: Post,
) -> None:
    await post.posted()
    nearly = Content(f"{PICNIC.words}!")
    again = await post.press_yes(
        await post.asked(await post.draft(NORTH, nearly, by=post.north_too), by=post.north_too),
        by=post.north_too,
    )

    assert again.body.key == "letter.confirm.like"
    assert "4 people would get both" in post.said(again)
    assert len(await post.told()) == 4
    yes = await post.press_yes(again, by=post.north_too)
    assert yes.body.key == "letter.on_its_way"


@pytest.mark.parametrize("minutes", [9, 11])
async def test_after_ten_minutes_nobody_asks_again(post: Post, minutes: int) -> None:
    await post.posted()
    await post.later(minutes=minutes)
    letter_id = await post.draft(NORTH, Content(f"{PICNIC.words}!"))

    said = await post.press_yes(await post.asked(letter_id))

    assert (said.body.key == "letter.confirm.like") is (minutes < 10)


async def test_the_same_words_to_other_people_are_not_asked_about(post: Post) -> None:
    await post.posted(SOUTH, by=post.south)

    await post.posted(NORTH)

    assert len(await post.told()) == 7


async def test_something_that_goes_out_meanwhile_is_compared_too(post: Post) -> None:
    mine, theirs = await post.draft(), await post.draft(by=post.north_too)
    asked = await post.asked(mine)
    await post.press_yes(await post.asked(theirs, by=post.north_too), by=post.north_too)

    assert (await post.press_yes(asked)).body.key == "letter.confirm.like"


async def test_everybody_reads_it_in_their_own_language_or_the_next(post: Post) -> None:
    azb = await post.person(Side.NORTH, language="azb")
    ru = await post.person(Side.NORTH, language="ru")
    words = Content("Bazar günü saat beşdə kitabxanada görüşürük")
    await post.broadcasts.draft(NORTH, words, by=replace(post.north, language="az"))
    russian = Content("Встречаемся в воскресенье")
    shown = await post.broadcasts.add_text(1, "ru", russian, by=post.north)

    assert "کیتابخانادا" in post.said(shown)
    assert "No text in their own language: English\u00a04" in post.said(shown)
    await post.press_yes(await post.asked(1))
    assert "Встречаемся" in (await post.words_for(ru))[0]
    assert "کیتابخانادا" in (await post.words_for(azb))[0]


async def test_a_text_too_long_for_its_picture_is_warned_of_with_numbers(post: Post) -> None:
    photo = Media((MediaItem("photo", "a-photo"),))
    fits = await post.broadcasts.draft(NORTH, Content("a " * 500, media=photo), by=post.north)
    long = await post.broadcasts.draft(NORTH, Content("b " * 520, media=photo), by=post.north)

    assert "Too long" not in post.said(fits.desk)
    assert "1,024 fit" in post.said(long.desk)
    assert long.samples[0].media == photo


async def test_silence_is_a_choice_that_travels_with_the_letter(post: Post) -> None:
    letter_id = await post.draft()
    shown = await post.broadcasts.hush(letter_id, silent=True, by=post.north)
    await post.press_yes(await post.asked(letter_id))

    assert "without sound" in post.said(shown.desk)
    message = await post.one("SELECT message FROM contents")
    assert '"silent":true' in message["message"]


async def test_a_test_goes_to_its_author_alone(post: Post) -> None:
    letter_id = await post.draft()

    await post.broadcasts.test(letter_id, by=post.north)

    rows = await post.all("SELECT person_id, broadcast_id FROM deliveries")
    assert rows == [{"person_id": post.north.id, "broadcast_id": None}]
    assert (await post.letter(letter_id))["state"] == "draft"


async def test_a_discarded_draft_is_gone_and_its_buttons_say_so(post: Post) -> None:
    letter_id = await post.draft()
    question = await post.asked(letter_id)

    await post.broadcasts.discard(letter_id, by=post.north)
    await post.broadcasts.discard(letter_id, by=post.north)

    with pytest.raises(Refusal, match=r"letter\.gone"):
        await post.press_yes(question)
    assert await post.told() == []


async def test_other_words_drop_the_translations_of_the_old_ones(post: Post) -> None:
    letter_id = await post.draft()
    await post.broadcasts.add_text(letter_id, "ru", Content("Встречаемся"), by=post.north)

    shown = await post.broadcasts.write(letter_id, STORM, by=post.north)

    assert "Russian" in post.said(shown.desk)
    assert "is gone" in post.said(shown.desk)
    assert (await post.letter(letter_id))["versions"].count("[") == 2


async def test_a_language_that_cannot_be_told_is_asked_for(post: Post) -> None:
    az = replace(post.north, language="az")
    words = Content("Bazar günü saat altıda parkda görüşürük")
    shown = await post.broadcasts.draft(NORTH, words, by=az)

    assert "bc.lang" in presses(shown.desk)
    shown = await post.broadcasts.written_in(1, "az", by=az)
    assert "bc.lang" not in presses(shown.desk)
    with pytest.raises(Refusal, match=r"texts\.other_letters"):
        await post.broadcasts.written_in(1, "ru", by=az)


async def test_everybody_means_all_four_answers(post: Post) -> None:
    await post.person(Side.BOTH)
    await post.person(Side.UNSAID)

    await post.posted(EVERYBODY)

    assert len(await post.told()) == 9


async def test_who_cannot_be_reached_is_not_promised_but_stands_in_the_ledger(post: Post) -> None:
    await post.person(Side.NORTH, reachable=False)
    question = await post.asked(await post.draft())

    assert isinstance(question, Message)
    assert "4 people" in post.said(question)
    await post.press_yes(question)
    rows = await post.all("SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state")
    assert rows == [{"state": "skipped", "n": 1}, {"state": "waiting", "n": 4}]


async def test_what_has_not_gone_out_within_a_day_goes_out_no_more(
    post: Post, run_worker: RunWorker
) -> None:
    await post.posted()
    await post.later(days=1)
    channel = RecorderChannel()

    await run_worker(channel)

    assert channel.calls == []
    rows = await post.all("SELECT DISTINCT state, reason FROM deliveries")
    assert rows == [{"state": "skipped", "reason": "expired"}]


async def test_what_has_no_words_is_written_anew_and_not_in_other_words(post: Post) -> None:
    place = Content(media=Media((MediaItem("location", "", 38.0, 46.3),)))

    alone = await post.broadcasts.draft(NORTH, place, by=post.north)
    told = await post.broadcasts.draft(NORTH, PICNIC, by=post.north)

    for shown, label in ((alone, "texts.anew"), (told, "letter.button.reword")):
        found = [button.label.key for line in shown.desk.buttons for button in line]
        assert [key for key in found if key in ("texts.anew", "letter.button.reword")] == [label]
