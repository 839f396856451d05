"""Sentences in other languages that use our letters: they are known by their smallest words."""

from functools import cache
from typing import NamedTuple

from bot.language.script.dictionary import folder

_OURS = "ours"
_TURKISH = "turkish"

_TURKISH_VERBS = ("yor", "yorum", "yorsun", "yoruz", "yorsunuz", "yorlar")
"""Ends of the Turkish present tense; ours has none like them."""

_PERSIAN_VERBS = ("می\u200c", "نمی\u200c")


class _Tongues(NamedTuple):
    """The small words of the languages that share a script with us."""

    by_name: dict[str, frozenset[str]]
    every: frozenset[str]


@cache
def _tongues(script: str) -> _Tongues:
    """Return the small words of every other language in `script`, latin or arabic."""
    words: dict[str, frozenset[str]] = {}
    for line in (folder() / "small-words.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, written_in, row = line.split("\t")
        if written_in == script:
            # don't is looked up with its apostrophe and, once in small letters, without it.
            both = f"{row} {row.replace(chr(39), '')}"
            words[name] = words.get(name, frozenset()) | frozenset(both.split())
    every = frozenset().union(*(some for name, some in words.items() if name != _OURS))
    return _Tongues(words, every)


def may_be_foreign(tokens: list[str], *, arabic: bool) -> bool:
    """Tell, quickly, whether any of these words belongs to another language."""
    return not _tongues("arabic" if arabic else "latin").every.isdisjoint(tokens)


def foreign_words(words: list[str], *, arabic: bool) -> int:
    """Return how many of these small words belong to the likeliest other language.

    `arabic` tells the script they are in.
    """
    tongues = _tongues("arabic" if arabic else "latin").by_name
    counts = {
        name: sum(word in some for word in words) for name, some in tongues.items() if name != _OURS
    }
    if arabic:
        counts["persian"] += sum(word.startswith(_PERSIAN_VERBS) for word in words)
        counts["arabic"] += sum(
            (word.startswith("ال") and len(word) > 4) or "ة" in word for word in words
        )
    else:
        counts[_TURKISH] += sum(word.endswith(_TURKISH_VERBS) for word in words)
    return max(counts.values())


def our_small_words() -> frozenset[str]:
    """Return small words in plain Arabic letters that are surely Azerbaijani."""
    return _tongues("arabic").by_name[_OURS]
