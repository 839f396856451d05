"""Who the bot is, what was written to it, and what is said when Telegram does not answer."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.telegram.client import (
    AnotherPoller,
    ApiUnreachable,
    Bots,
    WrongToken,
    make_bots,
)
from bot.telegram.http import ApiRequest
from tests.telegram_edge.conftest import TOKEN, BotApi

ME = {"id": 123456, "is_bot": True, "first_name": "Körpü", "username": "korpu_bot"}

Question = Callable[[Bots], Awaitable[Any]]


async def who(bots: Bots) -> Any:
    return await bots.identify()


async def what(bots: Bots) -> Any:
    return await bots.get_updates(0, timeout=0, limit=100)


BOTH = pytest.mark.parametrize("ask", [who, what], ids=["getMe", "getUpdates"])


async def test_the_bot_knows_its_own_name(api: BotApi, bots: Bots) -> None:
    api.will_say(ME)

    assert await bots.identify() == ME


async def test_updates_come_as_telegram_writes_them(api: BotApi, bots: Bots) -> None:
    updates = [{"update_id": 9, "message": {"text": "سلام"}}, {"update_id": 10, "new_kind": {}}]
    api.will_say(updates)

    assert await bots.get_updates(9, timeout=30, limit=50) == updates


async def test_joins_and_presses_are_asked_for_by_name(api: BotApi, bots: Bots) -> None:
    api.will_say([])

    await bots.get_updates(9, timeout=30, limit=50)

    path, body = api.asked[-1]
    assert path.lower() == f"/bot{TOKEN}/getupdates".lower()
    assert body == {
        "offset": 9,
        "timeout": 30,
        "limit": 50,
        "allowed_updates": [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
            "chat_member",
            "chat_join_request",
        ],
    }


@BOTH
@pytest.mark.parametrize(
    ("status", "description"),
    [
        pytest.param(401, "Unauthorized", id="revoked"),
        pytest.param(404, "Not Found", id="malformed"),
    ],
)
async def test_a_wrong_token_is_called_so(
    api: BotApi, bots: Bots, ask: Question, status: int, description: str
) -> None:
    api.will_refuse(status, description)

    with pytest.raises(WrongToken):
        await ask(bots)


@pytest.mark.parametrize("token", ["", "12 34", "12/../34", "12:ab\n", "тест"])
def test_what_cannot_be_a_token_is_not_tried(token: str) -> None:
    with pytest.raises(WrongToken):
        make_bots(token, "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("description", "webhook"),
    [
        pytest.param(
            "Conflict: terminated by other getUpdates request; make sure that only one bot "
            "instance is running",
            False,
            id="a second process",
        ),
        pytest.param(
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
            "delete the webhook first",
            True,
            id="a webhook",
        ),
    ],
)
async def test_another_poller_is_called_so(
    api: BotApi, bots: Bots, description: str, webhook: bool
) -> None:
    api.will_refuse(409, description)

    with pytest.raises(AnotherPoller) as caught:
        await what(bots)

    assert caught.value.webhook == webhook


@BOTH
@pytest.mark.parametrize(
    ("status", "payload"),
    [
        pytest.param(500, b'{"ok": false, "description": "Internal"}', id="500"),
        pytest.param(502, b"<html>Bad Gateway</html>", id="502"),
        pytest.param(200, b"<html>Welcome</html>", id="a page"),
        pytest.param(404, b"<html>nginx</html>", id="404 from somebody else"),
        pytest.param(200, b'{"ok": true, "result": 7}', id="something else"),
    ],
)
async def test_no_sensible_answer_is_called_unreachable(
    api: BotApi, bots: Bots, ask: Question, status: int, payload: bytes
) -> None:
    api.will_write(status, payload)

    with pytest.raises(ApiUnreachable) as caught:
        await ask(bots)

    assert caught.value.seconds == 0


@BOTH
async def test_nobody_listening_is_called_unreachable(ask: Question) -> None:
    async with make_bots(TOKEN, "http://127.0.0.1:1") as bots:
        with pytest.raises(ApiUnreachable) as caught:
            await ask(bots)

    assert str(caught.value) == "ConnectionRefusedError"


async def test_a_poll_that_is_told_to_wait_says_how_long(api: BotApi, bots: Bots) -> None:
    api.will_refuse(429, "Too Many Requests: retry after 17", retry_after=17)

    with pytest.raises(ApiUnreachable) as caught:
        await what(bots)

    assert caught.value.seconds == 17


async def test_a_slash_at_the_end_of_the_address_is_no_harm(api: BotApi) -> None:
    api.will_say(ME)
    async with make_bots(TOKEN, api.address + "/") as bots:
        await bots.identify()

    assert api.asked[0][0].lower() == f"/bot{TOKEN}/getme".lower()


async def test_answers_and_broadcasts_do_not_share_connections(bots: Bots) -> None:
    answers, broadcasts = bots.interactive.request, bots.broadcast.request

    assert isinstance(answers, ApiRequest)
    assert isinstance(broadcasts, ApiRequest)
    assert answers is not broadcasts


async def test_the_account_does_not_show_its_token(bots: Bots) -> None:
    assert "SECRET" not in repr(bots)
    assert "SECRET" not in json.dumps(vars(bots), default=lambda thing: type(thing).__name__)
