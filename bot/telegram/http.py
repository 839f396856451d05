"""How requests travel under python-telegram-bot: JSON on our own `Wire`, files by aiohttp."""

import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from telegram.request import BaseRequest, RequestData

from bot.telegram.answering import Reply
from bot.telegram.failures import NeverSent, OutcomeUnknown, answer_of, refusal_of
from bot.telegram.wire import Wire

__all__ = ["ApiRequest", "NeverSent", "OutcomeUnknown"]

_NEVER_LEFT: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    aiohttp.ServerFingerprintMismatch,
)
# The library refuses to call by name what it has a method for, unless it is written in small
# letters. Telegram does not mind; another Bot API server might, so each goes out as documented.
_AS_DOCUMENTED: Final = {
    name.lower(): name
    for name in (
        "answerCallbackQuery", "approveChatJoinRequest", "copyMessage", "createChatInviteLink",
        "declineChatJoinRequest", "deleteMessage", "deleteMessages", "editMessageCaption",
        "editMessageText", "getChatMember", "getMe", "getUpdates", "sendChatAction", "sendDocument",
        "sendAnimation", "sendAudio", "sendLocation", "sendMediaGroup", "sendMessage", "sendPhoto",
        "sendSticker", "sendVenue", "sendVideo", "sendVideoNote", "sendVoice", "setMyCommands",
    )
}  # fmt: skip


class ApiRequest(BaseRequest):
    """A pool of connections of its own to the Bot API.

    With a parameter `rendered` (bytes: a JSON object that is not empty) the other parameters, one
    at least, are spliced into it, so a text for a thousand people becomes JSON once; `post_json`
    takes JSON that is ready. Texts of exceptions are class names and status numbers: aiohttp's own
    hold the URL, the URL the token.

    Args:
        pool_size: connections at most, for JSON and for files each. Connections needed =
            messages a second x answer time.
        read_seconds: how long the answer may stay silent. Generous, because giving up makes a
            delivery `unknown` for ever.
        connect_seconds: how long one connection may take to open.
        pool_seconds: how long to wait for a free connection besides.
    """

    __slots__ = (
        "_connect_seconds", "_late", "_pool_seconds", "_pool_size", "_read_seconds", "_session",
        "_ways", "_wires",
    )  # fmt: skip

    def __init__(
        self,
        pool_size: int,
        *,
        read_seconds: float = 20.0,
        connect_seconds: float = 5.0,
        pool_seconds: float = 10.0,
    ) -> None:
        self._pool_size = pool_size
        self._read_seconds = read_seconds
        self._connect_seconds = connect_seconds
        self._pool_seconds = pool_seconds
        self._late: Callable[[float], None] = lambda _: None
        self._session: aiohttp.ClientSession | None = None
        self._wires: dict[str, Wire] = {}
        self._ways: dict[str, tuple[Wire, bytes]] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may stay silent, unless a request says otherwise."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Make the pool; connections open as they are needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool_size),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close every connection; a request under way ends as `OutcomeUnknown`."""
        session, self._session = self._session, None
        wires, self._wires, self._ways = self._wires, {}, {}
        for wire in wires.values():
            await wire.close()
        if session is not None:
            await session.close()

    async def post_json(self, url: str, body: bytes) -> bytes:
        """Post JSON that is ready; return the payload of what was done.

        Raises:
            NeverSent, OutcomeUnknown, TelegramError: as `do_request` does.
        """
        wire, path = self._way(url)
        reply = await wire.post(
            path,
            body,
            read_seconds=self._read_seconds,
            connect_seconds=self._connect_seconds,
            pool_seconds=self._pool_seconds,
        )
        if reply.status != 200:
            _must_be_done(reply)
        return reply.body

    def when_late(self, tell: Callable[[float], None]) -> None:
        """Call `tell` whenever a request leaves late, because it had to wait for its connection,
        with the seconds that it waited."""
        self._late = tell

    def _left_late(self, seconds: float) -> None:
        self._late(seconds)

    async def open_ahead(self, url: str, connections: int) -> None:
        """Have so many connections open to where `url` leads, before they are needed."""
        wire, _ = self._way(url)
        await wire.open_ahead(connections, connect_seconds=self._connect_seconds)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the Bot API's answer.

        The library's own version writes a garbled answer, words of people and all, into the log.
        """
        return answer_of(payload)

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; time-outs are for each step, never for the whole.

        Raises:
            NeverSent: it did not leave; nothing happened.
            OutcomeUnknown: it may have happened.
            TelegramError: any other class says what the Bot API refused; nothing happened.
        """
        limits = (
            _seconds(read_timeout, self._read_seconds),
            _seconds(connect_timeout, self._connect_seconds),
            _seconds(pool_timeout, self._pool_seconds),
        )
        url = as_documented(url)
        if request_data is None or request_data.contains_files:
            reply = await self._exchange_files(url, method, request_data, *limits)
        else:
            read, connect, pool = limits
            wire, path = self._way(url)
            reply = await wire.post(
                path,
                _json_of(request_data.parameters),
                read_seconds=read,
                connect_seconds=connect,
                pool_seconds=pool,
            )
        _must_be_done(reply)
        return reply.status, reply.body

    def _way(self, url: str) -> tuple[Wire, bytes]:
        """Return the connections to the server of `url`, and the way there."""
        if self._session is None:
            raise NeverSent("Closed")
        way = self._ways.get(url)
        if way is None:
            way = self._ways[url] = self._find_way(url)
        return way

    def _find_way(self, url: str) -> tuple[Wire, bytes]:
        try:
            parts = urlsplit(url)
            origin = f"{parts.scheme}://{parts.netloc}"
            if origin not in self._wires:
                self._wires[origin] = Wire(
                    origin, self._pool_size, agent=self.USER_AGENT, late=self._left_late
                )
        except ValueError:
            raise NeverSent("InvalidUrl") from None
        return self._wires[origin], parts.path.encode()

    async def _exchange_files(  # noqa: PLR0917 - three limits in the order of their time
        self,
        url: str,
        method: str,
        request_data: RequestData | None,
        read: float | None,
        connect: float | None,
        pool: float | None,
    ) -> Reply:
        if self._session is None:
            raise NeverSent("Closed")
        limits = aiohttp.ClientTimeout(
            connect=None if connect is None or pool is None else connect + pool,
            sock_connect=connect,
            sock_read=read,
        )
        try:
            # aiohttp repeats a request over a dead connection by itself, but never a POST.
            async with self._session.request(
                method, url, data=_form_of(request_data), timeout=limits, allow_redirects=False
            ) as answer:
                body = await answer.read()
                return Reply(answer.status, body, answer.headers.get("Retry-After"))
        except _NEVER_LEFT as error:
            raise NeverSent(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            raise OutcomeUnknown(type(error).__name__) from None


def as_documented(url: str) -> str:
    """Return `url` with its method's name written as in the Bot API's documentation."""
    base, _, name = url.rpartition("/")
    return f"{base}/{_AS_DOCUMENTED.get(name, name)}"


def _seconds(given: object, default: float) -> float | None:
    if given is None or isinstance(given, int | float):
        return given
    return default


def _must_be_done(reply: Reply) -> None:
    if not 200 <= reply.status < 300:
        raise refusal_of(*reply)


def _form_of(request_data: RequestData | None) -> aiohttp.FormData | None:
    if request_data is None:
        return None
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _json_of(parameters: dict[str, Any]) -> bytes:
    rendered = parameters.pop("rendered", None)
    head = dump_json(parameters)
    return head if rendered is None else head[:-1] + b"," + bytes(rendered[1:])


def dump_json(value: object) -> bytes:
    """Return `value` as JSON; half a surrogate pair, which no JSON reader takes, becomes `?`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
