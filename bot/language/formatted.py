"""Words with a look: from the entities of a message, and into the simple HTML of Telegram."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from bot.domain.formatted import Formatted, Look
from bot.language import direction
from bot.language.script import Entity
from bot.language.script.entities import place_of, units

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "text_link": "a",
}
"""How each look is written. What an entity says without changing the look, a link that shows
itself or a #tag, is found again by the client."""

_AROUND_ALL = frozenset({"blockquote", "expandable_blockquote"})
_ALONE = frozenset({"code", "pre"})
"""What nothing else may stand in. Source: Bot API, "Formatting options"."""

_TECHNICAL = re.compile(direction.TECHNICAL)


def formatted(words: str, entities: Iterable[Entity], *, rtl: bool) -> Formatted:
    """Return words with the looks that their entities give them; offsets are in UTF-16 units."""
    places = units(words)
    looks = (
        Look(
            one.type,
            place_of(places, one.offset),
            place_of(places, one.offset + one.length, up=True),
            _target(one),
        )
        for one in entities
        if one.type in _TAGS
    )
    return Formatted(words, tuple(look for look in looks if look.start < look.end), rtl)


def html_of(said: Formatted) -> str:
    """Return words as HTML that is whole however their looks overlap: each stretch between two
    places where a look begins or ends opens and closes what it must."""
    open_now: list[Look] = []
    html: list[str] = []
    edges = {0, len(said.words), *(edge for look in said.looks for edge in (look.start, look.end))}
    for start, end in pairwise(sorted(edges)):
        wanted = _worn(said.looks, start)
        kept = _same(open_now, wanted)
        html += [_closing(look) for look in reversed(open_now[kept:])]
        html += [_opening(look) for look in wanted[kept:]]
        alone = any(look.kind in _ALONE for look in wanted)
        html.append(_stretch(said.words[start:end], islands=said.rtl and not alone))
        open_now = wanted
    html += [_closing(look) for look in reversed(open_now)]
    return "".join(html)


def _worn(looks: Sequence[Look], at: int) -> list[Look]:
    """Return the looks that hold at a place, the outermost first, each kind once."""
    here = sorted(
        (look for look in looks if look.start <= at < look.end),
        key=lambda look: (look.kind not in _AROUND_ALL, look.start, -look.end, look.kind),
    )
    alone = next((look for look in here if look.kind in _ALONE), None)
    around = [look for look in here if look.kind in _AROUND_ALL][:1]
    if alone:
        return [*around, alone]
    inner = {look.kind: look for look in here if look.kind not in _AROUND_ALL}
    return [*around, *inner.values()]


def _same(now: Sequence[Look], wanted: Sequence[Look]) -> int:
    count = 0
    for one, other in zip(now, wanted, strict=False):
        if one != other:
            break
        count += 1
    return count


def _stretch(words: str, *, islands: bool) -> str:
    """Return words between tags; what runs from left to right is an island among the others."""
    clean = direction.cleaned(words)
    if islands:
        clean = _TECHNICAL.sub(lambda found: direction.ltr(found[0]), clean)
    return escape(clean, quote=False)


def _opening(look: Look) -> str:
    tag = _TAGS[look.kind]
    if look.kind == "text_link":
        return f'<a href="{escape(look.target)}">'
    if look.kind == "pre" and look.target:
        return f'<pre><code class="language-{escape(look.target)}">'
    return f"<{tag} expandable>" if look.kind == "expandable_blockquote" else f"<{tag}>"


def _closing(look: Look) -> str:
    tag = _TAGS[look.kind]
    return "</code></pre>" if look.kind == "pre" and look.target else f"</{tag}>"


def _target(one: Entity) -> str:
    return str(one.extra.get("url" if one.type == "text_link" else "language") or "")
