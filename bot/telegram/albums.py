"""Albums of private chats, in memory for an hour: each picture arrives as a message of its own, and
a reply names only one of them."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.media import ALBUM_MOST, Media, MediaItem
from bot.telegram.media import media_of

Raw = Mapping[str, Any]

KEPT_SECONDS = 3600.0
KEPT_MOST = 500
"""Albums kept at most, all chats together; an album is ten file ids and one caption."""

SETTLED_SECONDS = 1.0
"""How long after its last picture an album counts as whole: Telegram hands them out one by one."""

_CAPTION = ("caption", "caption_entities")


@dataclass(slots=True)
class Album:
    """What is known of an album: its items and captions by the numbers of their messages."""

    noted_at: float
    items: dict[int, MediaItem] = field(default_factory=dict)
    captions: dict[int, Raw] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The number of its first message, which stands for all of it."""
        return min(self.items)

    @property
    def media(self) -> Media:
        """All of it in order; one alone is a part, for an album has two at least."""
        items = tuple(item for _, item in sorted(self.items.items()))[:ALBUM_MOST]
        return Media(items, is_part=len(items) == 1)

    @property
    def caption(self) -> Raw:
        """The words under it with their entities, as a message has them; that of the first item
        that has words."""
        return self.captions[min(self.captions)] if self.captions else {}


class Albums:
    """Remembers albums as their messages come in. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: OrderedDict[tuple[int, str], Album] = OrderedDict()

    def note(self, update: Raw) -> None:
        """Take the picture of an album out of an update, if there is one; never raises."""
        try:
            message = update["message"]
            key, item = _key(message), media_of(message)
            if key is None or item is None:
                return
            number = int(message["message_id"])
            album = self._kept.setdefault(key, Album(self._monotonic()))
            album.noted_at = self._monotonic()
            album.items[number] = item.items[0]
            if message.get("caption"):
                kept = {name: message[name] for name in _CAPTION if name in message}
                album.captions[number] = kept
        except (KeyError, TypeError, ValueError, AttributeError):
            return
        self._kept.move_to_end(key)
        self._tidy()

    def of(self, message: Raw) -> Album | None:
        """Return the album that a message is part of, None if it is of none, or forgotten."""
        key = _key(message)
        album = self._kept.get(key) if key else None
        return album if album and album.noted_at > self._monotonic() - KEPT_SECONDS else None

    async def settle(self, update: Raw) -> None:
        """Wait, if an update is a picture of an album, until all of that has come."""
        message = update.get("message")
        album = self.of(message) if isinstance(message, Mapping) else None
        while album is not None and len(album.items) < ALBUM_MOST:
            left = album.noted_at + SETTLED_SECONDS - self._monotonic()
            if left <= 0:
                return
            await asyncio.sleep(left)

    def _tidy(self) -> None:
        oldest = self._monotonic() - KEPT_SECONDS
        while self._kept:
            key, album = next(iter(self._kept.items()))
            if album.noted_at > oldest and len(self._kept) <= KEPT_MOST:
                return
            del self._kept[key]


def _key(message: Raw) -> tuple[int, str] | None:
    """Return what the messages of one album have in common; None outside of private chats, where
    people talk to each other."""
    group, chat = message.get("media_group_id"), message.get("chat")
    if not isinstance(group, str) or not isinstance(chat, Mapping):
        return None
    return (int(chat["id"]), group) if chat.get("type") == "private" else None
