"""A letter with a picture, a file or a place is taken back: it goes from every chat."""

from typing import Any

import pytest

from tests.flows.town import Somebody, Town, text_of

ARAZ, TEA, POSTER, HELLO, PLAN = (
    f"sample-{name}" for name in ("araz", "tea", "poster", "hello", "plan")
)
WORDS = "Toplantının yeri və vaxtı budur, heç kimə göndərməyin"
TABRIZ = [38.07, 46.3]
OF_NORTH = 6
"""Aylin, Rəşad, Nigar and Günel, and of both sides Elnur and Timur."""


def readers(town: Town) -> tuple[Somebody, ...]:
    """Return those of the North who did not write it, and so have no preview."""
    return town.rashad, town.nigar, town.gunel, town.elnur, town.timur


async def sent(town: Town, **what: Any) -> None:
    """Let Aylin write a letter to the North and send it, and everybody get it."""
    await town.page.say(town.aylin.id, f"/broadcast Şimal | {WORDS}", **what)
    await goes_out(town)


async def sent_without_words(town: Town, **what: Any) -> None:
    """Let Aylin send something of hers on to the North as it is."""
    said = await town.page.say(town.aylin.id, "", **what)
    await town.aylin.says("/broadcast Şimal", reply_to=said["id"])
    await goes_out(town)


async def goes_out(town: Town) -> None:
    await town.aylin.sees("letter.rings")
    await town.aylin.presses("bc.send")
    await town.aylin.sees("letter.confirm", n=OF_NORTH)
    await town.aylin.presses("bc.yes")
    await town.aylin.sees("letter.on_its_way", n=OF_NORTH)
    await town.quiet()


async def taken_back(town: Town, how: str = "letter.button.recall_quiet") -> None:
    """Let Aylin take her letter back, and that be carried out."""
    await town.aylin.presses("letter.button.recall")
    await town.aylin.presses(how)
    await town.quiet()


async def copies(one: Somebody) -> list[str]:
    """Return what somebody has of the letter: kinds of files, and its words."""
    found = []
    for message in await one.messages(""):
        if message["media"]:
            found.append(message["media"]["kind"])
        elif text_of(message).startswith(WORDS):
            found.append("words")
    return found


async def everybody_has(town: Town, *kinds: str) -> bool:
    """Return whether every reader has just these."""
    return all([await copies(one) == list(kinds) for one in readers(town)])


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        pytest.param({"files": [ARAZ]}, ["photo"], id="a picture"),
        pytest.param({"files": [PLAN]}, ["document"], id="a file"),
        pytest.param({"files": [ARAZ, TEA, POSTER]}, ["photo"] * 3, id="an album"),
    ],
)
async def test_a_file_that_is_taken_back_goes_from_every_chat(
    town: Town, what: dict[str, Any], kinds: list[str]
) -> None:
    await sent(town, **what)
    assert await everybody_has(town, *kinds)

    await town.aylin.presses("letter.button.recall")
    await town.aylin.sees("letter.ask_recall.media", n=OF_NORTH)
    await town.aylin.presses("letter.button.recall_loud")
    await town.aylin.sees("letter.taken_back.media", n=OF_NORTH)
    await town.quiet()

    assert await everybody_has(town)
    for one in readers(town):
        await one.sees("letter.recall_notice")
        assert not await one.messages("letter.recalled")
    await town.aylin.presses("letter.button.look")
    page = await town.aylin.sees("letter.sent.recalled", "letter.removal.gone", n=OF_NORTH)
    assert page["media"] is None
    assert not town.words.pattern("letter.removal.stays", ("az",), {}).search(text_of(page))


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        pytest.param({"place": TABRIZ}, "location", id="a place"),
        pytest.param({"files": [HELLO]}, "voice", id="a voice"),
    ],
)
async def test_what_has_no_words_goes_too(town: Town, what: dict[str, Any], kind: str) -> None:
    await sent_without_words(town, **what)
    assert await everybody_has(town, kind)

    await taken_back(town)

    assert await everybody_has(town)


async def test_words_about_a_place_give_way_with_the_link_to_it(town: Town) -> None:
    said = await town.page.say(town.aylin.id, "", place=TABRIZ)
    await town.aylin.says(f"/broadcast Şimal | {WORDS}", reply_to=said["id"])
    await town.aylin.sees("letter.rings")
    await town.aylin.presses("bc.send")
    await town.aylin.presses("bc.yes")
    await town.quiet()
    assert await everybody_has(town, "words")

    await taken_back(town)

    assert await everybody_has(town)
    for one in readers(town):
        notice = await one.sees("letter.recalled")
        assert not notice["entities"]


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        pytest.param({"files": [ARAZ]}, ["photo"], id="a picture"),
        pytest.param({"files": [PLAN]}, ["photo"], id="a file"),
        pytest.param({"files": [ARAZ, TEA, POSTER]}, ["photo"] * 3, id="an album"),
    ],
)
async def test_where_a_file_is_older_than_48_hours_an_empty_picture_takes_its_place(
    town: Town, what: dict[str, Any], kinds: list[str]
) -> None:
    await sent(town, **what)
    held = {one["media"]["file"] for one in await town.gunel.messages("") if one["media"]}
    await town.forward(hours=49)

    await town.aylin.presses("letter.button.recall")
    await town.aylin.sees("letter.ask_recall.media.old", n=OF_NORTH)
    await town.aylin.presses("letter.button.recall_quiet")
    await town.quiet()

    assert await everybody_has(town, *kinds)
    for one in readers(town):
        stands = [
            message["media"]["file"] for message in await one.messages("") if message["media"]
        ]
        assert not held & set(stands)
        assert (await one.sees("letter.recalled.media"))["media"]["kind"] == "photo"
        assert not await one.messages(WORDS)
    await town.aylin.presses("letter.button.look")
    page = await town.aylin.sees("letter.sent.recalled", "letter.removal.gone", n=OF_NORTH)
    assert not town.words.pattern("letter.removal.stays", ("az",), {}).search(text_of(page))


async def test_a_voice_older_than_48_hours_loses_its_words_and_its_sender_is_told_that_it_stays(
    town: Town,
) -> None:
    await sent(town, files=[HELLO])
    await town.forward(hours=49)

    await taken_back(town)

    assert await everybody_has(town, "voice")
    for one in readers(town):
        assert (await one.sees("letter.recalled.media"))["media"]["kind"] == "voice"
    await town.aylin.presses("letter.button.look")
    await town.aylin.sees("letter.sent.recalled", "letter.removal.stays", n=OF_NORTH)
    assert town.ask(
        "SELECT state, reason, COUNT(*) FROM deliveries WHERE action = 'edit'"
        " AND target_id IN (SELECT id FROM deliveries WHERE card LIKE 'letter:%')"
        " GROUP BY state, reason"
    ) == [("failed", "file_stays", OF_NORTH)]


async def test_what_a_reader_deleted_before_counts_as_gone(town: Town) -> None:
    await sent(town, files=[ARAZ])
    [mine] = [one for one in await town.gunel.messages(WORDS) if one["media"]]
    await town.page.delete(town.gunel.id, mine["id"])

    await taken_back(town)

    await town.aylin.presses("letter.button.look")
    page = await town.aylin.sees("letter.removal.gone", n=OF_NORTH)
    assert not town.words.pattern("letter.removal.stays", ("az",), {}).search(text_of(page))


async def test_taken_back_twice_at_once_it_is_deleted_once_and_told_once(town: Town) -> None:
    await sent(town, files=[ARAZ])
    await town.aylin.presses("letter.button.recall")
    await town.aylin.presses_twice("letter.button.recall_loud")
    await town.quiet()

    assert await everybody_has(town)
    for one in readers(town):
        assert len(await one.messages("letter.recall_notice")) == 1


async def test_the_notice_of_a_correction_says_that_it_was_taken_back_and_the_picture_goes(
    town: Town,
) -> None:
    await sent(town, files=[ARAZ])
    newer = WORDS.replace("göndərməyin", "deməyin")
    await town.aylin.presses("letter.button.correct")
    await town.aylin.says(newer)
    await town.aylin.presses("letter.button.correct_loud")
    await town.quiet()
    assert await copies(town.gunel) == ["photo"]
    await town.gunel.sees("letter.correction", newer)

    await taken_back(town)

    assert await everybody_has(town)
    for one in readers(town):
        assert not await one.messages(newer)
        await one.sees("letter.recalled")
