"""What goes along with words: pictures, sounds, files, places; kept as ids, never as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.formatted import Look, look_from_json, look_to_json

ALBUM_MOST = 10
"""How many items an album has at most. Source: Bot API, `sendMediaGroup`: 2-10 items."""

CAPTIONED = frozenset({"photo", "video", "document", "voice", "audio", "animation"})
"""Kinds that have words under them. Source: Bot API, `caption` of the methods that send them."""

PLACES = frozenset({"location", "venue"})

WORDLESS = frozenset({"sticker", "video_note"})
"""Kinds that stand alone: no words can go along."""

KINDS = CAPTIONED | PLACES | WORDLESS
"""All that can be sent again, as the Bot API names it."""


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One picture, sound, file or place.

    `file_id` is the channel's own name of a file it holds, good for this bot only; a place has
    `latitude` and `longitude` (degrees) instead, a venue also the name (`title`) and `address`
    that stand on its card. A `spoiler` picture is blurred until it is touched.
    """

    kind: str
    file_id: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    title: str = ""
    address: str = ""
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """What goes along with a message: one item, or the two to ten of an album in their order.

    `is_part` tells that this is one item of an album of which the others are not known any more.

    Raises:
        ValueError: no item, or more than an album holds.
    """

    items: tuple[MediaItem, ...]
    is_part: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.items) <= ALBUM_MOST:
            raise ValueError(f"{len(self.items)} items")

    @property
    def kind(self) -> str:
        """What it is: the kind of the only item, or `album`."""
        return "album" if self.is_album else self.items[0].kind

    @property
    def is_album(self) -> bool:
        """Whether it is several items."""
        return len(self.items) > 1

    @property
    def is_place(self) -> bool:
        """Whether it is a place; words besides it become a text with a link to the map."""
        return self.kind in PLACES

    @property
    def takes_words(self) -> bool:
        """Whether words may be written besides; a sticker and a round video stand alone."""
        return self.kind not in WORDLESS

    @property
    def takes_buttons(self) -> bool:
        """Whether buttons stand under it. Source: Bot API, `sendMediaGroup`, no `reply_markup`."""
        return not self.is_album


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody hands in to be sent on: words with their looks, and what goes along."""

    words: str = ""
    looks: tuple[Look, ...] = ()
    media: Media | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.media)

    @property
    def is_possible(self) -> bool:
        """Whether the two can be one message: a sticker and a round video stand alone."""
        return self.media is None or not self.words or self.media.takes_words

    def to_json(self) -> str:
        """Return it as a form keeps it."""
        return json.dumps(
            {
                "words": self.words,
                "looks": [look_to_json(look) for look in self.looks],
                "media": media_to_json(self.media) if self.media else None,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, kept: str) -> "Content":
        """Return what `to_json` wrote; of an empty string nothing."""
        if not kept:
            return cls()
        data = json.loads(kept)
        return cls(
            data["words"],
            tuple(map(look_from_json, data["looks"])),
            media_from_json(data["media"]) if data["media"] else None,
        )


def media_to_json(media: Media) -> dict[str, Any]:
    """Return `media` as plain JSON values; what is not said of an item is left out."""
    items = [
        {
            name: value
            for name in MediaItem.__slots__
            if (value := getattr(item, name)) or (name in _DEGREES and item.kind in PLACES)
        }
        for item in media.items
    ]
    return {"items": items, **({"is_part": True} if media.is_part else {})}


def media_from_json(data: Mapping[str, Any]) -> Media:
    """Return the media that `media_to_json` wrote."""
    items = tuple(MediaItem(**item) for item in data["items"])
    return Media(items, data.get("is_part", False))


_DEGREES = ("latitude", "longitude")
