"""What can be deleted no more and is taken back: something empty takes the place of its file."""

import json
from typing import Any

import pytest

from bot.domain.delivery import (
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    Sent,
    TryLater,
    Unreachable,
)
from bot.domain.media import Media, MediaItem
from bot.language.rendered import Rendered
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import BotApi, Refused
from tests.telegram_edge.test_taking_back import TOO_OLD, asked, refused, taken_back

TAKEN_BACK = "Geri götürüldü"
GREY, EMPTY = "grey-picture-id", "empty-file-id"

STANDS: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{"file_id": "small"}, {"file_id": GREY}]},
    "document": {"document": {"file_id": EMPTY}},
}
"""What Telegram answers, by the kind that was put there."""


def media(*kinds: str) -> Media:
    return Media(tuple(MediaItem(kind, f"{kind}-id") for kind in kinds))


class TooOld:
    """Deletes nothing; takes what is put in the place of a file, after these refusals."""

    def __init__(self, *refusals: Refused | None) -> None:
        self._refusals = list(refusals)

    def __call__(self, method: str, body: Any) -> Any:
        if method.startswith("deletemessage"):
            raise refused(TOO_OLD)
        if method != "editmessagemedia":
            return {"message_id": 7}
        refusal = self._refusals.pop(0) if self._refusals else None
        if refusal is not None:
            raise refusal
        kind = put(body)["type"]
        return {"message_id": int(body["message_id"]), **STANDS[kind]}


def put(body: Any) -> Any:
    """Return what was put in the place of a file: a file by its id, or one that is attached."""
    given = body["media"]
    return json.loads(given) if isinstance(given, str) else given


def puts(api: BotApi) -> list[tuple[int, Any]]:
    """Return what was put into which message."""
    bodies = [body for method, body in asked(api) if method == "editmessagemedia"]
    return [(int(body["message_id"]), put(body)) for body in bodies]


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        pytest.param(["photo"], "photo", id="a picture"),
        pytest.param(["video"], "photo", id="a video"),
        pytest.param(["animation"], "photo", id="an animation"),
        pytest.param(["audio"], "photo", id="a sound"),
        pytest.param(["document"], "photo", id="a file"),
        pytest.param(["photo", "video", "photo"], "photo", id="an album of pictures"),
        pytest.param(["document", "document"], "document", id="an album of files"),
    ],
)
async def test_something_empty_takes_the_place_of_every_file(
    api: BotApi, channel: TelegramChannel, kinds: list[str], kind: str
) -> None:
    api.will_answer(TooOld())
    numbers = [7 + index for index in range(len(kinds))]
    message_id = ",".join(map(str, numbers))

    outcome = await channel.edit("telegram:42", message_id, taken_back(media(*kinds)))

    assert outcome == Sent(message_id)
    found = puts(api)
    assert [number for number, _ in found] == numbers
    assert {one["type"] for _, one in found} == {kind}
    assert [one.get("caption") for _, one in found] == [TAKEN_BACK] + [None] * (len(kinds) - 1)
    assert not any("-id" in str(one["media"]) for _, one in found[:1])


@pytest.mark.parametrize(
    "kinds",
    [["voice"], ["video_note"], ["sticker"], ["location"], ["venue"], ["audio", "audio"]],
    ids=" and ".join,
)
async def test_what_nothing_can_replace_stays(
    api: BotApi, channel: TelegramChannel, kinds: list[str]
) -> None:
    api.will_answer(TooOld())
    message_id = ",".join(str(7 + index) for index in range(len(kinds)))

    outcome = await channel.edit("telegram:42", message_id, taken_back(media(*kinds)))

    assert outcome == Rejected(Reason.FILE_STAYS, "Message can't be deleted for everyone")
    assert puts(api) == []


async def test_it_is_uploaded_once_and_goes_by_its_id_then(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_answer(TooOld())

    for number in ("7", "8", "9"):
        await channel.edit("telegram:42", number, taken_back(media("photo")))

    attached, *by_id = [one["media"] for _, one in puts(api)]
    assert attached.startswith("attach://")
    assert api.kinds.count("multipart/form-data") == 1
    assert by_id == [GREY, GREY]


async def test_what_is_uploaded_is_a_picture(api: BotApi, channel: TelegramChannel) -> None:
    api.will_answer(TooOld())

    await channel.edit("telegram:42", "7", taken_back(media("photo")))

    assert list(api.files.values()) == [("taken-back.png", "image/png")]
    [content] = [part for part in asked(api)[-1][1].values() if isinstance(part, bytes)]
    assert content.startswith(b"\x89PNG")


async def test_one_whose_id_is_refused_is_uploaded_again(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_answer(TooOld(None, refused("Bad Request: wrong file identifier/HTTP URL specified")))

    for number in ("7", "8"):
        await channel.edit("telegram:42", number, taken_back(media("photo")))

    _, by_id, again = [one["media"] for _, one in puts(api)]
    assert by_id == GREY
    assert again.startswith("attach://")


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        pytest.param(
            refused("Bad Request: message is not modified: the same"), Sent("7"), id="empty already"
        ),
        pytest.param(
            refused("Bad Request: message to edit not found"), Sent("7"), id="gone already"
        ),
        pytest.param(
            refused("Too Many Requests", 429, retry_after=5),
            TryLater(5, throttled=True),
            id="too many",
        ),
        pytest.param(
            refused("Forbidden: bot was blocked by the user", 403),
            Unreachable(Reason.BLOCKED),
            id="blocked",
        ),
        pytest.param(refused("Bad Gateway", 502), OutcomeUnknown(), id="perhaps done"),
        pytest.param(
            refused("Bad Request: message can't be edited"),
            Rejected(Reason.FILE_STAYS, "Message can't be deleted for everyone"),
            id="not allowed",
        ),
    ],
)
async def test_what_it_meets(
    api: BotApi, channel: TelegramChannel, refusal: Refused, outcome: Outcome
) -> None:
    api.will_answer(TooOld(refusal))

    assert await channel.edit("telegram:42", "7", taken_back(media("photo"))) == outcome


async def test_an_item_that_its_reader_deleted_keeps_none_of_the_others(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_answer(TooOld(None, refused("Bad Request: message to edit not found")))

    outcome = await channel.edit("telegram:42", "7,8,9", taken_back(media(*["photo"] * 3)))

    assert outcome == Sent("7,8,9")
    assert [number for number, _ in puts(api)] == [7, 8, 9]


async def test_an_item_that_is_refused_keeps_none_of_the_others_and_is_said(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_answer(TooOld(refused("Bad Request: message can't be edited")))

    outcome = await channel.edit("telegram:42", "7,8,9", taken_back(media(*["photo"] * 3)))

    assert outcome == Rejected(Reason.FILE_STAYS, "Message can't be deleted for everyone")
    assert [number for number, _ in puts(api)] == [7, 8, 9]


async def test_words_whose_formatting_is_refused_go_plain(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_answer(TooOld(refused("Bad Request: can't parse entities: Unsupported start tag")))
    bold = Rendered("<b>Geri</b> &lt;3", media=media("photo"), withdrawn=True)

    assert await channel.edit("telegram:42", "7", bold) == Sent("7")
    assert [one["caption"] for _, one in puts(api)] == ["<b>Geri</b> &lt;3", "Geri &lt;3"]
