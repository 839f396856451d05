"""Reading one HTTP/1.1 answer out of the pieces in which it comes."""

from typing import NamedTuple

LONGEST_HEAD = 64 * 1024
LONGEST_BODY = 64 * 1024 * 1024
"""Bytes; more is not the Bot API. Our own choice: a hundred updates are a megabyte at most."""

_END_OF_HEAD = b"\r\n\r\n"


class Reply(NamedTuple):
    """What a server answered: the status, the body, and the header `Retry-After`, if any."""

    status: int
    body: bytes
    retry_after: str | None = None


class Answering:
    """One answer on its way; `is_last` once it is known that the connection ends with it."""

    __slots__ = ("_buffer", "_head", "_length", "is_last")

    def __init__(self) -> None:
        self._buffer = b""
        self._head: _Head | None = None
        self._length: int | None = None
        self.is_last = False

    def feed(self, data: bytes) -> Reply | None:
        """Take the next piece; return the answer once it is whole.

        Raises:
            ValueError: this is not HTTP/1.1, or more than an answer can be.
        """
        self._buffer = self._buffer + data if self._buffer else data
        if self._head is None and not self._read_head():
            return None
        head = self._head
        assert head is not None
        if head.is_chunked:
            body = _unchunked(self._buffer)
        elif self._length is None or len(self._buffer) < self._length:
            body = None
        else:
            # What follows belongs to no question of ours.
            self.is_last = self.is_last or len(self._buffer) > self._length
            body = self._buffer[: self._length]
        if body is None and len(self._buffer) > LONGEST_BODY:
            raise ValueError("too long")
        return None if body is None else Reply(head.status, body, head.retry_after)

    def at_end(self) -> Reply | None:
        """Return the answer if the end of the connection is what completes it."""
        head = self._head
        if head is None or head.is_chunked or self._length is not None:
            return None
        return Reply(head.status, self._buffer, head.retry_after)

    def _read_head(self) -> bool:
        while True:
            end = self._buffer.find(_END_OF_HEAD)
            if end < 0:
                if len(self._buffer) > LONGEST_HEAD or not b"HTTP/1.".startswith(self._buffer[:7]):
                    raise ValueError("no head")
                return False
            head = _Head(self._buffer[:end])
            self._buffer = self._buffer[end + len(_END_OF_HEAD) :]
            if head.status >= 200:
                break
        self._head = head
        self._length = 0 if head.status in (204, 304) else head.length
        if self._length is not None and self._length > LONGEST_BODY:
            raise ValueError("too long")
        self.is_last = head.is_last or (self._length is None and not head.is_chunked)
        return True


class _Head:
    """What we need of the lines before the body."""

    __slots__ = ("is_chunked", "is_last", "length", "retry_after", "status")

    def __init__(self, head: bytes) -> None:
        first, _, rest = head.partition(b"\r\n")
        version, _, after = first.partition(b" ")
        if version not in (b"HTTP/1.1", b"HTTP/1.0"):
            raise ValueError("not HTTP/1.1")
        self.status = int(after[:3])
        self.length: int | None = None
        self.retry_after: str | None = None
        self.is_chunked = False
        self.is_last = version == b"HTTP/1.0"
        for line in rest.split(b"\r\n"):
            name, _, value = line.partition(b":")
            match name.lower():
                case b"content-length":
                    self.length = _size(value, 10)
                case b"transfer-encoding":
                    self.is_chunked = value.strip().lower() == b"chunked"
                case b"connection":
                    self.is_last = value.strip().lower() == b"close"
                case b"retry-after":
                    self.retry_after = value.strip().decode("latin-1")


def _size(digits: bytes, base: int) -> int:
    number = int(digits.strip(), base)
    if number < 0:
        raise ValueError("less than nothing")
    return number


def _unchunked(buffer: bytes) -> bytes | None:
    """Return a body that came in chunks, or None while the last one is missing."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = buffer.find(b"\r\n", at)
        if end < 0:
            return None
        size = _size(buffer[at:end].partition(b";")[0], 16)
        at = end + 2
        if not size:
            # Trailers, if any, end with an empty line.
            whole = buffer.startswith(b"\r\n", at) or buffer.find(_END_OF_HEAD, at) >= 0
            return b"".join(parts) if whole else None
        if len(buffer) < at + size + 2:
            return None
        parts.append(buffer[at : at + size])
        at += size
        if not buffer.startswith(b"\r\n", at):
            raise ValueError("a chunk of another size")
        at += 2
