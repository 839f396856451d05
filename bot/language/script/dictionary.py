"""The stems this project knows, from `data/language/*.tsv`, in both directions."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bot.language.script.codes import (
    SILENT,
    arabic_code,
    arabic_of,
    latin_code,
    sound_code,
)
from bot.language.script.letters import MARKS, SHADDA, ZWNJ, bare, lower
from bot.language.script.spelling import spelled

_CHECKOUT = Path(__file__).resolve().parents[3] / "data" / "language"
_INSTALLED = Path(sys.prefix) / "share" / "korpu" / "data" / "language"

_DOUBLED = re.compile(f"(.){SHADDA}")
_UNMARKED = str.maketrans(dict.fromkeys(MARKS + ZWNJ))

OWN_ROWS, COMMON = "words-engine.tsv", "common.txt"

DROPPED = "-"
"""After a stem's code: the key is without the ه of its last ə, as some write before suffixes."""

_BATCH = 1000
"""Rows that are put in at a time: enough to be quick, few enough to need little memory."""

Row = tuple[str, str, str, str]
"""Latin, Arabic spellings parted by |, kind and origin."""


def folder() -> Path:
    """Return where the word lists lie, whichever way the bot was installed."""
    return _CHECKOUT if _CHECKOUT.is_dir() else _INSTALLED


class Stem(NamedTuple):
    """A stem as the dictionary has it."""

    latin: str
    kinds: str
    """n noun, v verb, p particle, x proper name, f place formant, o a stem that has lost its last
    vowel and needs a vowel after it (fikr-i); more than one where words look alike."""
    native: bool
    """Whether it is Turkic: then its last k or q softens before a vowel."""
    forms: tuple[str, ...]
    """Its Arabic spellings, the one we write first; none where rules give the spelling."""

    @property
    def form(self) -> str:
        """The Arabic spelling we write."""
        return self.forms[0] if self.forms else spelled(self.latin)


class Dictionary:
    """Stems by their Latin letters and by the sound of their Arabic ones. Not changed once made.

    All strings are kept as codes of one byte a letter, see `codes`, so that more than twenty
    thousand stems take some six megabytes.
    """

    def __init__(self, rows: Iterable[Row], common: Iterable[str] = ()) -> None:
        self._stems: dict[str, str] = {}
        self._sounds: dict[str, str] = {}
        self._common = frozenset(map(latin_code, common))
        # Asked several times for every word: straight to the tables, without a call between.
        self.row: Callable[[str], str | None] = self._stems.get
        """What is known of a stem by its Latin code; None if it is not there."""
        self.sounding: Callable[[str], str | None] = self._sounds.get
        """The codes, parted by |, of the stems one of whose spellings sounds like this."""
        left = iter(rows)
        while batch := [row for row in islice(left, _BATCH) if row[0]]:
            self._fill(batch)

    def _fill(self, rows: list[Row]) -> None:
        # Whole columns are put into codes at once: letter by letter would take three times as long.
        names = lower("\n".join(row[0] for row in rows))
        forms = "\n".join(row[1] for row in rows)
        latins = latin_code(names).split("\n")
        arabic = arabic_code(forms).split("\n")
        unmarked = arabic_code(bare(forms)).split("\n")
        doubled = sound_code(_DOUBLED.sub(r"\1\1", forms).translate(_UNMARKED))
        single = sound_code(forms.translate(_UNMARKED))
        ruled = sound_code("\n".join(map(spelled, names.split("\n"))).translate(_UNMARKED))
        sounds = (doubled, single, single.translate(SILENT), ruled, ruled.translate(SILENT))
        columns = zip(*(column.split("\n") for column in sounds), strict=True)
        for row, latin, form, plain, keys in zip(
            rows, latins, arabic, unmarked, columns, strict=True
        ):
            # The first spelling stands there without its marks too, to be compared with.
            first = plain.partition("|")[0]
            self._add(latin, row[2], row[3], form if first in form else f"{form}|{first}")
            for key in {*"|".join({*keys}).split("|")}:
                self._point(key, latin)
                if latin[-1] == "E" and key[-1:] == "h" and len(key) > 3:
                    self._point(key[:-1], latin + DROPPED)

    def _add(self, latin: str, kind: str, origin: str, forms: str) -> None:
        known = self._stems.get(latin)
        if known is None:
            head = sys.intern(kind + origin[:1])
            self._stems[latin] = f"{head}|{forms}" if forms else head
            return
        head, *before = known.split("|")
        kinds = head[:-1] if kind in head[:-1] else head[:-1] + kind
        more = [form for form in forms.split("|") if form and form not in before]
        self._stems[latin] = "|".join([kinds + head[-1], *before, *more])

    def _point(self, key: str, latin: str) -> None:
        there = self._sounds.setdefault(key, latin) if key else latin
        if there != latin and latin not in there.split("|"):
            self._sounds[key] = f"{there}|{latin}"

    def __len__(self) -> int:
        return len(self._stems)

    def is_common(self, code: str) -> bool:
        """Tell whether this is the code of one of the commonest stems of the language."""
        return code in self._common

    def stem(self, latin: str) -> Stem | None:
        """Return the stem with exactly these small Latin letters."""
        row = self._stems.get(latin_code(latin))
        return None if row is None else stem_of(latin, row)


def stem_of(latin: str, row: str) -> Stem:
    """Return a stem from its Latin and its row."""
    head, _, forms = row.partition("|")
    return Stem(
        latin,
        head[:-1],
        head[-1] == "t",
        tuple(arabic_of(forms).split("|")) if forms else (),
    )


def rows_of(file: Path) -> Iterator[Row]:
    """Yield the rows of a word list without its header; lines that are not whole are left out."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        next(lines, None)
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 4 and cells[2]:
                yield cells[0], cells[1], cells[2], cells[3]


@cache
def dictionary() -> Dictionary:
    """Return the dictionary of the process, read when first asked for."""
    # The converter's own rows come first: of several spellings the first one is written.
    files = sorted(folder().glob("*.tsv"), key=lambda file: (file.name != OWN_ROWS, file.name))
    common = lower((folder() / COMMON).read_text("utf-8")).split()
    return Dictionary((row for file in files for row in rows_of(file)), common)
