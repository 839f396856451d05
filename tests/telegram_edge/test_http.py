"""The transport itself: time-outs, uploads, and what its exceptions give away."""

import asyncio
import traceback

import pytest
from telegram import Bot, InputFile
from telegram.error import TelegramError

from bot.telegram.http import ApiRequest, NeverSent, OutcomeUnknown, as_documented
from tests.telegram_edge.conftest import TOKEN, BotApi, tcp_server


def bot_at(address: str, request: ApiRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{address}/bot", request=request, get_updates_request=request)


async def failure(address: str, request: ApiRequest) -> TelegramError:
    async with request:
        with pytest.raises(TelegramError) as caught:
            await bot_at(address, request).do_api_request("sendmessage", api_kwargs={"chat_id": 1})
    return caught.value


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_what_breaks_is_named_by_its_class_alone() -> None:
    async with tcp_server(hang_up) as address:
        error = await failure(address, ApiRequest(1))

    assert isinstance(error, OutcomeUnknown)
    assert str(error) == "Disconnected"


async def test_no_exception_shows_the_token() -> None:
    async with tcp_server(silence) as address:
        late = await failure(address, ApiRequest(1, read_seconds=0.05))
        never = await failure("http://127.0.0.1:1", ApiRequest(1))
        invalid = await failure("http://127.0.0.1:notaport", ApiRequest(1))

    shown = "".join(
        line for error in (late, never, invalid) for line in traceback.format_exception(error)
    )
    assert (str(late), str(never)) == ("Silence", "ConnectionRefusedError")
    assert isinstance(never, NeverSent)
    assert isinstance(invalid, NeverSent)
    assert "SECRET" not in shown


async def test_a_long_poll_may_wait_longer_than_other_requests(api: BotApi) -> None:
    request = ApiRequest(2, read_seconds=0.05)
    api.gate.clear()
    async with request:
        bot = bot_at(api.address, request)
        poll = asyncio.create_task(bot.do_api_request("getupdates", read_timeout=60))
        await api.arrived.wait()
        with pytest.raises(OutcomeUnknown):
            await bot.do_api_request("getme")
        api.gate.set()

        assert await poll


async def test_no_time_limit_is_none_at_all(api: BotApi) -> None:
    request = ApiRequest(1, read_seconds=0.001)
    async with request:
        bot = bot_at(api.address, request)
        answer = await bot.do_api_request(
            "getme", read_timeout=None, connect_timeout=None, pool_timeout=None
        )

    assert answer["message_id"] == 7


async def test_a_file_travels_beside_its_parameters(api: BotApi) -> None:
    request = ApiRequest(1)
    async with request:
        await bot_at(api.address, request).do_api_request(
            "senddocument",
            api_kwargs={
                "chat_id": 42,
                "caption": "Cədvəl",
                "document": InputFile(b"a,b\n", filename="shifts.csv"),
            },
        )

    assert api.kinds == ["multipart/form-data"]
    assert api.asked[0][1] == {"chat_id": "42", "caption": "Cədvəl", "document": b"a,b\n"}


async def test_a_file_can_be_fetched(api: BotApi) -> None:
    api.will_write(200, b"\x89PNG")
    request = ApiRequest(1)
    async with request:
        fetched = await request.retrieve(f"{api.address}/file/bot{TOKEN}/photos/1.png")

    assert fetched == b"\x89PNG"


async def test_opening_twice_and_closing_twice_is_no_harm(api: BotApi) -> None:
    request = ApiRequest(1)
    async with request:
        await request.initialize()
        answer = await bot_at(api.address, request).do_api_request("getme")
        await request.shutdown()

    assert answer["message_id"] == 7
    assert request.read_timeout == 20.0


async def test_closing_ends_what_is_under_way_as_unknown(api: BotApi) -> None:
    api.gate.clear()
    request = ApiRequest(1)
    async with request:
        bot = bot_at(api.address, request)
        asking = asyncio.create_task(bot.do_api_request("getme"))
        await api.arrived.wait()
    with pytest.raises(OutcomeUnknown):
        await asking


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("sendmessage", "sendMessage"),
        ("getupdates", "getUpdates"),
        ("somethingNew", "somethingNew"),
    ],
)
def test_a_method_goes_out_as_the_bot_api_writes_it(asked: str, sent: str) -> None:
    assert (
        as_documented(f"https://api.example/bot1:A/{asked}") == f"https://api.example/bot1:A/{sent}"
    )
