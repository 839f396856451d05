"""What goes along with words, as it arrives from the Bot API and as it arrives there."""

import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.channel import Channel
from bot.domain.delivery import Outcome, OutcomeUnknown, Reason, Rejected, Sent, TryLater
from bot.domain.media import Media, MediaItem
from bot.language.rendered import Rendered, RenderedButton
from bot.telegram.media import media_of
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import SENT, TOKEN, BotApi, Refused

FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = MediaItem("photo", "p")
BUTTON = ((RenderedButton("Menyu", press="1:go:menu"),),)
WHERE = {"latitude": 38.07, "longitude": 46.3}


def asked(api: BotApi) -> tuple[str, Any]:
    path, body = api.asked[-1]
    return path.removeprefix(f"/bot{TOKEN}/"), body


@pytest.mark.parametrize(
    ("message", "item"),
    [
        pytest.param(
            {"photo": [{"file_id": "small"}, {"file_id": "large"}]},
            MediaItem("photo", "large"),
            id="the largest of a picture",
        ),
        pytest.param(
            {"animation": FILE, "document": FILE}, MediaItem("animation", "f"), id="no document"
        ),
        pytest.param(
            {"video": FILE, "has_media_spoiler": True},
            MediaItem("video", "f", spoiler=True),
            id="covered",
        ),
        *(
            pytest.param({kind: FILE}, MediaItem(kind, "f"), id=kind)
            for kind in ("audio", "document", "voice", "sticker", "video_note")
        ),
        pytest.param({"location": WHERE}, MediaItem("location", "", 38.07, 46.3), id="a place"),
        pytest.param(
            {"venue": {"location": WHERE, "title": "A", "address": "B"}, "location": WHERE},
            MediaItem("venue", "", 38.07, 46.3, "A", "B"),
            id="a place with a name",
        ),
    ],
)
def test_what_goes_along_is_found(message: dict[str, Any], item: MediaItem) -> None:
    assert media_of(message) == Media((item,))


@pytest.mark.parametrize("kind", ["poll", "contact", "dice", "story", "text", "paid_media"])
def test_what_cannot_be_sent_again_is_not(kind: str) -> None:
    assert media_of({kind: FILE}) is None
    assert media_of({"photo": []}) is None


@given(
    st.dictionaries(
        st.sampled_from(["photo", "video", "location", "venue"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=3) | st.floats(),
            lambda it: (
                st.lists(it, max_size=2)
                | st.dictionaries(st.sampled_from(["file_id", "latitude", "longitude"]), it)
            ),
            max_leaves=6,
        ),
    )
)
def test_garbage_is_nothing_or_a_fault_that_intake_knows(message: dict[str, Any]) -> None:
    try:
        media = media_of(message)
    except (KeyError, TypeError, ValueError, AttributeError):
        return
    assert media is None or len(media.items) == 1


@pytest.mark.parametrize(
    ("item", "method", "parts"),
    [
        (PHOTO, "sendPhoto", {"photo": "p"}),
        (MediaItem("video", "f", spoiler=True), "sendVideo", {"video": "f", "has_spoiler": True}),
        (MediaItem("voice", "f"), "sendVoice", {"voice": "f"}),
        (MediaItem("animation", "f"), "sendAnimation", {"animation": "f"}),
        (MediaItem("document", "f", spoiler=True), "sendDocument", {"document": "f"}),
        (MediaItem("audio", "f"), "sendAudio", {"audio": "f"}),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
async def test_a_file_arrives_by_its_id_with_words_and_buttons(
    api: BotApi, channel: TelegramChannel, item: MediaItem, method: str, parts: dict[str, Any]
) -> None:
    rendered = Rendered("<b>Salam</b>", BUTTON, silent=True, media=Media((item,)))

    outcome = await channel.send("telegram:-100123/7", rendered)

    assert outcome == Sent("7")
    assert asked(api) == (
        method,
        {
            "chat_id": -100123,
            "message_thread_id": 7,
            "disable_notification": True,
            **parts,
            "caption": "<b>Salam</b>",
            "parse_mode": "HTML",
            "reply_markup": {
                "inline_keyboard": [[{"text": "Menyu", "callback_data": "1:go:menu"}]]
            },
        },
    )


@pytest.mark.parametrize(
    ("item", "method", "parts"),
    [
        (MediaItem("sticker", "f"), "sendSticker", {"sticker": "f"}),
        (MediaItem("video_note", "f"), "sendVideoNote", {"video_note": "f"}),
        (MediaItem("location", "", 1.5, -2.0), "sendLocation", {"latitude": 1.5, "longitude": -2}),
        (
            MediaItem("venue", "", 0, 0, "A", "B"),
            "sendVenue",
            {"latitude": 0, "longitude": 0, "title": "A", "address": "B"},
        ),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
async def test_what_has_no_caption_arrives_without(
    api: BotApi, channel: TelegramChannel, item: MediaItem, method: str, parts: dict[str, Any]
) -> None:
    await channel.send("telegram:42", Rendered("", media=Media((item,))))

    assert asked(api) == (method, {"chat_id": 42, **parts})


async def test_an_album_is_sent_at_once_and_each_number_is_kept(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_say([{**SENT, "message_id": number} for number in (7, 8)])
    album = Media((PHOTO, MediaItem("video", "v", spoiler=True)))

    outcome = await channel.send("telegram:42", Rendered("Salam", media=album))

    assert outcome == Sent("7,8")
    assert asked(api) == (
        "sendMediaGroup",
        {
            "chat_id": 42,
            "media": [
                {"type": "photo", "media": "p", "caption": "Salam", "parse_mode": "HTML"},
                {"type": "video", "media": "v", "has_spoiler": True},
            ],
        },
    )


@pytest.mark.parametrize("result", [[], [{"chat": 1}], True, {"message_id": None}, [7]])
async def test_an_answer_without_numbers_is_no_proof(
    api: BotApi, channel: TelegramChannel, result: Any
) -> None:
    api.will_say(result)

    album = Rendered("Salam", media=Media((PHOTO, PHOTO)))

    assert await channel.send("telegram:42", album) == OutcomeUnknown()


@pytest.mark.parametrize(
    ("status", "description", "outcome"),
    [
        (400, "wrong file identifier/HTTP URL specified", Rejected(Reason.FILE_GONE)),
        (
            400,
            "wrong remote file identifier specified: can't unserialize it",
            Rejected(Reason.FILE_GONE),
        ),
        (
            400,
            'failed to send message #2 with the error message "Wrong file identifier/HTTP URL'
            ' specified"',
            Rejected(Reason.FILE_GONE),
        ),
        (400, "can't use file of type Photo as Document", Rejected(Reason.FILE_GONE)),
        (400, "FILE_REFERENCE_EXPIRED", Rejected(Reason.FILE_GONE)),
        (400, "not enough rights to send photos to the chat", Rejected(Reason.NO_RIGHTS)),
        (400, "CHAT_SEND_PHOTOS_FORBIDDEN", Rejected(Reason.NO_RIGHTS)),
        (400, "message thread not found", Rejected(Reason.TOPIC_CLOSED)),
    ],
)
async def test_a_refusal_says_why(
    api: BotApi, channel: TelegramChannel, status: int, description: str, outcome: Outcome
) -> None:
    api.will_refuse(status, f"Bad Request: {description}")

    assert await channel.send("telegram:42", Rendered("a", media=Media((PHOTO,)))) == outcome


@pytest.mark.parametrize("media", [Media((PHOTO,)), Media((PHOTO, PHOTO))], ids=lambda it: it.kind)
async def test_a_caption_that_cannot_be_parsed_goes_plain_and_nobody_elses_is_tried(
    api: BotApi, channel: TelegramChannel, media: Media
) -> None:
    def captions() -> list[str]:
        bodies = [body for _, body in api.asked]
        return [(body["media"][0] if media.is_album else body)["caption"] for body in bodies]

    def answer(_method: str, body: Any) -> Any:
        if "<b>" in str(body):
            raise Refused(
                400,
                b'{"ok":false,"error_code":400,"description":'
                b'"Bad Request: can\'t parse entities: Unsupported start tag"}',
            )
        return [SENT, SENT] if media.is_album else SENT

    api.will_answer(answer)
    rendered = Rendered("<b>a</b> &lt;b", media=media)

    outcomes = [await channel.send(f"telegram:{reader}", rendered) for reader in (42, 43, 44)]

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert captions() == ["<b>a</b> &lt;b", *["a &lt;b"] * 3]


async def test_what_is_paid_for_says_so(api: BotApi, channel: TelegramChannel) -> None:
    rendered = Rendered("a", media=Media((PHOTO,)))

    await channel.send("telegram:42", rendered, paid=True)
    await channel.send("telegram:42", rendered)

    assert [body.get("allow_paid_broadcast") for _, body in api.asked] == [True, None]


async def test_too_many_are_later(api: BotApi, channel: TelegramChannel) -> None:
    api.will_refuse(429, "Too Many Requests: retry after 3", retry_after=3)

    outcome = await channel.send("telegram:42", Rendered("a", media=Media((PHOTO, PHOTO))))

    assert outcome == TryLater(3, throttled=True)


async def test_who_takes_no_voice_messages_gets_the_words(
    api: BotApi, channel: TelegramChannel
) -> None:
    voice = Media((MediaItem("voice", "v"),))
    forbidden = (
        b'{"ok":false,"error_code":400,"description":"Bad Request: VOICE_MESSAGES_FORBIDDEN"}'
    )
    api.will_write(400, forbidden)

    assert await channel.send("telegram:42", Rendered("", media=voice)) == Rejected(Reason.NO_VOICE)
    assert len(api.asked) == 1
    assert await channel.send("telegram:42", Rendered("a", media=voice)) == (
        Rejected(Reason.NO_VOICE)
    )
    assert [path.rpartition("/")[2] for path, _ in api.asked[1:]] == ["sendVoice", "sendMessage"]
    assert asked(api)[1]["text"] == "a"


async def test_a_caption_beyond_its_room_is_shortened_and_logged_once(
    api: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    long = Rendered(f"<i>{'söz ' * 400}</i>", media=Media((PHOTO,)))

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await channel.send("telegram:42", long)

    caption = asked(api)[1]["caption"]
    assert caption.endswith("söz…</i>")
    assert len(caption) <= 1024 + len("<i></i>")
    assert caplog.text.count("caption shortened") == 1


async def test_words_under_a_file_are_corrected(api: BotApi, channel: TelegramChannel) -> None:
    outcome = await channel.edit("telegram:42", "7", Rendered("a", BUTTON, media=Media((PHOTO,))))

    method, body = asked(api)
    assert outcome == Sent("7")
    assert method == "editMessageCaption"
    assert (body["message_id"], body["caption"]) == (7, "a")
    assert "reply_markup" in body


async def test_an_album_is_corrected_at_its_first_item_and_keeps_its_numbers(
    api: BotApi, channel: TelegramChannel
) -> None:
    outcome = await channel.edit("telegram:42", "7,8,9", Rendered("a", BUTTON))

    method, body = asked(api)
    assert outcome == Sent("7,8,9")
    assert (method, body["message_id"], body["caption"]) == ("editMessageCaption", 7, "a")
    assert "reply_markup" not in body


@pytest.mark.parametrize(
    ("media", "refusal", "methods"),
    [
        (
            None,
            "there is no text in the message to edit",
            ["editMessageText", "editMessageCaption"],
        ),
        (
            Media((PHOTO,)),
            "there is no caption in the message to edit",
            ["editMessageCaption", "editMessageText"],
        ),
    ],
    ids=["a caption after all", "a text after all"],
)
async def test_a_correction_finds_where_the_words_are(
    api: BotApi,
    channel: TelegramChannel,
    media: Media | None,
    refusal: str,
    methods: list[str],
) -> None:
    api.will_refuse(400, f"Bad Request: {refusal}")

    outcome = await channel.edit("telegram:42", "7", Rendered("a", media=media))

    assert isinstance(outcome, Rejected)
    assert [path.rpartition("/")[2] for path, _ in api.asked] == methods


@pytest.mark.parametrize("number", ["", "x", "x,8", ",8"])
async def test_what_has_no_number_is_not_corrected(
    api: BotApi, channel: Channel, number: str
) -> None:
    outcome = await channel.edit("telegram:42", number, Rendered("a", media=Media((PHOTO,))))

    assert outcome == Rejected(Reason.REJECTED, "no message number")
    assert api.asked == []


async def test_a_file_goes_to_no_other_channel(api: BotApi, channel: Channel) -> None:
    outcome = await channel.send("whatsapp:49", Rendered("a", media=Media((PHOTO,))))

    assert outcome == Rejected(Reason.NO_ADDRESS, "not a Telegram address")
    assert api.asked == []
