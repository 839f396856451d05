"""Methods of the Bot API that answer a pressed button."""

from urllib.parse import parse_qs, urlsplit

from bot.playground.api.method import Method
from bot.playground.api.parameters import Arguments, Parameter, boolean, integer, string
from bot.playground.world.refusal import bad_request
from bot.playground.world.stage import Stage, Toast

QUERY_SECONDS = 60
"""How long a press can be answered. Telegram says nothing of it; a minute is what it gives."""

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
LONGEST_TOAST = 200
"""Characters (Bot API, answerCallbackQuery)."""


def answer_callback_query(stage: Stage, arguments: Arguments) -> bool:
    """Answer answerCallbackQuery: once for each press, and soon."""
    words = arguments.get("text", "")
    if len(words) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    url = arguments.get("url", "")
    if url and not starts_bot(url, stage.world.bot.username):
        raise bad_request("URL_INVALID")
    query = stage.world.take_query(arguments["callback_query_id"])
    if query is None or stage.now() - query.at > QUERY_SECONDS:
        raise bad_request(TOO_OLD)
    toast: Toast = {
        "toast": words or None,
        "alert": arguments.get("show_alert", False),
        "url": url or None,
    }
    waiting = stage.presses.pop(query.id, None)
    if waiting is not None and not waiting.done():
        waiting.set_result(toast)
    else:
        stage.events.tell([query.person], "toast", **toast)
    return True


def starts_bot(url: str, username: str) -> bool:
    """Say whether a link opens this bot with a payload, the only kind an answer may open."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if parts.scheme == "tg":
        name = query.get("domain", [""])[0]
    else:
        name = parts.path.strip("/")
        if parts.scheme not in ("http", "https") or parts.netloc not in ("t.me", "telegram.me"):
            return False
    return name.lower() == username.lower() and "start" in query


METHODS = (
    Method(
        "answerCallbackQuery",
        answer_callback_query,
        (
            Parameter("callback_query_id", string, TOO_OLD),
            Parameter("text", string),
            Parameter("show_alert", boolean),
            Parameter("url", string),
            Parameter("cache_time", integer),
        ),
    ),
)
