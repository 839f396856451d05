"""Latin to Arabic by rule alone: how a word is spelled that no dictionary knows.

The section numbers are those of the standard of 2001, "Türk Dili Yazı Quralları".
"""

import re

from bot.language.script.letters import SUKUN, ZWNJ

_PLAIN = {
    **dict(zip("bptcçxdrzjsşğqfkglmnvhyw", "بپتجچخدرزژسشغقفکگلمنوهیو", strict=True)),
    **dict(zip("aeıioöuü", "ائییوؤوو", strict=True)),
}
"""1.4 and 2.1: each letter as it is written after the first syllable; ə is left to see to."""

_TABLE = str.maketrans(_PLAIN)

_MARKED = {"o": "و" + SUKUN, "u": "ۇ", "ü": "ۆ"}
"""9/6: marks in the first syllable and only there."""

_INITIAL = {"a": "آ", "ə": "ا"}
_VOWEL = re.compile("[aeəıioöuü]")
_IY = re.compile("(?<!^)iyy?(?=[aəe])")
_OPEN = re.compile("ə(?=[^aeəıioöuü]?[aeəıioöuü])")


def spelled(word: str, *, named: bool = False) -> str:
    """Return the Arabic spelling of a Latin word in small letters.

    An unknown name leaves its ə unwritten and the e before h too, as gazetteers do.
    """
    if "iy" in word:
        word = _IY.sub("y", word)
    first = _VOWEL.search(word)
    if first is None:
        return word.translate(_TABLE)
    place = first.start()
    vowel = first.group()
    head = word[:place].translate(_TABLE)
    if place == 0:
        head += _INITIAL.get(vowel, "ا")
    if vowel == "e" and named and place:
        pass
    elif vowel != "ə" and not (vowel == "a" and place == 0):
        head += _MARKED.get(vowel) or _PLAIN[vowel]
    elif vowel == "ə" and place == len(word) - 1 and place:
        head += "ه"
    return head + _rest(word[place + 1 :], named=named)


def _rest(rest: str, *, named: bool) -> str:
    """Return what follows the first vowel."""
    if named:
        rest = rest.replace("e", "")
    if "ə" in rest:
        end = "ه" if rest[-1] == "ə" else ""
        rest = rest if named else _OPEN.sub("ه" + ZWNJ, rest)
        rest = rest[:-1] if end else rest
        rest = rest.replace("ə", "")
        rest += end
    return rest.translate(_TABLE)
