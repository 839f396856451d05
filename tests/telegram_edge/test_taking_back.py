"""What is taken back with a file or a place: the message is deleted, or what stays is said."""

from typing import Any

import pytest

from bot.delivery.channel import Channel
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
from tests.telegram_edge.conftest import SENT, TOKEN, BotApi, Refused

PHOTO = Media((MediaItem("photo", "p"),))
ALBUM = Media((MediaItem("photo", "p"), MediaItem("video", "v"), MediaItem("photo", "q")))
TABRIZ = Media((MediaItem("location", "", 38.07, 46.3),))
STICKER = Media((MediaItem("sticker", "s"),))

TOO_OLD = "Bad Request: message can't be deleted for everyone"
STAYS = Rejected(Reason.FILE_STAYS, "Message can't be deleted for everyone")


def taken_back(media: Media | None) -> Rendered:
    return Rendered("Geri götürüldü", media=media, withdrawn=True)


def refused(description: str, code: int = 400, **parameters: Any) -> Refused:
    given = "".join(f',"{name}":{value}' for name, value in parameters.items())
    return Refused(
        code,
        f'{{"ok":false,"error_code":{code},"description":"{description}",'
        f'"parameters":{{{given[1:]}}}}}'.encode(),
    )


def asked(api: BotApi) -> list[tuple[str, Any]]:
    return [(path.removeprefix(f"/bot{TOKEN}/").lower(), body) for path, body in api.asked]


class Answers:
    """Answers each method as it was told; what is not known was not to be asked."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def __call__(self, method: str, _body: Any) -> Any:
        answer = self._answers[method]
        if isinstance(answer, Refused):
            raise answer
        return answer


@pytest.mark.parametrize("media", [PHOTO, TABRIZ, STICKER], ids=lambda it: it.kind)
async def test_one_message_is_deleted(api: BotApi, channel: TelegramChannel, media: Media) -> None:
    api.will_say(True)

    outcome = await channel.edit("telegram:42", "7", taken_back(media))

    assert outcome == Sent("7")
    assert asked(api) == [("deletemessage", {"chat_id": 42, "message_id": 7})]


async def test_an_album_is_deleted_with_every_item(api: BotApi, channel: TelegramChannel) -> None:
    api.will_say(True)

    outcome = await channel.edit("telegram:42", "7,8,9", taken_back(ALBUM))

    assert outcome == Sent("7,8,9")
    assert asked(api) == [("deletemessages", {"chat_id": 42, "message_ids": [7, 8, 9]})]


async def test_a_text_that_is_taken_back_says_so_where_it_stands(
    api: BotApi, channel: TelegramChannel
) -> None:
    assert await channel.edit("telegram:42", "7", taken_back(None)) == Sent("7")

    [(method, body)] = asked(api)
    assert (method, body["message_id"], body["text"]) == ("editmessagetext", 7, "Geri götürüldü")


@pytest.mark.parametrize("number", ["7", "7,8,9"])
async def test_a_correction_deletes_nothing(
    api: BotApi, channel: TelegramChannel, number: str
) -> None:
    await channel.edit("telegram:42", number, Rendered("altıda", media=PHOTO))

    assert [method for method, _ in asked(api)] == ["editmessagecaption"]


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        pytest.param(
            refused("Bad Request: message to delete not found"), Sent("7"), id="gone already"
        ),
        pytest.param(
            refused("Too Many Requests: retry after 3", 429, retry_after=3),
            TryLater(3, throttled=True),
            id="too many",
        ),
        pytest.param(
            refused("Forbidden: bot was blocked by the user", 403),
            Unreachable(Reason.BLOCKED),
            id="blocked",
        ),
        pytest.param(
            refused("Forbidden: user is deactivated", 403),
            Unreachable(Reason.DEACTIVATED),
            id="account closed",
        ),
        pytest.param(
            refused("Bad Request: chat not found"), Unreachable(Reason.CHAT_GONE), id="no chat"
        ),
        pytest.param(refused("Bad Gateway", 502), OutcomeUnknown(), id="perhaps done"),
    ],
)
async def test_what_a_deletion_meets(
    api: BotApi, channel: TelegramChannel, refusal: Refused, outcome: Outcome
) -> None:
    api.will_answer(Answers(deletemessage=refusal))

    assert await channel.edit("telegram:42", "7", taken_back(PHOTO)) == outcome
    assert len(api.asked) == 1


@pytest.mark.parametrize("result", [False, None, {"message_id": 7}, "true"])
async def test_an_answer_that_is_not_true_is_no_proof(
    api: BotApi, channel: TelegramChannel, result: Any
) -> None:
    api.will_say(result)

    assert await channel.edit("telegram:42", "7", taken_back(PHOTO)) == OutcomeUnknown()


CANNOT = refused("Bad Request: message can't be edited")
NO_CAPTION = refused("Bad Request: there is no caption in the message to edit")
NO_TEXT = refused("Bad Request: there is no text in the message to edit")


@pytest.mark.parametrize(
    ("media", "number", "answers", "methods", "outcome"),
    [
        pytest.param(
            PHOTO,
            "7",
            {
                "deletemessage": refused(TOO_OLD),
                "editmessagemedia": CANNOT,
                "editmessagecaption": SENT,
            },
            ["deletemessage", "editmessagemedia", "editmessagecaption"],
            STAYS,
            id="its words go",
        ),
        pytest.param(
            ALBUM,
            "7,8,9",
            {
                "deletemessages": refused(TOO_OLD),
                "editmessagemedia": CANNOT,
                "editmessagecaption": SENT,
            },
            ["deletemessages", *["editmessagemedia"] * 3, "editmessagecaption"],
            STAYS,
            id="an album's words go",
        ),
        pytest.param(
            PHOTO,
            "7",
            {
                "deletemessage": refused("Bad Request: message can't be deleted"),
                "editmessagemedia": CANNOT,
                "editmessagecaption": refused("Bad Request: message is not modified: the same"),
            },
            ["deletemessage", "editmessagemedia", "editmessagecaption"],
            Rejected(Reason.FILE_STAYS, "Message can't be deleted"),
            id="its words went before",
        ),
        pytest.param(
            TABRIZ,
            "7",
            {"deletemessage": refused(TOO_OLD)},
            ["deletemessage"],
            STAYS,
            id="a place has no words",
        ),
        pytest.param(
            Media((MediaItem("voice", "v"),)),
            "7",
            {
                "deletemessage": refused(TOO_OLD),
                "editmessagecaption": NO_CAPTION,
                "editmessagetext": SENT,
            },
            ["deletemessage", "editmessagecaption", "editmessagetext"],
            STAYS,
            id="it went as a text",
        ),
        pytest.param(
            PHOTO,
            "7",
            {
                "deletemessage": refused(TOO_OLD),
                "editmessagemedia": CANNOT,
                "editmessagecaption": refused("Too Many Requests", 429, retry_after=5),
            },
            ["deletemessage", "editmessagemedia", "editmessagecaption"],
            TryLater(5, throttled=True),
            id="its words are put off",
        ),
        pytest.param(
            PHOTO,
            "7",
            {
                "deletemessage": refused(TOO_OLD),
                "editmessagemedia": CANNOT,
                "editmessagecaption": refused("Bad Gateway", 502),
            },
            ["deletemessage", "editmessagemedia", "editmessagecaption"],
            OutcomeUnknown(),
            id="its words are in doubt",
        ),
    ],
)
async def test_of_what_nothing_can_replace_the_words_go_and_the_outcome_says_that_it_stays(
    api: BotApi,
    channel: TelegramChannel,
    media: Media,
    number: str,
    answers: dict[str, Any],
    methods: list[str],
    outcome: Outcome,
) -> None:
    api.will_answer(Answers(**answers))

    assert await channel.edit("telegram:42", number, taken_back(media)) == outcome
    assert [method for method, _ in asked(api)] == methods


async def test_words_whose_formatting_is_refused_go_plain_under_what_stays(
    api: BotApi, channel: TelegramChannel
) -> None:
    def answer(method: str, body: Any) -> Any:
        if method == "deletemessage":
            raise refused(TOO_OLD)
        if method == "editmessagemedia":
            raise CANNOT
        if "<b>" in body["caption"]:
            raise refused("Bad Request: can't parse entities: Unsupported start tag")
        return SENT

    api.will_answer(answer)
    bold = Rendered("<b>Geri</b>", media=PHOTO, withdrawn=True)

    assert await channel.edit("telegram:42", "7", bold) == STAYS
    assert asked(api)[-1][1]["caption"] == "Geri"


async def test_what_was_taken_back_is_never_sent_with_its_file(
    api: BotApi, channel: TelegramChannel
) -> None:
    assert await channel.send("telegram:42", taken_back(PHOTO)) == Sent("7")

    [(method, body)] = asked(api)
    assert (method, body["text"]) == ("sendmessage", "Geri götürüldü")


@pytest.mark.parametrize("number", ["", "x", "7,x", ",8"])
async def test_what_has_no_number_is_not_deleted(
    api: BotApi, channel: Channel, number: str
) -> None:
    outcome = await channel.edit("telegram:42", number, taken_back(PHOTO))

    assert outcome == Rejected(Reason.FILE_STAYS, "no message number")
    assert [path for path, _ in api.asked if "delete" in path.lower()] == []


async def test_nothing_is_deleted_on_another_channel(api: BotApi, channel: Channel) -> None:
    outcome = await channel.edit("whatsapp:49", "7", taken_back(PHOTO))

    assert outcome == Rejected(Reason.FILE_STAYS, "not a Telegram address")
    assert api.asked == []
