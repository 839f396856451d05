"""A stem as one reads it in Arabic script: how it is spelled, how likely it is, what follows it."""

import re
from functools import cached_property
from typing import NamedTuple

from bot.language.script.codes import arabic_of, latin_of
from bot.language.script.dictionary import Dictionary
from bot.language.script.kept import Kept
from bot.language.script.letters import SHADDA, titled
from bot.language.script.model import Rendering
from bot.language.script.southward import NODES
from bot.language.script.suffixes import Tail, harmony_of, state, state_after

_UNDER_SHADDA = re.compile(f"(.){SHADDA}+")
_ROUNDED = re.compile("[oöuü]")
_ONLY_IN_LOANS = frozenset("ثحذصضطظعء")
_SOFTENED = {"k": "y", "q": "ğ"}

COMMON = 0.9
"""How much likelier one of the commonest stems is than another, in what a reading costs."""

_BOOKISH = 1.2
"""How much less likely an adjective in -i is than its noun with a suffix, in the same measure."""

_SPELLINGS_KEPT = 32
"""Spellings of one stem that are remembered to be exact or not."""


class Guess(NamedTuple):
    """What an Arabic word may be in Latin script; the cheapest is the likeliest."""

    cost: float
    latin: str
    proper: bool
    exact: bool
    """Whether the stem is really written so, and does not only sound so."""
    noun: bool
    place: bool
    """Whether places are called by it."""


class Way(NamedTuple):
    """A stem as one of the kinds of word it may be, with what may follow it then."""

    kind: str
    latin: str
    tails: Kept[str, Tail | None]
    softened: str
    """The stem before a suffix that softens its last letter, where it stands for a hard one."""
    others: Kept[str, Tail | None] | None
    """The suffixes that may follow it so."""


class Root:
    """A stem with what is asked about it again and again."""

    def __init__(self, code: str, row: str, stems: Dictionary) -> None:
        head, _, self._forms = row.partition("|")
        self.latin = latin_of(code)
        self.native = head[-1] == "t"
        self.likeliness = COMMON if stems.is_common(code) else 0.0
        if code[-1] == "i" and harmony_of(self.latin[:-1]) in {"ı", "u"} and stems.row(code[:-1]):
            # kitabı, the book, is far commoner than kitabi, bookish; both are written کیتابی.
            self.likeliness -= _BOOKISH
        self.kinds = head[:-1]
        self.is_exact = Kept(self._is_exact, _SPELLINGS_KEPT)
        """Whether the stem is really written so, and does not only sound so."""

    @cached_property
    def ways(self) -> list[Way]:
        """What it may be before suffixes, for each kind of word."""
        found = []
        for kind in self.kinds:
            after = state_after(self.latin, NODES[kind], soft=kind == "o")
            if after is None:
                continue
            softened, others = self.latin, None
            if after.end == "h":
                end = "s" if self.native else "c"
                others = state(after.node, after.harmony, end).read
                if self.native:
                    softened = self._softened
            found.append(Way(kind, self.latin, after.read, softened, others))
        return found

    @cached_property
    def soft_ways(self) -> list[Way]:
        """The same where it is written with a softened k or q."""
        found = []
        for kind in self.kinds:
            after = state_after(self.latin, NODES[kind], soft=True)
            if after is not None:
                found.append(Way(kind, self._softened, after.read, "", None))
        return found

    @cached_property
    def voiced(self) -> Kept[str, Tail | None] | None:
        """What may follow it if it is a verb whose t has become d: qayıd-ır."""
        after = state_after(self.latin, "verb", soft=True) if "v" in self.kinds else None
        return after.read if after is not None else None

    @cached_property
    def alone(self) -> list[Guess]:
        """What it may be without suffixes, written exactly so."""
        return [
            Guess(-self.likeliness, self.latin, kind == "x", True, kind in "nxf", kind == "f")
            for kind in self.kinds
            if kind != "o"
        ]

    @cached_property
    def rendering(self) -> Rendering:
        """Its Latin spelling where it stands alone and is written exactly so."""
        latin = titled(self.latin) if self.kinds[0] == "x" else self.latin
        return Rendering(latin, 0.95, changed=True)

    @cached_property
    def rounded(self) -> str:
        """Its first rounded vowel, that marks tell apart."""
        vowel = _ROUNDED.search(self.latin)
        return vowel.group() if vowel else ""

    @property
    def _softened(self) -> str:
        return self.latin[:-1] + _SOFTENED[self.latin[-1]]

    @cached_property
    def _spellings(self) -> frozenset[str]:
        forms = arabic_of(self._forms)
        return frozenset([*forms.split("|"), *doubled(forms).split("|")])

    def _is_exact(self, beginning: str) -> bool:
        if self._forms:
            return beginning in self._spellings
        latin = self.latin
        return (
            _ONLY_IN_LOANS.isdisjoint(beginning)
            and beginning.count("ئ") == latin.count("e")
            and beginning.count("غ") == latin.count("ğ")
            and (beginning[0] == "آ") == (latin[0] == "a")
        )


def doubled(words: str) -> str:
    """Return words with each letter under a shadda written twice."""
    return _UNDER_SHADDA.sub(r"\1\1", words)
