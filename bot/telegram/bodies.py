"""Messages as Telegram takes them, each made once for however many readers."""

import logging
from dataclasses import replace
from html import escape
from typing import Any

from bot.delivery.wording import WORDINGS_KEPT
from bot.language.rendered import Rendered
from bot.telegram.fitting import TEXT_LIMIT, fit_html, plain_of
from bot.telegram.http import dump_json
from bot.telegram.keyboards import markup_of

logger = logging.getLogger(__name__)

_BODIES_KEPT = WORDINGS_KEPT
"""Bodies a channel keeps ready: one for each of the messages that are kept in words. One less, and
with readers of many languages and hours each would be made again for everybody."""


class Bodies:
    """Messages as JSON, all but the chat they go to: each made once for however many readers.

    They are found by the very object, which the worker hands over for every reader alike: to look
    at all of its words each time would cost more than sending it.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Rendered, bytes]] = {}

    def of(self, rendered: Rendered) -> bytes:
        """Return the body of `rendered`, without the brace that opens it."""
        kept = self._kept.get(id(rendered))
        # The number of an object is given again once it is gone; what is kept here is not.
        return kept[1] if kept is not None else self._keep(rendered, body_of(rendered))

    def _keep(self, rendered: Rendered, body: bytes) -> bytes:
        _make_room(self._kept)
        self._kept[id(rendered)] = (rendered, body[1:])
        return body[1:]


class Plain:
    """Messages whose formatting Telegram refused: nobody else's copy meets that again."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Rendered, Rendered]] = {}

    def of(self, rendered: Rendered) -> Rendered:
        """Return `rendered`, or the same without formatting if it was refused before."""
        kept = self._kept.get(id(rendered))
        return rendered if kept is None else kept[1]

    def make(self, rendered: Rendered) -> Rendered:
        """Return `rendered` without formatting, and keep it for those who come."""
        logger.warning("message goes without its formatting")
        plain = replace(rendered, html=escape(plain_of(rendered.html), quote=False))
        _make_room(self._kept)
        self._kept[id(rendered)] = (rendered, plain)
        return plain


def _make_room(kept: dict[int, Any]) -> None:
    while len(kept) >= _BODIES_KEPT:
        del kept[next(iter(kept))]


def body_of(rendered: Rendered) -> bytes:
    """Return all of a message as JSON but the chat it goes to and whether it rings."""
    text = fit_html(rendered.html)
    if text != rendered.html:
        logger.warning("message shortened", extra={"limit": TEXT_LIMIT})
    body: dict[str, Any] = {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    markup = markup_of(rendered.buttons)
    if markup is not None:
        body["reply_markup"] = markup
    return dump_json(body)
