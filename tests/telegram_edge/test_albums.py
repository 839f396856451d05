"""Albums of private chats: remembered whole, for an hour, and not too many."""

import asyncio
from typing import Any

import pytest

from bot.conversation.incoming import Said
from bot.domain.media import Media, MediaItem
from bot.telegram import albums as module
from bot.telegram.albums import KEPT_MOST, KEPT_SECONDS, Albums
from bot.telegram.updates import read_update

Json = dict[str, Any]

HOME = {"id": 42, "type": "private"}
CLUB = {"id": -100, "type": "supergroup", "title": "North"}
LEYLA = {"id": 42, "is_bot": False, "first_name": "Leyla"}


class Seconds:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def picture(number: int, caption: str = "", *, album: str = "a", **more: Any) -> Json:
    words = {"caption": caption, "caption_entities": [{"type": "bold", "offset": 0, "length": 1}]}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": LEYLA,
            "chat": HOME,
            "media_group_id": album,
            "photo": [{"file_id": f"p{number}"}],
            **(words if caption else {}),
            **more,
        },
    }


def items(*numbers: int) -> Media:
    return Media(tuple(MediaItem("photo", f"p{number}") for number in numbers))


def reply(to: Json) -> Json:
    message = {"message_id": 99, "from": LEYLA, "chat": HOME, "text": "/menu"}
    return {"update_id": 99, "message": {**message, "reply_to_message": to["message"]}}


def read(update: Json, albums: Albums) -> Said:
    said = read_update(update, albums)
    assert isinstance(said, Said)
    return said


def test_an_album_is_one_message_with_the_words_of_any_of_its_pictures() -> None:
    albums, updates = Albums(), [picture(1), picture(2, "Novruz"), picture(3)]
    for update in updates:
        albums.note(update)

    said = read(updates[0], albums)

    assert (said.words, said.entities[0].type, said.media) == ("Novruz", "bold", items(1, 2, 3))
    assert [read_update(it, albums) for it in updates[1:]] == [None, None]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_reply_to_any_of_its_pictures_means_all_of_it(which: int) -> None:
    albums, updates = Albums(), [picture(1, "Novruz"), picture(2), picture(3)]
    for update in updates:
        albums.note(update)

    said = read(reply(updates[which]), albums)

    assert (said.replied, said.replied_media) == ("Novruz", items(1, 2, 3))


def test_of_an_album_that_nobody_remembers_there_is_one_picture() -> None:
    said = read(reply(picture(2)), Albums())

    assert said.replied_media == Media((MediaItem("photo", "p2"),), is_part=True)


def test_a_picture_alone_is_no_part() -> None:
    alone = picture(2)
    del alone["message"]["media_group_id"]

    assert read(alone, Albums()).media == items(2)


def test_an_album_that_was_passed_on_is_one_message_too() -> None:
    albums = Albums()
    updates = [picture(n, "x" if n == 2 else "", forward_origin={"type": "user"}) for n in (1, 2)]
    for update in updates:
        albums.note(update)

    said = read(updates[0], albums)

    assert (said.words, said.forwarded, said.media) == ("x", True, items(1, 2))
    assert read_update(updates[1], albums) is None


def test_albums_of_different_chats_are_different() -> None:
    albums = Albums()
    albums.note(picture(1))
    albums.note(picture(2, chat={"id": 43, "type": "private"}))

    assert read(picture(1), albums).media == Media((MediaItem("photo", "p1"),), is_part=True)


def test_what_people_show_each_other_in_a_group_is_not_remembered() -> None:
    albums, shown = Albums(), picture(1, chat=CLUB)

    albums.note(shown)

    assert albums.of(shown["message"]) is None


def test_an_album_is_forgotten_after_an_hour() -> None:
    seconds = Seconds()
    albums = Albums(seconds)
    albums.note(picture(1))

    seconds.now = KEPT_SECONDS - 1
    assert albums.of(picture(1)["message"]) is not None
    seconds.now = KEPT_SECONDS
    assert albums.of(picture(1)["message"]) is None
    albums.note(picture(2, album="b"))
    assert len(albums._kept) == 1


def test_no_more_albums_are_kept_than_there_is_room_for() -> None:
    albums = Albums()
    for number in range(KEPT_MOST + 5):
        albums.note(picture(number, album=str(number)))

    assert len(albums._kept) == KEPT_MOST
    assert albums.of(picture(0, album="0")["message"]) is None


@pytest.mark.parametrize(
    "update",
    [{}, {"message": 1}, {"message": {}}, picture(1, photo=None), picture(1, chat={})],
    ids=["no message", "a number", "empty", "no picture", "no chat"],
)
def test_garbage_is_passed_over(update: Json) -> None:
    albums = Albums()

    albums.note(update)

    assert not albums._kept


async def test_an_album_counts_as_whole_a_moment_after_its_last_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds, waited = Seconds(), []
    albums = Albums(seconds)

    async def sleep(some: float) -> None:
        waited.append(some)
        seconds.now += some
        if len(waited) == 1:
            albums.note(picture(2))

    monkeypatch.setattr(asyncio, "sleep", sleep)
    albums.note(picture(1))

    await albums.settle(picture(1))

    assert waited == [module.SETTLED_SECONDS] * 2
    assert read(picture(1), albums).media == items(1, 2)


async def test_ten_pictures_and_a_lone_one_are_not_waited_for() -> None:
    seconds = Seconds()
    albums = Albums(seconds)
    for number in range(1, 11):
        albums.note(picture(number))

    await albums.settle(picture(1))
    await albums.settle({"message": {"chat": HOME, "text": "Salam"}})
    await albums.settle({"callback_query": {}})

    assert seconds.now == 0
