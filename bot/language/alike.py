"""Whether two letters say nearly the same: a slip corrected, a comma more."""

from collections import Counter
from collections.abc import Iterator

from bot.domain.messages import Words
from bot.language.folding import fold
from bot.language.script import to_latin
from bot.language.written import alphabet_of

ONE_IN = 10
"""One letter in so many may differ."""

MOST = 20
"""No more letters than these may differ, however long the words are."""


def alike(first: Words, second: Words) -> bool:
    """Tell whether some version of `first` is nearly the same as some version of `second`; case,
    marks, punctuation and the script do not count."""
    ours, theirs = (set(_forms(words)) - {""} for words in (first, second))
    return any(nearly_same(one, other) for one in ours for other in theirs)


def nearly_same(one: str, other: str) -> bool:
    """Tell whether few letters have to be put in, taken out or changed between two words."""
    most = min(min(len(one), len(other)) // ONE_IN, MOST)
    if abs(len(one) - len(other)) > most:
        return False
    one, other = _without_common_ends(one, other)
    differing = Counter(one)
    differing.subtract(other)
    if sum(map(abs, differing.values())) > 2 * most:
        return False
    return _within(one, other, most)


def _forms(words: Words) -> Iterator[str]:
    """Yield what counts of each version; of what stands in Arabic script in Latin letters, too."""
    for said in words.versions.values():
        yield _letters(said)
        if alphabet_of(said) == "ARABIC":
            yield _letters(to_latin(said))


def _letters(words: str) -> str:
    """Return what counts of words: their letters and digits, folded."""
    return "".join(letter for letter in fold(words) if letter.isalnum())


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _within(one: str, other: str, most: int) -> bool:
    """Tell whether the edit distance is at most `most`; looks only at so many places beside the
    diagonal (Ukkonen's cut-off)."""
    far = most + 1
    before = {place: place for place in range(min(most, len(other)) + 1)}
    for row, letter in enumerate(one, start=1):
        here: dict[int, int] = {}
        for place in range(max(0, row - most), min(len(other), row + most) + 1):
            changed = before.get(place - 1, far) + (place == 0 or other[place - 1] != letter)
            added, taken = here.get(place - 1, far) + 1, before.get(place, far) + 1
            here[place] = min(changed, added, taken) if place else row
        if min(here.values(), default=far) > most:
            return False
        before = here
    return before.get(len(other), far) <= most
