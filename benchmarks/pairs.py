"""Pairs of one word or sentence in both scripts, and how many of them the converter gets right.

A file of pairs is tab-separated with a header; `latin` and `arabic` are needed, `source` and `kind`
sort the pairs into groups. A cell of `arabic` may hold several accepted spellings between bars.
"""

import csv
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

OWN = Path(__file__).parent.parent / "tests" / "language" / "script" / "pairs.tsv"
"""The pairs written for this project."""

_SAME_LETTER = str.maketrans("يىكھەہ", "ییکههه")
_LIGHT = str.maketrans(
    {"ۇ": "و", "ۆ": "و", "ؽ": "ی", "ٱ": "ا", "ۀ": "ه"}
    | dict.fromkeys(map(chr, (*range(0x64B, 0x653), 0x670, 0x200C)))
)
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_APOSTROPHES = re.compile("['’ʼ]")


def strict(arabic: str) -> str:
    """Return Arabic text as the strict score compares it: one code point a letter."""
    text = unicodedata.normalize("NFC", _DIRECTION.sub("", arabic))
    return text.translate(_SAME_LETTER).strip()


def light(arabic: str) -> str:
    """Return Arabic text as the light score compares it: no marks, no shadda, no ZWNJ."""
    return strict(arabic).translate(_LIGHT)


def latin(text: str) -> str:
    """Return Latin text as both scores compare it: without capitals and apostrophes."""
    small = text.replace("İ", "i").replace("I", "ı").lower().replace("i̇", "i")
    return _APOSTROPHES.sub("", unicodedata.normalize("NFC", _DIRECTION.sub("", small))).strip()


def half_of(word: str) -> str:
    """Return "even" or "odd", by a hash of the Latin word: what was tuned on, and what was not."""
    return "odd" if hashlib.sha256(latin(word).encode()).digest()[0] % 2 else "even"


@dataclass(slots=True)
class Group:
    """Pairs of one source and kind: what is accepted for each input, in both directions."""

    southward: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    northward: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, word: str, arabic: str) -> None:
        """Take one accepted spelling of a word."""
        self.southward[word].add(arabic)
        self.northward[arabic].add(word)


class PairsError(Exception):
    """The file has no columns `latin` and `arabic`."""


def groups_of(file: Path) -> dict[str, Group]:
    """Return the pairs of a file by the name of their group, in the order of the file.

    Raises:
        PairsError: a column is missing.
    """
    groups: dict[str, Group] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not {"latin", "arabic"} <= set(rows.fieldnames or ()):
            raise PairsError(f"{file} needs a first line with the columns latin and arabic")
        for row in rows:
            name = " ".join(filter(None, (row.get("source"), row.get("kind")))) or file.stem
            for spelling in (row["arabic"] or "").split("|"):
                if row["latin"] and spelling.strip():
                    groups.setdefault(name, Group()).add(row["latin"].strip(), spelling.strip())
    return groups


@dataclass(slots=True)
class Tally:
    """How many inputs there were and how many came out right, in all and in each half."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, half: str, *, right: bool) -> None:
        """Count one input."""
        for part in ("all", half):
            self.asked[part] += 1
            self.right[part] += right

    def share(self, half: str = "all") -> float:
        """Return the share that came out right, from 0 to 1; 0 when nothing was asked."""
        return self.right[half] / self.asked[half] if self.asked[half] else 0.0


@dataclass(slots=True)
class Scores:
    """The scores of one group."""

    strict: Tally = field(default_factory=Tally)
    light: Tally = field(default_factory=Tally)
    back: Tally = field(default_factory=Tally)
    """Arabic to Latin, from every accepted spelling."""


Convert = Callable[[str], str]


def scored(groups: Iterable[Group], to_arabic: Convert, to_latin: Convert) -> Scores:
    """Return the scores of some groups together."""
    scores = Scores()
    for group in groups:
        for word, accepted in group.southward.items():
            half, written = half_of(word), to_arabic(word)
            scores.strict.count(half, right=strict(written) in set(map(strict, accepted)))
            scores.light.count(half, right=light(written) in set(map(light, accepted)))
        for arabic, words in group.northward.items():
            half = half_of(min(words))
            scores.back.count(half, right=latin(to_latin(arabic)) in set(map(latin, words)))
    return scores
