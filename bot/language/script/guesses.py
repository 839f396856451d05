"""What an Arabic word may be: a stem of the dictionary, alone or with suffixes."""

import re
from collections.abc import Callable

from bot.language.script.codes import sound_code
from bot.language.script.dictionary import DROPPED, Dictionary
from bot.language.script.kept import Kept
from bot.language.script.reading import O_MARKED
from bot.language.script.roots import COMMON, Guess, Root
from bot.language.script.southward import LONGEST_WORD

_VOWEL_OF_MARK = {O_MARKED: "o", "ۇ": "u", "ۆ": "ü", "ؤ": "ö"}
_A_MARK = re.compile(f"[{''.join(_VOWEL_OF_MARK)}]")

_SOFT = {ord("d"): (b"t", "ت"), ord("g"): (b"k", "ک"), ord("y"): (b"k", "ک")}
"""What the last letter of a softened stem was, as it sounds and as it is written, by its sound."""

_AGAINST_MARKS = 3.0
"""How much less likely a stem is that has another vowel than the one marked."""

_ONLY_SOUNDS = 1.5
"""How much less likely a stem is that only sounds as the word is written."""

_OTHER_A = 0.5
"""How much less likely still if the word begins with آ and the stem not with a, or the reverse."""

_WITHOUT_HE = 0.5
"""How much less likely a stem is whose last ə would have to be written and is not."""

_LOST_VOWEL = 1.01
"""How much likelier fəsli is than fəsili: a stem that can lose its vowel does."""

_DENIED = 1.0
"""How much likelier a verb is with its negation than another word written so: when in doubt,
*do not* must not be lost."""

_NEGATIONS = frozenset({"ma", "mə"})

_A_LETTER, _A_SUFFIX = 0.3, 0.7
"""What a letter after the stem costs, and what a suffix does."""

_VOICED = 0.1
"""What a t costs that has become d."""

_ROOTS_KEPT = 4096
"""Stems remembered; when there are more, all are forgotten."""

_ENDS = [range(length, 0, -1) for length in range(LONGEST_WORD + 1)]
_BEGINNINGS = [[slice(end) for end in ends] for ends in _ENDS]
"""For each length of a word its beginnings, the longest first."""

_LEAST = [_A_LETTER * left + _A_SUFFIX * ((left + 3) // 4) for left in range(LONGEST_WORD + 1)]
"""For each length of a tail what it costs at least, but for what makes its stem likelier."""

_NO_GUESS = 99.0


class Northward:
    """Reads words with one dictionary; remembers the stems it met last."""

    def __init__(self, stems: Dictionary) -> None:
        self.stems = stems
        self.root = Kept(self._root, _ROOTS_KEPT)
        """The stems by their codes; what is asked for must be in the dictionary."""

    def _root(self, code: str) -> Root:
        row = self.stems.row(code)
        assert row is not None
        return Root(code, row, self.stems)

    def guesses(self, inner: str, plain: str) -> list[Guess]:
        """Return what the word may be, by the longest stems first, until one fits well.

        `inner` has one character for each thing that is read, `plain` is the same without marks.
        """
        whole, found = self.read(inner, plain, sound_code(plain))
        return found if whole is None else whole.alone[:1]

    def read(self, inner: str, plain: str, sounds: bytes) -> tuple[Root | None, list[Guess]]:
        """Return the one stem that the word surely is; if there is none, what it may be."""
        mark = _A_MARK.search(inner)
        vowel, place = (_VOWEL_OF_MARK[mark[0]], mark.start()) if mark else ("", LONGEST_WORD)
        codes = self.stems.sounding(sounds)
        if codes is not None:
            whole = self._whole(codes, plain, vowel)
            if whole is not None:
                return whole, []
        word = _Word(self, plain, vowel, place)
        word.look(sounds, self.stems.sounding)
        return None, word.found

    def _whole(self, codes: str, plain: str, vowel: str) -> Root | None:
        """Return the word if it is just one stem, so that no other reading need be tried."""
        found: Root | None = None
        for code in codes.split("|"):
            root = self.root[code] if code[-1] != DROPPED else None
            if root is None or not root.is_exact[plain] or (vowel and vowel != root.rounded):
                continue
            if found is not None or root.likeliness < 0 or root.kinds[0] == "o":
                return None
            found = root
        return found


class _Word:
    """A word whose stem is sought."""

    __slots__ = ("found", "mark_at", "plain", "reader", "vowel")

    def __init__(self, reader: Northward, plain: str, vowel: str, mark_at: int) -> None:
        self.reader = reader
        self.plain = plain
        self.vowel = vowel
        """The vowel that the first mark of the word stands for; "" if it has none."""
        self.mark_at = mark_at
        self.found: list[Guess] = []

    def look(self, sounds: bytes, sounding: Callable[[bytes], str | None]) -> None:
        """Find the stems the word may begin with, the longest first."""
        plain, found = self.plain, self.found
        tails = plain.replace("آ", "ا")
        length = len(plain)
        best = _NO_GUESS
        # The beginnings are cut and looked up in C: of most of them nothing is known.
        known = map(sounding, map(sounds.__getitem__, _BEGINNINGS[length]))
        for end, codes in zip(_ENDS[length], known, strict=True):
            softened = None
            if sounds[end - 1] in _SOFT and 2 < end < length:
                softened = sounding(sounds[: end - 1] + _SOFT[sounds[end - 1]][0])
            if codes is None and softened is None:
                continue
            least = _LEAST[length - end]
            if least > best:
                if least - COMMON - _DENIED > best:
                    break
                if plain[end] != "م":
                    continue
            beginning, tail = plain[:end], tails[end:]
            if codes is not None:
                for code in codes.split("|") if "|" in codes else (codes,):
                    self._try(code, beginning, tail)
            if softened is not None:
                self._softened(softened, beginning, tail, *_SOFT[sounds[end - 1]])
            if found:
                best = found[0][0] if len(found) == 1 else min(found)[0]

    def _softened(self, codes: str, plain: str, tail: str, sound: bytes, letter: str) -> None:
        """Add what the word is if the last k or t of its stem has softened."""
        hard = sound.decode()
        for code in codes.split("|"):
            if code[-1] == hard:
                beginning = plain[:-1] + letter
                if hard == "t":
                    self._voiced(code, beginning, tail)
                else:
                    self._try(code, beginning, tail, soft=True)

    def _try(self, code: str, beginning: str, tail: str, *, soft: bool = False) -> None:
        """Add what the word is if its beginning is this stem; nothing if the tail does not fit."""
        extra = 0.0
        if code[-1] == DROPPED:
            if not tail or tail[0] == "ه":
                return
            code, beginning, extra = code[:-1], beginning + "ه", _WITHOUT_HE
        root = self.reader.root[code]
        if not tail:
            self._alone(root, beginning)
            return
        if beginning[-1] == "غ" and code[-1] == "q":
            soft = True
        cost = _NO_GUESS
        exact = soft
        for kind, stem, tails, softened, others in root.soft_ways if soft else root.ways:
            latin, rest = stem, tails[tail]
            if rest is None:
                rest = others[tail] if others is not None else None
                if rest is None:
                    continue
                latin = softened
            odd, ending = rest
            if cost == _NO_GUESS:
                exact = soft or root.is_exact[beginning]
                cost = _A_LETTER * len(tail) + extra
                if exact and self.mark_at >= len(beginning):
                    cost -= root.likeliness
                else:
                    cost += self._oddness(root, beginning, exact=exact)
            price = cost + _A_SUFFIX * odd
            if kind == "o":
                price -= _LOST_VOWEL
            elif kind == "v" and ending[:2] in _NEGATIONS:
                price -= _DENIED
            self.found.append(
                Guess(price, latin + ending, kind == "x", exact, kind in "nxf", kind == "f")
            )

    def _alone(self, root: Root, plain: str) -> None:
        """Add the stem without suffixes."""
        exact = root.is_exact[plain]
        more = self._oddness(root, plain, exact=exact) + root.likeliness
        self.found += [one._replace(cost=one.cost + more, exact=exact) for one in root.alone]

    def _oddness(self, root: Root, beginning: str, *, exact: bool) -> float:
        """Return how unlikely it is that this beginning is this stem."""
        cost = -root.likeliness
        if not exact:
            cost += _ONLY_SOUNDS
            if (beginning[0] == "آ") != (root.latin[0] == "a"):
                cost += _OTHER_A
        if self.mark_at < len(beginning) and self.vowel != root.rounded:
            cost += _AGAINST_MARKS
        return cost

    def _voiced(self, code: str, beginning: str, tail: str) -> None:
        """Add the word if its stem is a verb whose t has become d: qayıd-ır."""
        root = self.reader.root[code]
        rest = root.voiced[tail] if root.voiced is not None else None
        if rest is not None and root.is_exact[beginning]:
            cost = _A_LETTER * len(tail) + _A_SUFFIX * rest.odd + _VOICED - root.likeliness
            self.found.append(
                Guess(cost, f"{root.latin[:-1]}d{rest.latin}", False, True, False, False)
            )
