"""An Arabic word into Latin script: stem and suffixes where they are known, rules where not."""

from collections.abc import Sequence
from functools import cache

from bot.language.script.codes import sound_code
from bot.language.script.dictionary import DROPPED, dictionary
from bot.language.script.guesses import Northward
from bot.language.script.letters import MARKS, SHADDA, SUKUN, VOWELS, ZWNJ, capital, titled
from bot.language.script.model import Rendering
from bot.language.script.reading import E_HE, O_MARKED, read
from bot.language.script.roots import Guess, Root, doubled
from bot.language.script.southward import LONGEST_WORD
from bot.language.script.suffixes import state, state_after

_SPECIAL = frozenset(MARKS + ZWNJ + "ۇۆأإؽ")
_PLAIN = ((O_MARKED, "و"), ("ۇ", "و"), ("ۆ", "و"), (E_HE, "ه"), ("أ", "ا"), ("إ", "ا"), ("ؽ", "ی"))
_FORMANTS = ("آباد", "اوبا", "کند", "قیشلاق", "بولاق", "تپه", "دره", "بینه", "آغاج", "داغ", "چای")

_CLOSE = 0.85
"""Readings that differ by less are about equally likely."""

_LONG_TAIL = 3.0
"""A reading that costs more may be of a word with a vowel written that others leave out."""

_VOWEL_TOO_MANY = 1.5
"""How much less likely a reading is for each vowel that has to be left out."""

_TOO_ODD = 4.0
"""A reading that costs more is worse than one by rules."""


def latin_words(words: Sequence[str], reader: Northward) -> list[Rendering]:
    """Return the likeliest Latin spellings of Arabic words in unified letters.

    The whole column is made ready at once, which takes a tenth of the time it takes word by word.
    """
    inner, plain = _prepared("\n".join(words))
    sounds = sound_code(plain).split(b"\n")
    return [
        _latin(*each, reader)
        for each in zip(inner.split("\n"), plain.split("\n"), sounds, strict=True)
    ]


def latin_word(word: str, reader: Northward) -> Rendering:
    """Return the likeliest Latin spelling of one Arabic word in unified letters."""
    return latin_words([word], reader)[0]


def _latin(inner: str, plain: str, sounds: bytes, reader: Northward) -> Rendering:
    if len(plain) > LONGEST_WORD:
        return Rendering(read(inner), 0.1, changed=True)
    whole, guesses = reader.read(inner, plain, sounds)
    if whole is not None:
        return whole.rendering
    best = min(guesses, default=None) if len(guesses) != 1 else guesses[0]
    if best is None or best.cost > _LONG_TAIL:
        guesses += _respelled(inner, reader)
        best = min(guesses, default=None)
    if best is not None and best.cost < _TOO_ODD + 0.3 * len(plain):
        sure = 0.95 if best.exact else 0.85
        if len(guesses) > 1 and any(
            one.latin != best.latin and one.cost - best.cost < _CLOSE for one in guesses
        ):
            sure -= 0.2
        return Rendering(titled(best.latin) if best.proper else best.latin, sure, changed=True)
    return _compound(inner, plain, sounds, reader) or _by_rule(inner, plain)


def _respelled(inner: str, reader: Northward) -> list[Guess]:
    """Return what the word may be without a vowel others do not write: اؤیره‌دیر, تئلفون."""
    found: list[Guess] = []
    for vowel in (E_HE, "ئ"):
        shorter = inner[:1] + inner[1:-1].replace(vowel, "") + inner[-1:]
        more = (len(inner) - len(shorter)) * _VOWEL_TOO_MANY
        if more:
            others = reader.guesses(shorter, _without_marks(shorter))
            found += [one._replace(cost=one.cost + more, exact=False) for one in others]
    return found


def inflected_latin(word: str, reader: Northward) -> str | None:
    """Return a word with suffixes whose stem is spelled exactly as the reader knows it."""
    guesses = [one for one in reader.guesses(*_prepared(word)) if one.exact]
    if not guesses:
        return None
    best = min(guesses)
    return capital(best.latin) if best.proper else best.latin


def is_inflected(word: str, reader: Northward) -> bool:
    """Tell whether an Arabic word is surely a stem of ours with suffixes, and no stem by itself."""
    inner, plain = _prepared(word)
    if not 3 < len(plain) <= LONGEST_WORD or reader.stems.sounding(sound_code(plain)) is not None:
        return False
    best = min(reader.guesses(inner, plain), default=None)
    return best is not None and best.exact and best.cost < _TOO_ODD


def _prepared(words: str) -> tuple[str, str]:
    """Return words with one character for each thing that is read, and the same without marks."""
    if _SPECIAL.isdisjoint(words):
        return words, words
    inner = words.replace("و" + SUKUN, O_MARKED).replace("ه" + ZWNJ, E_HE)
    if SHADDA in inner:
        inner = doubled(inner)
    for mark in MARKS + ZWNJ:
        inner = inner.replace(mark, "")
    return inner, _without_marks(inner)


def _without_marks(inner: str) -> str:
    """Return words with one character for each letter, whatever vowel is marked on it."""
    for marked, letter in _PLAIN:
        inner = inner.replace(marked, letter)
    return inner


def _compound(inner: str, plain: str, sounds: bytes, reader: Northward) -> Rendering | None:
    """Return the word as one known stem before another known word, or, if it ends in what places
    are called by, as an unknown name before that.
    """
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
            latin = first.latin + second.latin
            proper = "x" in first.kinds or second.proper
            return Rendering(titled(latin) if proper else latin, 0.65, changed=True)
        return Rendering(titled(read(inner[:end]) + second.latin), 0.5, changed=True)
    return None


def _first_part(sounds: bytes, plain: str, reader: Northward) -> Root | None:
    """Return the first part of a compound, a noun or a name whose spelling is exact."""
    codes = reader.stems.sounding(sounds)
    for code in codes.split("|") if codes else ():
        if code[-1] != DROPPED:
            root = reader.root[code]
            if root.is_exact[plain] and not {*"nxf"}.isdisjoint(root.kinds):
                return root
    return None


def _second_part(inner: str, plain: str, reader: Northward) -> Guess | None:
    """Return the second part of a compound, a noun or a name whose spelling is exact."""
    guesses = [one for one in reader.guesses(inner, plain) if one.noun and one.exact]
    best = min(guesses, default=None, key=lambda one: (one.cost - 0.5 * one.place, one.latin))
    return best if best is not None and len(best.latin) > 2 else None


def _by_rule(inner: str, plain: str) -> Rendering:
    """Return an unknown word: the suffixes one can see, and the rest letter by letter."""
    best: tuple[float, str] | None = None
    for end in range(2, len(plain) - 1):
        if plain[end] not in _first_letters():
            continue
        beginning = read(inner[:end])
        after = state_after(beginning, "noun") if not VOWELS.isdisjoint(beginning) else None
        rest = after.read[plain[end:]] if after else None
        if rest is not None:
            cost = rest.odd - 0.8 * (len(plain) - end)
            if best is None or cost < best[0]:
                best = (cost, beginning + rest.latin)
    if best is not None:
        return Rendering(best[1], 0.45, changed=True)
    return Rendering(read(inner), 0.4, changed=True)


@cache
def _first_letters() -> frozenset[str]:
    """Return the letters that the suffixes of nouns begin with."""
    states = (state("noun", harmony, end) for harmony in "ıiuü" for end in "əivch")
    return frozenset(key[0] for after in states for key in after.by_arabic)


@cache
def reader() -> Northward:
    """Return the reader of the process, over its dictionary."""
    return Northward(dictionary())
