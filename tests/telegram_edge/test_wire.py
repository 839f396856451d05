"""Our own connections to the Bot API: what a pool of them does."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvloop

from bot.telegram.answering import Reply
from bot.telegram.failures import NeverSent, OutcomeUnknown
from bot.telegram.wire import IDLE_SECONDS, OPENED_AT_ONCE, Wire
from tests.telegram_edge.conftest import read_request, reset, tcp_server
from tests.telegram_edge.test_answering import OK, PLAIN, WHOLE

CERTIFICATE = Path(__file__).parent / "localhost.pem"
"""Made for these tests alone: a certificate of `localhost` and its key."""

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Door:
    """A server that answers each request with what it was told, and counts its connections."""

    def __init__(self, *answers: bytes, open_gate: bool = True) -> None:
        self.answers = list(answers)
        self.connections = 0
        self.asked = asyncio.Semaphore(0)
        self.gate = asyncio.Event()
        self.hang_up = False
        if open_gate:
            self.gate.set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            try:
                await read_request(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            self.asked.release()
            await self.gate.wait()
            writer.write(self.answers.pop(0) if self.answers else PLAIN)
            await writer.drain()
            if self.hang_up:
                return


@asynccontextmanager
async def wire_to(
    door: Serve, size: int = 4, late: Callable[[float], None] = lambda _: None
) -> AsyncIterator[Wire]:
    async with tcp_server(door) as address:
        wire = Wire(address, size, agent="tests", late=late)
        try:
            yield wire
        finally:
            await wire.close()


async def ask(wire: Wire, *, read: float = 5.0, pool: float = 5.0) -> Reply:
    return await wire.post(b"/x", b"{}", read_seconds=read, connect_seconds=5.0, pool_seconds=pool)


async def none_idle(wire: Wire) -> None:
    """Wait until every idle connection is known to be gone."""
    while wire.idle:  # noqa: ASYNC110 - the other side of the loopback tells us, no event of ours
        await asyncio.sleep(0)


async def test_a_connection_serves_many_questions() -> None:
    door = Door()
    async with wire_to(door) as wire:
        replies = [await ask(wire) for _ in range(5)]

    assert (replies, door.connections) == ([Reply(200, OK)] * 5, 1)


async def test_what_was_the_last_answer_of_a_connection_is_followed_by_another_one() -> None:
    door = Door(*[case[1] for case in WHOLE if case[2]])
    async with wire_to(door) as wire:
        replies = [await ask(wire) for _ in range(4)]

    assert (replies, door.connections) == ([Reply(200, OK)] * 4, 4)


async def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    door = Door()
    door.hang_up = True
    async with wire_to(door) as wire:
        await ask(wire)
        await none_idle(wire)
        reply = await ask(wire)

    assert (reply, door.connections) == (Reply(200, OK), 2)


async def test_a_connection_that_lay_idle_for_long_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.wire.IDLE_SECONDS", -1.0)
    door = Door()
    async with wire_to(door) as wire:
        await ask(wire)
        await ask(wire)

    assert door.connections == 2


async def test_words_that_nobody_asked_for_end_a_connection() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(PLAIN)
        await writer.drain()
        writer.write(b"HTTP/1.1 408 Request Timeout\r\n\r\n")
        await reader.read()

    async with wire_to(talk) as wire:
        reply = await ask(wire)
        await none_idle(wire)
        again = await ask(wire)

    assert (reply, again) == (Reply(200, OK), Reply(200, OK))


async def test_never_more_connections_than_allowed_and_nobody_is_forgotten() -> None:
    door = Door(open_gate=False)
    async with wire_to(door, size=3) as wire, asyncio.TaskGroup() as tasks:
        asking = [tasks.create_task(ask(wire)) for _ in range(40)]
        for _ in range(3):
            await door.asked.acquire()
        door.gate.set()

    assert {task.result() for task in asking} == {Reply(200, OK)}
    assert door.connections == 3


async def test_who_waits_too_long_for_a_connection_has_sent_nothing() -> None:
    door = Door(open_gate=False)
    async with wire_to(door, size=1) as wire:
        first = asyncio.create_task(ask(wire))
        await door.asked.acquire()
        with pytest.raises(NeverSent, match="PoolTimeout"):
            await ask(wire, pool=0.01)
        door.gate.set()

        assert await first == Reply(200, OK)
        assert await ask(wire) == Reply(200, OK)


async def test_a_question_that_is_given_up_leaves_its_answer_to_nobody_else() -> None:
    door = Door(PLAIN.replace(b"true", b"null"), open_gate=False)
    async with wire_to(door, size=1) as wire:
        given_up = asyncio.create_task(ask(wire))
        await door.asked.acquire()
        given_up.cancel()
        await asyncio.wait([given_up])
        door.gate.set()

        assert await ask(wire) == Reply(200, OK)


async def test_who_gives_up_waiting_passes_the_connection_on() -> None:
    door = Door(open_gate=False)
    async with wire_to(door, size=1) as wire:
        first = asyncio.create_task(ask(wire))
        await door.asked.acquire()
        impatient, patient = (asyncio.create_task(ask(wire)) for _ in range(2))
        await asyncio.sleep(0)
        first.add_done_callback(lambda _: impatient.cancel())
        door.gate.set()

        assert await patient == Reply(200, OK)


async def test_a_reset_in_the_middle_is_in_doubt_and_the_next_question_is_not() -> None:
    met = 0

    async def fall_over_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        await read_request(reader)
        if met == 1:
            reset(writer)
        else:
            writer.write(PLAIN)
            await writer.drain()

    async with wire_to(fall_over_once) as wire:
        with pytest.raises(OutcomeUnknown, match="Disconnected"):
            await ask(wire)

        assert await ask(wire) == Reply(200, OK)


async def test_connections_are_opened_ahead_and_then_used() -> None:
    door = Door(open_gate=False)
    count = OPENED_AT_ONCE * 2 + 3
    async with wire_to(door, size=100) as wire, asyncio.TaskGroup() as tasks:
        await wire.open_ahead(count, connect_seconds=5.0)
        await wire.open_ahead(count, connect_seconds=5.0)
        opened = wire.idle
        asking = [tasks.create_task(ask(wire)) for _ in range(count)]
        for _ in range(count):
            await door.asked.acquire()
        door.gate.set()

    assert opened == count
    assert {task.result() for task in asking} == {Reply(200, OK)}
    assert door.connections == count


async def test_what_was_opened_for_a_busy_moment_stays_open_while_something_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    door, clock = Door(open_gate=True), [0.0]
    async with wire_to(door, size=10) as wire:
        await wire.open_ahead(4, connect_seconds=5.0)
        loop = asyncio.get_running_loop()
        real = loop.time
        monkeypatch.setattr(loop, "time", lambda: real() + clock[0])
        for _ in range(40):
            await ask(wire)
            clock[0] += IDLE_SECONDS / 5
        async with asyncio.TaskGroup() as tasks:
            for _ in range(4):
                tasks.create_task(ask(wire))

    assert door.connections == 4


async def test_who_had_to_wait_for_a_connection_says_for_how_long() -> None:
    waits: list[float] = []
    door = Door(open_gate=True)
    async with wire_to(door, size=1, late=waits.append) as wire:
        await ask(wire)
        opened = len(waits)
        await ask(wire)
        used = len(waits)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(3):
                tasks.create_task(ask(wire))

    assert (opened, used, len(waits)) == (1, 1, 3)
    assert min(waits) > 0


async def test_connections_that_nobody_would_use_any_more_are_opened_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    door = Door(open_gate=True)
    async with wire_to(door, size=10) as wire:
        await wire.open_ahead(4, connect_seconds=5.0)
        monkeypatch.setattr("bot.telegram.wire.IDLE_SECONDS", 0.0)
        await wire.open_ahead(4, connect_seconds=5.0)
        monkeypatch.undo()
        opened = door.connections
        async with asyncio.TaskGroup() as tasks:
            for _ in range(4):
                tasks.create_task(ask(wire))

    assert (opened, door.connections) == (8, 8)


async def test_opening_ahead_where_nobody_listens_fails_in_silence() -> None:
    wire = Wire("http://127.0.0.1:1", 10, agent="tests")

    await wire.open_ahead(10, connect_seconds=1.0)

    assert wire.idle == 0
    await wire.close()


async def test_closing_ends_what_is_under_way_and_what_waits() -> None:
    door = Door(open_gate=False)
    async with wire_to(door, size=1) as wire:
        first, second = (asyncio.create_task(ask(wire)) for _ in range(2))
        await door.asked.acquire()
        await wire.close()
        with pytest.raises(OutcomeUnknown):
            await first
        with pytest.raises(NeverSent):
            await second


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


async def over_tls(context: ssl.SSLContext, host: str) -> list[Reply]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            await read_request(reader)
            writer.write(PLAIN)
            await writer.drain()
        # No close_notify: some middle boxes hang up like that.
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    wire = Wire(f"https://{host}:{port}", 1, agent="tests")
    try:
        replies = [await ask(wire) for _ in range(2)]
        await none_idle(wire)
        return [*replies, await ask(wire)]
    finally:
        await wire.close()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_it_speaks_tls_on_every_loop(
    tls: ssl.SSLContext, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    with asyncio.Runner(loop_factory=new_loop) as runner:
        replies = runner.run(over_tls(tls, "localhost"))

    assert replies == [Reply(200, OK)] * 3


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_certificate_of_nobody_known_is_refused_before_anything_is_said(
    tls: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    new_loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    with (
        asyncio.Runner(loop_factory=new_loop) as runner,
        pytest.raises(NeverSent, match="SSLCertVerificationError"),
    ):
        runner.run(over_tls(tls, "localhost"))
