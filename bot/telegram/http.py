"""How requests travel to the Bot API: aiohttp under python-telegram-bot."""

import json
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from telegram.request import BaseRequest, RequestData

from bot.telegram.failures import NeverSent, OutcomeUnknown, answer_of, refusal_of

__all__ = ["AiohttpRequest", "NeverSent", "OutcomeUnknown"]

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
        "declineChatJoinRequest", "deleteMessage", "editMessageCaption", "editMessageText",
        "getChatMember", "getMe", "getUpdates", "sendChatAction", "sendDocument",
        "sendMediaGroup", "sendMessage", "setMyCommands",
    )
}  # fmt: skip
_AS_JSON: Final = MappingProxyType({"Content-Type": "application/json"})


class AiohttpRequest(BaseRequest):
    """A pool of connections of its own to the Bot API.

    With a parameter `rendered` (bytes: a JSON object that is not empty) the other parameters, one
    at least, are spliced into it, so a text for a thousand people becomes JSON once. Texts of
    exceptions are class names and status numbers: aiohttp's own hold the URL, the URL the token.

    Args:
        pool_size: connections at most. Connections needed = messages a second x answer time.
        read_seconds: how long the answer may stay silent. Generous, because giving up makes a
            delivery `unknown` for ever.
        connect_seconds: how long one connection may take to open.
        pool_seconds: how long to wait for a free connection besides.
    """

    __slots__ = ("_connect_seconds", "_pool_seconds", "_pool_size", "_read_seconds", "_session")

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
        self._session: aiohttp.ClientSession | None = None

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
        if session is not None:
            await session.close()

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
        connect = _seconds(connect_timeout, self._connect_seconds)
        pool = _seconds(pool_timeout, self._pool_seconds)
        status, payload, wait = await self._exchange(
            url,
            method,
            request_data,
            aiohttp.ClientTimeout(
                connect=None if connect is None or pool is None else connect + pool,
                sock_connect=connect,
                sock_read=_seconds(read_timeout, self._read_seconds),
            ),
        )
        if not 200 <= status < 300:
            raise refusal_of(status, payload, wait)
        return status, payload

    async def _exchange(
        self,
        url: str,
        method: str,
        request_data: RequestData | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes, str | None]:
        if self._session is None:
            raise NeverSent("Closed")
        body, headers = _body_of(request_data)
        try:
            # aiohttp repeats a request over a dead connection by itself, but never a POST.
            async with self._session.request(
                method,
                as_documented(url),
                data=body,
                headers=headers,
                timeout=limits,
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.read(), answer.headers.get("Retry-After")
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


def _body_of(
    request_data: RequestData | None,
) -> tuple[bytes | aiohttp.FormData | None, MappingProxyType[str, str] | None]:
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return _json_of(request_data.parameters), _AS_JSON
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None


def _json_of(parameters: dict[str, Any]) -> bytes:
    rendered = parameters.pop("rendered", None)
    head = dump_json(parameters)
    return head if rendered is None else head[:-1] + b"," + bytes(rendered[1:])


def dump_json(value: object) -> bytes:
    """Return `value` as JSON; half a surrogate pair, which no JSON reader takes, becomes `?`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
