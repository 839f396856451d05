"""The buttons under a message: checked as Telegram checks them."""

import json
import re
from functools import lru_cache
from typing import Any

from bot.playground.world.refusal import bad_request

Json = dict[str, Any]

ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
"""What a button can do; each has exactly one (Bot API, InlineKeyboardButton)."""

STYLES = ("danger", "success", "primary")

_URL = re.compile(r"(https?://|tg://)?[^\s/]+(\.[^\s/]{2,}|:\d+|)(/.*)?$")


def checked(markup: Any) -> Json | None:
    """Return the inline keyboard to keep, or None for none (other keyboards are not kept).

    Raises:
        ApiError: 400 in Telegram's words.
    """
    if not markup:
        return None
    return _from_text(markup if isinstance(markup, str) else json.dumps(markup))


@lru_cache(maxsize=512)
def _from_text(markup: str) -> Json | None:
    """Read a keyboard from JSON text.

    A broadcast sends the same one to everybody: it is read once and shared, so nobody may change
    what is returned.
    """
    try:
        found = json.loads(markup)
    except (ValueError, RecursionError):
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    return _keyboard(found)


def _keyboard(markup: Any) -> Json | None:
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array of Arrays')
    kept = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > 100:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object"
        )
    words = button.get("text")
    if not isinstance(words, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not words.strip():
        raise bad_request("can't parse inline keyboard button: text buttons are unallowed")
    actions = [action for action in ACTIONS if action in button]
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    kept = {"text": words, actions[0]: button[actions[0]]}
    if actions[0] == "callback_data":
        _check_data(button["callback_data"])
    if actions[0] == "url":
        kept["url"] = _url(button["url"])
    if (style := button.get("style")) is not None:
        if style not in STYLES:
            raise bad_request("can't parse inline keyboard button: invalid button style specified")
        kept["style"] = style
    return kept


def _check_data(data: Any) -> None:
    """Refuse callback data of more than 64 bytes or of none."""
    if not isinstance(data, str) or not 1 <= len(data.encode(errors="replace")) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")


def _url(url: Any) -> str:
    if not isinstance(url, str) or not _URL.match(url.strip()):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    url = url.strip()
    return url if "://" in url else f"http://{url}"
