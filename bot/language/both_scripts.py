"""Azerbaijani that stands in both alphabets at once: some of its words in each."""

import re

from bot.language.direction import TECHNICAL
from bot.language.script import Converter, Script, script_of
from bot.language.sure import is_sure

LOOKED_AT = 4000
"""Letters from the start of a text; more would tell nothing new."""

_TECHNICAL = re.compile(TECHNICAL)
_WORDS = {
    Script.LATIN: re.compile("[A-Za-z\u00c0-\u024f\u0259\u018f\u0307'’ʼ]+"),
    Script.ARABIC: re.compile("[\u0600-\u06ff\u200c]+"),
}


def in_both_scripts(words: str, converter: Converter) -> bool:
    """Tell whether a text is Azerbaijani with words in each of both scripts.

    One side of it must be Azerbaijani for certain; the other, which may be a word or two, must be
    so too, or sure to be read aright.
    """
    said = _TECHNICAL.sub(" ", words[:LOOKED_AT])
    sides = {script: " ".join(found.findall(said)) for script, found in _WORDS.items()}
    if not all(sides.values()):
        return False
    ours = [script for script, side in sides.items() if script_of(side) is script]
    if len(ours) != 1:
        return bool(ours)
    [known] = ours
    rest = Script.LATIN if known is Script.ARABIC else Script.ARABIC
    return is_sure(sides[rest], known, converter)
