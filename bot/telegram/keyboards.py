"""Rows of buttons as the Bot API wants them."""

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.language.rendered import RenderedButton

logger = logging.getLogger(__name__)

BUTTONS_AT_MOST = 100
"""Buttons under one message. Source: python-telegram-bot, `InlineKeyboardMarkupLimit`."""

_STYLES = ("primary", "success", "danger")
_SCHEMES = ("http", "https", "tg")


def markup_of(rows: Sequence[Sequence[RenderedButton]]) -> dict[str, Any] | None:
    """Return the `reply_markup`, or nothing when no button is left.

    A button that Telegram would refuse (no label, a link it does not open, the 101st) is left out
    and logged: Telegram would refuse the whole message for it.
    """
    wanted = sum(map(len, rows))
    left = BUTTONS_AT_MOST
    keyboard = []
    for row in rows:
        line = [_button_of(button) for button in row if _can_be_shown(button)][:left]
        left -= len(line)
        if line:
            keyboard.append(line)
    shown = BUTTONS_AT_MOST - left
    if shown < wanted:
        logger.warning("buttons left out", extra={"wanted": wanted, "shown": shown})
    return {"inline_keyboard": keyboard} if keyboard else None


def _can_be_shown(button: RenderedButton) -> bool:
    if not button.label.strip():
        return False
    if not button.url:
        return bool(button.press)
    try:
        link = urlsplit(button.url)
    except ValueError:
        return False
    return link.scheme.lower() in _SCHEMES and bool(link.netloc)


def _button_of(button: RenderedButton) -> dict[str, str]:
    shown = {"text": button.label}
    if button.url:
        shown["url"] = button.url
    else:
        shown["callback_data"] = button.press
    # Bot API 9.4: `style`; older apps show such a button plain.
    if button.style in _STYLES:
        shown["style"] = button.style
    return shown
