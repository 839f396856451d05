"""Whom a message is for, as people write it: `north + Germany, Türkiye - volunteers`.

`+` joins kinds (who fits all of them), a comma values of one kind (who fits any), `-` or *without*
leaves out. Nothing is guessed: what is unclear is said, with the part that is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.audiences import Selection
from bot.domain.broadcasts import FIELDS, KINDS
from bot.domain.people import LANGUAGES, Audience
from bot.domain.volunteers import SKILLS
from bot.language import audiencewords as known
from bot.language.countries import parse_country
from bot.language.folding import fold
from bot.language.zones import is_city

LONGEST = 300
"""Characters; who needs more presses buttons."""

DAYS_MOST = 3650

Labels = Callable[[str], tuple[str, ...]]
"""What a text key is called in each of our languages."""

_MARKS = re.compile(r"(?P<plus>\+)|(?P<minus>(?:^|(?<=[\s+,،]))[-\u2010-\u2015\u2212](?=\s*\S))")
_COMMA = re.compile(r"[,،;؛]")
_NUMBER = re.compile(r"[0-9]{1,9}")
_ENDING = re.compile(r"(?<=[0-9])-?(?:st|nd|rd|th|ci|cu|جی|جو|го|е)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that do not name one audience: `part` is what was not understood.

    `why` is `unknown`; `several` (it may be of each of `kinds`); `mixed` (a comma between kinds);
    `twice` (one kind on both sides of a +).
    """

    part: str
    why: str = "unknown"
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """One kind with its values, in the people that are meant or in those that are left out."""

    kind: str
    values: tuple[str, ...]
    part: str
    left_out: bool = False


def parse_audience(words: str, *, language: str, labels: Labels) -> Selection | Unclear:
    """Return the selection that `words` name, or what of them is unclear.

    `labels` are those of the buttons, which count as words.
    """
    words = words.strip()
    if not words or len(words) > LONGEST:
        return Unclear(words[:LONGEST])
    reading = _Reading(language, labels)
    named: list[_Named] = []
    for part, left_out in _parts(words):
        found = reading.kind_of(part)
        if isinstance(found, Unclear):
            return found if found.part else replace(found, part=words)
        if not left_out and any(it.kind == found.kind and not it.left_out for it in named):
            return Unclear(part, "twice")
        named.append(replace(found, left_out=left_out))
    return _selection(named) if named else Unclear(words)


def _parts(words: str) -> Iterator[tuple[str, bool]]:
    """Yield what stands between the marks, and whether it is left out."""
    for said in _after_words(words):
        part, left_out = said
        ending = next((it for it in known.EXCEPT_AFTER if _ends_with(part, it)), "")
        if ending:
            part = " ".join(part.split()[: -len(ending.split())])
        yield part.strip(" ,،;؛"), left_out or bool(ending)


def _after_words(words: str) -> Iterator[tuple[str, bool]]:
    at, left_out = 0, False
    for mark in (*_MARKS.finditer(_with_minus(words)), None):
        part = _with_minus(words)[at : mark.start() if mark else None]
        if part.strip(" ,،;؛") or (at and mark is None) or (mark and mark["plus"]):
            yield part, left_out
        if mark:
            at, left_out = mark.end(), bool(mark["minus"])


def _with_minus(words: str) -> str:
    """Return words with a minus in the place of each *without*."""
    for word in known.EXCEPT_BEFORE:
        words = re.sub(rf"(?i)(?:^|(?<=[\s,،])){word}(?=\s)", " - ", words)
    return words


def _ends_with(part: str, ending: str) -> bool:
    """Tell whether the one value of a part is followed by a word that leaves it out; after
    several it would be unclear which."""
    single = not _COMMA.search(part)
    return single and len(part.split()) > len(ending.split()) and _key(part).endswith(_key(ending))


def _selection(named: list[_Named]) -> Selection:
    meant = Selection()
    left_out: list[Selection] = []
    for it in named:
        if it.left_out:
            left_out.append(_with(Selection(), it))
        else:
            meant = _with(meant, it)
    return replace(meant, without=tuple(left_out))


def _with(selection: Selection, named: _Named) -> Selection:
    if named.kind == "unseen":
        return replace(selection, unseen_days=int(named.values[0]))
    if named.kind == "everybody":
        return replace(selection, everybody=True)
    values: tuple[object, ...] = tuple(dict.fromkeys(named.values))
    if named.kind == "side":
        values = tuple(Audience(value) for value in named.values)
    if named.kind == "event":
        values = tuple(int(value) for value in named.values)
    changed: dict[str, Any] = {FIELDS[named.kind]: values}
    return replace(selection, **changed)


class _Reading:
    """Reads values for somebody of one language."""

    def __init__(self, language: str, labels: Labels) -> None:
        self._language = language
        self._labels = labels

    def kind_of(self, part: str) -> _Named | Unclear:
        """Return the one kind that the values of a part are of, or what is unclear."""
        kind, values = "", list[str]()
        for item in self._items(part):
            told, rest = _told_kind(item)
            found = self._meanings(rest, told or (kind if told is None else ""))
            if not found and told is None and kind:
                found = self._meanings(rest, "")
            if len(found) > 1 and kind in found:
                found = {kind: found[kind]}
            if len(found) != 1:
                return Unclear(item, "several" if found else "unknown", tuple(found))
            [(its_kind, value)] = found.items()
            if kind not in ("", its_kind):
                return Unclear(part, "mixed")
            kind = its_kind
            values += value.split(",") if kind == "language" else [value]
        if kind in ("unseen", "everybody") and len(values) > 1:
            return Unclear(part, "mixed")
        return _Named(kind, tuple(values), part) if kind else Unclear(part)

    def _items(self, part: str) -> list[str]:
        """Return the values of a part; a comma may belong to the label of a skill."""
        items = [item.strip() for item in _COMMA.split(part)]
        joined: list[str] = []
        for item in items:
            if joined and self._skill(_key(f"{joined[-1]}, {item}")):
                joined[-1] = f"{joined[-1]}, {item}"
            else:
                joined.append(item)
        return joined

    def _meanings(self, words: str, kind: str) -> dict[str, str]:
        """Return what `words` mean, by kind; of one kind only if it is told."""
        readers: dict[str, Callable[[str, str], str]] = {
            "everybody": lambda key, _: _in(known.SIDES, key, "everybody"),
            "side": self._side,
            "country": lambda _, said: parse_country(said, self._language) or "",
            "city": lambda _, said: said[:60] if kind == "city" or is_city(said) else "",
            "language": self._one_language,
            "role": lambda key, _: known.ROLES.get(key, ""),
            "skill": lambda key, _: self._skill(key),
            "event": lambda key, _: _number(key, known.EVENT),
            "unseen": lambda key, _: _number(key, known.UNSEEN, most=DAYS_MOST),
        }
        key = _key(words)
        asked = (kind,) if kind in FIELDS else KINDS
        found = {it: readers[it](key, words) for it in asked} if key else {}
        return {it: value for it, value in found.items() if value}

    def _side(self, key: str, _: str) -> str:
        found = known.SIDES.get(key, "")
        if found == "everybody":
            return ""
        return found or self._labelled(key, "side", (Audience.NORTH, Audience.SOUTH))

    def _one_language(self, key: str, _: str) -> str:
        found = known.LANGUAGE_NAMES.get(key, "")
        return found or self._labelled(key, "language.named", LANGUAGES)

    def _skill(self, key: str) -> str:
        if key in known.SKILL_NAMES:
            return known.SKILL_NAMES[key]
        return self._labelled(key, "volunteer.choice.skills", SKILLS)

    def _labelled(self, key: str, prefix: str, values: tuple[str, ...]) -> str:
        for value in values:
            if key in map(_key, self._labels(f"{prefix}.{value}")):
                return str(value)
        return ""


def _told_kind(item: str) -> tuple[str | None, str]:
    """Return the kind that an item is told to be of (`city: Baku`), None for none, and the rest."""
    first, _, rest = item.replace(":", " ").strip().partition(" ")
    kind = known.KINDS.get(_key(first))
    return (kind, rest.strip()) if kind and rest.strip() else (None, item.strip())


def _number(key: str, phrases: frozenset[str], *, most: int = 10**9) -> str:
    """Return the one number in a phrase, or nothing."""
    key = _ENDING.sub("", key)
    numbers = _NUMBER.findall(key)
    rest = " ".join(_NUMBER.sub(" ", key).split()).strip(" .")
    if len(numbers) != 1 or not 0 < int(numbers[0]) <= most or rest not in phrases:
        return ""
    return str(int(numbers[0]))


def _in(table: dict[str, str], key: str, value: str) -> str:
    return value if table.get(key) == value else ""


def _key(words: str) -> str:
    return " ".join(fold(words).replace("،", ",").split())
