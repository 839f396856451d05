"""A Bot API server that does nothing but answer and count: `python -m benchmarks.delivery.server`.

It stands on bare protocols, because the playground, a real server with a memory and a page, would
be the slower of the two. What it is to do comes as JSON: once as its argument (`Plan`), then a
line each on standard input; what it has to say leaves as lines on standard output.
"""

import asyncio
import json
import os
import ssl
import sys
from collections import deque
from collections.abc import Callable
from time import monotonic_ns
from typing import Any, cast

import uvloop

from benchmarks.delivery.answers import Answers, chat_of, is_paid
from benchmarks.delivery.plan import Plan
from benchmarks.delivery.presses import Presses
from benchmarks.delivery.records import Records
from benchmarks.delivery.window import Window

MESSAGES = frozenset((b"sendmessage", b"editmessagetext", b"sendphoto", b"copymessage"))
"""What counts to the limits. A word at a button does not."""

LOOK_EVERY_NS = 2_000_000

Json = dict[str, Any]


class Town:
    """What all connections share: the limits, the records, the updates, the answers on the way."""

    def __init__(self, plan: Plan, tell: Callable[[Json], None]) -> None:
        self.plan = plan
        self.answers = Answers(plan.echo)
        self.records = Records(tuple(mark.encode() for mark in plan.marks))
        self.presses = Presses(plan.echo)
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._windows = {False: Window(plan.limit), True: Window(plan.paid_limit)}
        # Every answer waits equally long, so the first to wait is the first to go: one timer does.
        self._waiting: deque[tuple[float, Connection, bytes]] = deque()
        self._poll: tuple[Connection, float, int] | None = None
        self._wanted: dict[int, int] = {}
        self._made = 0
        self._look_at = 0
        self._look_at_the_clock()

    def ask(self, connection: "Connection", method: bytes, body: bytes) -> None:
        """Take a request in and see to its answer."""
        now = monotonic_ns()
        if method in MESSAGES:
            self._message(connection, method, body, now)
        elif method == b"answercallbackquery":
            self.presses.answered(body, now)
            self._later(connection, self.answers.true)
        elif method == b"getupdates":
            self._polled(connection, body)
        else:
            self._later(connection, self.answers.other(method, body))

    def gone(self, connection: "Connection") -> None:
        """Forget the poll of a connection that is closed."""
        if self._poll is not None and self._poll[0] is connection:
            self._poll = None

    def _message(self, connection: "Connection", method: bytes, body: bytes, now: int) -> None:
        paid = is_paid(body)
        if paid and (method == b"editmessagetext" or self.plan.paid == "refused"):
            self.records.refusals += 1
            self._later(connection, self.answers.unpaid)
            return
        if not self._windows[paid].take(now):
            self.records.too_many += 1
            self._later(connection, self.answers.too_many)
            return
        self._made += 1
        chat = chat_of(body)
        kind = self.records.note(now, chat, method, body, paid=paid)
        seen = self.records.counts[kind]
        if self._wanted.get(kind) == seen:
            self._tell({"kind": kind, "seen": seen, "at": now})
        if self.plan.lose_every and self._made % self.plan.lose_every == 0:
            self.records.lost += 1
            connection.close()
            return
        self._later(connection, self.answers.message(self._made, chat))

    def _later(self, connection: "Connection", answer: bytes) -> None:
        if not self.plan.latency:
            connection.write(answer)
            return
        due = self._loop.time() + self.plan.latency
        self._waiting.append((due, connection, answer))
        if len(self._waiting) == 1:
            self._loop.call_at(due, self._flush)

    def _flush(self) -> None:
        now = self._loop.time() + 0.0002
        while self._waiting and self._waiting[0][0] <= now:
            _, connection, answer = self._waiting.popleft()
            connection.write(answer)
        if self._waiting:
            self._loop.call_at(self._waiting[0][0], self._flush)

    def _look_at_the_clock(self) -> None:
        """See how late this process itself is: a moment that it reads late is no arrival."""
        now = monotonic_ns()
        if self.records.counts:
            self.records.late = max(self.records.late, now - self._look_at)
        self._look_at = now + LOOK_EVERY_NS
        self._loop.call_later(LOOK_EVERY_NS / 1e9, self._look_at_the_clock)

    # Updates ----------------------------------------------------------------------------------

    def _polled(self, connection: "Connection", body: bytes) -> None:
        offset, timeout = self.presses.read_poll(body)
        self.presses.confirm(offset)
        self._poll = (connection, self._loop.time() + self.plan.latency, self.presses.polls)
        self._loop.call_later(timeout, self._poll_over, self.presses.polls)
        self._hand_out()

    def _hand_out(self) -> None:
        """Answer the poll that waits, if there is something for it, never before the latency."""
        if self._poll is None or not self.presses.waiting:
            return
        connection, not_before, _ = self._poll
        wait = not_before - self._loop.time()
        if wait > 0:
            self._loop.call_later(wait, self._hand_out)
            return
        self._poll = None
        connection.write(self.answers.ok(self.presses.hand_out(monotonic_ns())))

    def _poll_over(self, number: int) -> None:
        if self._poll is not None and self._poll[2] == number:
            connection, self._poll = self._poll[0], None
            connection.write(self.answers.ok(b"[]"))

    # What the harness says --------------------------------------------------------------------

    def obey(self, order: Json) -> None:
        """Do what a line on standard input says."""
        match order.pop("do"):
            case "press":
                self.presses.press(monotonic_ns(), **order)
                self._hand_out()
            case "presses":
                self.presses.begin(**order)
                self._press_on()
            case "calm":
                self.presses.end()
            case "tell":
                self._wanted[order["kind"]] = order["at"]
                if self.records.counts[order["kind"]] >= order["at"]:
                    self._tell({"kind": order["kind"], "seen": order["at"], "at": monotonic_ns()})
            case "report":
                report = self.records.report(order["folder"])
                self._tell({**report, "presses": self.presses.report()})
            case "plan":
                self._change(Plan(**order["plan"]))

    def _change(self, plan: Plan) -> None:
        """Begin anew with another plan, for the next driver."""
        self.plan = plan
        self.answers = Answers(plan.echo)
        self.records = Records(tuple(mark.encode() for mark in plan.marks))
        self.presses = Presses(plan.echo)
        self._windows = {False: Window(plan.limit), True: Window(plan.paid_limit)}
        self._wanted, self._poll = {}, None
        self._tell({"changed": True})

    def _press_on(self) -> None:
        wait = self.presses.next_press(monotonic_ns())
        if wait is not None:
            self._hand_out()
            self._loop.call_later(wait, self._press_on)


class Connection(asyncio.Protocol):
    """One connection: whole requests out of the stream, answers in their order."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        # uvloop's is one in all but name.
        self._transport = cast(asyncio.Transport, transport)
        self._town.records.connections += 1

    def connection_lost(self, error: Exception | None) -> None:
        """Let the way back go."""
        del error
        self._transport = None
        self._town.gone(self)

    def data_received(self, data: bytes) -> None:
        """Take requests apart; none of our clients sends a second one before the answer."""
        self._buffer = self._buffer + data if self._buffer else data
        while True:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end]
            whole = end + 4 + _length(head)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            path = head[: head.find(b"\r\n")].split(b" ")[1]
            self._town.ask(self, path.rpartition(b"/")[2].lower(), body)

    def write(self, answer: bytes) -> None:
        """Answer, if there is still somebody to answer to."""
        if self._transport is not None:
            self._transport.write(answer)

    def close(self) -> None:
        """Break off, as a network does."""
        if self._transport is not None:
            self._transport.abort()


def _length(head: bytes) -> int:
    """Return the length of a request's body.

    Raises:
        ValueError: it is sent in pieces of unknown number, which no client here does.
    """
    lowered = head.lower()
    place = lowered.find(b"content-length:")
    if place < 0:
        if b"transfer-encoding" in lowered:
            raise ValueError("a body in pieces")
        return 0
    end = lowered.find(b"\r\n", place)
    return int(lowered[place + 15 : end if end >= 0 else None])


class Orders(asyncio.Protocol):
    """Standard input: one line, one order."""

    def __init__(self, obey: Callable[[Json], None], over: asyncio.Event) -> None:
        self._obey = obey
        self._over = over
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        """Obey each line that is whole."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))

    def connection_lost(self, error: Exception | None) -> None:
        """End with whoever started us."""
        del error
        self._over.set()


def _say(what: Json) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


async def serve(plan: Plan) -> None:
    """Serve until standard input closes."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    town = Town(plan, _say)
    context = None
    if plan.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(plan.certificate, plan.key)
    server = await loop.create_server(
        lambda: Connection(town), "127.0.0.1", 0, ssl=context, backlog=1024
    )
    await loop.connect_read_pipe(lambda: Orders(town.obey, over), sys.stdin)
    _say({"port": server.sockets[0].getsockname()[1]})
    await over.wait()
    server.close()


if __name__ == "__main__":
    uvloop.run(serve(Plan(**json.loads(sys.argv[1]))))
