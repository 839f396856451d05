"""Every shape an answer of the Bot API can come in."""

import pytest

from bot.telegram.answering import Answering, Reply

OK = b'{"ok":true,"result":true}'
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n" + OK


def chunked(*sizes: int) -> bytes:
    parts, rest = [], OK
    for size in sizes:
        parts.append(b"%x;note=1\r\n%b\r\n" % (len(rest[:size]), rest[:size]))
        rest = rest[size:]
    return b"".join(parts) + b"0\r\n"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

WHOLE = [
    ("with its length", PLAIN, False),
    ("in chunks", CHUNKED + chunked(10, 15) + b"\r\n", False),
    ("in chunks, with a trailer", CHUNKED + chunked(25) + b"Sum: 1\r\n\r\n", False),
    ("after a 100", b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN, False),
    ("after two of them", b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" * 2 + PLAIN, False),
    ("the last", PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1), True),
    ("of HTTP/1.0", PLAIN.replace(b"/1.1", b"/1.0", 1), True),
    ("with more behind it", PLAIN + b"HTTP/1.1 200 OK\r\n", True),
    ("with odd spaces", PLAIN.replace(b"h: 25", b"h:25  ").replace(b"Cont", b"cONT"), False),
]


@pytest.mark.parametrize("step", [1, 7, 1_000], ids=["byte by byte", "in pieces", "at once"])
@pytest.mark.parametrize(
    ("answer", "is_last"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE]
)
def test_an_answer_is_read_in_whatever_pieces_it_comes(
    answer: bytes, is_last: bool, step: int
) -> None:
    answering = Answering()

    replies = [answering.feed(answer[at : at + step]) for at in range(0, len(answer), step)]

    first = next(reply for reply in replies if reply)
    assert first == Reply(200, OK)
    if step == 1_000:
        assert answering.is_last == is_last


NO_ANSWER = [
    ("another protocol", b"SSH-2.0-OpenSSH_9.2\r\n"),
    ("a head without end", b"HTTP/1.1 200 OK\r\n" + b"X-Flood: 1\r\n" * 10_000),
    ("a status that is no number", b"HTTP/1.1 OK OK\r\n\r\n"),
    ("a length that is no number", b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
    ("a length below nothing", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
    ("a length beyond all reason", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
    ("a chunk without a size", CHUNKED + b"zz\r\n"),
    ("a chunk of another size", CHUNKED + b"5\r\n1234567\r\n0\r\n\r\n"),
    ("HTTP/2", b"HTTP/2 200\r\n\r\n"),
]


@pytest.mark.parametrize(
    "answer", [case[1] for case in NO_ANSWER], ids=[case[0] for case in NO_ANSWER]
)
def test_what_is_no_answer_is_not_taken_for_one(answer: bytes) -> None:
    with pytest.raises(ValueError):
        Answering().feed(answer)


def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    answering = Answering()

    early = answering.feed(b"HTTP/1.1 200 OK\r\n\r\n" + OK)

    assert (early, answering.at_end(), answering.is_last) == (None, Reply(200, OK), True)


@pytest.mark.parametrize(
    "half",
    [PLAIN[:-1], PLAIN[:20], CHUNKED + b"19\r\n" + OK, b""],
    ids=["body", "head", "chunks", "nothing"],
)
def test_half_an_answer_is_none(half: bytes) -> None:
    answering = Answering()

    assert answering.feed(half) is None
    assert answering.at_end() is None
