"""The stems this project knows, from `data/language/*.tsv`, in both directions."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, compress, islice, repeat
from operator import add, itemgetter, ne
from pathlib import Path
from threading import Lock

from bot.language.script.codes import (
    arabic_codes,
    arabic_of,
    bare_codes,
    latin_code,
    latin_codes,
    latin_of,
    sound_code,
    without_silent,
)
from bot.language.script.columns import sounds_by_rule
from bot.language.script.letters import SHADDA, lower
from bot.language.script.suffixes import State

_CHECKOUT = Path(__file__).resolve().parents[3] / "data" / "language"
_INSTALLED = Path(sys.prefix) / "share" / "korpu" / "data" / "language"

_DOUBLED = re.compile(f"(.){SHADDA}")

OWN_ROWS, COMMON = "words-engine.tsv", "common.txt"

DROPPED = "-"
"""After a stem's code: the key is without the ه of its last ə, as some write before suffixes."""

_BATCH = 1000
"""Rows that are put in at a time: enough to be quick, few enough to need little memory."""

_STEMS_KEPT = 4096
"""Stems remembered as objects; the oldest are forgotten all at once."""

_ONE_READS = Lock()

Row = tuple[str, str, str, str]
"""Latin, Arabic spellings parted by |, kind and origin."""


def folder() -> Path:
    """Return where the word lists lie, whichever way the bot was installed."""
    return _CHECKOUT if _CHECKOUT.is_dir() else _INSTALLED


class Stem:
    """A stem as the dictionary has it, with what the converter has found out about it."""

    __slots__ = ("after", "forms", "kinds", "latin", "native", "written")

    def __init__(self, latin: str, kinds: str, forms: tuple[str, ...], *, native: bool) -> None:
        self.latin = latin
        self.kinds = kinds
        """n noun, v verb, p particle, x proper name, f place formant, o a stem that has lost its
        last vowel and needs a vowel after it (fikr-i); more than one where words look alike."""
        self.native = native
        """Whether it is Turkic: then its last k or q softens before a vowel."""
        self.forms = forms
        """Its Arabic spellings, the one we write first; none where rules give the spelling."""
        self.written: str | None = None
        """How it is written, where that was asked for; see `southward`."""
        self.after: list[State] | None = None
        """Where in the grammar one is after it, where that was asked for."""


class Dictionary:
    """Stems by their Latin letters and by the sound of their Arabic ones. Not changed once made.

    All strings are kept as codes of one byte a letter, see `codes`, so that more than twenty
    thousand stems take some six megabytes.
    """

    def __init__(self, rows: Iterable[Row], common: Iterable[str] = ()) -> None:
        self._stems: dict[str, str] = {}
        self._sounds: dict[bytes, str] = {}
        self._common = frozenset(map(latin_code, common))
        # Asked several times for every word: straight to the tables, without a call between.
        self.row: Callable[[str], str | None] = self._stems.get
        """What is known of a stem by its Latin code; None if it is not there."""
        self.sounding: Callable[[bytes], str | None] = self._sounds.get
        """The codes, parted by |, of the stems one of whose spellings sounds like this."""
        self._met: dict[str, Stem] = {}
        left = filter(itemgetter(0), rows)
        while batch := [*islice(left, _BATCH)]:
            self._fill(batch)

    def _fill(self, rows: list[Row]) -> None:
        # Whole columns at once, with the loops in C: row by row takes five times as long.
        names, spellings, kinds, origins = zip(*rows, strict=True)
        words = latin_codes(lower("\n".join(names)))
        latins = words.split("\n")
        heads = map(sys.intern, map(add, kinds, map(itemgetter(slice(1)), origins)))
        self._add(latins, _values(heads, "\n".join(spellings)))
        self._point(*_pointers(words, spellings, latins))

    def _add(self, latins: list[str], values: list[str]) -> None:
        """Put in what is known of stems; more about one that is there already is added to it."""
        there = map(self._stems.setdefault, latins, values)
        for latin, value, known in zip(latins, values, list(there), strict=True):
            if known is not value:
                self._stems[latin] = _merged(self._stems[latin], value)

    def _point(self, keys: list[bytes], codes: list[str]) -> None:
        """Let each key point to its code."""
        sounds = self._sounds
        for key, code, there in zip(keys, codes, map(sounds.setdefault, keys, codes), strict=True):
            if there is not code and there != code:
                self._add_pointer(key, code)
            if code[-1] == "E" and key[-1:] == b"h" and len(key) > 3:
                self._add_pointer(key[:-1], code + DROPPED)
        sounds.pop(b"", None)

    def _add_pointer(self, key: bytes, code: str) -> None:
        """Let a key point to one more code, if it does not yet."""
        there = self._sounds.setdefault(key, code)
        if there != code and code not in there.split("|"):
            self._sounds[key] = f"{there}|{code}"

    def __len__(self) -> int:
        return len(self._stems)

    def is_common(self, code: str) -> bool:
        """Tell whether this is the code of one of the commonest stems of the language."""
        return code in self._common

    def stem(self, latin: str) -> Stem | None:
        """Return the stem with exactly these small Latin letters."""
        return self.at(latin_code(latin))

    def at(self, code: str) -> Stem | None:
        """Return the stem with this Latin code. The stems met last are remembered."""
        met = self._met.get(code)
        if met is None:
            row = self._stems.get(code)
            if row is None:
                return None
            if len(self._met) >= _STEMS_KEPT:
                self._met = {}
            head, _, forms = row.partition("|")
            spellings = tuple(arabic_of(forms).split("|")) if forms else ()
            met = Stem(latin_of(code), head[:-1], spellings, native=head[-1] == "t")
            self._met[code] = met
        return met


def _values(heads: Iterable[str], spellings: str) -> list[str]:
    """Return what is known of each stem as one string: its kind and origin, and its spellings.

    The first spelling stands there without its marks too, to be compared with.
    """
    found = []
    codes = arabic_codes(spellings)
    forms, unmarked = codes.split("\n"), bare_codes(codes).split("\n")
    for head, form, plain in zip(heads, forms, unmarked, strict=True):
        if not form:
            found.append(head)
            continue
        first = plain.partition("|")[0]
        found.append(f"{head}|{form}" if first in form else f"{head}|{form}|{first}")
    return found


def _merged(known: str, value: str) -> str:
    """Return what two rows tell of one stem."""
    head, *before = known.split("|")
    other, *forms = value.split("|")
    kinds, kind = head[:-1], other[:-1]
    more = [form for form in forms if form and form not in before]
    return "|".join([(kinds if kind in kinds else kinds + kind) + head[-1], *before, *more])


def _pointers(
    words: str, spellings: Iterable[str], latins: list[str]
) -> tuple[list[bytes], list[str]]:
    """Return the sounds by which stems are found and, in step, the codes of those stems.

    `words` are the codes of the stems, one a line, `latins` the same as a list.
    """
    forms = [f"{form}|" for form in spellings if form]
    rows = range(len(latins))
    spelled_so = map(repeat, compress(rows, spellings), map(str.count, forms, repeat("|")))
    places = [*chain.from_iterable(spelled_so), *rows]
    text = "".join(forms).replace("|", "\n")
    sounds = sound_code(text) + sounds_by_rule(words)
    keys, quiet = sounds.split(b"\n"), without_silent(sounds).split(b"\n")
    doubled = sound_code(_DOUBLED.sub(r"\1\1", text)).split(b"\n")[:-1]
    for others in quiet, doubled:
        differ = [*map(ne, keys, others)]
        keys = [*keys, *compress(others, differ)]
        places = [*places, *compress(places, differ)]
    order = sorted(range(len(keys)), key=places.__getitem__)
    in_order = map(latins.__getitem__, map(places.__getitem__, order))
    return [*map(keys.__getitem__, order)], [*in_order]


def rows_of(file: Path) -> Iterator[Row]:
    """Yield the rows of a word list without its header; lines that are not whole are left out."""
    with file.open(encoding="utf-8", newline="\n") as left:
        next(left, None)
        while lines := [*islice(left, _BATCH)]:
            whole = compress(lines, map((3).__eq__, map(str.count, lines, repeat("\t"))))
            cells = iter("".join(whole).rstrip("\n").replace("\n", "\t").split("\t"))
            yield from filter(itemgetter(2), zip(cells, cells, cells, cells, strict=False))


@cache
def dictionary() -> Dictionary:
    """Return the dictionary of the process, read when first asked for."""
    # Several threads may be the first: one of them reads, the others wait for what it has read.
    with _ONE_READS:
        return _read()


@cache
def _read() -> Dictionary:
    # The converter's own rows come first: of several spellings the first one is written.
    files = sorted(folder().glob("*.tsv"), key=lambda file: (file.name != OWN_ROWS, file.name))
    common = lower((folder() / COMMON).read_text("utf-8")).split()
    return Dictionary(chain.from_iterable(map(rows_of, files)), common)
