"""A topic that is called otherwise, as Telegram tells it."""

from typing import Any

import pytest

from bot.conversation.incoming import Chat, TopicRenamed
from bot.telegram.updates import Malformed, read_update
from tests.telegram_edge.test_updates import IN_GROUP, message

IN_TOPIC = {"is_topic_message": True, "message_thread_id": 7, "chat": IN_GROUP}


def test_a_new_name_of_a_topic_is_news() -> None:
    edited = message(None, forum_topic_edited={"name": "Yeni\x00 söhbət"}, **IN_TOPIC)

    assert read_update(edited) == TopicRenamed(
        5, Chat("telegram:-1001234567890", False, "North", thread=7, topic="Yeni söhbət")
    )


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"forum_topic_edited": {"icon_custom_emoji_id": "5"}}, id="another icon"),
        pytest.param({"forum_topic_edited": {"name": 5}}, id="a name that is none"),
        pytest.param({"forum_topic_edited": {"name": "a"}, "is_topic_message": False}, id="none"),
    ],
)
def test_what_renames_no_topic_is_no_news(more: dict[str, Any]) -> None:
    assert read_update(message(None, **{**IN_TOPIC, **more})) is None


def test_an_edit_of_another_shape_is_malformed() -> None:
    with pytest.raises(Malformed):
        read_update(message(None, forum_topic_edited="Yeni", **IN_TOPIC))
