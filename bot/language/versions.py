"""Which version of what a person wrote somebody reads, in which script, and what is said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.languages import choose
from bot.domain.messages import Words
from bot.language.direction import TECHNICAL_LINE
from bot.language.reader import Reader
from bot.language.script import Converter, Script
from bot.language.sure import are_sure
from bot.language.written import may_be

_SCRIPTS = {"az": Script.LATIN, "azb": Script.ARABIC}


@dataclass(slots=True)
class Notes:
    """What a reader must be told of the words they were given: a machine put some into their
    script, some are in other languages ("" is one that nobody knows), some could be put into their
    script and were not: these words."""

    automatic: bool = False
    foreign: dict[str, None] = field(default_factory=dict)
    unconverted: list[str] = field(default_factory=list)


class Versions:
    """Chooses among the versions of people's words, and puts them into the reader's script."""

    def __init__(self, converter: Converter) -> None:
        self._converter = converter

    def pick(self, words: Words, reader: Reader, notes: Notes) -> str:
        """Return the one version of `words` that the reader gets, and write down in `notes` what
        is to be said of it. What has no letters to read is in nobody's language."""
        present = {language: it for language, it in words.versions.items() if it.strip()}
        if not present:
            return ""
        choice = choose(present, reader.language, reader.reads)
        said = present[choice.language]
        if choice.language == reader.language or not _has_letters(said.split("\n")):
            return said
        if not choice.language and reader.language in _SCRIPTS and may_be(said, reader.language):
            return said
        if choice.automatic:
            converted = self.convert(said, reader.language)
            if converted == said or not words.as_written:
                notes.automatic |= converted != said
                return converted
            notes.unconverted.append(said)
        notes.foreign[choice.language] = None
        return said

    def are_sure(self, fields: Sequence[str], language: str) -> bool:
        """Tell whether a machine may put words that could do harm into the script of `language`."""
        return are_sure(fields, _SCRIPTS[language], self._converter)

    def convert(self, words: str, language: str) -> str:
        """Return `words` in the script of `language`, az or azb."""
        return self._converter.convert(words, _SCRIPTS[language]).text


def _has_letters(lines: Iterable[str]) -> bool:
    return any(any(map(str.isalpha, line)) and not TECHNICAL_LINE.match(line) for line in lines)
