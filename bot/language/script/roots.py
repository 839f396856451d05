"""A stem as one reads it in Arabic script: how it is spelled, how likely it is, what follows it."""

import re

from bot.language.script.codes import arabic_of, latin_of
from bot.language.script.dictionary import Dictionary
from bot.language.script.letters import SHADDA
from bot.language.script.southward import NODES
from bot.language.script.suffixes import State, harmony_of, state_after

_UNDER_SHADDA = re.compile(f"(.){SHADDA}+")
_ROUNDED = re.compile("[oöuü]")
_ONLY_IN_LOANS = frozenset("ثحذصضطظعء")

COMMON = 0.9
"""How much likelier one of the commonest stems is than another, in what a reading costs."""

_BOOKISH = 1.2
"""How much less likely an adjective in -i is than its noun with a suffix, in the same measure."""


class Root:
    """A stem with what is asked about it again and again."""

    __slots__ = (
        "_exact",
        "_forms",
        "_rounded",
        "_spellings",
        "_states",
        "kinds",
        "latin",
        "likeliness",
        "native",
    )

    def __init__(self, code: str, row: str, stems: Dictionary) -> None:
        head, _, self._forms = row.partition("|")
        self._spellings: frozenset[str] | None = None
        self._rounded: str | None = None
        self._exact: dict[str, bool] = {}
        self.latin = latin_of(code)
        self.native = head[-1] == "t"
        self.likeliness = COMMON if stems.is_common(code) else 0.0
        if code[-1] == "i" and harmony_of(self.latin[:-1]) in {"ı", "u"} and stems.row(code[:-1]):
            # kitabı, the book, is far commoner than kitabi, bookish; both are written کیتابی.
            self.likeliness -= _BOOKISH
        self.kinds = head[:-1]
        self._states: list[State | None] | None = None

    @property
    def states(self) -> list[State | None]:
        """For each kind of word it may be, the place in the grammar after it."""
        if self._states is None:
            self._states = [
                state_after(self.latin, NODES[kind], soft=kind == "o") for kind in self.kinds
            ]
        return self._states

    @property
    def rounded(self) -> str:
        """Its first rounded vowel, that marks tell apart."""
        if self._rounded is None:
            vowel = _ROUNDED.search(self.latin)
            self._rounded = vowel.group() if vowel else ""
        return self._rounded

    def is_exact(self, beginning: str) -> bool:
        """Tell whether the stem is really written so, and does not only sound so."""
        if self._forms:
            if self._spellings is None:
                forms = arabic_of(self._forms)
                self._spellings = frozenset([*forms.split("|"), *doubled(forms).split("|")])
            return beginning in self._spellings
        exact = self._exact.get(beginning)
        if exact is None:
            exact = self._exact[beginning] = self._is_by_rule(beginning)
        return exact

    def _is_by_rule(self, beginning: str) -> bool:
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
