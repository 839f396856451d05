"""Every way a connection breaks, and what that means for the message that was on it."""

import asyncio
import socket

import pytest
from telegram import Bot

from bot.domain.delivery import Outcome, OutcomeUnknown, Sent, TryLater
from bot.language.rendered import Rendered
from bot.telegram.http import ApiRequest
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import (
    TOKEN,
    Behaviour,
    BotApi,
    read_request,
    reset,
    tcp_server,
)

HELLO = Rendered("Salam")
ANNA = "telegram:42"


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
        outcome = await send_to(address, ApiRequest(1, read_seconds=0.2))

    assert outcome == OutcomeUnknown()


async def test_a_refused_connection_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        outcome = await send_to(address, ApiRequest(1))

    assert outcome == TryLater(1.0)


async def test_a_connection_that_does_not_open_in_time_is_tried_again() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        address = f"http://127.0.0.1:{full.getsockname()[1]}"
        outcome = await send_to(address, ApiRequest(1, connect_seconds=0.1, read_seconds=0.1))

    assert outcome == TryLater(1.0)


async def test_a_failed_handshake_is_tried_again() -> None:
    async with tcp_server(not_tls) as address:
        outcome = await send_to(address.replace("http:", "https:"), ApiRequest(1))

    assert outcome == TryLater(1.0)


async def not_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def test_a_full_pool_is_tried_again(api: BotApi) -> None:
    request = ApiRequest(1, connect_seconds=0.05, pool_seconds=0.05)
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
    channel = TelegramChannel(bot_at(api.address, ApiRequest(1)))

    assert await channel.send(ANNA, HELLO) == TryLater(1.0)
    assert api.asked == []


def bot_at(address: str, request: ApiRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{address}/bot", request=request, get_updates_request=request)


async def send_to(address: str, request: ApiRequest) -> Outcome:
    async with request:
        return await TelegramChannel(bot_at(address, request)).send(ANNA, HELLO)
