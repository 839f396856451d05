"""A letter that is out can be said right or taken back; everybody who has it learns of it."""

import pytest

from bot.app.parts import make_services
from bot.clock import ShiftedClock
from bot.domain.delivery import Lane
from bot.domain.media import Content, Media, MediaItem
from bot.domain.messages import Message
from bot.domain.people import Side
from bot.domain.refusals import Refusal
from bot.domain.retention import KEPT_FOR, Kept
from bot.language.render import Renderer
from bot.services.broadcasts.previews import Preview
from bot.services.retention import Retention
from bot.storage.sqlite import SqliteDatabase
from tests.services.broadcasting import NORTH, PICNIC, SOUTH, STORM, Post, presses

LATER = "We meet on Sunday at six in the park"


@pytest.fixture
async def post(db: SqliteDatabase, clock: ShiftedClock, renderer: Renderer) -> Post:
    post = Post(db, clock, renderer)
    await post.open()
    return post


async def amended(post: Post, letter_id: int, *, loud: bool = True) -> Message:
    """Let the author send a correction of a letter."""
    draft = await post.correction(letter_id, LATER)
    said = await post.broadcasts.amend(draft, version=1, loud=loud, by=post.north)
    assert isinstance(said, Message)
    return said


async def test_a_correction_is_looked_at_before_it_goes_out(post: Post) -> None:
    letter_id = await post.delivered()
    shown = await post.broadcasts.correct(letter_id, Content(LATER), by=post.north)

    assert "A correction for the 4 people who have the message" in post.said(shown)
    assert LATER in post.said(shown)
    assert await post.told("rewording") == []
    assert PICNIC.words in (await post.letter(letter_id))["versions"]


async def test_everybody_who_has_a_letter_is_told_of_its_correction_before_copies_change(
    post: Post,
) -> None:
    letter_id = await post.delivered()

    said = await amended(post, letter_id)

    assert said.body.key == "letter.corrected.loud"
    assert sorted(await post.told("rewording")) == [1, 2, 4, 5]
    rows = await post.all(
        "SELECT action, lane FROM deliveries WHERE state = 'waiting' ORDER BY lane, rank, id"
    )
    assert [row["action"] for row in rows] == ["send"] * 4 + ["edit"] * 4
    assert {row["lane"] for row in rows} == {Lane.NOTICE, Lane.BULK}
    _, notice = await post.words_for(post.members[0])
    assert "Correction of an earlier message" in notice
    assert LATER in notice
    [edit] = await post.words_for(post.members[0], action="edit")
    assert edit == LATER


async def test_a_quiet_correction_changes_copies_and_tells_nobody(post: Post) -> None:
    letter_id = await post.delivered()

    said = await amended(post, letter_id, loud=False)

    assert said.body.key == "letter.corrected.quiet"
    assert await post.told("rewording") == []
    assert await post.words_for(post.members[0], action="edit") == [LATER]


async def test_who_still_waits_gets_the_new_words_only(post: Post) -> None:
    letter_id = await post.posted()
    await post.deliver(only=post.members[0])

    await amended(post, letter_id)

    assert await post.told("rewording") == [post.members[0].id]
    assert await post.words_for(post.members[1]) == [LATER]


async def test_a_correction_sent_twice_tells_nobody_twice(post: Post) -> None:
    letter_id = await post.delivered()
    draft = await post.correction(letter_id, LATER)

    for _ in range(2):
        said = await post.broadcasts.amend(draft, version=1, loud=True, by=post.north)
        assert isinstance(said, Message)
        assert said.body.key == "letter.corrected.loud"

    assert len(await post.told("rewording")) == 4


async def test_a_correction_changed_meanwhile_is_shown_and_not_sent(post: Post) -> None:
    letter_id = await post.delivered()
    draft = await post.correction(letter_id, LATER)
    await post.broadcasts.write(draft, STORM, by=post.north)

    shown = await post.broadcasts.amend(draft, version=1, loud=True, by=post.north)

    assert isinstance(shown, Preview)
    assert STORM.words in post.said(shown)
    assert await post.told("rewording") == []


async def test_a_correction_must_be_there_in_every_language_in_which_people_have_it(
    post: Post,
) -> None:
    letter_id = await post.draft()
    await post.broadcasts.add_text(letter_id, "ru", Content("Встречаемся в пять"), by=post.north)
    await post.press_yes(await post.asked(letter_id))
    await post.deliver()
    draft = await post.correction(letter_id, LATER)

    shown = await post.broadcasts.amend(draft, version=1, loud=True, by=post.north)
    assert isinstance(shown, Preview)
    assert "bc.amend" not in presses(shown.desk)
    shown = await post.broadcasts.add_text(
        draft, "ru", Content("Встречаемся в шесть"), by=post.north
    )
    assert presses(shown.desk)[:2] == ["bc.amend", "bc.amend"]


async def test_a_second_correction_changes_the_notice_of_the_first_too(post: Post) -> None:
    letter_id = await post.delivered()
    await amended(post, letter_id)
    await post.deliver()
    draft = await post.correction(letter_id, STORM.words)

    await post.broadcasts.amend(draft, version=1, loud=False, by=post.north)

    edits = await post.words_for(post.members[0], action="edit")
    assert edits[-2] == STORM.words
    assert "Correction of an earlier message" in edits[-1]
    assert STORM.words in edits[-1]


async def test_who_waits_for_the_notice_of_a_correction_gets_that_of_the_next_alone(
    post: Post,
) -> None:
    letter_id = await post.delivered()
    await amended(post, letter_id)
    await post.deliver(only=post.members[0])
    draft = await post.correction(letter_id, STORM.words)

    await post.broadcasts.amend(draft, version=1, loud=True, by=post.north)

    rows = await post.all(
        "SELECT person_id FROM deliveries JOIN broadcasts ON broadcasts.id = broadcast_id"
        " WHERE kind = 'rewording' AND state = 'waiting' ORDER BY person_id"
    )
    assert [row["person_id"] for row in rows] == [1, 2, 4, 5]
    skipped = await post.all("SELECT reason FROM deliveries WHERE state = 'skipped'")
    assert [row["reason"] for row in skipped] == ["stopped"] * 3


async def test_the_same_words_are_no_correction(post: Post) -> None:
    letter_id = await post.delivered()

    with pytest.raises(Refusal, match=r"letter\.nothing_changed"):
        await post.correction(letter_id, PICNIC.words)


async def test_a_picture_cannot_be_exchanged_by_a_correction(post: Post) -> None:
    photo = Media((MediaItem("photo", "a"),))
    letter_id = await post.delivered(NORTH, Content(PICNIC.words, media=photo))

    other = Content(LATER, media=Media((MediaItem("photo", "b"),)))
    with pytest.raises(Refusal, match=r"letter\.only_words"):
        await post.broadcasts.correct(letter_id, other, by=post.north)
    await amended(post, letter_id, loud=False)
    message = await post.one(
        "SELECT message FROM contents JOIN deliveries ON contents.id = content_id"
        " WHERE action = 'edit'"
    )
    assert '"file_id":"a"' in message["message"]


async def test_a_letter_that_is_taken_back_goes_to_nobody_more_and_says_so_where_it_stands(
    post: Post,
) -> None:
    letter_id = await post.posted()
    await post.deliver(only=post.members[0])

    said = await post.broadcasts.recall(letter_id, loud=True, by=post.north)

    assert said.body.values["n"] == 1
    states = await post.all(
        "SELECT state, reason, COUNT(*) AS n FROM deliveries JOIN broadcasts"
        " ON broadcasts.id = broadcast_id WHERE kind = 'broadcast' GROUP BY state, reason"
    )
    assert states == [
        {"state": "sent", "reason": None, "n": 1},
        {"state": "skipped", "reason": "stopped", "n": 3},
    ]
    assert await post.told("recall") == [post.members[0].id]
    _, notice = await post.words_for(post.members[0])
    assert "A message was taken back" in notice
    assert PICNIC.words not in notice
    [edit] = await post.words_for(post.members[0], action="edit")
    assert "This message was taken back" in edit


async def test_taking_back_twice_tells_nobody_twice(post: Post) -> None:
    letter_id = await post.delivered()

    for _ in range(2):
        said = await post.broadcasts.recall(letter_id, loud=True, by=post.north)
        assert said.body.key == "letter.taken_back"

    assert len(await post.told("recall")) == 4


async def test_a_quiet_recall_changes_copies_and_tells_nobody(post: Post) -> None:
    letter_id = await post.delivered()

    await post.broadcasts.recall(letter_id, loud=False, by=post.north)

    assert await post.told("recall") == []
    assert len(await post.all("SELECT id FROM deliveries WHERE action = 'edit'")) == 4


async def test_what_was_taken_back_cannot_be_corrected_or_taken_back_again(post: Post) -> None:
    letter_id = await post.delivered()
    draft = await post.correction(letter_id, LATER)
    await post.broadcasts.recall(letter_id, loud=False, by=post.north)

    with pytest.raises(Refusal, match=r"letter\.is_recalled"):
        await post.broadcasts.may_correct(letter_id, by=post.north)
    with pytest.raises(Refusal, match=r"letter\.is_recalled"):
        await post.broadcasts.ask_recall(letter_id, by=post.north)
    with pytest.raises(Refusal, match=r"letter\.is_recalled"):
        await post.broadcasts.amend(draft, version=1, loud=True, by=post.north)
    assert await post.told("rewording") == []


async def test_another_coordinator_of_the_side_may_take_it_back_the_other_side_not(
    post: Post,
) -> None:
    letter_id = await post.delivered()

    with pytest.raises(Refusal, match=r"letter\.other_side"):
        await post.broadcasts.recall(letter_id, loud=False, by=post.south)
    with pytest.raises(Refusal, match=r"error\.only_for\.coordinator"):
        await post.broadcasts.recall(letter_id, loud=False, by=post.members[0])
    await post.broadcasts.recall(letter_id, loud=False, by=post.north_too)
    assert (await post.letter(letter_id))["state"] == "recalled"


async def test_who_is_forgotten_leaves_no_draft_and_the_letter_stays(post: Post) -> None:
    kept = await post.delivered(SOUTH, by=post.south)
    await post.draft(SOUTH, STORM, by=post.south)

    await post.run("UPDATE roles SET revoked_at = 1 WHERE person_id = :id", id=post.south.id)
    await make_services(post.db, post.clock, owners=frozenset()).erasures.forget(
        number=1, by=post.south
    )

    rows = await post.all("SELECT id, author_id, state FROM letters")
    assert rows == [{"id": kept, "author_id": None, "state": "sent"}]


@pytest.mark.parametrize(("kept", "state"), [(Kept.LETTER_DRAFTS, "draft"), (Kept.LETTERS, "sent")])
async def test_letters_go_when_they_have_served(post: Post, kept: Kept, state: str) -> None:
    await (post.draft() if state == "draft" else post.delivered())
    retention = Retention(post.db, post.clock)

    post.clock.forward(KEPT_FOR[kept])
    await retention.tidy()
    assert len(await post.all("SELECT id FROM letters WHERE state = :state", state=state)) == 1
    await post.later(seconds=1)
    await retention.tidy()

    assert await post.all("SELECT id FROM letters") == []


async def test_who_joins_later_is_not_told_of_a_correction(post: Post) -> None:
    letter_id = await post.delivered()
    await post.person(Side.NORTH)

    await amended(post, letter_id)

    assert sorted(await post.told("rewording")) == [1, 2, 4, 5]
