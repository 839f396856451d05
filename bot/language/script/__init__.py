"""One language in two alphabets: Azerbaijani text put from Latin into Arabic script and back."""

from bot.language.script.converter import Converter, to_arabic, to_latin
from bot.language.script.model import Converted, Correction, Entity, Script, Word
from bot.language.script.recognise import script_of

__all__ = [
    "Converted",
    "Converter",
    "Correction",
    "Entity",
    "Script",
    "Word",
    "script_of",
    "to_arabic",
    "to_latin",
]
