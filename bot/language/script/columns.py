"""How a whole column of words is spelled by rule: what `spelling` does for one word.

The dictionary asks this of every stem while the bot starts, so that it is done for all at once.
"""

import re

from bot.language.script.codes import latin_codes, latin_of, sound_code
from bot.language.script.spelling import spelled

# All in codes of `latin_codes`, where E is ə: Python is quicker with ASCII.
_IY = re.compile("(?<=[^\n])iyy?(?=[aEe])")
_CONSONANT = "[^aeEIioOuU\n]"
_BEFORE = "|".join(f"(?<=\n{_CONSONANT * length})" for length in range(1, 5))
_FIRST = re.compile(f"(?:{_BEFORE})E(?!\n)")
_INITIAL = re.compile("^(?=[eIioOuU])|^E", re.MULTILINE)
_OPEN = re.compile(f"E(?={_CONSONANT}?[aeEIioOuU])")

_SOUNDS = str.maketrans(
    {
        letter: sound_code(spelled(f"b{latin_of(letter)}")[1:]).decode()
        for letter in latin_codes("aebcçdfgğhxıijkqlmnoöprsştuüvyzw")
    }
)
"""The sound of each letter inside a word."""


def sounds_by_rule(codes: str) -> bytes:
    """Return how Latin words sound when spelled by rule; `codes` are theirs, one a line."""
    text = _IY.sub("y", f"\n{codes}\n")
    # A ə is written only at the end of a word, and in an open syllable that is not the first.
    text = _FIRST.sub("", text)
    text = _INITIAL.sub("a", text)
    text = _OPEN.sub("h", text).replace("E\n", "h\n").replace("E", "")
    return text.translate(_SOUNDS).encode("ascii", "replace")[1:-1]
