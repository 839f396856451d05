"""Words with a look: from the entities of a message, and into the simple HTML of Telegram."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from bot.domain.formatted import AS_TYPED, QUOTATIONS, Edit, Formatted, Look
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

LOOKS = frozenset(_TAGS)
"""The entities that are kept: how words look. The rest the client finds again by itself (a link
that shows itself, a #tag), or it names an account, or needs rights that a bot has not."""

_TARGETS = {"pre": "language"}
"""What the target of a look is called where it is no address."""

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


def entities_of(said: Formatted) -> tuple[Entity, ...]:
    """Return the looks of words as entities, with offsets in UTF-16 units."""
    places = units(said.words)
    return tuple(
        Entity(
            look.kind,
            places[look.start],
            places[look.end] - places[look.start],
            {_TARGETS.get(look.kind, "url"): look.target} if look.target else {},
        )
        for look in said.looks
    )


def isolated_html(said: Formatted, *, rtl: bool) -> str:
    """Return words as HTML that cannot turn what stands around them: `direction.isolated`, with
    looks. In code no mark of direction stands, for it is copied as it is."""
    said = said.edited(
        [
            Edit(found.start(), found.end(), direction.cleaned(found[0]))
            for found in direction.UNCLEAN.finditer(said.words)
        ]
    )
    if rtl or direction.has_rtl(said.words):
        said = said.edited(list(_isolation(said)))
    return _whole(said, lambda words, _: escape(words, quote=False))


def html_of(said: Formatted) -> str:
    """Return words as HTML; what runs from left to right is an island among the others."""
    return _whole(said, lambda words, alone: _stretch(words, islands=said.rtl and not alone))


def _isolation(said: Formatted) -> Iterator[Edit]:
    """Yield the marks that isolate each line, and in it code and technical words."""
    at = 0
    for line in said.words.split("\n"):
        end = at + len(line)
        code = [it for it in said.looks if it.kind in AS_TYPED and it.start < end and it.end > at]
        is_block = any(it.kind == "pre" or it.start < at or it.end > end for it in code)
        if line.strip() and not is_block:
            yield from _line_isolation(line, at, _merged((it.start, it.end) for it in code))
        at = end + 1


def _merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in their order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if found and start < found[-1][1]:
            first, last = found.pop()
            found.append((first, max(end, last)))
        else:
            found.append((start, end))
    return found


def _line_isolation(line: str, at: int, code: list[tuple[int, int]]) -> Iterator[Edit]:
    technical = ((at + it.start(), at + it.end()) for it in _TECHNICAL.finditer(line))
    islands = [it for it in technical if not any(it[0] < to and it[1] > of for of, to in code)]
    islands += [it for it in code if not direction.has_rtl(line[it[0] - at : it[1] - at])]
    whole = (at, at + len(line))
    if whole not in islands:
        yield Edit(at, at, direction.FSI)
    for start, end in sorted(islands):
        yield Edit(start, start, direction.LRI)
        yield Edit(end, end, direction.PDI)
    if whole not in islands:
        yield Edit(whole[1], whole[1], direction.PDI)


def _whole(said: Formatted, say: Callable[[str, bool], str]) -> str:
    """Return words as HTML that is whole however their looks overlap: each stretch between two
    places where a look begins or ends opens and closes what it must. `say` writes a stretch, and
    is told whether it is code."""
    open_now: list[Look] = []
    html: list[str] = []
    edges = {0, len(said.words), *(edge for look in said.looks for edge in (look.start, look.end))}
    for start, end in pairwise(sorted(edges)):
        wanted = _worn(said.looks, start)
        kept = _same(open_now, wanted)
        html += [_closing(look) for look in reversed(open_now[kept:])]
        html += [_opening(look) for look in wanted[kept:]]
        html.append(say(said.words[start:end], any(look.kind in AS_TYPED for look in wanted)))
        open_now = wanted
    html += [_closing(look) for look in reversed(open_now)]
    return "".join(html)


def _worn(looks: Sequence[Look], at: int) -> list[Look]:
    """Return the looks that hold at a place, the outermost first, each kind once."""
    here = sorted(
        (look for look in looks if look.start <= at < look.end),
        key=lambda look: (look.kind not in QUOTATIONS, look.start, -look.end, look.kind),
    )
    alone = next((look for look in here if look.kind in AS_TYPED), None)
    around = [look for look in here if look.kind in QUOTATIONS][:1]
    if alone:
        return [*around, alone]
    inner = {look.kind: look for look in here if look.kind not in QUOTATIONS}
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
    return str(one.extra.get(_TARGETS.get(one.type, "url")) or "")
