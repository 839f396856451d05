"""Reading requests and writing answers, as bytes and with as little work as possible."""

import json
import re
import time
from typing import Any

Json = dict[str, Any]

_CHAT = re.compile(rb'chat_id(?:"\s*:\s*"?|=|"\r\n(?:[^\r\n]+\r\n)*\r\n)(-?\d+)')
_PAID = re.compile(rb'allow_paid_broadcast(?:"\s*:\s*true|=[Tt]rue|=1|"\r\n\r\n[Tt]rue)')

BOT: Json = {"id": 1000001, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}


def chat_of(body: bytes) -> int:
    """Return the chat that a request names, in JSON, in a form or in one of several parts."""
    found = _CHAT.search(body)
    return int(found[1]) if found else 0


def is_paid(body: bytes) -> bool:
    """Return whether a request offers to pay."""
    return b"allow_paid_broadcast" in body and _PAID.search(body) is not None


def http(body: bytes, status: bytes = b"200 OK") -> bytes:
    """Return an answer that keeps the connection."""
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        status,
        len(body),
        body,
    )


class Answers:
    """Answers as the Bot API gives them; a message comes back whole, as it does in life."""

    def __init__(self, echo: Json) -> None:
        rest = {
            "from": BOT,
            "date": int(time.time()),
            "text": echo.get("text", "salam"),
            **({"reply_markup": echo["reply_markup"]} if "reply_markup" in echo else {}),
        }
        self._rest = json.dumps(rest, ensure_ascii=False).encode()[1:]
        self.true = self.ok(b"true")
        self.too_many = http(
            b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1",'
            b'"parameters":{"retry_after":1}}',
            b"429 Too Many Requests",
        )
        self.unpaid = http(
            b'{"ok":false,"error_code":400,"description":"Bad Request: not enough Stars on the '
            b'balance to pay for the broadcast"}',
            b"400 Bad Request",
        )

    def ok(self, result: bytes) -> bytes:
        """Return the answer whose result is this JSON."""
        return http(b'{"ok":true,"result":%b}' % result)

    def message(self, number: int, chat: int) -> bytes:
        """Return the answer to a message that was taken."""
        return self.ok(
            b'{"message_id":%d,"chat":{"id":%d,"first_name":"Ayten","type":"private"},%b'
            % (number, chat, self._rest)
        )

    def other(self, method: bytes, body: bytes) -> bytes:
        """Return the answer to anything else that a bot asks as it starts."""
        del body
        if method == b"getme":
            return self.ok(json.dumps(BOT).encode())
        if method == b"getchatmember":
            return self.ok(json.dumps({"status": "administrator", "user": BOT}).encode())
        if method == b"getwebhookinfo":
            return self.ok(b'{"url":"","pending_update_count":0}')
        if method.startswith(b"getmy"):
            return self.ok(b'{"name":"","description":"","short_description":""}')
        return self.true
