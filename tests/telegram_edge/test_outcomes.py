"""Every answer of Telegram and every way a connection breaks, from the raw response on."""

import asyncio
import json
import socket
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError

from bot.domain.delivery import (
    Moved,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    Sent,
    TryLater,
    Unreachable,
)
from bot.language.rendered import Rendered
from bot.telegram.http import AiohttpRequest
from bot.telegram.outcomes import outcome_of
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import (
    SENT,
    TOKEN,
    Behaviour,
    BotApi,
    read_request,
    reset,
    tcp_server,
)

HELLO = Rendered("Salam")
ANNA = "telegram:42"


def refusal(status: int, description: str, **parameters: Any) -> tuple[int, bytes]:
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        answer["parameters"] = parameters
    return status, json.dumps(answer).encode()


BLOCKED = Unreachable(Reason.BLOCKED)
GONE = Unreachable(Reason.CHAT_GONE)
NO_RIGHTS = Rejected(Reason.NO_RIGHTS)
TOPIC_CLOSED = Rejected(Reason.TOPIC_CLOSED)
THROTTLED = "Too Many Requests: retry after 3"

RESPONSES: list[tuple[str, tuple[int, bytes], Outcome]] = [
    ("sent", (200, json.dumps({"ok": True, "result": SENT}).encode()), Sent("7")),
    ("blocked", refusal(403, "Forbidden: bot was blocked by the user"), BLOCKED),
    ("blocked, raw word", refusal(400, "Bad Request: USER_IS_BLOCKED"), BLOCKED),
    (
        "never started",
        refusal(403, "Forbidden: bot can't initiate conversation with a user"),
        Unreachable(Reason.NEVER_STARTED),
    ),
    (
        "deactivated",
        refusal(403, "Forbidden: user is deactivated"),
        Unreachable(Reason.DEACTIVATED),
    ),
    (
        "deactivated, raw word",
        refusal(400, "Bad Request: INPUT_USER_DEACTIVATED"),
        Unreachable(Reason.DEACTIVATED),
    ),
    ("kicked, group", refusal(403, "Forbidden: bot was kicked from the group chat"), GONE),
    (
        "kicked, supergroup",
        refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
        GONE,
    ),
    ("not a member", refusal(403, "Forbidden: bot is not a member of the channel chat"), GONE),
    ("group deleted", refusal(403, "Forbidden: the group chat was deleted"), GONE),
    ("chat not found", refusal(400, "Bad Request: chat not found"), GONE),
    ("group deactivated", refusal(400, "Bad Request: group chat was deactivated"), GONE),
    ("peer invalid", refusal(400, "Bad Request: PEER_ID_INVALID"), GONE),
    (
        "403 with words we do not know",
        refusal(403, "Forbidden: something new"),
        Unreachable(Reason.REJECTED),
    ),
    (
        "migrated",
        refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=-1001234567890,
        ),
        Moved("telegram:-1001234567890"),
    ),
    (
        "migrated, nobody says where",
        refusal(400, "Bad Request: group chat was upgraded to a supergroup chat"),
        GONE,
    ),
    (
        "rights, text",
        refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
        NO_RIGHTS,
    ),
    ("rights, any", refusal(400, "Bad Request: have no rights to send a message"), NO_RIGHTS),
    (
        "rights, administrator",
        refusal(400, "Bad Request: need administrator rights in the channel chat"),
        NO_RIGHTS,
    ),
    ("rights, raw word", refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), NO_RIGHTS),
    ("topic closed", refusal(400, "Bad Request: TOPIC_CLOSED"), TOPIC_CLOSED),
    ("topic gone", refusal(400, "Bad Request: message thread not found"), TOPIC_CLOSED),
    (
        "too long",
        refusal(400, "Bad Request: message is too long"),
        Rejected(Reason.REJECTED, "Message is too long"),
    ),
    (
        "entities: people's words are left out",
        refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "anna" at 3'),
        Rejected(Reason.REJECTED, "Can't parse entities"),
    ),
    (
        "a link in a button is left out",
        refusal(400, "Bad Request: inline keyboard button URL 'http://a' is invalid: Wrong host"),
        Rejected(Reason.REJECTED, "Inline keyboard button url"),
    ),
    (
        "an id is left out",
        refusal(400, "Bad Request: user 5551234567 is odd"),
        Rejected(Reason.REJECTED, "User … is odd"),
    ),
    (
        "too large",
        refusal(413, "Request Entity Too Large"),
        Rejected(Reason.REJECTED, "Request Entity Too Large"),
    ),
    ("429", refusal(429, THROTTLED, retry_after=3), TryLater(3.0, throttled=True)),
    ("429, a fraction", refusal(429, THROTTLED, retry_after=0.5), TryLater(0.5, throttled=True)),
    ("429, no parameter", refusal(429, "Too Many Requests"), TryLater(5.0, throttled=True)),
    (
        "429, nonsense",
        refusal(429, "Too Many Requests", retry_after="soon"),
        TryLater(5.0, throttled=True),
    ),
    (
        "429, for ever",
        refusal(429, "Too Many Requests", retry_after=1e300),
        TryLater(7 * 86_400.0, throttled=True),
    ),
    ("429, a page", (429, b"<html>slow down</html>"), TryLater(5.0, throttled=True)),
    ("400 with a wait", refusal(400, "FLOOD_WAIT_9", retry_after=9), TryLater(9.0, throttled=True)),
    ("401", refusal(401, "Unauthorized"), TryLater(60.0)),
    ("404", refusal(404, "Not Found"), TryLater(60.0)),
    ("409", refusal(409, "Conflict: terminated by other getUpdates request"), TryLater(60.0)),
    ("500", refusal(500, "Internal Server Error"), OutcomeUnknown()),
    ("502, a page", (502, b"<html>Bad Gateway</html>"), OutcomeUnknown()),
    ("504", refusal(504, "Gateway Timeout", retry_after=1), OutcomeUnknown()),
    ("redirected", (302, b""), OutcomeUnknown()),
    ("403, a proxy's page", (403, b"<html>Access denied</html>"), OutcomeUnknown()),
    ("404, a proxy's page", (404, b"nginx"), OutcomeUnknown()),
    ("403, a stranger's JSON", (403, b'{"error": "denied"}'), OutcomeUnknown()),
    ("200, a page", (200, b"<html>Welcome to the hotel</html>"), OutcomeUnknown()),
    ("200, not ok", (200, b'{"ok": false}'), OutcomeUnknown()),
    ("200, no result", (200, b'{"ok": true}'), OutcomeUnknown()),
    ("200, a list", (200, b"[1, 2]"), OutcomeUnknown()),
    ("200, nothing", (200, b""), OutcomeUnknown()),
    ("200, broken bytes", (200, b"\xff\xfe\xfd"), OutcomeUnknown()),
    ("200, very deep", (200, b"[" * 100_000), OutcomeUnknown()),
    ("200, no message", (200, b'{"ok": true, "result": true}'), OutcomeUnknown()),
]


@pytest.mark.parametrize(
    ("response", "outcome"),
    [case[1:] for case in RESPONSES],
    ids=[case[0] for case in RESPONSES],
)
async def test_every_answer_has_one_outcome(
    api: BotApi, channel: TelegramChannel, response: tuple[int, bytes], outcome: Outcome
) -> None:
    api.will_write(*response)

    assert await channel.send(ANNA, HELLO) == outcome


async def test_a_429_that_says_its_wait_only_in_the_header_is_believed(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_write(429, b"busy", **{"Retry-After": "11"})

    assert await channel.send(ANNA, HELLO) == TryLater(11.0, throttled=True)


async def reset_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    reset(writer)


async def reset_after_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    reset(writer)


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def half_an_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok": true, "res')
    await writer.drain()


async def not_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    await writer.drain()


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def silence_in_the_middle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    await writer.drain()
    await reader.read()


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(reset_at_once, id="reset before the request was read"),
        pytest.param(reset_after_reading, id="reset after the request was read"),
        pytest.param(hang_up, id="closed without an answer"),
        pytest.param(half_an_answer, id="closed in the middle of the answer"),
        pytest.param(not_http, id="an answer that is not HTTP"),
        pytest.param(silence, id="no answer in time"),
        pytest.param(silence_in_the_middle, id="half an answer in time"),
    ],
)
async def test_once_the_request_may_have_left_the_outcome_is_unknown(behave: Behaviour) -> None:
    async with tcp_server(behave) as address:
        outcome = await send_to(address, AiohttpRequest(1, read_seconds=0.2))

    assert outcome == OutcomeUnknown()


async def test_a_refused_connection_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        outcome = await send_to(address, AiohttpRequest(1))

    assert outcome == TryLater(1.0)


async def test_a_connection_that_does_not_open_in_time_is_tried_again() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        address = f"http://127.0.0.1:{full.getsockname()[1]}"
        outcome = await send_to(address, AiohttpRequest(1, connect_seconds=0.1, read_seconds=0.1))

    assert outcome == TryLater(1.0)


async def test_a_failed_handshake_is_tried_again() -> None:
    async with tcp_server(not_tls) as address:
        outcome = await send_to(address.replace("http:", "https:"), AiohttpRequest(1))

    assert outcome == TryLater(1.0)


async def not_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def test_a_full_pool_is_tried_again(api: BotApi) -> None:
    request = AiohttpRequest(1, connect_seconds=0.05, pool_seconds=0.05)
    api.gate.clear()
    async with request:
        channel = TelegramChannel(bot_at(api.address, request))
        first = asyncio.create_task(channel.send(ANNA, HELLO))
        await api.arrived.wait()
        second = await channel.send(ANNA, HELLO)
        api.gate.set()

        assert second == TryLater(1.0)
        assert await first == Sent("7")


async def test_a_closed_pool_has_sent_nothing(api: BotApi) -> None:
    channel = TelegramChannel(bot_at(api.address, AiohttpRequest(1)))

    assert await channel.send(ANNA, HELLO) == TryLater(1.0)
    assert api.asked == []


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(NetworkError("new"), id="a network error of the library"),
        pytest.param(TelegramError("new"), id="an error of the library"),
        pytest.param(ValueError("new"), id="anything else"),
    ],
)
def test_what_is_not_known_to_have_done_nothing_is_unknown(error: Exception) -> None:
    assert outcome_of(error) == OutcomeUnknown()


def bot_at(address: str, request: AiohttpRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{address}/bot", request=request, get_updates_request=request)


async def send_to(address: str, request: AiohttpRequest) -> Outcome:
    async with request:
        return await TelegramChannel(bot_at(address, request)).send(ANNA, HELLO)
