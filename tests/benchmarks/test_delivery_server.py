"""The server that measures tells the truth: a benchmark is worth what its counting is worth."""

from itertools import pairwise
from time import monotonic
from typing import Any

import aiohttp
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.delivery.answers import chat_of, is_paid
from benchmarks.delivery.plan import Plan
from benchmarks.delivery.remote import Server, running_server
from benchmarks.delivery.window import SECOND, Window, most_in_a_second

MOMENTS = st.lists(st.integers(0, 5 * SECOND), min_size=1, max_size=60).map(sorted)


@given(MOMENTS)
def test_the_most_in_any_second_is_what_looking_from_every_moment_finds(moments: list[int]) -> None:
    looked = max(sum(at <= other < at + SECOND for other in moments) for at in moments)

    assert most_in_a_second(moments) == looked


@given(MOMENTS, st.integers(1, 10))
def test_what_a_window_takes_never_breaks_its_limit_and_nothing_is_refused_without_need(
    moments: list[int], most: int
) -> None:
    window = Window(most)

    taken = [at for at in moments if window.take(at)]

    assert most_in_a_second(taken) <= most
    assert len(taken) == len(moments) or most_in_a_second(taken) == most


def test_a_chat_and_the_wish_to_pay_are_read_however_a_client_writes_them() -> None:
    in_parts = b'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n12\r\n--x--'
    bodies = (b'{"chat_id":12}', b'{"chat_id": "12"}', b"text=a&chat_id=12", in_parts)

    assert [chat_of(body) for body in bodies] == [12, 12, 12, 12]
    assert is_paid(b'{"chat_id":1,"allow_paid_broadcast": true}')
    assert is_paid(b"chat_id=1&allow_paid_broadcast=true")
    assert not is_paid(b'{"chat_id":1,"allow_paid_broadcast":false}')


async def test_messages_beyond_the_limit_are_refused_and_the_others_counted() -> None:
    plan = Plan(limit=30, marks=("salam",))
    async with running_server(plan, tls=False) as server, _client(server) as client:
        answers = [await _send(client, chat, "salam") for chat in range(32)]
        paid = await _send(client, 99, "salam", allow_paid_broadcast=True)
        report = await server.report()

    assert answers == [200] * 30 + [429] * 2
    assert paid == 200
    assert report.arrivals.counts["too_many"] == 2
    assert report.arrivals.most() == 31
    assert list(report.arrivals.chats) == [*range(30), 99]
    assert all(earlier <= later for earlier, later in pairwise(report.arrivals.moments))
    assert report.arrivals.twice(1) == 0


async def test_an_answer_waits_as_long_as_the_plan_says_and_a_lost_one_never_comes() -> None:
    plan = Plan(latency=0.05, lose_every=2)
    async with running_server(plan, tls=False) as server, _client(server) as client:
        began = monotonic()
        await _send(client, 1, "salam")
        waited = monotonic() - began
        lost = False
        try:
            await _send(client, 1, "salam")
        except aiohttp.ServerDisconnectedError:
            lost = True
        report = await server.report()

    assert waited >= 0.049
    assert lost
    assert report.arrivals.counts["lost"] == 1
    assert len(report.arrivals.moments) == 2


async def test_a_press_is_handed_out_until_it_is_confirmed_and_timed_from_its_hand_out() -> None:
    async with running_server(Plan(), tls=False) as server, _client(server) as client:
        server.press(7, "1:ck.safe:1")
        first = await _ask(client, "getUpdates", timeout=5)
        again = await _ask(client, "getUpdates", offset=1, timeout=5)
        press = first[0]["callback_query"]
        await _ask(client, "answerCallbackQuery", callback_query_id=press["id"])
        confirmed = await _ask(client, "getUpdates", offset=2, timeout=0)
        report = await server.report()

    assert press["from"]["id"] == 7
    assert press["data"] == "1:ck.safe:1"
    assert again == first
    assert confirmed == []
    (timed,) = report.presses
    assert timed.person == 7
    assert timed.made <= timed.handed <= timed.answered


def _client(server: Server) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(f"{server.url}/bot1:token/")


async def _send(client: aiohttp.ClientSession, chat: int, text: str, **more: object) -> int:
    body = {"chat_id": chat, "text": text, **more}
    async with client.post("sendMessage", json=body) as answer:
        return answer.status


async def _ask(
    client: aiohttp.ClientSession, method: str, **parameters: object
) -> list[dict[str, Any]]:
    async with client.post(method, json=parameters) as answer:
        result: list[dict[str, Any]] = (await answer.json())["result"]
        return result
