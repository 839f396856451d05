"""An Arabic word into Latin script: stem and suffixes where they are known, rules where not."""

import re
from functools import cache
from typing import NamedTuple

from bot.language.script.codes import sound_code
from bot.language.script.dictionary import DROPPED, Dictionary, dictionary
from bot.language.script.letters import MARKS, SHADDA, SUKUN, VOWELS, ZWNJ, capital
from bot.language.script.reading import E_HE, O_MARKED, read
from bot.language.script.roots import COMMON, Root, doubled
from bot.language.script.southward import LONGEST_WORD
from bot.language.script.suffixes import State, Tail, state, state_after

_PLAIN = str.maketrans({O_MARKED: "و", "ۇ": "و", "ۆ": "و", E_HE: "ه", "أ": "ا", "إ": "ا", "ؽ": "ی"})
_VOWEL_OF_MARK = {O_MARKED: "o", "ۇ": "u", "ۆ": "ü", "ؤ": "ö"}
_A_MARK = re.compile(f"[{''.join(_VOWEL_OF_MARK)}]")
_SPECIAL = frozenset(MARKS + ZWNJ + "ۇۆأإؽ")
_DROPPED = str.maketrans(dict.fromkeys(MARKS + ZWNJ))
_FORMANTS = ("آباد", "اوبا", "کند", "قیشلاق", "بولاق", "تپه", "دره", "بینه", "آغاج", "داغ", "چای")
_SOFT = {"د": b"t", "گ": b"k", "ی": b"k"}
"""What the last letter of a softened stem was."""

_SOFTENED = {"k": "y", "q": "ğ"}


_AGAINST_MARKS = 3.0
"""How much less likely a stem is that has another vowel than the one marked."""

_ONLY_SOUNDS = 1.5
"""How much less likely a stem is that only sounds as the word is written."""

_OTHER_A = 0.5
"""How much less likely still if the word begins with آ and the stem not with a, or the reverse."""

_LOST_VOWEL = 1.01
"""How much likelier fəsli is than fəsili: a stem that can lose its vowel does."""

_DENIED = 1.0
"""How much likelier a verb is with its negation than another word written so: when in doubt,
*do not* must not be lost."""

_CLOSE = 0.85
"""Readings that differ by less are about equally likely."""

_NEGATIONS = frozenset({"ma", "mə"})

_ROOTS_KEPT = 4096
"""Stems remembered; the oldest are forgotten all at once."""

_LONG_TAIL = 3.0
"""A reading that costs more may be of a word with a vowel written that others leave out."""

_VOWEL_TOO_MANY = 1.5
"""How much less likely a reading is for each vowel that has to be left out."""

_TOO_ODD = 4.0
"""A reading that costs more is worse than one by rules."""


class Read(NamedTuple):
    """A word in Latin script."""

    latin: str
    confidence: float
    proper: bool
    """Whether it is a name, to be written with a capital."""


class _Guess(NamedTuple):
    cost: float
    latin: str
    proper: bool
    exact: bool
    noun: bool
    place: bool = False
    """Whether places are called by it."""


def latin_word(word: str, reader: "Northward") -> Read:
    """Return the likeliest Latin spelling of one Arabic word in unified letters."""
    inner, plain = _prepared(word)
    if len(plain) > LONGEST_WORD:
        return Read(read(inner), 0.1, proper=False)
    guesses = reader.guesses(inner, plain)
    best = min(guesses, default=None)
    if best is None or best.cost > _LONG_TAIL:
        guesses += _respelled(inner, reader)
        best = min(guesses, default=None)
    if best is not None and best.cost < _TOO_ODD + 0.3 * len(plain):
        sure = 0.95 if best.exact else 0.85
        if len(guesses) > 1 and any(
            one.latin != best.latin and one.cost - best.cost < _CLOSE for one in guesses
        ):
            sure -= 0.2
        return Read(best.latin, sure, best.proper)
    return _compound(inner, plain, reader) or _by_rule(inner, plain)


def _respelled(inner: str, reader: "Northward") -> list[_Guess]:
    """Return what the word may be without a vowel others do not write: اؤیره‌دیر, تئلفون."""
    found: list[_Guess] = []
    for vowel in (E_HE, "ئ"):
        shorter = inner[:1] + inner[1:-1].replace(vowel, "") + inner[-1:]
        more = (len(inner) - len(shorter)) * _VOWEL_TOO_MANY
        if more:
            others = reader.guesses(shorter, shorter.translate(_PLAIN))
            found += [one._replace(cost=one.cost + more, exact=False) for one in others]
    return found


def inflected_latin(word: str, reader: "Northward") -> str | None:
    """Return a word with suffixes whose stem is spelled exactly as the reader knows it."""
    guesses = [one for one in reader.guesses(*_prepared(word)) if one.exact]
    if not guesses:
        return None
    best = min(guesses)
    return capital(best.latin) if best.proper else best.latin


def is_inflected(word: str, reader: "Northward") -> bool:
    """Tell whether an Arabic word is surely a stem of ours with suffixes, and no stem by itself."""
    inner, plain = _prepared(word)
    if not 3 < len(plain) <= LONGEST_WORD or reader.stems.sounding(sound_code(plain)) is not None:
        return False
    best = min(reader.guesses(inner, plain), default=None)
    return best is not None and best.exact and best.cost < _TOO_ODD


def _prepared(word: str) -> tuple[str, str]:
    """Return a word with one character for each thing that is read, and the same without marks."""
    if _SPECIAL.isdisjoint(word):
        return word, word
    inner = word.replace("و" + SUKUN, O_MARKED).replace("ه" + ZWNJ, E_HE)
    if SHADDA in inner:
        inner = doubled(inner)
    inner = inner.translate(_DROPPED)
    return inner, inner.translate(_PLAIN)


class Northward:
    """Reads words with one dictionary; remembers the stems it met last."""

    def __init__(self, stems: Dictionary) -> None:
        self.stems = stems
        self._roots: dict[str, Root] = {}

    def root(self, code: str) -> Root:
        """Return the stem with this code; it must be there."""
        found = self._roots.get(code)
        if found is None:
            if len(self._roots) >= _ROOTS_KEPT:
                self._roots = {}
            row = self.stems.row(code)
            assert row is not None
            found = Root(code, row, self.stems)
            self._roots[code] = found
        return found

    def guesses(self, inner: str, plain: str) -> list[_Guess]:
        """Return what the word may be, by the longest stems first, until one fits well."""
        sounds = sound_code(plain)
        sounding = self.stems.sounding
        mark = _mark_of(inner)
        codes = sounding(sounds)
        whole = self._whole(codes, plain, mark[0]) if codes is not None else None
        if whole is not None:
            return [whole]
        tails = plain.replace("آ", "ا")
        length = len(plain)
        ends = range(length, 0, -1)
        found: list[_Guess] = []
        best = 99.0
        # The tables are asked in C: of most beginnings nothing is known.
        for end, codes in zip(ends, map(sounding, [sounds[:end] for end in ends]), strict=True):
            softened = None
            if plain[end - 1] in _SOFT and 2 < end < length:
                softened = sounding(sounds[: end - 1] + _SOFT[plain[end - 1]])
            if codes is None and softened is None:
                continue
            if found:
                left = length - end
                least = 0.3 * left + 0.7 * ((left + 3) // 4)
                if least > best:
                    if least - COMMON - _DENIED > best:
                        break
                    if plain[end] != "م":
                        continue
            beginning, tail = plain[:end], tails[end:]
            if codes is not None:
                for code in codes.split("|"):
                    self._try(code, mark, beginning, tail, found)
            if softened is not None:
                self._softened(softened, beginning, tail, mark, found)
            if found:
                best = min(found)[0]
        return found

    def _whole(self, codes: str, plain: str, vowel: str) -> _Guess | None:
        """Return the word if it is just one stem, so that no other reading need be tried."""
        found: Root | None = None
        for code in codes.split("|"):
            root = self.root(code) if code[-1] != DROPPED else None
            if root is None or not root.is_exact(plain) or (vowel and vowel != root.rounded):
                continue
            if found is not None or root.likeliness < 0 or root.kinds[0] == "o":
                return None
            found = root
        if found is None:
            return None
        kind = found.kinds[0]
        return _Guess(-found.likeliness, found.latin, kind == "x", True, kind in "nxf", kind == "f")

    def _softened(
        self, codes: str, plain: str, tail: str, mark: tuple[str, int], found: list[_Guess]
    ) -> None:
        """Add what the word is if the last k or t of its stem has softened."""
        hard, letter = ("t", "ت") if plain[-1] == "د" else ("k", "ک")
        for code in codes.split("|"):
            if code[-1] != hard:
                continue
            beginning = plain[:-1] + letter
            if hard == "t":
                self._voiced(code, beginning, tail, found)
            else:
                self._try(code, mark, beginning, tail, found, soft=True)

    def _try(
        self,
        code: str,
        mark: tuple[str, int],
        beginning: str,
        tail: str,
        found: list[_Guess],
        *,
        soft: bool = False,
    ) -> None:
        """Add what the word is if its beginning is this stem; nothing if the tail does not fit."""
        extra = 0.0
        if code[-1] == DROPPED:
            if not tail or tail[0] == "ه":
                return
            code, beginning, extra = code[:-1], beginning + "ه", 0.5
        root = self.root(code)
        latin = root.latin
        if tail and latin[-1] == "q" and beginning[-1] == "غ":
            soft = True
        cost = -99.0
        exact = False
        states = root.states if tail else ()
        for place, kind in enumerate(root.kinds):
            base, ending, odd = latin, "", 0
            if tail:
                fits = _rest(states[place], tail, native=root.native, soft=soft)
                if fits is None:
                    continue
                (odd, ending), softened = fits
                if softened:
                    base = latin[:-1] + _SOFTENED[latin[-1]]
            elif kind == "o":
                continue
            if cost == -99.0:
                exact = soft or root.is_exact(beginning)
                cost = 0.3 * len(tail) + (0.0 if exact else _ONLY_SOUNDS) + extra
                cost -= root.likeliness
                if not exact and (beginning[0] == "آ") != (latin[0] == "a"):
                    cost += _OTHER_A
                if mark[1] < len(beginning) and mark[0] != root.rounded:
                    cost += _AGAINST_MARKS
            price = cost + 0.7 * odd - _favour(kind, ending)
            found.append(
                _Guess(price, base + ending, kind == "x", exact, kind in "nxf", kind == "f")
            )

    def _voiced(self, code: str, beginning: str, tail: str, found: list[_Guess]) -> None:
        """Add the word if its stem is a verb whose t has become d: qayıd-ır."""
        root = self.root(code)
        if "v" in root.kinds:
            after = state_after(root.latin, "verb", soft=True)
            rest = after.read(tail) if after else None
            if rest is not None and root.is_exact(beginning):
                cost = 0.3 * len(tail) + 0.7 * rest.odd + 0.1 - root.likeliness
                latin = f"{root.latin[:-1]}d{rest.latin}"
                found.append(_Guess(cost, latin, proper=False, exact=True, noun=False))


def _favour(kind: str, ending: str) -> float:
    """Return how much likelier a stem of this kind is than others, with this ending."""
    if kind == "v" and ending[:2] in _NEGATIONS:
        return _DENIED
    return _LOST_VOWEL if kind == "o" else 0.0


def _rest(after: State | None, tail: str, *, native: bool, soft: bool) -> tuple[Tail, bool] | None:
    """Return the suffixes in Latin, and whether the stem's k or q softens before them."""
    if after is None:
        return None
    if soft:
        after = state(after.node, after.harmony, "s")
    rest = after.read(tail)
    if rest is not None:
        return rest, soft
    if after.end != "h":
        return None
    rest = state(after.node, after.harmony, "s" if native else "c").read(tail)
    return None if rest is None else (rest, native)


def _mark_of(inner: str) -> tuple[str, int]:
    """Return the vowel that the first mark of a word stands for, and where; "" and far if none."""
    mark = _A_MARK.search(inner)
    return (_VOWEL_OF_MARK[mark.group()], mark.start()) if mark else ("", LONGEST_WORD)


def _compound(inner: str, plain: str, reader: Northward) -> Read | None:
    """Return the word as one known stem before another known word, or, if it ends in what places
    are called by, as an unknown name before that.
    """
    sounds = sound_code(plain)
    for end in range(len(plain) - 3, 1, -1):
        if inner[end] == E_HE:
            continue
        first = _first_part(sounds[:end], plain[:end], reader)
        after_a_name = end > 2 and plain.startswith(_FORMANTS, end)
        if first is None and not after_a_name:
            continue
        second = _second_part(inner[end:], plain[end:], reader)
        if second is None:
            continue
        if first is not None:
            return Read(first.latin + second.latin, 0.65, "x" in first.kinds or second.proper)
        return Read(read(inner[:end]) + second.latin, 0.5, proper=True)
    return None


def _first_part(sounds: bytes, plain: str, reader: Northward) -> Root | None:
    """Return the first part of a compound, a noun or a name whose spelling is exact."""
    codes = reader.stems.sounding(sounds)
    for code in codes.split("|") if codes else ():
        if code[-1] != DROPPED:
            root = reader.root(code)
            if root.is_exact(plain) and not {*"nxf"}.isdisjoint(root.kinds):
                return root
    return None


def _second_part(inner: str, plain: str, reader: Northward) -> _Guess | None:
    """Return the second part of a compound, a noun or a name whose spelling is exact."""
    guesses = [one for one in reader.guesses(inner, plain) if one.noun and one.exact]
    best = min(guesses, default=None, key=lambda one: (one.cost - 0.5 * one.place, one.latin))
    return best if best is not None and len(best.latin) > 2 else None


def _by_rule(inner: str, plain: str) -> Read:
    """Return an unknown word: the suffixes one can see, and the rest letter by letter."""
    best: tuple[float, str] | None = None
    for end in range(2, len(plain) - 1):
        if plain[end] not in _first_letters():
            continue
        beginning = read(inner[:end])
        after = state_after(beginning, "noun") if not VOWELS.isdisjoint(beginning) else None
        rest = after.read(plain[end:]) if after else None
        if rest is not None:
            cost = rest.odd - 0.8 * (len(plain) - end)
            if best is None or cost < best[0]:
                best = (cost, beginning + rest.latin)
    if best is not None:
        return Read(best[1], 0.45, proper=False)
    return Read(read(inner), 0.4, proper=False)


@cache
def _first_letters() -> frozenset[str]:
    """Return the letters that the suffixes of nouns begin with."""
    states = (state("noun", harmony, end) for harmony in "ıiuü" for end in "əivch")
    return frozenset(key[0] for after in states for key in after.by_arabic)


@cache
def reader() -> Northward:
    """Return the reader of the process, over its dictionary."""
    return Northward(dictionary())
