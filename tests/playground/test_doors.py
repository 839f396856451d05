"""Who is let in: tokens, hosts, origins, sizes; and what headers go out."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground import Playground
from tests.playground.client import BareBot, Page
from tests.playground.conftest import ANNA, TOKEN, Ground

GET_ME = f"/bot{TOKEN}/getMe"


async def ask(playground: Playground, path: str, **headers: str) -> tuple[int, Any, Any]:
    """Return status, headers and JSON body (None for another kind)."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{playground.url}{path}", headers=headers) as answer,
    ):
        is_json = answer.content_type == "application/json"
        return answer.status, answer.headers, await answer.json() if is_json else None


async def test_a_wrong_token_is_unauthorized(playground: Playground) -> None:
    async with BareBot(playground.url, "1:wrong") as bot:
        answer = await bot.answer("getMe")

    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found(bot: BareBot) -> None:
    answer = await bot.answer("makeCoffee")

    assert answer == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_a_method_can_be_called_by_query_json_and_form(playground: Playground) -> None:
    url = f"{playground.url}/bot{TOKEN}/sendMessage"
    fields = {"chat_id": str(ANNA), "text": "گلن"}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        for parts in ({"params": fields}, {"json": fields}, {"data": fields}, {"data": multipart}):
            async with session.post(url, **parts) as answer:
                assert (await answer.json())["result"]["text"] == "گلن"


@pytest.mark.parametrize("body", [b"{", b"[1]", b"[" * 100_000], ids=["torn", "list", "deep"])
async def test_a_body_that_is_no_object_is_a_bad_request(
    playground: Playground, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{playground.url}{GET_ME}", data=body, headers=headers) as answer,
    ):
        assert answer.status == 400
        assert not (await answer.json())["ok"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "localhost:1"])
@pytest.mark.parametrize("path", ["/", GET_ME, "/playground/state"])
async def test_a_foreign_host_is_refused(playground: Playground, host: str, path: str) -> None:
    status, _, body = await ask(playground, path, Host=host)

    assert (status, body) == (403, {"error": "foreign_host"})


async def test_its_own_names_are_served(playground: Playground) -> None:
    for name in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        status, _, _ = await ask(playground, GET_ME, Host=f"{name}:{playground.port}")
        assert status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
@pytest.mark.parametrize("path", [GET_ME, "/playground/state", "/playground/events"])
async def test_a_foreign_origin_is_refused(playground: Playground, origin: str, path: str) -> None:
    status, _, body = await ask(playground, path, Origin=origin)

    assert (status, body) == (403, {"error": "foreign_origin"})


async def test_its_own_origin_is_served(playground: Playground) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        status, _, _ = await ask(playground, GET_ME, Origin=f"http://{name}:{playground.port}")
        assert status == 200


async def test_a_deed_without_the_pages_header_is_refused(page: Page, bot: BareBot) -> None:
    body = {"as": ANNA, "chat": page.bot, "text": "forged"}
    async with page.session.post("/playground/say", json=body) as answer:
        assert answer.status == 403
        assert await answer.json() == {"error": "foreign_page"}

    assert await bot.updates() == []


async def test_it_listens_on_one_address_of_this_machine_only(playground: Playground) -> None:
    # 127.0.0.2 is this machine as well: who listens on every address would answer there.
    with pytest.raises(OSError, match="Connect"):
        await asyncio.open_connection("127.0.0.2", playground.port)

    assert playground.url == f"http://127.0.0.1:{playground.port}"


@pytest.mark.parametrize(
    "path", [GET_ME, "/playground/state", "/playground/events", "/nowhere", "/static/x"]
)
async def test_every_answer_carries_the_security_headers(playground: Playground, path: str) -> None:
    _, headers, _ = await ask(playground, path)

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


async def chunks() -> AsyncIterator[bytes]:
    """A body of a little over 1 MiB, whose length nobody is told."""
    yield json.dumps({"chat_id": ANNA, "as": ANNA, "chat": 1, "text": "a" * (1 << 20)}).encode()


@pytest.mark.parametrize("known", [True, False], ids=["length known", "length unknown"])
@pytest.mark.parametrize("path", [f"/bot{TOKEN}/sendMessage", "/playground/say"])
async def test_a_body_over_1_mib_is_refused(playground: Playground, path: str, known: bool) -> None:
    headers = {"Content-Type": "application/json", "X-Playground": "1"}
    whole = b"".join([part async for part in chunks()])
    body = io.BytesIO(whole) if known else chunks()
    url = f"{playground.url}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        assert answer.status == 413


async def test_an_upload_over_20_mib_is_refused(playground: Playground) -> None:
    form = aiohttp.FormData({"chat_id": str(ANNA)})
    form.add_field("document", io.BytesIO(b"x" * (20 << 20)), filename="big")
    url = f"{playground.url}/bot{TOKEN}/sendDocument"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=form, headers={"Expect": "100-continue"}) as answer,
    ):
        assert answer.status == 413


@pytest.mark.parametrize(
    "file", ["../server.py", "%2e%2e/server.py", "..%2fserver.py", "/etc/passwd"]
)
async def test_files_outside_the_page_are_not_served(playground: Playground, file: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", playground.port)
    request = f"GET /static/{file} HTTP/1.1\r\nHost: 127.0.0.1:{playground.port}\r\n\r\n"
    writer.write(request.encode())

    status = await reader.readline()
    writer.close()
    assert b" 404 " in status


async def test_a_taken_port_is_an_os_error(ground: Ground, playground: Playground) -> None:
    with pytest.raises(OSError, match="address already in use"):
        await Playground.start(
            port=playground.port,
            token=TOKEN,
            folder=ground.folder / "other",
            seed=ground.seed,
            hooks=ground.hooks(),
        )
