"""Entities in a text: made ready by a program, found in plain words, moved when text is cut.

Offsets and lengths are UTF-16 units (Bot API, MessageEntity).
"""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from bot.playground.world.refusal import bad_request

Json = dict[str, Any]

SETTABLE = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
"""Kinds that a program can set; the others Telegram finds by itself."""

FINDABLE = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)

_NOT_IN_LINKS = r"\s<>\"«»\u2000-\u200b\u200e\u200f\u2016-\u206f"
"""What ends a link: of the marks between U+2000 and U+206F only joiners and dashes may stand in
one, so that an isolate round a link is no part of it (is_url_path_symbol of TDLib)."""

_IN_BRACKETS = rf"\([^{_NOT_IN_LINKS}()]*\)"
"""Brackets that open and close in a link are part of it."""

_FOUND = re.compile(
    rf"(?P<url>https?://(?>{_IN_BRACKETS}|[^{_NOT_IN_LINKS})])*"
    rf"(?>{_IN_BRACKETS}|[^{_NOT_IN_LINKS}.,;:!?()\]}}]))"
    r"|(?<![\w.+-])(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})(?!\w)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?!\w)"
    r"|(?<![\w#])(?P<hashtag>#(?=\w*[^\W\d])\w{1,256})(?![\w#])"
    r"|(?<![\w+])(?P<phone_number>\+\d[\d \-()]{6,18}\d)(?!\w)"
)

_TAKEN_OUT = re.compile("[\r\u2028-\u202e]+")
"""Characters that Telegram takes out of every text: among them the old marks of direction
(embeddings and overrides), but not the isolates (clean_input_string of its library TDLib)."""


def units(text: str) -> int:
    """Return the length in UTF-16 units, in which entities are counted."""
    return len(text) + sum(character > "\uffff" for character in text)


def ready_made(plain: str, given: Any) -> tuple[str, tuple[Json, ...]]:
    """Return a text and its entities as they are kept, if a program has made these itself.

    Raises:
        ApiError: 400, they are not entities, or do not lie in the text.
    """
    if not isinstance(given, list):
        raise bad_request("can't parse entities: Expected an Array")
    entities = [_checked(entity) for entity in given]
    _check_places(plain, entities)
    kept = [entity for entity in entities if entity["type"] in SETTABLE and entity["length"] > 0]
    plain, kept = trimmed(plain, kept)
    return plain, tuple(with_found(plain, kept))


def _checked(entity: Any) -> Json:
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: Expected an Object")
    if not isinstance(entity.get("type"), str):
        raise bad_request("can't parse MessageEntity: Can't find field \"type\"")
    for field in ("offset", "length"):
        if not isinstance(entity.get(field), int):
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    if entity["type"] not in SETTABLE | FINDABLE:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    return entity


def _check_places(plain: str, entities: list[Json]) -> None:
    """Refuse entities that end outside the text or cut a character in two."""
    ends = list(accumulate(map(units, plain), initial=0))
    borders = frozenset(ends)
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if begin < 0 or begin > ends[-1] or end > ends[-1]:
            raise bad_request(
                f"entity beginning at UTF-16 offset {begin} ends after the end of the text "
                f"at UTF-16 offset {end}"
            )
        if begin not in borders:
            at = _bytes_before(plain, ends, begin)
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {at}")
        if end not in borders:
            at = _bytes_before(plain, ends, end)
            raise bad_request(
                f"entity beginning at UTF-16 offset {begin} ends in a middle of a UTF-16 symbol "
                f"at byte offset {at}"
            )


def _bytes_before(plain: str, ends: list[int], unit: int) -> int:
    return len(plain[: bisect_right(ends, unit) - 1].encode())


def trimmed(plain: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Return text as Telegram keeps it, entities moved and cut to fit, sorted by offset.

    What it does not keep goes, and so does the space around.
    """
    for gone in reversed(list(_TAKEN_OUT.finditer(plain))):
        plain = plain[: gone.start()] + plain[gone.end() :]
        entities = _without(entities, units(plain[: gone.start()]), gone.end() - gone.start())
    lead = units(plain) - units(plain.lstrip())
    plain = plain.strip()
    total = units(plain)
    entities = _without(entities, 0, lead)
    kept = []
    for entity in entities:
        length = min(entity["offset"] + entity["length"], total) - entity["offset"]
        if length > 0:
            kept.append(entity | {"length": length})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return plain, kept


def _without(entities: list[Json], at: int, length: int) -> list[Json]:
    """Return entities after `length` units have been taken out at `at`."""
    if not length:
        return entities

    def moved(unit: int) -> int:
        return unit if unit <= at else max(unit - length, at)

    made = []
    for entity in entities:
        begin, end = moved(entity["offset"]), moved(entity["offset"] + entity["length"])
        made.append(entity | {"offset": begin, "length": end - begin})
    return made


def with_found(plain: str, entities: list[Json]) -> list[Json]:
    """Add the links, commands, names, tags and numbers that stand in the text as plain words."""
    found = []
    for match in _FOUND.finditer(plain):
        start = units(plain[: match.start()])
        length = units(match[0])
        if not any(_overlap(entity, start, length) for entity in entities):
            found.append({"type": str(match.lastgroup), "offset": start, "length": length})
    if found:
        entities = sorted([*entities, *found], key=lambda one: (one["offset"], -one["length"]))
    return entities


def _overlap(entity: Json, start: int, length: int) -> bool:
    """Say whether this entity keeps a found link or command from being one."""
    if entity["type"] not in ("code", "pre", "text_link", "text_mention"):
        return False
    return bool(entity["offset"] < start + length and start < entity["offset"] + entity["length"])
