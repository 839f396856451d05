"""Reading and writing what follows a stem: the grammar as tables that are walked letter by letter.

A state says what may come next: the place in the grammar, the vowel that rules harmony, and how
the word ends so far. Its tables are made when it is first met.
"""

from functools import cached_property
from typing import NamedTuple

from bot.language.script.grammar import GRAMMAR
from bot.language.script.kept import Kept
from bot.language.script.letters import NOT_JOINING, VOWELS, ZWNJ

DROP = "\b"
"""At the start of a written tail: the ه before it goes, because its syllable is closed now."""

LONGEST_TAIL = 24
"""Letters of suffixes that are looked at; the longest in our texts has nineteen."""

_LONGEST_SUFFIX = 9
_REMEMBERED = 4096
"""Tails remembered by each state."""

_CLASS = dict(zip("aıeəiouöü", "ııiiiuuüü", strict=True))
"""The high vowel that follows each vowel; it names the harmony class."""

_LETTERS = dict(zip("abcçdəeğiıklmnoöpqrsştuüvxyz", "ابجچدəئغییکلمنوؤپقرسشتوووخیز", strict=True))
_UNWRITTEN = 2
"""How odd a suffix is whose ə is not written; at the end of a word it always is."""
_CLOSING = {"verb": "nltş", "past": "mnk", "wish": "mk"}
"""Where a lone consonant closes the syllable of a ə: gözlə + n is گؤزلن, but nənə + m ننه‌م."""


_AMONG = "arası"
"""Between or among, after a plural; of all suffixes it alone begins with آ."""


class Step(NamedTuple):
    """One suffix in one state."""

    latin: str
    arabic: str
    then: "State"
    penalty: int


class Tail(NamedTuple):
    """Suffixes that were read from Arabic script."""

    odd: int
    """How many they are, and more where their spelling or their order is unusual."""
    latin: str


class State:
    """Where in the grammar a word is. There is one object for each such place, see `state`."""

    def __init__(self, node: str, harmony: str, end: str) -> None:
        """Make a state.

        `harmony` is the high vowel that would follow. `end` tells how the word ends: ə or i (that
        is ı, i), v another vowel, c a consonant, h a hard k or q that a vowel would soften, s one
        that was softened, so that a vowel must follow.
        """
        self.node, self.harmony, self.end = node, harmony, end
        self.written = Kept(self._write, _REMEMBERED)
        """The Arabic spelling of Latin suffixes, or None if no suffixes make them up."""
        self.read = Kept(self._best, _REMEMBERED)
        """Suffixes in plain Arabic letters as Latin ones, or None if there are none such."""

    def _write(self, tail: str) -> str | None:
        if len(tail) > LONGEST_TAIL:
            return None
        if not tail:
            return None if self.end == "s" else ""
        steps = self.by_latin
        asking: str | None = None
        for length in range(min(len(tail), _LONGEST_SUFFIX), 0, -1):
            for step in steps.get(tail[:length], ()):
                rest = step.then.written[tail[length:]]
                if rest == "" and step.then.node == "asked":
                    # 1.6: mı at the end of a word stands apart; but qapımı is rather my door.
                    asking = ZWNJ + step.arabic.removeprefix(ZWNJ)
                    if self.node not in {"noun", "which"}:
                        return asking
                elif rest is not None:
                    return joined(step.arabic, rest)
        return asking

    def _best(self, tail: str) -> Tail | None:
        if len(tail) > LONGEST_TAIL:
            return None
        if not tail:
            return None if self.end == "s" else Tail(0, "")
        steps = self.by_arabic
        best: Tail | None = None
        for length in range(min(len(tail), _LONGEST_SUFFIX), 0, -1):
            for step in steps.get(tail[:length], ()):
                if step.penalty == _UNWRITTEN and length == len(tail) and step.latin[-1] == "ə":
                    continue
                rest = step.then.read[tail[length:]]
                if rest is not None and (best is None or step.penalty + rest.odd + 1 < best.odd):
                    best = Tail(step.penalty + rest.odd + 1, step.latin + rest.latin)
        return best

    @cached_property
    def by_latin(self) -> dict[str, list[Step]]:
        """The steps from here by their Latin letters."""
        found: dict[str, list[Step]] = {}
        for step in self._steps():
            found.setdefault(step.latin, []).append(step)
        return found

    @cached_property
    def by_arabic(self) -> dict[str, list[Step]]:
        """The steps from here by their Arabic letters, in every spelling people use."""
        found: dict[str, list[Step]] = {}
        for step in self._steps():
            for key, penalty in _spellings(step):
                found.setdefault(key, []).append(step._replace(penalty=penalty))
        return found

    def _steps(self) -> list[Step]:
        found = []
        for entry in GRAMMAR[self.node].split():
            template, _, node = entry.partition(">")
            latin = self._surface(template)
            if latin is None:
                continue
            buffered = template[0] == "(" and template[1] != "I" and latin[0] == template[1]
            for surface, last, end in _endings(latin, template[-1]):
                then = state(node, harmony_of(surface) or self.harmony, end)
                arabic = self._arabic(surface, last, buffered=buffered)
                found.append(Step(surface, arabic, then, 0))
        return found

    def _surface(self, template: str) -> str | None:
        """Return the Latin letters of a suffix here; None where it cannot stand."""
        after_vowel = self.end in "əiv"
        if template[0] == "(":
            with_it = not after_vowel if template[1] == "I" else after_vowel
            template = (template[1] if with_it else "") + template[3:]
        elif (template[0] in "AI" and after_vowel) or (template in "nlş" and not after_vowel):
            return None
        latin = _voiced(template, self.harmony)
        starts_with_vowel = latin[0] in VOWELS
        if (self.end == "s" and not starts_with_vowel) or (self.end == "h" and starts_with_vowel):
            return None
        return latin

    def _arabic(self, surface: str, last: str, *, buffered: bool) -> str:
        """Return a suffix in Arabic script, with what joins it to the word before it."""
        letters = []
        for place, letter in enumerate(surface):
            if place == len(surface) - 1 and last:
                letters.append(last)
            elif letter != "ə":
                letters.append(_LETTERS[letter])
            elif place == len(surface) - 1:
                letters.append("ه")
            elif surface[place + 2 : place + 3] in VOWELS:
                letters.append("ه" + ZWNJ)
        if surface == _AMONG:
            letters[0] = "آ"  # A word by itself once: şəhərlərarası is شهرلرآراسی.
        text = "".join(letters)
        if self.end == "ə":
            return (DROP if surface in _CLOSING.get(self.node, "") else ZWNJ) + text
        return ZWNJ + text if self.end == "i" and buffered else text


_STATES: dict[str, State] = {}


def state(node: str, harmony: str, end: str) -> State:
    """Return the state at this place of the grammar."""
    key = node + harmony + end
    found = _STATES.get(key)
    if found is None:
        found = _STATES.setdefault(key, State(node, harmony, end))
    return found


def state_after(stem: str, node: str, *, soft: bool = False) -> State | None:
    """Return the state after a Latin stem; None if it has no vowel."""
    harmony = harmony_of(stem)
    if not harmony:
        return None
    last = stem[-1]
    if soft:
        end = "s"
    elif last in _ENDS:
        end = _ENDS[last]
    elif last in "kq" and node != "verb" and not VOWELS.isdisjoint(stem[:-2]):
        end = "h"
    else:
        end = "c"
    return state(node, harmony, end)


def harmony_of(word: str) -> str:
    """Return the high vowel that would follow a word; nothing if it has no vowel."""
    for letter in reversed(word):
        if letter in _CLASS:
            return _CLASS[letter]
    return ""


def joined(before: str, tail: str) -> str:
    """Return a written stem, or suffix, with the tail that was written for it."""
    if tail.startswith(DROP):
        return before.removesuffix("ه") + tail[1:]
    if tail.startswith(ZWNJ) and before[-1:] in NOT_JOINING:
        return before + tail[1:]
    return before + tail


_ENDS = {"ə": "ə", "ı": "i", "i": "i", **dict.fromkeys("aeoöuü", "v")}


def _endings(latin: str, last: str) -> list[tuple[str, str, str]]:
    """Return the forms of a suffix: its letters, an Arabic letter for the last, how it ends."""
    if last == "Q":
        return [(latin, "", "c")]
    if last != "K":
        return [(latin, "", _ENDS.get(latin[-1], "c"))]
    soft, sign = ("y", "گ") if latin[-1] == "k" else ("ğ", "غ")
    return [(latin, "", "h"), (latin[:-1] + soft, sign, "s")]


def _voiced(template: str, harmony: str) -> str:
    """Put vowels and k or q for the capitals; an I after an A follows it: ol + mAlI is olmalı."""
    out = []
    for letter in template:
        if letter == "A":
            harmony = "ı" if harmony in "ıu" else "i"
            out.append("a" if harmony == "ı" else "ə")
        elif letter == "I":
            out.append(harmony)
        elif letter in "KQ":
            out.append("q" if harmony in "ıu" else "k")
        else:
            out.append(letter)
    return "".join(out)


def _spellings(step: Step) -> list[tuple[str, int]]:
    """Return the plain spellings people use for a suffix, and how odd each of them is."""
    plain = step.arabic.replace(ZWNJ, "").replace("آ", "ا").removeprefix(DROP)
    found = {plain: 0}
    if plain != "ه" and "ه" in plain:
        found.setdefault(plain.replace("ه", ""), _UNWRITTEN)
    if step.then.end == "s":
        for other in "قک" if step.arabic[-1] == "غ" else "کی":
            found.setdefault(plain[:-1] + other, 1)
    if step.latin in {"lı", "li"}:
        found.setdefault("لو", 2)
    if "و" in plain:
        found.setdefault(plain.replace("و", "ی"), 3)
    return list(found.items())
