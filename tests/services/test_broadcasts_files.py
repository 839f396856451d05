"""A letter with a file that is taken back: what goes, what stays, and what its sender reads."""

import json

import pytest

from bot.clock import ShiftedClock
from bot.domain.broadcasts import Removal
from bot.domain.estimates import Pace
from bot.domain.media import Content, Media, MediaItem
from bot.domain.messages import Message, message_from_json
from bot.language.render import Renderer
from bot.services.broadcasts import Broadcasts
from bot.storage import broadcasts
from bot.storage.database import Tx
from bot.storage.sqlite import SqliteDatabase
from tests.services.broadcasting import NORTH, PICNIC, SOUTH, Post, presses

LATER = "We meet on Sunday at six in the park"
PHOTO, PLACE = Media((MediaItem("photo", "a"),)), Media((MediaItem("location", "", 38.0, 46.3),))


@pytest.fixture
async def post(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Post:
    post = Post(db, clock, renderer)
    await post.open()
    return post


async def amended(post: Post, letter_id: int, *, loud: bool) -> None:
    """Let the author send a correction of a letter."""
    draft = await post.correction(letter_id, LATER)
    await post.broadcasts.amend(draft, version=1, loud=loud, by=post.north)


async def edits(post: Post) -> list[Message]:
    """Return what the copies shall say, in the order in which they were queued."""
    rows = await post.all(
        "SELECT contents.message FROM deliveries JOIN contents ON contents.id = content_id"
        " WHERE action = 'edit' ORDER BY deliveries.id"
    )
    return [message_from_json(json.loads(row["message"])) for row in rows]


@pytest.mark.parametrize(
    ("content", "goes"),
    [
        pytest.param(Content(PICNIC.words, media=PHOTO), PHOTO, id="a picture with words"),
        pytest.param(Content(media=PHOTO), PHOTO, id="a picture"),
        pytest.param(Content(media=PLACE), PLACE, id="a place"),
        pytest.param(Content(PICNIC.words, media=PLACE), None, id="words about a place"),
        pytest.param(PICNIC, None, id="words"),
    ],
)
async def test_what_was_sent_with_a_letter_goes_when_it_is_taken_back(
    post: Post, content: Content, goes: Media | None
) -> None:
    letter_id = await post.delivered(NORTH, content)

    await post.broadcasts.recall(letter_id, loud=True, by=post.north)

    copies = await edits(post)
    assert [(copy.media, copy.withdrawn) for copy in copies] == [(goes, goes is not None)] * 4


async def test_a_correction_and_its_notices_take_nothing_away(post: Post) -> None:
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=PHOTO))
    await amended(post, letter_id, loud=True)
    await post.deliver()
    assert not any(copy.withdrawn for copy in await edits(post))

    await post.broadcasts.recall(letter_id, loud=False, by=post.north)

    found = [(copy.media, copy.withdrawn) for copy in (await edits(post))[4:]]
    assert found == [(PHOTO, True)] * 4 + [(None, False)] * 4


@pytest.mark.parametrize(
    ("seconds_before", "key"),
    [
        pytest.param(0.5, "letter.ask_recall.media", id="time enough to tell four and delete"),
        pytest.param(0.4, "letter.ask_recall.media.old", id="too little time for four"),
        pytest.param(-3600, "letter.ask_recall.media.old", id="too late"),
    ],
)
async def test_before_it_is_taken_back_it_is_said_whether_the_file_can_still_go(
    post: Post, seconds_before: float, key: str
) -> None:
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=PHOTO))
    text_only = await post.delivered(SOUTH, PICNIC, by=post.south)
    await post.later(seconds=48 * 3600 - seconds_before)

    asked = await post.broadcasts.ask_recall(letter_id, by=post.north)
    assert asked.body.key == key
    asked = await post.broadcasts.ask_recall(text_only, by=post.south)
    assert asked.body.key == "letter.ask_recall"


async def test_how_long_that_takes_goes_by_the_pace_of_the_bot(post: Post) -> None:
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=PHOTO))
    await post.later(seconds=48 * 3600 - 6)

    at_the_usual_pace = await post.broadcasts.ask_recall(letter_id, by=post.north)
    slow = Broadcasts(post.db, post.clock, pace=lambda: Pace(2))
    slowly = await slow.ask_recall(letter_id, by=post.north)

    assert at_the_usual_pace.body.key == "letter.ask_recall.media"
    assert slowly.body.key == "letter.ask_recall.media.old"


async def removal(post: Post, letter_id: int) -> Removal:
    """Return with how many people the file is gone, has yet to go, or stays."""

    def look(tx: Tx) -> Removal:
        letter = broadcasts.by_id(tx, letter_id)
        assert letter is not None
        return broadcasts.removal(tx, letter, card=f"letter:{letter_id}")

    return await post.db.read(look)


async def test_the_sender_reads_how_far_the_file_is_gone_and_with_how_many_it_stays(
    post: Post,
) -> None:
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=PHOTO))
    assert await removal(post, letter_id) == Removal()
    await post.broadcasts.recall(letter_id, loud=False, by=post.north)
    assert await removal(post, letter_id) == Removal(left=4)
    shown = await post.broadcasts.sent(letter_id, by=post.north)
    assert "Still to be deleted from 4 chats" in post.said(shown)
    assert presses(shown) == ["bc.sent", "del"]

    await post.run(
        "UPDATE deliveries SET state = 'failed', reason = 'file_stays', settled_at = 1"
        " WHERE action = 'edit' AND person_id = :id",
        id=post.members[0].id,
    )
    await post.deliver()

    assert await removal(post, letter_id) == Removal(gone=3, stays=1)
    shown = await post.broadcasts.sent(letter_id, by=post.north)
    assert shown.media is None
    assert "Gone from 3 chats" in post.said(shown)
    assert "In 1 chat the picture, file or place may still stand" in post.said(shown)
    assert presses(shown) == ["del"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(
            "UPDATE deliveries SET state = 'unknown', message_id = NULL WHERE id = 1",
            Removal(left=3, stays=1),
            id="not certain that it arrived",
        ),
        pytest.param(
            "UPDATE deliveries SET state = 'skipped', reason = 'no_address', settled_at = 1"
            " WHERE target_id = 1 AND action = 'edit'",
            Removal(left=3, stays=1),
            id="nobody is there any more",
        ),
        pytest.param(
            "UPDATE deliveries SET state = 'skipped', reason = 'stopped', message_id = NULL"
            " WHERE id = 1",
            Removal(left=3),
            id="it never arrived",
        ),
        pytest.param(
            "DELETE FROM deliveries WHERE target_id = 1", Removal(left=4), id="not queued yet"
        ),
    ],
)
async def test_whoever_may_still_have_the_file_is_counted(
    post: Post, change: str, found: Removal
) -> None:
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=PHOTO))
    await post.broadcasts.recall(letter_id, loud=False, by=post.north)

    await post.run(change)

    assert await removal(post, letter_id) == found


async def test_a_change_of_the_words_before_does_not_count_as_gone(post: Post) -> None:
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=PHOTO))
    await amended(post, letter_id, loud=False)
    await post.deliver()
    await post.later(seconds=1)

    await post.broadcasts.recall(letter_id, loud=False, by=post.north)

    assert await removal(post, letter_id) == Removal(left=4)


async def test_the_page_of_a_letter_with_an_album_has_the_way_to_take_it_back(post: Post) -> None:
    album = Media((MediaItem("photo", "a"), MediaItem("photo", "b")))
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=album))

    page = await post.broadcasts.sent(letter_id, by=post.north)

    assert "bc.recall" in presses(page)
    assert page.media is not None
    assert page.media.takes_buttons
