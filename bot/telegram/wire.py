"""Many short POSTs to one server at once, over connections that stay open.

An alert to 100,000 people is one small request, made 100,000 times. A general HTTP client spends
more on each than we do on all the rest (docs/PERFORMANCE.md); this one does nothing but that:
JSON there, JSON back, HTTP/1.1, no redirects, no compression, no proxy. Files travel by aiohttp.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from math import inf
from typing import cast
from urllib.parse import urlsplit

import aiohappyeyeballs

from bot.telegram.answering import Answering, Reply
from bot.telegram.failures import NeverSent, OutcomeUnknown

IDLE_SECONDS = 15.0
"""A connection that was not used for so long is not trusted any more: something on the way may
have forgotten it, and what is written to it is then in doubt for ever."""

OPENED_AT_ONCE = 16
"""How many connections open at the same time: handshakes cost, and presses go on."""

KNOWN_SECONDS = 10.0
"""How long the addresses of the server are believed before its name is looked up again."""


class Wire:
    """A pool of connections to `origin` (`https://api.telegram.org`).

    Args:
        size: connections at most. Connections needed = messages a second x answer time.
        agent: what we call ourselves.
        late: called when a request leaves that had to wait for its connection, with the seconds.
    """

    def __init__(
        self,
        origin: str,
        size: int,
        *,
        agent: str,
        late: Callable[[float], None] = lambda _: None,
    ) -> None:
        parts = urlsplit(origin)
        self._host = parts.hostname or ""
        self._is_tls = parts.scheme == "https"
        self._port = parts.port or (443 if self._is_tls else 80)
        self._rest = (
            f" HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\nUser-Agent: {agent}\r\n"
            "Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: "
        ).encode()
        self._size = size
        self._late = late
        self._lines: set[_Line] = set()
        self._idle: deque[_Line] = deque()
        self._opening = 0
        self._waiting: deque[asyncio.Future[_Line | None]] = deque()
        self._trust: ssl.SSLContext | None = None
        self._known: tuple[float, list[aiohappyeyeballs.AddrInfoType]] = (0.0, [])
        self._tidying: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def post(
        self,
        path: bytes,
        body: bytes,
        *,
        read_seconds: float | None,
        connect_seconds: float | None,
        pool_seconds: float | None,
    ) -> Reply:
        """Make one request and return what was answered; each time-out is for its own step.

        Raises:
            NeverSent: it did not leave; nothing happened.
            OutcomeUnknown: it left, and no whole answer came.
        """
        line = self._take()
        if line is None:
            loop = asyncio.get_running_loop()
            began = loop.time()
            line = await self._free_line(connect_seconds, pool_seconds)
            self._late(loop.time() - began)
        try:
            head = b"POST %b%b%d\r\n\r\n" % (path, self._rest, len(body))
            return await line.ask(head + body, read_seconds)
        finally:
            # A request that was cancelled leaves its answer on the line, for nobody.
            self._put_back(line)

    @property
    def idle(self) -> int:
        """How many connections are open that nobody uses."""
        return len(self._idle)

    async def open_ahead(self, count: int, *, connect_seconds: float) -> None:
        """Have at least `count` connections open, a few at a time; trouble is left to `post`.

        Those that have been idle for too long do not count: `post` would open others.
        """
        stale = self._stale()
        for idle in stale:
            idle.close()
        await asyncio.gather(*(idle.gone for idle in stale))
        while not self._is_closed:
            missing = min(count, self._size) - len(self._lines) - self._opening
            if missing <= 0:
                return
            opened = await asyncio.gather(
                *(self._open(connect_seconds) for _ in range(min(missing, OPENED_AT_ONCE))),
                return_exceptions=True,
            )
            for line in opened:
                if isinstance(line, _Line):
                    self._put_back(line)
            if not any(isinstance(line, _Line) for line in opened):
                return

    async def close(self) -> None:
        """Close every connection; a request under way ends as `OutcomeUnknown`."""
        self._is_closed = True
        while self._waiting:
            self._pass_on(None)
        if self._tidying is not None:
            self._tidying.cancel()
        lines = list(self._lines)
        for line in lines:
            line.close()
        await asyncio.gather(*(line.gone for line in lines))

    def _take(self) -> "_Line | None":
        """Return a connection that is free and trusted, of those the one that was free the longest:
        so what was opened for the busiest moment is still there for the next one."""
        if self._is_closed:
            raise NeverSent("Closed")
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle:
            line = self._idle.popleft()
            if line.idle_since >= oldest and line.is_open():
                return line
            line.close()
        return None

    async def _free_line(
        self, connect_seconds: float | None, pool_seconds: float | None
    ) -> "_Line":
        """Return a connection for one question: one that is free, else a new one, else the next
        that comes free."""
        deadline = None
        while True:
            line = self._take()
            if line is not None:
                return line
            if self._opening < OPENED_AT_ONCE and len(self._lines) + self._opening < self._size:
                return await self._open(connect_seconds)
            loop = asyncio.get_running_loop()
            if deadline is None and pool_seconds is not None:
                deadline = loop.time() + pool_seconds
            line = await self._next_line(deadline)
            if line is not None and line.is_open():
                return line

    async def _next_line(self, deadline: float | None) -> "_Line | None":
        """Wait for a connection that comes free, or None: for room to open one."""
        freed: asyncio.Future[_Line | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(freed)
        try:
            async with asyncio.timeout_at(deadline):
                await freed
        except BaseException as error:
            if freed.done() and not freed.cancelled():
                self._pass_on(freed.result())
            freed.cancel()
            if isinstance(error, TimeoutError):
                raise NeverSent("PoolTimeout") from None
            raise
        return freed.result()

    async def _open(self, connect_seconds: float | None) -> "_Line":
        self._opening += 1
        try:
            async with asyncio.timeout(connect_seconds):
                line = await self._connected()
            self._lines.add(line)
        except (OSError, UnicodeError) as error:
            self._known = (0.0, [])
            raise NeverSent(type(error).__name__) from None
        finally:
            self._opening -= 1
            # Who waits for one to come free may now open the next.
            self._pass_on(None)
        if self._is_closed:
            line.close()
            raise NeverSent("Closed")
        return line

    async def _connected(self) -> "_Line":
        loop = asyncio.get_running_loop()
        # Both families at once: where one of them leads nowhere, nobody waits for it.
        made = await aiohappyeyeballs.start_connection(
            await self._addresses(), happy_eyeballs_delay=0.25, interleave=1
        )
        try:
            _, line = await loop.create_connection(
                lambda: _Line(loop, self._lost),
                sock=made,
                ssl=self._trusted() if self._is_tls else None,
                server_hostname=self._host if self._is_tls else None,
            )
        except BaseException:
            made.close()
            raise
        return line

    async def _addresses(self) -> list[aiohappyeyeballs.AddrInfoType]:
        loop = asyncio.get_running_loop()
        looked_up, known = self._known
        if not known or looked_up + KNOWN_SECONDS < loop.time():
            known = list(await loop.getaddrinfo(self._host, self._port, type=1))
            self._known = (loop.time(), known)
        return list(known)

    def _trusted(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust

    def _put_back(self, line: "_Line") -> None:
        if not line.is_free():
            line.close()
            return
        line.idle_since = asyncio.get_running_loop().time()
        self._pass_on(line)

    def _pass_on(self, line: "_Line | None") -> None:
        """Give `line`, or the room to open one, to whoever waits the longest."""
        while self._waiting:
            freed = self._waiting.popleft()
            if not freed.done():
                freed.set_result(line)
                return
        if line is not None:
            self._idle.append(line)
            self._tidy_later()

    def _lost(self, line: "_Line") -> None:
        self._lines.discard(line)
        if line in self._idle:
            self._idle.remove(line)
        self._pass_on(None)

    def _tidy_later(self) -> None:
        if self._tidying is None and not self._is_closed:
            loop = asyncio.get_running_loop()
            self._tidying = loop.call_later(IDLE_SECONDS, self._tidy)

    def _tidy(self) -> None:
        """Close what nobody has used for long: memory goes back after a broadcast."""
        self._tidying = None
        for line in self._stale():
            line.close()
        if self._idle:
            self._tidy_later()

    def _stale(self) -> "list[_Line]":
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        return [line for line in self._idle if line.idle_since < oldest]


class _Line(asyncio.Protocol):
    """One connection: at most one question at a time, and its answer."""

    def __init__(self, loop: asyncio.AbstractEventLoop, lost: "Callable[[_Line], None]") -> None:
        self._loop = loop
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._answering = Answering()
        self._late: asyncio.TimerHandle | None = None
        self._patience: float | None = None
        self._gives_up_at = inf
        self.idle_since = loop.time()
        self.gone: asyncio.Future[None] = loop.create_future()

    def ask(self, request: bytes, patience: float | None) -> asyncio.Future[Reply]:
        """Write `request`; the answer may be silent for `patience` seconds."""
        assert self._transport is not None
        self._reply = self._loop.create_future()
        self._patience = patience
        self._answering = Answering()
        self._wait_on()
        self._transport.write(request)
        return self._reply

    def is_open(self) -> bool:
        """Return whether something can be written."""
        return self._transport is not None and not self._transport.is_closing()

    def is_free(self) -> bool:
        """Return whether the next question can be asked."""
        return self._reply is None and self.is_open() and not self._answering.is_last

    def close(self) -> None:
        """Hang up; what is under way ends as unknown."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        # uvloop's transports are none of asyncio's by class, only by what they can do.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Read on; words that nobody asked for end the connection."""
        if self._reply is None:
            self.close()
            return
        try:
            reply = self._answering.feed(data)
        except ValueError:
            self._fail("GarbageAnswer")
            return
        if reply is not None:
            self._give(reply)
        else:
            self._wait_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what is under way: it may have happened."""
        reply = self._answering.at_end() if self._reply is not None and exc is None else None
        if reply is not None:
            self._give(reply)
        else:
            self._fail("Disconnected")
        self._turn_off_alarm()
        self._transport = None
        if not self.gone.done():
            self.gone.set_result(None)
        self._lost(self)

    def _wait_on(self) -> None:
        """Be patient from now on. The alarm rings when it was first set to, and looks again: one
        that is set anew for every answer costs more than reading it."""
        self._gives_up_at = inf if self._patience is None else self._loop.time() + self._patience
        if self._late is None or self._late.when() > self._gives_up_at:
            self._set_alarm()

    def _set_alarm(self) -> None:
        self._turn_off_alarm()
        if self._gives_up_at < inf:
            self._late = self._loop.call_at(self._gives_up_at, self._ring)

    def _turn_off_alarm(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _ring(self) -> None:
        self._late = None
        if self._reply is None:
            return
        if self._loop.time() >= self._gives_up_at:
            self._fail("Silence")
        else:
            self._set_alarm()

    def _give(self, reply: Reply) -> None:
        waiting = self._end()
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    def _fail(self, why: str) -> None:
        waiting = self._end()
        if waiting is not None and not waiting.done():
            waiting.set_exception(OutcomeUnknown(why))
        self.close()

    def _end(self) -> asyncio.Future[Reply] | None:
        waiting, self._reply = self._reply, None
        return waiting
