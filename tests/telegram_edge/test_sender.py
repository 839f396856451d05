"""What a message looks like when it arrives at the Bot API."""

import logging
from typing import Any

import pytest

from bot.delivery.channel import Channel
from bot.domain.delivery import Moved, Outcome, OutcomeUnknown, Reason, Rejected, Sent
from bot.language.rendered import Rendered, RenderedButton
from bot.telegram.client import Bots, make_bots
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import TOKEN, BotApi

YES_OR_MORE = Rendered(
    "<b>Görüş</b> / گؤروش",
    (
        (RenderedButton("Gəlirəm", press="1:ev.go:42", style="success"),),
        (RenderedButton("Xəritə", url="https://example.org/x"),),
    ),
)


def asked(api: BotApi) -> tuple[str, Any]:
    path, body = api.asked[-1]
    return path.removeprefix(f"/bot{TOKEN}/").lower(), body


async def test_a_message_arrives_with_its_text_and_buttons(
    api: BotApi, channel: TelegramChannel
) -> None:
    outcome = await channel.send("telegram:-100123", YES_OR_MORE)

    assert outcome == Sent("7")
    assert asked(api) == (
        "sendmessage",
        {
            "chat_id": -100123,
            "text": "<b>Görüş</b> / گؤروش",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {
                "inline_keyboard": [
                    [{"text": "Gəlirəm", "callback_data": "1:ev.go:42", "style": "success"}],
                    [{"text": "Xəritə", "url": "https://example.org/x"}],
                ]
            },
        },
    )


async def test_a_silent_message_does_not_ring_and_has_no_empty_keyboard(
    api: BotApi, channel: TelegramChannel
) -> None:
    await channel.send("telegram:42", Rendered("Salam", silent=True))

    _, body = asked(api)
    assert body["disable_notification"] is True
    assert "reply_markup" not in body


async def test_one_text_goes_to_many_chats_each_in_its_own(
    api: BotApi, channel: TelegramChannel
) -> None:
    for number in (1, 2, 3):
        await channel.send(f"telegram:{number}", YES_OR_MORE)

    assert [body["chat_id"] for _, body in api.asked] == [1, 2, 3]
    assert len({body["text"] for _, body in api.asked}) == 1


async def test_an_edit_names_the_message_it_replaces(api: BotApi, channel: TelegramChannel) -> None:
    outcome = await channel.edit("telegram:42", "7", Rendered("Salam", silent=True))

    method, body = asked(api)
    assert outcome == Sent("7")
    assert method == "editmessagetext"
    assert (body["chat_id"], body["message_id"], body["text"]) == (42, 7, "Salam")
    assert "disable_notification" not in body


async def test_an_edit_that_changes_nothing_counts_as_sent(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_refuse(400, "Bad Request: message is not modified: specified new message content …")

    assert await channel.edit("telegram:42", "7", Rendered("Salam")) == Sent("7")


async def test_a_message_that_is_gone_cannot_be_edited(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_refuse(400, "Bad Request: message to edit not found")

    outcome = await channel.edit("telegram:42", "7", Rendered("Salam"))

    assert outcome == Rejected(Reason.REJECTED, "Message to edit not found")


async def test_a_group_lets_a_person_in(api: BotApi, channel: TelegramChannel) -> None:
    api.will_say(True)

    assert await channel.admit("telegram:-100123", "telegram:42") == Sent()
    assert asked(api) == ("approvechatjoinrequest", {"chat_id": -100123, "user_id": 42})


async def test_a_group_turns_a_person_down(api: BotApi, channel: TelegramChannel) -> None:
    api.will_say(True)

    assert await channel.decline("telegram:-100123", "telegram:42") == Sent()
    assert asked(api) == ("declinechatjoinrequest", {"chat_id": -100123, "user_id": 42})


async def test_a_group_gets_a_link_whose_users_ask_to_join(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_say({"invite_link": "https://t.me/+AbC", "creates_join_request": True})

    assert await channel.link("telegram:-100123") == Sent("https://t.me/+AbC")
    assert asked(api) == (
        "createchatinvitelink",
        {"chat_id": -100123, "creates_join_request": True},
    )


@pytest.mark.parametrize(
    ("description", "outcome"),
    [
        pytest.param("Bad Request: USER_ALREADY_PARTICIPANT", Sent(), id="already in"),
        pytest.param("Bad Request: HIDE_REQUESTER_MISSING", Sent(), id="no request left"),
        pytest.param(
            "Bad Request: not enough rights", Rejected(Reason.NO_RIGHTS), id="no right to invite"
        ),
    ],
)
async def test_a_decision_that_meets_a_changed_group(
    api: BotApi, channel: TelegramChannel, description: str, outcome: Outcome
) -> None:
    api.will_refuse(400, description)

    assert await channel.admit("telegram:-100123", "telegram:42") == outcome


async def test_a_decision_follows_a_group_that_moved(api: BotApi, channel: TelegramChannel) -> None:
    api.will_refuse(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100777)

    outcome = await channel.decline("telegram:-123", "telegram:42")

    assert outcome == Moved("telegram:-100777")


async def test_a_press_is_answered_with_a_word(api: BotApi, channel: TelegramChannel) -> None:
    api.will_say(True)

    assert await channel.toast("777", "Yazıldı") == Sent()
    assert asked(api) == ("answercallbackquery", {"callback_query_id": "777", "text": "Yazıldı"})


async def test_a_press_is_answered_with_a_window_or_a_link(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_say(True)

    await channel.toast("1", "Yer yoxdur", alert=True)
    await channel.toast("2", "", url="https://t.me/korpu_bot?start=c0de")

    assert [body for _, body in api.asked] == [
        {"callback_query_id": "1", "text": "Yer yoxdur", "show_alert": True},
        {"callback_query_id": "2", "url": "https://t.me/korpu_bot?start=c0de"},
    ]


async def test_a_press_answered_too_late_is_rejected(api: BotApi, channel: TelegramChannel) -> None:
    api.will_refuse(
        400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )

    outcome = await channel.toast("777", "Yazıldı")

    assert isinstance(outcome, Rejected)
    assert outcome.reason == Reason.REJECTED


async def test_a_long_word_at_a_button_is_shortened_and_logged(
    api: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    api.will_say(True)

    await channel.toast("777", "uzun " * 100)

    _, body = asked(api)
    assert len(body["text"]) <= 200
    assert body["text"].endswith("uzun…")
    assert caplog.messages == ["toast shortened"]


async def test_a_message_that_is_too_long_is_shortened_and_logged_without_its_words(
    api: BotApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    await channel.send("telegram:42", Rendered("sirr " * 1000))

    _, body = asked(api)
    assert len(body["text"]) <= 4096
    assert body["text"].endswith("…")
    assert caplog.messages == ["message shortened"]


async def test_the_chat_sees_that_somebody_types(api: BotApi, channel: TelegramChannel) -> None:
    api.will_say(True)

    assert await channel.typing("telegram:42") == Sent()
    assert asked(api) == ("sendchataction", {"chat_id": 42, "action": "typing"})


@pytest.mark.parametrize("address", ["whatsapp:4915", "telegram:anna", "telegram:", "42", ""])
async def test_an_address_that_is_not_telegrams_is_not_tried(
    api: BotApi, channel: TelegramChannel, address: str
) -> None:
    outcome = await channel.send(address, Rendered("Salam"))

    assert isinstance(outcome, Rejected)
    assert outcome.reason == Reason.NO_ADDRESS
    assert api.asked == []


async def test_a_message_without_a_number_is_not_edited(
    api: BotApi, channel: TelegramChannel
) -> None:
    outcome = await channel.edit("telegram:42", "", Rendered("Salam"))

    assert isinstance(outcome, Rejected)
    assert api.asked == []


async def test_half_a_letter_does_not_stop_a_message(api: BotApi, channel: TelegramChannel) -> None:
    await channel.send("telegram:42", Rendered("Sal\ud800am"))

    assert asked(api)[1]["text"] == "Sal?am"


async def test_a_mistake_of_ours_is_not_taken_for_bad_weather(channel: TelegramChannel) -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        await channel.toast(object(), "Yazıldı")  # type: ignore[arg-type]


async def test_nothing_secret_is_logged(
    api: BotApi, bots: Bots, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = TelegramChannel(bots.interactive)

    await channel.send("telegram:42", Rendered("gizli söz"))
    api.will_write(200, "<html>gizli söz</html>".encode())
    outcome = await channel.send("telegram:42", Rendered("gizli söz"))

    assert outcome == OutcomeUnknown()
    assert "SECRET" not in caplog.text
    assert "gizli" not in caplog.text


@pytest.mark.parametrize(
    ("status", "is_up"),
    [(200, True), (400, True), (401, True), (403, True), (404, True), (409, True), (429, True),
     (500, False), (502, False)],
)  # fmt: skip
async def test_whether_anybody_answers(
    api: BotApi, channel: TelegramChannel, status: int, is_up: bool
) -> None:
    if status == 200:
        api.will_say({"id": 1, "is_bot": True, "first_name": "Körpü"})
    else:
        api.will_refuse(status, "anything")

    assert await channel.is_up() is is_up
    assert [path.rpartition("/")[2].lower() for path, _ in api.asked] == ["getme"]


async def test_where_nobody_listens_nobody_answers() -> None:
    async with make_bots(TOKEN, "http://127.0.0.1:1") as bots:
        assert not await TelegramChannel(bots.broadcast).is_up()


def test_it_is_a_channel(channel: TelegramChannel) -> None:
    as_the_worker_sees_it: Channel = channel

    assert as_the_worker_sees_it
