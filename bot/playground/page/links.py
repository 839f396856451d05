"""Links that lead into Telegram: to the bot with a payload, or into a group."""

import re
from urllib.parse import parse_qs, urlsplit

from bot.playground.page import writing
from bot.playground.world import membership
from bot.playground.world.refusal import PageError
from bot.playground.world.stage import Stage
from bot.playground.world.things import Json, Person

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a start link can carry (Bot API, deep linking)."""


def open_link(stage: Stage, actor: Person, url: str) -> Json:
    """Follow a link as a client does.

    `kind` is `start`, `joined`, `join_request`, or `outside` for a link that leads elsewhere.

    Raises:
        PageError: the link is of Telegram's kind but leads nowhere.
    """
    url = url.strip()
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme == "tg" or parts.netloc in ("t.me", "telegram.me"):
        name, query = parts.path.strip("/"), parse_qs(parts.query, keep_blank_values=True)
        if parts.scheme == "tg":
            name = query.get("domain", [""])[0]
        if name.startswith(("+", "joinchat/")):
            return membership.follow(stage, actor.id, f"https://t.me/{parts.path.strip('/')}")
        if name.lower() == stage.world.bot.username.lower():
            return _to_bot(stage, actor, query)
        raise PageError("link_unknown")
    return {"kind": "outside", "url": url}


def _to_bot(stage: Stage, actor: Person, query: dict[str, list[str]]) -> Json:
    chat = {"kind": "start", "chat": stage.world.bot.id}
    if "start" not in query:
        return chat
    payload = query["start"][0]
    writing.start(stage, actor, payload if _PAYLOAD.fullmatch(payload) else "")
    return chat
