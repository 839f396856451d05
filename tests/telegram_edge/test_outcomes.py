"""Every answer of Telegram, from the raw response on."""

import json
from typing import Any

import pytest
from telegram.error import NetworkError, TelegramError

from bot.domain.delivery import (
    Moved,
    Outcome,
    OutcomeUnknown,
    Reason,
    Rejected,
    Sent,
    TryLater,
    Unpaid,
    Unreachable,
)
from bot.language.rendered import Rendered
from bot.telegram.outcomes import outcome_of
from bot.telegram.sender import TelegramChannel
from tests.telegram_edge.conftest import (
    SENT,
    BotApi,
    Refused,
)

HELLO = Rendered("Salam")
ANNA = "telegram:42"


def refusal(status: int, description: str, **parameters: Any) -> tuple[int, bytes]:
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        answer["parameters"] = parameters
    return status, json.dumps(answer).encode()


BLOCKED = Unreachable(Reason.BLOCKED)
GONE = Unreachable(Reason.CHAT_GONE)
NO_RIGHTS = Rejected(Reason.NO_RIGHTS)
TOPIC_CLOSED = Rejected(Reason.TOPIC_CLOSED)
THROTTLED = "Too Many Requests: retry after 3"

RESPONSES: list[tuple[str, tuple[int, bytes], Outcome]] = [
    ("sent", (200, json.dumps({"ok": True, "result": SENT}).encode()), Sent("7")),
    ("blocked", refusal(403, "Forbidden: bot was blocked by the user"), BLOCKED),
    ("blocked, raw word", refusal(400, "Bad Request: USER_IS_BLOCKED"), BLOCKED),
    (
        "never started",
        refusal(403, "Forbidden: bot can't initiate conversation with a user"),
        Unreachable(Reason.NEVER_STARTED),
    ),
    (
        "deactivated",
        refusal(403, "Forbidden: user is deactivated"),
        Unreachable(Reason.DEACTIVATED),
    ),
    (
        "deactivated, raw word",
        refusal(400, "Bad Request: INPUT_USER_DEACTIVATED"),
        Unreachable(Reason.DEACTIVATED),
    ),
    ("kicked, group", refusal(403, "Forbidden: bot was kicked from the group chat"), GONE),
    (
        "kicked, supergroup",
        refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
        GONE,
    ),
    ("not a member", refusal(403, "Forbidden: bot is not a member of the channel chat"), GONE),
    ("group deleted", refusal(403, "Forbidden: the group chat was deleted"), GONE),
    ("chat not found", refusal(400, "Bad Request: chat not found"), GONE),
    ("group deactivated", refusal(400, "Bad Request: group chat was deactivated"), GONE),
    ("peer invalid", refusal(400, "Bad Request: PEER_ID_INVALID"), GONE),
    (
        "403 with words we do not know",
        refusal(403, "Forbidden: something new"),
        Unreachable(Reason.REJECTED),
    ),
    (
        "migrated",
        refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=-1001234567890,
        ),
        Moved("telegram:-1001234567890"),
    ),
    (
        "migrated, nobody says where",
        refusal(400, "Bad Request: group chat was upgraded to a supergroup chat"),
        GONE,
    ),
    (
        "rights, text",
        refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
        NO_RIGHTS,
    ),
    ("rights, any", refusal(400, "Bad Request: have no rights to send a message"), NO_RIGHTS),
    (
        "rights, administrator",
        refusal(400, "Bad Request: need administrator rights in the channel chat"),
        NO_RIGHTS,
    ),
    ("rights, raw word", refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), NO_RIGHTS),
    ("topic closed", refusal(400, "Bad Request: TOPIC_CLOSED"), TOPIC_CLOSED),
    ("topic gone", refusal(400, "Bad Request: message thread not found"), TOPIC_CLOSED),
    (
        "too long",
        refusal(400, "Bad Request: message is too long"),
        Rejected(Reason.TOO_LONG),
    ),
    (
        "too long, raw word",
        refusal(400, "Bad Request: MESSAGE_TOO_LONG"),
        Rejected(Reason.TOO_LONG),
    ),
    (
        "entities",
        refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "anna" at 3'),
        Rejected(Reason.BAD_FORMAT),
    ),
    (
        "entities, raw word",
        refusal(400, "Bad Request: ENTITY_TEXT_INVALID"),
        Rejected(Reason.BAD_FORMAT),
    ),
    (
        "people's words are left out",
        refusal(400, 'Bad Request: something about "anna" at 3'),
        Rejected(Reason.REJECTED, "Something about"),
    ),
    (
        "a link in a button is left out",
        refusal(400, "Bad Request: inline keyboard button URL 'http://a' is invalid: Wrong host"),
        Rejected(Reason.REJECTED, "Inline keyboard button url"),
    ),
    (
        "an id is left out",
        refusal(400, "Bad Request: user 5551234567 is odd"),
        Rejected(Reason.REJECTED, "User … is odd"),
    ),
    (
        "too large",
        refusal(413, "Request Entity Too Large"),
        Rejected(Reason.REJECTED, "Request Entity Too Large"),
    ),
    (
        "a reader who wants to be paid",
        refusal(403, "Forbidden: ALLOW_PAYMENT_REQUIRED_5"),
        Unreachable(Reason.TAKES_STARS),
    ),
    (
        "asked to pay for what was to be free",
        refusal(400, "Bad Request: BALANCE_TOO_LOW"),
        Rejected(Reason.REJECTED, "asks for a payment"),
    ),
    ("429", refusal(429, THROTTLED, retry_after=3), TryLater(3.0, throttled=True)),
    ("429, a fraction", refusal(429, THROTTLED, retry_after=0.5), TryLater(0.5, throttled=True)),
    ("429, no parameter", refusal(429, "Too Many Requests"), TryLater(5.0, throttled=True)),
    (
        "429, nonsense",
        refusal(429, "Too Many Requests", retry_after="soon"),
        TryLater(5.0, throttled=True),
    ),
    (
        "429, for ever",
        refusal(429, "Too Many Requests", retry_after=1e300),
        TryLater(7 * 86_400.0, throttled=True),
    ),
    ("429, a page", (429, b"<html>slow down</html>"), TryLater(5.0, throttled=True)),
    ("400 with a wait", refusal(400, "FLOOD_WAIT_9", retry_after=9), TryLater(9.0, throttled=True)),
    ("401", refusal(401, "Unauthorized"), TryLater(60.0)),
    ("404", refusal(404, "Not Found"), TryLater(60.0)),
    ("409", refusal(409, "Conflict: terminated by other getUpdates request"), TryLater(60.0)),
    ("500", refusal(500, "Internal Server Error"), OutcomeUnknown()),
    ("502, a page", (502, b"<html>Bad Gateway</html>"), OutcomeUnknown()),
    ("504", refusal(504, "Gateway Timeout", retry_after=1), OutcomeUnknown()),
    ("redirected", (302, b""), OutcomeUnknown()),
    ("403, a proxy's page", (403, b"<html>Access denied</html>"), OutcomeUnknown()),
    ("404, a proxy's page", (404, b"nginx"), OutcomeUnknown()),
    ("403, a stranger's JSON", (403, b'{"error": "denied"}'), OutcomeUnknown()),
    ("200, a page", (200, b"<html>Welcome to the hotel</html>"), OutcomeUnknown()),
    ("200, not ok", (200, b'{"ok": false}'), OutcomeUnknown()),
    ("200, no result", (200, b'{"ok": true}'), OutcomeUnknown()),
    ("200, a list", (200, b"[1, 2]"), OutcomeUnknown()),
    ("200, nothing", (200, b""), OutcomeUnknown()),
    ("200, broken bytes", (200, b"\xff\xfe\xfd"), OutcomeUnknown()),
    ("200, very deep", (200, b"[" * 100_000), OutcomeUnknown()),
    ("200, no message", (200, b'{"ok": true, "result": true}'), OutcomeUnknown()),
]


@pytest.mark.parametrize(
    ("response", "outcome"),
    [case[1:] for case in RESPONSES],
    ids=[case[0] for case in RESPONSES],
)
async def test_every_answer_has_one_outcome(
    api: BotApi, channel: TelegramChannel, response: tuple[int, bytes], outcome: Outcome
) -> None:
    api.will_write(*response)

    assert await channel.send(ANNA, HELLO) == outcome


async def test_a_429_that_says_its_wait_only_in_the_header_is_believed(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.will_write(429, b"busy", **{"Retry-After": "11"})

    assert await channel.send(ANNA, HELLO) == TryLater(11.0, throttled=True)


async def test_a_429_that_says_its_wait_twice_means_what_stands_in_the_body(
    api: BotApi, channel: TelegramChannel
) -> None:
    status, payload = refusal(429, THROTTLED, retry_after=3)
    api.will_write(status, payload, **{"Retry-After": "11"})

    assert await channel.send(ANNA, HELLO) == TryLater(3.0, throttled=True)


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(refusal(400, "Bad Request: BALANCE_TOO_LOW"), id="raw word"),
        pytest.param(refusal(402, "Payment Required"), id="by its number"),
        pytest.param(refusal(403, "Forbidden: PAYMENT_REQUIRED"), id="forbidden"),
        pytest.param(
            refusal(400, "Bad Request: not enough Telegram Stars on the balance of the bot"),
            id="in words",
        ),
        pytest.param(
            refusal(400, "Bad Request: paid broadcast is not allowed for the bot"), id="not allowed"
        ),
    ],
)
async def test_a_bot_that_cannot_pay_has_sent_nothing(
    api: BotApi, channel: TelegramChannel, response: tuple[int, bytes]
) -> None:
    api.will_write(*response)

    assert await channel.send(ANNA, HELLO, paid=True) == Unpaid()


async def test_formatting_that_is_not_understood_is_left_out_from_then_on(
    channel: TelegramChannel, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    alert = Rendered("<b>Sel</b> &amp; <i>daşqın")

    def answer(method: str, body: Any) -> Any:
        if "<" in body["text"]:
            raise Refused(*refusal(400, "Bad Request: can't parse entities: no end tag"))
        return SENT

    api.will_answer(answer)
    outcomes = [await channel.send(f"telegram:{number}", alert) for number in (1, 2)]

    assert outcomes == [Sent("7"), Sent("7")]
    assert [body["chat_id"] for _, body in api.asked] == [1, 1, 2]
    assert [body["text"] for _, body in api.asked[1:]] == ["Sel &amp; daşqın"] * 2
    assert caplog.messages == ["message goes without its formatting"]


async def test_an_edit_leaves_out_formatting_that_is_not_understood(
    channel: TelegramChannel, api: BotApi
) -> None:
    def answer(method: str, body: Any) -> Any:
        if "<" in body["text"]:
            raise Refused(*refusal(400, "Bad Request: can't parse entities: no end tag"))
        return SENT

    api.will_answer(answer)
    outcome = await channel.edit(ANNA, "7", Rendered("<b>Sel"))

    assert outcome == Sent("7")
    assert [body["text"] for _, body in api.asked] == ["<b>Sel", "Sel"]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(NetworkError("new"), id="a network error of the library"),
        pytest.param(TelegramError("new"), id="an error of the library"),
        pytest.param(ValueError("new"), id="anything else"),
    ],
)
def test_what_is_not_known_to_have_done_nothing_is_unknown(error: Exception) -> None:
    assert outcome_of(error) == OutcomeUnknown()
