"""What people type in their clients: words with the marks of Telegram's apps for bold and the like.

`**bold** __italic__ ~~struck~~ ||hidden|| [words](https://…)`, `code` between backticks, and
blocks of it between three of them.
"""

import re

from bot.playground.world.marks import Json, trimmed, units, with_found

PAIRS = {"**": "bold", "__": "italic", "~~": "strikethrough", "||": "spoiler"}

_MARKED = re.compile(
    r"```(?P<pre>[^`]+)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?P<pair>\*\*|__|~~|\|\|)(?P<inner>(?=\S).+?(?<=\S))(?P=pair)"
    r"|\[(?P<words>[^\]\n]+)\]\((?P<link>https?://[^\s)]+)\)",
    re.DOTALL,
)


def typed(words: str) -> tuple[str, tuple[Json, ...]]:
    """Return the plain text and its entities."""
    plain, entities = trimmed(*_read(words))
    return plain, tuple(with_found(plain, entities))


def _read(words: str) -> tuple[str, list[Json]]:
    parts: list[str] = []
    entities: list[Json] = []
    at = length = 0
    for mark in _MARKED.finditer(words):
        parts.append(words[at : mark.start()])
        length += units(parts[-1])
        inner, within = _inside(mark)
        entities.append({**_entity(mark), "offset": length, "length": units(inner)})
        entities += [one | {"offset": one["offset"] + length} for one in within]
        parts.append(inner)
        length += units(inner)
        at = mark.end()
    parts.append(words[at:])
    return "".join(parts), entities


def _inside(mark: re.Match[str]) -> tuple[str, list[Json]]:
    """Return what stands between the marks; in code nothing more is looked for."""
    if mark["pair"]:
        return _read(mark["inner"])
    return mark["pre"] or mark["code"] or mark["words"], []


def _entity(mark: re.Match[str]) -> Json:
    if mark["pair"]:
        return {"type": PAIRS[mark["pair"]]}
    if mark["link"]:
        return {"type": "text_link", "url": mark["link"]}
    return {"type": "pre" if mark["pre"] else "code"}
