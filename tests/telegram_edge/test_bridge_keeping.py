"""What is stored of an update holds no words of a conversation, and reads the same for us."""

from typing import Any

import pytest

from bot.telegram.keeping import kept
from bot.telegram.updates import read_update

PERSON = {"id": 5, "is_bot": False, "first_name": "x"}
GROUP = {"id": -1001, "type": "supergroup", "title": "t"}
REPLIED = {"message_id": 3, "date": 0, "chat": GROUP, "from": PERSON, "text": "between us"}


def said(text: str, **more: Any) -> dict[str, Any]:
    message = {"message_id": 9, "date": 0, "chat": GROUP, "from": PERSON, "text": text, **more}
    return {"update_id": 1, "message": message}


PRESSED = {
    "update_id": 1,
    "callback_query": {
        "id": "7",
        "from": PERSON,
        "data": "1:br.rm:1",
        "message": {**REPLIED, "is_topic_message": True, "message_thread_id": 4},
    },
}


@pytest.mark.parametrize(
    "update",
    [
        PRESSED,
        said("/unbridge", reply_to_message=REPLIED),
        said("/bridge@KorpuBot", reply_to_message=REPLIED),
        said("/unbridge", quote={"text": "between us"}),
    ],
    ids=["a press", "/unbridge as a reply", "/bridge as a reply", "with a quote"],
)
def test_words_that_come_along_are_not_stored(update: dict[str, Any]) -> None:
    assert "between us" in str(update)
    assert "between us" not in str(kept(update))


@pytest.mark.parametrize("update", [PRESSED, said("/help"), said("/unbridge now")])
def test_it_reads_the_same(update: dict[str, Any]) -> None:
    assert read_update(kept(update)) == read_update(update)


def test_a_reply_that_is_to_be_used_stays_whole() -> None:
    update = said("/broadcast", reply_to_message=REPLIED)

    assert kept(update) == update


def test_a_topic_keeps_its_name() -> None:
    made = {"message_id": 4, "date": 0, "chat": GROUP, "forum_topic_created": {"name": "Talk"}}
    topic = {"is_topic_message": True, "message_thread_id": 4, "reply_to_message": made}

    read = read_update(kept(said("/bridge", **topic)))

    assert read is not None
    assert (read.chat.thread, read.chat.topic, getattr(read, "replied_id", None)) == (4, "Talk", 0)
