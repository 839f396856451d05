"""What comes along with a message or a press: looks, forwards, and what a button is about."""

from typing import Any

import pytest

from bot.conversation.excerpts import from_place
from bot.conversation.incoming import Pressed, Said, Written
from bot.language.script import Entity
from bot.telegram.keeping import kept
from bot.telegram.updates import read_update

Json = dict[str, Any]

LEYLA = {"id": 42, "is_bot": False, "first_name": "Leyla", "language_code": "az"}
AT_HOME = {"id": 42, "type": "private", "first_name": "Leyla"}
IN_GROUP = {"id": -1001234567890, "type": "supergroup", "title": "North"}
ORIGIN = {"type": "hidden_user", "date": 0, "sender_user_name": "x"}
BOLD = {"type": "bold", "offset": 0, "length": 2}


def read(message: Json) -> Said | None:
    whole = {"message_id": 9, "date": 0, "from": LEYLA, "chat": AT_HOME, **message}
    said = read_update({"update_id": 5, "message": whole})
    assert said is None or isinstance(said, Said)
    return said


def press(data: str, **message: Any) -> Json:
    under = {"message_id": 9, "date": 0, "chat": AT_HOME, **message}
    return {"update_id": 5, "callback_query": press_of(data, under)}


def press_of(data: str, under: Json) -> Json:
    return {"id": "1", "from": LEYLA, "chat_instance": "2", "data": data, "message": under}


def test_looks_come_along_with_words_and_with_captions() -> None:
    text = read({"text": "ab", "entities": [BOLD]})
    caption = read({"photo": [], "caption": "ab", "caption_entities": [BOLD]})

    assert text is not None
    assert caption is not None
    assert text.entities == caption.entities == (Entity("bold", 0, 2),)
    assert text.id == 9


def test_a_link_says_where_it_leads_and_nothing_of_a_person_comes_along() -> None:
    link = {"type": "text_link", "offset": 0, "length": 1, "url": "https://a.b"}
    mention = {"type": "text_mention", "offset": 1, "length": 1, "user": LEYLA}

    said = read({"text": "ab", "entities": [link, mention]})

    assert said is not None
    assert [one.extra for one in said.entities] == [{"url": "https://a.b"}, {}]


@pytest.mark.parametrize("kind", ["user", "hidden_user", "chat", "channel"])
def test_a_forward_is_known_whoever_it_is_of(kind: str) -> None:
    said = read({"text": "ab", "forward_origin": {"type": kind, "date": 0}})

    assert said is not None
    assert said.forwarded


def test_of_a_forwarded_album_only_what_has_words_is_answered() -> None:
    album = {"photo": [], "forward_origin": ORIGIN, "media_group_id": "7"}

    assert read(album) is None
    said = read({**album, "caption": "ab"})
    assert said is not None
    assert said.words == "ab"


def test_of_an_answered_message_the_marked_part_is_meant() -> None:
    answered = {"message_id": 4, "text": "abc def", "entities": [BOLD]}
    quote = {"text": "def", "position": 4, "is_manual": True, "entities": [BOLD]}

    whole = read({"text": "/script", "reply_to_message": answered})
    part = read({"text": "/script", "reply_to_message": answered, "quote": quote})

    assert whole is not None
    assert part is not None
    assert (whole.replied, whole.replied_id) == ("abc def", 4)
    assert (part.replied, part.replied_id) == ("def", 4)


def test_a_button_is_about_the_message_that_its_own_answers() -> None:
    answered = {"message_id": 4, "caption": "ab", "caption_entities": [BOLD]}
    raw = press("1:sc.to:arabic", text="ours", reply_to_message=answered)

    for update in (raw, kept(raw)):
        pressed = read_update(update)
        assert isinstance(pressed, Pressed)
        assert pressed.about == Written("ab", (Entity("bold", 0, 2),), 4)


def test_else_it_is_about_what_its_own_message_quotes() -> None:
    quote = {"type": "expandable_blockquote", "offset": 3, "length": 6}
    raw = press("1:wd.list:latin:0", text="😀\n\u2068abc\u2069\n", entities=[quote])

    for update in (raw, kept(raw)):
        pressed = read_update(update)
        assert isinstance(pressed, Pressed)
        assert pressed.about == Written("abc\n")


@pytest.mark.parametrize("data", ["1:ev.go:1", "1:script", "1:br.rm:3"])
def test_words_are_stored_with_no_other_press(data: str) -> None:
    answered = {"message_id": 4, "text": "a secret"}

    stored = kept(press(data, text="a secret", reply_to_message=answered))

    assert "secret" not in str(stored)


def test_a_command_is_cut_off_and_the_looks_move_along() -> None:
    written = Written("/script 😀 abc ", (Entity("bold", 8, 2), Entity("italic", 11, 9)), 3)

    assert from_place(written, 7) == Written(
        "😀 abc", (Entity("bold", 0, 2), Entity("italic", 3, 3)), 3
    )
