"""Whether a machine may put words into the other script where a wrong word could do harm."""

from collections.abc import Sequence
from unicodedata import name

from bot.language.script import Converter, Script, script_of

RECOGNISED_FLOOR = 0.7
"""How sure a conversion must be of words that are recognised as Azerbaijani, or of one field."""

UNRECOGNISED_FLOOR = {Script.ARABIC: 0.89, Script.LATIN: 0.96}
"""How sure it must be of words that are not, by the script into which they are put: of Persian ones
such as "stay away" it can be 0.95 sure, for each of them is a word of Azerbaijani too; of Turkish
ones it was 0.85 sure at most.

Measured on our pairs of crisis words and sentences, and on ninety sentences of warnings in Persian,
Turkish and English, of which none may pass: tests/language/test_sure.py.
"""

_OTHER = {Script.LATIN: Script.ARABIC, Script.ARABIC: Script.LATIN}


def is_sure(words: str, to: Script, converter: Converter) -> bool:
    """Tell whether `words` are so surely Azerbaijani that a machine may put them into `to`.

    Words that stay as they are have not been put there: they are in another language.
    """
    recognised = script_of(words) is _OTHER[to]
    floor = RECOGNISED_FLOOR if recognised else UNRECOGNISED_FLOOR[to]
    return _is_put(words, to, converter, floor)


def are_sure(fields: Sequence[str], to: Script, converter: Converter) -> bool:
    """Tell whether that is true of all fields together, and no sentence among them is strange."""
    sentences = [field for field in fields if _is_sentence_in(field, _OTHER[to])]
    return is_sure("\n".join(fields), to, converter) and all(
        _is_put(sentence, to, converter, RECOGNISED_FLOOR) for sentence in sentences
    )


def _is_put(words: str, to: Script, converter: Converter, floor: float) -> bool:
    converted = converter.convert(words, to)
    return converted.text != words and converted.confidence >= floor


def _is_sentence_in(field: str, script: Script) -> bool:
    """Tell whether a field is more than a name, in this script."""
    return len(field.split()) > 1 and any(
        letter.isalpha() and name(letter, "").startswith(script.name) for letter in field
    )
