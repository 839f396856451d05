"""A Latin word into Arabic script: stem and suffixes where they are known, rules where not."""

from typing import NamedTuple

from bot.language.script.codes import latin_code
from bot.language.script.dictionary import Dictionary, Stem
from bot.language.script.letters import MARKS, NOT_JOINING, VOWELS, ZWNJ
from bot.language.script.spelling import spelled
from bot.language.script.suffixes import DROP, joined, state, state_after

LONGEST_WORD = 48
"""Letters; what is longer is spelled by rule, in time that grows with its length only."""

NODES = {"n": "noun", "v": "verb", "x": "noun", "f": "noun", "o": "noun", "p": "case"}
"""Where in the grammar a stem of each kind begins."""

_SOFT = {"y": ("k", "گ"), "ğ": ("q", "غ"), "d": ("t", "د")}
_OF_PLACES = frozenset({"lı", "li", "lu", "lü", "la", "lə"})
"""How the suffixes begin that make the name of a place of a person's: Kazımlı, Babalar."""

_APART = ("oba", "bəyli", "qışlaq", "binə")
"""Second parts of place names that always stand apart."""

_JOINED = ("dağ", "daş", "çay", "baş", "göl", "dam", "alt", "bağ", "düz", "diz", "göz", "qaş")
"""Second parts that are not set apart: داغ, باشی."""

_VOWEL_FORMANTS = frozenset({"oba", "abad", "ağac"})
_SHORT_FIRSTS = frozenset({"ağ"})

_SHORTEST_UNKNOWN = 3


class Spelled(NamedTuple):
    """A word in Arabic script and how far it can be trusted, from 0 to 1."""

    arabic: str
    confidence: float
    stem: int = 0
    """Letters of the stem that was known; 0 if none was."""


def arabic_word(word: str, stems: Dictionary, *, named: bool = False) -> Spelled:
    """Return the Arabic spelling of one word in small Latin letters.

    `named` tells that it had a capital: what is not known then may be a person or a place.
    """
    if len(word) > LONGEST_WORD:
        return Spelled(spelled(word), 0.1)
    return (
        known_arabic(word, stems)
        or _compound(word, stems, named=named)
        or _by_rule(word, named=named)
    )


def known_arabic(
    word: str,
    stems: Dictionary,
    *,
    longest: int = LONGEST_WORD,
    place: bool = False,
    hyphened: bool = False,
) -> Spelled | None:
    """Return the word as the longest known stem, up to so many letters, with suffixes.

    `place` tells that it may be the name of a place, `hyphened` that its stem has a hyphen.
    """
    code = latin_code(word)
    row_of = stems.row
    for end in range(min(len(word), longest), word.find("-") + 1 if hyphened else 0, -1):
        stem = stems.at(code[:end]) if row_of(code[:end]) is not None else None
        if stem is not None:
            if place and stem.kinds[0] in "xf" and word[end : end + 2] in _OF_PLACES:
                stem = Stem(stem.latin, stem.kinds, (_place_form(stem),), native=stem.native)
            found = _with_tail(stem, word[end:], stems)
            if found is not None:
                return Spelled(found, 0.95 if end == len(word) else 0.9, end)
        if 2 < end < len(word) and word[end - 1] in _SOFT:
            hard = _SOFT[word[end - 1]][0]
            if row_of(code[: end - 1] + hard) is not None:
                found = _softened(word[:end], word[end:], stems)
                if found is not None:
                    return Spelled(found, 0.9, end)
    return None


def _with_tail(stem: Stem, tail: str, stems: Dictionary) -> str | None:
    """Return a stem with its suffixes; None if they do not fit it."""
    if not tail:
        return None if stem.kinds == "o" else _form(stem, stems)
    if stem.after is None:
        every = (state_after(stem.latin, NODES[it], soft=it == "o") for it in stem.kinds)
        stem.after = [one for one in every if one is not None]
    for after in stem.after:
        rest = after.written[tail]
        if rest is None and after.end == "h":
            rest = state(after.node, after.harmony, "c").written[tail]
        if rest is not None:
            return _attached(_form(stem, stems), rest, stem.latin)
    return None


def _softened(beginning: str, tail: str, stems: Dictionary) -> str | None:
    """Return a word whose stem's k, q or t has softened: çörəy-im, ayağ-ı, qayıd-ır."""
    hard, sign = _SOFT[beginning[-1]]
    node = "verb" if hard == "t" else "noun"
    stem = stems.stem(beginning[:-1] + hard)
    if stem is None or (node == "verb") != ("v" in stem.kinds):
        return None
    after = state_after(beginning, node, soft=True)
    rest = after.written[tail] if after else None
    return None if rest is None else joined(_form(stem, stems)[:-1] + sign, rest)


def _form(stem: Stem, stems: Dictionary) -> str:
    """Return how a stem is written; one that is itself derived keeps the spelling of its root."""
    if stem.written is None:
        form = stem.forms[0] if stem.forms else spelled(stem.latin)
        if not stem.forms and "ه" + ZWNJ in form:
            derived = known_arabic(stem.latin, stems, longest=len(stem.latin) - 1)
            if derived is not None:
                form = derived.arabic
        stem.written = form
    return stem.written


def _attached(form: str, tail: str, latin: str) -> str:
    if form[-1] == "ه" and latin[-1] in VOWELS and tail[0] not in (DROP, ZWNJ):
        return form + ZWNJ + tail
    if tail[0] == form[-1] and tail[0] not in NOT_JOINING and _is_crowded(form):
        # 8/1: where the same letters would meet, a ZWNJ keeps them apart (but not in əllər).
        return form + ZWNJ + tail
    return joined(form, tail)


def _is_crowded(form: str) -> bool:
    """Tell whether a long stem's last letter joins the one before it: نسیل, but not سۇال or یوْل."""
    return form[-2] not in NOT_JOINING and sum(letter not in MARKS for letter in form) > 3


def _compound(word: str, stems: Dictionary, *, named: bool) -> Spelled | None:
    """Return the word as one known stem before another: qırx-bulaq; in names also before or
    after an unknown one, if the other is what places are called by: Hil-oba.
    """
    code = latin_code(word)
    for end in range(len(word) - 3, 1, -1):
        if stems.row(code[:end]) is None:
            continue
        first, second = word[:end], word[end:]
        stem = stems.at(code[:end])
        if stem is None or {*"nxf"}.isdisjoint(stem.kinds):
            continue
        if not _may_be_second(second, stems) or (named and end < 3 and first not in _SHORT_FIRSTS):
            continue
        after = known_arabic(second, stems, place=True) if named else known_arabic(second, stems)
        if after is not None:
            form = _place_form(stem) if named else _form(stem, stems)
            return Spelled(_side_by_side(form, after.arabic, second, stems, named=named), 0.7)
    return (_with_formant(word, stems) or _after_a_name(word, stems)) if named else None


def _after_a_name(word: str, stems: Dictionary) -> Spelled | None:
    """Return an unknown name that begins with a known one: Həsənriz keeps the letters of حسن."""
    code = latin_code(word)
    for end in range(len(word) - 3, 3, -1):
        if word[end] in VOWELS or stems.row(code[:end]) is None:
            continue
        stem = stems.at(code[:end])
        if stem is not None and stem.forms and "x" in stem.kinds:
            form = _place_form(stem)
            between = "" if form[-1] in NOT_JOINING else ZWNJ
            return Spelled(form + between + spelled(word[end:], named=True), 0.5)
    return None


def _place_form(stem: Stem) -> str:
    """Return how a name is spelled inside the name of a place: with its vowels, ایبراهیم."""
    return max(stem.forms, key=len) if stem.forms else spelled(stem.latin)


def _may_be_second(second: str, stems: Dictionary, *, kinds: str = "nxf") -> bool:
    """Tell whether a known noun or name of three letters and more begins this second part."""
    code = latin_code(second)
    for end in range(len(second), 2, -1):
        row = stems.row(code[:end])
        if row is None:
            continue
        known = {*row.partition("|")[0][:-1]} & {*kinds}
        # A vowel begins many endings of unknown words: Xəlif-atan, Sanq-alan.
        if "f" in known or (second[0] in VOWELS and end > 4 and "x" in known):
            return True
        if second[0] not in VOWELS and end > 3 and known:
            return True
    return False


def _with_formant(word: str, stems: Dictionary) -> Spelled | None:
    """Return an unknown name that ends in what places are called by, oba or kənd."""
    code = latin_code(word)
    for start in range(3, len(word) - 2):
        for end in range(len(word), start + 2, -1):
            row = stems.row(code[start:end])
            if row is None or "f" not in row.partition("|")[0]:
                continue
            if word[start] in VOWELS and word[start:end] not in _VOWEL_FORMANTS:
                continue
            stem = stems.at(code[start:end])
            second = _with_tail(stem, word[end:], stems) if stem else None
            if second is not None:
                first = arabic_word(word[:start], stems, named=True)
                return Spelled(
                    _side_by_side(first.arabic, second, word[start:], stems, named=True), 0.6
                )
    return None


def _side_by_side(first: str, second: str, latin: str, stems: Dictionary, *, named: bool) -> str:
    """Return two parts of a word; what places are called by mostly stands apart from the name."""
    if named and latin.startswith(_APART):
        return f"{first} {second}"
    if first[-1] in NOT_JOINING:
        return first + second
    apart = named and not latin.startswith(_JOINED) and _may_be_second(latin, stems, kinds="f")
    return first + (" " if apart else ZWNJ) + second


def _by_rule(word: str, *, named: bool) -> Spelled:
    """Return an unknown word: the suffixes one can see, and the rest letter by letter."""
    for end in range(_SHORTEST_UNKNOWN, len(word) - 1):
        beginning, tail = word[:end], word[end:]
        if beginning[-1] in _SOFT and tail[0] in VOWELS:
            continue
        for node in ("noun",) if named else ("noun", "verb"):
            after = state_after(beginning, node)
            rest = after.written[tail] if after else None
            if rest is not None:
                form = spelled(beginning, named=named)
                return Spelled(_attached(form, rest, beginning), 0.5)
    return Spelled(spelled(word, named=named), 0.5)
